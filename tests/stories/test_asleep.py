"""A reviewer falls asleep over drafts that are right: a probe is missed, and what follows is for them alone."""

from __future__ import annotations

import random

from fairdesk.oversight.vigilance import Vigilance
from tests.house.first_looks import accepts, people_look_first

QUESTION = "How long does a refund take?"
PARTS = {
    "what": "Probes among drafts", "to_whom": "Everybody who answers", "questions": "Who sees it?", "answers": "You alone",
    "changes": "No times are kept",
}  # fmt: skip


class Soon(random.Random):
    """Dice by which a probe comes as soon as the cap allows."""

    def random(self) -> float:
        return 0.0


def test_from_the_record_to_the_refresher(desk):
    house = desk.house
    house.dice = Soon(1)
    house.keep_consultation(desk.cleo, PARTS, "2026-11-01")

    # Answers of customers who let reviewers see them; Rio plants a fault in each, Cleo reads them.
    for _ in range(3):
        dana = desk.customer()
        desk.says(dana, QUESTION)
        house.answer_purpose(dana.conversation, dana.id, "improve", True)
        assert house.make_probe(desk.rio)
    for each in house.probes_to_check(desk.cleo):
        house.check_probe(desk.cleo, each.probe.id, natural=True)
    people_look_first()

    # Ada lets everything go. Nineteen drafts are right; then one is not, and she does not see it.
    told, asked = [], 0
    while len(told) < 3:
        sam = desk.customer()
        desk.says(sam, QUESTION)
        accepts(desk, desk.last_act(sam))
        asked += 1
        for draft in house.drafts(desk.ada):
            told.append(house.accept_draft(draft.act, desk.ada, house.draft_to_look_at(draft.act, desk.ada).opened))
        assert 1 == len(desk.answers(sam))

    # It is told at once with what was wrong; after the third she is asked to take it easier.
    assert [False, False, False] == [each.noticed for each in told]
    assert [False, False, True] == [each.tired for each in told]
    assert all(each.says for each in told)
    assert len(told) <= 0.05 * (asked + len(told))

    # She alone sees it. Cleo, who manages the desk, has no way to ask, and no sum of one person is told.
    assert Vigilance.TIRED is house.own_vigilance(desk.ada).test
    assert 3 == house.own_vigilance(desk.ada).misses
    assert house.own_vigilance(desk.ada).sensitivity < 1.5
    assert 0 == house.own_vigilance(desk.cleo).misses
    assert house.vigilance_together(desk.cleo) is None
