"""A consent receipt: the customer's own copy of what was shown and chosen, for machines and for a lawyer.

Fields follow ISO/IEC TS 27560:2023 (consent record information structure) in the JSON reading of the W3C Data Privacy
Vocabulary guide, https://w3id.org/dpv/guides/consent-27560 (a community report, not a W3C standard): schema version,
record, PII principal, notice with its language, purposes with data, storage and rights, parties, and the events.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fairdesk.consent.notices import Notice
from fairdesk.consent.purposes import Choice, Purpose, about, standing
from fairdesk.nouns import ConversationId, CustomerId

SCHEMA = "https://w3id.org/dpv/schema/dpv-27560"
FORMAT = "fairdesk.consent-receipt/1"

_STATES = {
    Choice.GRANTED: "ConsentGiven",
    Choice.REFUSED: "ConsentRefused",
    Choice.WITHDRAWN: "ConsentWithdrawn",
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """One kept choice: which purpose, what was said, under which notice, how and when."""

    customer: CustomerId
    conversation: ConversationId
    purpose: Purpose
    choice: Choice
    notice_version: str
    method: str
    at: datetime
    number: int = 0


@dataclass(frozen=True, slots=True)
class Controller:
    """Who is responsible: the company as it is named to customers."""

    name: str
    email: str = ""
    telephone: str = ""
    country: str = ""


def in_words(purpose: Purpose, latest: Chosen | None) -> str:
    """Return where a purpose stands, in plain English: told, not asked, or yes or no with the day (UTC)."""
    if latest is None:
        return standing(purpose, None).value.replace("_", " ")
    answer = "yes" if latest.choice is Choice.GRANTED else "no"
    return f"{answer}, {latest.at:%d %b %Y}".replace(" 0", " ")


def receipt(
    chosen: Chosen, shown: Notice, controller: Controller, receipt_id: str, at: datetime
) -> Mapping[str, Any]:
    """Return the receipt of a choice as JSON values. *shown* is the notice the choice was made under.

    The exact words travel inside, so the receipt can be checked without asking anybody: the first 16 hex digits of
    the SHA-256 of `notice_text` are `notice_version`.
    """
    return {
        "schema_version": SCHEMA,
        "format": FORMAT,
        "receipt_id": receipt_id,
        "creation_timestamp": at.isoformat(),
        "record_id": f"{chosen.customer}/{chosen.purpose}/{chosen.number}",
        "pii_principal_id": chosen.customer,
        "privacy_notice": shown.name,
        "notice_version": chosen.notice_version,
        "notice_text": shown.text,
        "language": shown.language,
        "purposes": [_purpose(chosen.purpose)],
        "parties": [_party(controller)],
        "events": [_event(chosen)],
    }


def _purpose(purpose: Purpose) -> Mapping[str, Any]:
    what = about(purpose)
    return {
        "purpose": purpose.value,
        "purpose_label": what.label,
        "purpose_description": what.description,
        "lawful_basis": what.basis,
        "pii_information": [{"pii_type": kind} for kind in what.data],
        "retention_period": f"P{what.days}D",
        "recipient_third_parties": [],
        "withdrawal_method": "Say no by button or in words in the conversation; it holds at once.",
        "privacy_rights": [
            "access",
            "rectification",
            "erasure",
            "restriction",
            "portability",
            "objection",
            "complaint",
        ],
    }


def _party(controller: Controller) -> Mapping[str, str]:
    return {
        "party_role": "controller",
        "party_name": controller.name,
        "party_email": controller.email,
        "party_phone": controller.telephone,
        "party_country": controller.country,
    }


def _event(chosen: Chosen) -> Mapping[str, str]:
    return {
        "event_time": chosen.at.isoformat(),
        "event_type": "explicit",
        "event_state": _STATES[chosen.choice],
        "event_method": chosen.method,
        "entity_id": chosen.customer,
        "validity_duration": "until withdrawn",
    }
