"""A tenth of the reviewed answers is judged again by others who do not know of it; where they differ, it is settled.

What agrees or differs is counted as pairs of verdicts without act, person or time, and no entry of the ledger is made of a
single one: so nobody reads from it how often one person was of another mind.
"""

from __future__ import annotations

from dataclasses import asdict

from fairdesk.database import alone_with, writing
from fairdesk.desk import records as desk
from fairdesk.house.sampling import Sampling
from fairdesk.identity import records as identity
from fairdesk.identity.roles import Deed, may
from fairdesk.nouns import ActId, ColleagueId, NotFound, Overtaken, Turn
from fairdesk.oversight.drawing import in_keyed_draw
from fairdesk.oversight.records import second_looks
from fairdesk.oversight.reviewing import Drawn
from fairdesk.oversight.second_look import PERCENT, Apart, Judged, Stands, Told, decided
from fairdesk.privacy.keys import lookup_token

PROMISES = "promises"
"""Whoever takes a look, moves a watch, judges an answer, or puts a promise in force or out of it, does so alone."""
TOKENS = "second look"
"""The house key that draws what is judged twice, and under which the ledger names what was settled."""


class JudgedTwice(Sampling):
    """The part of the house where answers are judged again."""

    def may_be_shown(self, act: ActId) -> tuple[desk.TurnRow, Turn] | None:
        """Return the turn of an answer that a reviewer may be shown now, or None."""
        raise NotImplementedError

    def as_drawn(self, kept: desk.TurnRow, turn: Turn) -> Drawn:
        """Return an answer as a reviewer is shown it."""
        raise NotImplementedError

    def in_the_tenth(self, act: ActId) -> bool:
        """Whether an answer is one of those that are judged twice; without the house's key nobody can tell."""
        return in_keyed_draw(self._second_token(act), PERCENT)

    def keep_look_again(self, judged: Judged, colleague: ColleagueId, verdict: str) -> None:
        """Keep what a second or a third person says, in the caller's transaction: alone with the promises."""
        if judged.stands is Stands.APART:
            self._let_have(judged.act, decided(judged.verdict, judged.second, verdict))
            return
        if told := second_looks.add_pair(judged.verdict, verdict):
            self.memory.add_deed(self.now(), "agreement_told", "house", {**asdict(told), "means": told.means})
        if verdict == judged.verdict:
            second_looks.agreed(judged.act)
        else:
            second_looks.differed(judged.act, colleague, verdict)

    def _let_have(self, act: ActId, verdict: str) -> None:
        """Let an answer have the verdict that people came to: it counts from now on. The watch over errors stays as it is."""
        second_looks.settle(act, verdict)
        token = self._second_token(act).hex()
        self.memory.add_deed(self.now(), "answer_settled", "person", {"sealed_name": token, "verdict": verdict})

    # --- two who talk ---
    def seen_apart(self, colleague: ColleagueId) -> tuple[Apart, ...]:
        """Return the answers that this reviewer and another see differently, where nobody else may decide."""
        self.colleague_who_may(colleague, Deed.REVIEW)
        names = {each.id: each.work_name for each in identity.colleagues() if may(each.role, Deed.REVIEW)}
        mine = (each for each in second_looks.apart() if colleague in each.two and set(each.two) == names.keys())
        return tuple(
            Apart(self.as_drawn(*found), *verdicts, names[other])
            for each in mine
            if (found := self.may_be_shown(each.act))
            for verdicts, other in [_from_the_side_of(colleague, each)]
        )

    def come_round(self, colleague: ColleagueId, act: ActId) -> None:
        """Let an answer have the other's verdict: nobody can settle it with their own. Raises NotFound, Overtaken."""
        self.colleague_who_may(colleague, Deed.REVIEW)
        with writing():
            alone_with(PROMISES)
            judged = second_looks.judged(act)
            if judged is None or colleague not in judged.two or self.may_be_shown(act) is None:
                raise NotFound("there is no such answer to talk about")
            if judged.stands is not Stands.APART:
                raise Overtaken("this answer is settled already")
            (_, other), _ = _from_the_side_of(colleague, judged)
            self._let_have(act, other)

    def agreement_told(self) -> Told:
        """Return how far verdicts on one answer agreed when it was last told."""
        return second_looks.agreement_told()

    def _second_token(self, act: ActId) -> bytes:
        return lookup_token(self.keys.house_key(TOKENS), act)


def _from_the_side_of(colleague: ColleagueId, judged: Judged) -> tuple[tuple[str, str], ColleagueId]:
    """Return one's own verdict and the other's, and who the other is."""
    if colleague == judged.by and judged.second_by is not None:
        return (judged.verdict, judged.second), judged.second_by
    return (judged.second, judged.verdict), judged.by
