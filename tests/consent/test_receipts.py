"""Receipts: every field that ISO/IEC TS 27560 and its DPV profile ask for, as JSON-LD that a processor understands."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from pyld import jsonld

from fairdesk.consent.notices import notice
from fairdesk.consent.purposes import Choice, Purpose, about
from fairdesk.consent.receipts import Chosen, Controller, choice_in, in_words, receipt
from fairdesk.nouns import BadInput, ConversationId, CustomerId

AT = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
SHOWN = notice("improve", "de", company="Example Ltd")
CHOSEN = Chosen(
    CustomerId("c1"), ConversationId("v1"), Purpose.IMPROVE, Choice.GRANTED, SHOWN.version, "button", AT, number=7
)  # fmt: skip
FIRM = Controller("Example Ltd", "help@example.com", "+00 000 555 0101", "IE")
DPV = "https://w3id.org/dpv#"


def made(*events: Chosen, firm: Controller = FIRM) -> dict[str, Any]:
    return json.loads(json.dumps(receipt(events or (CHOSEN,), SHOWN, firm, "r1", AT)))


def values(graph: list[dict[str, Any]], name: str) -> list[Any]:
    """Return every value of a property anywhere in an expanded graph."""
    found: list[Any] = []
    for thing in graph:
        for key, inside in thing.items():
            if key == name:
                found += inside
            if isinstance(inside, list):
                found += values([each for each in inside if isinstance(each, dict)], name)
    return found


def no_network(url: str, options: object) -> Any:
    raise AssertionError(f"a receipt must be readable offline; it asked for {url}")


@pytest.fixture
def expanded() -> list[dict[str, Any]]:
    """The receipt as a JSON-LD processor reads it: with full names only, and nothing fetched."""
    return jsonld.expand(made(), {"documentLoader": no_network})  # type: ignore[no-any-return]


MUST_RECEIPT = {"dct": ("identifier", "created", "conformsTo"), "dpv": ("hasRecordOfActivity",)}
MUST_RECORD = (
    "hasDataSubject", "hasNotice", "hasProcess", "hasPurpose", "hasPersonalData", "hasStorageCondition",
    "hasDataController", "hasRecipient", "hasConsentControl", "hasJurisdiction", "hasRight", "hasLegalBasis",
    "hasConsentStatus", "isIndicatedAtTime", "isIndicatedBy", "hasDuration", "hasName",
)  # fmt: skip
"""What the guide says MUST be present (sections Header, Processing, Party and Consent Event fields)."""


@pytest.mark.parametrize("field", MUST_RECORD)
def test_holds_every_field_the_profile_asks_for(expanded, field: str) -> None:
    assert values(expanded, DPV + field)


def test_the_receipt_itself_is_named_dated_and_of_a_schema(expanded) -> None:
    found = expanded[0]

    assert [DPV + "ConsentReceipt"] == found["@type"]
    assert (
        "https://w3id.org/dpv/schema/dpv-27560#receipt-eu-gdpr"
        == (found["http://purl.org/dc/terms/conformsTo"][0]["@id"])
    )
    assert {"@type": "http://www.w3.org/2001/XMLSchema#dateTime", "@value": AT.isoformat()} in (
        found["http://purl.org/dc/terms/created"]
    )
    assert values(expanded, "https://schema.org/contactPoint")
    assert values(expanded, "https://schema.org/address")
    assert values(expanded, "http://purl.org/dc/terms/language")


def test_no_name_is_lost_on_a_processor() -> None:
    """What has no meaning in the context is dropped by expansion: every name of ours must have one."""

    def names(thing: Any) -> set[str]:
        if isinstance(thing, list):
            return set().union(*map(names, thing)) if thing else set()
        if not isinstance(thing, dict):
            return set()
        return {key for key in thing if not key.startswith("@")}.union(*map(names, thing.values()))

    body = {key: value for key, value in made().items() if key != "@context"}
    prefixes = {name.partition(":")[0] for name in names(body)}

    assert prefixes <= made()["@context"].keys()
    assert all(":" in name for name in names(body))


def test_events_keep_their_order_and_the_last_one_holds() -> None:
    taken_back = replace(CHOSEN, choice=Choice.WITHDRAWN, number=9)

    body = made(CHOSEN, taken_back)
    (events,) = values(jsonld.expand(body, {"documentLoader": no_network}), DPV + "hasConsentStatus")

    assert [DPV + "ConsentGiven", DPV + "ConsentWithdrawn"] == [each["@type"][0] for each in events["@list"]]
    assert "withdrawn" == choice_in(body).choice


@pytest.mark.parametrize(
    ("choice", "state"),
    [
        (Choice.GRANTED, "dpv:ConsentGiven"),
        (Choice.REFUSED, "dpv:ConsentRefused"),
        (Choice.WITHDRAWN, "dpv:ConsentWithdrawn"),
    ],
)
def test_each_choice_is_its_own_state(choice: Choice, state: str) -> None:
    event = made(replace(CHOSEN, choice=choice))["dpv:hasRecordOfActivity"]["dpv:hasConsentStatus"][0]

    assert state == event["@type"][0]


@pytest.mark.parametrize("purpose", Purpose)
def test_every_purpose_names_its_own_basis_and_storage(purpose: Purpose) -> None:
    shown = notice(purpose, "en", company="Example Ltd")
    body = receipt([replace(CHOSEN, purpose=purpose)], shown, FIRM, "r1", AT)
    process = body["dpv:hasRecordOfActivity"]["dpv:hasProcess"]

    assert [f"eu-gdpr:{about(purpose).article}"] == process["dpv:hasLegalBasis"]
    days = 365 if purpose is Purpose.DISCLOSE else 90
    assert f"P{days}D" == process["dpv:hasStorageCondition"][0]["dpv:hasDuration"]


class TestReading:
    def test_says_who_chose_what_under_which_words(self) -> None:
        said = choice_in(made())

        assert ("improve", "granted", "button", "de") == (said.purpose, said.choice, said.method, said.language)
        assert ("Example Ltd", "2026-03-04T09:30:00+00:00") == (said.controller, said.at)

    def test_the_words_inside_prove_their_version(self) -> None:
        text = made()["dpv:hasRecordOfActivity"]["dpv:hasNotice"]["schema:text"]

        assert hashlib.sha256(text.encode()).hexdigest()[:16] == choice_in(made()).notice_version
        assert choice_in(made()).notice_whole

    @pytest.mark.parametrize("where", ["text", "version", "event"])
    def test_other_words_or_another_version_are_noticed(self, where: str) -> None:
        body = made()
        record = body["dpv:hasRecordOfActivity"]
        if where == "text":
            record["dpv:hasNotice"]["schema:text"] += "."
        elif where == "version":
            record["dpv:hasNotice"]["dct:identifier"] = "0" * 16
        else:
            record["dpv:hasConsentStatus"][-1]["dct:references"] = "0" * 16

        assert not choice_in(body).notice_whole

    @pytest.mark.parametrize(
        "body", [{}, {"dpv:hasRecordOfActivity": []}, {"dpv:hasRecordOfActivity": {"dpv:hasNotice": 1}}]
    )
    def test_what_is_no_receipt_is_refused(self, body: dict[str, Any]) -> None:
        with pytest.raises(BadInput, match="not a consent receipt"):
            choice_in(body)


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
