"""One thing done to many conversations at once, and taken back within some minutes.

Each conversation is changed in a transaction of its own: what cannot be done to one does not keep it from the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fairdesk.clock import new_id
from fairdesk.database import writing
from fairdesk.desk import records as desk
from fairdesk.desk.records import assignments, sorting
from fairdesk.desk.records.assignments import Given
from fairdesk.desk.records.sorting import Done
from fairdesk.desk.sorting import MOST_AT_ONCE, UNDO_LASTS, Sort, target
from fairdesk.desk.timeline import State
from fairdesk.house.setting_aside import SettingAside
from fairdesk.identity.people import Colleague
from fairdesk.identity.roles import Deed
from fairdesk.nouns import BadInput, ColleagueId, ConversationId, DeskError, NotFound

_COLUMNS = ("state", "assignee", "assignee_name", "waiting_since", "work_from")


@dataclass(frozen=True, slots=True)
class Sorted:
    """What became of one thing done to several conversations; `id` takes it back. `why`: of the first that was left out."""

    id: str
    done: int
    left_out: int
    why: str = ""


class Bulk(SettingAside):
    """The part of the house that sorts many conversations at once."""

    def sort(self, by: ColleagueId, conversations: Sequence[ConversationId], what: Sort) -> Sorted:
        """Do one thing to each conversation that it can be done to. Raises BadInput if it can be done to none at all."""
        self.colleague_who_may(by, Deed.READ)
        chosen = list(dict.fromkeys(conversations))
        if not chosen:
            raise BadInput("no conversation was chosen; tick at least one")
        if len(chosen) > MOST_AT_ONCE:
            raise BadInput(f"{len(chosen)} are too many at once; choose at most {MOST_AT_ONCE}")
        deed, id, why, done = self._way_to(what, by), new_id(), "", 0
        for conversation in chosen:
            try:
                done += self._do(conversation, by, what, deed, id)
            except DeskError as problem:
                why = why or str(problem)
        return Sorted(id, done, len(chosen) - done, why)

    def _way_to(self, what: Sort, by: ColleagueId) -> Callable[[ConversationId], object]:
        if what.kind == "assign":
            to = target(what.value, int(by))
            return lambda conversation: self.assign(conversation, by, to)
        if what.kind in ("label", "unlabel"):
            number, has = _number(what.value), what.kind == "label"
            return lambda conversation: self.label(conversation, by, number, has)
        if what.kind == "snooze":
            return lambda conversation: self.snooze(conversation, by, what.value)
        if what.kind == "wake":
            return lambda conversation: self.wake(conversation, by)
        return lambda conversation: self.resolve(conversation, by)

    def _do(
        self,
        conversation: ConversationId,
        by: ColleagueId,
        what: Sort,
        deed: Callable[[ConversationId], object],
        id: str,
    ) -> bool:
        before = self._how_it_stands(conversation)
        if deed(conversation) is False:
            return True  # it was so already: there is nothing to take back
        after = desk.conversation(conversation)
        kept = Done(conversation, f"{what.kind}:{what.value}", after.version, after.items, before)
        with writing():
            sorting.keep_undo(id, by, self.now(), kept)
        return True

    def _how_it_stands(self, conversation: ConversationId) -> Mapping[str, object]:
        """Return how a conversation stands, so that it can stand so again."""
        row = desk.conversation(conversation)
        given = assignments.given([conversation]).get(conversation, Given())
        aside = sorting.snoozed([conversation]).get(conversation)
        return {
            **{name: getattr(row, name) for name in _COLUMNS},
            "given": [given.team, given.colleague],
            "aside": aside and [aside.until, aside.woke],
        }

    # --- taking it back ---
    def undo(self, by: ColleagueId, id: str) -> Sorted:
        """Take back what was done under an id, where nothing has happened since. Raises NotFound after some minutes."""
        who = self.colleague_who_may(by, Deed.READ)
        found = sorting.undos(id, by)
        if not found:
            raise NotFound(f"this cannot be taken back any more; it can for {UNDO_LASTS.seconds // 60} minutes")
        done = sum(self._take_back(each, who) for each in found)
        with writing():
            sorting.drop_undo(id)
        self.pulse.beat()
        return Sorted(id, done, len(found) - done, "" if done == len(found) else "something happened there since")

    def _take_back(self, each: Done, who: Colleague) -> bool:
        with writing():
            row = desk.conversation(each.conversation, hold=True)
            if (row.version, row.items) != (each.version, each.items):
                return False
            kind, _, value = each.kind.partition(":")
            if kind in ("label", "unlabel"):
                sorting.set_label(row.id, int(value), kind == "unlabel")
                self._tell(
                    row,
                    who,
                    "labelled",
                    {"label": dict(sorting.labels()).get(int(value), ""), "on": kind == "unlabel"},
                )
            elif kind in ("assign", "resolve"):
                self._stand_again(row, who, each.before)
            self._put_back(row.id, each.before)
            desk.change(row.id, self.now(), overtakes=False)
        return True

    def _stand_again(self, row: desk.ConversationRow, who: Colleague, before: Mapping[str, Any]) -> None:
        """Let a conversation stand where it stood. Its customer was told of the change, so they are told of this."""
        if row.state != before["state"] or row.assignee != before["assignee"]:
            at, stood = self.now(), {name: before[name] for name in _COLUMNS}
            if row.state == State.RESOLVED:
                self.open_case_again(row, who, at, stood)
                return
            code, values = _told(str(before["state"]))
            self.memory.add_event(
                row.id, self.keys.of(row.customer), at, code, actor="person", author=who.id, who=who.work_name,
                values=values,
            )  # fmt: skip
            desk.change(row.id, at, stood)
        else:
            team, colleague = before["given"]
            names = {each.id: each.name for each in assignments.teams()}
            people = self._who_is_there(self.now())
            to = people[colleague].work_name if colleague in people else names.get(team, "everybody")
            self._tell_given(row, self.now(), to, who)

    def _put_back(self, conversation: ConversationId, before: Mapping[str, Any]) -> None:
        team, colleague = before["given"]
        assignments.give(conversation, Given(team, colleague))
        sorting.drop_snooze(conversation)
        if before["aside"] is not None:
            until, woke = before["aside"]
            sorting.put_back(conversation, until, woke, self.now())

    def undoable(self, by: ColleagueId, id: str) -> int:
        """Return in how many conversations what was done under an id can still be taken back."""
        return len(sorting.undos(id, by))

    def forget_undos(self) -> None:
        """Forget how it was before what can be taken back no more."""
        before = self.now() - UNDO_LASTS
        if sorting.undos_before(before):
            with writing():
                sorting.drop_undos_before(before)


def _told(before: str) -> tuple[str, dict[str, Any]]:
    """Return the event that says a conversation stands again as before."""
    if before == State.ASSISTANT:
        return "returned_to_ai", {}
    return ("taken_over", {}) if before == State.PERSON else ("handed_over", {"reason": "with_person"})


def _number(value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise BadInput("no label was chosen; choose one of the list")
    return int(value)
