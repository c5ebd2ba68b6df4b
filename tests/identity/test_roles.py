"""Roles: the whole matrix, cell by cell."""

from __future__ import annotations

import pytest

from fairdesk.identity.roles import ALLOWED, GUARDED, Deed, Role, may, needs_second_factor

MATRIX = """
                read take_over reply note resolve stop_ai start_ai edit_articles edit_company read_ledger edit_people work_requests approve_erasure watch_glass read_processing review propose_guideline approve_guideline decide_money work_incidents hear_appeals
colleague       yes  yes       yes   yes  yes     yes     yes      yes           no           no          no          no            no              no         no         no      no                no               no              no             no
reviewer        yes  yes       yes   yes  yes     yes     yes      yes           no           yes         no          no            no              no         no         yes      no                no               yes             no             no
privacy_officer yes  no        no    yes  no      yes     yes      no            no           yes         no          yes           yes             yes         yes         no      yes               yes               no              yes            yes
auditor         yes  no        no    no   no      no      no       no            no           yes         no          no            no              no         yes         no      no                no               no              no             no
manager         yes  yes       yes   yes  yes     yes     yes      yes           yes          yes         yes         yes           yes             yes         yes         yes      yes               yes               yes             yes            yes
"""
_HEAD, *_ROWS = [line.split() for line in MATRIX.strip().splitlines()]
CELLS = [(row[0], deed, answer == "yes") for row in _ROWS for deed, answer in zip(_HEAD, row[1:], strict=True)]


@pytest.mark.parametrize(("role", "deed", "allowed"), CELLS)
def test_every_cell(role: str, deed: str, allowed: bool) -> None:
    assert allowed == may(role, deed)


def test_the_matrix_leaves_nothing_out() -> None:
    assert {(role.value, deed.value) for role in Role for deed in Deed} == {cell[:2] for cell in CELLS}
    assert set(Role) == ALLOWED.keys()


@pytest.mark.parametrize(
    ("role", "deed"), [("", "read"), ("root", "read"), ("manager", "fly"), ("Manager", "read"), ("manager", "")]
)
def test_what_is_not_in_the_table_may_not(role: str, deed: str) -> None:
    assert not may(role, deed)


def test_an_auditor_only_reads() -> None:
    assert {Deed.READ, Deed.READ_LEDGER, Deed.READ_PROCESSING} == ALLOWED[Role.AUDITOR]


def test_whoever_answers_customers_may_stop_the_assistant() -> None:
    assert all(may(role, Deed.STOP_AI) for role in Role if may(role, Deed.REPLY))


def test_whoever_may_act_may_read() -> None:
    assert all(may(role, Deed.READ) for role in Role if ALLOWED[role])


class TestTheSecondFactor:
    def test_is_asked_of_the_guarded_roles_once_others_can_reach_the_desk(self) -> None:
        assert GUARDED == {role for role in Role if needs_second_factor(role, "auto", reachable=True)}
        assert not any(needs_second_factor(role, "auto", reachable=False) for role in Role)

    def test_is_asked_of_all_of_none_or_of_those_named(self) -> None:
        assert all(needs_second_factor(role, "all", reachable=False) for role in Role)
        assert not any(needs_second_factor(role, "none", reachable=True) for role in Role)
        named = {role for role in Role if needs_second_factor(role, "auditor colleague", reachable=False)}
        assert {Role.AUDITOR, Role.COLLEAGUE} == named

    def test_whoever_edits_people_or_reads_the_ledger_and_answers_is_guarded(self) -> None:
        assert all(role in GUARDED for role in Role if may(role, Deed.EDIT_PEOPLE))
