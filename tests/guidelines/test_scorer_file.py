"""A scorer's file is read strictly and written back to the same numbers."""

from __future__ import annotations

import copy

import pytest

from fairdesk.guidelines.scorer_file import read_file, write_file
from fairdesk.nouns import BadInput
from tests.guidelines.scorers import WHOLE, text


def test_what_is_written_reads_back():
    read = read_file(text(), "s.json")

    assert read == read_file(write_file(read), "again.json")
    assert write_file(read) == write_file(read_file(write_file(read), "again.json"))
    assert (20, 50, 100) == next(axis.cuts for axis in read.axes if axis.name == "amount")


def broken(way: list, value: object) -> str:
    whole = copy.deepcopy(WHOLE)
    place = whole
    for step in way[:-1]:
        place = place[step]
    place[way[-1]] = value
    return text(**whole)


@pytest.mark.parametrize(
    ("way", "value", "says"),
    [
        (["format"], 2, "should be 1"),
        (["surprise"], 1, "exactly these names"),
        (["intercept"], "1", "finite number"),
        (["intercept"], True, "finite number"),
        (["threshold"], None, "finite number"),
        (["link"], "probit", "logit, identity"),
        (["review_by"], "soon", "date such as"),
        (["changeable"], ["mood"], "should name inputs"),
        (["terms"], [], "at least one"),
        (["inputs", 0, "type"], "money", "type should be"),
        (["inputs", 0, "allowed"], ["a"], "allowed"),
        (["inputs", 1, "name"], "amount", "twice"),
        (["terms", 0, "scores"], [1.0, 2.0], "3 scores for amount"),
        (["terms", 0, "axes", 0, "cuts"], [100, 20], "grow"),
        (["terms", 0, "axes", 0, "input"], "mood", "is no input"),
        (["terms", 2, "axes", 0, "levels"], ["late"], "levels should be"),
        (["terms", 4, "scores", 0], [1.0], "2 scores for trouble"),
        (["terms", 4, "axes", 1], {"input": "amount", "cuts": [1]}, "two different ones"),
        (["terms", 1, "axes", 0, "input"], "amount", "join them"),
        (["card"], {}, "exactly these names"),
        (["card", "date"], "x", "date such as"),
    ],
)  # fmt: skip
def test_a_mistake_is_named(way, value, says):
    with pytest.raises(BadInput, match=f"(?s)^s.json.*{says}"):
        read_file(broken(way, value), "s.json")


@pytest.mark.parametrize(
    "words", ["", "[]", "{", "NaN", text().replace("-0.25", "NaN"), text().replace("-0.25", "1e999")]
)
def test_no_other_text_is_a_scorer(words):
    with pytest.raises(BadInput):
        read_file(words, "s.json")
