"""Tell an act's record to whoever asks: short to the customer, in full to a colleague, in codes and hashes to an auditor."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from fairdesk.explainability import counterfactual, wording
from fairdesk.explainability.act_record import ActRecord, Valued, as_json, contest_page
from fairdesk.explainability.decided import MONEY_ROLES, money_otherwise, money_reasons
from fairdesk.explainability.sentences import COLLEAGUE, FACTS
from fairdesk.language import gettext_noop, say
from fairdesk.nouns import Evidence, Score

ROLES = {
    "answered": gettext_noop("The assistant answered by itself. No person read your message before."),
    "showed_articles": gettext_noop("The assistant showed articles by itself. No person read your message before."),
    "drafted": gettext_noop("The assistant made a draft. A person looks at it before anything is sent."),
    "looked": gettext_noop("The assistant looked for an answer. What you get is up to a person."),
    "kept_out": gettext_noop("The assistant did not answer. A person does."),
    "asked_which": gettext_noop(
        "The assistant was not sure which of two things you mean. You got fixed words that people wrote."
    ),
    "walked": gettext_noop("The assistant took you through fixed steps. People wrote the words."),
    "small_talk": gettext_noop("The assistant saw no question. You got fixed words that people wrote."),
}
"""What the AI did and what people did, for the customer."""

CONTEST = gettext_noop("You can contest this, correct your data or ask for a person at any time.")


class Audience(StrEnum):
    """Who is told."""

    CUSTOMER = "customer"
    COLLEAGUE = "colleague"
    AUDITOR = "auditor"


def told(record: ActRecord, audience: Audience, language: str) -> dict[str, Any]:
    """Return the record as JSON for an audience. Colleagues and auditors are told in English."""
    if audience is Audience.CUSTOMER:
        return for_customer(record, language)
    return as_json(record) if audience is Audience.AUDITOR else for_colleague(record)


def for_customer(record: ActRecord, language: str) -> dict[str, Any]:
    """Return the few sentences a customer reads, and the articles they rest on."""
    return {
        "act": record.act,
        "at": record.at.isoformat(),
        "role": role_sentence(record, language),
        "reasons": list(_reasons(record, language)),
        "otherwise": otherwise_sentence(record, language),
        "evidence": [_source(found) for found in record.evidence],
        "contest": say(language, CONTEST),
        "contest_at": contest_page(record),
    }


def _reasons(record: ActRecord, language: str) -> tuple[str, ...]:
    return (money_reasons if record.about_money else wording.for_customer)(record.because, language)


def otherwise_sentence(record: ActRecord, language: str) -> str:
    """Return what would have led to another outcome, for the customer; "" if nothing that may be told."""
    tell = money_otherwise if record.about_money else counterfactual.for_customer
    return tell(record.otherwise, language)


def role_sentence(record: ActRecord, language: str) -> str:
    """Return what the AI did and what people did, for the customer."""
    return say(language, MONEY_ROLES[record.people] if record.about_money else ROLES[record.ai])


def for_colleague(record: ActRecord) -> dict[str, Any]:
    """Return everything in words: reasons with values and sources, contributions, what would have changed it."""
    return {
        "act": record.act,
        "at": record.at.isoformat(),
        "role": {"ai": record.ai.replace("_", " "), "people": record.people.replace("_", " ")},
        "reasons": [
            {
                "code": reason.code,
                "says": reason.says or COLLEAGUE.get(reason.code, reason.code),
                "rule": reason.rule,
                "version": reason.version,
                "values": [_valued(each) for each in reason.values],
            }
            for reason in record.reasons
        ],
        "otherwise": list(counterfactual.for_colleague(record.otherwise)),
        "contributions": [{"of": score.name, "sum": score.value, "parts": _named(score)} for score in record.scores],
        "confidence": record.confidence,
        "calibration": record.calibration,
        "evidence": [_source(found) for found in record.evidence],
        "versions": dict(record.versions),
    }


def _named(score: Score) -> dict[str, float]:
    """Return a score's parts under their labels; those named by a customer's words stay as they are."""
    return {name if score.in_words else FACTS.get(name, name): part for name, part in score.parts.items()}


def as_text(told_to: dict[str, Any], audience: Audience) -> str:
    """Return what is told as lines for a terminal."""
    lines = [f"act {told_to['act']}, {told_to['at']}"]
    if audience is Audience.CUSTOMER:
        lines += [told_to["role"], *(f"- {sentence}" for sentence in told_to["reasons"])]
        lines += [told_to["otherwise"]] * bool(told_to["otherwise"])
        return "\n".join([*lines, *(f"  {_placed(found)}" for found in told_to["evidence"]), told_to["contest"]])
    lines.append(f"AI: {told_to['role']['ai']}; people: {told_to['role']['people']}")
    for reason in told_to["reasons"]:
        values = "; ".join(str(each) for each in reason["values"])
        lines.append(f"- {reason['says']} ({' '.join((reason['code'], reason['rule'])).strip()}) {values}".rstrip())
    lines += [f"another outcome needs: {change}" for change in told_to["otherwise"]]
    for score in told_to["contributions"]:
        parts = " + ".join(f"{name} {part:.3f}" for name, part in score["parts"].items())
        lines.append(f"{score['of']}: {score['sum']:.3f} = {parts}")
    if told_to["confidence"] is not None:
        lines.append(f"how sure: {told_to['confidence']} ({told_to['calibration']})")
    lines += [f"  {_placed(found)}" for found in told_to["evidence"]]
    return "\n".join([*lines, *(f"{name}: {version}" for name, version in told_to["versions"].items())])


def _placed(found: dict[str, Any]) -> str:
    return f"{found['title']} ({found['url']}, version {found['version'][:12]})"


def _valued(each: Valued) -> str:
    value = str(each.value).lower() if isinstance(each.value, bool) else str(each.value)
    return f"{each.label}: {value} (from {each.source})"


def _source(found: Evidence) -> dict[str, Any]:
    return {
        "title": found.title,
        "version": found.article_version,
        "checked": found.checked.isoformat() if found.checked else None,
        "url": f"/articles/{found.language}/{found.article}" + (f"#{found.anchor}" if found.anchor else ""),
        "quote": found.quote,
    }
