"""What a reply to somebody in trouble should not say: each list in each language, the shape, and who may overrule."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from fairdesk.guidelines.table import parse, shipped
from fairdesk.language import OFFERED
from fairdesk.sensitive.care import FOLDER, LONGEST_REPLY, RULES, check, lists, told
from fairdesk.sensitive.first_response import first_words
from fairdesk.sensitive.topics import MATTERS, Topic

CASES = tomllib.loads(Path(__file__).with_name("care_cases.toml").read_text("utf-8"))
LISTED = sorted({one.topic for one in lists().phrases} - {"guards", "next_step"})


def codes(text: str, language: str = "en", topic: str = "bereavement", **more: object) -> set[str]:
    return {found.rule.code for found in check(text, language, topic, **more)}  # type: ignore[arg-type]


class TestTheLists:
    def test_there_is_one_for_each_language_with_every_kind_of_words(self) -> None:
        assert set(OFFERED) == set(CASES) == {file.stem for file in FOLDER.glob("*.yaml")}
        for language in OFFERED:
            kinds = {one.topic for one in lists().phrases if one.language == language}
            assert {*LISTED, "next_step"} <= kinds, language
            assert set(CASES[language]) == {*LISTED, "good"}

    @pytest.mark.parametrize("code", [code for code in LISTED if code in RULES])
    @pytest.mark.parametrize("language", sorted(OFFERED))
    def test_each_finds_what_hurts(self, language: str, code: str) -> None:
        found = check(CASES[language][code], language, "bereavement", by_machine=True)

        assert code in {one.rule.code for one in found}
        assert all(one.words for one in found if one.rule.code == code), "it names the words"

    @pytest.mark.parametrize("language", sorted(OFFERED))
    def test_nothing_stands_against_a_good_reply(self, language: str) -> None:
        assert () == check(CASES[language]["good"], language, "bereavement", by_machine=True)

    @pytest.mark.parametrize("language", sorted(OFFERED))
    def test_nothing_stands_against_the_first_words_that_people_wrote(self, language: str) -> None:
        for topic in MATTERS:
            words = first_words(topic, language, "DE", date(2026, 11, 29))
            assert words is not None
            assert () == check(words.text, language, topic, by_machine=True), topic

    @pytest.mark.parametrize("name", ["refund", "goodwill", "appeals", "routing", "release"])
    def test_nor_against_what_a_rule_says_to_somebody_in_trouble(self, name: str) -> None:
        """A decision about money or an appeal is told in the sentence of its rule; what comes next is told beside it."""
        for rule in parse(shipped(name), f"{name}.yaml").rules:
            for topic in MATTERS:
                found = check(rule.says, "en", topic, by_machine=True)
                assert {"no_next_step"} >= {one.rule.code for one in found}, rule.says

    def test_that_it_is_not_their_fault_is_no_blame(self) -> None:
        assert "blame" in codes("It is your own fault. We will help.", topic="fraud")
        assert set() == codes("It is not your fault. We will help.", topic="fraud")

    def test_words_of_another_language_mean_nothing_here(self) -> None:
        assert "cold" in codes("Leider geht das nicht. Wir helfen heute.", "de")
        assert set() == codes("De leider van ons team helpt u vandaag.", "nl")


class TestTheShape:
    def test_condolences_once(self) -> None:
        words = "Our condolences. We will close it today."

        assert set() == codes(words)
        assert set() == codes(words, before=("We will close it today.",))
        assert {"condolence_again"} == codes(words, before=("Hello.", "Our condolences."))
        assert {"condolence_again"} == codes(words, before=("Unser Beileid. Robin ruft Sie an.",)), "read before, too"
        assert {"condolence_again"} == codes(words, topic="crisis", before=("Our condolences.",))

    def test_one_question_where_much_is_at_stake(self) -> None:
        words = "We will help today. Are you safe? May we call?"

        assert {"questions"} == codes(words, topic="crisis")
        assert set() == codes(words, topic="hardship")

    def test_what_happens_next(self) -> None:
        assert {"no_next_step"} == codes("Thank you for your message.", topic="illness")
        assert set() == codes("Thank you. Which contract is it?", topic="illness")

    def test_among_several_replies_of_one_hour_the_next_step_is_said_once(self) -> None:
        thanks = "Thank you for the number."

        assert {"no_next_step"} == codes(thanks, lately=("That sounds hard.",))
        assert set() == codes(thanks, lately=("We close the contract today.", "That sounds hard."))
        assert set() == codes(thanks, lately=("Which contract is it?",))
        assert {"no_next_step"} == codes(thanks, before=("We close the contract today.",)), "long ago"

    def test_no_longer_than_somebody_in_distress_reads(self) -> None:
        short = "We will help you. "

        assert {"long"} == codes(short * (LONGEST_REPLY // 4 + 1))
        assert set() == codes(short * (LONGEST_REPLY // 4))
        assert {"long_sentence"} == codes("we will help you and " * 6)


class TestWhereItApplies:
    def test_outside_of_sensitive_matters_only_words_that_put_a_life_at_risk_count(self) -> None:
        words = "Unfortunately you should have read our terms. Calm down! " + CASES["en"]["harmful"]

        assert {"harmful"} == codes(words, topic="none")
        assert {"harmful", "blame", "belittling", "claimed_feeling"} == codes(
            words + " I am so sad.", topic="none", by_machine=True
        )

    def test_a_person_may_say_what_they_feel(self) -> None:
        words = "I am so sad to read this. I will close it today."

        assert set() == codes(words)
        assert {"claimed_feeling"} == codes(words, by_machine=True)

    def test_every_rule_can_be_broken(self) -> None:
        broken = {
            code
            for topic in Topic
            for text in (*CASES["en"].values(), "A? B?", "we will " * 90)
            for code in codes(text, topic=topic, by_machine=True, before=["Our condolences."])
        }

        assert set(RULES) == broken

    def test_the_note_says_what_was_found_and_why_it_went(self) -> None:
        found = check("Calm down. We will help.", "en", "illness")

        assert (
            "Sent as written. The check had found: It makes the matter small, or claims to know how it feels (Calm"
            in (told(found, "she says it to herself"))
        )
        assert told(found, "she says it to herself").endswith("Reason: she says it to herself")
