"""A customer sees what was hidden of their words before the assistant read them."""

from __future__ import annotations

from tests.people import Desk


def test_dana_reads_what_was_hidden(desk: Desk) -> None:
    dana = desk.customer()
    desk.says(dana, "How long does a refund take? Mail kim@example.org or bo@example.org, card 4111 1111 1111 1111")

    why = desk.house.why(desk.last_act(dana), dana.id)

    assert {"EMAIL": 2, "CARD": 1} == dict(why.hidden)
    assert "kim@" in why.asked
    assert "kim@" not in why.seen


def test_a_placeholder_that_dana_typed_is_nothing_that_we_hid(desk: Desk) -> None:
    dana = desk.customer()
    desk.says(dana, "How long does a refund take? I saw [EMAIL_1] here")

    assert {} == dict(desk.house.why(desk.last_act(dana), dana.id).hidden)
