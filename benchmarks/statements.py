"""The SQL statements of one turn, from `say` until its answer may be read: by room and kind, and which were asked again.

    python benchmarks/statements.py [--turn 3] [--list]

A turn is written down, masked, decided, kept and delivered; the one counted is the third of its conversation, so that
there is something said before. A reading is asked again if its words and values were asked before in the same turn: in
the keeping and the delivering transaction that is the promise that a stop, a take-over or a withdrawal is seen.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

from figures import tell
from stand import Texts, open_stand

KINDS = ("SELECT", "INSERT", "UPDATE", "DELETE")


class Statement(NamedTuple):
    """A statement that was run: its room, kind, words and values, and who wanted it."""

    room: str
    kind: str
    sql: str
    values: tuple[object, ...]
    wanted_by: str


@contextmanager
def heard() -> Iterator[tuple[list[Statement], list[str]]]:
    """Gather every statement of the block, in all threads, and each transaction that writes."""
    from fairdesk import database

    said: list[Statement] = []
    begun: list[str] = []
    run, lock, read = database._run, database._lock, database.KeyFile.rows

    def listening(sql: str, values: tuple[object, ...]) -> Any:
        room, wanted_by = caller(sys._getframe(1))
        words = " ".join(sql.split())
        said.append(Statement(room, words.partition(" ")[0], words, values, wanted_by))
        return run(sql, values)

    def counting() -> Any:
        begun.append("")
        return lock()

    def opening(file: Any, sql: str, *values: object) -> Any:
        said.append(Statement("key file", "SELECT", sql, values, caller(sys._getframe(1))[1]))
        return read(file, sql, *values)

    with replaced(database, _run=listening, _lock=counting), replaced(database.KeyFile, rows=opening):
        yield said, begun


@contextmanager
def replaced(owner: Any, **others: Callable[..., Any]) -> Iterator[None]:
    """Let others stand for functions of a module or a class during the block."""
    before = {name: getattr(owner, name) for name in others}
    for name, other in others.items():
        setattr(owner, name, other)
    try:
        yield
    finally:
        for name, one in before.items():
            setattr(owner, name, one)


def caller(frame: FrameType | None) -> tuple[str, str]:
    """Return the room whose records ran a statement, and the way that led to it, the nearest first."""
    way = []
    while frame is not None and len(way) < 4:
        file, name = Path(frame.f_code.co_filename), frame.f_code.co_name
        if "fairdesk" in file.parts and file.name != "database.py" and not name.startswith("<"):
            place = file.parts[len(file.parts) - file.parts[::-1].index("fairdesk") :]
            way.append(f"{'/'.join(place).removesuffix('.py')}:{name}")
        frame = frame.f_back
    return way[0].partition("/")[0] if way else "", " < ".join(way)


def one_turn(turn: int) -> tuple[list[Statement], int]:
    """Take a conversation to its *turn*-th message and return what that one asks, and how many transactions write."""
    texts = Texts(500)
    with open_stand(texts) as house:
        from fairdesk.desk import records as desk
        from fairdesk.nouns import RawText

        for before in (1, turn - 1):  # the first conversation makes what a process makes once
            customer, _ = house.add_customer("en")
            conversation = house.start(customer, "en")
            for number in range(before):
                house.say(conversation, customer, RawText(texts.question()), f"{before} {number}")
                house.answer_arrivals(conversation)
        head, body = texts.parts[7]
        question = f"How do I {head} {' '.join(body.split()[:5])}? My mail is mail{turn}@example.org."
        with heard() as (said, begun):
            house.say(conversation, customer, RawText(question), "counted")
        house.answer_arrivals(conversation)  # not before it is kept
        if (release := desk.turn(desk.turns_of(conversation)[-1]).release) != "send":
            raise SystemExit(f"the turn that was counted ended otherwise: {release or 'with a person'}")
        return said, len(begun)


def main() -> None:
    """Count and tell."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--turn", type=int, default=3)
    options.add_argument("--list", action="store_true", help="every statement, in order, with what wanted it")
    given = options.parse_args()
    said, begun = one_turn(given.turn)
    for each in said if given.list else ():
        print(f"{each.sql[:110]}\n    {each.wanted_by}")
    print(f"{'room':16}" + "".join(f"{kind:>8}" for kind in (*KINDS, "all")))
    counted = Counter((each.room, each.kind) for each in said)
    for room in sorted({each.room for each in said}):
        of_room = [counted[room, kind] for kind in KINDS]
        print(f"{room:16}" + "".join(f"{each:8}" for each in (*of_room, sum(of_room))))
    again = Counter((each.sql, each.values) for each in said if each.kind == "SELECT")
    for (sql, _), times in again.most_common():
        if times > 1:
            print(f"asked {times} times: {sql[:90]}")
    tell("statements of one turn", len(said), n=1, note=f"{begun} transactions that write; its turn {given.turn}")


if __name__ == "__main__":
    main()
