"""Permit: the customer's refusal comes first, then a stop; what is not known to permit does not permit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.consent.permit import permit


@pytest.mark.parametrize("choice", ["told", "allowed"])
def test_told_or_allowed_and_no_stop_permits(choice: str) -> None:
    because = permit(choice, ())

    assert ("permit", "permit.ai_allowed") == (because.step, because.code)
    assert {"ai_choice": choice, "paused": "none"} == because.facts


@pytest.mark.parametrize("choice", ["told", "allowed"])
def test_a_stop_holds_whatever_the_customer_allowed_and_its_scopes_are_named(choice: str) -> None:
    because = permit(choice, ("all", "channel:web"))

    assert "permit.paused" == because.code
    assert "all, channel:web" == because.facts["paused"]


def test_a_refusal_is_named_before_a_stop() -> None:
    assert "permit.ai_refused" == permit("refused", ("all",)).code


@given(st.text(), st.lists(st.text(min_size=1)).map(tuple))
def test_no_other_value_ever_permits(choice: str, paused: tuple[str, ...]) -> None:
    code = permit(choice, paused).code

    assert (code == "permit.ai_allowed") == (choice in {"told", "allowed"} and not paused)
