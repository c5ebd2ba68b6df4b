"""What a colleague may stop, as the page offers it."""

from __future__ import annotations

import re

SCOPES = (
    ("all", "Everything: the assistant answers nobody"),
    ("channel:web", "This web page"),
    ("channel:api", "Other programs (API)"),
)
"""What a colleague may stop, and how the page says it."""

_SMALLER = r"(customer|conversation):[0-9A-Za-z_-]{1,64}|(topic|model|guideline):\S{1,200}"


def may_be_stopped(scope: str) -> bool:
    """Whether *scope* is written as something the assistant can be stopped for; whether it is here the house knows."""
    return scope in dict(SCOPES) or re.fullmatch(_SMALLER, scope) is not None


def scopes_offered(chosen: str) -> tuple[tuple[str, str], ...]:
    """Return the choices of the stop page; one customer is offered when the address named one."""
    kind = chosen.partition(":")[0]
    if kind in ("customer", "conversation") and may_be_stopped(chosen):
        return (*SCOPES, (chosen, f"This one {kind}"))
    return SCOPES
