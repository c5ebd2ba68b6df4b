"""Letters leave once they are due and the gate lets them, and nothing else reaches a carrier."""

from __future__ import annotations

import ast
import logging
from datetime import timedelta
from pathlib import Path

import pytest

import fairdesk
from fairdesk.channels.mail import FolderCarrier
from fairdesk.database import execute, rows, writing
from fairdesk.house.background import Background
from fairdesk.house.forgetting import forget
from fairdesk.house.letters import CLAIM, MOST_ATTEMPTS
from fairdesk.house.preparing import JsonLines
from fairdesk.identity import contact
from fairdesk.identity.contact import Channel, Wishes
from fairdesk.identity.letters import KINDS, Declined, Undeliverable
from fairdesk.identity.records import addresses, letters
from fairdesk.identity.records.letters import State
from fairdesk.nouns import BadInput, CustomerId, Unavailable
from tests.letters import HERE, Kept, code_in, code_in_letter
from tests.people import Customer, Desk, PulledPlug

DANAS = "dana@example.org"
DONE = {"request": "a copy of your data", "link": "/privacy"}


@pytest.fixture
def carrier(desk: Desk) -> Kept:
    desk.house.carrier = Kept()
    return desk.house.carrier


def proves(desk: Desk, who: Customer, address: str = DANAS) -> None:
    """A customer gives an address and types the code that came there."""
    name = desk.house.add_address(who.id, address, HERE, who.token)
    desk.house.enter_code(name, code_in_letter(desk, who.id), HERE, who.token)


@pytest.fixture
def dana(desk: Desk, carrier: Kept) -> Customer:
    """A customer with an address that she proved, and nothing that waits."""
    dana = desk.customer()
    proves(desk, dana)
    desk.house.send_letters()
    carrier.letters.clear()
    return dana


def write(desk: Desk, who: CustomerId, kind: str = "request_done", once: str = "", **values: str) -> str:
    with writing():
        return desk.house.write_letter(who, kind, values or DONE, desk.house.now(), once=once)


def stands(id: str) -> tuple[str, str]:
    kept = letters.letter(id)
    return kept.state, kept.reason


def later(desk: Desk, monkeypatch, wait: timedelta) -> None:
    at = desk.house.now() + wait
    monkeypatch.setattr(desk.house.knowing, "now", lambda: at)


class TestALetter:
    def test_leaves_to_the_address_that_was_proved(self, desk, dana, carrier):
        id = write(desk, dana.id)

        assert 1 == desk.house.send_letters()
        (letter,) = carrier.letters
        assert (id, DANAS, "A made-up company", "help@company.example") == (
            letter.id, letter.to, letter.sender_name, letter.sender,
        )  # fmt: skip
        assert "http://localhost:8765/privacy" in letter.text
        assert (State.SENT, contact.MAY) == stands(id)

    def test_leaves_once(self, desk, dana, carrier):
        write(desk, dana.id)

        assert [1, 0] == [desk.house.send_letters(), desk.house.send_letters()]

    def test_about_the_same_thing_is_the_same_letter(self, desk, dana, carrier):
        assert write(desk, dana.id, once="request 7") == write(desk, dana.id, once="request 7")
        assert write(desk, dana.id, once="request 8") != write(desk, dana.id, once="request 7")

        assert 2 == desk.house.send_letters()

    def test_keeps_words_and_address_sealed_and_no_longer_than_it_waits(self, desk, dana, carrier):
        id = write(desk, dana.id)
        before = letters.letter(id).sealed
        desk.house.send_letters()

        assert before
        assert DANAS.encode() not in before
        assert b"" == letters.letter(id).sealed
        found = [f for f in desk.folder.rglob("*") if f.is_file() and DANAS.encode() in f.read_bytes()]
        assert [] == found

    def test_goes_with_the_transaction_it_was_written_in(self, desk, dana, carrier):
        def fails_after_the_letter() -> None:
            with writing():
                desk.house.write_letter(dana.id, "request_done", DONE, desk.house.now())
                raise PulledPlug

        with pytest.raises(PulledPlug):
            fails_after_the_letter()

        assert 0 == desk.house.send_letters()

    @pytest.mark.parametrize(
        ("kind", "values"), [("advert", {}), ("code", {}), ("request_done", {"request": "x", "y": "z"})]
    )
    def test_that_is_not_known_is_refused(self, desk, dana, kind, values):
        with pytest.raises(BadInput), writing():
            desk.house.write_letter(dana.id, kind, values, desk.house.now())

    def test_is_in_the_customers_language(self, desk, carrier):
        kim = desk.customer("ar")
        proves(desk, kim, "kim@example.org")
        desk.house.send_letters()

        assert 'lang="ar" dir="rtl"' in carrier.letters[-1].html

    def test_behind_a_proxy_leads_to_its_public_name(self, desk, dana, carrier):
        from dataclasses import replace

        desk.house.settings = replace(desk.house.settings, behind_proxy="help.company.example")
        write(desk, dana.id)
        desk.house.send_letters()

        assert "https://help.company.example/privacy" in carrier.letters[0].text


class TestTheGate:
    def test_nothing_goes_without_an_address(self, desk, carrier):
        assert (State.STOPPED, contact.NO_ADDRESS) == stands(write(desk, desk.customer().id))

    def test_nothing_but_a_code_goes_to_an_address_nobody_proved(self, desk, carrier):
        kim = desk.customer()
        desk.house.add_address(kim.id, "kim@example.org", HERE, kim.token)

        assert (State.STOPPED, contact.UNVERIFIED) == stands(write(desk, kim.id))
        desk.house.send_letters()
        assert ["code"] == [
            letter.kind for id in letters.ids_of(kim.id) if (letter := letters.letter(id)).state is State.SENT
        ]

    @pytest.mark.parametrize(
        ("change", "why"),
        [
            ("UPDATE identity_address SET shared = true", contact.SHARED),
            ("UPDATE identity_address SET undeliverable_at = 1", contact.UNDELIVERABLE),
            ("DELETE FROM identity_address", contact.UNVERIFIED),
        ],
    )
    def test_it_is_asked_again_when_the_letter_leaves(self, desk, dana, carrier, change, why):
        id = write(desk, dana.id)
        with writing():
            execute(change)

        assert 0 == desk.house.send_letters()
        assert [] == carrier.letters
        assert (State.STOPPED, why) == stands(id)

    def test_a_wish_holds_for_letters_that_wait_already(self, desk, dana, carrier):
        id = write(desk, dana.id)
        desk.house.keep_wishes(dana.id, Wishes(Channel.PAGE))
        desk.house.send_letters()

        assert (State.STOPPED, contact.PAGE_ONLY) == stands(id)

    def test_a_letter_waits_for_its_hours_and_then_leaves(self, desk, dana, carrier, monkeypatch):
        minute = (desk.house.now() + timedelta(hours=2)).replace(second=0)
        begins = minute.hour * 60 + minute.minute
        desk.house.keep_wishes(dana.id, Wishes(hours=(begins, (begins + 30) % 1440)))
        id = write(desk, dana.id)

        assert 0 == desk.house.send_letters()
        assert (State.WAITING, contact.NOT_NOW) == stands(id)
        later(desk, monkeypatch, timedelta(hours=2, minutes=1))
        assert 1 == desk.house.send_letters()

    def test_a_neutral_letter_names_nobody(self, desk, dana, carrier):
        from dataclasses import replace

        desk.house.settings = replace(desk.house.settings, mail_from_neutral="post@letters.example")
        desk.house.keep_wishes(dana.id, Wishes(neutral=True))
        write(desk, dana.id)
        desk.house.send_letters()

        (letter,) = carrier.letters
        assert ("", "post@letters.example", "A note for you") == (letter.sender_name, letter.sender, letter.subject)
        assert "company" not in letter.text.casefold()
        assert "localhost:" in letter.text
        assert letter.text.count("http") == letter.text.count(f"{desk.house.address('/')}\n"), (
            "no page names the matter"
        )

    def test_the_safe_word_stops_every_letter_at_once(self, desk, dana, carrier):
        desk.house.keep_wishes(dana.id, Wishes(safe_word="blue umbrella"))
        id = write(desk, dana.id)
        desk.says(dana, "Where is my blue umbrella?")
        assert contact.MAY == letters.letter(id).reason
        desk.says(dana, "Blue umbrella")

        assert 0 == desk.house.send_letters()
        assert (State.STOPPED, contact.SAFE_WORD) == stands(id)
        desk.house.ask_for_code(DANAS, "en", HERE)
        assert 0 == desk.house.send_letters()
        desk.house.keep_wishes(dana.id, Wishes(safe_word="blue umbrella"))
        assert contact.MAY == letters.letter(write(desk, dana.id)).reason

    def test_it_chooses_the_address_that_may_be_written_to(self, desk, dana, carrier):
        proves(desk, dana, "second@example.org")
        given = {each.address: each.id for each in desk.house.addresses_of(dana.id)}
        desk.house.share_address(dana.id, given["second@example.org"], True, dana.token)
        desk.house.send_letters()
        write(desk, dana.id)
        desk.house.send_letters()

        assert DANAS == carrier.letters[-1].to

    def test_two_people_who_proved_one_address_share_it(self, desk, dana, carrier):
        sam = desk.customer()
        proves(desk, sam, DANAS)

        assert contact.SHARED == letters.letter(write(desk, dana.id)).reason
        assert contact.SHARED == letters.letter(write(desk, sam.id)).reason

    def test_a_stranger_who_only_says_it_is_his_takes_nothing_from_her(self, desk, dana, carrier):
        sam = desk.customer()
        desk.house.add_address(sam.id, DANAS, HERE, sam.token)
        (his,) = addresses.of((sam.id,))
        desk.house.share_address(sam.id, his.id, True, sam.token)

        assert contact.MAY == letters.letter(write(desk, dana.id)).reason


class TestTheMailServer:
    def test_that_knows_no_such_mailbox_ends_letters_there(self, desk, dana, carrier):
        carrier.fails = Undeliverable("550")
        id = write(desk, dana.id)
        desk.house.send_letters()

        assert (State.FAILED, contact.UNDELIVERABLE) == stands(id)
        assert (State.STOPPED, contact.UNDELIVERABLE) == stands(write(desk, dana.id))
        assert [True] == [each.undeliverable for each in desk.house.addresses_of(dana.id)]

    def test_a_new_proof_makes_the_address_good_again(self, desk, dana, carrier):
        carrier.fails = Undeliverable("550")
        write(desk, dana.id)
        desk.house.send_letters()
        with writing():
            addresses.prove(desk.house.addresses_of(dana.id)[0].id, desk.house.now())

        assert contact.MAY == letters.letter(write(desk, dana.id)).reason

    def test_that_declines_says_nothing_about_the_address(self, desk, dana, carrier):
        carrier.fails = Declined("554")
        id = write(desk, dana.id)
        desk.house.send_letters()

        assert (State.FAILED, contact.REFUSED) == stands(id)
        assert contact.MAY == letters.letter(write(desk, dana.id)).reason

    def test_that_is_away_is_tried_again_ever_more_seldom_and_given_up(self, desk, dana, carrier, monkeypatch):
        carrier.fails = Unavailable("away")
        id, waits = write(desk, dana.id), []
        for _ in range(MOST_ATTEMPTS):
            desk.house.send_letters()
            kept = letters.letter(id)
            waits.append(kept.due_at - desk.house.now())
            later(desk, monkeypatch, waits[-1])

        assert [1, 2, 4, 8, 16] == [round(wait / timedelta(minutes=1)) for wait in waits[:5]]
        assert 4 == round(max(waits) / timedelta(hours=1), 2)
        assert 2 == round(sum(waits, timedelta()) / timedelta(days=1), 1)
        assert (State.FAILED, contact.GAVE_UP) == stands(id)
        assert MOST_ATTEMPTS == len(carrier.letters) == len({letter.id for letter in carrier.letters}) * MOST_ATTEMPTS

    def test_waiting_for_an_hour_is_no_failed_try(self, desk, dana, carrier, monkeypatch):
        minute = desk.house.now() + timedelta(hours=2)
        begins = minute.hour * 60 + minute.minute
        desk.house.keep_wishes(dana.id, Wishes(hours=(begins, (begins + 5) % 1440)))
        id = write(desk, dana.id)
        for _ in range(3):
            later(desk, monkeypatch, timedelta(days=1, minutes=-90))
            desk.house.send_letters()

        assert 0 == letters.letter(id).attempts

    def test_a_code_that_comes_too_late_is_not_sent(self, desk, carrier, monkeypatch):
        kim = desk.customer()
        desk.house.add_address(kim.id, "kim@example.org", HERE, kim.token)
        later(desk, monkeypatch, timedelta(minutes=10))
        desk.house.send_letters()

        assert [] == carrier.letters
        assert (State.STOPPED, contact.TOO_LATE) == stands(letters.ids_of(kim.id)[0])

    def test_its_log_names_letters_and_nothing_else(self, desk, dana, carrier, caplog):
        caplog.set_level(logging.DEBUG)
        carrier.fails = Unavailable(f"cannot reach {DANAS}")
        id = write(desk, dana.id)
        desk.house.send_letters()

        said = "\n".join(JsonLines().format(each) for each in caplog.records)
        assert id in said
        assert DANAS not in said


class TestDying:
    @pytest.mark.parametrize(("step", "left"), [("before carry", 0), ("after carry", 1)])
    def test_a_letter_leaves_once_more_at_most_and_is_seen_to_be_one(
        self, desk, dana, carrier, monkeypatch, step, left
    ):
        id = write(desk, dana.id)
        desk.pull_the_plug(step)
        with pytest.raises(PulledPlug):
            desk.house.send_letters()
        desk.house.plug = lambda _step: None

        assert left == len(carrier.letters)
        assert 0 == desk.house.send_letters()  # somebody may still be at it
        later(desk, monkeypatch, CLAIM)
        assert 1 == desk.house.send_letters()
        assert {id} == {letter.id for letter in carrier.letters}
        assert 0 == desk.house.send_letters()

    def test_in_the_folder_it_is_one_file(self, desk, dana, monkeypatch):
        desk.house.carrier = FolderCarrier(desk.folder / "mail")
        write(desk, dana.id)
        desk.pull_the_plug("after carry")
        with pytest.raises(PulledPlug):
            desk.house.send_letters()
        desk.house.plug = lambda _step: None
        later(desk, monkeypatch, CLAIM)
        desk.house.send_letters()

        assert 1 == len(list((desk.folder / "mail").iterdir()))

    def test_of_two_carriers_one_takes_it(self, desk, dana, carrier):
        id, at = write(desk, dana.id), desk.house.now()
        with writing():
            first = letters.claim(id, at, at + CLAIM)
        with writing():
            second = letters.claim(id, at, at + CLAIM)

        assert first is not None
        assert second is None


class TestForgetting:
    def test_takes_back_what_is_still_here(self, desk, dana):
        desk.house.carrier = FolderCarrier(desk.folder / "mail")
        write(desk, dana.id)
        desk.house.send_letters()
        assert [f for f in (desk.folder / "mail").iterdir() if DANAS.encode() in f.read_bytes()]

        forget(desk.house, dana.id, "asked")

        assert [] == list((desk.folder / "mail").iterdir())
        assert 0 == desk.house.send_letters()

    def test_the_last_letter_outlives_its_customer_and_names_nobody(self, desk, dana, carrier):
        proof = {"proof": "abc", "final": "18 March 2026"}
        with writing():
            id = desk.house.write_last_letter(dana.id, "certificate", proof, desk.house.now())
        forget(desk.house, dana.id, "asked")

        assert "" == letters.letter(id).customer
        assert 1 == desk.house.send_letters()
        assert (DANAS, b"") == (carrier.letters[-1].to, letters.letter(id).sealed)

    def test_the_last_letter_keeps_to_the_wishes_of_its_time(self, desk, dana, carrier):
        desk.house.keep_wishes(dana.id, Wishes(Channel.PAGE))
        with writing():
            id = desk.house.write_last_letter(dana.id, "certificate", {"proof": "a", "final": "b"}, desk.house.now())

        assert (State.STOPPED, contact.PAGE_ONLY) == stands(id)

    def test_and_waits_a_week_at_most(self, desk, dana, carrier, monkeypatch):
        with writing():
            id = desk.house.write_last_letter(dana.id, "certificate", {"proof": "a", "final": "b"}, desk.house.now())
        later(desk, monkeypatch, timedelta(days=7))
        desk.house.send_letters()

        assert [] == carrier.letters
        assert b"" == letters.letter(id).sealed

    def test_rows_of_letters_go_after_a_month(self, desk, dana, carrier, monkeypatch):
        id = write(desk, dana.id)
        desk.house.send_letters()
        later(desk, monkeypatch, timedelta(days=30, minutes=1))
        desk.house.send_letters()

        assert id not in letters.ids_of(dana.id)
        assert id in carrier.taken_back


class TestTheBackground:
    def test_posts_what_is_due(self, desk, dana, carrier):
        write(desk, dana.id)
        Background(desk.house).round()
        desk.house._post.submit(int).result()

        assert 1 == len(carrier.letters)

    def test_a_slow_server_holds_up_no_answer(self, desk, dana, carrier):
        import threading

        gate = threading.Event()
        carrier.carry = lambda _letter: gate.wait(20) and None
        write(desk, dana.id)
        worker = Background(desk.house)
        worker.round()
        worker.round()  # it is still at the first letter; a second one begins nothing

        assert "refund" in desk.says(dana, "How long does a refund take?").reply.text
        gate.set()

    def test_without_a_carrier_letters_wait(self, desk, dana):
        desk.house.carrier = None
        id = write(desk, dana.id)
        Background(desk.house).round()

        assert State.WAITING == letters.letter(id).state


SOURCE = Path(fairdesk.__file__).parent


def calls(name: str) -> set[str]:
    """Return the files in which something of this name is called."""
    found = set()
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == name:
                found.add(str(file.relative_to(SOURCE)))
    return found


def mentions(words: str) -> set[str]:
    return {str(file.relative_to(SOURCE)) for file in SOURCE.rglob("*.py") if words in file.read_text("utf-8")}


class TestAllSenders:
    """Nothing leaves but through the gate: who could send is found in the source, not listed by hand."""

    def test_one_file_hands_letters_to_a_carrier_and_asks_the_gate(self):
        assert {"house/letters.py"} == calls("carry") == calls("may_contact")

    def test_between_the_claim_and_the_carrier_stands_the_gate(self):
        """Of the two functions that lead to a carrier, one asks, and the other is called with what it returned."""
        tree = ast.parse((SOURCE / "house" / "letters.py").read_text("utf-8"))
        functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}

        def called_in(name: str) -> list[str]:
            return [ast.unparse(n.func) for n in ast.walk(functions[name]) if isinstance(n, ast.Call)]

        assert ["_send"] == [name for name in functions if "self.carrier.carry" in called_in(name)]
        assert "self._claim" == called_in("_send")[0]
        assert "may_contact" in called_in("_claim")

    def test_one_file_writes_the_outbox(self):
        assert {"identity/records/letters.py"} == {
            file for file in mentions("identity_letter ") if not file.startswith("identity/migrations")
        }
        assert {"house/letters.py"} == {file for file in calls("add") if "letters.add(" in _text(file)}

    def test_only_the_carrier_knows_how_to_send_mail(self):
        assert {"channels/mail.py"} == mentions("smtplib") | mentions("sendmail") | mentions("send_message")
        assert set() == mentions("django.core.mail")

    def test_only_the_doors_choose_a_carrier(self):
        assert {"cli/root.py", "cli/letters.py"} == calls("carrier_for")

    @pytest.mark.parametrize("kind", KINDS)
    def test_whatever_is_written_nothing_reaches_a_shared_address(self, desk, dana, carrier, kind):
        (hers,) = addresses.of((dana.id,))
        values = dict.fromkeys(KINDS[kind].needs, "x")
        write(desk, dana.id, kind, **values)
        with writing():
            addresses.share(hers.id, True)
        write(desk, dana.id, kind, **values)
        with writing():
            desk.house.write_last_letter(dana.id, kind, values, desk.house.now())
        desk.house.ask_for_code(DANAS, "en", HERE)
        desk.house.send_letters()

        assert [] == carrier.letters
        assert 5 == len(rows("SELECT id FROM identity_letter"))

    @pytest.mark.parametrize("kind", KINDS)
    def test_every_letter_there_is_has_a_sender(self, kind):
        """A letter that nobody writes is a promise nobody keeps."""
        written = {
            each.value
            for name in (
                "house/rights.py",
                "house/requests.py",
                "house/consenting.py",
                "house/contact.py",
                "house/closing.py",
                "house/alarming.py",
                "house/called_back.py",
                "house/leading_on.py",
            )
            for node in ast.walk(ast.parse(_text(name)))
            if isinstance(node, ast.Call)
            and getattr(node.func, "attr", "") in ("write_letter", "write_last_letter", "keep_letter", "_write")
            for each in node.args
            if isinstance(each, ast.Constant)
        }
        assert kind in written

    def test_the_search_would_find_another_sender(self, tmp_path):
        assert "house/customers.py" in calls("add_line")


def _text(file: str) -> str:
    return (SOURCE / file).read_text("utf-8")


def test_a_code_letter_that_waits_is_the_one_that_is_sent(desk, carrier):
    kim = desk.customer()
    desk.house.add_address(kim.id, "kim@example.org", HERE, kim.token)
    waits = code_in_letter(desk, kim.id)
    desk.house.send_letters()

    assert waits == code_in(carrier.letters[0])
