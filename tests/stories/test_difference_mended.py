"""Answers in Polish are wrong more often: it is found, a person looks first at them by proposal, replay and approval, and it ends."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fairdesk.fairness.mitigation import DRAFT, Wanted
from fairdesk.guidelines.life import Stage
from fairdesk.nouns import BadInput, Overtaken, Refused, Release
from fairdesk.replay.checking import check_saved
from tests.house.first_looks import later
from tests.house.test_groups import QUESTION, asks
from tests.people import Desk

ARTICLE = "---\ntitle: Ile trwa zwrot\n---\n\nZwrot trwa do pięciu dni roboczych.\n"
POLISH = "Ile trwa zwrot?"


@pytest.fixture
def judged(desk: Desk) -> Desk:
    """Eight people ask in English and eight in Polish; reviewers find what the Polish ones were told wrong."""
    desk.knows(ARTICLE, "zwrot", "pl")
    asks(desk, QUESTION, "en", 8)
    asks(desk, POLISH, "pl", 8)
    desk.says(desk.customer("pl"), "I want to talk to a human")
    while found := desk.house.answer_sample(desk.rio):
        desk.house.keep_answer_review(desk.rio, found.act, "wrong" if found.language == "pl" else "right")
    return desk


def test_a_difference_is_mended_by_two_people_and_ends_at_its_day(
    judged: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, today = judged.house, judged.house.now().date()
    found = house.difference(judged.cleo, {"language": "pl"}, "reviewed_wrong")
    with pytest.raises(BadInput, match="it is yes for everybody"):
        house.difference(judged.cleo, {"language": "pl"}, "answered")

    offer = next(each for each in house.offers(judged.cleo, found) if each.choice.kind == DRAFT)
    assert offer.effect is not None
    wrong = offer.effect["rates"][-1]["columns"]
    assert (1.0, 0.0) == (wrong["before"]["group"]["share"], wrong["after"]["group"]["share"])
    assert (0.0, 0.0) == (wrong["before"]["others"]["share"], wrong["after"]["others"]["share"])
    assert {"group": 8, "others": 0} == offer.effect["moved"]
    assert (16, 8, 5.6) == tuple(offer.effect["work"][name] for name in ("turns", "to_people", "hours_a_week"))

    made = house.propose_mitigation(judged.cleo, found, Wanted(DRAFT), "Wrong too often.", today + timedelta(days=30))
    signed = house.guideline_proposal(judged.cleo, made.proposal)[0].proposal.report
    promised = check_saved(house.replay_file(judged.cleo, signed), house.ledger_keys_text())
    assert offer.effect["rates"] == promised["mends"]["rates"], "what was shown stands in the signed report"
    assert (16, 8) == (promised["turns"], promised["changed"]), "who asked for a person has no answer to look at"
    assert Release.SEND is judged.says(judged.customer("pl"), POLISH).release, "nothing is changed by proposing"
    with pytest.raises(Refused):
        house.approve_guideline(judged.cleo, made.proposal)
    assert Stage.IN_FORCE is house.approve_guideline(judged.pia, made.proposal).stage

    dana, sam = judged.customer("pl"), judged.customer("en")
    turn = judged.says(dana, POLISH)
    assert (Release.REVIEW_FIRST, "pl") == (turn.release, turn.facts["language"])
    assert [] == judged.answers(dana)
    assert [dana.id] == [each.customer for each in house.drafts(judged.ada)]
    assert Release.SEND is judged.says(sam, QUESTION).release
    (standing,) = house.mitigations(judged.cleo)
    assert ("in force", False) == (standing.stands, standing.due)
    assert "Too few people since" in standing.says_since

    later(monkeypatch, judged, days=31)
    assert [made.id] == [task.mends for task in house.guideline_tasks(judged.pia) if task.mends]
    assert [] == [task.mends for task in house.guideline_tasks(judged.ada) if task.mends]
    for _ in range(2):
        house.tell_what_guidelines_need()
    house.close_the_day()
    told = [kind for kind in kinds(judged) if kind.startswith("mitigation")]
    assert ["mitigation_proposed", "mitigation_due"] == told, "each once"

    with pytest.raises(Refused, match="somebody else"):
        house.keep_mitigation(judged.cleo, made.id, house.now().date() + timedelta(days=30), "Better safe.")
    house.keep_mitigation(
        judged.pia, made.id, house.now().date() + timedelta(days=30), "A better article is on its way."
    )
    assert [] == [task.mends for task in house.guideline_tasks(judged.pia) if task.mends]
    ending = house.end_mitigation(judged.cleo, made.id, "The article is better now.")
    with pytest.raises(Overtaken, match="proposed already"):
        house.end_mitigation(judged.pia, made.id, "I think so too.")
    house.approve_guideline(judged.pia, ending)
    (standing,) = house.mitigations(judged.cleo)
    assert ("ended", ["keep until", "end"]) == (
        standing.stands,
        [look.said[:10].strip() for look in standing.mitigation.looks],
    )
    assert Release.SEND is judged.says(judged.customer("pl"), POLISH).release
    assert not house.verify().problems


def kinds(desk: Desk) -> list[str]:
    """Return the kinds of the ledger's deeds, in order."""
    from fairdesk.desk import records

    return [kind for _, kind, _ in records.deeds()]
