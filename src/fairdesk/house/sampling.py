"""Reviewers look at masked messages and count what the mask missed; the figure is published.

Only messages of customers who said yes to `improve` are shown, whose notice says so; never one of a sensitive matter,
one that was not masked, or one that may only be stored.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import timedelta

from fairdesk.consent import records as consent
from fairdesk.consent.purposes import Choice, Purpose
from fairdesk.database import moment, writing
from fairdesk.desk import records as desk
from fairdesk.house.books import Books
from fairdesk.house.memory import place_of_turn, read_turn
from fairdesk.identity import records as identity
from fairdesk.identity.roles import Deed
from fairdesk.language import OFFERED
from fairdesk.nouns import ActId, ColleagueId, CustomerId, NotFound, Turn, Verdict
from fairdesk.oversight import records as oversight
from fairdesk.oversight.drawing import drawn
from fairdesk.oversight.misses import LOOKED_BACK, Misses, Sample
from fairdesk.privacy.keys import lookup_token, unseal
from fairdesk.privacy.records import KeyDestroyed
from fairdesk.privacy.scoring import between
from fairdesk.sensitive import records as sensitive

TOKENS = "mask-review"
"""The house key under which a message is known to have been looked at, without naming it."""


class Sampling(Books):
    """The reviewers' part of the house."""

    def mask_sample(self, colleague: ColleagueId, wanted: str = "") -> Sample | None:
        """Return a masked message of the sample, at random, that nobody has looked at yet; None if there is none.

        The sample is of the last days; which share of them it holds is the guideline `sampling`'s to say.

        *wanted* is the act of the message that the reviewer has before them: that one, if it may still be looked at.
        """
        self.colleague_who_may(colleague, Deed.REVIEW)
        acts, _ = self._drawn()
        random.SystemRandom().shuffle(acts)
        acts.sort(key=lambda act: act != wanted)
        return next((found for act in acts if (found := self._may_be_looked_at(act)) is not None), None)

    def keep_mask_review(self, colleague: ColleagueId, act: ActId, missed: Mapping[str, int]) -> None:
        """Keep what was missed in a message: kinds and numbers. Raises NotFound if it may not be looked at (any more)."""
        self.colleague_who_may(colleague, Deed.REVIEW)
        at = self.now()
        acts, verdict = self._drawn()  # before the transaction: it reads the acts of many days
        with writing():
            # Read again here: a yes that was taken back meanwhile, or a second reviewer, counts.
            if act not in acts or self._may_be_looked_at(act) is None:
                raise NotFound("this message cannot be looked at any more; take the next one")
            oversight.add_mask_review(self._token(act), colleague, missed, at)
            self.memory.add_deed(
                at, "mask_reviewed", "person",
                {
                    "message": act, "by": int(colleague), "missed": sum(missed.values()),
                    "percent": int(verdict.outputs["percent"]), "rule": verdict.because.rule,
                    "version": verdict.because.version,
                },
            )  # fmt: skip

    def mask_misses(self) -> Misses:
        """Return the published figure: how often the mask missed something, over all that was looked at."""
        looked_at, with_a_miss, kinds, first, last = oversight.mask_reviews()
        return Misses(looked_at, with_a_miss, kinds, first, last, between(with_a_miss, looked_at))

    def _drawn(self) -> tuple[list[ActId], Verdict]:
        """Return the acts of the sample, and what the guideline says of its size."""
        at = self.now()
        acts = list(desk.acts_since(at - LOOKED_BACK))
        a_day = len(acts) / (LOOKED_BACK / timedelta(days=1))
        verdict = self.knowing.rule_for("sampling", at).decide({"messages_a_day": a_day})
        percent = int(verdict.outputs["percent"])
        return [act for act in acts if drawn(act, percent, "masking")], verdict

    def _may_be_looked_at(self, act: ActId) -> Sample | None:
        kept = desk.turn(act)
        if oversight.mask_reviewed(self._token(act)) or (turn := self.readable_by_reviewers(kept)) is None:
            return None
        return Sample(act, moment(kept.at), turn.asked.language, turn.asked.text)

    def readable_by_reviewers(self, kept: desk.TurnRow) -> Turn | None:
        """Return a turn whose customer said yes to these reviews, opened; None where it may not be shown (any more)."""
        row = desk.conversation(kept.conversation)
        if Purpose.IMPROVE.value not in self.agreed(row.customer):
            return None
        if self.is_restricted(row) or not self._was_told(row.customer):
            return None
        if sensitive.open_concern(row.id, self.now()) != "none":
            return None  # it is for those alone who hold a care certificate
        try:
            turn = read_turn(unseal(self.keys.of(row.customer), kept.sealed, place_of_turn(kept.act)))
        except KeyDestroyed:
            return None
        return turn if turn.asked.masked_ok and turn.concern == "none" else None

    def _was_told(self, customer: CustomerId) -> bool:
        """Whether a person's yes was given to words that speak of these samples: older words spoke of articles alone."""
        chosen = (consent.state(place).get(Purpose.IMPROVE) for place in identity.same_person(customer))
        read = [
            consent.text_shown(one.notice_version) or "" for one in chosen if one and one.choice is Choice.GRANTED
        ]
        says = [self.notice(Purpose.IMPROVE, language).sections[0].text for language in OFFERED]
        return bool(read) and all(any(words in text for words in says) for text in read)

    def _token(self, act: ActId) -> bytes:
        return lookup_token(self.keys.house_key(TOKENS), act)
