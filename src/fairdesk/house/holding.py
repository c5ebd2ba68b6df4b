"""Everything that is kept about one person, room by room, opened with the key of the place it belongs to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from itertools import product
from typing import Any

from fairdesk.consent import accommodations
from fairdesk.consent import records as consent
from fairdesk.consent.withdrawal import STORES, read_withdrawal
from fairdesk.database import moment
from fairdesk.desk import records as desk
from fairdesk.explainability.because import from_dict
from fairdesk.explainability.wording import for_customer, handover_sentence
from fairdesk.fairness import disclosed
from fairdesk.fairness.disclosed import QUESTIONS
from fairdesk.house.attaching import place_of_file
from fairdesk.house.books import Books
from fairdesk.house.called_back import place_of_number
from fairdesk.house.disclosing import place_of_disclosed
from fairdesk.house.forgetting import ROOMS
from fairdesk.house.helping import place_of_helps
from fairdesk.house.letters import place_of_address, place_of_letter, place_of_wishes
from fairdesk.house.looking import place_of_glass
from fairdesk.house.memory import (
    place_of_errand,
    place_of_flow,
    place_of_line,
    place_of_opening,
    place_of_past,
    place_of_turn,
    place_of_vault,
)
from fairdesk.house.overriding import place_of_override
from fairdesk.house.vigilance import place_of_probe
from fairdesk.identity import records as identity
from fairdesk.language import say
from fairdesk.money.claim import EVENTS as MONEY
from fairdesk.nouns import BadInput, ConversationId, CustomerId
from fairdesk.privacy.export_form import OTHER, file_of
from fairdesk.privacy.keys import OwnedKey, Tampered, unseal
from fairdesk.privacy.kinds import ROLES
from fairdesk.privacy.mask import Vault, restore
from fairdesk.privacy.records import KeyDestroyed

Row = Mapping[str, Any]

PLACES: Mapping[str, Callable[[Row], str]] = {
    "desk_item": lambda row: place_of_line(row["conversation_id"], row["number"]),
    "desk_turn": lambda row: place_of_turn(row["act"]),
    "attachments_file": lambda row: place_of_file(row["id"]),
    "privacy_vault": lambda row: place_of_vault(row["conversation_id"]),
    "privacy_glass": lambda row: place_of_glass(row["id"]),
    "identity_address": lambda row: place_of_address(row["id"]),
    "identity_contact": lambda row: place_of_wishes(row["customer_id"]),
    "identity_letter": lambda row: place_of_letter(row["id"]),
    "consent_accommodation": lambda row: place_of_helps(row["customer_id"]),
    "fairness_disclosed": lambda row: place_of_disclosed(row["customer_id"]),
    "replay_conversation": lambda row: place_of_past(row["id"]),
    "oversight_override": lambda row: place_of_override(row["act"]),
    "flows_state": lambda row: place_of_flow(row["conversation_id"]),
    "flows_errand": lambda row: place_of_errand(row["act"]),
    "desk_later": lambda row: place_of_number(row["conversation_id"]),
    "desk_opening": lambda row: place_of_opening(row["act"]),
    "oversight_probe": lambda row: place_of_probe(row["id"]),
    "rights_words": lambda row: place_of_words(row["request_id"], row["number"]),
}
"""Where what is sealed in a table's rows belongs. A table with sealed bytes about a customer must stand here."""

_PLAIN = ("privacy_glass", "oversight_override", "identity_address", "rights_words", "desk_opening", "desk_later")
_MOMENTS = ("at", "until", "review_by", "begins", "ends")
_SOURCE = ("passage", "article", "article_version", "title", "anchor", "language")
_REASON = ',"because":'
_JSON = json.JSONDecoder()


def place_of_words(request: str, number: int) -> str:
    """Return where what was said in a request belongs."""
    return f"rights_words|{request}|{number}"


class Held:
    """Reads what is kept about one person, in every place that was joined: the one who asks first.

    Of one request: it remembers texts and vaults it has read. Raises NotFound if nothing is known of who asks.
    """

    def __init__(self, house: Books, customer: CustomerId, language: str) -> None:
        self.customer = customer
        self._house = house
        self._language = language
        self._keys = {customer: house.keys.of(customer)}
        for place in identity.same_person(customer)[1:]:
            with suppress(KeyDestroyed):  # that place is being erased right now
                self._keys[place] = house.keys.of(place)
        self._whose: dict[str, CustomerId] = {}
        self._texts: dict[str, str] = {}
        self._vaults: dict[str, Vault] = {}
        self._worded: dict[str, list[str]] = {}

    @property
    def places(self) -> tuple[CustomerId, ...]:
        """Every place that is read."""
        return tuple(self._keys)

    def key_of(self, row: Row) -> OwnedKey:
        """Return the key under which a row was sealed: that of its own place."""
        return self._keys[self.place_of(row)]

    def place_of(self, row: Row) -> CustomerId:
        """Return the place a row belongs to; where it does not say, that of who asks."""
        if owner := row.get("customer_id"):
            return CustomerId(owner)
        if conversation := row.get("conversation_id"):
            return self._owner(conversation)
        return CustomerId(row["id"]) if row.get("id") in self._keys else self.customer

    def _owner(self, conversation: str) -> CustomerId:
        if conversation not in self._whose:
            self._whose[conversation] = desk.conversation(ConversationId(conversation)).customer
        return self._whose[conversation]

    def rows(self, only: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield every row of every room (or of *only* one table) with its table; what is sealed stays sealed."""
        for room, place in product(ROOMS, self._keys):
            for table, row in room.all_about(place, only):
                yield table, _with_moments(row)

    def other_rows(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the rows of tables that no file of a copy describes; the described ones are not read for it."""
        for room, place in product(ROOMS, self._keys):
            held = room.holdings(place)
            for table in (each for each in held if isinstance(each, str) and file_of(each) is OTHER):
                yield from ((name, _with_moments(row)) for name, row in room.all_about(place, table))

    def body(self, table: str, row: Row) -> dict[str, Any]:
        """Return what a row holds besides its columns: what was sealed in it, and the words its codes stand for.

        `unreadable` is true where what is kept was damaged: the rest can still be shown.
        """
        try:
            return self._bodies(table, row)
        except (Tampered, BadInput, ValueError, KeyError):
            return {"unreadable": True}

    def _bodies(self, table: str, row: Row) -> dict[str, Any]:
        if table == "consent_served":
            return {"text": self._text_shown(str(row["version"]))}
        if table == "desk_conversation":
            return {"reason_says": self._why_a_person(row["reason"])}
        if table == "oversight_pause":
            return {"text": row["reason"]}
        if table == "rights_hold":
            return {"role": self._role_of(row["owner"])}
        if table == "consent_withdrawal":
            return {"reached": self._reached(str(row["report"]))}
        if table not in PLACES or not row["sealed"]:
            return {}
        opened = unseal(self.key_of(row), bytes(row["sealed"]), PLACES[table](row))
        if table in _PLAIN:
            return {"text": opened.decode()}
        return getattr(self, f"_{table}")(json.loads(opened), row)  # type: ignore[no-any-return]

    def _role_of(self, owner: int) -> str:
        """Return what somebody is here; of a legal hold the customer reads that, the fact and its review, and no more."""
        found = identity.colleague(owner)
        return say(self._language, ROLES.get(str(found.role) if found else "", ROLES["colleague"]))

    def _desk_item(self, body: dict[str, Any], row: Row) -> dict[str, Any]:
        if row["voice"] == "assistant" and body.get("text"):
            body["text"] = restore(body["text"], self.vault(row["conversation_id"]))
        # Where it comes from; the passages themselves and how each was found stand in the decision's record.
        body["evidence"] = [{name: each[name] for name in _SOURCE} for each in body.get("evidence", ())]
        # Why a decision about money went as it did. How urgent a case was is left out: its code could name a matter.
        body["because"] = body.get("because", {}) if row["code"] in MONEY else {}
        if row["voice"] == "note":
            body["text"] = self._without_others(body["text"], row)
        return body

    def _without_others(self, note: str, row: Row) -> str:
        """Return a colleague's note without the details of other people, which are not the customer's to have.

        A note about a customer is the customer's data, opinions too (CJEU C-434/16, Nowak); what it says of others is
        withheld, not the note (GDPR Article 15(4) and recital 63). Told apart by the desk's own detector: a detail
        that the customer never gave is somebody else's.
        """
        own = self.vault(row["conversation_id"])
        try:
            spans = self._house.detector.spans(note, str(row["language"]))
        except Exception:  # noqa: BLE001  a detector that fails must not make the copy fail, nor let others' data out
            return "[withheld: it could not be checked for other people's data]"
        for span in reversed(spans):
            if own.find(span.kind, note[span.start : span.end]) is None:
                note = f"{note[: span.start]}[withheld: {span.kind} of somebody else]{note[span.end :]}"
        return note

    def _replay_conversation(self, body: dict[str, Any], _row: Row) -> dict[str, Any]:
        return {"turns": body["turns"]}

    def _desk_turn(self, body: dict[str, Any], row: Row) -> dict[str, Any]:
        draft = body.get("draft") or {}
        return {
            **body,
            "says": self._in_words(body["because"]),
            "confidence": draft.get("confidence", ""),
            "unclear": body["situation"]["unclear_before"] or "",
            "handover_says": self._why_a_person(row["handover"]),
        }

    def turn(self, row: Row) -> tuple[bytes, list[str]]:
        """Return a turn's record as it was written, and its reason in words; of the record only the reason is read."""
        written = unseal(self.key_of(row), bytes(row["sealed"]), place_of_turn(row["act"]))
        # Its names are sorted, so the first reason at the top is the turn's own; a draft's comes later.
        text = written.decode()
        start = text.index(_REASON) + len(_REASON)
        reason, _ = _JSON.raw_decode(text, start)
        return written, self._in_words(reason)

    def _in_words(self, reason: Row) -> list[str]:
        """Return a reason's sentences; they follow from its codes and counts, so equal ones are worded once."""
        key = json.dumps(_bones(reason))
        if key not in self._worded:
            self._worded[key] = list(for_customer(from_dict(reason), self._language))
        return self._worded[key]

    def _privacy_vault(self, body: dict[str, Any], row: Row) -> dict[str, Any]:  # noqa: ARG002  one form for each table
        names = ("kind", "number", "value", "detail")
        return {"kept": [dict(zip(names, each, strict=True)) for each in body["kept"]]}

    def _oversight_probe(self, body: dict[str, Any], row: Row) -> dict[str, Any]:  # noqa: ARG002  one form for each table
        return {"text": f"{body['asked']}\n{body['text']}"}

    def _flows_state(self, body: dict[str, Any], row: Row) -> dict[str, Any]:
        vault = self.vault(row["conversation_id"])
        given = {name: restore(value, vault) for name, value in body["filled"].items()}
        return {"given": given, "done": body["done"]}

    def _flows_errand(self, body: dict[str, Any], row: Row) -> dict[str, Any]:
        errand, vault = body["errand"], self.vault(row["conversation_id"])
        sends = {
            name: restore(value, vault) if isinstance(value, str) else value for name, value in errand["send"].items()
        }
        return {"action": errand["action"], "sends": sends}

    def _attachments_file(self, body: dict[str, Any], row: Row) -> dict[str, Any]:  # noqa: ARG002
        return {
            "name": body["name"],
            "words": body["words"],
            "text": " · ".join(filter(None, (body["name"], body["words"]))),
        }

    def _consent_accommodation(self, body: dict[str, Any], row: Row) -> dict[str, Any]:  # noqa: ARG002
        helps = accommodations.read(json.dumps(body).encode())
        said = [say(self._language, accommodations.HELPS[code]) for code in helps.chosen]
        return {"chosen": said, "words": helps.words, "text": "\n".join((*said, helps.words)).strip()}

    def _fairness_disclosed(self, body: dict[str, Any], row: Row) -> dict[str, Any]:  # noqa: ARG002
        """Return question and answer in words, for the customer's copy; pages show that there is something, and not what."""
        told = disclosed.read(json.dumps(body).encode())
        said = {QUESTIONS[name].asks: QUESTIONS[name].answers[answer] for name, answer in told.items()}
        return {"told": {say(self._language, asks): say(self._language, answer) for asks, answer in said.items()}}

    def _identity_contact(self, body: dict[str, Any], row: Row) -> dict[str, Any]:  # noqa: ARG002
        """Return the wishes but for the safe word: whoever else reads this page or copy must not learn it."""
        return {**{name: value for name, value in body.items() if name != "safe_word"},
                "has_safe_word": bool(body["safe_word"])}  # fmt: skip

    def _identity_letter(self, body: dict[str, Any], row: Row) -> dict[str, Any]:  # noqa: ARG002
        """Return where a letter goes, never what it says: a code in it proves who reads that address, and no other."""
        return {"to": body["to"]}

    def _reached(self, report: str) -> list[dict[str, Any]]:
        """Return the stores that a withdrawal reached, in words; those of others by the name they are configured by."""
        reached = read_withdrawal(report).reached
        return [
            {"store": say(self._language, STORES.get(one.store, one.store)), "count": one.count,
             "at": one.at.isoformat() if one.at else ""}
            for one in reached
        ]  # fmt: skip

    def vault(self, conversation: str) -> Vault:
        """Return the placeholders of a conversation."""
        if conversation not in self._vaults:
            key = self._keys[self._owner(conversation)]
            self._vaults[conversation] = self._house.memory.vault(ConversationId(conversation), key)
        return self._vaults[conversation]

    def _text_shown(self, version: str) -> str:
        if version not in self._texts:
            self._texts[version] = consent.text_shown(version) or ""
        return self._texts[version]

    def _why_a_person(self, code: object) -> str:
        return handover_sentence(str(code), self._language) if code else ""


def _bones(reason: Row) -> list[Any]:
    facts = {name: value for name, value in reason["facts"].items() if type(value) is int}
    return [reason["step"], reason["code"], facts, [_bones(each) for each in reason.get("under", ())]]


def _with_moments(row: dict[str, Any]) -> dict[str, Any]:
    for name in _moments(tuple(row)):
        if row[name] is not None:
            row[name] = moment(row[name])
    return row


@cache
def _moments(columns: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns that hold times."""
    return tuple(name for name in columns if name in _MOMENTS or name.endswith(("_at", "_since")))
