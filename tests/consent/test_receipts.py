"""Receipts: everything ISO/IEC TS 27560 asks for, and checkable by whoever holds one."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from fairdesk.consent.notices import notice
from fairdesk.consent.purposes import Choice, Purpose
from fairdesk.consent.receipts import Chosen, Controller, in_words, receipt
from fairdesk.nouns import ConversationId, CustomerId

AT = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
SHOWN = notice("improve", "de", company="Example Ltd")
CHOSEN = Chosen(
    CustomerId("c1"), ConversationId("v1"), Purpose.IMPROVE, Choice.GRANTED, SHOWN.version, "button", AT, number=7
)  # fmt: skip


def test_holds_every_field_the_standard_asks_for() -> None:
    found = receipt(CHOSEN, SHOWN, Controller("Example Ltd", "help@example.com"), "r1", AT)

    assert {"schema_version", "receipt_id", "creation_timestamp", "record_id", "pii_principal_id"} <= found.keys()
    assert {"privacy_notice", "language", "purposes", "parties", "events"} <= found.keys()
    assert {"purpose", "lawful_basis", "pii_information", "retention_period", "privacy_rights"} <= found["purposes"][
        0
    ].keys()
    assert {"event_time", "event_state", "event_type", "entity_id", "validity_duration"} <= found["events"][0].keys()
    assert {"party_name", "party_role", "party_email"} <= found["parties"][0].keys()


def test_says_who_chose_what_under_which_words() -> None:
    found = receipt(CHOSEN, SHOWN, Controller("Example Ltd"), "r1", AT)

    assert ("c1", "c1/improve/7", "de") == (found["pii_principal_id"], found["record_id"], found["language"])
    assert "P90D" == found["purposes"][0]["retention_period"]
    assert "2026-03-04T09:30:00+00:00" == found["events"][0]["event_time"]


def test_the_words_inside_prove_their_version() -> None:
    found = json.loads(json.dumps(receipt(CHOSEN, SHOWN, Controller("Example Ltd"), "r1", AT)))

    assert found["notice_version"] == hashlib.sha256(found["notice_text"].encode()).hexdigest()[:16]


@pytest.mark.parametrize(
    ("choice", "state"),
    [(Choice.GRANTED, "ConsentGiven"), (Choice.REFUSED, "ConsentRefused"), (Choice.WITHDRAWN, "ConsentWithdrawn")],
)
def test_each_choice_is_its_own_state(choice: Choice, state: str) -> None:
    found = receipt(replace(CHOSEN, choice=choice), SHOWN, Controller("Example Ltd"), "r1", AT)

    assert state == found["events"][0]["event_state"]


@pytest.mark.parametrize(
    ("purpose", "choice", "words"),
    [
        (Purpose.AI_ANSWER, None, "told"),
        (Purpose.IMPROVE, None, "not asked"),
        (Purpose.IMPROVE, Choice.GRANTED, "yes, 4 Mar 2026"),
        (Purpose.AI_ANSWER, Choice.REFUSED, "no, 4 Mar 2026"),
        (Purpose.TRAIN_PEOPLE, Choice.WITHDRAWN, "no, 4 Mar 2026"),
    ],
)
def test_colleagues_read_where_a_purpose_stands_in_words(purpose: Purpose, choice: Choice | None, words: str) -> None:
    latest = replace(CHOSEN, purpose=purpose, choice=choice) if choice else None

    assert words == in_words(purpose, latest)
