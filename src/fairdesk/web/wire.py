"""How conversations and reasons look to programs: plain JSON shapes, the same in the API, in streams and on the command line."""

from __future__ import annotations

from typing import Any

from fairdesk.desk.timeline import EVENTS, Entry, Timeline, Why
from fairdesk.explainability import audiences
from fairdesk.explainability.act_record import ActRecord
from fairdesk.explainability.because import to_dict
from fairdesk.explainability.decided import money_reasons
from fairdesk.explainability.wording import for_customer, unclear_sentence
from fairdesk.money.claim import EVENTS as MONEY
from fairdesk.money.claim import Decision
from fairdesk.nouns import Evidence, Voice
from fairdesk.oversight.appeal import AppealTold
from fairdesk.privacy.export_form import hushed
from fairdesk.privacy.see import Group, Seen
from fairdesk.rights.shown import Shown
from fairdesk.rights.wording import STAGES

TITLES = {
    400: "Cannot be read",
    401: "No valid token",
    403: "Not allowed",
    404: "Not found",
    405: "Not a method of this address",
    409: "Overtaken",
    413: "Too large",
    422: "Cannot be used as it is",
    503: "Cannot be kept now",
}
PROBLEM = "application/problem+json"

LABELS = {Voice.ASSISTANT: "Assistant (AI)", Voice.PREPARED: "Written by people beforehand", Voice.PERSON: "A person"}


def problem_as_json(status: int, detail: str) -> dict[str, Any]:
    """Return problem details (RFC 9457). *detail* is ours and holds nothing of what was sent."""
    return {"type": "about:blank", "title": TITLES.get(status, "Error"), "status": status, "detail": detail}


def entry_as_json(entry: Entry) -> dict[str, Any]:
    """Return one line of a timeline. `from_ai` is true of every text an AI wrote or chose, and of no other."""
    from_ai = entry.voice is Voice.ASSISTANT
    text = unclear_sentence(entry.language) if entry.unclear else entry.text
    return {
        "number": entry.number,
        "at": entry.at.isoformat(),
        "voice": entry.voice,
        "from_ai": from_ai,
        "label": LABELS.get(entry.voice, ""),
        "who": entry.who,
        "text": text,
        "language": entry.language,
        "event": entry.code,
        "says": EVENTS.get(entry.code, "").partition(" (values")[0],
        "values": dict(entry.values),
        "act": entry.act if from_ai or entry.voice is Voice.PREPARED or entry.code in MONEY else None,
        "evidence": [evidence_as_json(found) for found in entry.evidence],
        "pending": entry.pending,
    }


def evidence_as_json(found: Evidence) -> dict[str, Any]:
    """Return the passage an answer rests on, with the address where it can be read."""
    return {
        "passage": found.passage,
        "article": found.article,
        "version": found.article_version,
        "title": found.title,
        "heading": list(found.heading),
        "url": f"/articles/{found.language}/{found.article}" + (f"#{found.anchor}" if found.anchor else ""),
        "quote": found.quote,
        "score": round(found.score, 4),
        "terms": {term: round(weight, 4) for term, weight in found.terms.items()},
    }


def timeline_as_json(timeline: Timeline) -> dict[str, Any]:
    """Return a customer's conversation."""
    return {
        "conversation": timeline.conversation,
        "language": timeline.language,
        "state": timeline.state,
        "writing": timeline.writing,
        "assistant_on": timeline.assistant_on,
        "ai_refused": timeline.ai_refused,
        "queue": {
            "position": timeline.position,
            "wait_seconds": list(timeline.wait_seconds) if timeline.wait_seconds else None,
            "people_on_duty": timeline.duty.people,
            "open": timeline.duty.open,
            "opens_at": timeline.duty.opens_at.isoformat() if timeline.duty.opens_at else None,
            "says": timeline.wait_says,
        },
        "entries": [entry_as_json(entry) for entry in timeline.entries],
    }


def why_as_json(why: Why, language: str, *, named: bool = False) -> dict[str, Any]:
    """Return the reason of an act: in plain words, and as the computed tree, in which a matter is only *named* if asked."""
    because = to_dict(why.because)
    return {
        "act": why.act,
        "at": why.at.isoformat(),
        "says": list(for_customer(why.because, language)),
        "because": because if named else hushed(because),
        "evidence": [evidence_as_json(found) for found in why.evidence],
        "masked": why.seen,
        "guidelines": dict(why.guidelines),
        "record": audiences.for_customer(why.record, language) if why.record else None,
    }


def why_money_as_json(decision: Decision, record: ActRecord, language: str) -> dict[str, Any]:
    """Return the reason of a decision about money, as that of an act; no sensitive matter is named in it."""
    return {
        "act": decision.act,
        "at": decision.at.isoformat(),
        "says": list(money_reasons(decision.because, language)),
        "because": hushed(to_dict(decision.because)),
        "evidence": [],
        "masked": "",
        "guidelines": dict(record.versions),
        "record": audiences.for_customer(record, language),
        "decision": {name: getattr(decision, name) for name in ("kind", "outcome", "amount", "by", "who", "words")},
    }


def appeal_as_json(told: AppealTold) -> dict[str, Any]:
    """Return an appeal as its customer reads it; `state` is open or decided, `until` the last day of the promise."""
    return {
        "act": told.act,
        "state": "decided" if told.outcome else "open",
        "round": told.round,
        "at": told.at.isoformat() if told.at else None,
        "decides": told.by,
        "until": told.until.isoformat() if told.until else None,
        "outcome": told.outcome or None,
        "decided_at": told.decided_at.isoformat() if told.decided_at else None,
        "who": told.who,
        "words": told.words,
        "may_be_repeated": told.may_be_repeated,
    }


def seen_as_json(seen: Seen) -> dict[str, Any]:
    """Return what is kept about a customer: three lists, who looked, and what is restricted."""
    return {
        "given": [_group_as_json(group) for group in seen.given],
        "observed": [_group_as_json(group) for group in seen.observed],
        "inferred": [_group_as_json(group) for group in seen.inferred],
        "looks": [{**_slots(look), "at": look.at.isoformat()} for look in seen.looks],
        "conversations": [{**_slots(talk), "at": talk.at.isoformat()} for talk in seen.talks],
        "restricted": seen.restricted,
        "goes": seen.goes.isoformat() if seen.goes else None,
        "recipients": list(seen.recipients),
    }


def _group_as_json(group: Group) -> dict[str, Any]:
    items = [
        {
            **_slots(item),
            "at": item.at.isoformat() if item.at else None,
            "goes": item.goes.isoformat() if item.goes else None,
            "facts": {label: getattr(value, "isoformat", lambda value=value: value)() for label, value in item.facts},
            "read_by": list(item.read_by),
        }
        for item in group.items
    ]
    return {**_slots(group), "items": items}


def _slots(thing: Any) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in thing.__slots__}


def request_as_json(shown: Shown) -> dict[str, Any]:
    """Return a request about one's own data, as its customer sees it."""
    return {
        "id": shown.id,
        "kind": shown.kind,
        "scope": list(shown.scope),
        "stage": shown.stage,
        "says": STAGES[shown.stage][1],
        "filed_at": shown.filed_at.isoformat(),
        "due_at": shown.due_at.isoformat(),
        "paused": shown.paused,
        "overdue": shown.overdue,
        "ended_at": shown.ended_at.isoformat() if shown.ended_at else None,
        "law": shown.law.name,
        "complain_to": {"name": shown.authority.name, "url": shown.authority.url},
        "refused_because": shown.ground,
        "claim": shown.claim,
        "certificate": shown.certificate,
    }
