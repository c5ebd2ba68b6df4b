"""What a customer's copy holds: each table's file, each file's fields with their types, and what is left out and why.

A column that is neither a field nor left out with a reason goes into `more`, so that a new one cannot vanish; a table
without a file goes into `other.jsonl`. The schemas are JSON Schema 2020-12. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fairdesk.language import gettext_noop

SCHEMA = "https://json-schema.org/draft/2020-12/schema"
NEEDS_A_PERSON = "needs_a_person"
"""Stands for the name of a concern, unless the customer asked to have it named: the copy may be read on a shared screen."""

_TYPES: Mapping[str, tuple[dict[str, Any], Any]] = {
    "text": ({"type": "string"}, ""),
    "whole": ({"type": "integer"}, 0),
    "moment": ({"type": "string", "format": "date-time"}, ""),
    "moment?": ({"type": ["string", "null"], "format": "date-time"}, None),
    "whole?": ({"type": ["integer", "null"]}, None),
    "object": ({"type": "object"}, {}),
    "object?": ({"type": ["object", "null"]}, None),
    "list": ({"type": "array"}, []),
    "flag": ({"type": "boolean"}, False),
    "share": ({"type": "number"}, 0.0),
}
"""type -> its schema, and what stands for nothing."""

_ITS_CUSTOMER = {"customer_id": "the same in every line: the manifest names you"}
_OPENED = {"sealed": "encrypted; what it holds stands in the other fields"}
_AN_ALARM = "when colleagues are alarmed, and how often they were; when you should have had an answer stands beside"
_A_NUMBER = "a colleague's account; the copy names people by their work name alone"


@dataclass(frozen=True, slots=True, eq=False)
class File:
    """A file of the copy: the table it comes from, and field -> (type, column or body.<name>)."""

    name: str
    table: str
    title: str
    fields: Mapping[str, tuple[str, str]]
    left_out: Mapping[str, str] = field(default_factory=dict)


def _fields(**fields: str) -> dict[str, tuple[str, str]]:
    """Return field -> (type, source) from "type" or "type source"; the source is the field's own name otherwise."""
    parted = {name: said.split() for name, said in fields.items()}
    return {name: (said[0], said[1] if len(said) > 1 else name) for name, said in parted.items()}


_TALK = "text conversation_id"

FILES: tuple[File, ...] = (
    File("conversations", "desk_conversation", gettext_noop("Your conversations"), _fields(
        id="text", channel="text", language="text", created_at="moment", changed_at="moment", state="text", mode="text",
        reason="text", unclear="whole", lines="whole items", colleague="text assignee_name", waiting_since="moment?",
        waited_microseconds="whole? waited_micros", waiting_place="whole?", waiting_people="whole?"),
        {**_ITS_CUSTOMER, "assignee": _A_NUMBER, "version": "counts changes for the software; it is about no one",
         "work_from": "a colleague's working time", "work_micros": "a colleague's working time"}),
    File("messages", "desk_item", gettext_noop("What was said, by you and to you, what happened, and notes about you"), _fields(
        conversation=_TALK, number="whole", id="text", at="moment", voice="text", event="text code", act="text",
        language="text", released_at="moment?", text="text body.text", who="text body.who", values="object body.values",
        evidence="list body.evidence", because="object body.because"),
        {**_OPENED, "author": _A_NUMBER, "client_key": "lets a form that was sent twice count once; it says nothing"}),
    File("decisions", "desk_turn", gettext_noop("What was decided about each of your messages, with its reason"), _fields(
        act="text", conversation=_TALK, number="whole", at="moment", route="text", release="text", handover="text",
        digest="text", says="list body.says", record="object body.record"),
        {**_OPENED, "facts": "the same stands in the record"}),
    File("files", "attachments_file", gettext_noop("Files you sent"), _fields(
        id="text", conversation=_TALK, message="whole? number", at="moment", type="text kind", bytes="whole size",
        name="text body.name", words="text body.words"),
        {**_ITS_CUSTOMER, **_OPENED, "content": "the file itself stands in the folder files of this copy, under its id"}),
    File("ratings", "desk_rating", gettext_noop("How you said it was"), _fields(
        conversation=_TALK, part="text", step="whole", at="moment")),
    File("choices", "consent_choice", gettext_noop("Your choices"), _fields(
        id="whole", conversation=_TALK, purpose="text", choice="text", notice_version="text", method="text", at="moment"),
        _ITS_CUSTOMER),
    File("notices", "consent_served", gettext_noop("The notices you were shown, in their exact words"), _fields(
        id="whole", conversation=_TALK, name="text", version="text", language="text", at="moment", place="text",
        text="text body.text", outside="text"), _ITS_CUSTOMER),
    File("withdrawals", "consent_withdrawal", gettext_noop("What each no of yours reached"), _fields(
        act="text", purpose="text", at="moment", reached="list body.reached", not_answered="whole waits"),
        {**_ITS_CUSTOMER, "report": "the same stands in the field reached"}),
    File("helps", "consent_accommodation", gettext_noop("What helps you"), _fields(
        at="moment", until="moment", chosen="list body.chosen", words="text body.words"), {**_ITS_CUSTOMER, **_OPENED}),
    File("groups", "fairness_disclosed", gettext_noop("Groups you belong to"), _fields(
        at="moment", told="object body.told"), {**_ITS_CUSTOMER, **_OPENED}),
    File("requests", "rights_request", gettext_noop("Your requests about your data"), _fields(
        id="text", kind="text", stage="text", law="text", language="text", filed_at="moment", due_at="moment",
        extended_at="moment?", paused_at="moment?", changed_at="moment", ended_at="moment?", agreed_at="moment? first_at",
        one_person_agreed_twice="flag solo", ground="text", known_by="text identity", proof="text", certificate="text"),
        {**_ITS_CUSTOMER, "filed_by": _A_NUMBER, "first_approver": _A_NUMBER, "second_approver": _A_NUMBER,
         "version": "counts changes for the software; it is about no one", "late_told": "reminds the software, once",
         "claim": "a fingerprint of your claim code; the code itself stands in request-words.jsonl"}),
    File("request-words", "rights_words", gettext_noop("What was written in your requests"), _fields(
        request="text request_id", number="whole", at="moment", side="text", text="text body.text"),
        {**_ITS_CUSTOMER, **_OPENED}),
    File("holds", "rights_hold", gettext_noop("What must not be erased yet"), _fields(
        id="text", conversation=_TALK, role="text body.role", at="moment", review_by="moment", lifted_at="moment?"),
        {**_ITS_CUSTOMER, "owner": _A_NUMBER, "owner_name": "who decided stands as a `role`", "review_told":
         "reminds the software, once", "reason": "a note for the company's own use on a legal claim; ask, and a person"
         " says what can be said"}),
    File("stops", "oversight_pause", gettext_noop("Stops of the assistant for you alone"), _fields(
        id="text", at="moment", who="text by_name", why="text body.text", start_asked_at="moment?",
        start_asked_by="text start_asked_by_name", released_at="moment?", released_by="text released_by_name"),
        {"scope": "it names you: the manifest does too", "reason": "the same stands in the field why", "by_id": _A_NUMBER,
         "start_asked_by_id": _A_NUMBER, "released_by_id": _A_NUMBER}),
    File("reviews", "oversight_answer_review", gettext_noop("Answers to you that people checked"), _fields(
        act="text", conversation=_TALK, at="moment", verdict="text", answered_at="moment", topic="text",
        confidence="share", sent="flag", language="text", channel="text", drawn_percent="whole percent",
        second_verdict="text second", between_them="text stands"),
        {**_ITS_CUSTOMER, "by_id": _A_NUMBER, "second_by": _A_NUMBER, "topics": "what had a promise of its own then, for everybody alike"}),
    File("appeals", "oversight_appeal", gettext_noop("What you contested, and who decided on it"), _fields(
        act="text", round="whole", conversation=_TALK, at="moment", due_at="moment", decided_by="text decider_name",
        topic="text", language="text", outcome="text", decided_at="moment?"),
        {**_ITS_CUSTOMER, "decider": _A_NUMBER, "late_told": "reminds the software, once"}),
    File("corrections", "oversight_override", gettext_noop("Answers to you that people corrected"), _fields(
        act="text", conversation=_TALK, at="moment", reason="text", topic="text", channel="text", text="text body.text"),
        {**_ITS_CUSTOMER, **_OPENED}),
    File("drafts", "oversight_draft", gettext_noop("Answers that a person looks at first"), _fields(
        act="text", conversation=_TALK, message="whole number", at="moment", until="moment", risk="text", language="text",
        stands="text", why="text because", ended_at="moment?"), _ITS_CUSTOMER),
    File("probes", "oversight_probe", gettext_noop("Answers to you that test whether people look"), _fields(
        id="text", made_from="text act", at="moment", language="text", planted="text fault", stands="text",
        text="text body.text"), {**_ITS_CUSTOMER, **_OPENED, "made_by": _A_NUMBER, "checked_by": _A_NUMBER}),
    File("addresses", "identity_address", gettext_noop("Addresses you gave us"), _fields(
        id="text", address="text body.text", added_at="moment", verified_at="moment?", shared="flag",
        undeliverable_at="moment?"), {**_ITS_CUSTOMER, **_OPENED, "token": "a keyed fingerprint of the address"}),
    File("wishes", "identity_contact", gettext_noop("How you want us to write"), _fields(
        changed_at="moment", channel="text body.channel", hours="list body.hours", zone="text body.zone",
        neutral="flag body.neutral", silent="flag body.silent", has_safe_word="flag body.has_safe_word"),
        {**_ITS_CUSTOMER, "sealed": "encrypted; what it holds stands in the other fields, but for the safe word: it is"
         " shown nowhere, so that nobody beside you learns it"}),
    File("letters", "identity_letter", gettext_noop("Letters to you"), _fields(
        id="text", kind="text", language="text", to="text body.to", stands="text state", verdict="text reason",
        attempts="whole", made_at="moment", due_at="moment", until_at="moment?", done_at="moment?"),
        {**_ITS_CUSTOMER, "sealed": "the letter while it waits, empty afterwards; it may hold a one-time code, which must"
         " reach nobody but who reads the address", "once": "lets the same letter be written once; it says nothing"}),
    File("codes", "identity_code", gettext_noop("One-time codes we made"), _fields(
        id="text", address="text address_id", leads_to="text", expires_at="moment", tries="whole", used_at="moment?"),
        {**_ITS_CUSTOMER, "digest": "a fingerprint of the code; it would only help a thief",
         "link": "a fingerprint of the link; it would only help a thief"}),
    File("joined", "identity_joined", gettext_noop("Places that are you"), _fields(joined_at="moment"),
         {**_ITS_CUSTOMER, "person_id": "a random number that your places share; it says nothing"}),
    File("past", "replay_conversation", gettext_noop("Earlier conversations, brought from another system"), _fields(
        id="text", channel="text", language="text", topic="text", imported_at="moment", groups="text",
        went_wrong="flag wrong", turns="list body.turns"),
        {**_ITS_CUSTOMER, **_OPENED, "source": "a keyed fingerprint of the other system's number; it says nothing",
         "content": "a keyed fingerprint of the line it came from; it says nothing"}),
    File("past-turns", "replay_turn", gettext_noop("What our rules say about earlier conversations"), _fields(
        conversation=_TALK, number="whole", at="moment?", facts="text", route="text", release="text", handover="text",
        answered_by="text", waited_microseconds="whole? waited_micros", failed="flag"), _ITS_CUSTOMER),
    File("tried", "replay_case", gettext_noop("Where another rule would have helped you"), _fields(
        report="text report_id", kind="text", number="whole", conversation=_TALK, turn="text", code="text",
        done_at="moment?"), {**_ITS_CUSTOMER, "done_by": _A_NUMBER,
         "salt": "keeps the fingerprint in the report from being guessed; it says nothing"}),
    File("looks", "privacy_look", gettext_noop("Who looked at what you wrote"), _fields(
        id="text", conversation=_TALK, role="text", work_name="text", at="moment", what="text"),
        {**_ITS_CUSTOMER, "colleague": _A_NUMBER}),
    File("limits", "privacy_restriction", gettext_noop("What you restricted"), _fields(
        id="text", conversation=_TALK, at="moment", lifted_at="moment?"), _ITS_CUSTOMER),
    File("glasses", "privacy_glass", gettext_noop("Who opened with a reason what was closed to them, and why"), _fields(
        id="text", conversation=_TALK, role="text", work_name="text", at="moment", until="moment", reason="text body.text",
        seen_at="moment?"), {**_ITS_CUSTOMER, **_OPENED, "colleague": _A_NUMBER, "seen_by": _A_NUMBER}),
    File("concerns", "sensitive_concern", gettext_noop("Signs that you need a person"), _fields(
        id="text", conversation=_TALK, topic="text", act="text", at="moment", expires_at="moment", clock_at="moment?",
        person_due_at="moment? due_at", promised="flag", person_answered_at="moment? answered_at"),
        {**_ITS_CUSTOMER, "alarm_at": _AN_ALARM, "alarmed": _AN_ALARM, "alarms": _AN_ALARM}),
    File("hidden", "privacy_vault", gettext_noop("The details that were hidden from the assistant"), _fields(
        conversation=_TALK, changed_at="moment", details="list body.kept"), {**_ITS_CUSTOMER, **_OPENED}),
    File("tasks", "flows_state", gettext_noop("Tasks we took you through"), _fields(
        conversation=_TALK, name="text", ended="text", changed_at="moment", until="moment", given="object body.given",
        done="list body.done"), {**_ITS_CUSTOMER, **_OPENED}),
    File("errands", "flows_errand", gettext_noop("What we are about to do for you"), _fields(
        act="text", conversation=_TALK, tries="whole", next_at="moment", action="text body.action", sends="object body.sends"),
        {**_ITS_CUSTOMER, **_OPENED}),
    File("visits", "identity_customer", gettext_noop("When you were here"), _fields(
        id="text", created_at="moment", last_at="moment", language="text")),
    File("keys", "identity_token", gettext_noop("How your browser is known"), _fields(created_at="moment", verified_at="moment?"),
         {**_ITS_CUSTOMER, "digest": "a fingerprint of the secret in your browser; it would only help a thief"}),
    File("hidden-place", "identity_hidden", gettext_noop("How a hidden conversation is found"), _fields(
        at="moment", open_until="moment until_at"), {**_ITS_CUSTOMER,
        "away_from": "from whom it is hidden: the number of another place of yours, which this copy does not name",
        "code": "a fingerprint of the code; it would only help a thief",
        "visitor": "a fingerprint of the secret in your browser; it would only help a thief"}),
    File("openings", "desk_opening", gettext_noop("What opens your proofs"), _fields(
        act="text", conversation=_TALK, opening="text body.text"), _OPENED),
    File("arrivals", "desk_arrival", gettext_noop("Your messages that wait for an answer"), _fields(
        conversation=_TALK, number="whole", act="text"), {"claimed_until": "which process answers; it is about no one",
         "growing": "what a model is writing at this moment; what is kept of it is the answer"}),
    File("given", "desk_assignment", gettext_noop("Whom your conversations were given to"), _fields(
        conversation=_TALK, team="whole?"), {"colleague": _A_NUMBER}),
    File("aside", "desk_snooze", gettext_noop("Conversations of yours that were put aside"), _fields(
        conversation=_TALK, until="moment?", came_back_at="moment? woke_at")),
    File("reached", "desk_later", gettext_noop("How you want to be reached instead of waiting"), _fields(
        conversation=_TALK, how="text", at="moment", begins="moment?", ends="moment?", tried="whole",
        number="text body.text"),
        {**_OPENED, "told": "the last line that an e-mail told you of, or that said that a call was missed"}),
    File("labels", "desk_labelled", gettext_noop("Labels on your conversations"), _fields(
        conversation=_TALK, label="whole")),
    File("undo", "desk_undo", gettext_noop("What can still be taken back for some minutes"), _fields(
        id="text", conversation=_TALK, kind="text", at="moment", before="text"),
        {"colleague": _A_NUMBER, "version": "counts changes for the software", "items": "counts lines"}),
    File("words", "desk_token", gettext_noop("Words by which your conversations are found"), _fields(conversation=_TALK),
        {"digest": "a keyed fingerprint of a word you wrote; the word itself stands in messages.jsonl"}),
    File("outgoing", "desk_outbox", gettext_noop("Answers on their way to you"), _fields(
        act="text", conversation=_TALK, number="whole", channel="text", at="moment")),
    File("unsent", "desk_unsent", gettext_noop("Replies that a colleague can still change"), _fields(
        conversation=_TALK, at="moment", leaves_at="moment"),
        {"id": "a random number", "author": _A_NUMBER, "seen": "how far the colleague had read",
         "held": "why it waits, for who wrote it", "closes": "whether the conversation closes with it",
         "words": "a draft until it leaves; from then on it stands in messages.jsonl"}),
    File("open-now", "desk_viewer", gettext_noop("Who has your conversation open now"), _fields(
        conversation=_TALK, until="moment"),
        {"colleague": _A_NUMBER, "writes": "whether they type at this moment; what they send stands in messages.jsonl"}),
)  # fmt: skip

OTHER = File("other", "", gettext_noop("Everything else"), _fields(table="text", columns="object"))
PROOFS = File("proofs", "", gettext_noop("What proves these decisions: their entries in the ledger and the way to its head"), _fields(
    act="text", position="whole", entry="text", opening="text", proof="list"))  # fmt: skip

TABLES_LEFT_OUT: Mapping[str, str] = {
    "accountability_entry": "the ledger holds nobody's words; what it proves about you is in proofs.jsonl",
    "accountability_waiting": "the same, until a place in the tree is given",
    "accountability_key": "public keys",
    "accountability_cosignature": "signatures of witnesses",
    "accountability_tile": "hashes of the ledger's tree",
    "accountability_checkpoint": "signed heads of the ledger's tree",
    "accountability_incident": "what went wrong at the desk and was mended; it may name acts by their ids, and nobody",
    "desk_deed": "acts of the house that belong to no conversation",
    "desk_label": "the names of the company's labels, which the messages' events name too",
    "desk_team": "the names of the company's teams",
    "desk_member": "which colleague is in which team",
    "desk_rota": "whose turn it is to be given something",
    "consent_text": "the words of notices, the same for everybody; those you were shown are in notices.jsonl",
}
"""Tables without a customer in them that hold something which follows from what customers did."""


_BODY = "body."
_PLANS = {
    file: [
        (name, _TYPES[kind][1], source.startswith(_BODY), source.removeprefix(_BODY))
        for name, (kind, source) in file.fields.items()
    ]
    for file in (*FILES, OTHER, PROOFS)
}
"""file -> field, what stands for nothing, whether it was sealed, and under which name it is kept: worked out once."""

COLUMNS = {
    file: frozenset(source for _, source in file.fields.values() if not source.startswith(_BODY))
    | file.left_out.keys()
    for file in FILES
}
"""The columns of each file's table that are fields, or left out with a reason."""


def file_of(table: str) -> File:
    """Return the file that a table's rows go into."""
    return next((file for file in FILES if file.table == table), OTHER)


def record(file: File, row: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as a line of its file: every field of the schema, and in `more` what nobody described."""
    found = {}
    for name, nothing, sealed, source in _PLANS[file]:
        value = (body if sealed else row).get(source)
        # One database keeps a yes or no as 0 and 1, the other as itself.
        found[name] = nothing if value is None else bool(value) if nothing is False else _plain(value)
    known = COLUMNS[file]
    more = {name: _plain(value) for name, value in row.items() if name not in known}
    if body.get("unreadable"):
        more["unreadable"] = "what is kept here is damaged and cannot be opened"
    return {**found, "more": more} if more else found


def other_record(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of a table without a file."""
    return {"table": table, "columns": {name: _plain(value) for name, value in row.items()}}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return "sealed" if isinstance(value, (bytes, memoryview)) else value


def schema(file: File) -> dict[str, Any]:
    """Return the JSON Schema of one line of a file."""
    properties = {name: dict(_TYPES[kind][0]) for name, (kind, _) in file.fields.items()}
    return {
        "$schema": SCHEMA,
        "title": file.title,
        "type": "object",
        "properties": {**properties, "more": {"type": "object"}},
        "required": list(properties),
        "additionalProperties": False,
    }


_NAMING = (
    (b'"concern":"', (b'"concern":"none"', b'"concern":""')),
    (b'"topic":"', (b'"topic":"none"', b'"topic":""')),
    (b'"triage.', (b'"triage.none"', b'"triage.failed"')),
)
"""How a record begins to name a concern, and the beginnings that name none."""


def names_a_matter(written: bytes) -> bool:
    """Whether a record, written as JSON without spaces, may call a concern by its name. Quick, and sure of a no."""
    for begins, harmless in _NAMING:
        named = written.count(begins)
        if named and named > sum(map(written.count, harmless)):
            return True
    return False


def hushed(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record in which no concern is called by its name, however deep it stands."""
    return {name: _hushed_field(name, value) for name, value in record.items()}


def _hushed(thing: Any) -> Any:
    if isinstance(thing, list):
        return [_hushed(each) for each in thing]
    if not isinstance(thing, dict):
        return thing
    if thing.get("step") == "triage" and thing.get("code") not in ("triage.none", "triage.failed"):
        return {"step": "triage", "code": f"triage.{NEEDS_A_PERSON}"}
    return hushed(thing)


def _hushed_field(name: str, value: Any) -> Any:
    if name in ("concern", "topic") and isinstance(value, str) and value not in ("", "none"):
        return NEEDS_A_PERSON
    return _hushed(value)
