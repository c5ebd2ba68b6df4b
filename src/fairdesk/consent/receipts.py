"""A consent receipt: the customer's own copy of what was shown and chosen, for machines and for a lawyer.

    receipt(history, shown, controller, receipt_id, at)        JSON-LD, to be signed (jws.py) and handed out
    choice_in(receipt)                                         what it says, with the notice's hash worked out again

Fields follow ISO/IEC TS 27560:2023 (consent record information structure) as the W3C community report "Consent Records
and Receipts as per ISO/IEC TS 27560:2023 using DPV" writes them, https://w3id.org/dpv/guides/consent-27560, profiles
`receipt-eu-gdpr` and `record-eu-gdpr`. A record is append-only: each event stands in it, the last one holds. The
context travels inside, so that nobody has to be asked what a name means.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fairdesk.consent.notices import Notice, version_of
from fairdesk.consent.purposes import Basis, Choice, Purpose, about, standing
from fairdesk.nouns import BadInput, ConversationId, CustomerId

PROFILE = "https://w3id.org/dpv/schema/dpv-27560#"
WHERE = "/privacy/choices"
"""Where consent is given, seen and taken back; an address of the desk's own server."""

_NAMES = uuid.UUID("3f6e1c0a-8f53-5d0e-9f5b-5a1d7c2b9e44")

CONTEXT: Mapping[str, Any] = {
    "dpv": "https://w3id.org/dpv#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "loc": "https://w3id.org/dpv/loc#",
    "dct": "http://purl.org/dc/terms/",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    **dict.fromkeys(("dct:created", "dct:date", "dpv:isIndicatedAtTime"), {"@type": "xsd:dateTime"}),
    **dict.fromkeys(
        (
            "dct:conformsTo", "dct:publisher", "skos:broader", "dpv:hasLegalBasis", "dpv:isIndicatedBy",
            "dpv:hasJurisdiction", "dpv:hasApplicableLaw",
        ),
        {"@type": "@id"},
    ),
    "dpv:hasConsentStatus": {"@container": "@list"},
}  # fmt: skip
"""The JSON-LD context (JSON-LD 1.1, section 3.1). Events are a list: their order is what they mean."""

_STATES = {
    Choice.GRANTED: "dpv:ConsentGiven",
    Choice.REFUSED: "dpv:ConsentRefused",
    Choice.WITHDRAWN: "dpv:ConsentWithdrawn",
}
_CHOICES = {state: choice for choice, state in _STATES.items()}
_CONSENT_TYPE = {Basis.EXPLICIT_CONSENT: "dpv:ExplicitlyExpressedConsent"}
_RIGHTS = {
    "A7-3": "withdraw consent",
    "A15": "see your data",
    "A16": "correct it",
    "A17": "have it deleted",
    "A18": "restrict its use",
    "A20": "take it with you",
    "A21": "object",
    "A77": "complain to an authority",
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


@dataclass(frozen=True, slots=True)
class Said:
    """What a receipt says: purpose, choice, how and when, and whether the words inside are those of its notice."""

    purpose: str
    choice: str
    method: str
    at: str
    notice_version: str
    notice_whole: bool
    language: str
    controller: str


def in_words(purpose: Purpose, latest: Chosen | None) -> str:
    """Return where a purpose stands, in plain English: told, not asked, or yes or no with the day (UTC)."""
    if latest is None:
        return standing(purpose, None).value.replace("_", " ")
    answer = "yes" if latest.choice is Choice.GRANTED else "no"
    return f"{answer}, {latest.at:%d %b %Y}".replace(" 0", " ")


def receipt(
    events: Sequence[Chosen], shown: Notice, controller: Controller, receipt_id: str, at: datetime
) -> Mapping[str, Any]:
    """Return the receipt of the last of *events*, a customer's choices about one purpose, oldest first.

    *shown* is the notice the last choice was made under. Its exact words travel inside: the first 16 hex digits of the
    SHA-256 of `schema:text` are its `dct:identifier`.
    """
    return {
        "@context": CONTEXT,
        "@id": f"urn:uuid:{receipt_id}",
        "@type": "dpv:ConsentReceipt",
        "dct:identifier": receipt_id,
        "dct:conformsTo": f"{PROFILE}receipt-eu-gdpr",
        "dct:created": at.isoformat(),
        "dct:publisher": _id("controller", controller.name),
        "dpv:hasRecordOfActivity": record(events, shown, controller),
    }


def record(events: Sequence[Chosen], shown: Notice, controller: Controller) -> Mapping[str, Any]:
    """Return the consent record that a receipt is about."""
    last = events[-1]
    here = f"loc:{controller.country}" if controller.country else "loc:EU"
    return {
        "@id": _id(last.customer, last.purpose),
        "@type": "dpv:ConsentRecord",
        "dct:identifier": f"{last.customer}/{last.purpose}/{last.number}",
        "dct:conformsTo": f"{PROFILE}record-eu-gdpr",
        "dpv:hasDataSubject": {
            "@id": _id("customer", last.customer), "@type": "dpv:DataSubject",
            "dct:identifier": last.customer, "skos:broader": "dpv:Customer",
        },
        "dpv:hasDataController": _party(controller),
        "dpv:hasJurisdiction": here,
        "dpv:hasApplicableLaw": "eu-gdpr:GDPR",
        "dpv:hasNotice": _notice(shown, last.notice_version),
        "dpv:hasProcess": _process(last.purpose, controller),
        "dpv:hasConsentControl": {
            "@type": ["dpv:ProvideConsent", "dpv:WithdrawConsent", "dpv:ReaffirmConsent"], "dpv:isExercisedAt": WHERE,
        },
        "dpv:hasRight": [
            {"@type": ["dpv:DataSubjectRight", f"eu-gdpr:{article}"], "dct:title": title, "dpv:isExercisedAt": WHERE}
            for article, title in _RIGHTS.items()
        ],
        "dpv:hasConsentStatus": [_event(each) for each in events],
    }  # fmt: skip


def _id(*names: str) -> str:
    """Return an identifier that is the same whenever the same thing is named (RFC 9562, version 5)."""
    return f"urn:uuid:{uuid.uuid5(_NAMES, '|'.join(names))}"


def _notice(shown: Notice, version: str) -> Mapping[str, Any]:
    return {
        "@id": _id("notice", version),
        "@type": "dpv:ConsentNotice",
        "dct:identifier": version,
        "dct:title": shown.name,
        "dct:language": shown.language,
        "schema:text": shown.text,
    }


def _process(purpose: Purpose, controller: Controller) -> Mapping[str, Any]:
    what = about(purpose)
    return {
        "@type": "dpv:Process",
        "dpv:hasPurpose": {
            "@type": "dpv:Purpose",
            "dct:identifier": purpose.value,
            "dct:title": what.label,
            "dct:description": what.description,
            "skos:broader": f"dpv:{what.broader}",
        },
        "dpv:hasLegalBasis": [f"eu-gdpr:{what.article}"],
        "dpv:hasPersonalData": [
            {"@type": "dpv:PersonalData", "dct:title": kind, "skos:broader": "dpv:PersonalData"} for kind in what.data
        ],
        "dpv:hasProcessing": ["dpv:Store", "dpv:Use", "dpv:Pseudonymise"],
        "dpv:hasStorageCondition": [
            {"@type": "dpv:StorageDuration", "dpv:hasDuration": f"P{what.days}D"},
            {"@type": "dpv:StorageLocation", "dpv:hasLocation": controller.country or "the company's own servers"},
        ],
        "dpv:hasRecipient": [{"@type": "dpv:Recipient", "dpv:hasName": who} for who in what.recipients],
    }


def _party(controller: Controller) -> Mapping[str, Any]:
    contact = {"schema:email": controller.email, "schema:telephone": controller.telephone}
    return {
        "@id": _id("controller", controller.name),
        "@type": "dpv:DataController",
        "dct:identifier": controller.name,
        "dpv:hasName": controller.name,
        "schema:contactPoint": {
            "@type": "schema:ContactPoint",
            "schema:url": WHERE,
            **{name: value for name, value in contact.items() if value},
        },
        "schema:address": {"@type": "schema:PostalAddress", "schema:addressCountry": controller.country},
    }


def _event(chosen: Chosen) -> Mapping[str, Any]:
    kind = _CONSENT_TYPE.get(about(chosen.purpose).article, "dpv:ExpressedConsent")
    return {
        "@type": [_STATES[chosen.choice], kind],
        "dpv:isIndicatedAtTime": chosen.at.isoformat(),
        "dpv:isIndicatedBy": "dpv:DataSubject",
        "dpv:hasIndicationMethod": chosen.method,
        "dpv:hasDuration": {"@type": "dpv:UntilEventDuration", "rdf:value": "until the customer chooses again"},
        "dct:references": chosen.notice_version,
    }


# --- reading one ----------------------------------------------------------------------------------------------------
def choice_in(body: Mapping[str, Any]) -> Said:
    """Return what a receipt says, and whether its words are still those of its notice's version.

    Raises BadInput if it is no receipt of ours.
    """
    try:
        record = body["dpv:hasRecordOfActivity"]
        notice, event = record["dpv:hasNotice"], record["dpv:hasConsentStatus"][-1]
        text, version = str(notice["schema:text"]), str(notice["dct:identifier"])
        return Said(
            purpose=str(record["dpv:hasProcess"]["dpv:hasPurpose"]["dct:identifier"]),
            choice=_CHOICES[event["@type"][0]].value,
            method=str(event["dpv:hasIndicationMethod"]),
            at=str(event["dpv:isIndicatedAtTime"]),
            notice_version=version,
            notice_whole=version_of(text) == version == event["dct:references"],
            language=str(notice["dct:language"]),
            controller=str(record["dpv:hasDataController"]["dpv:hasName"]),
        )
    except (KeyError, IndexError, TypeError) as missing:
        raise BadInput("this is not a consent receipt: a field that every receipt has is missing") from missing
