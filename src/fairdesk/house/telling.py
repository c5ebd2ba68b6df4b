"""What customers are told: notices that are recorded whenever they are shown, and whether they were understood."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from fairdesk.consent import records as consent
from fairdesk.consent.notices import INSIDE, Notice, Outside, notice
from fairdesk.consent.purposes import Purpose, about, purpose_named
from fairdesk.consent.understanding import Share, shares
from fairdesk.database import micros, writing
from fairdesk.desk import records as desk
from fairdesk.house.foundation import Foundation
from fairdesk.nouns import ConversationId, CustomerId, NotFound, Unavailable

log = logging.getLogger("fairdesk.consent")

NOWHERE = ConversationId("")
"""The conversation of a choice or a notice outside of any."""


class TellingSide(Foundation):
    """The part of the house that tells customers what is done with their words."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._shown: Counter[tuple[Notice, str]] = Counter()
        self._counting = threading.Lock()

    @property
    def outside(self) -> Outside:
        """Return the outside language model that is configured; an empty one if none is."""
        chosen = self.settings
        host = urlsplit(chosen.llm_url).hostname or ""
        return Outside(host, chosen.model_recipient, chosen.model_country, chosen.model_safeguard)

    def notice(self, name: str, language: str) -> Notice:
        """Return the words customers are shown now about a purpose."""
        days = about(purpose_named(name)).days
        return notice(name, language, company=self.knowing.company().name, days=days, outside=self.outside)

    def show_notice(
        self,
        name: str,
        language: str,
        customer: CustomerId | None,
        place: str,
        conversation: ConversationId = NOWHERE,
        *,
        whole: bool = True,
    ) -> Notice:
        """Return the words of a purpose for a page that shows them, and record that it did.

        Not *whole*: only the first line stands on it, so nobody was told of an outside model there.

        For a known customer each version is recorded once a place and conversation; for a browser that is nobody's yet
        the day's sums grow. A desk that cannot write now still shows the words, and counts them.
        """
        shown, at = self.notice(name, language), self.now()
        if customer is None:
            self._count(shown, place)
            return shown
        try:
            if not consent.served_already(conversation, customer, shown.version, place):
                with writing():
                    told = shown if whole else replace(shown, outside="")
                    consent.served(conversation, customer, told, at, place)
        except Unavailable:
            self._count(shown, place)
        return shown

    def _count(self, shown: Notice, place: str) -> None:
        with self._counting:
            self._shown[shown, place] += 1

    def keep_shown(self) -> int:
        """Write down how often notices were shown to nobody in particular; return how many showings that were.

        They are gathered in memory, so that reading a page never waits for the disk: a crash loses those of a second.
        """
        with self._counting:
            shown, self._shown = self._shown, Counter()
        if not shown:
            return 0
        try:
            with writing():
                for (text, place), times in shown.items():
                    consent.count_shown(text, self.now(), place, times)
        except Unavailable:
            with self._counting:
                self._shown += shown
            raise
        return shown.total()

    # --- an outside model ---
    def begin(self) -> None:
        """Begin to serve: tell running conversations of an outside model that they have not been told of."""
        super().begin()
        if self.outside == INSIDE:
            return
        for conversation in desk.running():
            # Whose key is gone is about to be forgotten: there is nobody to tell, and the desk must open.
            with contextlib.suppress(NotFound), writing():
                self.tell_of_outside(desk.conversation(conversation, hold=True), self.now())
        self.pulse.beat()

    def tell_of_outside(self, row: desk.ConversationRow, at: datetime) -> None:
        """Show a conversation the notice of the outside model in use, once, in the transaction that is open.

        What was written up to *at* was written without knowing of it, and goes to people.
        """
        outside = self.outside.digest
        if not outside or consent.told_of(row.id, outside, micros(at)):
            return
        shown = self.notice(Purpose.AI_ANSWER, row.language)
        consent.served(row.id, row.customer, shown, at, "event")
        self.memory.add_event(
            row.id, self.keys.of(row.customer), at, "notice_changed", values={"version": shown.version}
        )
        desk.change(row.id, at)

    def count_answer(self, language: str, question: str, right: bool) -> None:
        """Count an answer of the voluntary check of understanding; nothing says whose."""
        with writing():
            consent.count_answer(self.now().date(), language, question, right)

    def understanding(self, days: int = 90) -> tuple[Share, ...]:
        """Return the share of right answers of each question over the last *days*."""
        today = self.now().date()
        return shares(consent.answers_counted(today - timedelta(days=days), today))

    def close(self) -> None:
        """Write down what was shown and counted, then close the rest."""
        try:
            self.keep_shown()
        except Unavailable:
            log.error("showings of notices could not be kept")
        super().close()
