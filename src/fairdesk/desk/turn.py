"""The way of one message: mask, recall, decide, keep, deliver. Read this first.

`take` touches the world through what it is given; `decide` touches nothing, so the same lines serve the live desk,
replay, probes, training and a cluster. A step is a line in `decide`, never a hook around it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Protocol, TypeVar

from fairdesk.answers.abstain import about_what, promise_facts, topic_of
from fairdesk.answers.elsewhere import in_other_language, told_of
from fairdesk.answers.grounding import WRITTEN, sources
from fairdesk.answers.readings import question, two_readings
from fairdesk.answers.small_talk import small_talk_of, small_talk_reply
from fairdesk.consent.permit import permit
from fairdesk.explainability.because import to_dict
from fairdesk.flows.walking import put_down
from fairdesk.guidelines.compile import Guideline
from fairdesk.guidelines.floor import OF_WHOM
from fairdesk.language import OFFERED
from fairdesk.nouns import (
    ANY_TOPIC,
    ActId,
    Asked,
    Because,
    Concern,
    ConversationId,
    CustomerId,
    Draft,
    Evidence,
    Facts,
    FlowStep,
    RawText,
    Release,
    Reply,
    Route,
    Situation,
    Turn,
    Verdict,
    Voice,
)
from fairdesk.oversight.pause import stopped_topics
from fairdesk.oversight.wish import asks_for_a_person
from fairdesk.sensitive.first_response import first_words
from fairdesk.sensitive.phrases import Lexicons
from fairdesk.sensitive.triage import triage

T = TypeVar("T")
SMALL_TALK = "turn.small_talk"
ASKED_WHICH = "turn.asked_which"
FLOW = "turn.flow"
REVIEW_FIRST = "turn.review_first"


@dataclass(frozen=True, slots=True)
class Message:
    """A customer's message that has been written down; `act` is the id of whatever becomes of it."""

    act: ActId
    conversation: ConversationId
    customer: CustomerId
    number: int
    text: RawText
    language: str
    channel: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Rules:
    """The guidelines in force for one turn, and the lists of sensitive matters if not the shipped ones.

    `first`: which answers a person looks at first; None for a turn of a time when there was no such guideline.
    """

    routing: Guideline
    release: Guideline
    lists: Lexicons | None = None
    first: Guideline | None = None


class Memory(Protocol):
    """What the way needs to know and to keep."""

    def recall(self, message: Message) -> Situation:
        """Read all that is known, at once."""

    def rules(self, situation: Situation) -> Rules:
        """Return the guidelines the situation names."""

    def keep(self, message: Message, turn: Turn) -> None:
        """Store the turn and all that follows from it in one transaction.

        Raises Overtaken if a person took over or the assistant was stopped or refused meanwhile.
        """


class Outbox(Protocol):
    """Where kept texts leave from."""

    def deliver(self, act: ActId) -> None:
        """Send what the act kept, unless the assistant may no longer speak."""


Mask = Callable[[Message], Asked]
Answer = Callable[[Asked, Situation], Draft]


def take(message: Message, memory: Memory, mask: Mask, answer: Answer, outbox: Outbox) -> Turn:
    """Take one message its whole way. Raises Overtaken before anything is kept: take it again."""
    asked = mask(message)
    situation = memory.recall(message)
    turn = decide(asked, situation, answer, memory.rules(situation))
    memory.keep(message, turn)
    # A crash here leaves a kept turn whose text has not left; the outbox sends it at the next start.
    outbox.deliver(message.act)
    return turn


def decide(asked: Asked, situation: Situation, answer: Answer, rules: Rules) -> Turn:
    """Decide what becomes of a message. Pure but for *answer*, which is called only if the assistant may answer."""
    concern = attempt(triage, asked.text, asked.language, rules.lists)
    leave = permit(situation.ai_choice, situation.paused)
    wish = attempt(asks_for_a_person, asked.text, asked.language)
    facts = route_facts(asked, situation, concern, leave, wish)
    routed = rules.routing.decide(facts)
    route = Route(routed.outputs["route"])
    draft, fault = draft_of(answer, asked, situation) if route is Route.ASSISTANT else (None, "")
    if draft and situation.stopped and (late := stopped_topics(situation.stopped, about_what(draft))):
        # What it is about is known only now: it is routed again, as if the assistant were stopped; the draft is a person's.
        leave = permit(situation.ai_choice, late)
        facts = route_facts(asked, replace(situation, paused=late), concern, leave, wish)
        routed = rules.routing.decide(facts)
        route = Route(routed.outputs["route"])
    proposed = draft if route is Route.ASSISTANT else None
    talk, step = small_talk_of(proposed), proposed.flow if proposed else None
    fixed = bool(talk) or bool(step and step.speaks)
    stands_in = sources(proposed) if proposed else ()
    of_whom = whose(rules, situation)
    # Of small talk and of a flow's step there is nothing to release: what leaves are words of people, and no answer.
    to_release = (
        {**facts_of_draft(proposed, fault, situation, stands_in), **of_whom}
        if route is Route.ASSISTANT and not fixed
        else {}
    )
    released = rules.release.decide(to_release) if to_release else None
    to_look = facts_of_look(proposed, concern, situation) if proposed and to_release and rules.first else {}
    looked = look_first(rules.first, {**to_look, **of_whom}, released)
    release = release_of(released, looked)
    which = two_readings(proposed) if release is Release.UNCLEAR and not situation.unclear_before else ()
    handover = handover_reason(
        route, routed.outputs["reason"], released.outputs["reason"] if released else "", release, step
    )
    steps = [
        mask_reason(asked),
        concern.because if concern else Because("triage", "triage.failed"),
        leave,
        wish or Because("wish", "wish.failed"),
        routed.because,
    ]
    if draft or route is Route.ASSISTANT:
        steps.append(draft.because if draft else Because("answer", f"answer.{fault}"))
    if released:
        steps.append(released.because)
    if looked:
        steps.append(looked.because)
    return Turn(
        asked=asked,
        situation=situation,
        facts={**facts, **to_release, **to_look},
        route=route,
        release=release,
        draft=draft,
        reply=fixed_words(talk, which, step, situation) or reply_of(release, proposed, stands_in, concern, situation),
        handover=handover,
        concern=concern.topic if concern else "none",
        because=Because("turn", code_of(handover, talk, which, release, step), under=tuple(steps)),
        flow=put_down(situation.flow, step, handover),
    )


def code_of(
    handover: str, talk: str, which: tuple[Evidence, ...], release: Release | None, step: FlowStep | None
) -> str:
    """Return the code of the whole turn."""
    if handover:
        return "turn.handed_over"
    if step and step.speaks:
        return FLOW
    if talk:
        return SMALL_TALK
    if which:
        return ASKED_WHICH
    if release is Release.REVIEW_FIRST:
        return REVIEW_FIRST
    return "turn.answered" if release is Release.SEND else "turn.unclear"


def attempt(step: Callable[..., T], *given: object) -> T | None:
    """Run a step that must not take the desk down; None if it fails. Doubt goes to a person: the facts say so."""
    try:
        return step(*given)
    except Exception:  # noqa: BLE001  whatever broke, a person gets the message (promise 9)
        return None


def route_facts(
    asked: Asked, known: Situation, concern: Concern | None, leave: Because, wish: Because | None
) -> Facts:
    """Return the typed inputs of the routing guideline. A step that failed leaves its input out: the table refuses."""
    facts: dict[str, str | int | float | bool] = {
        "masking_ok": asked.masked_ok,
        "triage_ok": concern is not None,
        "upset": concern is not None and concern.upset,
        "ai_refused": leave.code == "permit.ai_refused",
        "ai_paused": bool(known.paused),
        "with_person": known.with_person or known.waiting_for_person,
        "concern": concern.topic if concern and concern.found else known.concern,
        "language_offered": asked.language in OFFERED,
    }
    if wish is not None:
        facts["asks_for_person"] = wish.code == "wish.asks_for_a_person"
    return facts


def draft_of(answer: Answer, asked: Asked, situation: Situation) -> tuple[Draft | None, str]:
    """Return a draft, or None and what went wrong: too_slow or error."""
    try:
        return answer(asked, situation), ""
    except TimeoutError:
        return None, "too_slow"
    except Exception:  # noqa: BLE001  a broken answerer is a hand-over, never a broken desk (promise 9)
        return None, "error"


def facts_of_draft(draft: Draft | None, fault: str, situation: Situation, stands_in: tuple[Evidence, ...]) -> Facts:
    """Return the typed inputs of the release guideline."""
    if draft is None:
        return {
            "answerer_ok": fault == "too_slow",
            "in_time": fault != "too_slow",
            "answer_found": False,
            "confidence": 0.0,
            "evidence_valid": True,
            "grounded": True,
            "unclear_before": situation.unclear_before,
            **promise_facts(None, situation.promised),
        }
    today = situation.at.date()
    return {
        "answerer_ok": True,
        "in_time": True,
        "answer_found": not in_other_language(draft)
        and all(each.evidence for each in (draft, *(part.draft for part in draft.parts))),
        "confidence": draft.confidence,
        "evidence_valid": all(found.valid_until is None or found.valid_until >= today for found in draft.evidence),
        "grounded": not draft.text or bool(stands_in),
        "unclear_before": situation.unclear_before,
        **promise_facts(draft, situation.promised),
    }


def facts_of_look(draft: Draft, concern: Concern | None, situation: Situation) -> Facts:
    """Return the typed inputs of the guideline that says which answers a person looks at first."""
    by_intent, by_article = (topic_of(draft, by) for by in ("intent", "article"))
    return {
        "intent": by_intent,
        "article": by_article,
        "written": draft.because.code == WRITTEN,
        "upset": concern is not None and concern.upset,
        "draft_mode": bool({ANY_TOPIC, by_intent, by_article} & set(situation.promised.drafted)),
    }


def whose(rules: Rules, situation: Situation) -> Facts:
    """Return language and channel of a message, each only where a guideline asks for it: else it is no fact of the turn."""
    tables = [rule.table for rule in (rules.release, rules.first) if rule]
    asked = {column.name for table in tables for column in table.inputs}
    return {name: str(getattr(situation, name)) for name in OF_WHOM if name in asked}


def look_first(first: Guideline | None, facts: Facts, released: Verdict | None) -> Verdict | None:
    """Return whether a person looks before the answer leaves: asked only of what would be sent otherwise."""
    sent = released is not None and released.outputs["release"] == Release.SEND
    return first.decide(facts) if first and sent else None


def release_of(released: Verdict | None, looked: Verdict | None) -> Release | None:
    """Return what becomes of a draft, once both guidelines have spoken."""
    if looked and looked.outputs["look"] == "first":
        return Release.REVIEW_FIRST
    return Release(released.outputs["release"]) if released else None


def handover_reason(
    route: Route, routed: str, released: str, release: Release | None, step: FlowStep | None = None
) -> str:
    """Return why a person takes it, or "" if the assistant answers."""
    if route is Route.PERSON:
        return routed
    if step and step.speaks:
        return step.handover
    return released if release is Release.HAND_OVER else ""


def fixed_words(talk: str, which: tuple[Evidence, ...], step: FlowStep | None, known: Situation) -> Reply | None:
    """Return words that people wrote for a step of a flow, for small talk, or to ask which of two articles is meant."""
    if step and step.speaks and step.says:
        return Reply(Voice.PREPARED, step.says)
    if talk:
        return Reply(Voice.PREPARED, small_talk_reply(talk, known.language))
    return Reply(Voice.PREPARED, question(which, known.language), which) if which else None


def reply_of(
    release: Release | None,
    draft: Draft | None,
    stands_in: tuple[Evidence, ...],
    concern: Concern | None,
    known: Situation,
) -> Reply | None:
    """Return what leaves: the answer, the nearest articles, first words in a sensitive matter, or nothing.

    Where only another language has an article, the customer reads of it, whatever else becomes of the message.
    """
    if release is Release.SEND and draft:
        return Reply(Voice.ASSISTANT, draft.text, stands_in)
    if draft and in_other_language(draft) and not (concern and concern.found):
        return Reply(Voice.PREPARED, told_of(draft, known.language), draft.evidence)
    if release is Release.UNCLEAR and draft:
        return Reply(Voice.ASSISTANT, "", draft.evidence)
    if concern and concern.found and concern.topic != known.concern:
        away = not (known.duty.open and known.duty.people)
        words = first_words(
            concern.topic, known.language, known.country, known.at.date(), own=known.local_help, away=away
        )
        return Reply(Voice.PREPARED, words.text) if words else None
    return None


def mask_reason(asked: Asked) -> Because:
    """Return what masking did, without content."""
    if not asked.masked_ok:
        return Because("mask", "mask.failed", {"problem": asked.failure})
    model: Facts = {"model": asked.masked_by} if asked.masked_by else {}
    return Because("mask", "mask.ok", {"hidden": len(asked.hidden), **model})


def digest(turn: Turn) -> str:
    """Return the SHA-256 of all that was decided and why: replaying a kept turn must give the same."""
    decided = {
        "asked": turn.asked.text,
        "failure": turn.asked.failure,
        "facts": dict(turn.facts),
        "route": turn.route,
        "release": turn.release or "",
        "handover": turn.handover,
        "concern": turn.concern,
        "says": turn.draft.text if turn.draft else "",
        "rests_on": [found.passage for found in turn.draft.evidence] if turn.draft else [],
        "prepared": prepared_words(turn),
        "because": to_dict(turn.because),
        **({"flow": asdict(turn.flow)} if turn.flow else {}),
    }
    return hashlib.sha256(_EXACT.encode(decided).encode()).hexdigest()


def prepared_words(turn: Turn) -> str:
    """Return the prepared words that were decided on.

    Of small talk only the kind is, and of a question back or of what is in another language what it offers, so that the
    wording may become better.
    """
    if turn.reply is None or turn.reply.voice is not Voice.PREPARED:
        return ""
    if turn.because.code == SMALL_TALK or turn.reply.evidence:
        return ""
    return turn.reply.text


_EXACT = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, check_circular=False, separators=(",", ":"), default=str
)
