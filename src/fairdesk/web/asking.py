"""One governed turn for the command line: asked, answered or handed over, and told without the raw words."""

from __future__ import annotations

from typing import Any

from fairdesk.clock import random_id
from fairdesk.explainability.audiences import role_sentence
from fairdesk.explainability.wording import handover_sentence, unclear_sentence
from fairdesk.house.opening import House
from fairdesk.language import offered
from fairdesk.nouns import RawText, Voice
from fairdesk.web.wire import evidence_as_json, why_as_json


def ask_once(house: House, question: str, address: str | None, language: str) -> dict[str, Any]:
    """Take *question* its whole way and return act, route, release, handover, text, evidence, because, masked."""
    spoken = offered(language)
    customer = house.customer_by_address(address, spoken) if address else house.add_customer(spoken)[0]
    conversation = house.start(customer, spoken, "api")
    house.say(conversation, customer, RawText(question), random_id())
    house.answer_arrivals(conversation)  # waits until the answer is made and has left, or was held back
    act = house.latest_act(conversation, customer)
    kept, turn = house.kept_turn(act)
    shown = house.timeline(conversation, customer)
    why = house.why(act, customer)
    told = why_as_json(why, spoken, named=True)
    held = next((str(entry.values["reason"]) for entry in shown.entries if entry.code == "answer_held_back"), "")
    text = turn.reply.text if turn.reply and not held else ""
    if turn.flow and turn.flow.speaks and text:  # with the customer's own details, as they read it
        text = next(each.text for each in reversed(shown.entries) if each.voice is Voice.PREPARED)
    handover = turn.handover or held
    if handover:
        text = " ".join(part for part in (text, handover_sentence(handover, spoken), shown.wait_says) if part)
    elif shown.draft_waits and why.record:
        text = " ".join((role_sentence(why.record, spoken), shown.wait_says))
    elif kept.release == "unclear" and not text:
        text = unclear_sentence(spoken)
    return {
        "act": act,
        "route": kept.route,
        "release": kept.release,
        "handover": handover,
        "from_ai": turn.reply is not None and turn.reply.voice is Voice.ASSISTANT and not handover,
        "text": text,
        "evidence": [evidence_as_json(found) for found in turn.draft.evidence] if turn.draft and not held else [],
        "says": told["says"],
        "because": told["because"],
        "masked": turn.asked.text,
        "conversation": conversation,
    }


def as_text(told: dict[str, Any]) -> str:
    """Return what became of a turn as lines for people."""
    speaker = "Assistant (AI)" if told["from_ai"] else "Desk"
    lines = [f"{speaker}: {told['text']}"]
    if told["from_ai"] and told["evidence"]:
        first = told["evidence"][0]
        lines.append(f"From: {' › '.join([first['title'], *first['heading']])}  {first['url']}")
    lines += [f"Why: {sentence}" for sentence in told["says"]]
    lines += [f"Seen after masking: {told['masked']}", f"Act: {told['act']}"]
    return "\n".join(lines)
