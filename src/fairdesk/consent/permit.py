"""The step of the way that says whether the assistant may answer this customer now."""

from __future__ import annotations

from fairdesk.consent.purposes import Standing
from fairdesk.nouns import Because

ALLOWED = "permit.ai_allowed"
REFUSED = "permit.ai_refused"
PAUSED = "permit.paused"


def permit(ai_choice: str, paused: tuple[str, ...]) -> Because:
    """Decide whether the assistant may answer.

    *ai_choice* is told, allowed or refused; *paused* names the scopes in which the assistant is stopped. The
    customer's refusal is named before a stop, because it is the customer's. A choice of any other value is no
    permission: it counts as refused, and the facts show what it was.
    """
    facts = {"ai_choice": ai_choice, "paused": ", ".join(paused) or "none"}
    return Because(step="permit", code=_code(ai_choice, paused), facts=facts)


def _code(ai_choice: str, paused: tuple[str, ...]) -> str:
    if ai_choice not in {Standing.TOLD, Standing.ALLOWED}:
        return REFUSED
    return PAUSED if paused else ALLOWED
