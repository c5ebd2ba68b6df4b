"""What helped before parts what comes equally near, counts once, and adds up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fairdesk.answers.readings import NEAR, rival
from fairdesk.answers.remembered import GAIN, TERM, Helped, remembered, with_reason
from fairdesk.nouns import Because, Draft, Evidence

CARD = Evidence("en/card@1#0", "card", "1", "Your card", (), "", "en", "Press it.", 10.0, {"press": 10.0})
GIFT = replace(CARD, passage="en/gift@1#0", article="gift", title="Your voucher", score=9.0, terms={"press": 9.0})
FAR = replace(CARD, passage="en/far@1#0", article="far", title="Far", score=10.0 * (1 - GAIN) - 0.1, terms={})
BEFORE = [Helped("gift", "Your voucher", "2026-03")]


def first(*ranked: Evidence, helped: list[Helped] = BEFORE) -> str:
    return remembered(ranked, helped)[0][0].article


def test_it_comes_first_among_what_is_near_and_its_score_is_still_the_sum_of_its_terms():
    ranked, because = remembered((CARD, GIFT), BEFORE)

    assert ["gift", "card"] == [found.article for found in ranked]
    assert {"press": 9.0, TERM: 10.0 * GAIN} == ranked[0].terms
    assert ranked[0].score == pytest.approx(sum(ranked[0].terms.values()))
    assert because is not None
    assert {"title": "Your voucher", "month": "2026-03", "moved": True} == because.facts


def test_what_is_near_is_parted_and_what_is_behind_stays_there():
    assert "gift" == first(CARD, replace(GIFT, score=10.0 * NEAR))
    assert "card" == first(CARD, FAR, helped=[Helped("far", "Far", "2026-03")])
    assert 0 == rival(remembered((CARD, replace(GIFT, score=10.0)), BEFORE)[0])


def test_often_is_no_more_than_once():
    assert remembered((CARD, GIFT), BEFORE) == remembered((CARD, GIFT), BEFORE * 9)


def test_the_month_is_that_of_the_latest():
    _, because = remembered((CARD, GIFT), [Helped("gift", "Your voucher", "2026-05"), *BEFORE])

    assert because is not None
    assert "2026-05" == because.facts["month"]


def test_where_it_was_first_anyway_it_is_told_that_it_moved_nothing():
    _, because = remembered((GIFT, replace(CARD, score=5.0)), BEFORE)

    assert because is not None
    assert because.facts["moved"] is False


@pytest.mark.parametrize(("ranked", "helped"), [((), BEFORE), ((CARD,), BEFORE), ((CARD, GIFT), [])])
def test_nothing_known_changes_nothing(ranked, helped):
    assert (tuple(ranked), None) == remembered(ranked, helped)


def test_a_reason_is_told_only_if_it_is_that_of_the_first():
    _, because = remembered((CARD, FAR), [Helped("far", "Far", "2026-03")])
    draft = Draft("Press it.", (CARD,), 0.9, Because("answer", "answer.found"))

    assert because is None
    assert draft is with_reason(draft, because)
