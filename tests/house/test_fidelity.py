"""Asking whether an explanation is true says no of one that is not; the whole desk is asked in tests/explainability."""

from __future__ import annotations

from fairdesk.guidelines.compile import compile_table
from fairdesk.house.fidelity import flips, recomputed
from tests.guidelines.tables import shipped_tables
from tests.guidelines.test_compile import ROUTINE

ROUTING = compile_table(shipped_tables()[0])
FACTS = {**ROUTINE, "asks_for_person": True}


def guideline(_version: str):
    return ROUTING


def record(**changed):
    because = ROUTING.decide(FACTS).because
    decision = {
        "step": "route", "code": because.code, "rule": because.rule, "version": because.version, "facts": FACTS,
        "failed": {rule: list(names) for rule, names in because.failed.items()},
    }  # fmt: skip
    return {
        "decisions": [decision],
        "outcome": {"route": "person", "release": "", "handover": "asked_for_person"},
        "otherwise": {
            "step": "route", "version": because.version, "rule": "R09",
            "changes": [{"input": "asks_for_person", "to": False}],
            "outputs": {"route": "assistant", "reason": "routine"},
        },
        **changed,
    }  # fmt: skip


def test_a_true_one_holds():
    assert recomputed(record(), guideline)
    assert flips(record(), guideline) is True


def test_one_that_names_no_change_is_neither_true_nor_false():
    assert flips(record(otherwise=None), guideline) is None


def test_another_outcome_is_found():
    assert not recomputed(record(outcome={"route": "person", "release": "", "handover": "sensitive"}), guideline)


def test_a_change_to_the_same_outcome_is_found():
    same = {**record()["otherwise"], "changes": [{"input": "ai_paused", "to": True}]}

    assert flips(record(otherwise=same), guideline) is False
