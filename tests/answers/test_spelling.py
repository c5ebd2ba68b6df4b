"""Words that no article has are read as those they have; what could be another word is left alone."""

from __future__ import annotations

import pytest

from fairdesk.answers.spelling import read_as

KNOWN = {
    "password": 9,
    "delivery": 4,
    "refund": 2,
    "chang": 3,
    "address": 5,
    "adress": 1,
    "versand": 3,
    "kost": 5,
    "ruckgab": 1,
}


@pytest.mark.parametrize(
    ("written", "meant"),
    [("pasword", "password"), ("passsword", "password"), ("passwrod", "password"), ("passw0rd", ""), ("delivary", "delivery"),
     ("refunt", ""), ("refnud", "refund"), ("charg", ""), ("aassword", ""), ("addres", "address"), ("zeppelin", ""),
     ("lost", ""), ("12345", "")],
)  # fmt: skip
def test_a_slip_is_read_as_what_was_meant(written: str, meant: str) -> None:
    assert ((meant,) if meant else ()) == read_as(written, KNOWN, "en")


def test_of_two_that_are_near_the_more_frequent_is_taken() -> None:
    assert ("address",) == read_as("addresss", KNOWN | {"addressss": 1}, "en")


@pytest.mark.parametrize(
    ("written", "language", "parts"),
    [("versandkost", "de", ("versand", "kost")), ("ruckgabekost", "de", ("ruckgab", "kost")), ("kostversandx", "de", ()),
     ("passwordchange", "en", ("password", "chang")), ("密码更改密码", "zh", ())],
)  # fmt: skip
def test_words_written_together_are_taken_apart(written: str, language: str, parts: tuple[str, ...]) -> None:
    assert parts == read_as(written, KNOWN, language)
