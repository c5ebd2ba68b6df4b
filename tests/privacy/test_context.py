"""What the words around a number announce."""

import pytest

from fairdesk.privacy import announcing
from fairdesk.privacy.announcing import NUMBER, THING
from fairdesk.privacy.context import Reading


def said(text: str) -> str:
    at = text.index("7")
    return Reading(text).kind(at, at + 1)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("my order number is 7", "ACCOUNT"),
        ("social security number: 7", "NATIONAL_ID"),
        ("security code 7", "SECRET"),
        ("gift card 7", THING),
        ("call me about my order: 7", "ACCOUNT"),
        ("number 7", NUMBER),
        ("I bought 7", ""),
        ("7 is my order number", "ACCOUNT"),
        ("7 boxes, my order", ""),
        ("我的订单号是7", "ACCOUNT"),
        ("订单有问题,电话7", "PHONE"),
        ("né le 7", "DATE_OF_BIRTH"),
    ],
)
def test_the_nearest_announcing_word_decides(text: str, kind: str) -> None:
    assert kind == said(text)


def test_a_word_cut_by_the_window_is_not_half_a_word() -> None:
    text = "border" + " " + "x" * 42 + " 7"

    assert said(text) == ""


def test_tells_that_another_number_stands_between() -> None:
    page = Reading("order 12345 and 67890")

    assert ("ACCOUNT", False) == page.before(6)[:2]
    assert ("ACCOUNT", True) == page.before(16)[:2]


def test_tells_a_code_that_stands_alone_from_one_that_has_a_name() -> None:
    assert announcing.CODE == said("the code 7")
    assert announcing.CODE == said("the code that you sent is 7")
    assert announcing.THING == said("error code 7")
    assert Reading("the code came to my phone: 7").before(27).coded


def test_places_stay_right_where_a_letter_grows_when_it_is_lowered() -> None:
    page = Reading("İİİİ order 7")

    assert len(page.low) == len(page.text)
    assert "ACCOUNT" == page.before(11).kind


@pytest.mark.parametrize("text", ["order no. 7", "order: 7", "order #7", "the number is 7"])
def test_tells_what_directly_announces_a_number(text: str) -> None:
    assert Reading(text).before(text.index("7")).numbered
