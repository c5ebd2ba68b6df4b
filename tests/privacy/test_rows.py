"""Tables that customers paste: the words of the first line say what the columns hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.privacy.context import Reading
from fairdesk.privacy.rows import rows


def cells(text: str) -> list[tuple[str, str]]:
    return [(text[start:end], kind) for start, end, kind, *_ in rows(Reading(text))]


@pytest.mark.parametrize("mark", [",", ";", "|", "\t"])
def test_columns_say_what_their_values_are(mark: str) -> None:
    text = "name,dob,note\nKim Berry,1990-08-03,ok\nBo Lee,3.8.91,-".replace(",", mark)

    assert [
        ("Kim Berry", "PERSON"),
        ("1990-08-03", "DATE_OF_BIRTH"),
        ("Bo Lee", "PERSON"),
        ("3.8.91", "DATE_OF_BIRTH"),
    ] == (cells(text))


def test_a_quoted_value_keeps_its_commas() -> None:
    assert ("1 Main St, Dover", "ADDRESS") in cells('email,address\nkim@example.org,"1 Main St, Dover"')


def test_any_column_of_numbers_of_something_is_an_account() -> None:
    assert ("E-77", "ACCOUNT") in cells("emp_id,name,email\nE-77,Kim,kim@example.org")


def test_a_line_of_another_shape_ends_the_table() -> None:
    assert [] == cells("name,email\nhello there")
    assert [("Kim", "PERSON"), ("k@x.org", "EMAIL")] == cells(
        "name,email\nKim,k@x.org\nThanks, a lot, Bo\nBo,b@x.org"
    )


def test_an_old_date_in_somebodys_record_is_a_birth() -> None:
    assert ("1988-10-14", "DATE_OF_BIRTH") in cells("Kim|313-43-7513|1988-10-14|kim@example.org|x")
    assert [] == cells("gold|silver|1988-10-14|bronze|x")
    assert [] == cells("Kim|313-43-7513|2025-10-14|kim@example.org|x")


def test_a_sentence_with_commas_is_no_heading() -> None:
    assert [] == cells("Please send my name, my email, and more\nto you, not me, thanks")


@given(st.text(st.sampled_from('ab,;|\t\n" 1-@.'), max_size=120))
def test_places_are_inside_the_text(text: str) -> None:
    heading = "name,email\n" + text

    assert all(0 <= start < end <= len(heading) for start, end, *_ in rows(Reading(heading)))
