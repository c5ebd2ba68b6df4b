"""A flow's file is walked in a dry run."""

from __future__ import annotations

import pytest

from fairdesk.nouns import BadInput
from tests.shop import FILES

CANCEL = (FILES / "cancel_order.yaml").read_text("utf-8")
OPEN = {"find_order": {"belongs": "mine", "order_status": "open", "days_since_delivery": 0}}


def tried(desk, *said: str, made_up: object = OPEN, known_by: str = "verified_mail"):
    return desk.house.try_flow(CANCEL, "cancel_order.yaml", said, "en", made_up, known_by)


def test_it_says_what_it_would_do_and_does_nothing(desk):
    asked, would = tried(desk, "cancel my order NU-20932-0", "yes")

    assert "Shall we cancel your order NU-20932-0 now?" in asked["says"]
    assert ("doing", "cancel {'order': '[ACCOUNT_1]', 'email': 'known.email'}") == (would["code"], would["would_do"])


def test_the_desk_s_guidelines_decide(desk):
    sent = {"find_order": {"belongs": "mine", "order_status": "packed", "days_since_delivery": 0}}

    assert "flow_person" == tried(desk, "cancel my order NU-20932-0", "yes", made_up=sent)[-1]["handover"]
    assert "We do this only for" in tried(desk, "cancel my order", known_by="session")[0]["says"]


@pytest.mark.parametrize("made_up", [{}, {"find_order": {"belongs": "perhaps"}}])
def test_made_up_answers_are_held_against_the_declaration(desk, made_up):
    assert "flow_failed" == tried(desk, "cancel my order NU-20932-0", made_up=made_up)[-1]["handover"]


def test_words_that_do_not_begin_it_are_named(desk):
    with pytest.raises(BadInput, match=r"it begins with: cancel\|canceling"):
        tried(desk, "where is it")


def test_it_stops_where_the_flow_ends(desk):
    assert ["cancelled"] == [each["ended"] for each in tried(desk, "cancel my order", "never mind", "yes")[1:]]
