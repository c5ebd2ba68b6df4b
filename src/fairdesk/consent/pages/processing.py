"""The officer's page of processing: what every table is for, made from the tables themselves (GDPR Article 30)."""

from __future__ import annotations

from typing import Protocol, cast

from django.http import HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from fairdesk.consent.processing import Record
from fairdesk.rendering import DeskRequest, calm, page, role_required


class House(Protocol):
    """What this page asks of the house."""

    def processing(self) -> Record:
        """Return the record of processing."""


@calm
@role_required(lambda colleague: colleague.may("read_processing"), "read the record of processing")
@require_safe
def processing(request: DeskRequest) -> HttpResponse:
    """Show the record of processing."""
    record = cast(House, request.house).processing()
    return page(request, "consent/desk_processing.html", {"record": record, "here": "processing"})


urls: list[URLPattern] = [path("desk/processing", processing, name="processing")]
