"""Drafts that nobody saw, beside what people then replied: for reviewers to judge, and how alike the two are.

Only of customers who said yes to reviews. A person's reply is masked like a message before a reviewer or a count sees it.
"""

from __future__ import annotations

import statistics
import time

from fairdesk.answers.analysis import terms
from fairdesk.clock import id_from
from fairdesk.desk import records as desk
from fairdesk.house.sampling import Sampling
from fairdesk.nouns import ActId, MaskedText, RawText, Release, Turn, Voice
from fairdesk.oversight.reviewing import LOOKED_BACK, Compared
from fairdesk.privacy.mask import mask

MOST_COMPARED = 60
"""Of more drafts the latest count: each is opened, and its reply masked, while somebody waits for the page."""
FEWEST_COMPARED = 5


def reply_beside(house: Sampling, kept: desk.TurnRow) -> MaskedText | None:
    """Return what a person first said after a turn, masked; None if nobody did or it cannot be masked."""
    row = desk.conversation(kept.conversation)
    lines = (line for line in desk.items(row.id, kept.number) if line.voice is Voice.PERSON)
    if (line := next(lines, None)) is None:
        return None
    key = house.keys.of(row.customer)
    said = RawText(house.memory.read_line(row.id, key, line).text)
    detector, budget = house.knowing.sparing(house.detector), house.settings.mask_seconds
    # By the seconds of computing: nobody waits for this as a customer does.
    asked, _ = mask(said, row.language, house.memory.vault(row.id, key), detector, budget, time.thread_time)
    return asked.text if asked.masked_ok else None


def compared(house: Sampling) -> Compared | None:
    """Return how alike drafts that were not sent and people's replies are; None of too few to say."""
    since = id_from(house.now() - LOOKED_BACK)
    acts = [act for act, _ in desk.drafts(since)]
    shares: list[float] = []
    for act in reversed(acts):
        if len(shares) == MOST_COMPARED:
            break
        if (share := _likeness(house, act)) is not None:
            shares.append(share)
    return Compared(len(shares), statistics.median(shares)) if len(shares) >= FEWEST_COMPARED else None


def _likeness(house: Sampling, act: ActId) -> float | None:
    """Return the share of a draft's informative words that the reply holds too; None where the two are not there."""
    kept = desk.turn(act)
    if kept.release == Release.SEND or (turn := house.readable_by_reviewers(kept)) is None:
        return None
    words, reply = _words(turn), reply_beside(house, kept)
    if not words or not reply:
        return None
    return len(words & set(terms(reply, turn.asked.language))) / len(words)


def _words(turn: Turn) -> set[str]:
    return set(terms(turn.draft.text, turn.asked.language)) if turn.draft else set()
