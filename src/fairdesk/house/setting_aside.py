"""Labels, and putting a conversation aside until a time or until its customer writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fairdesk.database import Conflict, writing
from fairdesk.desk import records as desk
from fairdesk.desk.records import assignments, sorting
from fairdesk.desk.sorting import checked_label, snoozed_until
from fairdesk.house.assigning import Assigning
from fairdesk.identity import records as identity
from fairdesk.identity.people import Colleague
from fairdesk.identity.roles import Deed
from fairdesk.nouns import BadInput, ColleagueId, ConversationId, Fact


@dataclass(frozen=True, slots=True)
class ListSettings:
    """What a manager sets about the lists; `people` can be in a team."""

    labels: tuple[tuple[int, str], ...]
    teams: tuple[assignments.Team, ...]
    people: tuple[Colleague, ...]
    automatic: bool


class SettingAside(Assigning):
    """The part of the house that labels conversations, puts them aside and brings them back."""

    # --- labels ---
    def labels(self, colleague: ColleagueId) -> tuple[tuple[int, str], ...]:
        """Return the company's labels: number and name."""
        self.colleague_who_may(colleague, Deed.READ)
        return tuple(sorting.labels())

    def add_label(self, by: ColleagueId, name: str) -> None:
        """Add a label. Raises BadInput if there is one of that name, or it names a sensitive matter."""
        self.colleague_who_may(by, Deed.EDIT_COMPANY)
        try:
            with writing():
                sorting.add_label(checked_label(name))
                self.memory.add_deed(self.now(), "labels_changed", "person", {"by": int(by)})
        except Conflict as twice:
            raise BadInput("there is a label of that name already") from twice

    def drop_label(self, by: ColleagueId, label: int) -> None:
        """Take a label away, also from every conversation that has it."""
        self.colleague_who_may(by, Deed.EDIT_COMPANY)
        with writing():
            sorting.drop_label(label)
            self.memory.add_deed(self.now(), "labels_changed", "person", {"by": int(by)})
        self.pulse.beat()

    # --- a manager's settings of lists ---
    def list_settings(self, by: ColleagueId) -> ListSettings:
        """Return labels, teams, who could be in one, and whether the desk gives out by itself."""
        self.colleague_who_may(by, Deed.EDIT_COMPANY)
        people = tuple(each for each in identity.colleagues() if each.answers_customers)
        return ListSettings(tuple(sorting.labels()), tuple(assignments.teams()), people, assignments.rota()[0])

    def change_list_settings(
        self, by: ColleagueId, do: str, value: str, members: frozenset[int] = frozenset()
    ) -> None:
        """Change one of them, as a form asks for it. Raises BadInput."""
        number = int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0
        deeds: dict[str, Callable[[], None]] = {
            "add_label": lambda: self.add_label(by, value),
            "drop_label": lambda: self.drop_label(by, number),
            "add_team": lambda: self.add_team(by, value),
            "drop_team": lambda: self.drop_team(by, number),
            "set_members": lambda: self.set_members(by, number, members),
            "set_automatic": lambda: self.set_automatic(by, value == "on"),
        }
        if do not in deeds:
            raise BadInput("nothing was chosen; press one of the buttons")
        deeds[do]()

    def label(self, conversation: ConversationId, by: ColleagueId, label: int, has: bool) -> bool:
        """Put a label on a conversation or take it off; False if it was so already."""
        who, at = self.colleague_who_may(by, Deed.NOTE), self.now()
        name = dict(sorting.labels()).get(label)
        if name is None:
            raise BadInput("there is no such label any more; choose another one")
        with writing():
            row = desk.conversation(conversation, hold=True)
            self.check_glass(row, by)
            changed = sorting.set_label(conversation, label, has)
            if changed:
                self._tell(row, who, "labelled", {"label": name, "on": has})
                desk.change(conversation, at, overtakes=False)
        self.pulse.beat()
        return changed

    # --- putting aside ---
    def snooze(self, conversation: ConversationId, by: ColleagueId, how_long: str) -> None:
        """Put aside a conversation that one has, until a time or until its customer writes. Raises BadInput.

        Nobody who waits for a person is put aside: it must have been taken over first.
        """
        who, at = self.colleague_who_may(by, Deed.TAKE_OVER), self.now()
        until = snoozed_until(how_long, at, self.knowing.company().time_zone)
        with writing():
            row = self.mine(conversation, by)
            sorting.snooze(conversation, until)
            self._tell(
                row, who, "snoozed", {"until": until.isoformat(timespec="minutes") if until else "customer_writes"}
            )
            desk.change(conversation, at, overtakes=False)
        self.pulse.beat()

    def wake(self, conversation: ConversationId, by: ColleagueId) -> None:
        """Bring back by hand what was put aside."""
        who, at = self.colleague_who_may(by, Deed.TAKE_OVER), self.now()
        with writing():
            row = self.mine(conversation, by)
            if desk.wake(conversation, at):
                self._tell(row, who, "came_back", {"why": "asked"})
                desk.change(conversation, at, overtakes=False)
        self.pulse.beat()

    def wake_what_is_due(self) -> int:
        """Bring back what was put aside until now, and return how much. Two processes that do it do it once."""
        woken = 0
        for conversation in sorting.due_back(self.now()):
            with writing():
                at, row = self.now(), desk.conversation(conversation, hold=True)
                if desk.wake(conversation, at):
                    key = self.keys.of(row.customer)
                    self.memory.add_event(row.id, key, at, "came_back", values={"why": "time"}, released=False)
                    desk.change(conversation, at, overtakes=False)
                    woken += 1
        if woken:
            self.pulse.beat()
        return woken

    def _tell(self, row: desk.ConversationRow, who: Colleague, code: str, values: dict[str, Fact]) -> None:
        self.memory.add_event(
            row.id, self.keys.of(row.customer), self.now(), code, actor="person", author=who.id, who=who.work_name,
            values=values, released=False,
        )  # fmt: skip
