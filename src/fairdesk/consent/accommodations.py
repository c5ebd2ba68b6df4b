"""What helps a customer: chosen or written by themselves, shown to the person who answers, and used for nothing else.

It may tell of a disability or an illness, so it rests on explicit consent (GDPR Article 9(2)(a)), is sealed apart from
the conversation, lives 90 days or until it is taken back, and is in no replay, audit, figure or training. Why something
helps is never asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from fairdesk.language import gettext_noop
from fairdesk.nouns import BadInput

KEPT_FOR = timedelta(days=90)
LONGEST = 200
"""Characters of a customer's own words; enough to say what helps, too few for a medical history."""

HELPS: Mapping[str, str] = {
    "plain_words": gettext_noop("Plain words and short sentences"),
    "large_print": gettext_noop("Large print in what you send me"),
    "more_time": gettext_noop("More time to answer"),
    "in_writing": gettext_noop("Writing instead of the telephone"),
    "by_telephone": gettext_noop("The telephone instead of writing"),
    "relay_call": gettext_noop("Calls through a relay service"),
    "sign_language": gettext_noop("Sign language"),
    "one_person": gettext_noop("The same person each time"),
}
"""What can be chosen, in words for customers (msgids). The codes are kept."""


@dataclass(frozen=True, slots=True)
class Helps:
    """What helps one customer: chosen codes in the order of HELPS, and words of their own."""

    chosen: tuple[str, ...] = ()
    words: str = ""

    def __bool__(self) -> bool:
        return bool(self.chosen or self.words)

    @property
    def for_colleagues(self) -> tuple[str, ...]:
        """What the person who answers reads: English for what was chosen, then the customer's own words."""
        return (*(HELPS[code] for code in self.chosen), *((self.words,) if self.words else ()))


def helps(chosen: Iterable[str], words: str) -> Helps:
    """Return what a form says. Raises BadInput for a code that is not offered, or words that are too long."""
    wanted, said = set(chosen), " ".join(words.split())
    if unknown := wanted - HELPS.keys():
        raise BadInput(f"{min(unknown)!r} is not offered; there are {', '.join(HELPS)}")
    if len(said) > LONGEST:
        raise BadInput(f"what helps has {len(said)} characters; {LONGEST} fit")
    return Helps(tuple(code for code in HELPS if code in wanted), said)


def written(what: Helps) -> bytes:
    """Return what helps as it is sealed."""
    return json.dumps({"v": 1, "chosen": what.chosen, "words": what.words}, ensure_ascii=False).encode()


def read(kept: bytes) -> Helps:
    """Return what `written` wrote down; a code that is no longer offered is left out."""
    told = json.loads(kept)
    return Helps(tuple(code for code in HELPS if code in told["chosen"]), told["words"])
