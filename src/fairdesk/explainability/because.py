"""Write a reason down, read it back exactly, and walk through it.

    from_dict(to_dict(because)) == because

What is kept is the whole computation: a decision can be rebuilt from its reason alone. The written form carries a
version, so that a reason kept today is still read by the desk of tomorrow.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from fairdesk.nouns import BadInput, Because, Fact

FORMAT = 1
_DEEPEST = 20
_TEXT = frozenset({str})
_FACTS = frozenset({str, int, bool})
_PARTS = frozenset({"step", "code", "facts", "rule", "version", "words", "failed", "under"})


def to_dict(because: Because) -> dict[str, Any]:
    """Return *because* as JSON's types, with the version of this form under "format"."""
    return {"format": FORMAT, **_plain(because)}


def from_dict(written: Mapping[str, Any]) -> Because:
    """Return the reason that `to_dict` wrote.

    Raises BadInput naming the part if it is of another version or not of this form.
    """
    if not isinstance(written, Mapping) or written.get("format") != FORMAT:
        raise BadInput(f"this reason is not of form {FORMAT}; a newer fairdesk may be able to read it")
    return _because({name: part for name, part in written.items() if name != "format"}, 0)


def canonical_bytes(because: Because) -> bytes:
    """Return the one byte form of *because*, the same on every machine: for digests and the ledger.

    Raises BadInput if a fact is not a finite number (JSON has no other).
    """
    # Names sorted, no spaces, and ASCII alone: no half of a surrogate pair can make the keeping fail.
    try:
        return json.dumps(to_dict(because), sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")
    except ValueError as wrong:
        raise BadInput(f"the reason {because.code} holds a number that is not finite; leave it out") from wrong


def walk(because: Because) -> Iterator[Because]:
    """Yield *because* and all it rests on, each before what is under it."""
    yield because
    for below in because.under:
        yield from walk(below)


def find(because: Because, step: str) -> Because | None:
    """Return the first reason of *step* in the tree, or None."""
    return next((found for found in walk(because) if found.step == step), None)


def without_words(because: Because) -> Because:
    """Return the same tree without the customer's (masked) words, which are kept sealed."""
    return replace(because, words=(), under=tuple(without_words(below) for below in because.under))


def _plain(because: Because) -> dict[str, Any]:
    return {
        "step": because.step,
        "code": because.code,
        "facts": dict(because.facts),
        "rule": because.rule,
        "version": because.version,
        "words": list(because.words),
        "failed": {rule: list(names) for rule, names in because.failed.items()} if because.failed else {},
        "under": [_plain(below) for below in because.under],
    }


def _because(written: Any, depth: int) -> Because:
    if not isinstance(written, Mapping) or written.keys() != _PARTS or depth > _DEEPEST:
        raise BadInput(f"a reason should have the parts {', '.join(sorted(_PARTS))}, at most {_DEEPEST} deep")
    facts, failed = written["facts"], written["failed"]
    return Because(
        _text(written, "step"),
        _text(written, "code"),
        facts if _plainly_right(facts) else {name: _fact(name, value) for name, value in _names("facts", facts)},
        _text(written, "rule"),
        _text(written, "version"),
        _texts("words", written["words"]),
        {rule: _texts("failed", names) for rule, names in _names("failed", failed)} if failed else {},
        tuple([_because(below, depth + 1) for below in _list("under", written["under"])]),
    )


def _plainly_right(facts: Any) -> bool:
    """Whether these are facts without a number that could be infinite: the quick test that most reasons pass."""
    return type(facts) is dict and _TEXT.issuperset(map(type, facts)) and _FACTS.issuperset(map(type, facts.values()))


def _text(written: Mapping[str, Any], part: str) -> str:
    found = written[part]
    if not isinstance(found, str):
        raise BadInput(f"the reason's {part!r} should be a text")
    return found


def _names(part: str, found: Any) -> Iterable[tuple[str, Any]]:
    if not isinstance(found, Mapping) or not all(isinstance(name, str) for name in found):
        raise BadInput(f"the reason's {part!r} should be names with values")
    return found.items()


def _list(part: str, found: Any) -> list[Any]:
    if not isinstance(found, list):
        raise BadInput(f"the reason's {part!r} should be a list")
    return found


def _texts(part: str, found: Any) -> tuple[str, ...]:
    members = _list(part, found)
    if members and not all(isinstance(member, str) for member in members):
        raise BadInput(f"the reason's {part!r} should hold texts")
    return tuple(members)


def _fact(name: str, value: Any) -> Fact:
    if not isinstance(value, (str, int, float)) or (isinstance(value, float) and not math.isfinite(value)):
        raise BadInput(f"the reason's fact {name!r} should be a text, a finite number, true or false")
    return value
