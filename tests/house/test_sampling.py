"""Reviewers look at masked messages: only where the customer said yes, once each, and no word of them is kept."""

from __future__ import annotations

import pytest

from fairdesk.consent.purposes import Purpose
from fairdesk.database import execute, rows, writing
from fairdesk.desk import records
from fairdesk.guidelines.table import shipped
from fairdesk.house.forgetting import forget
from fairdesk.nouns import NotFound, Overtaken, Refused
from fairdesk.oversight import records as oversight
from fairdesk.oversight.drawing import drawn
from tests.house.in_force import put_in_force
from tests.people import Customer, Desk

WORDS = "How long does a refund take? I am kim@example.org"


def agrees(desk: Desk, who: Customer, yes: bool = True) -> None:
    desk.house.answer_purpose(who.conversation, who.id, str(Purpose.IMPROVE), yes)


@pytest.fixture
def dana(desk: Desk) -> Customer:
    dana = desk.customer()
    desk.says(dana, WORDS)
    agrees(desk, dana)
    return dana


class TestSample:
    def test_shows_the_masked_words_of_somebody_who_agreed(self, desk: Desk, dana: Customer) -> None:
        sample = desk.house.mask_sample(desk.rio)

        assert sample is not None
        assert "How long does a refund take? I am [EMAIL_1]" == sample.seen
        assert desk.last_act(dana) == sample.act

    def test_shows_nothing_of_who_did_not_agree_or_took_it_back(self, desk: Desk, dana: Customer) -> None:
        sam = desk.customer()
        desk.says(sam, WORDS)
        agrees(desk, dana, yes=False)

        assert desk.house.mask_sample(desk.rio) is None

    def test_shows_nothing_that_may_only_be_stored(self, desk: Desk, dana: Customer) -> None:
        desk.house.restrict(dana.id, True, desk.house.now())

        assert desk.house.mask_sample(desk.rio) is None

    def test_shows_nothing_of_who_agreed_to_words_that_spoke_of_articles_alone(
        self, desk: Desk, dana: Customer
    ) -> None:
        with writing():
            execute("UPDATE consent_text SET text = %s WHERE name = 'improve'", "May we read it to write articles?")

        assert desk.house.mask_sample(desk.rio) is None

    def test_shows_nothing_of_a_sensitive_matter(self, desk: Desk) -> None:
        sam = desk.customer()
        desk.says(sam, "My mother died last week, please close her account")
        agrees(desk, sam)

        assert desk.house.mask_sample(desk.rio) is None

    def test_shows_nothing_of_an_erased_customer(self, desk: Desk, dana: Customer) -> None:
        forget(desk.house, dana.id, "asked")

        assert desk.house.mask_sample(desk.rio) is None

    def test_shows_only_what_the_guideline_draws(self, desk: Desk, dana: Customer) -> None:
        for _ in range(5):
            desk.says(dana, WORDS)
        text = shipped("sampling").replace('percent: "100", reason: small_desk', 'percent: "50", reason: small_desk')
        put_in_force("sampling", text)
        acts = records.turns_of(dana.conversation)
        in_sample = {act for act in acts if drawn(act, 50, "masking")}

        shown = {sample.act for act in acts if (sample := desk.house.mask_sample(desk.rio, act)) is not None}

        assert in_sample == shown

    def test_gives_the_message_back_that_the_reviewer_has_before_them(self, desk: Desk, dana: Customer) -> None:
        desk.says(dana, "And how do I pay the post?")
        for act in records.turns_of(dana.conversation):
            sample = desk.house.mask_sample(desk.rio, act)
            assert sample is not None
            assert act == sample.act

    @pytest.mark.parametrize("who", ["ada", "pia", "otto"])
    def test_is_for_reviewers(self, desk: Desk, dana: Customer, who: str) -> None:
        with pytest.raises(Refused):
            desk.house.mask_sample(getattr(desk, who))
        with pytest.raises(Refused):
            desk.house.keep_mask_review(getattr(desk, who), desk.last_act(dana), {})


class TestReview:
    def test_only_of_a_message_that_was_drawn(self, desk: Desk, dana: Customer) -> None:
        while drawn(desk.last_act(dana), 50, "masking"):
            desk.says(dana, WORDS)
        text = shipped("sampling").replace('percent: "100", reason: small_desk', 'percent: "50", reason: small_desk')
        put_in_force("sampling", text)

        with pytest.raises(NotFound, match="take the next one"):
            desk.house.keep_mask_review(desk.rio, desk.last_act(dana), {})
        assert 0 == desk.house.mask_misses().looked_at

    def test_counts_and_keeps_no_word_and_no_name_of_the_message(self, desk: Desk, dana: Customer) -> None:
        desk.house.keep_mask_review(desk.rio, desk.last_act(dana), {"PERSON": 2})

        found = desk.house.mask_misses()
        assert (1, 1, {"PERSON": 2}) == (found.looked_at, found.with_a_miss, dict(found.kinds))
        assert found.interval is not None
        assert 1.0 == found.interval[1]
        kept = str(rows("SELECT * FROM oversight_mask_review"))
        assert desk.last_act(dana) not in kept
        assert dana.conversation not in kept

    def test_is_an_act_in_the_ledger(self, desk: Desk, dana: Customer) -> None:
        desk.house.keep_mask_review(desk.rio, desk.last_act(dana), {})

        assert "mask_reviewed" in str(rows("SELECT kind FROM desk_deed"))
        assert not desk.house.verify().problems

    def test_a_message_is_looked_at_once(self, desk: Desk, dana: Customer) -> None:
        act = desk.last_act(dana)
        desk.house.keep_mask_review(desk.rio, act, {})

        assert desk.house.mask_sample(desk.rio) is None
        with pytest.raises(NotFound):
            desk.house.keep_mask_review(desk.cleo, act, {"PERSON": 1})
        with pytest.raises(Overtaken):
            oversight.add_mask_review(desk.house._token(act), desk.cleo, {}, desk.house.now())
        assert 1 == desk.house.mask_misses().looked_at

    def test_a_yes_that_was_taken_back_meanwhile_counts(self, desk: Desk, dana: Customer) -> None:
        sample = desk.house.mask_sample(desk.rio)
        assert sample is not None
        agrees(desk, dana, yes=False)

        with pytest.raises(NotFound):
            desk.house.keep_mask_review(desk.rio, desk.last_act(dana), {"PERSON": 1})

    def test_nobody_looked_is_no_figure(self, desk: Desk) -> None:
        found = desk.house.mask_misses()

        assert (0, None, None, None) == (found.looked_at, found.share, found.interval, found.first)
