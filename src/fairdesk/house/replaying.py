"""Feeds kept turns to the replay room: opens each with its customer's key, under the guidelines that decided then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from fairdesk.answers import records as answers
from fairdesk.answers.answer import answer as answer_from_articles
from fairdesk.desk import records as desk
from fairdesk.desk.turn import Rules
from fairdesk.guidelines.compile import Guideline, compile_table
from fairdesk.guidelines.table import parse
from fairdesk.house.books import Books
from fairdesk.house.knowing import GUIDELINES
from fairdesk.nouns import ActId, Asked, BadInput, Draft, NotFound, Situation
from fairdesk.replay.compare import Outcome, compare
from fairdesk.replay.replay import Replayed, again


def replay_all(house: Books, proposed: Path | None = None) -> Outcome:
    """Decide every kept turn again; with a *proposed* guideline file in place of the one of its name.

    Raises BadInput naming the file, the row and the cell if it cannot be read.
    """
    table = {_name_of(proposed): _proposed(proposed)} if proposed else {}
    missing: list[ActId] = []
    return compare(_replayed(house, table, missing), proposed.name if proposed else "", len(missing))


def _replayed(
    house: Books, proposed: Mapping[str, Guideline], missing: list[ActId]
) -> Iterator[tuple[ActId, Replayed]]:
    for kept in desk.turns():
        try:
            _, turn = house.kept_turn(kept.act)
        except NotFound:
            missing.append(kept.act)
            continue
        by_name = {name: house.knowing.guideline(turn.situation.guidelines[name]) for name in GUIDELINES}
        by_name |= proposed
        yield kept.act, again(turn, Rules(by_name["routing"], by_name["release"]), _search)


def _search(asked: Asked, situation: Situation) -> Draft:
    return answer_from_articles(asked.text, asked.language, [], situation.at, answers.find)


def _name_of(path: Path) -> str:
    name = path.stem.split(".")[0]
    if name not in GUIDELINES:
        raise BadInput(f"{path.name} proposes a guideline named {name!r}; the desk has {', '.join(GUIDELINES)}")
    return name


def _proposed(path: Path) -> Guideline:
    try:
        text = path.read_bytes().decode("utf-8")  # exact: the version is the hash of the bytes
    except UnicodeDecodeError as wrong:
        raise BadInput(f"{path.name} is not UTF-8 text") from wrong
    return compile_table(parse(text, path.name))
