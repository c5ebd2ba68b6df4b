"""The older receipt's shape: every required field of Kantara's Consent Receipt Specification 1.1.0."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fairdesk.consent.kantara import kantara
from fairdesk.consent.notices import notice
from fairdesk.consent.purposes import Choice, Purpose
from fairdesk.consent.receipts import Chosen, Controller
from fairdesk.nouns import ConversationId, CustomerId

AT = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
REQUIRED = {
    "version", "jurisdiction", "consentTimestamp", "collectionMethod", "consentReceiptID", "language",
    "piiPrincipalId", "piiControllers", "policyUrl", "services", "sensitive",
}  # fmt: skip
REQUIRED_OF_PURPOSE = {
    "purpose",
    "consentType",
    "piiCategory",
    "primaryPurpose",
    "termination",
    "thirdPartyDisclosure",
}


def made(purpose: Purpose, choice: Choice = Choice.GRANTED) -> dict:
    shown = notice(purpose, "en", company="Example Ltd")
    chosen = Chosen(CustomerId("c1"), ConversationId(""), purpose, choice, shown.version, "button", AT, 7)
    return dict(kantara(chosen, shown, Controller("Example Ltd", country="IE"), "r1", "key"))


@pytest.mark.parametrize("purpose", Purpose)
def test_holds_every_required_field(purpose: Purpose) -> None:
    found = made(purpose)

    assert found.keys() >= REQUIRED
    assert found["services"][0]["purposes"][0].keys() >= REQUIRED_OF_PURPOSE
    assert "KI-CR-v1.1.0" == found["version"]


def test_times_are_whole_seconds() -> None:
    assert int(AT.timestamp()) == made(Purpose.IMPROVE)["consentTimestamp"]


def test_what_may_tell_of_health_says_so() -> None:
    assert made(Purpose.ACCOMMODATE)["sensitive"]
    assert not made(Purpose.IMPROVE)["sensitive"]
    assert [] == made(Purpose.IMPROVE)["spiCat"]


def test_a_no_cannot_be_read_as_a_yes() -> None:
    assert "refused" == made(Purpose.IMPROVE, Choice.REFUSED)["fairdesk_choice"]
