"""The company: a form tells every fault at once under its field; pictures are what their bytes say."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.identity.company import (
    LARGEST_LOGO,
    BadCompany,
    Company,
    Logo,
    company_from_form,
    form_of,
    from_json,
    read_logo,
    to_json,
)
from fairdesk.language import OFFERED
from fairdesk.nouns import BadInput

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
WEBP = b"RIFF\x10\0\0\0WEBPVP8 "
FULL = Company(
    name="Example Ltd",
    time_zone="Europe/Berlin",
    hours=(((540, 720), (780, 1050)), *(((540, 1050),),) * 4, (), ()),
    holidays=frozenset({date(2026, 12, 25), date(2027, 1, 1)}),
    telephone="+00 000 555 0101",
    relay="Relay 000 555 0102",
    email="help@example.com",
    country="DE",
    law="US-CA",
    languages=("en", "de", "ar"),
)


def test_a_form_and_json_give_the_company_back() -> None:
    assert company_from_form(form_of(FULL)) == FULL
    assert from_json(json.loads(json.dumps(to_json(FULL))), Logo(PNG, "image/png")).logo == Logo(PNG, "image/png")
    assert from_json(to_json(FULL)) == FULL


def test_a_name_is_enough_and_then_all_languages_are_offered_and_no_hours_are_given() -> None:
    found = company_from_form({"name": " Example Ltd ", "time_zone": "UTC"})

    assert ("Example Ltd", tuple(OFFERED)) == (found.name, found.languages)
    assert not any(found.hours)


def test_every_fault_is_told_at_once_under_its_field() -> None:
    with pytest.raises(BadCompany) as told:
        company_from_form(
            {
                "name": "",
                "time_zone": "Mars",
                "hours_0": "nine to five",
                "hours_6": "22:00-02:00",
                "holidays": "2026-12-25\nChristmas",
                "telephone": "call me",
                "email": "help",
                "country": "Germany",
                "languages": "en,xx",
                "relay": "x" * 121,
            }
        )

    assert told.value.faults.keys() == {
        "name", "time_zone", "hours_0", "hours_6", "holidays", "telephone", "email", "country", "languages", "relay",
    }  # fmt: skip
    assert "line 2, 'Christmas'" in told.value.faults["holidays"]
    assert 422 == told.value.http_status


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("name", "x" * 81),
        ("name", "Exam\u202eple"),
        ("name", "Example\x00"),
        ("time_zone", ""),
        ("time_zone", "../../etc/passwd"),
        ("time_zone", "/etc/localtime"),
        ("time_zone", "Europe"),
        ("time_zone", "x" * 5000),
        ("holidays", "\n".join((date(2026, 1, 1) + timedelta(days=n)).isoformat() for n in range(401))),
        ("holidays", "2026-02-30"),
        ("telephone", "+"),
        ("telephone", "0" * 50),
        ("telephone", "javascript:alert(1)"),
        ("email", "help@example"),
        ("email", "a b@example.com"),
        ("email", "help@example.com\nBcc: x@example.com"),
        ("email", '"><script>@example.com'),
        ("country", "D1"),
        ("country", "DEU"),
        ("law", "the law of California"),
    ],
)
def test_a_field_that_cannot_be_used_is_the_one_that_is_named(field: str, text: str) -> None:
    with pytest.raises(BadCompany) as told:
        company_from_form({"name": "Example Ltd", "time_zone": "UTC", field: text})

    assert {field} == told.value.faults.keys()


@pytest.mark.parametrize(
    ("picture", "media_type"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 20, "image/jpeg"),
        (b"GIF87a" + b"\0" * 20, "image/gif"),
        (b"GIF89a" + b"\0" * 20, "image/gif"),
        (WEBP, "image/webp"),
    ],
)
def test_a_picture_is_what_its_first_bytes_say(picture: bytes, media_type: str) -> None:
    assert Logo(picture, media_type) == read_logo(picture)


@pytest.mark.parametrize(
    ("picture", "told"),
    [
        (b'<?xml version="1.0"?><SVG xmlns="http://www.w3.org/2000/svg"/>', "carry script"),
        (b"\xef\xbb\xbf<svg onload=alert(1)>", "carry script"),
        (b"", "not a PNG"),
        (b"<html>", "not a PNG"),
        (b"RIFF\x10\0\0\0WAVE", "not a PNG"),
        (b" " + PNG, "not a PNG"),
        (PNG + b"\0" * LARGEST_LOGO, "at most 200 kB"),
    ],
)
def test_anything_else_is_refused_with_the_reason(picture: bytes, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        read_logo(picture)


def test_the_largest_picture_is_exactly_the_limit() -> None:
    assert read_logo(PNG.ljust(LARGEST_LOGO, b"\0"))
    with pytest.raises(BadInput):
        read_logo(PNG.ljust(LARGEST_LOGO + 1, b"\0"))


def test_a_later_format_is_not_guessed_at() -> None:
    with pytest.raises(BadInput, match="format 2"):
        from_json({**to_json(FULL), "format": 2})


@given(st.dictionaries(st.sampled_from([*form_of(FULL)]), st.text(max_size=60)))
def test_any_form_gives_a_company_that_can_be_kept_or_says_what_is_wrong(typed: dict[str, str]) -> None:
    try:
        found = company_from_form(typed)
    except BadCompany:
        return

    assert from_json(json.loads(json.dumps(to_json(found)))) == found
