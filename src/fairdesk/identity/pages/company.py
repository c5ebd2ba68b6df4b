"""The company as customers see it: its settings and its logo."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseRedirect
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from fairdesk.identity import records
from fairdesk.identity.company import BadCompany, Company, Logo, company_from_form, form_of, read_logo
from fairdesk.identity.roles import Deed, may
from fairdesk.language import OFFERED
from fairdesk.nouns import BadInput
from fairdesk.rendering import calm, page, role_required

UNNAMED = Company(name="")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LABELS = {
    "name": "Name", "logo": "Logo", "time_zone": "Time zone",
    **{f"hours_{day}": f"Hours on {name}" for day, name in enumerate(WEEKDAYS)},
    "holidays": "Holidays", "telephone": "Telephone", "relay": "Relay", "email": "E-mail", "country": "Country",
    "law": "Law on requests", "languages": "Languages",
}  # fmt: skip
"""The fields in the order of the page, which is the order of the error summary."""


@require_http_methods(["GET", "HEAD", "POST"])
@calm
@role_required(lambda colleague: may(colleague.role, Deed.EDIT_COMPANY), "change the company’s settings")
def company(request: HttpRequest) -> HttpResponse:
    """Show the company's settings and take changes; a faulty form comes back as it was typed, every fault named."""
    kept = records.read_company() or UNNAMED
    if request.method != "POST":
        return _form(request, form_of(kept), kept.logo, saved="saved" in request.GET)
    typed = _typed(request)
    try:
        changed = _read(typed, request, kept)
    except BadCompany as wrong:
        return _form(request, typed, kept.logo, wrong.faults)
    request.house.change_company(request.colleague.id, changed)  # type: ignore[attr-defined]
    return HttpResponseRedirect("/desk/company?saved=1")


def _typed(request: HttpRequest) -> dict[str, str]:
    one_each = {field: request.POST.get(field, "") for field in LABELS if field not in {"logo", "languages"}}
    return {**one_each, "languages": ",".join(request.POST.getlist("languages"))}


def _read(typed: Mapping[str, str], request: HttpRequest, kept: Company) -> Company:
    faults: dict[str, str] = {}
    logo = kept.logo
    try:
        logo = _logo(request, kept.logo)
    except BadInput as wrong:
        faults["logo"] = str(wrong)
    try:
        found = company_from_form(typed, logo)
    except BadCompany as wrong:
        faults |= wrong.faults
    if faults:
        raise BadCompany(faults)
    return found


def _logo(request: HttpRequest, kept: Logo | None) -> Logo | None:
    """The new picture, or none if the box says to remove it, or the one that is kept."""
    picture = request.FILES.get("logo")
    if isinstance(picture, UploadedFile):
        # One byte more than is allowed is enough to refuse a large file without reading it.
        return read_logo(picture.read(min(picture.size or 0, 200_001)))
    return None if request.POST.get("remove_logo") else kept


def _form(
    request: HttpRequest, typed: Mapping[str, str], logo: Logo | None, faults: Mapping[str, str] | None = None, *, saved: bool = False
) -> HttpResponse:  # fmt: skip
    found = faults or {}
    context: dict[str, Any] = {
        "here": "company",
        "typed": typed,
        "days": [_day(name, f"hours_{day}", typed, found) for day, name in enumerate(WEEKDAYS)],
        "chosen": typed["languages"].split(","),
        "offered": OFFERED,
        "laws": request.house.laws(),  # type: ignore[attr-defined]
        "has_logo": logo is not None,
        "faults": found,
        "summary": [(field, LABELS[field], found[field]) for field in LABELS if field in found],
        "saved": saved,
    }
    return page(request, "identity/desk_company.html", context, BadInput.http_status if found else 200)


def _day(name: str, field: str, typed: Mapping[str, str], faults: Mapping[str, str]) -> Mapping[str, str]:
    return {"name": name, "field": field, "typed": typed.get(field, ""), "fault": faults.get(field, "")}


@require_safe
def logo(request: HttpRequest) -> HttpResponse:
    """Answer with the company's picture, or 404 if there is none."""
    kept = records.read_company()
    found = kept.logo if kept else None
    if found is None:
        return HttpResponseNotFound(b"", content_type="text/plain")
    tag = f'"{hashlib.sha256(found.picture).hexdigest()[:16]}"'
    same = request.headers.get("If-None-Match") == tag
    response = HttpResponse(
        b"" if same else found.picture, status=304 if same else 200, content_type=found.media_type
    )
    response["ETag"] = tag
    response["Cache-Control"] = "public, max-age=300"
    response["X-Content-Type-Options"] = "nosniff"
    return response


urls = [
    path("desk/company", company, name="company"),
    path("logo", logo, name="logo"),
]
