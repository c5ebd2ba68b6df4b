"""What a gate lets through is all that could match: the same wishes are found as when every line is tried."""

from __future__ import annotations

import json
import random
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.language import OFFERED
from fairdesk.oversight import wish
from fairdesk.oversight.needed import Gate, needed
from fairdesk.oversight.spelling import folded
from tests.conftest import shared_data

WISHES = tomllib.loads((Path(__file__).parent / "wishes.toml").read_text("utf-8"))
TEXTS = [text for lists in WISHES.values() for texts in lists.values() for text in texts]


@cache
def whole(language: str, kind: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\S)(?:" + "|".join(getattr(wish.lines(language), kind)) + r")(?!\S)")


def by_trying_every_line(text: str) -> dict[str, list[str]]:
    """Search as it was done before there were gates: one expression of all lines of a language, over the whole text."""
    written = wish.written_words(text)
    found = {}
    for language in OFFERED:
        joined = " ".join(wish.lines(language).mended(folded(word)) for word in written)
        crossed = whole(language, "not_asks").sub(lambda match: re.sub(r"\S+", "-", match.group()), f"^ {joined} $")
        matched = whole(language, "asks").finditer(crossed)
        found[language] = [wish._as_written(match, written) for match in matched]
    return found


def gated(text: str) -> dict[str, list[str]]:
    written = wish.written_words(text)
    words = [folded(word) for word in written]
    return {language: wish.lines(language).found(written, words) for language in OFFERED}


def test_the_test_sets_come_out_the_same() -> None:
    assert {text: by_trying_every_line(text) for text in TEXTS} == {text: gated(text) for text in TEXTS}


@given(st.lists(st.sampled_from([*" ".join(TEXTS).split(), "\n", "[PERSON_1]", "that's"]), max_size=14))
def test_the_same_words_in_any_order_come_out_the_same(words: list[str]) -> None:
    assert by_trying_every_line(" ".join(words)) == gated(" ".join(words))


@given(st.text(max_size=60))
def test_any_text_comes_out_the_same(text: str) -> None:
    assert by_trying_every_line(text) == gated(text)


@pytest.mark.long
@pytest.mark.parametrize("name", ["bitext_support_dev", "banking77_train"])
def test_many_real_messages_come_out_the_same(name: str) -> None:
    lines = shared_data("assistant", "intents", f"{name}.jsonl").read_text("utf-8").splitlines()
    for line in random.Random(7).sample(lines, min(len(lines), 4000)):
        text = json.loads(line)["text"]
        assert by_trying_every_line(text) == gated(text)


@pytest.mark.parametrize(
    ("expression", "texts"),
    [
        ("(?:speak|talk) to (?:a )?human", ["speak to human", "talk to a human"]),
        ("call ?back", ["callback", "call back"]),
        (r"(?:\^|[.!?]) agent", ["^ agent", "! agent"]),
        ("(?:help|hel+p) me", ["help me", "helllp me"]),
        ("robots?(?: now)*", ["robots", "robot now now"]),
    ],
)
def test_every_match_holds_a_text_of_each_set(expression: str, texts: list[str]) -> None:
    for text in texts:
        assert re.fullmatch(expression, text)
        assert all(any(one in f" {text} " for one in texts) for texts in needed(expression))


@pytest.mark.parametrize("expression", [r"\S+", "(?:please)?", "[abc] [def]", r"\^ \$"])
def test_an_expression_without_a_word_of_its_own_is_refused(expression: str) -> None:
    with pytest.raises(ValueError, match="no word is needed"):
        needed(expression)


def test_a_gate_opens_only_if_every_need_is_there() -> None:
    gate = Gate(["(?:speak|talk) to (?:a )?human", "call me back"])

    def opened(text: str) -> list[int]:
        bits = 0
        for word in text.split():
            bits |= gate.of(word)
        return gate.open(bits)

    assert [0] == opened("talk to human")
    assert [] == opened("human")
    assert [] == opened("humans talk to")
    assert [1] == opened("call me back")
    assert [0, 1] == opened("call back human me speak to")
