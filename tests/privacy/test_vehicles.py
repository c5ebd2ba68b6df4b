"""Number plates: any mix that is called one, and the forms of many countries beside a car."""

import pytest

from fairdesk.privacy.detect import PatternDetector


def plates(text: str) -> list[str]:
    return [text[s.start : s.end] for s in PatternDetector().spans(text, "en") if s.kind == "VEHICLE"]


@pytest.mark.parametrize(
    "plate", ["AB12 CDE", "ty-654-q", "2-SRR-80", "GUI 3YH3", "CA 3442 YY", "4YE8384", "57A-IMQB"]
)
@pytest.mark.parametrize(
    "around",
    [
        "My licence plate is {}, I parked",
        "number plate: {}",
        "Kennzeichen {} bitte",
        "matrícula {}.",
        "la plaque {} est",
        "targa {}",
    ],
)
def test_what_is_called_a_plate_is_one(plate: str, around: str) -> None:
    assert [plate] == plates(around.format(plate))


@pytest.mark.parametrize(
    "plate",
    [
        "AB12 CDE", "AB-123-CD", "1234 BCD", "B-MW 1234", "12-AB-34", "AB-12-34", "1-ABC-123", "G-123-AB", "ABC1D23", "ABC 123",
        "AA 1234 BB", "MH 12 AB 1234", "161-D-12345", "7ABC123",
    ],
)  # fmt: skip
def test_a_form_of_many_countries_is_a_plate_beside_a_car(plate: str) -> None:
    assert [plate] == plates(f"my car {plate} was towed")
    assert [] == plates(f"the article {plate} was sold out")


@pytest.mark.parametrize(
    "text",
    [
        "The plate was broken",
        "registration is open",
        "regarding 12 items",
        "the car park at gate 4",
        "a plate of 12 biscuits",
    ],
)
def test_talk_of_plates_and_cars_is_none(text: str) -> None:
    assert [] == plates(text)


def test_a_plate_ends_where_the_sentence_goes_on() -> None:
    assert ["ab12 cde"] == plates("my plate is ab12 cde and i parked")
