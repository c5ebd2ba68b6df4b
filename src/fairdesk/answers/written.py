"""Let a language model write the draft from the passages that search found, and keep it only if it stands in them.

    write(question, "en", ranked, statistics, writer)

The embedded answerer's quotation is made first and is what is left whenever the model gives nothing that can be kept: no
answer in time, nothing readable, a sentence without its passage, a figure that is not there, words that hurt or a feeling that a machine claims. A draft that promises what
no passage does, or does what no draft may (claims to be a person, carries markup or a placeholder), is not replaced: it
stays, ungrounded, so that a person takes the message and reads in the reason what the model wanted to say.

How sure the draft is, is what search says of the passage it rests on. What a model says of itself is never read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from fairdesk.answers.abstain import Sureness, sureness
from fairdesk.answers.analysis import words_of
from fairdesk.answers.cited import Cited, Malformed, cited
from fairdesk.answers.draft import draft
from fairdesk.answers.grounding import DEPARTED, WRITTEN, Grounding, check, without_answer
from fairdesk.answers.language_model import Grows, ModelFault, Told
from fairdesk.answers.prompt import MOST_PASSAGES, PROMPT, messages
from fairdesk.answers.search import CorpusStatistics
from fairdesk.nouns import Because, Draft, Evidence, Fact, MaskedText

Ask = Callable[..., Told]
"""Takes the messages, and what is to be told of the text while it grows, or None."""

FOR_A_PERSON = frozenset({"promise", "human", "markup", "placeholder"})
"""What in a draft means that a person should look, not that the next best text is sent instead."""


Careless = Callable[[str, str], Sequence[str]]
"""Takes a text and its language, and returns the rules of care that a machine's words break; the house has them."""


@dataclass(frozen=True, slots=True)
class Writer:
    """A model as it is asked here: its name in reasons, and the price of a million tokens in and out (0: not known)."""

    ask: Ask
    name: str
    price_in: float = 0.0
    price_out: float = 0.0
    grows: Grows | None = None
    careless: Careless = lambda text, language: ()  # noqa: ARG005  nobody looks where no house is

    def facts(self, told: Told) -> dict[str, Fact]:
        """Return what one call was and cost, for the reason of the draft."""
        cost = ((told.tokens_in or 0) * self.price_in + (told.tokens_out or 0) * self.price_out) / 1e6
        return {
            "language_model": self.name,
            "prompt": PROMPT,
            "model_tries": told.tries,
            "model_seconds": told.seconds,
            **({"tokens_in": told.tokens_in} if told.tokens_in is not None else {}),
            **({"tokens_out": told.tokens_out} if told.tokens_out is not None else {}),
            **({"cost": round(cost, 6)} if cost else {}),
        }


def write(
    question: MaskedText,
    language: str,
    ranked: Sequence[Evidence],
    statistics: CorpusStatistics,
    writer: Writer,
) -> Draft:
    """Propose what the model wrote from the best of *ranked*, or the quotation, or what only a person may send."""
    quotation = draft(question, language, ranked, sureness(question, ranked, statistics))
    if not quotation.confidence:
        return quotation  # nothing near was found: a model would have to invent
    passages = ranked[:MOST_PASSAGES]
    try:
        told = writer.ask(messages(question, language, passages), *((writer.grows,) if writer.grows else ()))
    except ModelFault as fault:
        return _quoted_instead(quotation, fault.code, {"language_model": writer.name, "prompt": PROMPT})
    facts = writer.facts(told)
    try:
        found = cited(told.text, len(passages))
    except Malformed:
        return _quoted_instead(quotation, "malformed", facts)
    if not found:
        return _quoted_instead(quotation, "no_answer", facts)
    found = _without_answers(found, language)
    if not found:
        return _quoted_instead(quotation, "departed", facts)
    text, evidence = " ".join(one.text for one in found), _cited_passages(found, passages)
    if broken := writer.careless(text, language):
        return _quoted_instead(quotation, "careless", {**facts, "care": " ".join(broken)})
    checked = _checked(found, passages)
    codes = {one.code for one in checked.missing}
    if codes and codes.isdisjoint(FOR_A_PERSON):
        return _quoted_instead(quotation, "departed", {**facts, **counted(checked)})
    sure = sureness(question, (*evidence, *(one for one in ranked if one not in evidence)), statistics)
    # A passage that is not the nearest has no lead; that it has less than none says nothing more.
    sure = replace(sure, lead=max(sure.lead, 0.0)) if sure else None
    return _written(question, language, text, evidence, sure, checked, {**facts, **counted(checked)})


def _without_answers(found: Sequence[Cited], language: str) -> tuple[Cited, ...]:
    """Leave out every yes, no and courtesy: it answers the customer, and no passage says it."""
    said = ((without_answer(one.text, language), one.passages) for one in found)
    return tuple(Cited(text, passages) for text, passages in said if text)


def _cited_passages(found: Sequence[Cited], passages: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return the passages that are cited, the best first: a draft rests on no other."""
    named = sorted({number for one in found for number in one.passages})
    return tuple(passages[number - 1] for number in named)


def _checked(found: Sequence[Cited], passages: Sequence[Evidence]) -> Grounding:
    """Check each sentence against the passages that it cites, not against all: a citation that is no source is none."""
    parts = [check(one.text, [passages[number - 1] for number in one.passages]) for one in found]
    return Grounding(tuple(said for part in parts for said in part.sentences))


def counted(checked: Grounding) -> dict[str, Fact]:
    """Return, for a reason, how well the weakest sentence is supported, and how often each code is missing."""
    codes = [one.code for one in checked.missing]
    return {"support": checked.support, **{f"missing_{code}": codes.count(code) for code in sorted(set(codes))}}


def _quoted_instead(quotation: Draft, why: str, facts: Mapping[str, Fact]) -> Draft:
    because = replace(quotation.because, facts={**quotation.because.facts, "model_fault": why, **facts})
    return replace(quotation, because=because)


def _written(
    question: MaskedText,
    language: str,
    text: str,
    evidence: tuple[Evidence, ...],
    sure: Sureness | None,
    checked: Grounding,
    facts: Mapping[str, Fact],
) -> Draft:
    confidence = round(sure.confidence, 4) if sure else 0.0
    matched = words_of(question, evidence[0].terms, language)
    said = {
        "confidence": confidence,
        "passages": len(evidence),
        "articles": len({one.article for one in evidence}),
        **(sure.facts if sure else {}),
        **facts,
    }
    missing = tuple(f"{one.code}: {one.text}" for one in checked.missing)
    # The words of what is missing are a model's, drawn from a customer's question perhaps: they are kept sealed.
    because = Because("answer", DEPARTED if missing else WRITTEN, said, words=missing or matched)
    return Draft(text, evidence, confidence, because)
