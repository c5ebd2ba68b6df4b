"""Deletes what was kept as long as the table of retention says, by category, and writes the counts to the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from fairdesk.consent import records as consent
from fairdesk.database import writing
from fairdesk.house.books import Books
from fairdesk.house.forgetting import forget_what_is_due
from fairdesk.identity import records as identity
from fairdesk.privacy import records as privacy
from fairdesk.privacy.retention import gone_before
from fairdesk.rights import records as rights
from fairdesk.sensitive import records as sensitive


def delete_what_is_due(house: Books, at: datetime) -> Mapping[str, int]:
    """Delete what is due in each category and return how much went; "conversations" counts customers.

    Each category is a transaction of its own or more: a crash in between leaves the rest for the next round.
    """
    gone = {"conversations": forget_what_is_due(house, at)}
    with writing():
        # What a concern was kept for was written with it, so its rows know themselves when they are due.
        gone["concerns"] = sensitive.delete_expired(at)
        gone["accommodations"] = consent.delete_expired(at)
        gone["looks"] = privacy.delete_old_looks(gone_before("looks", at))
        gone["requests"] = rights.delete_ended(gone_before("requests", at))
        gone["sign_in_links"] = identity.delete_signins(gone_before("sign_in_links", at))
        if any(gone.values()):
            house.memory.add_deed(at, "retention_swept", "house", gone)
    return gone
