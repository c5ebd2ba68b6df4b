"""How django-allauth's second factors fit this desk: no passwords, no mail, secrets sealed, wrong codes counted by us.

A colleague comes in by a one-time link; who has a second factor gives it then, before any session begins. A session
remembers that it was given, so that pages, the API and live streams ask one question: `passed`.
"""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import authentication_step_completed
from allauth.mfa import signals
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django import forms
from django.contrib.auth.models import User
from django.http import HttpRequest

from fairdesk.nouns import ColleagueId
from fairdesk.web.doors import SECOND_FACTOR_GIVEN, the_house
from fairdesk.web.tags import clock_time


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts without sign-up, passwords, e-mail or flash messages."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes their own account at a desk."""
        return False

    def add_message(self, *given: Any, **named: Any) -> None:
        """Say nothing: the page that follows shows what holds now."""

    def send_notification_mail(self, *given: Any, **named: Any) -> None:
        """Send nothing: colleagues have no address here; the change is in the ledger and on their page."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address a session is listed with; behind a proxy it is the proxy's, never a header anybody writes."""
        return str(request.META.get("REMOTE_ADDR") or "0.0.0.0")  # noqa: S104  an unknown address, not one to listen on


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors under the desk's own name, with their secrets sealed under a key of the house."""

    def get_totp_issuer(self) -> str:
        """Return the name an authenticator app shows."""
        return the_house().knowing.company().name

    def encrypt(self, text: str) -> str:
        """Return a secret as it may be stored."""
        return base64.b64encode(the_house().seal_factor(text)).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """Return a stored secret."""
        return the_house().unseal_factor(base64.b64decode(encrypted_text))


class _Counted(forms.Form):
    """Takes no code while the door is closed, and counts the wrong ones."""

    user: User

    def clean_code(self) -> str:
        house, user = the_house(), ColleagueId(self.user.pk)
        until = house.locked_until(user)
        if until is not None:
            raise forms.ValidationError(
                f"Too many wrong codes. Try again after {clock_time(until)}, or ask a manager to reset your second factor."
            )
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except forms.ValidationError:
            left = house.wrong_code(user)
            tries = f"{left} {'try' if left == 1 else 'tries'} left." if left else "No more tries for now."
            raise forms.ValidationError(f"This code is not right. Type the newest one. {tries}") from None
        house.right_code(user)
        return code


class CodeForm(_Counted, AuthenticateForm):  # type: ignore[misc]
    """The code at sign-in."""


class CodeAgainForm(_Counted, ReauthenticateForm):  # type: ignore[misc]
    """The code before a change of second factors."""


def _step_taken(request: HttpRequest, method: str, **_rest: object) -> None:
    if method == "mfa":
        request.session[SECOND_FACTOR_GIVEN] = True


def _added(request: HttpRequest, user: User, authenticator: Any, **_rest: object) -> None:
    if authenticator.type != "recovery_codes":
        # Who set it up has just shown that they hold it: they are not asked for it again to see their recovery codes.
        record_authentication(
            request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True
        )
    _changed(request, user, str(authenticator.type), "added")


def _removed(request: HttpRequest, user: User, authenticator: Any, **_rest: object) -> None:
    if not the_house().has_second_factor(ColleagueId(user.pk)):
        request.session.pop(SECOND_FACTOR_GIVEN, None)
    _changed(request, user, str(authenticator.type), "removed")


def _changed(request: HttpRequest, user: User, kind: str, change: str) -> None:
    the_house().factor_changed(ColleagueId(user.pk), kind, change, request.session.session_key or "")


authentication_step_completed.connect(_step_taken, dispatch_uid="fairdesk")
signals.authenticator_added.connect(_added, dispatch_uid="fairdesk")
signals.authenticator_removed.connect(_removed, dispatch_uid="fairdesk")
