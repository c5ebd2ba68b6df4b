"""Roles: the whole matrix, cell by cell."""

from __future__ import annotations

import pytest

from fairdesk.identity.roles import ALLOWED, Deed, Role, may

MATRIX = """
                 read take_over reply note resolve stop_ai start_ai edit_articles edit_company read_ledger review
colleague        yes  yes       yes   yes  yes     yes     yes      yes           no           no          no
reviewer         yes  yes       yes   yes  yes     yes     yes      yes           no           yes         yes
privacy_officer  yes  no        no    yes  no      yes     yes      no            no           yes         no
auditor          yes  no        no    no   no      no      no       no            no           yes         no
manager          yes  yes       yes   yes  yes     yes     yes      yes           yes          yes         yes
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
    assert {Deed.READ, Deed.READ_LEDGER} == ALLOWED[Role.AUDITOR]


def test_whoever_answers_customers_may_stop_the_assistant() -> None:
    assert all(may(role, Deed.STOP_AI) for role in Role if may(role, Deed.REPLY))


def test_whoever_may_act_may_read() -> None:
    assert all(may(role, Deed.READ) for role in Role if ALLOWED[role])
