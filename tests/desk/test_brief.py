"""The brief holds only what is known, and what people put otherwise is told with both versions."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fairdesk.desk.brief import LONGEST_PART, Beside, Known, brief, changed, edits, question, version
from fairdesk.desk.timeline import Entry
from fairdesk.language import OFFERED
from fairdesk.nouns import BadInput, Evidence, Voice

AT = datetime(2026, 3, 6, 18, tzinfo=UTC)


def entry(number: int, voice: Voice, text: str = "", **more: object) -> Entry:
    return Entry(number, AT, voice, text, **more)  # type: ignore[arg-type]


def shown(title: str) -> Evidence:
    return Evidence("p", "a", "v", title, (), "", "en", "quote", 1.0)


class TestBrief:
    def test_holds_question_mask_tries_promise_language_and_reason(self) -> None:
        entries = (
            entry(1, Voice.CUSTOMER, "Where is parcel 4711?", masked="Where is parcel [ORDER_1]?"),
            entry(2, Voice.ASSISTANT, "Look here", evidence=(shown("Parcels"), shown("Refunds"))),
            entry(3, Voice.ASSISTANT, "Or here", evidence=(shown("Parcels"),)),
        )

        assert {
            "asked": "Where is parcel 4711?",
            "seen_by_assistant": "Where is parcel [ORDER_1]?",
            "tried": "Parcels (answered); Refunds (answered)",
            "promised": "nothing yet",
            "language": "Deutsch",
            "reason": "unsure",
        } == brief(entries, "de", "unsure")

    def test_passes_over_a_bare_wish_for_a_person(self) -> None:
        entries = (
            entry(1, Voice.CUSTOMER, "Where is my parcel?"),
            entry(2, Voice.CUSTOMER, "Human please"),
            entry(3, Voice.EVENT, code="asked_for_person", values={"how": "words"}),
        )

        assert "Where is my parcel?" == brief(entries, "en", "")["asked"]

    def test_keeps_a_wish_that_says_more(self) -> None:
        words = "I would rather speak to someone, it was a gift for a funeral."
        entries = (
            entry(1, Voice.CUSTOMER, "Where is my parcel?"),
            entry(2, Voice.CUSTOMER, words),
            entry(3, Voice.EVENT, code="asked_for_person", values={"how": "words"}),
        )

        assert words == brief(entries, "en", "")["asked"]

    def test_a_bare_wish_is_better_than_nothing(self) -> None:
        entries = (
            entry(1, Voice.CUSTOMER, "Human"),
            entry(2, Voice.EVENT, code="asked_for_person", values={"how": "words"}),
        )

        assert "Human" == brief(entries, "en", "asked_for_person")["asked"]

    def test_the_button_makes_no_message_a_wish(self) -> None:
        entries = (
            entry(1, Voice.CUSTOMER, "Where is my parcel?"),
            entry(2, Voice.CUSTOMER, "Hello?"),
            entry(3, Voice.EVENT, code="asked_for_person", values={"how": "button"}),
        )

        assert "Hello?" == brief(entries, "en", "")["asked"]

    def test_says_nothing_of_promises_once_a_person_wrote(self) -> None:
        assert "promised" not in brief((entry(1, Voice.PERSON, "I will send it again."),), "en", "")

    def test_long_words_are_cut_and_what_is_unknown_is_left_out(self) -> None:
        found = brief((entry(1, Voice.CUSTOMER, "word " * 100),), "en", "")

        assert 200 >= len(found["asked"])
        assert found["asked"].endswith("…")
        assert (
            {"asked", "promised", "language"}
            <= found.keys()
            <= {"asked", "seen_by_assistant", "promised", "language"}
        )

    def test_an_empty_conversation_has_a_brief(self) -> None:
        assert {"promised": "nothing yet", "language": "English"} == brief((), "en", "")

    def test_tells_of_what_was_tried_what_came_of_it(self) -> None:
        entries = (
            entry(1, Voice.ASSISTANT, "Look here", evidence=(shown("Parcels"),), answer=1),
            entry(2, Voice.ASSISTANT, evidence=(shown("Refunds"),), answer=2, unclear=True),
            entry(3, Voice.EVENT, code="did_not_help", values={"answer": 1}),
            entry(4, Voice.EVENT, code="action_failed", values={"action": "find_order"}),
        )

        tried = brief(entries, "en", "")["tried"]

        assert "Parcels (did not help); Refunds (not sure); find order (it failed)" == tried

    def test_passes_over_what_only_answered_a_flow(self) -> None:
        entries = (entry(1, Voice.CUSTOMER, "Cancel my order"), entry(2, Voice.CUSTOMER, "yes"))

        found = question(entries, lambda each: each.text == "yes")

        assert found is not None
        assert "Cancel my order" == found.text

    @pytest.mark.parametrize("language", OFFERED)
    @pytest.mark.parametrize("how", ["said", "fits", "checked", "found", "proved"])
    def test_a_fact_says_in_every_language_what_verified_it(self, language: str, how: str) -> None:
        line = Known("order", "NU-1", how).in_words(language)

        assert "NU-1 (" in line
        assert (language == "en") == line.startswith("order number:")

    def test_names_a_matter_only_as_a_person_being_needed(self) -> None:
        assert "needs a person" == brief((), "en", "", Beside(sensitive=True))["sensitivity"]


class TestVersions:
    BY_ADA = Entry(
        4, AT, Voice.EVENT, code="brief_edited", who="Ada", values={"asked": "Coat late", "asked_before": "Hello?"}
    )
    BY_DANA = Entry(
        6, AT, Voice.EVENT, code="brief_corrected", values={"asked": "Coat lost", "asked_before": "Coat late"}
    )

    def test_the_last_one_holds_and_tells_by_whom_and_what_stood_before(self) -> None:
        entries = (entry(1, Voice.CUSTOMER, "Hello?"), self.BY_ADA, self.BY_DANA)

        assert "Coat lost" == brief(entries, "en", "")["asked"]
        edit = edits(entries)["asked"]
        assert ("", "Coat late", "Coat lost", 6) == (edit.who, edit.was, edit.now, edit.number)
        assert 6 == version(entries)

    def test_a_part_may_be_emptied(self) -> None:
        emptied = Entry(
            4, AT, Voice.EVENT, code="brief_edited", values={"promised": "", "promised_before": "nothing yet"}
        )

        assert "promised" not in brief((emptied,), "en", "")

    def test_only_what_differs_is_kept_with_both_its_texts(self) -> None:
        stood = {"asked": "Hello?", "known": "name: Kim", "tried": "", "promised": "nothing yet"}

        assert {"asked": "Coat", "asked_before": "Hello?"} == changed(stood, {**stood, "asked": " Coat \r\n"})
        assert {} == changed(stood, {"known": "name: Kim "})

    def test_a_part_of_any_other_name_is_never_kept(self) -> None:
        assert {} == changed({"reason": "a"}, {"reason": "b", "doubt": "c"})

    def test_a_part_that_is_too_long_is_refused(self) -> None:
        with pytest.raises(BadInput, match="1001 characters; 1000 fit"):
            changed({}, {"asked": "a" * (LONGEST_PART + 1)})
