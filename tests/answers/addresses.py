"""The addresses that this room's pages need in tests: its own, and a stub for every name that the frames link to."""

from __future__ import annotations

import re
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.urls import path

import fairdesk.web
from fairdesk.answers.pages import urls


def elsewhere(request: HttpRequest, **_: str) -> HttpResponse:
    return HttpResponse()


_FRAMES = sorted((Path(str(fairdesk.web.__file__)).parent / "templates").glob("*.html"))
_NAMES = sorted({name for frame in _FRAMES for name in re.findall(r"{%-? *url '([\w-]+)'", frame.read_text())})
_OURS = {pattern.name for pattern in urls}

urlpatterns = [
    *urls,
    *(path(f"stub/{name}", elsewhere, name=name) for name in _NAMES if name not in _OURS),
    *(path(f"stub/{name}/<str:one>", elsewhere, name=name) for name in _NAMES if name not in _OURS),
]
