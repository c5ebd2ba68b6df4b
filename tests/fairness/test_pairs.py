"""A pair differs in one thing, is the same one each time, and holds what a person has read."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import fairdesk
from fairdesk.fairness import dialects, typing_styles
from fairdesk.fairness.pairs import (
    DIMENSIONS,
    LANGUAGE,
    NAME,
    OF_THE_PERSON,
    Question,
    messages,
    pairs,
    read_questions,
)
from fairdesk.fairness.probe_names import named_groups
from fairdesk.language import OFFERED
from fairdesk.nouns import BadInput
from tests.house.pages import table

pytestmark = pytest.mark.once

SOURCE = Path(fairdesk.__file__).parent
REFUND = Question("How long does a refund take?", "en", "refunds", "article")
SOME = (REFUND, Question("I don't have any photo of it.", "en"), Question("Wie lange dauert eine Erstattung?", "de"))


class TestDialects:
    @pytest.mark.parametrize("rule", dialects.RULES, ids=lambda rule: rule.name)
    def test_each_rule_writes_its_example(self, rule):
        assert rule.after == rule.change(rule.before)

    def test_each_says_where_it_is_described_and_there_are_enough(self):
        assert 15 <= len(dialects.RULES) <= 30
        assert all(rule.source for rule in dialects.RULES)

    def test_a_question_without_the_feature_makes_no_pair(self):
        assert () == dialects.rewritten("Refunds, please.", dialects.DIALECT)

    def test_two_kinds_of_speech_are_told_apart(self):
        by_kind = {kind: dict(dialects.rewritten(REFUND.text, kind)) for kind in (dialects.DIALECT, dialects.LEARNER)}

        assert "How long do a refund take?" == by_kind["dialect"]["no third person s"]
        assert "How long does refund take?" == by_kind["second language"]["no articles"]


class TestTyping:
    def test_each_style_changes_the_question_and_leaves_what_is_asked(self):
        told = dict(typing_styles.typed("Can I change the address for you?", "en"))

        assert set(told) <= set(typing_styles.STYLES)
        assert "CAN I CHANGE THE ADDRESS FOR YOU?" == told["capitals"]
        assert "can i change the address 4 u" == told["shortened"]
        assert "um so can i change the address for you" == told["dictated"]

    def test_a_language_without_accents_or_cases_has_fewer(self):
        assert "no accents" not in dict(typing_styles.typed("我怎么退回雨伞？", "zh"))


class TestPairs:
    def test_every_dimension_makes_some(self):
        assert set(DIMENSIONS) == {each.dimension for each in pairs(SOME)}

    def test_the_document_lists_them(self):
        told = table("fairness.md", "The same question by somebody else", "dimension")

        assert {name: f"{says[:1].upper()}{says[1:]}." for name, says in DIMENSIONS.items()} == {
            name: cells[0] for name, cells in told.items()
        }

    def test_are_the_same_in_the_same_order_whoever_asks_first(self):
        forwards, backwards = pairs(SOME), pairs(SOME[::-1])

        assert [each.id for each in forwards] == [each.id for each in backwards]
        assert len({each.id for each in forwards}) == len(forwards)

    def test_where_the_person_is_another_the_question_is_the_same_letter_for_letter(self):
        found = [each for each in pairs(SOME) if each.dimension in OF_THE_PERSON]

        assert {NAME} < {each.dimension for each in found}
        for each in found:
            assert each.base.startswith(each.question.text)
            assert each.other.startswith(each.question.text)
            assert each.base != each.other

    def test_a_line_is_as_long_as_the_one_it_is_held_beside(self):
        """What lies between two lines must not be how much is said: an article's search counts words."""
        from fairdesk.answers.analysis import terms

        for each in pairs(SOME):
            if each.dimension in ("age", "disability", "religion") and not each.meant:
                lengths = [len(terms(text, each.language)) for text in (each.base, each.other)]
                assert abs(lengths[0] - lengths[1]) <= 1, (each.base, each.other)

    def test_names_are_held_beside_those_of_another_group(self):
        held = {(each.group, *each.names) for each in pairs((REFUND,), (NAME,))}

        assert ("perceived as Black (United States)", "Emily Walsh", "Lakisha Washington") in held
        assert len({group for group, _, _ in held}) >= 10

    def test_the_same_message_is_there_in_every_language(self):
        found = pairs((), (LANGUAGE,))

        assert set(OFFERED) - {"en"} == {each.other_language for each in found}
        assert {"person", "crisis", "bereavement", "fraud"} <= {one.expects for one in messages()}

    def test_what_is_no_dimension_is_refused_with_those_there_are(self):
        with pytest.raises(BadInput, match="zodiac.*dialect"):
            pairs(SOME, ("zodiac",))

    def test_a_companys_file_is_read_and_a_wrong_one_is_refused_with_the_place(self):
        told = read_questions('[[question]]\narticle = "fees"\ntexts = ["What does it cost?"]', "questions.toml")

        assert (Question("What does it cost?", "en", "fees", "article"),) == told
        for wrong in ("question = ", "[[question]]\ntexts = []"):
            with pytest.raises(BadInput, match="questions.toml"):
                read_questions(wrong, "questions.toml")


class TestNames:
    def test_each_group_says_where_its_names_were_found(self):
        assert all(group.source and len(group.names) >= 2 for group in named_groups())
        assert 40 <= len({name for group in named_groups() for name in group.names}) <= 400

    def test_nothing_else_reads_them(self):
        """A name is looked up for pairs alone: no room may tell a customer's group from it."""
        told = {file.relative_to(SOURCE).as_posix(): file.read_text("utf-8") for file in SOURCE.rglob("*.py")}

        assert {"fairness/pairs.py"} == {name for name, text in told.items() if "named_groups" in text} - {
            "fairness/probe_names.py"
        }
        assert {"fairness/probe_names.py"} == {name for name, text in told.items() if "probe_names.toml" in text}
        assert {"fairness/pairs.py"} == {name for name, text in told.items() if "fairness.probe_names" in text}

    def test_every_file_of_words_can_be_read(self):
        for name in ("probe_names", "probe_lines", "probe_languages"):
            assert tomllib.loads((SOURCE / "fairness" / f"{name}.toml").read_text("utf-8")), name
