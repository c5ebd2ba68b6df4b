"""What people at the desk see of replays: the reports, the cases they point at, and the customers to write to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fairdesk.database import writing
from fairdesk.house.books import Books
from fairdesk.house.holding import place_of_past
from fairdesk.identity.roles import Deed
from fairdesk.nouns import ColleagueId, NotFound, Overtaken
from fairdesk.privacy.keys import unseal
from fairdesk.replay import records as replay
from fairdesk.replay.checking import saved


@dataclass(frozen=True, slots=True)
class CaseShown:
    """A case as a colleague sees it: of this desk's own conversation a way to it, of an imported one its masked words."""

    kind: str
    number: int
    code: str
    conversation: str
    """The conversation at the desk; "" for an imported one."""
    source: str = ""
    """The other system's own number of an imported conversation."""
    masked: str = ""
    done_at: datetime | None = None
    report: str = ""


class ReplaySide(Books):
    """The part of the house that shows replays."""

    def replay_reports(self, colleague: ColleagueId) -> tuple[replay.Report, ...]:
        """Return the reports, the latest first, to somebody who may read the ledger."""
        self.colleague_who_may(colleague, Deed.READ_LEDGER)
        return replay.reports()

    def replay_report(self, colleague: ColleagueId, id: str) -> tuple[Mapping[str, Any], tuple[CaseShown, ...]]:
        """Return a report and the cases it points at that are still here."""
        self.colleague_who_may(colleague, Deed.READ_LEDGER)
        return json.loads(replay.report(id).summary), tuple(map(self._case_shown, replay.cases(id)))

    def replay_file(self, colleague: ColleagueId, id: str) -> str:
        """Return a report as a file that proves itself."""
        self.colleague_who_may(colleague, Deed.READ_LEDGER)
        kept = replay.report(id)
        return saved(kept.summary, kept.note)

    def replay_tasks(self, colleague: ColleagueId) -> tuple[CaseShown, ...]:
        """Return the customers whom another rule would have helped and nobody has written to yet."""
        self.colleague_who_may(colleague, Deed.READ_LEDGER)
        return tuple(map(self._case_shown, replay.open_tasks()))

    def finish_replay_task(self, colleague: ColleagueId, report: str, number: int) -> None:
        """Note that somebody wrote to the customer of a task. Raises Overtaken if it was done, or erased, before."""
        who, at = self.colleague_who_may(colleague, Deed.REVIEW), self.now()
        with writing():
            if not replay.finish_task(report, number, int(who.id), at):
                raise Overtaken("this was done before, or the customer was erased")
            self.memory.add_deed(
                at, "replay_task_done", "person", {"report": report, "number": number, "by": int(who.id)}
            )

    def _case_shown(self, case: replay.Case) -> CaseShown:
        source = masked = ""
        place, _, number = case.turn.partition("#")
        if number:
            source, masked = self._case_words(case, int(number))
        return CaseShown(
            case.kind, case.number, case.code, "" if number else case.conversation, source, masked, case.done_at,
            case.report,
        )  # fmt: skip

    def _case_words(self, case: replay.Case, number: int) -> tuple[str, str]:
        """Return an imported conversation's number in the other system, and the masked words of a turn."""
        try:
            customer, sealed = replay.words_of(case.conversation)
            words = json.loads(unseal(self.keys.of(customer), sealed, place_of_past(case.conversation)))
        except NotFound:  # erased while the page was being made
            return "", ""
        return str(words["id"]), str(words["turns"][number - 1][1])
