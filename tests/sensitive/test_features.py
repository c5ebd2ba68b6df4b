"""What the model counts of a message."""

from __future__ import annotations

from fairdesk.sensitive.features import MOST_WORDS, features, pieces, read
from fairdesk.sensitive.signs import Signs
from fairdesk.sensitive.triage import lexicons
from fairdesk.sensitive.weigh import SIGNS

ALL = Signs.read(SIGNS)


def test_has_words_and_pairs_pieces_signs_and_the_topics_of_the_lexicons() -> None:
    words, parts, signs, topics = features(("i", "need", "help", "."), "en", ALL, ("crisis",)).views

    assert ("i", "^ i", "need", "i need", "help", "need help", "help $") == words
    assert "~ nee~" in parts
    assert {"<self>", "<need>", "<self need>"} <= set(signs)
    assert ("#crisis",) == topics


def test_no_pair_reaches_over_the_end_of_a_sentence() -> None:
    words, _, signs, _ = features(("i", ".", "need", "."), "en", ALL, ()).views

    assert "i need" not in words
    assert "<self need>" not in signs


def test_what_a_guard_covers_is_not_counted() -> None:
    looked = lexicons().look("my phone died")

    assert () == looked.hits
    assert "died" not in looked.words


def test_a_turn_of_phrase_is_no_sign_of_what_its_words_name() -> None:
    _, _, pain, _ = features(("ma", "famille", "a", "mal", "."), "fr", ALL, ()).views
    _, _, trouble, _ = features(("ma", "famille", "a", "du", "mal", "a", "payer", "."), "fr", ALL, ()).views

    assert "<harm>" in pain
    assert not [sign for sign in trouble if "harm" in sign or "plain" in sign]
    assert {"<kin>", "<money>"} <= set(trouble)


def test_digits_are_all_the_same() -> None:
    assert ["a0", "00"] == read(("a7", "42"))


def test_of_a_long_message_both_ends_are_read() -> None:
    words = [f"w{chr(97 + number % 26)}" for number in range(5 * MOST_WORDS)]
    words[-1] = "help"

    assert MOST_WORDS + 1 == len(read(words))
    assert "help" in read(words)


def test_pieces_are_cut_with_the_ends_of_the_word() -> None:
    assert ("~ ab~", "~ab ~", "~ ab ~") == pieces("ab")
