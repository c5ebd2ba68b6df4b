"""Who may do what at the desk: one table, read as a whole.

Everybody but the auditor may stop the assistant, because stopping must never wait for the right person; an auditor
reads and changes nothing. Starting it again takes two, which is the stop's own rule (oversight), not a role's.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What somebody is at the desk."""

    COLLEAGUE = "colleague"
    REVIEWER = "reviewer"
    PRIVACY_OFFICER = "privacy_officer"
    AUDITOR = "auditor"
    MANAGER = "manager"


class Deed(StrEnum):
    """What somebody may want to do there."""

    READ = "read"
    TAKE_OVER = "take_over"
    REPLY = "reply"
    NOTE = "note"
    RESOLVE = "resolve"
    STOP_AI = "stop_ai"
    START_AI = "start_ai"
    EDIT_ARTICLES = "edit_articles"
    EDIT_COMPANY = "edit_company"
    READ_LEDGER = "read_ledger"
    REVIEW = "review"


_ANSWERING = frozenset({Deed.READ, Deed.TAKE_OVER, Deed.REPLY, Deed.NOTE, Deed.RESOLVE})
_SWITCHING = frozenset({Deed.STOP_AI, Deed.START_AI})

ALLOWED: Mapping[Role, frozenset[Deed]] = {
    Role.COLLEAGUE: _ANSWERING | _SWITCHING | {Deed.EDIT_ARTICLES},
    Role.REVIEWER: _ANSWERING | _SWITCHING | {Deed.EDIT_ARTICLES, Deed.READ_LEDGER, Deed.REVIEW},
    Role.PRIVACY_OFFICER: _SWITCHING | {Deed.READ, Deed.NOTE, Deed.READ_LEDGER},
    Role.AUDITOR: frozenset({Deed.READ, Deed.READ_LEDGER}),
    # A firm of one is a manager who answers; figures about individual colleagues are no deed of this table at all.
    Role.MANAGER: _ANSWERING | _SWITCHING | {Deed.EDIT_ARTICLES, Deed.EDIT_COMPANY, Deed.READ_LEDGER, Deed.REVIEW},
}


def may(role: str, deed: str) -> bool:
    """Whether somebody of *role* may do *deed*. An unknown role or deed may not."""
    return any(known == role and deed in deeds for known, deeds in ALLOWED.items())
