"""Who may read about a sensitive matter: a certificate that holds, given by somebody else; a firm of one is not locked out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fairdesk.identity.care_certificates import ALL, CareCertificate, check_given, may_open
from fairdesk.identity.people import Colleague
from fairdesk.identity.roles import Role
from fairdesk.nouns import BadInput, ColleagueId, Refused

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
ADA = Colleague(ColleagueId(1), "ada", "Ada", Role.COLLEAGUE)
CLEO = Colleague(ColleagueId(2), "cleo", "Cleo", Role.MANAGER)
OTTO = Colleague(ColleagueId(3), "otto", "Otto", Role.AUDITOR)
STAFF = (ADA, CLEO, OTTO)
GIVEN = CareCertificate("1", ADA.id, "abuse", CLEO.id, "Cleo", AT, AT + timedelta(days=9))


def test_it_opens_its_own_matter_until_it_runs_out():
    assert may_open(ADA, "abuse", [GIVEN], STAFF, AT)
    assert not may_open(ADA, "crisis", [GIVEN], STAFF, AT)
    assert not may_open(ADA, "abuse", [GIVEN], STAFF, GIVEN.until)
    assert not may_open(CLEO, "abuse", [GIVEN], STAFF, AT), "it is Ada's"


def test_one_for_all_opens_every_matter():
    assert may_open(ADA, "legal", [replace(GIVEN, topic=ALL)], STAFF, AT)


def test_what_is_no_matter_is_open_to_everybody():
    assert may_open(OTTO, "none", [], STAFF, AT)


def test_who_answers_alone_needs_none_and_who_only_reads_does():
    assert may_open(CLEO, "crisis", [], (CLEO, OTTO), AT)
    assert not may_open(OTTO, "crisis", [], (CLEO, OTTO), AT)
    assert not may_open(CLEO, "crisis", [], STAFF, AT), "Ada answers too"


def test_nobody_gives_one_to_themselves_unless_nobody_else_could():
    with pytest.raises(Refused, match="another manager"):
        check_given(CLEO.id, CLEO.id, AT + timedelta(days=1), AT, others_may_give=True)
    check_given(CLEO.id, CLEO.id, AT + timedelta(days=1), AT, others_may_give=False)


@pytest.mark.parametrize("days", [0, -1, 800])
def test_an_end_that_is_over_or_far_away_is_none(days):
    with pytest.raises(BadInput):
        check_given(CLEO.id, ADA.id, AT + timedelta(days=days), AT, others_may_give=True)
