"""Find out whether a message touches a sensitive matter, and which.

The lexicons of all languages are tried, whatever the language of the page. A hit never blocks a customer; it brings a
person. A denial ("I am not suicidal, but ...") counts as a hit in a crisis: saying it at all is a reason to call
somebody. The words that were found travel in the reason, apart from its facts, because they are the customer's.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fairdesk.nouns import Because, Concern, Fact, MaskedText
from fairdesk.sensitive.phrases import Hit, Lexicons
from fairdesk.sensitive.topics import ACUTE, Topic, most_urgent

FOLDER = Path(__file__).parent / "lexicon"
MOST_WORDS = 20


@cache
def lexicons() -> Lexicons:
    """Return the shipped lexicons, read once."""
    return Lexicons.read(FOLDER)


def triage(text: MaskedText, language: str, lists: Lexicons | None = None) -> Concern:
    """Return the sensitive matter of a message, or "none"; with several the most urgent one decides.

    *language* is the page's; it does not narrow the search and is kept as a fact of the reason. *lists* take the place
    of the shipped lexicons where somebody wants to know what others would find.
    """
    tried = lists or lexicons()
    hits = tried.hits(text)
    topic = most_urgent(frozenset(Topic(hit.topic) for hit in hits)) if hits else Topic.NONE
    return Concern(str(topic), topic in ACUTE, _because(topic, hits, language, tried.version))


def _because(topic: Topic, hits: tuple[Hit, ...], language: str, version: str) -> Because:
    words = tuple(dict.fromkeys(hit.words for hit in hits))[:MOST_WORDS]
    facts: dict[str, Fact] = {"lexicon": version, "hits": len(hits), "page_language": language}
    return Because("triage", f"triage.{topic}", facts, version=version, words=words)
