"""What people at the desk see of replays: the reports, the cases they point at, and the customers to write to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fairdesk.clock import new_id
from fairdesk.database import writing
from fairdesk.house.books import Books
from fairdesk.house.joining import restrictions_in_force
from fairdesk.house.memory import place_of_past
from fairdesk.identity import records as identity
from fairdesk.identity.people import Colleague
from fairdesk.identity.roles import Deed
from fairdesk.nouns import ColleagueId, ConversationId, NotFound, Overtaken
from fairdesk.privacy import records as privacy
from fairdesk.privacy.keys import unseal
from fairdesk.privacy.restriction import LOOK_LASTS, Look, covering
from fairdesk.replay import records as replay
from fairdesk.replay.checking import saved


@dataclass(frozen=True, slots=True)
class CaseShown:
    """A case as a colleague sees it: of this desk's own conversation a way to it, of an imported one its masked words.

    Of one that may only be stored there is neither.
    """

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
    restricted: bool = False


class ReplaySide(Books):
    """The part of the house that shows replays."""

    def replay_reports(self, colleague: ColleagueId) -> tuple[replay.Report, ...]:
        """Return the reports, the latest first, to somebody who may read the ledger."""
        self.colleague_who_may(colleague, Deed.READ_LEDGER)
        return replay.reports()

    def replay_report(self, colleague: ColleagueId, id: str) -> tuple[Mapping[str, Any], tuple[CaseShown, ...]]:
        """Return a report and the cases it points at that are still here, but for tasks, which have a list of their own.

        The words of imported conversations that are among them are looked at by this, and that is kept.
        """
        who = self.colleague_who_may(colleague, Deed.READ_LEDGER)
        report = json.loads(replay.report(id).summary)
        return report, self._cases_shown([each for each in replay.cases(id) if each.kind != "task"], who)

    def replay_file(self, colleague: ColleagueId, id: str) -> str:
        """Return a report as a file that proves itself."""
        self.colleague_who_may(colleague, Deed.READ_LEDGER)
        kept = replay.report(id)
        return saved(kept.summary, kept.note)

    def replay_tasks(self, colleague: ColleagueId) -> tuple[CaseShown, ...]:
        """Return the customers whom another rule would have helped and nobody has written to yet.

        As in a report, the words that are shown are looked at. Nobody writes to those who limited the use of theirs.
        """
        who = self.colleague_who_may(colleague, Deed.READ_LEDGER)
        return self._cases_shown(replay.open_tasks(), who)

    def finish_replay_task(self, colleague: ColleagueId, report: str, number: int) -> None:
        """Note that somebody wrote to the customer of a task. Raises Overtaken if it was done, or erased, before."""
        who, at = self.colleague_who_may(colleague, Deed.REVIEW), self.now()
        with writing():
            if not replay.finish_task(report, number, int(who.id), at):
                raise Overtaken("this was done before, or the customer was erased")
            self.memory.add_deed(
                at, "replay_task_done", "person", {"report": report, "number": number, "by": int(who.id)}
            )

    def _cases_shown(self, cases: Sequence[replay.Case], who: Colleague) -> tuple[CaseShown, ...]:
        limits = restrictions_in_force()
        shown = [self._case_shown(case, covering(limits, case.customer, _conversation(case))) for case in cases]
        self._keep_looks([case for case, one in zip(cases, shown, strict=True) if one.masked], who)
        # That somebody's matter is sensitive, or went wrong, is not told of who limited the use of their words.
        return tuple(one for one in shown if not one.restricted or one.kind == "clearest")

    def _case_shown(self, case: replay.Case, restricted: bool) -> CaseShown:
        if restricted:
            return CaseShown(case.kind, case.number, case.code, "", report=case.report, restricted=True)
        source = masked = ""
        _, _, number = case.turn.partition("#")
        if number:
            source, masked = self._case_words(case, int(number))
        return CaseShown(
            case.kind, case.number, case.code, "" if number else case.conversation, source,
            "" if case.kind == "sensitive" else masked, case.done_at, case.report,
        )  # fmt: skip

    def _keep_looks(self, cases: Iterable[replay.Case], who: Colleague) -> None:
        """Keep that a colleague is shown words of imported conversations, before they are: in one transaction."""
        at = self.now()
        fresh = {
            _conversation(case): case.customer
            for case in cases
            if not privacy.looked_since(_conversation(case), who.id, at - LOOK_LASTS, "conversation")
        }
        if not fresh:
            return
        with writing():
            for conversation, customer in sorted(fresh.items(), key=lambda each: each[1]):
                identity.hold_customer(customer)
                if replay.is_kept(conversation):  # no row about somebody who was erased a moment ago
                    privacy.add_look(
                        Look(
                            new_id(), conversation, customer, who.id, str(who.role), who.work_name, at, "conversation"
                        )
                    )

    def _case_words(self, case: replay.Case, number: int) -> tuple[str, str]:
        """Return an imported conversation's number in the other system, and the masked words of a turn."""
        try:
            customer, sealed = replay.words_of(case.conversation)
            words = json.loads(unseal(self.keys.of(customer), sealed, place_of_past(case.conversation)))
        except NotFound:  # erased while the page was being made
            return "", ""
        return str(words["id"]), str(words["turns"][number - 1][1])


def _conversation(case: replay.Case) -> ConversationId:
    return ConversationId(case.conversation)
