"""Files of customers: sealed, sent with a message, opened by people who may, seen by no machine, and gone with the rest."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import timedelta

import pytest

from fairdesk.attachments import records as attachments
from fairdesk.attachments.allowed import MOST_FILES, NotTaken
from fairdesk.database import on_sqlite, row, rows
from fairdesk.desk.timeline import State
from fairdesk.house.erasing import to_search
from fairdesk.house.forgetting import forget
from fairdesk.house.sweeping import UNSENT_FOR, sweep
from fairdesk.nouns import BadInput, NotFound, RawText, Refused, Restricted, Route, Unavailable
from tests.attachments.pictures import SECRET, TEXT, jpeg, png

SAID = "The blue cup came broken"
SHOWS = "A blue cup without its handle"


@pytest.fixture
def dana(desk):
    return desk.customer()


@pytest.fixture
def sam(desk):
    return desk.customer()


def attach(desk, who, name="cup.jpeg", content=None, words=SHOWS):
    desk.house.attach(who.conversation, who.id, name, jpeg() if content is None else content, words)


def send(desk, who, text=SAID, client_id="first-form"):
    number = desk.house.say(who.conversation, who.id, RawText(text), client_id, files=True)
    desk.settle(who)
    return number


def waiting(desk, who):
    return desk.house.files_waiting(who.conversation, who.id)


def sent(desk, who):
    return [file for entry in desk.sees(who).entries for file in entry.files]


class TestBeforeSending:
    def test_it_waits_and_can_be_taken_away_again(self, desk, dana):
        attach(desk, dana)
        (file,) = waiting(desk, dana)

        assert ("cup.jpg", "jpeg", SHOWS) == (file.name, file.kind, file.words)
        assert [] == sent(desk, dana)
        desk.house.detach(dana.conversation, dana.id, file.id)
        assert () == waiting(desk, dana)

    def test_the_same_file_again_is_one(self, desk, dana):
        attach(desk, dana)
        attach(desk, dana, name="copy.jpg")

        assert 1 == len(waiting(desk, dana))

    def test_five_are_enough(self, desk, dana):
        for number in range(MOST_FILES):
            attach(desk, dana, content=b"line %d" % number)

        with pytest.raises(NotTaken) as why:
            attach(desk, dana, content=b"one more")
        assert "too_many" == why.value.fault

    def test_what_nobody_sent_is_gone_after_a_day(self, desk, dana):
        attach(desk, dana)
        send(desk, dana)
        attach(desk, dana, content=TEXT)

        sweep(desk.house, desk.house.now() + UNSENT_FOR - timedelta(minutes=1))
        assert 1 == len(waiting(desk, dana))
        sweep(desk.house, desk.house.now() + UNSENT_FOR + timedelta(minutes=1))

        assert () == waiting(desk, dana)
        assert 1 == len(sent(desk, dana))

    def test_the_next_ordinary_message_leaves_it_waiting(self, desk, dana):
        attach(desk, dana)
        desk.says(dana, "How long does a refund take?")

        assert 1 == len(waiting(desk, dana))
        assert [] == sent(desk, dana)


class TestTheScanner:
    def test_sees_what_would_be_kept(self, desk, dana):
        seen = []
        desk.house.scan = lambda content: seen.append(content) or ""

        attach(desk, dana)

        assert [desk.house.own_file(dana.conversation, dana.id, waiting(desk, dana)[0].id)[1]] == seen
        assert SECRET not in seen[0]

    def test_what_it_finds_is_not_kept(self, desk, dana):
        desk.house.scan = lambda content: "Eicar"

        with pytest.raises(NotTaken) as why:
            attach(desk, dana)
        assert "infected" == why.value.fault
        assert () == waiting(desk, dana)

    def test_while_it_does_not_answer_nothing_is_taken(self, desk, dana):
        def silent(content):
            raise Unavailable("nobody there")

        desk.house.scan = silent

        with pytest.raises(NotTaken) as why:
            attach(desk, dana)
        assert "not_checked" == why.value.fault
        assert () == waiting(desk, dana)


class TestSent:
    @pytest.fixture
    def number(self, desk, dana):
        attach(desk, dana)
        attach(desk, dana, "list.txt", TEXT, "")
        return send(desk, dana)

    def test_they_stand_with_the_message_and_people_are_called(self, desk, dana, number):
        entry = next(each for each in desk.sees(dana).entries if each.number == number)

        assert (SAID, ["cup.jpg", "list.txt"]) == (entry.text, [file.name for file in entry.files])
        assert "file_sent" in desk.events(dana)
        assert State.WAITING == desk.sees(dana).state
        assert "sent_a_file" == desk.house.case(dana.conversation, desk.ada).reason
        assert () == waiting(desk, dana)

    def test_the_assistant_reads_that_there_are_some_and_no_more(self, desk, dana, number):
        turn = desk.turn_of(dana, number)

        assert f"{SAID}\n[attachment]\n[attachment]" == turn.asked.text
        assert Route.PERSON is turn.route
        kept = json.dumps(desk.house.case(dana.conversation, desk.ada).entries[0].masked)
        assert not [word for word in ("cup.jpg", "handle", "list.txt") if word in kept]

    def test_the_same_form_again_sends_nothing_twice(self, desk, dana, number):
        assert number == send(desk, dana)
        assert 2 == len(sent(desk, dana))

    def test_a_message_may_be_files_alone(self, desk, sam):
        attach(desk, sam)
        number = send(desk, sam, "  ")

        assert "[attachment]" == desk.turn_of(sam, number).asked.text
        assert 1 == len(sent(desk, sam))

    def test_nothing_at_all_is_no_message(self, desk, sam):
        with pytest.raises(BadInput):
            send(desk, sam, " ")

    def test_a_colleague_who_has_it_is_told_and_keeps_it(self, desk, dana, number):
        desk.house.take_over(dana.conversation, desk.ada)
        attach(desk, dana, content=b"another")
        send(desk, dana, "Here is one more", "second-form")

        assert State.PERSON == desk.sees(dana).state
        assert 2 == desk.events(dana).count("file_sent")

    def test_a_crisis_in_the_words_is_heard_all_the_same(self, desk, sam):
        attach(desk, sam)
        number = send(desk, sam, "I want to kill myself")

        assert "crisis" == desk.turn_of(sam, number).concern

    def test_the_ledger_holds_to_the_bytes(self, desk, dana, number):
        event = next(each for each in desk.sees(dana).entries if each.code == "file_sent")
        opened = [desk.house.own_file(dana.conversation, dana.id, file.id)[1] for file in sent(desk, dana)]

        assert " ".join(hashlib.sha256(each).hexdigest() for each in opened) == event.values["sha256"]
        desk.house.close_the_day()
        assert not desk.house.verify().problems


class TestWhoOpensThem:
    @pytest.fixture
    def file(self, desk, dana):
        attach(desk, dana)
        send(desk, dana)
        return sent(desk, dana)[0]

    def test_a_colleague_and_the_customer_sees_that_they_did(self, desk, dana, file):
        told, content = desk.house.file_for_colleague(dana.conversation, desk.ada, file.id)

        assert (file, SECRET in content) == (told, False)
        assert ("Ada", "Opened a file you sent") in [
            (look.work_name, look.what) for look in desk.house.see(dana.id, "en").looks
        ]

    def test_the_customer_herself(self, desk, dana, file):
        assert file == desk.house.own_file(dana.conversation, dana.id, file.id)[0]

    def test_the_stranger_finds_nothing_by_any_door(self, desk, dana, sam, file):
        house = desk.house
        for door in (
            lambda: house.own_file(dana.conversation, sam.id, file.id),
            lambda: house.own_file(sam.conversation, sam.id, file.id),
            lambda: house.files_waiting(dana.conversation, sam.id),
            lambda: house.attach(dana.conversation, sam.id, "x.txt", TEXT, ""),
            lambda: house.detach(dana.conversation, sam.id, file.id),
            lambda: house.file_for_colleague(sam.conversation, desk.ada, file.id),
            lambda: house.own_file(dana.conversation, dana.id, "made-up"),
        ):
            with pytest.raises(NotFound):
                door()
        house.detach(sam.conversation, sam.id, file.id)
        assert [file] == sent(desk, dana)

    def test_one_that_was_sent_is_not_removed(self, desk, dana, file):
        desk.house.detach(dana.conversation, dana.id, file.id)

        assert [file] == sent(desk, dana)

    def test_one_that_waits_is_nobody_elses_yet(self, desk, dana, file):
        attach(desk, dana, content=TEXT)
        (unsent,) = waiting(desk, dana)

        with pytest.raises(NotFound):
            desk.house.file_for_colleague(dana.conversation, desk.ada, unsent.id)

    def test_who_has_no_right_to_read_does_not(self, desk, dana, file):
        with pytest.raises(Refused):
            desk.house.file_for_colleague(dana.conversation, 9999, file.id)

    def test_a_restricted_one_needs_its_glass_broken(self, desk, dana, file):
        desk.house.restrict(dana.id, True, desk.house.now(), dana.conversation)

        with pytest.raises(Restricted):
            desk.house.file_for_colleague(dana.conversation, desk.ada, file.id)
        desk.house.break_glass(dana.conversation, desk.ada, "the bank asks about the cup")
        assert desk.house.file_for_colleague(dana.conversation, desk.ada, file.id)


class TestKept:
    def test_no_byte_name_or_word_of_it_can_be_read(self, desk, dana):
        attach(desk, dana, "my-own-name.txt", b"the words inside", "the words beside")
        send(desk, dana)

        for cells in rows("SELECT * FROM attachments_file"):
            said = b"".join(bytes(c) if isinstance(c, (bytes, memoryview)) else str(c).encode() for c in cells)
            assert not [each for each in (b"my-own-name", b"words inside", b"words beside") if each in said]

    def test_none_lies_in_a_folder(self, desk, dana):
        before = {path for path in desk.folder.rglob("*") if path.is_file()}
        attach(desk, dana, content=png(hidden=b""))
        send(desk, dana)

        assert {p.suffix for p in desk.folder.rglob("*") if p.is_file()} == {p.suffix for p in before}

    def test_the_copy_of_her_data_has_the_file_itself(self, desk, dana, sam):
        attach(desk, sam, "his.txt", b"his own")
        attach(desk, dana)
        send(desk, dana)
        file = sent(desk, dana)[0]

        copy = zipfile.ZipFile(io.BytesIO(b"".join(desk.house.export(dana.id, "en").pieces)))

        (line,) = map(json.loads, copy.read("data/files.jsonl").splitlines())
        assert ("cup.jpg", SHOWS, file.id) == (line["name"], line["words"], line["id"])
        content = copy.read(f"files/{file.id}.jpg")
        assert desk.house.own_file(dana.conversation, dana.id, file.id)[1] == content
        manifest = json.loads(copy.read("manifest.json"))
        (entry,) = (each for each in manifest["files"] if each["name"].startswith("files/"))
        assert hashlib.sha256(content).hexdigest() == entry["sha256"]

    def test_she_reads_of_it_under_her_data(self, desk, dana):
        attach(desk, dana)
        send(desk, dana)

        (group,) = (group for group in desk.house.see(dana.id, "en").given if group.code == "files")
        assert [f"cup.jpg · {SHOWS}"] == [item.text for item in group.items]

    def test_an_erasure_looks_for_its_bytes_and_leaves_none(self, desk, dana):
        attach(desk, dana)
        send(desk, dana)
        stored = row("SELECT substr(content, 1, 24) FROM attachments_file")

        assert stored is not None
        assert bytes(stored[0]) in to_search(dana.id)[1]
        forget(desk.house, dana.id, "asked")
        assert [] == rows("SELECT id FROM attachments_file")
        if on_sqlite():
            assert bytes(stored[0]) not in b"".join(p.read_bytes() for p in desk.folder.glob("fairdesk.db*"))

    def test_a_hold_keeps_those_of_its_conversation(self, desk, dana):
        attach(desk, dana)
        send(desk, dana)
        other = desk.house.start(dana.id, "en")
        desk.house.attach(other, dana.id, "a.txt", TEXT, "")

        assert 1 == attachments.forget_but(dana.id, [dana.conversation])
        assert 1 == len(sent(desk, dana))
