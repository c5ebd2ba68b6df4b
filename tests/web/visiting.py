"""A browser without scripts over the fake house: it reads pages as people and screen readers do, and sends real forms.

Use with `pytest_plugins = ["tests.web.visiting"]`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, override_settings

from tests.web import fake_house

_WITHOUT_HOUSE = [name for name in settings.MIDDLEWARE if not name.startswith("fairdesk.")]
_VOID = {"meta", "link", "input", "br", "img"}


@dataclass
class Form:
    """A form: where it sends, its fields as they stand, and the names of its buttons."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[str] = field(default_factory=list)


class Read(HTMLParser):
    """A page as it is read: names of links and buttons, headings in order, forms, labels, ids and what is forbidden."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.links: list[tuple[str, str]] = []
        self.buttons: list[str] = []
        self.headings: list[tuple[int, str]] = []
        self.forms: list[Form] = []
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.fields: list[tuple[str, dict[str, str | None]]] = []
        self.inline: list[str] = []
        self.roots: dict[str, str | None] = {}
        self.open: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.inline += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]
        if tag in {"style"} or (tag == "script" and "src" not in given):
            self.inline.append(tag)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "html":
            self.roots = given
        if tag == "form":
            self.forms.append(Form(str(given.get("action", "")), str(given.get("method", "get"))))
        if tag == "label" and given.get("for"):
            self.labelled.add(str(given["for"]))
        if tag in {"input", "textarea", "select"}:
            self.fields.append((tag, given))
            if (
                tag == "input"
                and self.forms
                and (given.get("type") not in ("radio", "checkbox") or "checked" in given)
            ):
                self.forms[-1].fields[str(given.get("name"))] = str(given.get("value", ""))
        if tag not in _VOID:
            self.open.append((tag, given, []))

    def handle_data(self, data: str) -> None:
        self.text += data
        for _, _, words in self.open:
            words.append(data)

    def handle_endtag(self, tag: str) -> None:
        innermost = self.open[-1][0] if self.open else "nothing"
        assert innermost == tag, f"</{tag}> closes <{innermost}>"
        _, given, words = self.open.pop()
        name = " ".join("".join(words).split())
        if tag == "a":
            self.links.append((name, str(given.get("href"))))
        elif tag == "button":
            self.buttons.append(name)
            if self.forms:
                self.forms[-1].buttons.append(name)
        elif tag == "textarea":
            self.forms and self.forms[-1].fields.update({str(given.get("name")): "".join(words)})
        elif len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append((int(tag[1]), name))

    def form_with(self, button: str) -> Form:
        """Return the first form that has this button."""
        return next(form for form in self.forms if button in form.buttons)


class Visitor:
    """A person with a browser that runs no scripts; forms carry their security tokens, as they must."""

    def __init__(self) -> None:
        self.client = Client(raise_request_exception=False, enforce_csrf_checks=True)
        self.status = 0
        self.page = Read("")
        self.at = ""
        self.response: Any = None

    def opens(self, address: str) -> Read:
        """Go to an address, and on to wherever it sends."""
        return self._arrive(address, self.client.get(address))

    def presses(self, button: str, **typed: str) -> Read:
        """Fill in the form that has this button and send it."""
        form = self.page.form_with(button)
        where = form.action or self.at
        return self._arrive(where, self.client.post(where, {**form.fields, **typed}))

    def _arrive(self, address: str, response: HttpResponse) -> Read:
        self.at, self.response, self.status = urlsplit(address).path, response, response.status_code
        if response.status_code in {301, 302, 303}:
            return self.opens(response["Location"].split("#")[0])
        self.page = Read(response.content.decode())
        return self.page


@pytest.fixture
def visit() -> Iterator[fake_house.Visit]:
    """Who looks, and at what; the pages are served by the fake house while the test runs."""
    fake_house.NOW = fake_house.Visit()
    with override_settings(
        ROOT_URLCONF="tests.web.fake_house",
        MIDDLEWARE=[*_WITHOUT_HOUSE, "tests.web.fake_house.doors"],
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
        CSRF_FAILURE_VIEW="fairdesk.rendering.expired",
    ):
        yield fake_house.NOW
    fake_house.NOW.over = True


@pytest.fixture
def dana(visit: fake_house.Visit) -> Visitor:
    """A customer without scripts."""
    return Visitor()


@pytest.fixture
def ana(visit: fake_house.Visit) -> Visitor:
    """A colleague, signed in, without scripts."""
    visit.colleague = fake_house.Person()
    return Visitor()
