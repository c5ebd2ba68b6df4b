"""What a customer sees of what is kept: every kind has its words, and nothing can be hidden by being forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tools import catalogues

from fairdesk.language import say
from fairdesk.nouns import ConversationId, CustomerId
from fairdesk.privacy.export_form import FILES, PROOFS
from fairdesk.privacy.export_form import OTHER as OTHER_FILE
from fairdesk.privacy.kinds import CODES, KINDS, LABELS, NAMELESS_CONCERN, OTHER, ROLES, WHAT_LOOKED, Kind, Origin
from fairdesk.privacy.readable import VOICES
from fairdesk.privacy.restriction import Look
from fairdesk.privacy.see import Group, Item, Seen, described, group, item, kind_of, look_shown
from fairdesk.sensitive.topics import Topic

AT = datetime(2026, 11, 3, 10, 41, tzinfo=UTC)
GOES = AT + timedelta(days=90)
BY_CODE = {kind.code: kind for kind in KINDS}


def shown(code: str, row: dict[str, object], body: dict[str, object] | None = None, **more: object) -> Item:
    return item(BY_CODE[code], row, body or {}, "en", goes=GOES, **more)  # type: ignore[arg-type]


class TestKinds:
    @pytest.mark.parametrize(
        ("voice", "code"),
        [("customer", "messages"), ("assistant", "replies"), ("person", "replies"), ("prepared", "replies"),
         ("event", "events"), ("note", "notes")],
    )  # fmt: skip
    def test_a_line_is_told_by_who_speaks(self, voice, code):
        assert code == kind_of("desk_item", {"voice": voice}).code

    @pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
    def test_each_other_row_is_told_by_its_table(self, kind: Kind):
        if not kind.voices:
            assert kind is kind_of(kind.table, {})
            assert described(kind.table)

    def test_a_table_that_nobody_described_is_shown_under_its_own_name(self):
        kind = kind_of("stray_note", {"id": 1})

        assert kind is OTHER
        assert not described("stray_note")
        assert "stray_note" == item(kind, {"id": 1, "table": "stray_note"}, {}, "en", goes=None).text

    def test_codes_are_unique_and_each_kind_says_what_why_and_on_what_basis(self):
        assert len(KINDS) == len(BY_CODE)
        assert all(kind.what and kind.why and kind.basis for kind in KINDS)
        assert all("GDPR Article" in kind.basis for kind in KINDS)

    def test_what_a_customer_may_say_follows_from_the_list(self):
        asks = {kind.origin: group(kind, 1, [], "en").asks for kind in KINDS if kind.disputable}

        assert {Origin.GIVEN: "correct", Origin.OBSERVED: "object", Origin.INFERRED: "contest"} == asks
        assert "" == group(BY_CODE["keys"], 1, [], "en").asks


class TestItems:
    def test_a_message_shows_its_words_and_when_it_goes(self):
        row = {"id": "i7", "at": AT, "conversation_id": "c1", "voice": "customer", "language": "de"}

        made = shown("messages", row, {"text": "Wo ist mein Paket?"}, read_by=("Ada (A colleague)",))

        assert ("messages:i7", AT, "Wo ist mein Paket?", "c1") == (made.id, made.at, made.text, made.conversation)
        assert (("Language", "Deutsch"),) == made.facts
        assert GOES == made.goes
        assert ("Ada (A colleague)",) == made.read_by

    def test_a_decision_is_named_by_its_act_and_tells_reason_and_confidence(self):
        row = {
            "act": "act-1",
            "at": AT,
            "conversation_id": "c1",
            "route": "assistant",
            "release": "send",
            "handover": "",
        }

        made = shown("decisions", row, {"says": ["One.", "Two."], "confidence": 0.934})

        assert ("act-1", "act-1", "One. Two.") == (made.id, made.act, made.text)
        assert {"Who answers": "The assistant (AI)", "What became of the answer": "It was sent.",
                "How well an article fits": "93%"} == dict(made.facts)  # fmt: skip

    @pytest.mark.parametrize("topic", [topic for topic in Topic if topic is not Topic.NONE])
    def test_a_concern_is_not_called_by_its_name_unless_asked(self, topic):
        row = {
            "id": "s1",
            "topic": str(topic),
            "at": AT,
            "expires_at": AT + timedelta(days=30),
            "conversation_id": "c",
        }

        hidden, named = shown("concerns", row), shown("concerns", row, named=True)

        assert NAMELESS_CONCERN == hidden.text
        assert str(topic) not in repr(hidden)
        assert CODES[f"topic:{topic}"] == named.text
        assert AT + timedelta(days=30) == hidden.goes

    def test_words_prepared_for_a_concern_are_not_shown_over_a_shoulder_either(self):
        row = {"id": "i8", "at": AT, "conversation_id": "c", "voice": "prepared", "act": "a"}

        assert "" == shown("replies", row, {"text": "Our condolences."}).text
        assert "Our condolences." == shown("replies", row, {"text": "Our condolences."}, named=True).text

    def test_a_damaged_row_is_still_there(self):
        made = shown("messages", {"id": "i9", "at": AT, "conversation_id": "c"}, {"unreadable": True})

        assert ("messages:i9", "") == (made.id, made.text)

    def test_hidden_details_are_counted_and_not_shown(self):
        kept = [{"kind": "EMAIL", "number": 1, "value": "dana@example.org", "detail": ""}]

        made = shown("hidden", {"conversation_id": "c", "changed_at": AT}, {"kept": kept})

        assert "1 detail was hidden." == made.text
        assert "dana@example.org" not in repr(made)

    def test_a_code_without_words_is_shown_as_it_is_kept(self):
        made = shown("conversations", {"id": "c", "channel": "pigeon", "created_at": AT})

        assert ("Channel", "pigeon") in made.facts


class TestLooks:
    def test_a_look_names_role_and_work_name_and_no_account(self):
        look = Look("l", ConversationId("c"), CustomerId("dana"), 4711, "colleague", "Ada", AT, "reason")  # type: ignore[arg-type]

        told = look_shown(look, "en")

        assert ("A colleague", "Ada", "Opened the reason of an answer") == (told.role, told.work_name, told.what)
        assert "4711" not in repr(told)


def test_the_three_lists_are_told_apart():
    groups = tuple(group(kind, 1, [], "en") for kind in KINDS)
    seen = Seen(groups, (), (), None, restricted=False)

    assert len(KINDS) == len(seen.given) + len(seen.observed) + len(seen.inferred)
    told = {
        "messages",
        "files",
        "ratings",
        "choices",
        "helps",
        "groups",
        "addresses",
        "wishes",
        "requests",
        "request-words",
        "limits",
        "later",
    }
    assert told == {each.code for each in seen.given}
    assert {"decisions", "notes", "hidden", "concerns", "past-turns"} == {each.code for each in seen.inferred}


def test_a_group_is_said_in_the_customers_language():
    made = group(BY_CODE["messages"], 3, [], "de")

    assert isinstance(made, Group)
    assert say("de", BY_CODE["messages"].what) == made.what


def test_every_word_that_customers_read_here_is_collected_for_translation():
    """A table under a name that the collector leaves to colleagues would stay English unseen."""
    collected = {text.one for text in catalogues.texts()}
    kinds = [text for kind in (*KINDS, OTHER) for text in (kind.what, kind.why, kind.basis)]
    tables = [*LABELS.values(), *CODES.values(), *ROLES.values(), *WHAT_LOOKED.values(), *VOICES.values()]

    assert [] == [text for text in (*kinds, *tables, NAMELESS_CONCERN) if text not in collected]
    assert [] == [file.title for file in (*FILES, OTHER_FILE, PROOFS) if file.title not in collected]
