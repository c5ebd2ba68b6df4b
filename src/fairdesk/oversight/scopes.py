"""What a colleague may stop, as the page offers it."""

from __future__ import annotations

import re

SCOPES = (
    ("all", "Everything: the assistant answers nobody"),
    ("channel:web", "This web page"),
    ("channel:api", "Other programs (API)"),
)
"""What a colleague may stop, and how the page says it."""


def may_be_stopped(scope: str) -> bool:
    """Whether *scope* is something the assistant can be stopped for: one of SCOPES or one customer."""
    return scope in dict(SCOPES) or re.fullmatch(r"customer:[0-9A-Za-z_-]{1,64}", scope) is not None


def scopes_offered(chosen: str) -> tuple[tuple[str, str], ...]:
    """Return the choices of the stop page; one customer is offered when the address named one."""
    if chosen.startswith("customer:") and may_be_stopped(chosen):
        return (*SCOPES, (chosen, "This one customer"))
    return SCOPES
