"""A file of reviewed answers is read line by line, what is wrong in it is named, and groups are compared."""

from __future__ import annotations

import pytest

from fairdesk.answers.promise import Case, certify_topics
from fairdesk.answers.reviews import groups_in, is_sent, read_cases
from fairdesk.nouns import BadInput


class TestFile:
    def test_a_line_is_a_case(self):
        text = '{"confidence": 0.9, "correct": true, "topic": "refunds", "language": "de", "n": 3}\n\n{"confidence": 1, "correct": false}'

        assert [Case(0.9, True, "refunds", {"language": "de"}), Case(1.0, False)] == read_cases(text, "a.jsonl")

    @pytest.mark.parametrize(
        ("line", "says"),
        [
            ("{", "line 2 is no JSON"),
            ("[1]", "should be an object"),
            ('{"confidence": 2, "correct": true}', "confidence should be a number from 0 to 1"),
            ('{"confidence": true, "correct": true}', "confidence should be a number from 0 to 1"),
            ('{"correct": true}', "confidence should be a number from 0 to 1"),
            ('{"confidence": NaN, "correct": true}', "confidence should be a number from 0 to 1"),
            ('{"confidence": 0.5, "correct": "yes"}', "correct should be true or false"),
            ('{"confidence": 0.5, "correct": true, "topic": 7}', "topic should be a text"),
        ],
    )
    def test_what_is_wrong_is_named_with_its_line(self, line, says):
        with pytest.raises(BadInput, match=f"a.jsonl, line 2.*{says}|{says}"):
            read_cases('{"confidence": 0.5, "correct": true}\n' + line, "a.jsonl")


class TestGroups:
    CASES = [
        *[Case(0.9, True, groups={"language": "en"})] * 90,
        *[Case(0.9, n % 2 == 0, groups={"language": "de"}) for n in range(8)],
        *[Case(0.1, False, groups={"language": "de"})] * 4,
        *[Case(0.9, True, groups={"language": "pl"})] * 2,
    ]  # fmt: skip

    def test_each_with_its_share_answered_and_wrong(self):
        promises = certify_topics(self.CASES, 0.1)
        english, german = groups_in(self.CASES, promises, "language")

        assert ("en", 90, 90, 0) == (english.value, english.reviewed, english.answered, english.wrong)
        assert ("de", 12, 8, 4) == (german.value, german.reviewed, german.answered, german.wrong)
        assert (False, True) == (english.worse, german.worse)

    def test_too_small_a_group_is_not_shown(self):
        assert "pl" not in {group.value for group in groups_in(self.CASES, {}, "language")}

    def test_nothing_is_sent_without_a_promise(self):
        assert not is_sent(Case(1.0, True), {})
        assert not is_sent(Case(1.0, True), certify_topics([Case(1.0, False)]))
