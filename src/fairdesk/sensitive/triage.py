"""Find out whether a message touches a sensitive matter, and which, how sure that is, how soon, and who is in danger.

The lexicons of all languages are tried, whatever the language of the page, and a model weighs the message besides; either
is enough. A finding never blocks a customer; it brings a person. A denial ("I am not suicidal, but ...") counts as a hit
in a crisis: saying it at all is a reason to call somebody. The words that were found, and what weighed most, travel in
the reason apart from its facts, because they are the customer's.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fairdesk.nouns import Because, Concern, Fact, MaskedText
from fairdesk.sensitive.danger import UNCLEAR, UNSAID, at_risk, immediacy
from fairdesk.sensitive.phrases import Hit, Lexicons
from fairdesk.sensitive.signs import END
from fairdesk.sensitive.topics import ACUTE, Topic, most_urgent
from fairdesk.sensitive.weigh import ACUTE as GATE
from fairdesk.sensitive.weigh import OF_THE_GATE, Model, Weighed, version_of

FOLDER = Path(__file__).parent / "lexicon"
FIRST_WORDS = Path(__file__).parent / "words"
_AFTER_A_SENTENCE = re.compile(r"(?<=[.!?؟。！？])\s*")
MOST_WORDS = 20
MOST_REASONS = 6
FEWEST_WORDS = 2
"""Of fewer words, beside those that a guard covers, the model is not asked: one word proves nothing that no list knows."""
UPSET = "upset"
VIOLENCE = "violence"
TOPIC_OF = {VIOLENCE: Topic.CRISIS}
"""Heads of the model that are not topics by themselves; the others have the topic's name."""


@dataclass(frozen=True, slots=True)
class Found:
    """All that triage found: the hits of the lexicons, the heads of the model that say yes, and the matter that decides."""

    topic: Topic
    topics: frozenset[Topic]
    """Every matter that was found; `topic` is the most urgent."""
    head: str
    """The head of the model that stands for the matter; of none, the gate."""
    hits: tuple[Hit, ...]
    heads: tuple[str, ...]
    weighed: Weighed
    certainty: float


@cache
def lexicons() -> Lexicons:
    """Return the shipped lexicons, read once."""
    return Lexicons.read(FOLDER)


@cache
def model() -> Model:
    """Return the shipped model, read once."""
    return Model.read()


@cache
def model_version() -> str:
    """Return the version of the shipped model, told from its files: it is not loaded for that."""
    return version_of()


def triage(text: MaskedText, language: str, lists: Lexicons | None = None) -> Concern:
    """Return the sensitive matter of a message, or "none"; with several the most urgent one decides.

    *language* is the page's; it does not narrow the search and is kept as a fact of the reason. *lists* take the place
    of the shipped lexicons where somebody wants to know what others would find.
    """
    tried = lists or lexicons()
    return concern_of(look(text, language, tried), language, tried.version)


def concern_of(found: Found, language: str, version: str) -> Concern:
    """Return what was found as the way of a message takes it, with its reason; *version* is that of the lists."""
    none = found.topic is Topic.NONE
    who = UNCLEAR if none else at_risk(found.head, found.weighed.signs)
    soon = UNSAID if none else immediacy(found.weighed.signs)
    return Concern(
        str(found.topic), found.topic in ACUTE, _because(found, language, version, who, soon),
        certainty=found.certainty, immediacy=soon, at_risk=who, upset=UPSET in found.heads,
    )  # fmt: skip


def look(text: str, language: str, lists: Lexicons | None = None) -> Found:
    """Return all that is found in a text."""
    hits, words = (lists or lexicons()).look(_without_ours(text))
    listed = {hit.topic for hit in hits}
    weighed = model().weigh(words, language, listed)
    heads = _heads(weighed) if sum(word != END for word in words) >= FEWEST_WORDS else ()
    topics = frozenset({*map(Topic, listed), *(TOPIC_OF.get(head) or Topic(head) for head in heads if head != UPSET)})
    topic = most_urgent(topics)
    head = _head_of(topic, weighed)
    return Found(topic, topics, head, hits, heads, weighed, round(model().certainty(head, weighed.scores[head]), 3))


@cache
def _ours() -> frozenset[str]:
    """Return the sentences of the first words, as they are sent."""
    files = [tomllib.loads(file.read_text("utf-8")) for file in FIRST_WORDS.glob("*.toml")]
    texts = [str(text) for words in files for text in (*words["topics"].values(), *words["shared"].values())]
    return frozenset(sentence for text in texts for sentence in _AFTER_A_SENTENCE.split(text.strip()) if sentence)


def _without_ours(text: str) -> str:
    """Leave out the sentences that we ourselves sent: quoted back, they are no word of the customer's."""
    sentences = _AFTER_A_SENTENCE.split(text)
    rest = [sentence for sentence in sentences if sentence.strip() not in _ours()]
    return text if len(rest) == len(sentences) else " ".join(rest)


def _heads(weighed: Weighed) -> tuple[str, ...]:
    """Return the heads that say yes. Of the acute ones, only the likeliest behind the gate."""
    behind = {max(OF_THE_GATE, key=weighed.scores.__getitem__)} if model().says(GATE, weighed) else set()
    others = {head for head in model().heads if head not in (GATE, *OF_THE_GATE) and model().says(head, weighed)}
    return tuple(head for head in model().heads if head in behind | others)


def _head_of(topic: Topic, weighed: Weighed) -> str:
    if topic is Topic.NONE:
        return GATE
    if topic is Topic.CRISIS and weighed.scores[VIOLENCE] > weighed.scores["crisis"]:
        return VIOLENCE
    return str(topic)


def _because(found: Found, language: str, version: str, who: str, soon: str) -> Because:
    words = tuple(dict.fromkeys(hit.words for hit in found.hits))[:MOST_WORDS]
    facts: dict[str, Fact] = {
        "lexicon": version, "hits": len(found.hits), "page_language": language, "triage_model": model().version
    }  # fmt: skip
    if found.topic is not Topic.NONE:
        facts |= {"certainty": found.certainty, "immediacy": soon, "at_risk": who}
        words += reasons(found)
    elif UPSET in found.heads:
        facts |= {UPSET: True}
    return Because("triage", f"triage.{found.topic}", facts, version=version, words=words)


def reasons(found: Found) -> tuple[str, ...]:
    """Return what weighed most for the matter, as "what +weight"; nothing where only a lexicon found it."""
    if found.head not in found.heads:
        return ()
    parts = [(name, part) for name, part in model().why(found.head, found.weighed) if part > 0 and name != "start"]
    return tuple(f"{name.strip('~')} {part:+.2f}" for name, part in parts[:MOST_REASONS])
