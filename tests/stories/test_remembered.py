"""With her yes what helped Dana before shapes her answers; without it, after a no, or for anybody else, nothing does."""

from __future__ import annotations

import pytest

from fairdesk.answers.remembered import TERM
from fairdesk.consent.purposes import Purpose
from fairdesk.database import writing
from fairdesk.desk import records
from fairdesk.explainability.audiences import Audience, told
from fairdesk.explainability.because import find
from fairdesk.house.memory import place_of_turn, write_turn
from fairdesk.house.replaying import replay_all
from fairdesk.identity.records import addresses
from fairdesk.nouns import Release
from fairdesk.privacy.keys import unseal
from tests.people import Customer, Desk
from tests.stories.test_which_is_meant import BLOCK, CARD, GIFT

FIRST = "How do I block my gift voucher?"


@pytest.fixture
def shop(desk):
    desk.knows(CARD, "card")
    desk.knows(GIFT, "gift")
    return desk


@pytest.fixture
def dana(shop) -> Customer:
    """Dana, whom the gift voucher's article helped in another conversation."""
    dana = shop.customer()
    assert "gift" == shop.says(dana, FIRST).reply.evidence[0].article
    return dana


def later(shop: Desk, who: Customer) -> Customer:
    """The same customer in a new conversation."""
    return Customer(who.id, who.token, shop.house.start(who.id, "en"))


def says_yes(shop: Desk, who: Customer, yes: bool = True) -> None:
    shop.house.answer_purpose(who.conversation, who.id, str(Purpose.PERSONALISE), yes)


def draft_of(turn) -> tuple[object, ...]:
    return turn.draft, turn.release, turn.reply, turn.because.code


class TestWithAYes:
    def test_it_parts_what_comes_equally_near(self, shop, dana):
        says_yes(shop, dana)

        turn = shop.says(later(shop, dana), BLOCK)

        assert (Release.SEND, "gift") == (turn.release, turn.reply.evidence[0].article)
        assert (shop.last_act(dana),) == turn.situation.remembered
        assert "turn.asked_which" == shop.says(shop.customer(), BLOCK).because.code

    def test_the_reason_says_so_with_article_and_month(self, shop, dana):
        says_yes(shop, dana)
        again = later(shop, dana)
        turn = shop.says(again, BLOCK)

        found = find(turn.because, "history")
        month = f"{turn.situation.at:%Y-%m}"
        assert {"title": "Your gift voucher", "month": month, "moved": True} == found.facts
        record = shop.house.why(shop.last_act(again), again.id).record
        reasons = told(record, Audience.CUSTOMER, "en")["reasons"]
        assert (
            f"You asked about Your gift voucher before ({month}), so that article counts a little more." == reasons[0]
        )
        assert len(reasons) <= 4
        rank = next(score for score in record.scores if score.name == "rank of the passage")
        assert rank.adds_up
        assert TERM in rank.parts

    def test_what_is_clear_stays_as_it_is(self, shop, dana):
        says_yes(shop, dana)

        assert "card" == shop.says(later(shop, dana), "How do I block my bank card?").reply.evidence[0].article
        assert "returns" == shop.says(later(shop, dana), "How long does a refund take?").reply.evidence[0].article

    def test_an_answer_that_did_not_help_counts_for_nothing(self, shop, dana):
        says_yes(shop, dana)
        shop.house.did_not_help(dana.conversation, dana.id, shop.last_act(dana))

        assert () == shop.says(later(shop, dana), BLOCK).situation.remembered

    def test_nor_does_a_conversation_about_a_sensitive_matter(self, shop, dana):
        says_yes(shop, dana)
        assert "sensitive" == shop.says(dana, "My husband died last week").handover

        assert () == shop.says(later(shop, dana), BLOCK).situation.remembered

    def test_nor_one_that_may_only_be_stored(self, shop, dana):
        says_yes(shop, dana)
        shop.house.restrict(dana.id, True, shop.house.now(), dana.conversation)

        assert () == shop.says(later(shop, dana), BLOCK).situation.remembered

    def test_replay_gives_the_same_also_after_the_no(self, shop, dana):
        says_yes(shop, dana)
        shop.says(later(shop, dana), BLOCK)
        says_yes(shop, dana, yes=False)

        outcome = replay_all(shop.house)

        assert (2, (), 0) == (outcome.turns, outcome.changed, outcome.searched)


class TestWithout:
    def test_nothing_is_remembered_before_a_yes(self, shop, dana):
        assert () == shop.says(later(shop, dana), BLOCK).situation.remembered

    def test_after_a_no_the_next_turn_is_that_of_a_newcomer_to_the_byte(self, shop, dana):
        says_yes(shop, dana)
        again = later(shop, dana)
        assert Release.SEND is shop.says(again, BLOCK).release

        says_yes(shop, dana, yes=False)
        generic, newcomer = shop.says(later(shop, dana), BLOCK), shop.says(shop.customer(), BLOCK)

        assert draft_of(newcomer) == draft_of(generic)
        assert generic.situation.remembered == newcomer.situation.remembered
        kept = [write_turn(turn, "", "").partition(b',"situation":')[0] for turn in (generic, newcomer)]
        assert kept[0] == kept[1]

    def test_a_no_while_the_answer_is_made_makes_it_again_without(self, shop, dana):
        says_yes(shop, dana)
        again = later(shop, dana)
        shop.meanwhile("before keep", lambda: says_yes(shop, dana, yes=False))

        turn = shop.says(again, BLOCK)

        assert (Release.UNCLEAR, ()) == (turn.release, turn.situation.remembered)


class TestOfOnePersonAlone:
    def test_nothing_of_dana_reaches_sam(self, shop, dana):
        says_yes(shop, dana)
        sam = shop.customer()
        says_yes(shop, sam)

        assert () == shop.says(sam, BLOCK).situation.remembered

    def test_joined_places_are_one_person_and_a_no_in_either_holds_for_both(self, shop, dana):
        phone = shop.customer()
        with writing():
            addresses.join((dana.id, phone.id), "one", shop.house.now())
        says_yes(shop, phone)

        assert 1 == len(shop.says(later(shop, phone), BLOCK).situation.remembered)

        says_yes(shop, dana, yes=False)

        assert () == shop.says(later(shop, phone), BLOCK).situation.remembered

    def test_an_erasure_takes_it_along(self, shop, dana):
        says_yes(shop, dana)
        shop.says(later(shop, dana), BLOCK)
        act, key = shop.last_act(dana), shop.house.keys.of(dana.id)
        assert b"Your gift voucher" in unseal(key, records.turn(act).sealed, place_of_turn(act))

        shop.house.erase_now(dana.id, shop.pia, shop.cleo)

        assert [] == list(records.turns())
