"""Asks the desk a question as a new customer's first message, without keeping anything: for probes of its own.

    asking = Asking(house, house.now())
    asking.of("How long does a refund take?", "en")         # the turn, as the live desk would decide it

The same lines as on the way of a message: the real mask, search over the articles, the guidelines and promises of now.
Nothing is known of whoever asks. A language model is asked only where a writer is handed in: it would cost, and write
each time anew.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from fairdesk.answers import records as answers
from fairdesk.answers.written import Writer
from fairdesk.desk.turn import Answer, Rules, decide
from fairdesk.guidelines.compile import Guideline
from fairdesk.house.answering import from_articles
from fairdesk.house.customers import cleaned
from fairdesk.house.foundation import Foundation
from fairdesk.house.past_turns import known_of_past
from fairdesk.nouns import Asked, Draft, RawText, Situation, Turn
from fairdesk.privacy.mask import Vault, mask


@dataclass
class Remembered:
    """What was masked and drafted already: another guideline changes neither. Texts are the desk's own questions."""

    asked: dict[tuple[str, str], Asked] = field(default_factory=dict)
    drafts: dict[tuple[str, str], Draft] = field(default_factory=dict)


class Asking:
    """Asks as of a moment.

    *proposed*: guidelines that stand in the place of those in force. *answer*: what answers instead of the articles in
    force. *remembered*: shared by several that ask the same under other guidelines.
    """

    def __init__(
        self, house: Foundation, at: datetime, *, proposed: Mapping[str, Guideline] | None = None,
        answer: Answer | None = None, writer: Writer | None = None, remembered: Remembered | None = None,
    ) -> None:  # fmt: skip
        self._house, self._at, self._writer = house, at, writer
        self._search, self._remembered = answer, remembered
        knowing = house.knowing
        self._versions = knowing.guidelines_in_force(house.now())
        rules = knowing.rules(self._versions)
        new = proposed or {}
        self._rules = Rules(
            new.get("routing", rules.routing),
            new.get("release", rules.release),
            rules.lists,
            new.get("review_first", rules.first),
        )
        self._promised, self._country = knowing.promised(), knowing.company().country
        self._knowledge = answers.knowledge_version(at)
        self._detector = knowing.sparing(house.detector)

    def of(self, text: str, language: str) -> Turn:
        """Return what becomes of a question in a conversation of its own, without keeping anything."""
        known = known_of_past(self._at, language, self._country, self._versions, self._promised, self._knowledge)
        return decide(self._masked(text, language), known, self._answered, self._rules)

    def _masked(self, text: str, language: str) -> Asked:
        if self._remembered and (found := self._remembered.asked.get((language, text))):
            return found
        seconds = self._house.settings.mask_seconds
        # By the seconds of computing: a busy machine must not change a figure.
        asked, _ = mask(
            cleaned(RawText(text)),
            language,
            Vault.empty(),
            self._detector,
            seconds,
            time.thread_time,
            self._at.date(),
        )
        if self._remembered is not None:
            self._remembered.asked[language, text] = asked
        return asked

    def _answered(self, asked: Asked, situation: Situation) -> Draft:
        if self._remembered and (found := self._remembered.drafts.get((asked.language, asked.text))):
            return found
        if self._search:
            draft = self._search(asked, situation)
        else:
            draft = from_articles(self._house.keys, asked, situation, self._at, self._house.intents, self._writer)
        if self._remembered is not None:
            self._remembered.drafts[asked.language, asked.text] = draft
        return draft
