"""The page of the practice: works as a plain form, answers at once, asks again when nothing was chosen."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import RequestFactory

from fairdesk.accessibility.pages import practice, urls

pytestmark = pytest.mark.usefixtures("folder")


def asked(method: str = "get", language: str = "en", **form: str) -> tuple[Any, list[tuple[str, bool]]]:
    counted: list[tuple[str, bool]] = []
    request: Any = getattr(RequestFactory(), method)("/what-is-this", form)
    request.language, request.customer, request.colleague = language, None, None
    request.company = SimpleNamespace(name="Demo", telephone="", relay="", email="", logo="")
    request.house = SimpleNamespace(count_practice=lambda code, right: counted.append((code, right)))
    return practice(request), counted


def test_shows_the_article_the_answer_and_a_form_without_script() -> None:
    answer, counted = asked()
    shown = answer.content.decode()

    assert 200 == answer.status_code
    assert 4 == len(re.findall(r'type="radio" name="choice"', shown))
    assert "<legend>" in shown
    assert 'method="post"' in shown
    assert [] == counted


def test_a_right_choice_is_praised_and_counted(folder: Path) -> None:
    answer, counted = asked("post", choice="1")

    assert "You found it" in answer.content.decode()
    assert [("en", True)] == counted


def test_a_wrong_choice_is_explained_and_counted() -> None:
    answer, counted = asked("post", choice="0")

    assert "agrees with the article" in answer.content.decode()
    assert "The answer says 90 days" in answer.content.decode()
    assert [("en", False)] == counted


@pytest.mark.parametrize("choice", ["", "9", "-1", "x", "\u0661"])
def test_no_choice_or_one_that_is_not_there_asks_again_and_counts_nothing(choice: str) -> None:
    answer, counted = asked("post", choice=choice)

    assert 422 == answer.status_code
    assert 'role="alert"' in answer.content.decode()
    assert [] == counted


def test_arabic_is_laid_out_from_the_right() -> None:
    answer, _ = asked(language="ar")

    assert 'dir="rtl"' in answer.content.decode()


def test_hangs_at_its_address_by_its_name() -> None:
    assert [("what-is-this", "practice")] == [(str(url.pattern), url.name) for url in urls]
