"""Eleven languages are offered, each text is said in the one asked for, and a text without translation in English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk import language
from fairdesk.language import OFFERED, direction, offered, say, say_count


@pytest.mark.parametrize(
    ("tag", "nearest"),
    [
        ("en", "en"), ("pt-BR", "pt"), ("pt_PT", "pt"), ("zh-Hans-CN", "zh"), ("DE", "de"), ("uk", "uk"),
        ("tlh", "en"), ("", "en"), ("-", "en"), ("english", "en"),
    ],
)  # fmt: skip
def test_the_nearest_offered(tag, nearest):
    assert nearest == offered(tag)


@given(st.text())
def test_whatever_is_asked_for_something_offered_comes(tag):
    assert offered(tag) in OFFERED


def test_every_offered_language_is_offered_by_its_own_code():
    assert list(OFFERED) == [offered(code) for code in OFFERED]
    assert 11 == len(OFFERED)


def test_arabic_runs_from_right_to_left_and_no_other():
    assert ["ar"] == [code for code in OFFERED if "rtl" == direction(code)]


class Catalogue:
    """Stands for a translated catalogue."""

    def gettext(self, text: str) -> str:
        return {"Hello {name}": "Hallo {name}"}.get(text, text)

    def ngettext(self, one: str, many: str, count: int) -> str:
        return "{count} Sache" if count == 1 else "{count} Sachen"


@pytest.fixture
def german(monkeypatch):
    monkeypatch.setattr(language, "_catalogue", lambda _language: Catalogue())


@pytest.mark.usefixtures("german")
class TestSaid:
    def test_with_its_values(self):
        assert "Hallo Ada" == say("de", "Hello {name}", name="Ada")

    def test_without_values_braces_stay(self):
        assert "{not a value}" == say("de", "{not a value}")

    def test_a_value_with_braces_is_not_filled_in_again(self):
        assert "Hallo {count}" == say("de", "Hello {name}", name="{count}")

    def test_counted(self):
        assert ["1 Sache", "2 Sachen"] == [
            say_count("de", "{count} thing", "{count} things", count) for count in (1, 2)
        ]


def test_what_has_no_translation_is_said_in_english():
    assert "no such text" == say("de", "no such text")
    assert ["1 odd", "2 odds"] == [say_count("pl", "{count} odd", "{count} odds", count) for count in (1, 2)]
