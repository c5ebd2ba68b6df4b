"""The hand-over brief: computed from what is kept, changed by a colleague, corrected by its customer, and asked once."""

from __future__ import annotations

import json

import pytest

from fairdesk.database import rows
from fairdesk.desk import records
from fairdesk.desk.asks import GivenAlready
from fairdesk.desk.timeline import State
from fairdesk.nouns import NotFound, Overtaken, Refused, Voice
from tests.people import Customer, Desk
from tests.shop import Shop, opened

STOOD = {"asked": "How long does a refund take?"}
BETTER = {"asked": "The refund for my coat is late"}


@pytest.fixture
def shop(desk: Desk):
    with opened(desk) as shop:
        yield shop


@pytest.fixture
def dana(desk: Desk) -> Customer:
    """Dana has asked, and Ada has her conversation."""
    dana = desk.customer()
    desk.says(dana, STOOD["asked"])
    desk.house.take_over(dana.conversation, desk.ada)
    return dana


def case(desk: Desk, who: Customer):
    return desk.house.case(who.conversation, desk.ada)


class TestAfterAFlow:
    @pytest.fixture
    def kim(self, shop: Shop) -> Customer:
        """Kim cancelled an order by a flow whose last word was yes, and asked for a person."""
        kim = shop.known()
        shop.desk.says(kim, "Please cancel my order")
        shop.desk.says(kim, "NU-20932-0")
        shop.desk.says(kim, "yes")
        shop.desk.says(kim, "a person please")
        return kim

    def test_title_and_question_are_what_began_it_and_not_its_last_word(self, shop, kim):
        found = case(shop.desk, kim)

        assert ("Please cancel my order",) * 2 == (found.title, found.brief["asked"])

    def test_so_is_its_row_in_a_list(self, shop):
        kim = shop.known()
        for words in ("Please cancel my order", "NU-20932-0", "yes"):
            shop.desk.says(kim, words)

        assert ["Please cancel my order"] == [row.excerpt for row in shop.desk.house.queue(shop.desk.ada, "all").rows]

    def test_what_was_given_is_told_with_what_verified_it(self, shop, kim):
        known = case(shop.desk, kim).brief["known"].splitlines()

        assert "order number: NU-20932-0 (found in our system)" == known[0]

    def test_the_customer_does_not_read_what_the_companys_system_holds(self, shop, kim):
        known = shop.desk.house.brief_for(kim.conversation, kim.id, "en").parts["known"]

        assert "order number: NU-20932-0 (its check digit is right)" == known.splitlines()[0]
        assert "found in our system" not in known

    def test_what_a_flow_only_begins_with_was_not_found(self, shop):
        sam = shop.desk.customer()
        shop.desk.says(sam, "Where is my order NU-20931-2?")
        shop.desk.says(sam, "a person please")

        assert "not_looked" not in case(shop.desk, sam).brief["known"]
        assert "found in our system" not in case(shop.desk, sam).brief["known"]

    def test_the_steps_hold_what_was_done_alone(self, shop, kim):
        task = case(shop.desk, kim).task

        assert "find order: found" in task
        assert [] == [line for line in task if "given" in line or "NU-20932-0" in line]

    def test_what_was_done_outside_stands_among_what_was_tried(self, shop, kim):
        assert "cancel (done)" == case(shop.desk, kim).brief["tried"]


class TestColleague:
    def test_reads_the_assistants_doubt_in_words(self, desk, dana):
        sam = desk.customer()
        desk.says(sam, "Do you sell purple elephants?")
        desk.says(sam, "Do you sell purple elephants at all?")

        assert case(desk, sam).brief["doubt"]

    def test_reads_that_a_person_is_needed_and_not_why(self, desk):
        dana = desk.customer()
        desk.says(dana, "My mother died last week. What happens to her account?")

        brief = case(desk, dana).brief

        assert "needs a person" == brief["sensitivity"]
        assert "bereavement" not in json.dumps(dict(brief))

    def test_changes_the_brief_and_both_versions_are_kept(self, desk, dana):
        desk.house.edit_brief(dana.conversation, desk.ada, STOOD, BETTER, 0)

        found = case(desk, dana)
        assert (BETTER["asked"], BETTER["asked"]) == (found.title, found.brief["asked"])
        edit = found.brief_edits["asked"]
        assert ("Ada", STOOD["asked"], BETTER["asked"]) == (edit.who, edit.was, edit.now)

    def test_may_change_only_their_own_case(self, desk, dana):
        with pytest.raises(Refused):
            desk.house.edit_brief(dana.conversation, desk.ben, STOOD, BETTER, 0)

    def test_who_was_slower_does_not_write_over_a_correction(self, desk, dana):
        desk.house.correct_brief(dana.conversation, dana.id, STOOD, {"asked": "Where is my money?"}, 0)

        with pytest.raises(Overtaken):
            desk.house.edit_brief(dana.conversation, desk.ada, STOOD, BETTER, 0)
        assert "Where is my money?" == case(desk, dana).brief["asked"]

    def test_a_form_that_changes_nothing_keeps_nothing(self, desk, dana):
        desk.house.edit_brief(dana.conversation, desk.ada, STOOD, dict(STOOD), 0)

        assert "brief_edited" not in desk.events(dana)

    def test_reads_a_correction_before_the_reply_leaves(self, desk, dana):
        seen = case(desk, dana).version
        desk.house.correct_brief(dana.conversation, dana.id, STOOD, BETTER, 0)

        with pytest.raises(Overtaken):
            desk.house.reply(dana.conversation, desk.ada, "It takes five days.", seen)


class TestCustomer:
    def test_reads_what_the_person_is_told_and_who_it_is(self, desk, dana):
        told = desk.house.brief_for(dana.conversation, dana.id, "en")

        assert (STOOD["asked"], "Ada") == (told.parts["asked"], told.person)

    def test_corrects_it_and_the_colleague_sees_both(self, desk, dana):
        desk.house.correct_brief(dana.conversation, dana.id, STOOD, BETTER, 0)

        edit = case(desk, dana).brief_edits["asked"]
        assert ("", STOOD["asked"], BETTER["asked"]) == (edit.who, edit.was, edit.now)
        assert "brief_corrected" in desk.events(dana)

    def test_a_stranger_neither_reads_nor_corrects(self, desk, dana):
        sam = desk.customer()

        with pytest.raises(NotFound):
            desk.house.brief_for(dana.conversation, sam.id, "en")
        with pytest.raises(NotFound):
            desk.house.correct_brief(dana.conversation, sam.id, STOOD, BETTER, 0)

    def test_no_brief_is_shown_while_nobody_reads_it(self, desk):
        dana = desk.customer()
        desk.says(dana, STOOD["asked"])

        with pytest.raises(NotFound):
            desk.house.brief_for(dana.conversation, dana.id, "en")

    def test_no_matter_is_named_in_it(self, desk):
        dana = desk.customer()
        desk.says(dana, "My mother died last week. What happens to her account?")

        told = desk.house.brief_for(dana.conversation, dana.id, "en")

        assert "This matters too much for a machine." in told.others["reason"]
        assert "bereavement" not in repr(told)

    def test_a_correction_is_sealed_in_the_ledger_and_gone_with_the_key(self, desk, dana):
        desk.house.correct_brief(dana.conversation, dana.id, STOOD, BETTER, 0)

        entries = [bytes(entry) for (entry,) in rows("SELECT entry FROM accountability_waiting")]
        kept = [bytes(sealed) for (sealed,) in rows("SELECT sealed FROM desk_item")]
        assert 1 == sum(b"brief_corrected" in entry for entry in entries)
        assert not [each for each in (*entries, *kept) if b"coat" in each]
        assert records.holdings(dana.id)["desk_item"] == len(kept)


class TestAskedAgain:
    ORDER = "My order ORDER-20931 came broken."

    @pytest.fixture
    def kim(self, desk: Desk) -> Customer:
        kim = desk.customer()
        desk.says(kim, self.ORDER)
        desk.says(kim, "a person please")
        desk.house.take_over(kim.conversation, desk.ada)
        return kim

    def test_a_draft_that_asks_for_what_was_given_is_told_value_and_message(self, desk, kim):
        found = desk.house.already_given(kim.conversation, desk.ada, "Could you give me your order number?")

        assert [("order", "ORDER-20931", 1)] == [(each.slot, each.value, each.number) for each in found]

    def test_the_reply_is_stopped_until_the_colleague_goes_past_it(self, desk, kim):
        seen = case(desk, kim).version
        with pytest.raises(GivenAlready) as stopped:
            desk.house.reply(kim.conversation, desk.ada, "What is your order number?", seen)
        assert ["order"] == [each.slot for each in stopped.value.found]
        assert Voice.PERSON not in [entry.voice for entry in desk.sees(kim).entries]

        desk.house.reply(kim.conversation, desk.ada, "What is your order number?", seen, past=["order"])

        assert "What is your order number?" == desk.sees(kim).entries[-1].text

    def test_going_past_it_is_kept_without_the_customer_seeing_it(self, desk, kim):
        seen = case(desk, kim).version
        desk.house.reply(kim.conversation, desk.ada, "What is your order number?", seen, past=["order"])

        assert "asked_again" not in desk.events(kim)
        assert ["order"] == [e.values["slots"] for e in case(desk, kim).entries if e.code == "asked_again"]
        assert [(None,)] == rows("SELECT author FROM desk_item WHERE code = 'asked_again'")

    def test_what_was_not_given_may_be_asked(self, desk, kim):
        desk.house.reply(kim.conversation, desk.ada, "What is your phone number?", case(desk, kim).version)

        assert State.PERSON == desk.sees(kim).state

    def test_a_draft_is_not_kept(self, desk, kim):
        before = rows("SELECT count(*) FROM desk_item")
        desk.house.already_given(kim.conversation, desk.ada, "Your order number, please?")

        assert before == rows("SELECT count(*) FROM desk_item")
