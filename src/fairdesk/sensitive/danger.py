"""Say how soon, and who is in danger, from the signs of a message. Plain rules; in doubt "unclear" and "unsaid". Pure.

at_risk("crisis", ("self", "child", "want", "die", "."))     # "other": my son wants to die
immediacy(("self", "means", "now", "."))                      # "now"
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from fairdesk.sensitive.signs import END

GRAVE = frozenset({"die", "kill", "suicide", "harm", "means", "weapon", "attack", "live", "burden", "eating", "last"})
DONE_TO = frozenset({"kill", "threat", "attack", "hit", "weapon"})
OTHERS = frozenset({"they", "partner", "kin", "child"})
NOW, SOON, UNSAID = "now", "soon", "unsaid"
SELF, OTHER, CHILD, UNCLEAR = "self", "other", "child", "unclear"


def at_risk(head: str, signs: Sequence[str]) -> str:
    """Return who is in danger: self, other, child or unclear. *head* is the matter, or "violence"."""
    if head == "minor":
        return CHILD
    if head == "abuse":
        return SELF if "self" in signs else CHILD if "child" in signs else OTHER if OTHERS & {*signs} else UNCLEAR
    if head not in ("crisis", "violence"):
        return SELF if "self" in signs else UNCLEAR
    votes = Counter(vote for sentence in _sentences(signs) for vote in _votes(sentence))
    if not votes:
        return OTHER if head == "violence" else SELF if "self" in signs else UNCLEAR
    return SELF if votes[SELF] >= votes[OTHER] else OTHER


def immediacy(signs: Sequence[str]) -> str:
    """Return how soon it is: now where a time and something grave stand in one sentence, soon where any time is named."""
    times = False
    for sentence in _sentences(signs):
        if "now" in sentence and (GRAVE | DONE_TO) & {*sentence}:
            return NOW
        times = times or bool({"now", "soon", "last"} & {*sentence})
    return SOON if times else UNSAID


def _votes(sentence: Sequence[str]) -> Iterator[str]:
    """Yield for each grave sign whom it is about: the last person named before it; whoever is threatened stands after it."""
    before = ""
    for place, sign in enumerate(sentence):
        if sign == "self" or sign in OTHERS:
            before = sign
        elif sign in GRAVE | DONE_TO:
            after = sentence[place + 1 : place + 3]
            if sign in DONE_TO and before in OTHERS and "self" in after:
                yield SELF
            elif before:
                yield SELF if before == "self" else OTHER


def _sentences(signs: Sequence[str]) -> Iterator[Sequence[str]]:
    sentence: list[str] = []
    for sign in signs:
        if sign == END:
            yield sentence
            sentence = []
        else:
            sentence.append(sign)
    yield sentence
