"""Care certificates: given, read, ended. Functions that write expect an open transaction, which the house composes."""

from __future__ import annotations

from datetime import datetime, timedelta

from fairdesk.database import execute, micros, moment, rows
from fairdesk.identity.care_certificates import CareCertificate
from fairdesk.nouns import ColleagueId

SHOWN_FOR = timedelta(days=30)
"""How long one that ran out is still listed, so that somebody sees that it should be given again."""


def add(given: CareCertificate) -> None:
    """Keep a certificate; an earlier one of the same colleague for the same matter gives way."""
    execute(
        "DELETE FROM identity_care_certificate WHERE colleague = %s AND topic = %s", int(given.colleague), given.topic
    )
    execute(
        "INSERT INTO identity_care_certificate (id, colleague, topic, given_by, given_by_name, at, until)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s)",
        given.id, int(given.colleague), given.topic, int(given.given_by), given.given_by_name, micros(given.at),
        micros(given.until),
    )  # fmt: skip


def all_given() -> tuple[CareCertificate, ...]:
    """Return every certificate, also those that ran out lately, by colleague and matter."""
    found = rows(
        "SELECT id, colleague, topic, given_by, given_by_name, at, until FROM identity_care_certificate"
        " ORDER BY colleague, topic"
    )
    return tuple(
        CareCertificate(id, ColleagueId(who), topic, ColleagueId(by), name, moment(at), moment(until))
        for id, who, topic, by, name, at, until in found
    )


def end(id: str) -> int:
    """Delete a certificate, and return how many there were."""
    return execute("DELETE FROM identity_care_certificate WHERE id = %s", id)


def end_of(colleague: ColleagueId) -> int:
    """Delete the certificates of a colleague who leaves."""
    return execute("DELETE FROM identity_care_certificate WHERE colleague = %s", int(colleague))


def delete_old(at: datetime) -> int:
    """Delete those that ran out long ago."""
    return execute("DELETE FROM identity_care_certificate WHERE until <= %s", micros(at - SHOWN_FOR))
