"""Colleagues: being on duty ends by itself, and names are fit to be shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fairdesk.identity.people import NAME_LENGTH, SHIFT, Colleague, checked_name, role_named
from fairdesk.identity.roles import Role
from fairdesk.nouns import BadInput, ColleagueId

AT = datetime(2026, 3, 4, 9, tzinfo=UTC)


def somebody(role: Role = Role.COLLEAGUE, until: datetime | None = None) -> Colleague:
    return Colleague(ColleagueId(1), "robin", "Robin", role, until)


def test_duty_lasts_until_its_end_and_no_longer() -> None:
    robin = somebody(until=AT + SHIFT)

    assert robin.on_duty(AT)
    assert robin.on_duty(AT + SHIFT - timedelta(microseconds=1))
    assert not robin.on_duty(AT + SHIFT)
    assert not somebody().on_duty(AT)


@pytest.mark.parametrize(
    ("role", "answers"),
    [
        (Role.COLLEAGUE, True),
        (Role.REVIEWER, True),
        (Role.MANAGER, True),
        (Role.PRIVACY_OFFICER, False),
        (Role.AUDITOR, False),
    ],
)
def test_only_who_may_reply_counts_for_the_wait(role: Role, answers: bool) -> None:
    assert answers == somebody(role).answers_customers


@pytest.mark.parametrize("name", ["", "   ", "x" * (NAME_LENGTH + 1), "Rob\nin", "Rob\x00in", "Rob\u202ein"])
def test_names_that_cannot_be_shown_are_refused(name: str) -> None:
    with pytest.raises(BadInput, match="work name"):
        checked_name("work name", name)


@pytest.mark.parametrize("name", ["Robin", "  Robin ", "Ōe", "ليلى", "李"])
def test_names_of_any_script_are_kept_without_outer_spaces(name: str) -> None:
    assert name.strip() == checked_name("name", name)


def test_an_unknown_role_is_named_with_those_there_are() -> None:
    assert Role.AUDITOR is role_named("auditor")
    with pytest.raises(BadInput, match="'boss'.*colleague, reviewer, privacy_officer, auditor, manager"):
        role_named("boss")
