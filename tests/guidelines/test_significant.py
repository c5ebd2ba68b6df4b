"""A rule may say yes about money and never no; what nobody thought about counts as significant."""

from __future__ import annotations

import pytest

from fairdesk.guidelines.significant import FAVOURABLE, NOT_SIGNIFICANT, check_may_take_effect, needs_a_person
from fairdesk.nouns import Refused
from tests.guidelines.tables import SHIPPED


def test_each_guideline_of_the_desk_is_named_once():
    assert set(SHIPPED) == FAVOURABLE.keys() | NOT_SIGNIFICANT.keys()
    assert not FAVOURABLE.keys() & NOT_SIGNIFICANT.keys()


@pytest.mark.parametrize("guideline", [*FAVOURABLE, "credit"])
@pytest.mark.parametrize("outcome", ["refused", "reduced", ""])
def test_a_no_needs_a_person(guideline, outcome):
    assert needs_a_person(guideline, outcome)
    check_may_take_effect(guideline, outcome, "person")
    for decided_by in ("rule", "assistant", ""):
        with pytest.raises(Refused, match="draft"):
            check_may_take_effect(guideline, outcome, decided_by)


@pytest.mark.parametrize("guideline", FAVOURABLE)
def test_a_yes_may_come_from_a_rule(guideline):
    assert not needs_a_person(guideline, "granted")
    check_may_take_effect(guideline, "granted", "rule")


def test_a_yes_of_a_guideline_nobody_thought_about_needs_a_person():
    assert needs_a_person("credit", "granted")
