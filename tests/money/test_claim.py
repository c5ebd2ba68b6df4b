"""What a colleague typed is read exactly, refused by name, or not known; nothing is guessed."""

from __future__ import annotations

import pytest

from fairdesk.guidelines.table import parse, shipped
from fairdesk.money.claim import (
    APPEALED,
    EVENTS,
    GRANTED,
    KINDS,
    PROOFS,
    REFUSED,
    TROUBLES,
    disputed,
    persons_reason,
    read_amount,
    read_claim,
    read_words,
)
from fairdesk.nouns import BadInput, Because, Voice

FORM = {
    "kind": "refund", "amount": "19,90", "order_age_days": "12", "times_before": "0", "trouble": "broken",
    "proof": "photo",
}  # fmt: skip


def test_a_whole_form_gives_typed_facts():
    claim = read_claim(FORM)

    assert ("refund", 19.9) == (claim.kind, claim.amount)
    assert {
        "amount": 19.9,
        "order_age_days": 12,
        "times_before": 0,
        "trouble": "broken",
        "proof": "photo",
    } == claim.known


@pytest.mark.parametrize("left_out", ["order_age_days", "times_before", "trouble", "proof"])
def test_what_is_left_empty_is_not_known(left_out):
    assert left_out not in read_claim({**FORM, left_out: " "}).known


@pytest.mark.parametrize("kind", KINDS)
def test_the_form_asks_for_what_the_guideline_reads(kind):
    table = parse(shipped(kind), kind)

    assert {column.name for column in table.inputs} == {*read_claim({**FORM, "kind": kind}).known, "concern"}
    assert {"trouble": TROUBLES, "proof": PROOFS} == {
        column.name: column.allowed for column in table.inputs if column.name in ("trouble", "proof")
    }


@pytest.mark.parametrize(
    ("field", "written", "says"),
    [
        ("kind", "gift", "refund or goodwill"),
        ("amount", "", "number of euros"),
        ("amount", "nan", "number of euros"),
        ("amount", "inf", "number of euros"),
        ("amount", "-1", "number of euros"),
        ("amount", "1e9", "number of euros"),
        ("order_age_days", "two", "days since delivery"),
        ("order_age_days", "-3", "days since delivery"),
        ("times_before", "1.5", "how often"),
        ("times_before", "٣", "how often"),
    ],
)
def test_a_slip_is_named(field, written, says):
    with pytest.raises(BadInput, match=says):
        read_claim({**FORM, field: written})


@pytest.mark.parametrize(("written", "seen"), [("7", 7), ("", 0), ("-1", 0), ("٣", 0), ("seven", 0)])
def test_who_does_not_say_what_they_saw_saw_nothing(written, seen):
    assert seen == read_claim({**FORM, "seen": written}).seen
    assert 0 == read_claim(FORM).seen


def test_what_was_disputed_before_appeals_named_their_act_waits_until_a_person_answers():
    seventh, ninth = (("money_appealed", {"decision": n}) for n in (7, 9))
    told = [(Voice.EVENT, *seventh), (Voice.EVENT, *ninth), (Voice.ASSISTANT, "", {}), (Voice.CUSTOMER, "", {})]

    assert {7, 9} == disputed(told)
    assert {7, 9} == disputed([*told, (Voice.EVENT, "money_appealed", {"decision": 11, "act": "a"})])
    assert {7, 9} == disputed([*told, (Voice.EVENT, GRANTED, {"by": "rule"})])
    by_hand = {"by": "person"}
    for answer in ((Voice.PERSON, "", {}), (Voice.EVENT, GRANTED, by_hand), (Voice.EVENT, REFUSED, by_hand)):
        assert set() == disputed([*told, answer])
        assert {9} == disputed([*told, answer, (Voice.EVENT, *ninth)])


def test_cents_are_cents():
    assert [19.9, 0.01] == [read_amount(" 19.9 "), read_amount("0,014")]


def test_a_person_says_why():
    assert "No\nsorry" == read_words(" No\r\nsorry\x07 ")
    for words in ("", " \n", "x" * 2001):
        with pytest.raises(BadInput):
            read_words(words)


@pytest.mark.parametrize(
    ("outcome", "proposed", "agrees"),
    [("granted", "draft_refusal", False), ("refused", "draft_refusal", True), ("granted", "pay", True)],
)
def test_a_persons_reason_says_whether_it_agrees_with_the_rule(outcome, proposed, agrees):
    reason = persons_reason(Because("refund", "refund.x"), "refund", outcome, 5.0, proposed)

    assert (f"refund.person_{outcome}", agrees) == (reason.code, reason.facts["agrees_with_rule"])


def test_where_the_rule_proposed_nothing_there_is_nothing_to_agree_with():
    assert "agrees_with_rule" not in persons_reason(Because("r", "r"), "refund", "refused", 5.0, "person").facts


def test_events_are_known_to_the_timeline():
    from fairdesk.desk import timeline

    assert {*EVENTS, APPEALED} <= set(timeline.EVENTS)
