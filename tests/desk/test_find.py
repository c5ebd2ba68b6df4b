"""What a word is found by: a keyed digest of its term in its language, and a search tries every language."""

from __future__ import annotations

import hashlib
import hmac

from fairdesk.desk.find import MOST_WORDS, digests, ways
from fairdesk.nouns import MaskedText

KEY = b"k" * 32
TEXT = MaskedText("The red umbrella, and the red one again [EMAIL_1]")


def test_a_digest_is_the_first_half_of_an_hmac():
    made = hmac.new(KEY, b"en|red", hashlib.sha256).digest()[:8]

    assert int.from_bytes(made, "big", signed=True) in digests(TEXT, "en", KEY)


def test_each_term_once_and_no_placeholder():
    assert 3 == len(digests(TEXT, "en", KEY))


def test_another_key_or_language_is_another_digest():
    assert not digests(TEXT, "en", KEY) & digests(TEXT, "en", b"j" * 32)
    assert not digests(TEXT, "en", KEY) & digests(TEXT, "nl", KEY)


def test_a_search_meets_what_was_kept_in_the_language_of_the_text():
    asked = ways("umbrellas red", KEY)

    assert any(set(way) <= digests(TEXT, "en", KEY) for way in asked)


def test_a_language_in_which_words_say_nothing_is_no_way():
    assert 11 == len(ways("umbrella", KEY))
    assert 11 > len(ways("die", KEY))
    assert () == ways("?", KEY)


def test_of_very_many_words_some_are_asked_for():
    assert {MOST_WORDS} == {len(way) for way in ways(" ".join(f"{n}17" for n in range(90)), KEY)}
