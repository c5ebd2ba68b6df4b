"""Feeds kept turns to the replay room: opens each with its customer's key, under the guidelines that decided then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from fairdesk.answers import records as answers
from fairdesk.answers.answer import answer as answer_from_articles
from fairdesk.desk import records as desk
from fairdesk.desk.turn import Rules
from fairdesk.guidelines.compile import Guideline, compile_table
from fairdesk.guidelines.table import parse
from fairdesk.house.books import Books
from fairdesk.house.joining import restrictions_in_force
from fairdesk.house.knowing import GUIDELINES
from fairdesk.nouns import ActId, Asked, BadInput, Draft, NotFound, Situation
from fairdesk.privacy.restriction import covering
from fairdesk.replay.compare import Outcome, compare
from fairdesk.replay.foresee import Typed, stays
from fairdesk.replay.replay import Replayed, again


def replay_all(house: Books, proposed: Path | None = None, *, whole: bool = False) -> Outcome:
    """Decide every kept turn again; with a *proposed* guideline file in place of the one of its name.

    Under a proposed guideline only the turns are opened whose typed facts do not show that they stay as they were;
    *whole* opens every one, with the same result. Raises BadInput naming the file, the row and the cell if it cannot
    be read.
    """
    if proposed is None or whole:
        return _decided(house, proposed, (kept.act for kept in desk.turns()))
    table = _proposed(proposed)
    openable = set(house.keys.all_customers())
    unmoved, others = 0, []
    for act, customer, kept in desk.typed_turns():
        if customer in openable and stays(Typed(*kept), table):
            unmoved += 1
        else:
            others.append(act)
    outcome = _decided(house, proposed, others)
    return replace(outcome, turns=outcome.turns + unmoved)


def _decided(house: Books, proposed: Path | None, acts: Iterable[ActId]) -> Outcome:
    table = {_name_of(proposed): _proposed(proposed)} if proposed else {}
    missing: list[ActId] = []
    outcome = compare(_replayed(house, acts, table, missing), proposed.name if proposed else "")
    return replace(outcome, unknown=len(missing))  # known only now: turns are read while they are compared


def _replayed(
    house: Books, acts: Iterable[ActId], proposed: Mapping[str, Guideline], missing: list[ActId]
) -> Iterator[tuple[ActId, Replayed]]:
    restricted = restrictions_in_force()
    for act in acts:
        try:
            kept, turn = house.kept_turn(act)
        except NotFound:
            missing.append(act)
            continue
        # Asked only where anything is restricted at all: what may only be stored is not decided again either.
        if restricted and covering(restricted, desk.conversation(kept.conversation).customer, kept.conversation):
            missing.append(act)
            continue
        by_name = {name: house.knowing.guideline(turn.situation.guidelines[name]) for name in GUIDELINES}
        by_name |= proposed
        yield act, again(turn, Rules(by_name["routing"], by_name["release"]), _search)


def _search(asked: Asked, situation: Situation) -> Draft:
    return answer_from_articles(asked.text, asked.language, [], situation.at, answers.find)


def _name_of(path: Path) -> str:
    name = path.stem.split(".")[0]
    if name not in GUIDELINES:
        raise BadInput(f"{path.name} proposes a guideline named {name!r}; the desk has {', '.join(GUIDELINES)}")
    return name


def _proposed(path: Path) -> Guideline:
    _name_of(path)
    try:
        text = path.read_bytes().decode("utf-8")  # exact: the version is the hash of the bytes
    except UnicodeDecodeError as wrong:
        raise BadInput(f"{path.name} is not UTF-8 text") from wrong
    return compile_table(parse(text, path.name))
