"""What the house writes down comes back the same, opens nowhere else, and is entered in the ledger with it."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.accountability import records as ledger_records
from fairdesk.accountability.ledger import commitment, read_entry
from fairdesk.database import writing
from fairdesk.desk import records
from fairdesk.desk.turn import digest
from fairdesk.house import memory
from fairdesk.house.memory import Content, fingerprint, read_turn, write_turn
from fairdesk.nouns import Evidence, NotFound, SaidByDesk, Voice
from fairdesk.privacy.keys import Tampered, new_key, opening
from tests.people import Customer, Desk

EVIDENCE = Evidence(
    passage="returns#2", article="returns", article_version="abc", title="Sending things back", heading=("A", "B"),
    anchor="b", language="en", quote="Up to 5 working days.", score=1.5, terms={"refund": 0.5},
    checked=date(2026, 1, 2), valid_until=None,
)  # fmt: skip

texts = st.text(max_size=60)
contents = st.builds(
    Content,
    text=texts,
    values=st.dictionaries(texts, st.one_of(texts, st.integers(-(2**53), 2**53), st.booleans()), max_size=3),
    evidence=st.lists(
        st.builds(
            dataclasses.replace,
            st.just(EVIDENCE),
            quote=texts,
            heading=st.lists(texts, max_size=3).map(tuple),
            valid_until=st.one_of(st.none(), st.dates()),
        ),
        max_size=2,
    ).map(tuple),
    who=texts,
)


class TestLines:
    @given(contents)
    def test_what_is_written_is_read(self, content):
        assert content == memory._load(memory._dump(content))

    def test_it_is_versioned_json_with_one_spelling(self):
        body = memory._dump(Content("ä", {"b": 1, "a": 2}))

        assert 1 == json.loads(body)["v"]
        assert body == memory._dump(Content("ä", {"a": 2, "b": 1}))

    def test_what_has_no_plain_form_is_not_written(self):
        with pytest.raises(TypeError, match="object"):
            memory._exact({"thing": object()})


@pytest.fixture
def dana(desk: Desk) -> Customer:
    dana = desk.customer()
    desk.says(dana, "How long does a refund take? I am dana@example.org")
    return dana


class TestTurns:
    @pytest.mark.parametrize(
        "text", ["How long does a refund take?", "human", "Do you sell canoes?", "my father's funeral", "ÄÖ\u202e😀"]
    )
    def test_a_turn_is_read_as_it_was_written(self, desk, text):
        turn = desk.says(desk.customer(), text)

        again = read_turn(write_turn(turn, digest(turn), "words"))

        assert turn == again
        assert digest(turn) == digest(again)

    def test_its_parts_are_found_without_the_rest(self, desk, dana):
        turn = desk.turn_of(dana, 1)
        record = write_turn(turn, "the digest", "the words")

        assert ("the digest", "the words") == (memory.digest_in(record), memory.words_in(record))
        assert turn.asked.text == memory.masked_history(record)

    def test_a_search_after_it_reads_the_question_and_where_the_answer_stands(self, desk):
        answered = desk.says(desk.customer(), "How long does a refund take?")
        asked, place = memory.said_before(write_turn(answered, "", ""))

        assert ("How long does a refund take?", "Sending things back How long a refund takes") == (asked, place)
        assert (False, True) == (isinstance(asked, SaidByDesk), isinstance(place, SaidByDesk))

    def test_and_the_question_alone_if_the_assistant_did_not_answer(self, desk):
        turn = desk.says(desk.customer(), "zeppelin xylophone")

        assert ("zeppelin xylophone",) == memory.said_before(write_turn(turn, "", ""))

    def test_every_field_of_a_situation_is_kept(self, desk, dana):
        """A field that somebody adds to Situation and forgets here would make replays differ silently."""
        turn = desk.turn_of(dana, 1)
        kept = json.loads(write_turn(turn, "", ""))["situation"]

        assert set(type(turn.situation).__slots__) == set(kept)

    def test_no_raw_word_is_in_the_record(self, desk, dana):
        assert b"dana@example.org" not in write_turn(desk.turn_of(dana, 1), "", "")


class TestSealing:
    def test_a_line_opens_at_its_own_place_alone(self, desk, dana):
        key, line = desk.house.keys.of(dana.id), records.items(dana.conversation)[0]
        house = desk.house

        assert house.memory.read_line(dana.conversation, key, line).text
        for where, moved in (
            ("elsewhere", line),
            (dana.conversation, dataclasses.replace(line, number=line.number + 1)),
        ):
            with pytest.raises(Tampered):
                house.memory.read_line(where, key, moved)

    def test_nor_under_another_customers_key(self, desk, dana):
        sam, line = desk.customer(), records.items(dana.conversation)[0]

        with pytest.raises(Tampered):
            desk.house.memory.read_line(dana.conversation, desk.house.keys.of(sam.id), line)

    def test_every_place_is_another(self):
        places = [memory.place_of_line("c", 1), memory.place_of_turn("c"), memory.place_of_deed("c")]

        assert 4 == len({*places, memory.place_of_vault("c")})

    def test_a_conversation_without_a_vault_has_an_empty_one(self, desk):
        fresh = desk.customer()

        assert () == desk.house.memory.vault(fresh.conversation, desk.house.keys.of(fresh.id)).kept


class TestFingerprint:
    def test_it_is_of_these_words_this_act_and_this_key(self):
        key = new_key()
        of = fingerprint(key, "act", "words")

        assert of == fingerprint(key, "act", "words")
        assert not {of} & {
            fingerprint(key, "act", "word"),
            fingerprint(key, "other", "words"),
            fingerprint(new_key(), "act", "words"),
        }

    def test_odd_halves_of_letters_have_one_too(self):
        assert fingerprint(new_key(), "act", "\ud83d")


class TestTheLedger:
    def test_an_event_and_its_entry_fit_together(self, desk, dana):
        key, at = desk.house.keys.of(dana.id), desk.house.now()
        with writing():
            number = desk.house.memory.add_event(dana.conversation, key, at, "taken_over", who="Ada")
        line = records.item(dana.conversation, number)

        kept = ledger_records.entry_for(line.id)

        assert kept
        entry = read_entry(kept.entry)
        assert ("event", "taken_over", dana.conversation) == (entry.kind, entry.code, entry.case)
        body = memory._dump(Content(who="Ada"))
        assert commitment(opening(key, line.id), body).hex() == entry.commitment

    def test_no_entry_remains_of_what_was_not_kept(self, desk, dana):
        count = len(list(ledger_records.waiting()))

        def changed_my_mind() -> None:
            with writing():
                desk.house.memory.add_deed(datetime(2026, 1, 1, tzinfo=UTC), "tried", "house", {})
                raise NotFound("changed my mind")

        with pytest.raises(NotFound):
            changed_my_mind()
        assert count == len(list(ledger_records.waiting()))
        assert "tried" not in {kind for _, kind, _ in records.deeds()}

    def test_a_customers_message_is_entered_with_its_turn_not_apart(self, desk, dana):
        spoken = [line for line in records.items(dana.conversation) if line.voice is Voice.CUSTOMER]

        assert spoken
        assert all(ledger_records.entry_for(line.id) is None for line in spoken)
        assert ledger_records.entry_for(desk.last_act(dana))
