"""What crosses rooms cannot be changed on the way, and every error says the same at every door."""

from __future__ import annotations

import dataclasses
import inspect
from enum import StrEnum

import pytest

from fairdesk import nouns
from fairdesk.nouns import (
    Asked,
    BadInput,
    Because,
    Concern,
    DeskError,
    MaskedText,
    NotFound,
    Overtaken,
    Refused,
    Unavailable,
)

STATUSES = [(Refused, 403, 3), (NotFound, 404, 4), (Overtaken, 409, 5), (Unavailable, 503, 6), (BadInput, 422, 7)]


@pytest.mark.parametrize(("fault", "http", "exit_"), STATUSES)
def test_an_error_has_its_http_and_exit_status(fault, http, exit_):
    assert (http, exit_) == (fault.http_status, fault.exit_status)
    assert issubclass(fault, DeskError)
    assert (fault.__doc__ or "").strip()


def test_no_two_errors_are_told_alike():
    assert 5 == len({http for _, http, _ in STATUSES}) == len({exit_ for _, _, exit_ in STATUSES})
    assert (500, 1) == (DeskError.http_status, DeskError.exit_status)


def test_an_error_that_a_room_adds_is_one_of_these_or_a_fault_of_ours():
    """Tampered is a DeskError with status 500 and exit 1: something of ours is broken, not what was asked."""
    from fairdesk.privacy.keys import Tampered

    assert (500, 1) == (Tampered.http_status, Tampered.exit_status)


KINDS = [kind for _, kind in inspect.getmembers(nouns, dataclasses.is_dataclass) if isinstance(kind, type)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_noun_is_frozen_and_has_no_room_for_more(kind):
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert hasattr(kind, "__slots__")


@pytest.mark.parametrize("kind", KINDS)
def test_every_noun_says_what_it_is(kind):
    assert not (kind.__doc__ or "").startswith(f"{kind.__name__}("), "that is what the machine writes"


@pytest.mark.parametrize(
    "kind", [kind for _, kind in inspect.getmembers(nouns, inspect.isclass) if issubclass(kind, StrEnum)]
)
def test_words_that_are_kept_are_lower_case_and_their_own(kind):
    values = [str(each) for each in kind]

    assert values == [value.lower() for value in values]
    assert len(values) == len(set(values))


def test_no_person_and_no_ai_share_a_voice():
    assert {"customer", "assistant", "person", "prepared", "event", "note"} == {str(voice) for voice in nouns.Voice}


def test_a_failure_is_not_masked():
    assert Asked(MaskedText("words"), "en").masked_ok
    assert not Asked(MaskedText(""), "en", failure="timeout").masked_ok


def test_none_is_no_concern():
    assert not Concern("none", False, Because("triage", "x")).found
    assert Concern("crisis", True, Because("triage", "x")).found


def test_a_verdict_without_reason_cannot_be_built():
    with pytest.raises(TypeError):
        nouns.Verdict(outputs={})  # type: ignore[call-arg]
