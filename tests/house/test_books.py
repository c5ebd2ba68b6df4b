"""The books place each act once, sign as this desk, and give receipts that hold without the desk."""

from __future__ import annotations

import pytest

from fairdesk.accountability.proofs import check_receipt
from fairdesk.database import execute, writing
from fairdesk.house.forgetting import forget
from fairdesk.nouns import DeskError, NotFound, Unavailable
from tests.people import Customer, Desk

QUESTION = "How long does a refund take?"


@pytest.fixture
def dana(desk: Desk) -> Customer:
    """An answer, and a note that is nobody's but the colleagues'."""
    dana = desk.customer()
    desk.says(dana, QUESTION)
    desk.house.take_over(dana.conversation, desk.ada)
    desk.house.note(dana.conversation, desk.ada, "be kind")
    desk.house.close_the_day()
    return dana


class TestReceipts:
    def test_it_holds_and_names_the_act(self, desk, dana):
        act = desk.last_act(dana)

        checked = check_receipt(desk.house.receipt(act, dana.id), desk.house.signer.verifier_key)

        assert act == checked.entry.act

    def test_it_places_the_act_if_nobody_has_yet(self, desk, dana):
        sam = desk.customer()
        desk.says(sam, QUESTION)

        assert check_receipt(desk.house.receipt(desk.last_act(sam), sam.id), desk.house.signer.verifier_key)

    def test_altered_it_does_not_hold(self, desk, dana):
        receipt = desk.house.receipt(desk.last_act(dana), dana.id)

        with pytest.raises(DeskError):
            check_receipt(receipt.replace("refund", "reward"), desk.house.signer.verifier_key)

    def test_it_holds_after_the_customer_was_erased(self, desk, dana):
        receipt = desk.house.receipt(desk.last_act(dana), dana.id)
        forget(desk.house, dana.id, "asked")

        assert check_receipt(receipt, desk.house.signer.verifier_key)

    def test_it_does_not_open_the_other_acts(self, desk, dana):
        assert "be kind" not in desk.house.receipt(desk.last_act(dana), dana.id)

    def test_an_act_without_entry_has_none(self, desk, dana):
        with writing():
            assert execute("DELETE FROM accountability_entry WHERE act = %s", desk.last_act(dana))

        with pytest.raises(Unavailable):
            desk.house.receipt(desk.last_act(dana), dana.id)

    def test_for_a_stranger_there_is_none(self, desk, dana):
        with pytest.raises(NotFound):
            desk.house.receipt(desk.last_act(dana), desk.customer().id)


def test_the_day_is_closed_once(desk, dana):
    desk.house.note(dana.conversation, desk.ada, "another")

    assert (1, 0) == (desk.house.close_the_day(), desk.house.close_the_day())


def test_the_signer_is_this_desks_own_and_stays(desk):
    assert desk.house.signer.verifier_key == desk.house.signer.verifier_key
    assert desk.house.signer.verifier_key.startswith("fairdesk/")
