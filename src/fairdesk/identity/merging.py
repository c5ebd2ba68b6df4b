"""One person, several places: when two customers may be joined, what then holds for both, and who must be asked more.

Joining links; it moves nothing. Each place keeps its conversations, its key and its choices, so that taking apart is
the whole undo. Where the two said different things about a use of their words, the stricter holds for both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from fairdesk.nouns import Because, Fact


class Level(StrEnum):
    """How sure we are who is there."""

    SESSION = "session"
    """The browser that wrote, and nothing else."""
    VERIFIED = "verified"
    """A code that went to the customer's own address, a short while ago in this browser."""


class Matter(StrEnum):
    """What somebody wants to do with what we keep about them."""

    READ = "read"
    CHOOSE = "choose"
    CORRECT = "correct"
    RESTRICT = "restrict"
    EXPORT = "export"
    ERASE = "erase"
    ADDRESS = "address"
    """Add, remove or share an address: it is what later proves who somebody is."""
    JOIN = "join"
    PART = "part"


_AT_RISK = frozenset({Matter.EXPORT, Matter.ERASE, Matter.ADDRESS, Matter.JOIN, Matter.CORRECT})
"""What harms the customer if somebody else does it. Refusing, restricting and taking apart only protect."""

ENOUGH, ASK_CODE = "identity.enough", "identity.ask_code"
MAY_JOIN, JOIN_ASKS_CODE, SAME, SHARED = "join.may", "join.ask_code", "join.same", "join.shared"
CODES: Mapping[str, str] = {
    ENOUGH: "It is sure enough who asks.",
    ASK_CODE: "A code to the customer's own address comes first.",
    MAY_JOIN: "Both places are proved by the strongest means that each has.",
    JOIN_ASKS_CODE: "One of the two places has an address of its own; a code to it comes first.",
    SAME: "The two are one person already.",
    SHARED: "Other people read the address that would prove it.",
}


def enough_for(level: str, matter: str, *, reachable: bool) -> Because:
    """Return whether it is sure enough who asks.

    Ask more only on reasonable doubt, and no more than there is to ask (GDPR Article 12(6)): a customer without an
    address of their own (*reachable* is false) is their browser, and a code could go nowhere. A level or matter that
    is not known asks for a code.
    """
    risky = matter in _AT_RISK or matter not in set(Matter)
    sure = level == Level.VERIFIED or not risky or not reachable
    facts: dict[str, Fact] = {"level": level, "matter": matter, "reachable": reachable}
    return Because(step="identity", code=ENOUGH if sure else ASK_CODE, facts=facts)


@dataclass(frozen=True, slots=True)
class Side:
    """One of two places that may be one person: how it was proved, and whether it has an own address, or a shared one."""

    level: Level
    reachable: bool
    shared: bool = False


def may_join(one: Side, other: Side, *, joined: bool) -> Because:
    """Return whether two places may be joined. At least one side has had a code; each with an address must have."""
    sides = (one, other)
    if joined:
        return Because(step="join", code=SAME)
    if any(side.shared for side in sides):
        return Because(step="join", code=SHARED)
    proved = all(enough_for(side.level, Matter.JOIN, reachable=side.reachable).code == ENOUGH for side in sides)
    one_code = any(side.level is Level.VERIFIED for side in sides)
    return Because(step="join", code=MAY_JOIN if proved and one_code else JOIN_ASKS_CODE)


_STRICT = ("refused", "not_asked", "told", "allowed")


def strictest(standings: Iterable[str]) -> str:
    """Return the strictest of how a purpose stands in each of a person's places: refused before all others.

    A standing that is not known counts as refused. Raises ValueError if there is none at all.
    """
    return min((each if each in _STRICT else "refused" for each in standings), key=_STRICT.index)
