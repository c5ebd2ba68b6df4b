"""Purposes: answering is told, everything else is no until a yes; a choice reaches no other purpose."""

from __future__ import annotations

import pytest

from fairdesk.consent.purposes import Choice, Purpose, Standing, about, may_use, no_to, purpose_named, standing
from fairdesk.nouns import BadInput

ASKED_FIRST = [purpose for purpose in Purpose if purpose is not Purpose.AI_ANSWER]


def test_answering_is_told_and_in_use_until_it_is_refused() -> None:
    assert Standing.TOLD is standing(Purpose.AI_ANSWER, None)
    assert may_use(Purpose.AI_ANSWER, None)
    assert not may_use(Purpose.AI_ANSWER, Choice.REFUSED)
    assert not may_use(Purpose.AI_ANSWER, Choice.WITHDRAWN)
    assert may_use(Purpose.AI_ANSWER, Choice.GRANTED)


@pytest.mark.parametrize("purpose", ASKED_FIRST)
def test_every_other_purpose_is_no_until_a_yes(purpose: Purpose) -> None:
    assert Standing.NOT_ASKED is standing(purpose, None)
    assert [False, True, False, False] == [
        may_use(purpose, choice) for choice in (None, Choice.GRANTED, Choice.REFUSED, Choice.WITHDRAWN)
    ]


@pytest.mark.parametrize("purpose", Purpose)
def test_every_purpose_says_what_it_uses_and_how_long(purpose: Purpose) -> None:
    what = about(purpose)

    assert all((what.label, what.description, what.data, what.recipients, what.basis, what.broader))
    assert what.days > 0


@pytest.mark.parametrize("purpose", ASKED_FIRST)
def test_what_is_not_the_request_itself_rests_on_consent(purpose: Purpose) -> None:
    assert "6(1)(a)" in about(purpose).basis


@pytest.mark.parametrize("purpose", [Purpose.ACCOMMODATE, Purpose.RESEARCH, Purpose.DISCLOSE])
def test_what_may_tell_of_health_or_a_group_needs_a_yes_that_is_explicit(purpose: Purpose) -> None:
    assert "9(2)(a)" in about(purpose).basis


def test_a_no_after_a_yes_takes_it_back() -> None:
    assert Choice.WITHDRAWN is no_to(Choice.GRANTED)
    assert [Choice.REFUSED] * 3 == [no_to(before) for before in (None, Choice.REFUSED, Choice.WITHDRAWN)]


def test_an_unknown_purpose_is_named_with_those_there_are() -> None:
    assert Purpose.IMPROVE is purpose_named("improve")
    with pytest.raises(BadInput, match="'sell'.*ai_answer, personalise, improve, train_people, research, contact"):
        purpose_named("sell")
