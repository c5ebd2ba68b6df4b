"""Check what a reply says to somebody who is in trouble, before it leaves: words that hurt, and what is missing.

    check("As I said, you should have told us.", "en", "bereavement")[0].words      ->   ("As I said", "you should have")

Rules that can be read, for drafts of machines and of people alike: safe-messaging wording, no blame, no clichés, no proof
first, one question, a next step, condolences once, short sentences. A finding names the words and what to write instead.
It helps whoever writes; nothing here grades a person, and nothing is kept about who wrote what.

Lists of words are `care_words/<language>.yaml`, read as the lexicons are (phrases.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from fairdesk.nouns import BadInput
from fairdesk.sensitive.phrases import Lexicons
from fairdesk.sensitive.topics import ACUTE, MATTERS, Topic

FOLDER = Path(__file__).parent / "care_words"
LONGEST_REPLY = 120
"""Words that somebody in distress can take in at once."""
LONGEST_SENTENCE = 25
MOST_QUESTIONS = 1
QUICK = timedelta(hours=1)
"""What a person said in this time still stands: a reply among several of one hour need not repeat the next step."""

_SENTENCE = re.compile(r"[^.!?:;。！？；؟\n]+")
_WORD = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]{1,2}|\w+")
"""Two Chinese characters count as a word: it is what a word has on average."""
_QUESTION = re.compile(r"[?？؟]")

_GRIEF = frozenset({Topic.BEREAVEMENT})
_SENSITIVE = frozenset(MATTERS)


@dataclass(frozen=True, slots=True)
class Rule:
    """What is looked for, in which matters, and what to write instead. A *machine* may not do it anywhere."""

    code: str
    label: str
    instead: str
    matters: frozenset[Topic]
    machine: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a reply breaks; `words` are the reply's own, none where something is missing or too much."""

    rule: Rule
    words: tuple[str, ...] = ()


class NeedsAnotherLook(BadInput):
    """A reply was not sent, because the check found something; a reason sends it as it is."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        told = "; ".join(one.rule.label for one in findings)
        super().__init__(f"nothing was sent: {told}; change it, or say why it goes as it is")
        self.findings = tuple(findings)


_EVERYWHERE = _SENSITIVE | {Topic.NONE}
RULES = {
    rule.code: rule
    for rule in (
        Rule("harmful", "Words that hurt or put a life at risk", "Say “died by suicide” or “suicide attempt”; leave out method, place and numbers.", _EVERYWHERE, machine=True),
        Rule("blame", "It blames the customer", "Say what can be done now, not what they did not do.", _SENSITIVE, machine=True),
        Rule("belittling", "It makes the matter small, or claims to know how it feels", "Name what they told you, in their own word.", _SENSITIVE, machine=True),
        Rule("claimed_feeling", "A machine has no feelings", "Say what the desk does.", frozenset(), machine=True),
        Rule("cold", "It sounds like a form", "Say first what you can do; name the person who died by their name.", _SENSITIVE),
        Rule("proof_first", "It asks for proof first", "Help first; say later which paper is needed, and why.", ACUTE | _GRIEF),
        Rule("offer", "It sells or asks for a rating", "Leave it out; there is another day for it.", _SENSITIVE),
        Rule("condolence_again", "Condolences were given already", "Go on with what happens next.", _SENSITIVE),
        Rule("questions", "More than one question", "Ask one thing; the rest can wait.", ACUTE | _GRIEF),
        Rule("no_next_step", "It does not say what happens next", "Say who does what, and by when.", _SENSITIVE),
        Rule("long", "It is long", f"Keep to {LONGEST_REPLY} words; send the rest later.", _SENSITIVE),
        Rule("long_sentence", "A sentence is long", f"Cut it: at most {LONGEST_SENTENCE} words.", _SENSITIVE),
    )
}  # fmt: skip
"""Every rule, in the order in which findings are told. The wording follows the safe-messaging rules for suicide (National
Action Alliance), the five coded behaviours of a first reply (arXiv 2509.08839) and the FCA's FG21/1 on vulnerable customers."""


def told(findings: Sequence[Finding], reason: str) -> str:
    """Return the note that stays beside a reply which went as it was."""
    found = "; ".join(
        f"{one.rule.label} ({', '.join(one.words)})" if one.words else one.rule.label for one in findings
    )
    return f"Sent as written. The check had found: {found}. Reason: {reason}"


@cache
def lists() -> Lexicons:
    """Return the shipped lists, read once."""
    return Lexicons.read(FOLDER)


def check(
    text: str,
    language: str,
    topic: str,
    *,
    by_machine: bool = False,
    before: Iterable[str] = (),
    lately: Iterable[str] = (),
) -> tuple[Finding, ...]:
    """Return what a reply in *language* should say otherwise in this matter, rule by rule; () if nothing.

    *topic* is one of `Topic`; *before* are the texts that people and the desk have sent in this conversation, *lately*
    those that people sent in it within `QUICK`.
    """
    matter, said = Topic(topic), _said(text, language)
    found = {code: said[code] for code in RULES if code in said and _holds(RULES[code], matter, by_machine)}
    found |= {
        code: words for code, words in _shape(text, said, language, before, lately) if matter in RULES[code].matters
    }
    return tuple(Finding(rule, found[code]) for code, rule in RULES.items() if code in found)


def careless(text: str, language: str) -> tuple[str, ...]:
    """Return the rules that a machine's words break, in any matter and in none: what it wrote is then not sent."""
    found = check(text, language, Topic.NONE, by_machine=True)
    return tuple(one.rule.code for one in found if one.rule.machine)


def _holds(rule: Rule, matter: Topic, by_machine: bool) -> bool:
    return matter in rule.matters or (by_machine and rule.machine)


def _said(text: str, language: str) -> dict[str, tuple[str, ...]]:
    """Return the words of each list that stand in a text, as they are written there."""
    found: dict[str, dict[str, None]] = {}
    for hit in lists().hits(text):
        # Only the reply's own language: a list is short, and another language's words mean something else.
        if hit.language == language:
            found.setdefault(hit.topic, {})[hit.words] = None
    return {code: tuple(words) for code, words in found.items()}


def _says_next(text: str, said: Mapping[str, tuple[str, ...]]) -> bool:
    return "next_step" in said or bool(_QUESTION.search(text))  # a question is a next step


def _shape(
    text: str, said: Mapping[str, tuple[str, ...]], language: str, before: Iterable[str], lately: Iterable[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what the rules about the whole reply find: the rule's code and the words, if any."""
    condolence = said.get("condolence", ())
    # In any language: whoever changes it has read the first condolences all the same.
    if condolence and any(hit.topic == "condolence" for each in before for hit in lists().hits(each)):
        yield "condolence_again", condolence[:1]
    asked = len(_QUESTION.findall(text))
    if asked > MOST_QUESTIONS:
        yield "questions", ()
    if not _says_next(text, said) and not any(_says_next(each, _said(each, language)) for each in lately):
        yield "no_next_step", ()
    if len(_WORD.findall(text)) > LONGEST_REPLY:
        yield "long", ()
    for sentence in _SENTENCE.findall(text):
        if len(_WORD.findall(sentence)) > LONGEST_SENTENCE:
            yield "long_sentence", (sentence.strip(),)
            return
