"""Every address of the desk: the rooms' pages, hung in one place."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_safe

from fairdesk.accessibility.pages import urls as accessibility
from fairdesk.answers.pages import urls as answers
from fairdesk.desk.pages import urls as desk
from fairdesk.identity.pages import urls as identity
from fairdesk.oversight.pages import urls as oversight
from fairdesk.privacy.pages import urls as privacy
from fairdesk.web.api import api


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer when the desk can read its database."""
    request.house.check()  # type: ignore[attr-defined]
    return HttpResponse("ready\n", content_type="text/plain")


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("api/v1/", api.urls),
    *desk,
    *answers,
    *identity,
    *oversight,
    *accessibility,
    *privacy,
]

handler400 = "fairdesk.rendering.bad_request"
handler403 = "fairdesk.rendering.forbidden"
handler404 = "fairdesk.rendering.missing"
handler500 = "fairdesk.rendering.broken"
