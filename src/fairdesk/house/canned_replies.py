"""Canned replies: who writes them, what the check of care says of them, and how one is filled in for a conversation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from fairdesk.clock import new_id
from fairdesk.database import writing
from fairdesk.desk import records as desk
from fairdesk.desk.canned import Canned, Ready, checked, ready
from fairdesk.desk.records import canned
from fairdesk.desk.records.canned import CannedRow
from fairdesk.house.colleagues import ColleagueSide
from fairdesk.identity import records as identity
from fairdesk.identity.people import Colleague
from fairdesk.language import OFFERED
from fairdesk.nouns import ColleagueId, ConversationId
from fairdesk.sensitive.care import Finding, check
from fairdesk.sensitive.topics import Topic

HARDEST = Topic.BEREAVEMENT
"""The matter in which most rules of the check hold: a canned reply is read as if it were sent there."""


class CannedSide(ColleagueSide):
    """The part of the house that keeps canned replies."""

    def canned(self, colleague: ColleagueId) -> tuple[Canned, ...]:
        """Return every canned reply, with what the check of care would say of it in a sensitive matter."""
        self.colleague_who_may(colleague, "read")
        return tuple(_shown(each, self.now().date()) for each in canned.canned())

    def keep_canned(
        self, colleague: ColleagueId, id: str, name: str, texts: Mapping[str, str], review_by: date | None
    ) -> str:
        """Keep a canned reply, a new one if *id* is "", and return its id. Raises BadInput, NotFound."""
        self.colleague_who_may(colleague, "edit_articles")
        called, written = checked(name, texts)
        at = self.now()
        with writing():
            owner = canned.one(id).owner if id else colleague
            kept = id or new_id()
            canned.keep(CannedRow(kept, called, written, owner, at, review_by))
            self.memory.add_deed(at, "canned_changed", "person", {"reply": kept, "by": int(colleague)})
        return kept

    def remove_canned(self, colleague: ColleagueId, id: str) -> None:
        """Remove a canned reply; what was sent with it stays as it was sent."""
        self.colleague_who_may(colleague, "edit_articles")
        at = self.now()
        with writing():
            canned.one(id)
            canned.remove(id)
            self.memory.add_deed(at, "canned_removed", "person", {"reply": id, "by": int(colleague)})

    def ready_replies(self, conversation: ConversationId, colleague: ColleagueId) -> tuple[Ready, ...]:
        """Return the canned replies filled in for a conversation. Raises Restricted as a look does."""
        who = self.colleague_who_may(colleague, "read")
        row = desk.conversation(conversation)
        self.check_glass(row, colleague)
        values = self._values_here(row, who)
        return tuple(ready(_shown(each, self.now().date()), row.language, values) for each in canned.canned())

    def _values_here(self, row: desk.ConversationRow, who: Colleague) -> Mapping[str, str]:
        given = [
            kept.value
            for kept in self.memory.vault(row.id, self.keys.of(row.customer)).kept
            if kept.kind == "ACCOUNT"
        ]
        return {
            "me": who.work_name,
            "company": self.knowing.company().name,
            "number": given[-1] if given else "",
            "language": OFFERED.get(row.language, ""),
        }


def _shown(kept: CannedRow, today: date) -> Canned:
    owner = identity.colleague(kept.owner)
    findings = {language: found for language, text in kept.texts.items() if (found := _of_words(text, language))}
    due = kept.review_by is not None and kept.review_by <= today
    who = owner.work_name if owner else ""
    return Canned(kept.id, kept.name, kept.texts, who, kept.changed_at, kept.review_by, due, findings)


def _of_words(text: str, language: str) -> tuple[Finding, ...]:
    """Return what hurts in a text by its words; how long it is, and its next step, are seen when it is sent."""
    return tuple(found for found in check(text, language, HARDEST) if found.words)
