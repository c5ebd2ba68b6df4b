"""Signs: the same in every language, the longest wins, and the language whose lists know most decides."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairdesk.language import OFFERED
from fairdesk.sensitive.phrases import tokens
from fairdesk.sensitive.signs import Signs
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
