"""A message is cut into the same words, pairs and pieces however it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.answers.ngrams import LONGEST, LONGEST_WORD, SHORTEST, pieces, unmarked, word_grams, words


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("I can't PAY!", ["i", "cant", "pay"]),
        ("I can’t pay?", ["i", "cant", "pay", "?"]),
        ("l'été d'Anne", ["l", "ete", "d", "anne"]),
        ("£35.50 on 12/03", ["£", "00", "00", "on", "00", "00"]),
        ("mail [EMAIL_1] to [PERSON_2 Ana]", ["mail", "[email]", "to", "[person]"]),
        ("Straße, łódź", ["strasse", "lodz"]),
        ("我的card", ["我", "的", "card"]),
        ("شكراً", ["شكرا"]),
        ("", []),
    ],
)
def test_words(text: str, cut: list[str]) -> None:
    assert cut == words(text)


def test_pairs_know_where_a_message_begins_and_ends() -> None:
    assert ["my", "card", "^ my", "my card", "card $"] == list(word_grams(["my", "card"]))
    assert [] == list(word_grams([]))


def test_pieces_know_where_a_word_begins_and_ends() -> None:
    assert (" p", "pa", "ay", "y ", " pa", "pay", "ay ", " pay", "pay ", " pay ") == pieces("pay")
    assert () == pieces("[email]")
    assert pieces("a" * LONGEST_WORD) == pieces("a" * 500)


@given(st.text(max_size=60))
def test_nothing_a_message_holds_breaks_it(text: str) -> None:
    said = words(text)

    assert all(said)
    assert all("\n" not in part for word in said for part in (word, *pieces(word)))
    assert all(SHORTEST <= len(piece) <= LONGEST for word in said for piece in pieces(word))


def test_a_placeholder_becomes_its_kind_for_an_encoder() -> None:
    assert "Write to email, national id" == unmarked("Write to [EMAIL_1], [NATIONAL_ID_2]")
