"""Vigilance of those who look at drafts: probes, what each found, and the consultation without which there is nothing of it.

Probes stand outside all conversations: they have no turn, no line and no place in the outbox, and whatever is done with
one is answered by what was planted. What somebody found is kept as counts without times; one's own are shown to oneself
alone, a sum over five or more to all.
"""

from __future__ import annotations

import json
import random
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from fairdesk.answers.grounding import sources
from fairdesk.clock import new_id
from fairdesk.database import alone_with, writing
from fairdesk.desk import records as desk
from fairdesk.house.first_look import FirstLook
from fairdesk.identity.roles import Deed
from fairdesk.nouns import ActId, ColleagueId, ConversationId, NotFound, Overtaken, Refused, Release, Turn
from fairdesk.oversight.consultation import Consultation, checked
from fairdesk.oversight.first_look import Shown, Waiting, own_verdict, shortest_look
from fairdesk.oversight.probes import Planted, Probe, Revealed, Stands, Unchecked, planted
from fairdesk.oversight.records import drafts
from fairdesk.oversight.records import vigilance as kept
from fairdesk.oversight.rest import Limits, Rest, after_look, limits_say, read, rest_due, written
from fairdesk.oversight.reviewing import LOOKED_BACK
from fairdesk.oversight.together import Kept, may_be_told, told_sum
from fairdesk.oversight.vigilance import (
    Counts,
    Vigilance,
    after_item,
    after_probe,
    after_saying,
    expected_seconds,
    probe_is_due,
)
from fairdesk.privacy.keys import seal, unseal
from fairdesk.privacy.records import KeyDestroyed

HALF = 0.5
"""A look that took less of the time that reading takes is short."""
COUNTS = "vigilance"
"""Whoever changes counts does so alone: a sum is told of all of them at one moment."""
NO_CONSULTATION = (
    "nothing of this is measured before the people who work here were told and asked; a manager keeps the record at"
    " /desk/consultation"
)


class VigilanceSide(FirstLook):
    """The part of the house that plants faults and tells people, each alone, what they found."""

    dice = random.SystemRandom()

    # --- the consultation ---
    def consultations(self, colleague: ColleagueId) -> tuple[Consultation, ...]:
        """Return the records, newest first, to everybody who works here."""
        self.colleague_who_may(colleague, Deed.READ)
        return kept.consultations()

    def keep_consultation(self, colleague: ColleagueId, parts: dict[str, str], told_on: str) -> None:
        """Keep a record that people were told and asked: from then on probes may be made. Raises BadInput."""
        who, at = self.colleague_who_may(colleague, Deed.EDIT_PEOPLE), self.now()
        said, day = checked(parts, told_on, at.date())
        made = Consultation(new_id(), at, who.work_name, day, **said)
        with writing():
            kept.add_consultation(made, colleague)
            self.memory.add_deed(
                at, "consultation_recorded", "person",
                {"by": int(colleague), "told_on": day.isoformat(), "consultation": made.id, **said},
            )  # fmt: skip

    def _check_consulted(self) -> None:
        if not kept.consulted():
            raise Refused(NO_CONSULTATION)

    # --- making probes ---
    def make_probe(self, colleague: ColleagueId) -> bool:
        """Plant a fault in a masked draft that was sent, of a customer who lets reviewers see it; False if there is none."""
        self.colleague_who_may(colleague, Deed.REVIEW)
        self._check_consulted()
        at = self.now()
        acts = [act for act in desk.acts_since(at - LOOKED_BACK) if not kept.made_from(act)]
        self.dice.shuffle(acts)
        found = next((made for act in acts if (made := self._plantable(act))), None)
        if found is None:
            return False
        row, turn, plant = found
        id, customer = new_id(), desk.conversation(row.conversation).customer
        words = json.dumps({"asked": plant.asked, "text": plant.text}, ensure_ascii=False).encode()
        sealed = seal(self.keys.of(customer), words, place_of_probe(id))
        with writing():
            kept.add_probe(
                Probe(
                    id, row.act, customer, turn.asked.language, plant.fault, at, colleague, None, Stands.MADE, sealed
                )
            )
        return True

    def _plantable(self, act: ActId) -> tuple[desk.TurnRow, Turn, Planted] | None:
        row = desk.turn(act)
        turn = self.readable_by_reviewers(row) if row.release == Release.SEND else None
        if turn is None or turn.draft is None or not turn.draft.text:
            return None
        made = planted(turn.asked.text, turn.draft.text, turn.asked.language, str(act))
        return (row, turn, made) if made else None

    def probes_to_check(self, colleague: ColleagueId) -> tuple[Unchecked, ...]:
        """Return the probes that another made, for this colleague to say whether they read naturally."""
        self.colleague_who_may(colleague, Deed.REVIEW)
        if not kept.consulted():
            return ()
        made = (each for each in kept.probes(Stands.MADE) if each.made_by != colleague)
        return tuple(Unchecked(each, *words) for each in made if (words := self._words_of(each)))

    def check_probe(self, colleague: ColleagueId, id: str, natural: bool) -> None:
        """Say of another's probe whether it reads like a draft of the assistant; only then it is used."""
        self.colleague_who_may(colleague, Deed.REVIEW)
        self._check_consulted()
        found = kept.probe(id)
        if found is None:
            raise NotFound("there is no such probe any more")
        if found.made_by == colleague:
            raise Refused("you made this one; a second person must read it")
        with writing():
            kept.move_probe(id, Stands.MADE, Stands.READY if natural else Stands.DROPPED, colleague)

    def _words_of(self, probe: Probe) -> tuple[str, str] | None:
        try:
            words = json.loads(unseal(self.keys.of(probe.customer), probe.sealed, place_of_probe(probe.id)))
        except KeyDestroyed:
            return None  # being forgotten
        return words["asked"], words["text"]

    # --- meeting one ---
    def drafts(self, colleague: ColleagueId) -> tuple[Waiting, ...]:
        """Return the drafts that wait, and the probe that is due for this colleague, as one of them."""
        waiting = super().drafts(colleague)
        probe = self._due(colleague)
        return (*waiting, self._as_waiting(probe, waiting)) if probe else waiting

    def draft_to_look_at(self, act: ActId, colleague: ColleagueId, opened: str = "", own: str = "") -> Shown:
        """Return a draft, or the probe that is due, which looks the same."""
        probe = self._due(colleague)
        if probe is None or probe.id != act or not (words := self._words_of(probe)):
            return super().draft_to_look_at(act, colleague, opened, own)
        since, said = self.when_opened(act, colleague, opened) if opened else (self.now(), "")
        _, turn = self.kept_turn(probe.act)
        waiting = self._as_waiting(probe, super().drafts(colleague))
        said = own_verdict(own) if own else said
        told = bool(said) or not waiting.high
        return Shown(
            waiting, words[0], words[1], said, self.proof_of_opening(act, colleague, since, said),
            shortest_look(words[1], waiting.high), self.reasons_of(turn) if told else (),
            sources(turn.draft) if told and turn.draft else (),
        )  # fmt: skip

    def _due(self, colleague: ColleagueId) -> Probe | None:
        """Return the probe that this colleague meets next; None without a consultation, or if it was forgotten."""
        if not kept.consulted():
            return None
        _, due = kept.counts_of(colleague)
        probe = kept.probe(due) if due else None
        return probe if probe and probe.stands is Stands.USED and self._words_of(probe) else None

    def _as_waiting(self, probe: Probe, others: tuple[Waiting, ...]) -> Waiting:
        """Return a probe as a draft that waits; when it came is not kept, so it stands with the newest."""
        newest = others[-1] if others else None
        at = newest.at if newest else self.now() - timedelta(minutes=2)
        return Waiting(
            ActId(probe.id), ConversationId(""), probe.customer, 0, at, newest.until if newest else at + timedelta(hours=1),
            newest.risk if newest else "calm", probe.language,
        )  # fmt: skip

    def accept_draft(self, act: ActId, colleague: ColleagueId, opened: str) -> Revealed | None:
        """Let a draft go; a probe goes nowhere, and what was planted is told at once."""
        if revealed := self._revealed(act, colleague, noticed=False):
            return revealed
        took, high = self._share_of_reading(act, colleague, opened), drafts.draft(act).high
        super().accept_draft(act, colleague, opened)
        self._counted(colleague, let_go=True, short=took < HALF, high=high, unread=took < 1)
        return None

    def edit_draft(self, act: ActId, colleague: ColleagueId, reason: str, words: str) -> ConversationId | Revealed:
        """Change a draft, or notice a probe."""
        if revealed := self._revealed(act, colleague, noticed=True):
            return revealed
        where = super().edit_draft(act, colleague, reason, words)
        self._counted(colleague, let_go=False, short=False, high=drafts.draft(act).high)
        return where

    def reject_draft(self, act: ActId, colleague: ColleagueId, reason: str, words: str) -> Revealed | None:
        """Do not send a draft, or notice a probe."""
        if revealed := self._revealed(act, colleague, noticed=True):
            return revealed
        super().reject_draft(act, colleague, reason, words)
        self._counted(colleague, let_go=False, short=False, high=drafts.draft(act).high)
        return None

    def _revealed(self, act: ActId, colleague: ColleagueId, noticed: bool) -> Revealed | None:
        """End a probe and count it; None for what is no probe of this colleague's."""
        self.colleague_who_may(colleague, Deed.REPLY)
        probe = self._due(colleague)
        if probe is None or probe.id != act:
            return None
        with writing():
            alone_with(COUNTS)
            mine, due = kept.counts_of(colleague)
            if due != act:
                raise NotFound("there is no such draft")
            now = after_probe(mine.now, noticed)
            kept.keep_counts(colleague, Kept(now, mine.told), "")
            kept.ask_about(colleague, act)
            _tell_sum_if_it_may_be()
        return Revealed(noticed, probe.fault, now.test is Vigilance.TIRED, act)

    def say_whether_known(self, colleague: ColleagueId, probe: str, knew: bool) -> None:
        """Count whether somebody knew a probe for one before they were told: once, and only of the last one they met."""
        self.colleague_who_may(colleague, Deed.REPLY)
        self._check_consulted()
        with writing():
            alone_with(COUNTS)
            mine, due = kept.counts_of(colleague)
            if not probe or not kept.answers_about(colleague, probe):
                raise Overtaken("you are not asked about this probe any more")
            kept.keep_counts(colleague, Kept(after_saying(mine.now, knew), mine.told), due)
            _tell_sum_if_it_may_be()

    def _share_of_reading(self, act: ActId, colleague: ColleagueId, opened: str) -> float:
        """Return how much of the time that reading takes a look took; asked only after a consultation, 1 without one."""
        if not kept.consulted():
            return 1.0
        since, _ = self.when_opened(act, colleague, opened)
        passed = (self.now() - since).total_seconds()
        return passed / (expected_seconds(self.words_in(act)) or 1.0)

    def _counted(
        self, colleague: ColleagueId, let_go: bool, short: bool, high: bool = False, unread: bool = False
    ) -> None:
        """Count a real draft, and decide by dice whether the next thing is a probe; nothing without a consultation."""
        if not kept.consulted():
            return
        with writing():
            alone_with(COUNTS)
            mine, due = kept.counts_of(colleague)
            now = after_item(mine.now, let_go, short, high=high, unread=unread)
            kept.keep_counts(colleague, Kept(now, mine.told), due or self._next_probe(colleague, now))
            _tell_sum_if_it_may_be()

    def _next_probe(self, colleague: ColleagueId, now: Counts) -> str:
        if not probe_is_due(now.looks, now.hits + now.misses, now.false_alarms, self.dice):
            return ""
        strange = [each for each in kept.probes(Stands.READY) if colleague not in (each.made_by, each.checked_by)]
        if not strange:
            return ""
        chosen = self.dice.choice(strange)
        return chosen.id if kept.move_probe(chosen.id, Stands.READY, Stands.USED) else ""

    # --- pauses ---
    @property
    def _limits(self) -> Limits:
        chosen = self.settings
        return Limits(timedelta(minutes=chosen.review_sitting_minutes), timedelta(hours=chosen.review_day_hours))

    @property
    def limits_say(self) -> str:
        """The limits of looking in words."""
        return limits_say(self._limits)

    def rest_due(self, kept: str) -> Rest:
        """Return which pause is due by what a browser kept of today's looks; the desk keeps nothing of it."""
        at = self.now()
        return rest_due(read(kept), at, self._today(at), self._limits)

    def after_look(self, kept: str) -> str:
        """Return what a browser keeps after one more look."""
        at = self.now()
        return written(after_look(read(kept), at, self._today(at)))

    def _today(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.knowing.company().time_zone)).date()

    # --- what is told ---
    def own_vigilance(self, colleague: ColleagueId) -> Counts | None:
        """Return a colleague's own counts, to nobody but them; None without a consultation."""
        self.colleague_who_may(colleague, Deed.READ)
        return kept.counts_of(colleague)[0].now if kept.consulted() else None

    def vigilance_together(self, colleague: ColleagueId) -> Counts | None:
        """Return the sum over five or more people as it was last told; None if it never was."""
        self.colleague_who_may(colleague, Deed.READ)
        return told_sum(kept.all_counts()) if kept.consulted() else None


def _tell_sum_if_it_may_be() -> None:
    if may_be_told(kept.all_counts()):
        kept.tell_sum()


def place_of_probe(id: str) -> str:
    """Return where the words of a probe belong."""
    return f"oversight_probe|{id}"
