"""Signs: the same in every language, the longest wins, and the language whose lists know most decides."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from fairdesk.language import OFFERED
from fairdesk.sensitive.phrases import tokens
from fairdesk.sensitive.signs import END, LONGEST, Signs
from fairdesk.sensitive.weigh import SIGNS

ALL = Signs.read(SIGNS)


def signs(text: str, page: str = "en") -> tuple[str, tuple[str, ...]]:
    return ALL.of([token.folded for token in tokens(text)], page)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I won't need the account after Friday"),
        ("de", "Nach Freitag brauche ich das Konto nicht mehr"),
        ("es", "no voy a necesitar la cuenta después del viernes"),
        ("uk", "після п'ятниці рахунок мені більше не потрібен"),
        ("ar", "لن أحتاج الحساب بعد الجمعة"),
        ("zh", "周五以后我就不需要这个账户了"),
    ],
)
def test_one_meaning_has_the_same_signs_in_every_language(language: str, text: str) -> None:
    read, found = signs(text)

    assert language == read
    assert {"not", "need", "after"} <= set(found)


def test_every_offered_language_has_a_list() -> None:
    assert set(OFFERED) == set(ALL.lists)


def test_several_words_in_a_row_are_one_sign() -> None:
    assert ("grief", ".") == signs("rest in peace")[1]


def test_a_beginning_stands_for_what_begins_so() -> None:
    assert ("suicide", ".") == signs("suicidal")[1]


def test_the_german_article_is_no_english_death() -> None:
    assert "die" not in signs("Wo ist die Rechnung für das Konto?", "de")[1]


def test_of_no_known_word_the_page_says_the_language() -> None:
    assert ("it", (".",)) == signs("xyzzy", "it") or ("it", ()) == signs("xyzzy", "it")


def test_lists_with_other_signs_are_refused(tmp_path: Path) -> None:
    (tmp_path / "en.toml").write_text('die = "die"\n')
    (tmp_path / "de.toml").write_text('kill = "töten"\n')

    with pytest.raises(ValueError, match="not in every language"):
        Signs.read(tmp_path)


def alone(one: Any, word: str) -> str:
    begins = (word[:size] for size in range(len(word), 0, -1))
    return one.whole.get((word,)) or next((one.begins[begin] for begin in begins if begin in one.begins), "")


def walked(words: tuple[str, ...], page: str) -> tuple[str, tuple[str, ...]]:
    """Return the same by trying every list at every word: what `of` may only do faster."""
    best, found = page, ()
    for language, one in ALL.lists.items():
        signs, place = [], 0
        while place < len(words):
            sizes = range(min(LONGEST, len(words) - place), 1, -1) if words[place] != END else ()
            several = ((one.whole.get(words[place : place + size]), size) for size in sizes)
            sign, size = next((each for each in several if each[0]), (None, 1))
            sign = sign or (END if words[place] == END else alone(one, words[place]))
            signs += [sign] if sign else []
            place += size
        many, most = (sum(sign != END for sign in each) for each in (signs, found))
        if many > most or (many == most and language == page):
            best, found = language, tuple(signs)
    return best, found


def test_words_of_any_lists_in_any_order_have_the_signs_of_trying_each_list_at_each_word() -> None:
    chance = random.Random(7)
    words = [word for one in ALL.lists.values() for said in one.whole for word in said] + [END, "xyzzy"] * 500
    rows = [said for one in ALL.lists.values() for said in one.whole if len(said) > 1]
    for _ in range(3000):
        drawn = [chance.choices(words, k=3) if chance.random() < 0.5 else chance.choice(rows) for _ in range(4)]
        text = tuple(word for each in drawn for word in each)
        page = chance.choice((*OFFERED, "xx"))

        assert walked(text, page) == ALL.of(text, page)
