"""Turns replayed a second on a core: masked anew, from kept masked turns, and where only a guideline changes.

    python benchmarks/bench_replay.py [--turns 400] [--typed 40000]

The draft that was kept is taken as it was; nothing asks a model. Turns a second are by CPU time of one process.
Goals: 2,000, 4,000, 40,000.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from figures import full, tell
from stand import Texts, open_stand

if TYPE_CHECKING:
    from fairdesk.house.opening import House


def fill(house: House, texts: Texts, turns: int) -> None:
    """Take messages their whole way, four a conversation."""
    from fairdesk.desk import records as desk
    from fairdesk.nouns import RawText

    for number in range(turns):
        if number % 4 == 0:
            customer, _ = house.add_customer("en")
            conversation = house.start(customer, "en")
        house.say(conversation, customer, RawText(texts.question()), f"replay-{number}")
        while desk.arrivals_of(conversation):
            house.answer_arrivals(conversation)


def masked_anew(house: House) -> int:
    """Open each turn and the words that were written, mask them again and decide; return how many."""
    from fairdesk.desk import records as desk
    from fairdesk.desk.turn import Rules, digest
    from fairdesk.house.knowing import GUIDELINES
    from fairdesk.nouns import RawText
    from fairdesk.privacy.mask import Vault, mask
    from fairdesk.replay.replay import again

    count = 0
    for row in desk.turns():
        kept, turn = house.kept_turn(row.act)
        key = house.keys.of(desk.conversation(kept.conversation).customer)
        said = house.memory.read_line(kept.conversation, key, desk.item(kept.conversation, kept.number))
        mask(RawText(said.text), turn.situation.language, Vault.empty(), house.detector)
        routing, release = (house.knowing.guideline(turn.situation.guidelines[name]) for name in GUIDELINES)
        digest(again(turn, Rules(routing, release), house.answer).after)
        count += 1
    return count


def copied(typed: int) -> None:
    """Fill the table of turns with copies, so that reading them is measured over many."""
    from fairdesk.database import execute, row, writing

    with writing():
        while (found := row("SELECT count(*) FROM desk_turn")) and found[0] < typed:
            execute(
                "INSERT INTO desk_turn SELECT lower(hex(randomblob(16))), conversation_id, number + %s, at, route,"
                " release, handover, facts, digest, sealed FROM desk_turn LIMIT %s", found[0], typed - found[0],
            )  # fmt: skip


def main() -> None:
    """Measure and tell."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--turns", type=int, default=2000 if full() else 400)
    options.add_argument("--typed", type=int, default=200_000 if full() else 40_000)
    given = options.parse_args()
    texts = Texts(500)
    with open_stand(texts) as house, tempfile.TemporaryDirectory() as folder:
        from fairdesk.guidelines.table import shipped
        from fairdesk.house.replaying import replay_all

        fill(house, texts, given.turns)
        began = time.process_time()
        count = masked_anew(house)
        tell("replay, masking anew", count / (time.process_time() - began), "turns/s", at_least=2000, n=count)
        began = time.process_time()
        outcome = replay_all(house)
        spent = time.process_time() - began
        if outcome.changed:
            raise SystemExit("a kept turn came out otherwise: nothing else here means anything")
        tell("replay, from kept masked turns", outcome.turns / spent, "turns/s", at_least=4000, n=outcome.turns)
        copied(given.typed)
        file = Path(folder) / "routing.yaml"
        file.write_text(shipped("routing"))
        began = time.process_time()
        outcome = replay_all(house, file)
        spent = time.process_time() - began
        note = "turns a change leaves as they were; each other costs as much as one from kept masked turns"
        tell(
            "replay, only routing changes",
            outcome.turns / spent,
            "turns/s",
            at_least=40_000,
            n=outcome.turns,
            note=note,
        )


if __name__ == "__main__":
    main()
