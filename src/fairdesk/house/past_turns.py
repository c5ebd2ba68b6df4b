"""Feeds imported turns to the replay room, so that other articles answer what another system was asked.

What was known at each turn is read from the typed facts that were kept of it, as for this desk's own turns: another
list or table changes what becomes of a turn, not what was known before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from fairdesk.database import moment
from fairdesk.guidelines import records as guidelines
from fairdesk.house.books import Books
from fairdesk.house.joining import restrictions_in_force
from fairdesk.house.kept_rows import PastRow
from fairdesk.house.knowing import GUIDELINES
from fairdesk.house.sitting import unclear_now
from fairdesk.nouns import ActId, ConversationId, Duty, Promised, Release, Situation
from fairdesk.privacy.restriction import covering
from fairdesk.replay import records as replay
from fairdesk.replay.job import Line

_NOBODY = Duty(True, None, 0, 0, None)


def known_of_past(
    at: datetime, language: str, country: str, versions: Mapping[str, str], promised: Promised, knowledge: str = ""
) -> Situation:
    """Return what is known at the beginning of a past conversation: nobody refused, nothing is stopped."""
    return Situation(
        at, language, 0, False, False, "told", (), "none", 0, _NOBODY, country, (), versions, knowledge, promised
    )  # fmt: skip


def changed(known: Situation, **columns: object) -> Situation:
    """Return a situation with some columns otherwise."""
    return Situation(**{**{name: getattr(known, name) for name in Situation.__slots__}, **columns})


class PastTurns:
    """The imported turns as a snapshot for the engine; an act is the conversation's id and the turn's number."""

    def __init__(self, house: Books) -> None:
        self._house = house
        self._country = house.knowing.company().country
        # What is promised now: an import keeps what it decided, not every promise of that day.
        self._promised = house.knowing.promised()
        self._versions: dict[int, Mapping[str, str]] = {}

    def acts(self) -> Sequence[ActId]:
        """Return the acts, in order."""
        return [_act(conversation, number) for conversation, number, _ in replay.owners_of_turns()]

    def rows(self, acts: Sequence[ActId]) -> tuple[list[PastRow], list[ActId]]:
        """Return what is kept of these acts now, and those whose key is gone, or that may only be stored."""
        found = replay.turns_in(sorted({act.partition("#")[0] for act in acts}))
        keys = self._house.keys.of_many({turn.customer for turn in found})
        restricted, wanted = restrictions_in_force(), set(acts)
        openable = [
            PastRow(_act(turn.conversation, turn.number), keys[turn.customer], turn, known)
            for turn, known in self._with_known(found)
            if _act(turn.conversation, turn.number) in wanted
            and turn.customer in keys
            and not covering(restricted, turn.customer, ConversationId(turn.conversation))
        ]
        return openable, sorted(wanted - {row.act for row in openable})

    def late(self, act: ActId) -> Line:
        """Never asked: where all is answered anew nothing is left to be searched."""
        raise LookupError(act)

    def usable(self) -> set[ActId]:
        """Return the acts whose words may still be used."""
        openable, restricted = set(self._house.keys.all_customers()), restrictions_in_force()
        return {
            _act(conversation, number)
            for conversation, number, customer in replay.owners_of_turns()
            if customer in openable and not covering(restricted, customer, ConversationId(conversation))
        }

    def _with_known(self, turns: Sequence[replay.PastTurn]) -> Iterator[tuple[replay.PastTurn, Situation]]:
        """Yield each turn with what was known before it: turn by turn of each conversation, as the import went."""
        for _, conversation in groupby(turns, key=lambda turn: turn.conversation):
            concern, unclear = "none", 0
            for turn in conversation:
                versions = self._in_force(turn.at)
                begun = known_of_past(moment(turn.at), turn.language, self._country, versions, self._promised)
                person = turn.facts.get("with_person") is True
                yield turn, changed(begun, concern=concern, unclear_before=unclear, with_person=person)
                concern = str(turn.facts.get("concern", concern))
                unclear = unclear_now(unclear, Release(turn.release) if turn.release else None)

    def _in_force(self, at: int) -> Mapping[str, str]:
        """Return the versions that decided at the import; read once for each moment."""
        if at not in self._versions:
            found = {name: guidelines.in_force(name, moment(at)) for name in GUIDELINES}
            self._versions[at] = {name: kept[0] for name, kept in found.items() if kept}
        return self._versions[at]


def _act(conversation: str, number: int) -> ActId:
    return ActId(f"{conversation}#{number}")
