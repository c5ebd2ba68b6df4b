"""Global Privacy Control: "1" and nothing else; heeded once; a yes said afterwards holds, a no always does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fairdesk.consent.purposes import SIGNAL_REFUSES, Choice, Purpose
from fairdesk.consent.receipts import Chosen
from fairdesk.consent.signal import METHOD, asks_not_to, refused_by_signal
from fairdesk.nouns import ConversationId, CustomerId

AT = datetime(2026, 3, 4, tzinfo=UTC)


def said(choice: Choice, method: str = "button", purpose: Purpose = Purpose.IMPROVE) -> Chosen:
    return Chosen(CustomerId("dana"), ConversationId(""), purpose, choice, "", method, AT)


@pytest.mark.parametrize(
    ("header", "asks"), [("1", True), ("0", False), ("", False), ("true", False), (" 1", False), (None, False)]
)
def test_only_1_is_the_signal(header: str | None, asks: bool) -> None:
    assert asks is asks_not_to(header)


def test_the_first_signal_refuses_every_other_use() -> None:
    assert SIGNAL_REFUSES == refused_by_signal([])
    assert Purpose.AI_ANSWER not in SIGNAL_REFUSES
    assert Purpose.ACCOMMODATE not in SIGNAL_REFUSES


@pytest.mark.parametrize(
    ("before", "refuses"),
    [
        ([said(Choice.GRANTED)], True),  # an earlier yes is taken back: California, 11 CCR 7025(c)(3)
        ([said(Choice.REFUSED)], False),
        ([said(Choice.GRANTED), said(Choice.WITHDRAWN)], False),
        ([said(Choice.REFUSED, METHOD)], False),
        ([said(Choice.REFUSED, METHOD), said(Choice.GRANTED)], False),  # a yes said after the signal holds
        ([said(Choice.WITHDRAWN, METHOD), said(Choice.GRANTED), said(Choice.REFUSED)], False),
    ],
)
def test_precedence(before: list[Chosen], refuses: bool) -> None:
    assert refuses is (Purpose.IMPROVE in refused_by_signal(before))


def test_a_signal_that_was_heeded_for_one_purpose_says_nothing_about_another() -> None:
    before = [said(Choice.REFUSED, METHOD), said(Choice.GRANTED, purpose=Purpose.CONTACT)]

    assert Purpose.CONTACT in refused_by_signal(before)
