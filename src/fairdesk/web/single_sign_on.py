"""Signing in with the company's own account (OpenID Connect), for people who are colleagues already.

The first time, the account is tied to the colleague of the same name, or of the same e-mail address if the company's
server says that it is verified; from then on by its own unchangeable number. It makes nobody a colleague, and never
ties a second account to one.
"""

from __future__ import annotations

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponseRedirect


class CompanyAccounts(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Ties accounts of the company's server to colleagues."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Tie an account that is seen for the first time, or send its owner back to the sign-in page."""
        if not sociallogin.is_existing:
            user = _colleague_of(sociallogin.account.extra_data)
            if user is None:
                raise ImmediateHttpResponse(HttpResponseRedirect("/desk/sign-in?unknown=1"))
            sociallogin.connect(request, user)
        if not sociallogin.user.is_active:
            raise ImmediateHttpResponse(HttpResponseRedirect("/desk/sign-in?unknown=1"))

    def on_authentication_error(self, request: HttpRequest, provider: Any, **_why: Any) -> None:
        """Send somebody whose company account did not work back to the sign-in page; the other ways are there."""
        raise ImmediateHttpResponse(HttpResponseRedirect("/desk/sign-in?failed=1"))


def _colleague_of(told: dict[str, Any]) -> User | None:
    said = told.get("userinfo") or told.get("id_token") or told
    names = [said.get("preferred_username")]
    if said.get("email_verified") is True:
        names.append(said.get("email"))
    for name in filter(None, names):
        user = User.objects.filter(username=name, is_active=True).first()
        if user is not None and not SocialAccount.objects.filter(user=user).exists():
            return user
    return None
