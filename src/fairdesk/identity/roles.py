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
    EDIT_PEOPLE = "edit_people"
    WORK_REQUESTS = "work_requests"
    APPROVE_ERASURE = "approve_erasure"
    WATCH_GLASS = "watch_glass"
    READ_PROCESSING = "read_processing"
    REVIEW = "review"
    PROPOSE_GUIDELINE = "propose_guideline"
    APPROVE_GUIDELINE = "approve_guideline"
    DECIDE_MONEY = "decide_money"
    WORK_INCIDENTS = "work_incidents"
    HEAR_APPEALS = "hear_appeals"


_ANSWERING = frozenset({Deed.READ, Deed.TAKE_OVER, Deed.REPLY, Deed.NOTE, Deed.RESOLVE})
_SWITCHING = frozenset({Deed.STOP_AI, Deed.START_AI})
_RIGHTS = frozenset({Deed.WORK_REQUESTS, Deed.APPROVE_ERASURE})
# Whoever may do the one may do the other: which of two people proposed and which approved is the proposal's own rule.
_RULING = frozenset({Deed.PROPOSE_GUIDELINE, Deed.APPROVE_GUIDELINE})

ALLOWED: Mapping[Role, frozenset[Deed]] = {
    Role.COLLEAGUE: _ANSWERING | _SWITCHING | {Deed.EDIT_ARTICLES},
    Role.REVIEWER: _ANSWERING | _SWITCHING | {Deed.EDIT_ARTICLES, Deed.READ_LEDGER, Deed.REVIEW, Deed.DECIDE_MONEY},
    Role.PRIVACY_OFFICER: _SWITCHING
    | _RIGHTS
    | _RULING
    | {Deed.READ, Deed.NOTE, Deed.READ_LEDGER, Deed.READ_PROCESSING, Deed.WATCH_GLASS, Deed.WORK_INCIDENTS}
    | {Deed.HEAR_APPEALS},
    Role.AUDITOR: frozenset({Deed.READ, Deed.READ_LEDGER, Deed.READ_PROCESSING}),
    # A firm of one is a manager who answers; figures about individual colleagues are no deed of this table at all.
    Role.MANAGER: _ANSWERING
    | _SWITCHING
    | _RIGHTS
    | _RULING
    | {
        Deed.EDIT_ARTICLES,
        Deed.EDIT_COMPANY,
        Deed.EDIT_PEOPLE,
        Deed.READ_LEDGER,
        Deed.READ_PROCESSING,
        Deed.WATCH_GLASS,
        Deed.REVIEW,
        Deed.DECIDE_MONEY,
        Deed.WORK_INCIDENTS,
        Deed.HEAR_APPEALS,
    },
}


GUARDED = frozenset({Role.MANAGER, Role.PRIVACY_OFFICER, Role.REVIEWER})
"""Roles that can change what the desk does to others, or see more than one conversation's worth; a desk that others can
reach over a network asks them for a second factor."""


def needs_second_factor(role: str, asked_of: str, reachable: bool) -> bool:
    """Whether somebody of *role* must give a second factor.

    *asked_of* is the setting: "auto" (the guarded roles, where the desk is *reachable* from other machines), "all",
    "none", or names of roles with spaces between.
    """
    if asked_of in ("all", "none"):
        return asked_of == "all"
    return (reachable and role in GUARDED) if asked_of == "auto" else role in asked_of.split()


def may(role: str, deed: str) -> bool:
    """Whether somebody of *role* may do *deed*. An unknown role or deed may not."""
    return any(known == role and deed in deeds for known, deeds in ALLOWED.items())
