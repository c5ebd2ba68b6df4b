"""The record of processing (GDPR Article 30(1)): what every table is for, joined with the purposes.

    record(owners, company, outside)        one line for each table with personal data in it

`TABLES` says what a table cannot say of itself. It is checked against the tables there are: one with a customer in it
and no line here fails a test, and is shown on the page as a hole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fairdesk.consent.notices import Outside
from fairdesk.consent.purposes import Purpose, about
from fairdesk.consent.receipts import Controller

SEALED = "encrypted under the customer's own key (AES-256-GCM), gone with it"
PLAIN = "in plain, without words; database file readable by its owner alone"
DIGEST = "kept as a keyed digest only"
ACCOUNT = "accounts with least privilege; one-time sign-in links kept as a digest"

SERVICE = "GDPR Article 6(1)(b): answering the customer"
DUTY = "GDPR Article 6(1)(c) with 5(2) and 7(1): being able to prove what was told, chosen and done"
WORK = "GDPR Article 6(1)(b) and (f): running the desk"
SAFE = "GDPR Article 6(1)(c) with 32: keeping personal data safe"
RIGHT = "GDPR Article 6(1)(c) with 12 to 22: what people may ask about their data"
CLAIM = "GDPR Article 17(3)(e): establishing, exercising or defending legal claims"
CHECK = "GDPR Article 6(1)(f): trying a rule on the past before it decides about anybody"
CARE = "GDPR Articles 6(1)(d) and 9(2)(c): a person comes quickly where somebody may be in need"


@dataclass(frozen=True, slots=True)
class Use:
    """What one table is for: whose data, which, on which basis, for how long (days; 0: see `until`), how it is secured.

    `purposes` are those a customer chooses about; a table that serves none of them says its own `basis`. `kept_after_no`
    is why a row stays when the purpose is refused; "": it goes or its use ends at once.
    """

    subjects: str
    data: str
    security: str
    purposes: tuple[Purpose, ...] = ()
    basis: str = ""
    days: int = 90
    until: str = "after the last message"
    kept_after_no: str = ""


_CUSTOMERS, _COLLEAGUES = "customers", "colleagues"
_AI = (Purpose.AI_ANSWER,)
_ANSWERED = "people go on answering in the same conversation, and every act must stay explainable"

TABLES: Mapping[str, Use] = {
    "desk_conversation": Use(_CUSTOMERS, "times, language, state, who has it", PLAIN, basis=SERVICE),
    "desk_item": Use(_CUSTOMERS, "messages, answers, notes, decisions about money", SEALED, basis=SERVICE),
    "desk_turn": Use(_CUSTOMERS, "masked message, reasons, typed facts", SEALED, _AI, kept_after_no=_ANSWERED),
    "desk_arrival": Use(
        _CUSTOMERS, "that a message waits, and what a model is writing to it", SEALED, _AI, days=0,
        until="the message is answered",
    ),
    "flows_state": Use(
        _CUSTOMERS, "how far a task with steps has come, and what was given for it", SEALED, _AI,
        kept_after_no=_ANSWERED,
    ),
    "flows_errand": Use(
        _CUSTOMERS, "what is about to be done outside for a customer", SEALED, _AI, days=0,
        until="it is done, or a person has it",
    ),
    "desk_outbox": Use(_CUSTOMERS, "that an answer waits to leave", PLAIN, _AI, days=0, until="it has left"),
    "desk_unsent": Use(
        "customers and colleagues", "a reply that its writer may still take back", SEALED, basis=SERVICE, days=0,
        until="it has left, or was taken back",
    ),
    "desk_viewer": Use(
        "customers and colleagues", "who has a conversation open now", PLAIN, basis=WORK, days=0,
        until="seconds after it was closed",
    ),
    "desk_assignment": Use(
        "customers and colleagues", "whom a waiting conversation was given to", PLAIN, basis=WORK, days=0,
        until="somebody takes it over",
    ),
    "desk_later": Use(
        _CUSTOMERS, "a telephone number and when to call, or that an e-mail is wanted, instead of waiting", SEALED,
        basis=SERVICE, days=0, until="the call, a change of mind, the end of the conversation, or call_number_days after the time of the call",
    ),
    "desk_snooze": Use(_CUSTOMERS, "until when a conversation was put aside", PLAIN, basis=SERVICE),
    "desk_labelled": Use(_CUSTOMERS, "which of the company's labels a conversation has", PLAIN, basis=SERVICE),
    "desk_rating": Use(_CUSTOMERS, "how the help was in a conversation that is over, in five steps", PLAIN, basis=SERVICE),
    "desk_undo": Use(
        "customers and colleagues", "how a conversation stood before something was done to several at once", PLAIN,
        basis=WORK, days=0, until="minutes after it",
    ),
    "desk_token": Use(_CUSTOMERS, "words of a conversation, so that colleagues can search", DIGEST, basis=SERVICE),
    "privacy_vault": Use(
        _CUSTOMERS, "what placeholders stand for", SEALED, _AI,
        kept_after_no="the answers a customer has keep their own words in place of placeholders",
    ),
    "sensitive_concern": Use(
        _CUSTOMERS, "that a sensitive matter was found, and by when a person answers; no words", PLAIN, basis=CARE, days=30,
        until="found, or the conversation is closed before",
    ),
    "sensitive_first_human": Use(
        "nobody", "how long people took to answer in a matter, on which day", PLAIN, basis=SERVICE, days=365, until="that day"
    ),
    "fairness_cell": Use(
        "nobody", "how many people had which outcome, by day, language, channel and topic; no customer and no act", PLAIN,
        basis=SERVICE, days=1096, until="that day",
    ),
    "fairness_day": Use("nobody", "which days are counted", PLAIN, basis=SERVICE, days=1096, until="that day"),
    "consent_served": Use(_CUSTOMERS, "which notice was shown, where and when", PLAIN, basis=DUTY),
    "consent_choice": Use(_CUSTOMERS, "what was chosen, how and when", PLAIN, basis=DUTY),
    "consent_withdrawal": Use(_CUSTOMERS, "what a withdrawal reached", PLAIN, basis=DUTY),
    "consent_accommodation": Use(
        _CUSTOMERS, "what helps them, as they say it", SEALED, (Purpose.ACCOMMODATE,),
        until="it was last said, or it is taken back",
    ),
    "fairness_disclosed": Use(
        _CUSTOMERS, "groups they say they belong to: age, gender, disability, first language, origin", SEALED,
        (Purpose.DISCLOSE,), days=365, until="it was last told, or it is taken back",
    ),
    "privacy_look": Use("customers and colleagues", "who opened what a customer wrote", PLAIN, basis=SAFE, days=365, until="the look"),
    "privacy_restriction": Use(_CUSTOMERS, "what may only be stored", PLAIN, basis=RIGHT, days=0, until="the customer is erased"),
    "privacy_glass": Use(
        "customers and colleagues", "who opened what is restricted, and why", SEALED, basis=SAFE, days=0,
        until="the customer is erased",
    ),
    "rights_request": Use(
        _CUSTOMERS, "that something was asked about one's own data, and what became of it", PLAIN, basis=RIGHT, days=1096,
        until="its end",
    ),
    "rights_words": Use(_CUSTOMERS, "what was written in a request", SEALED, basis=RIGHT, days=1096, until="its end"),
    "rights_running": Use(_CUSTOMERS, "what an erasure must find gone", PLAIN, basis=RIGHT, days=0, until="it is proven"),
    "rights_hold": Use(
        "customers and colleagues", "what must not be erased, why, and who answers for it", PLAIN, basis=CLAIM, days=0,
        until="the hold is lifted and the customer erased",
    ),
    "rights_breach": Use(
        _CUSTOMERS, "what happened in a breach, how many people it concerns", "encrypted under the desk's own key",
        basis="GDPR Article 33(5)", days=0, until="the desk is closed",
    ),
    "replay_conversation": Use(
        _CUSTOMERS, "past conversations a company brought, masked; channel, language, groups", SEALED, basis=CHECK,
        until="the import",
    ),
    "replay_turn": Use(_CUSTOMERS, "typed facts of turns in them, what happened then", PLAIN, basis=CHECK, until="the import"),
    "replay_case": Use(
        "customers and colleagues", "turns a replay points at, whom to write to", PLAIN, basis=CHECK, days=0,
        until="the customer is erased",
    ),
    "identity_address": Use(_CUSTOMERS, "addresses they gave", SEALED, basis=SERVICE),
    "identity_contact": Use(_CUSTOMERS, "how and when they may be written to", SEALED, basis=SERVICE),
    "identity_joined": Use(_CUSTOMERS, "which places are one person", PLAIN, basis=SERVICE, days=0, until="parted or erased"),
    "identity_letter": Use(_CUSTOMERS, "letters: kind, times; words and address until it left", SEALED, basis=SERVICE),
    "identity_code": Use(_CUSTOMERS, "one-time codes and links", DIGEST, basis=SAFE, days=0, until="it is used, or ten minutes old"),
    "identity_attempt": Use(_CUSTOMERS, "how often a code was asked for, by whom", DIGEST, basis=SAFE, days=0, until="two hours are over"),
    "identity_hidden": Use(_CUSTOMERS, "which place is hidden from another, and the code that leads to it", DIGEST, basis=SAFE),
    "desk_opening": Use(_CUSTOMERS, "what opens the proofs of a conversation that was hidden", SEALED, basis=SERVICE),
    "identity_customer": Use(_CUSTOMERS, "a random id, language", PLAIN, basis=SERVICE),
    "identity_token": Use(_CUSTOMERS, "what proves who they are: a token, an address", DIGEST, basis=SERVICE),
    "identity_colleague": Use(
        _COLLEAGUES, "work name, role, on duty or not", ACCOUNT, basis=WORK, days=0, until="they leave"
    ),
    "identity_on_call": Use(
        _COLLEAGUES, "who is on call, and how they are reached", "address encrypted under the desk's own key", basis=WORK,
        days=0, until="the duty is over",
    ),
    "identity_care_certificate": Use(
        _COLLEAGUES, "who may read about which sensitive matter, until when, given by whom", PLAIN, basis=WORK, days=30,
        until="it ran out, or they leave",
    ),
    "identity_signin": Use(
        _COLLEAGUES, "a one-time sign-in link", DIGEST, basis=WORK, days=1, until="it was made, or used before"
    ),
    "identity_wrong_code": Use(_COLLEAGUES, "when a second factor was wrong", PLAIN, basis=SAFE, days=1, until="it was typed"),
    "mfa_authenticator": Use(
        _COLLEAGUES, "second factors", "secrets encrypted under the desk's own key", basis=SAFE, days=0, until="they leave"
    ),
    "usersessions_usersession": Use(
        _COLLEAGUES, "where they are signed in: address, browser", ACCOUNT, basis=SAFE, days=0, until="the session ends"
    ),
    "desk_canned": Use(_COLLEAGUES, "replies they wrote beforehand, and who did", PLAIN, basis=WORK, days=0, until="they are removed"),
    "desk_keyboard": Use(_COLLEAGUES, "which keys they chose for the desk", PLAIN, basis=WORK, days=0, until="they choose others"),
    "auth_user": Use(_COLLEAGUES, "account name", ACCOUNT, basis=WORK, days=0, until="they leave"),
    "django_session": Use(_COLLEAGUES, "who is signed in", ACCOUNT, basis=WORK, days=1, until="signing in"),
    "oversight_answer_review": Use(
        _CUSTOMERS, "that an answer was reviewed, by whom, and whether it was right; no words", PLAIN, (Purpose.IMPROVE,)
    ),
    "oversight_asked": Use(
        _COLLEAGUES, "who asked that the assistant may do more, who agreed, and why", PLAIN, basis=DUTY, days=0,
        until="the desk is closed",
    ),
    "oversight_agreement": Use(
        _COLLEAGUES, "how often which two verdicts were given on one answer: no act, person or time", PLAIN, basis=WORK,
        days=0, until="the desk is closed",
    ),
    "oversight_override": Use(
        _CUSTOMERS, "that a person put an answer right, why, and in which words", SEALED, basis=SERVICE
    ),
    "attachments_file": Use(_CUSTOMERS, "files that customers sent, and their names", SEALED, basis=SERVICE),
    "oversight_appeal": Use(
        _CUSTOMERS, "that a decision was contested, who decides anew by when, and how it ended; no words", PLAIN, basis=RIGHT
    ),
    "oversight_draft": Use(_CUSTOMERS, "where a draft stands that a person looks at first; no words", PLAIN, basis=SERVICE),
    "oversight_probe": Use(
        _CUSTOMERS, "masked drafts with a planted fault, to test whether people look", SEALED, (Purpose.IMPROVE,)
    ),
    "oversight_vigilance": Use(
        _COLLEAGUES, "how many planted faults somebody noticed, without times; shown to themselves", PLAIN, basis=WORK,
        days=0, until="they leave",
    ),
    "oversight_consultation": Use(
        _COLLEAGUES, "who kept the record that everybody was told and asked", PLAIN, basis=DUTY, days=0,
        until="the desk is closed",
    ),
    "oversight_promise": Use(
        _COLLEAGUES, "who put a promise about answers in force, with its counts", PLAIN, basis=DUTY, days=0,
        until="the desk is closed",
    ),
    "oversight_lot": Use(
        _CUSTOMERS, "how many of a week's answers were looked at and wrong; names nobody", PLAIN, basis=DUTY, days=0,
        until="the desk is closed",
    ),
    "oversight_lot_look": Use(
        _CUSTOMERS, "that an answer of a week was looked at, under a keyed token, and whether it was right; no words", PLAIN,
        basis=DUTY, days=0, until="the desk is closed",
    ),
    "oversight_look": Use(
        _COLLEAGUES, "what each look at reviewed answers found, and who gave most of its verdicts", PLAIN, basis=DUTY,
        days=0, until="the desk is closed",
    ),
    "oversight_pause": Use(
        _COLLEAGUES, "who stopped the assistant, when and why", PLAIN, basis=DUTY, days=0, until="the desk is closed"
    ),
    "desk_deed": Use(
        _COLLEAGUES, "acts of the house and of colleagues", "encrypted under the desk's own key", basis=DUTY, days=0,
        until="the desk is closed",
    ),
    "accountability_waiting": Use(
        "customers and colleagues", "the same as in accountability_entry", "holds no words", basis=DUTY, days=0,
        until="its place in the ledger is given, a second later",
    ),
    "accountability_entry": Use(
        "customers and colleagues", "the class of who acted, when, and a sealed commitment", "holds no words; append-only",
        basis=DUTY, days=0, until="the desk is closed",
    ),
}  # fmt: skip
"""Every table with personal data in it. Sums of a day, articles, guidelines and trees of hashes hold none."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the record: a table, whose it is, and what Article 30(1) asks for. `use` None: nobody said."""

    table: str
    owner: str
    use: Use | None

    @property
    def basis(self) -> str:
        """The lawful basis, from the purposes or the table's own."""
        if self.use is None:
            return "not stated"
        return "; ".join(about(purpose).basis for purpose in self.use.purposes) or self.use.basis

    @property
    def recipients(self) -> str:
        """Who may see it inside the company."""
        if self.use is None:
            return "not stated"
        named = dict.fromkeys(who for purpose in self.use.purposes for who in about(purpose).recipients)
        return ", ".join(named) or "colleagues whose role allows it"

    @property
    def storage(self) -> str:
        """How long it is kept."""
        if self.use is None:
            return "not stated"
        return f"{self.use.days} days after {self.use.until}" if self.use.days else f"until {self.use.until}"


@dataclass(frozen=True, slots=True)
class Record:
    """The record of processing of one desk: who is responsible, every table, every purpose, and who outside gets what."""

    controller: Controller
    lines: tuple[Line, ...]
    outside: Outside

    @property
    def holes(self) -> tuple[str, ...]:
        """The tables that lead to a customer and say no purpose."""
        return tuple(line.table for line in self.lines if line.use is None)

    @property
    def purposes(self) -> tuple[tuple[str, str, str], ...]:
        """Each purpose's label, description and basis."""
        return tuple((about(one).label, about(one).description, about(one).basis) for one in Purpose)


def record(tables: Sequence[tuple[str, str, bool]], controller: Controller, outside: Outside) -> Record:
    """Return the record of the *tables* there are: name, owning room, and whether a column leads to a customer."""
    lines = [Line(table, owner, TABLES.get(table)) for table, owner, leads in tables if leads or table in TABLES]
    return Record(controller, tuple(sorted(lines, key=lambda line: (line.owner, line.table))), outside)


def as_json(found: Record) -> dict[str, object]:
    """Return the record as JSON values."""
    return {
        "controller": found.controller.name,
        "contact": [found.controller.email, found.controller.telephone],
        "outside_recipient": found.outside.recipient,
        "outside_country": found.outside.country,
        "outside_safeguard": found.outside.safeguard,
        "purposes": [dict(zip(("label", "description", "basis"), one, strict=True)) for one in found.purposes],
        "tables": [
            {
                "table": line.table,
                "owner": line.owner,
                "purposes": [str(one) for one in line.use.purposes] if line.use else [],
                "basis": line.basis,
                "subjects": line.use.subjects if line.use else "not stated",
                "data": line.use.data if line.use else "not stated",
                "recipients": line.recipients,
                "storage": line.storage,
                "security": line.use.security if line.use else "not stated",
                "kept_after_no": line.use.kept_after_no if line.use else "",
            }
            for line in found.lines
        ],
        "without_a_purpose": list(found.holes),
    }
