"""What a model returned is two known forms, or it is refused."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.answers.cited import Cited, Malformed, cited, so_far


@pytest.mark.parametrize(
    "told",
    [
        '{"sentences": [{"text": "Ten days.", "passages": [1]}, {"text": "Free.", "passages": [2, 1]}]}',
        '```json\n{"sentences": [{"text": " Ten  days.", "passages": [1]}, {"text": "Free.", "passages": [2, 1]}]}\n```',
        '{"sentences": [{"text": "Ten days. [1]", "passages": [1]}, {"text": "Free.", "passages": [2, 1]}]}',
        "Ten days. [1] Free. [2][1]",
        "Ten days [1]. Free [2] [1].",
        "```\nTen  days. [1]\nFree. [2]  [1]\n```",
    ],
)
def test_both_forms_are_read(told):
    assert (Cited("Ten days.", (1,)), Cited("Free.", (2, 1))) == cited(told, 2)


def test_that_the_passages_do_not_answer_is_no_answer():
    assert () == cited('{"sentences": []}', 3)


@pytest.mark.parametrize(
    "told",
    [
        '{"sentences": [{"text": "[1]", "passages": [1]}]}',
        "", "Ten days.", "Ten days. [1] And more.", "Ten days. [3]", "Ten days. [0]", "[1]", "{", "[]", "null", '"x"',
        '{"answer": "Ten days."}', '{"sentences": "Ten days."}', '{"sentences": [{"text": "", "passages": [1]}]}',
        '{"sentences": [{"text": "x", "passages": []}]}', '{"sentences": [{"text": "x", "passages": ["1"]}]}',
        '{"sentences": [{"text": "x", "passages": [true]}]}', '{"sentences": [{"text": "x", "passages": [9]}]}',
        '{"sentences": [{"text": "x", "passages": [1]}]} and more', '{"sentences": [["x", 1]]}',
        "[" * 100_000, '{"sentences": [' + '{"text": "x", "passages": [1]},' * 20 + '{"text": "x", "passages": [1]}]}',
        '{"sentences": [{"text": "' + "x" * 5000 + '", "passages": [1]}]}',
    ],
)  # fmt: skip
def test_anything_else_is_refused(told):
    with pytest.raises(Malformed):
        cited(told, 2)


MANY = 30_000


@pytest.mark.parametrize(
    "told",
    [
        "a" + " " * MANY + "b",
        "Ten days. [1]" + "\n" * MANY + "[",
        "```" + "\n" * MANY + "x",
        '{"sentences": [{"text": "a' + " " * MANY + 'b", "passages": [1]}]}',
        "Ten days. [1]" + " [1]" * MANY + "]",
    ],
    ids=["between words", "after a mark", "in a fence", "in JSON", "of marks"],
)
def test_however_many_blanks_a_model_writes_they_are_read_at_once(told):
    began = time.process_time()
    with contextlib.suppress(Malformed):
        cited(told, 3)

    assert time.process_time() - began < 2, "where each blank is tried anew it is many"


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_and_each_sentence_cites_what_was_given(told):
    try:
        found = cited(told, 3)
    except Malformed:
        return
    assert all(one.text and one.passages and set(one.passages) <= {1, 2, 3} for one in found)


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ('{"sentences": [{"te', ""),
        ('{"sentences": [{"text": "It takes f\\u00fcnf', "It takes fünf"),
        ('{"sentences": [{"text": "It takes f\\u00f', "It takes f"),
        (
            '{"sentences": [{"text": "It takes five days.", "passages": [1]}, {"text": "You \\"ask\\".", "pass',
            'It takes five days. You "ask".',
        ),
        ("It takes five days [1]. You ask", "It takes five days. You ask"),
        ("", ""),
    ],
)
def test_what_was_written_so_far_reads_as_sentences(told: str, read: str) -> None:
    assert read == so_far(told)
