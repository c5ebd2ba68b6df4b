"""Helplines: only confirmed ones, only while they are fresh."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest

from fairdesk.identity.roles import Role
from fairdesk.nouns import BadInput
from fairdesk.sensitive.helplines import (
    Helpline,
    confirmed,
    in_use,
    lines_for,
    read,
    shipped,
    standing,
    task_for,
)
from tests.conftest import shared_data

CHECKED = date(2026, 11, 22)
LAST_DAY = CHECKED + timedelta(days=90)


def line(**changes: object) -> Helpline:
    given: dict[str, object] = {
        "country": "IE", "emergency": "112", "line": "116 123", "name": "Samaritans", "sources": ("a", "b"),
        "verified_on": CHECKED, "expires_on": LAST_DAY, "owner": "",
    }  # fmt: skip
    return Helpline(**{**given, **changes})  # type: ignore[arg-type]


class TestShown:
    def test_on_the_day_of_the_check_and_on_the_last_day(self) -> None:
        assert lines_for("IE", CHECKED, [line()])
        assert lines_for("ie", LAST_DAY, [line()])

    def test_never_after_it_expired(self) -> None:
        assert () == lines_for("IE", LAST_DAY + timedelta(days=1), [line()])

    def test_never_before_it_was_checked(self) -> None:
        assert () == lines_for("IE", CHECKED - timedelta(days=1), [line()])

    def test_never_with_one_source(self) -> None:
        assert () == lines_for("IE", CHECKED, [line(sources=("a",))])

    def test_never_in_another_country_or_in_none(self) -> None:
        assert () == lines_for("US", CHECKED, [line()])
        assert () == lines_for("", CHECKED, [line()])


class TestTask:
    @pytest.mark.parametrize(
        ("at", "stands"),
        [
            (CHECKED - timedelta(days=1), "unconfirmed"),
            (CHECKED, "fresh"),
            (LAST_DAY - timedelta(days=30), "fresh"),
            (LAST_DAY - timedelta(days=29), "runs_out_soon"),
            (LAST_DAY, "runs_out_soon"),
            (LAST_DAY + timedelta(days=1), "expired"),
        ],
    )
    def test_a_line_stands_somewhere_on_each_day(self, at: date, stands: str) -> None:
        assert stands == standing(line(), at)
        assert ("" if stands == "fresh" else stands) == task_for("ie", at, [line()])

    def test_what_is_shown_never_needs_to_be_confirmed(self) -> None:
        for days in range(-5, 100):
            at = CHECKED + timedelta(days=days)
            assert line().may_be_shown(at) == (standing(line(), at) in ("fresh", "runs_out_soon"))

    def test_a_country_without_a_line_and_no_country_are_told_apart(self) -> None:
        assert ("no_line", "no_country") == (task_for("GB", CHECKED, [line()]), task_for("", CHECKED, [line()]))


class TestACompanysOwnCheck:
    GIVEN = ("ie", " 112 ", "116 123", "Samaritans", ("samaritans.org", "hse.ie"))

    def test_is_shown_for_ninety_days_from_that_day(self) -> None:
        kept = confirmed(*self.GIVEN, CHECKED)

        assert ("IE", "112", CHECKED, LAST_DAY, "manager") == (
            kept.country, kept.emergency, kept.verified_on, kept.expires_on, kept.owner
        )  # fmt: skip
        assert kept.may_be_shown(LAST_DAY)

    @pytest.mark.parametrize(
        ("place", "wrong", "says"),
        [
            (0, "Ireland", "two letters"),
            (1, "nine nine nine", "the emergency number should be"),
            (2, "call us", "the number of the line should be"),
            (3, " ", "the name of the line"),
            (4, ("samaritans.org",), "two different places"),
            (4, ("samaritans.org", " Samaritans.org "), "two different places"),
        ],
    )
    def test_is_refused_if_it_cannot_help_anybody(self, place: int, wrong: object, says: str) -> None:
        given = [*self.GIVEN]
        given[place] = wrong  # type: ignore[call-overload]

        with pytest.raises(BadInput, match=says):
            confirmed(*given, CHECKED)  # type: ignore[arg-type]

    def test_stands_before_the_shipped_one_until_that_is_newer(self) -> None:
        own, old, new = (
            line(line="1", verified_on=CHECKED),
            line(line="2", verified_on=CHECKED - timedelta(days=1)),
            line(line="3", verified_on=CHECKED + timedelta(days=1)),
        )

        assert ["1"] == [each.line for each in in_use([own], [old])]
        assert ["3"] == [each.line for each in in_use([own], [new])]
        assert ["AT", "IE"] == [each.country for each in in_use([own], [line(country="AT")])]


def test_every_shipped_line_has_an_owner_who_works_here() -> None:
    assert {each.owner for each in shipped()} <= {str(role) for role in Role}


def test_every_shipped_line_has_two_sources_and_ninety_days() -> None:
    for each in shipped():
        assert len(each.sources) >= 2, each.country
        assert timedelta(days=90) == each.expires_on - each.verified_on
        assert each.emergency
        assert each.line
        assert each.name


def test_no_country_is_shipped_twice() -> None:
    countries = [each.country for each in shipped()]

    assert len(countries) == len(set(countries)) >= 25


def test_nothing_of_the_whole_shipped_table_is_shown_after_its_last_day() -> None:
    assert not any(lines_for(each.country, LAST_DAY + timedelta(days=1)) for each in shipped())
    assert all(lines_for(each.country, CHECKED) for each in shipped())


def test_the_shipped_facts_are_those_of_the_compared_lists() -> None:
    with shared_data("care", "helplines.csv").open(encoding="utf-8") as file:
        compared = {row["iso2"]: row for row in csv.DictReader(file)}

    for each in shipped():
        row = compared[each.country]
        assert ("two_or_more_sources", row["emergency"], row["crisis_line"]) == (
            row["status"],
            each.emergency,
            each.line,
        )
    confirmed = {code for code, row in compared.items() if row["status"] == "two_or_more_sources"}
    assert confirmed == {each.country for each in shipped()}


def test_an_incomplete_row_is_refused() -> None:
    head = "iso2,country,emergency,crisis_line,name,confirmed_in,verified_on,expires_on,owner\n"

    with pytest.raises(ValueError, match="Invalid isoformat"):
        read(head + "IE,Ireland,112,116 123,Samaritans,a+b,,2027-01-01,\n")
