"""Visitors of a real server over real HTTP: somebody with a browser that runs no scripts, and a program at the API."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from typing import Any

import httpx

from tests.web.visiting import Read

TRACES = ("Traceback", "File &quot;", 'File "', "Error at /", "DoesNotExist")


class Guest:
    """A browser without scripts: it keeps cookies, follows where it is sent, and submits forms as they stand."""

    def __init__(self, address: str, language: str = "en") -> None:
        self.http = httpx.Client(
            base_url=address,
            headers={"Accept-Language": language},
            trust_env=False,
            timeout=30,
            follow_redirects=True,
        )
        self.page = Read("")
        self.at = ""
        self.status = 0
        self.response = httpx.Response(0)

    def opens(self, path: str, **headers: str) -> Read:
        """Go to an address."""
        return self._arrive(self.http.get(path, headers=headers))

    def presses(self, button: str, **typed: str) -> Read:
        """Fill in the form that has this button and send it."""
        form = self.page.form_with(button)
        return self._arrive(self.http.post(form.action or self.at, data={**form.fields, **typed}))

    def posts(self, path: str, **typed: str) -> Read:
        """Send a form that no page showed, with a valid security token."""
        return self._arrive(self.http.post(path, data={"csrfmiddlewaretoken": self.token(), **typed}))

    def token(self) -> str:
        """Return a security token of this browser."""
        return next(
            form.fields["csrfmiddlewaretoken"] for form in self.page.forms if "csrfmiddlewaretoken" in form.fields
        )

    def says(self, text: str, client_id: str = "") -> Read:
        """Write into the open conversation; on another page, open one."""
        path = f"{self.conversation}/say" if self.at.startswith("/c/") else "/c/new"
        return self.posts(path, text=text, client_id=client_id or uuid.uuid4().hex)

    @property
    def conversation(self) -> str:
        """Return the path of the conversation this browser is in."""
        return "/".join(self.at.split("/")[:3])

    def _arrive(self, response: httpx.Response) -> Read:
        self.response, self.status, self.at = response, response.status_code, response.url.path
        assert not any(trace in response.text for trace in TRACES), f"a stack trace at {self.at}"
        self.page = Read(response.text if "html" in response.headers.get("Content-Type", "") else "")
        return self.page

    def words(self) -> list[str]:
        """Return what everybody said in the conversation on the page, in order."""
        return [unescape(re.sub(r"<[^>]+>", "", each)).strip() for each in re.findall(_WORDS, self.page.html, re.S)]


_WORDS = r'<div class="words"[^>]*>(.*?)</div>'


class Program:
    """A program that talks to the JSON API with a conversation of its own."""

    def __init__(self, address: str, language: str = "en") -> None:
        self.http = httpx.Client(base_url=f"{address}/api/v1", trust_env=False, timeout=30)
        started = self.http.post("/conversations", json={"language": language})
        assert started.status_code == 201, started.text
        self.started = started.json()
        self.id, self.token = self.started["conversation"], self.started["token"]
        self.http.headers["Authorization"] = f"Bearer {self.token}"

    def sends(self, text: str, client_id: str = "") -> httpx.Response:
        """Send a message."""
        body = {"text": text, "client_message_id": client_id or uuid.uuid4().hex}
        # As bytes of our own making: httpx would escape what the test wants to send as it is.
        return self.http.post(f"/conversations/{self.id}/messages", content=json.dumps(body, ensure_ascii=False).encode(),
                              headers={"Content-Type": "application/json"})  # fmt: skip

    def reads(self, after: int = 0) -> dict[str, Any]:
        """Return the conversation."""
        return self.http.get(f"/conversations/{self.id}", params={"after": after}).raise_for_status().json()

    def said(self, voice: str = "") -> list[str]:
        """Return the texts of a voice, or of all but events."""
        entries = self.reads()["entries"]
        return [e["text"] for e in entries if (e["voice"] == voice if voice else e["voice"] != "event")]

    @contextmanager
    def listens(self, last: int | None = None, after: int | None = None) -> Iterator[Iterator[Event]]:
        """Hear the conversation's events, after a number."""
        headers = {} if last is None else {"Last-Event-ID": str(last)}
        query = {} if after is None else {"after": str(after)}
        with self.http.stream("GET", f"/conversations/{self.id}/events", headers=headers, params=query) as stream:
            assert stream.status_code == 200
            yield events(stream)


@dataclass(frozen=True)
class Event:
    """One server-sent event."""

    kind: str
    id: str
    data: dict[str, Any]


def events(stream: httpx.Response) -> Iterator[Event]:
    """Read server-sent events as the HTML standard says (section 9.2.6), as far as ours need it."""
    fields: dict[str, str] = {}
    for line in stream.iter_lines():
        if line.startswith(":"):
            continue
        if line:
            name, _, value = line.partition(":")
            fields[name] = value.removeprefix(" ")
        elif fields:
            if "data" in fields:
                yield Event(fields.get("event", "message"), fields.get("id", ""), json.loads(fields["data"]))
            fields = {}


def signed_in(address: str, link: str) -> Guest:
    """Return a colleague's browser after a one-time link."""
    guest = Guest(address)
    guest.opens(link.removeprefix(address))
    guest.presses("Sign in")
    assert guest.at == "/desk", guest.at
    return guest
