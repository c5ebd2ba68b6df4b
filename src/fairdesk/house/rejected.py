"""Suggested replies that colleagues rejected, as overrides are counted: what they were about and why, never by whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from fairdesk.clock import id_from
from fairdesk.database import moment
from fairdesk.desk.records.rejected import rejected_since
from fairdesk.house.books import Books
from fairdesk.nouns import ActId
from fairdesk.oversight.override import Override, Reason
from fairdesk.privacy.records import KeyDestroyed


def rejected(house: Books, since: datetime) -> Iterator[Override]:
    """Yield the rejected suggestions since a moment; the act is the question that the suggestion was for."""
    for talk, customer, channel, line in rejected_since(id_from(since)):
        try:
            values = house.memory.read_line(talk, house.keys.of(customer), line).values or {}
        except KeyDestroyed:
            continue  # being forgotten
        if topic := str(values.get("topic", "")):  # before topics were noted there is nothing to count by
            act = ActId(str(values.get("act", "")))
            yield Override(act, talk, customer, moment(line.at), Reason(str(values["reason"])), topic, channel)
