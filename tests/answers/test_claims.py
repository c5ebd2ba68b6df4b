"""What a text claims, read alike however it is written, in each language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.answers.claims import claims, lists, readings
from fairdesk.language import OFFERED


def read(text: str, language: str = "en") -> list[tuple[str, set[object], str]]:
    return [
        ("number" if one.kind == "word" else one.kind, set(one.values), one.unit) for one in claims(text, language)
    ]


@pytest.mark.parametrize(
    ("language", "ten_days", "workdays"),
    [
        ("en", ("10 days", "ten days", "ten (10) days", "a 10-day"), "10 business days"),
        ("de", ("10 Tage", "zehn Tagen"), "10 Werktage"),
        ("fr", ("10 jours", "dix jours"), "10 jours ouvrables"),
        ("es", ("10 días", "diez días"), "10 días hábiles"),
        ("pt", ("10 dias", "dez dias"), "10 dias úteis"),
        ("it", ("10 giorni", "dieci giorni"), "10 giorni lavorativi"),
        ("nl", ("10 dagen", "tien dagen"), "10 werkdagen"),
        ("pl", ("10 dni", "dziesięciu dni"), "10 dni roboczych"),
        ("uk", ("10 днів", "десять днів"), "10 робочих днів"),
        ("ar", ("10 أيام", "١٠ أيام", "عشرة أيام"), "10 أيام عمل"),
        ("zh", ("10天", "十天", "10 天"), "10个工作日"),
    ],
)
def test_ten_days_are_ten_days_and_no_ten_working_days(language, ten_days, workdays):
    for text in ten_days:
        assert [("number", {10.0}, "day")] == [one for one in read(text, language) if one[2]], text
    assert [("number", {10.0}, "workday")] == read(workdays, language)


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("1,000.50", "en", {1000.5}), ("1.000,50", "de", {1000.5}), ("1.000", "de", {1000.0}), ("1,000", "en", {1000.0}),
        ("1 000", "fr", {1000.0}), ("1\u202f000,5", "fr", {1000.5}), ("12'500", "de", {12500.0}), ("1.5", "en", {1.5}),
        ("1,5", "pl", {1.5}), ("1.000.000", "es", {1e6}), ("10.00", "en", {10.0}),
        ("137.500", "en", {137.5, 137500.0}), ("0.125", "en", {0.125}),
    ],
)  # fmt: skip
def test_a_number_is_read_as_its_language_writes_it(text, language, value):
    assert value == readings(text, language)


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("$25 to $50", "en", [("number", {25.0}, "dollar"), ("number", {50.0}, "dollar")]),
        ("20 €, 20 Euro, EUR 20", "de", [("number", {20.0}, "euro")] * 3),
        ("30, 60 or 90 days", "en", [("number", {30.0}, "day"), ("number", {60.0}, "day"), ("number", {90.0}, "day")]),
        ("1.5 million euros", "en", [("number", {1.5e6}, "euro")]),
        ("25 % or 25 percent", "en", [("number", {25.0}, "percent")] * 2),
        ("forty-two weeks", "en", [("number", {42.0}, "week")]),
        ("einundzwanzig Tage", "de", [("number", {21.0}, "day")]),
        ("treinta y uno días", "es", [("number", {31.0}, "day")]),
        ("a five-year period", "en", [("number", {5.0}, "year")]),
        ("8:00 a.m. to 4pm", "en", [("time", {480}, ""), ("time", {960}, "")]),
        ("bis 17 Uhr", "de", [("time", {1020}, "")]),
        ("下午1:30", "zh", [("time", {810}, "")]),
        ("October 1, 2020", "en", [("date", {(2020, 10, 1)}, "")]),
        ("2020-10-01", "en", [("date", {(2020, 10, 1)}, "")]),
        ("3/4/2020", "en", [("date", {(2020, 3, 4), (2020, 4, 3)}, "")]),
        ("am 3. Mai 2024", "de", [("date", {(2024, 5, 3)}, "")]),
        ("1 de octubre de 2020", "es", [("date", {(2020, 10, 1)}, "")]),
        ("2024年5月3日", "zh", [("date", {(2024, 5, 3)}, "")]),
        ("3 maja", "pl", [("date", {(0, 5, 3)}, "")]),
        ("on Monday", "en", [("weekday", {0}, "")]),
        ("518 - 486 - 9786 or 518-486-9786", "en", [("address", {"5184869786"}, "")] * 2),
        ("https://www.shop.example/help.", "en", [("address", {"shop.example/help"}, "")]),
        ("help@shop.example", "en", [("address", {"help@shop.example"}, "")]),
        ("form MV-44 or MV44", "en", [("code", {"MV44"}, "")] * 2),
        ("you may use it [ 3 ]", "en", [("note", {3.0}, "")]),
        ("within [45] days", "en", [("note", {45.0}, "day")]),
        ("", "en", []),
    ],
)  # fmt: skip
def test_what_is_claimed(text, language, found):
    assert found == read(text, language)


@given(st.text(max_size=200), st.sampled_from([*OFFERED, "xx"]))
def test_any_text_can_be_read_and_each_claim_names_its_place(text, language):
    for one in claims(text, language):
        assert 0 <= one.start < one.end <= len(text)
        assert one.values


def test_each_language_offered_has_its_words():
    assert set(OFFERED) == set(lists())
    for told in lists().values():
        assert {"courtesies", "negations", "hedges", "human", "units", "promises"} <= told.keys()
        assert {"refund", "guarantee", "free", "compensate", "replace"} == set(told["promises"])
