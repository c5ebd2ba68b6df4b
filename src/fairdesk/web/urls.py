"""Every address of the desk: the rooms' pages, hung in one place."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.http import require_safe

from fairdesk.accessibility.pages import urls as accessibility
from fairdesk.accountability.pages import urls as accountability
from fairdesk.answers.pages import urls as answers
from fairdesk.attachments.pages import urls as attachments
from fairdesk.consent.pages import urls as consent
from fairdesk.desk.pages import urls as desk
from fairdesk.explainability.pages import urls as explainability
from fairdesk.fairness.pages import urls as fairness
from fairdesk.guidelines.pages import urls as guidelines
from fairdesk.identity.pages import urls as identity
from fairdesk.identity.pages.staff import sign_in, sign_out
from fairdesk.money.pages import urls as money
from fairdesk.oversight.pages import urls as oversight
from fairdesk.privacy.pages import urls as privacy
from fairdesk.replay.pages import urls as replay
from fairdesk.rights.pages import urls as rights
from fairdesk.web.api import api
from fairdesk.web.api_consent import consents

api.add_router("", consents)


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer when the desk can read its database."""
    request.house.check()  # type: ignore[attr-defined]
    return HttpResponse("ready\n", content_type="text/plain")


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("api/v1/", api.urls),
    path("desk/security/", include("allauth.mfa.urls")),
    # The names under which django-allauth looks for our own pages.
    path("desk/sign-in", sign_in, name="account_login"),
    path("desk/sign-out", sign_out, name="account_logout"),
    *desk,
    *answers,
    *identity,
    *oversight,
    *accessibility,
    *explainability,
    *consent,
    *rights,
    *privacy,
    *money,
    *attachments,
    *guidelines,
    *replay,
    *fairness,
    *accountability,
]

if "allauth.socialaccount" in settings.INSTALLED_APPS:
    urlpatterns += [
        path("desk/company-account/", include("allauth.socialaccount.providers.openid_connect.urls")),
        *(path("desk/sign-in", sign_in, name=f"socialaccount_{name}") for name in ("signup", "connections")),
        *(path("desk/sign-in", sign_in, name=f"socialaccount_login_{name}") for name in ("error", "cancelled")),
    ]

handler400 = "fairdesk.rendering.bad_request"
handler403 = "fairdesk.rendering.forbidden"
handler404 = "fairdesk.rendering.missing"
handler500 = "fairdesk.rendering.broken"
