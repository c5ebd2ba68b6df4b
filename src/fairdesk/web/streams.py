"""Live updates as server-sent events (HTML standard, section 9.2), outside Django: one small ASGI application.

A stream says only that something changed and up to which number; the page then fetches it. Programs get the entries
themselves. `Last-Event-ID` (or `?after=`) continues where a stream broke: nothing is lost or doubled, because the
number is the entry's own. One watcher a process wakes all streams: on the house's pulse at once, and by a look at the
database four times a second for what other processes kept.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any, TypeVar
from urllib.parse import parse_qs

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from fairdesk.house.opening import House
from fairdesk.nouns import ColleagueId, ConversationId, CustomerId, DeskError, NotFound
from fairdesk.web.doors import CUSTOMER_COOKIE, proves
from fairdesk.web.wire import PROBLEM, entry_as_json, problem_as_json

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
T = TypeVar("T")

LOOK_SECONDS = 0.25
BREATH_SECONDS = 15.0
"""A comment is sent this often, so that proxies keep the stream open."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What a stream is about: a customer's conversation, or the whole desk for a colleague."""

    conversation: ConversationId | None
    customer: CustomerId | None
    after: int
    for_programs: bool = False


class NoToken(NotFound):
    """A program came without a token that we know."""

    http_status = 401


class Streams:
    """Answers every address that ends in /events."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="stream")
        self._look = ThreadPoolExecutor(1, thread_name_prefix="watch")
        self._woken = asyncio.Event()
        self._listening = 0
        self._watcher: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream until the listener leaves."""
        try:
            watched = await self._off_loop(lambda: _watched(self._house, scope))
        except DeskError as refused:
            await _refuse(send, scope["path"], refused.http_status, str(refused))
            return
        if scope["method"] not in ("GET", "HEAD"):
            await _refuse(send, scope["path"], 405, "a stream is read with GET")
            return
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        leaving = asyncio.ensure_future(_left(receive))
        self._listening += 1
        if self._watcher is None or self._watcher.done():
            self._watcher = asyncio.ensure_future(self._watch())
        try:
            async for event in self._events(watched, leaving):
                await send({"type": "http.response.body", "body": event, "more_body": True})
        finally:
            self._listening -= 1
            leaving.cancel()

    async def _events(self, watched: Watched, leaving: asyncio.Future[Any]) -> AsyncIterator[bytes]:
        yield b"retry: 1000\n\n"
        seen: object = None
        after = watched.after
        while not leaving.done():
            woken = self._woken
            state, after, events = await self._off_loop(lambda: self._news(watched, seen, after))  # noqa: B023
            for event in events:
                yield event
            seen = state
            waiting: asyncio.Future[Any] = asyncio.ensure_future(woken.wait())
            done, _ = await asyncio.wait(
                {waiting, leaving}, timeout=BREATH_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
            waiting.cancel()
            if not done:
                yield b": still here\n\n"

    def _news(self, watched: Watched, seen: object, after: int) -> tuple[object, int, list[bytes]]:
        """Return the state now, the last number sent and the events to send. Runs in a thread, with a connection."""
        house = self._house
        if watched.conversation is None or watched.customer is None:
            state: object = house.desk_state()
            return state, after, [] if seen in (None, state) else [_event("changed", {})]
        state = house.conversation_state(watched.conversation)
        if state == seen:
            return state, after, []
        timeline = house.timeline(watched.conversation, watched.customer, after)
        last = timeline.entries[-1].number if timeline.entries else after
        about = {"state": timeline.state, "writing": timeline.writing, "assistant_on": timeline.assistant_on}
        if watched.for_programs:
            events = [_event("entry", entry_as_json(entry), entry.number) for entry in timeline.entries]
            return state, last, [*events, _event("status", about)]
        kind = "changed" if last > after else "status"
        return state, last, [_event(kind, {**about, "last": last}, last)]

    async def _watch(self) -> None:
        """Wake every stream when something was kept, here or in another process."""
        beats, state = 0, await self._off_loop(self._house.desk_state)
        loop = asyncio.get_running_loop()
        while self._listening:
            before = beats
            beats = await loop.run_in_executor(self._look, self._house.pulse.wait, beats, LOOK_SECONDS)
            try:
                now = state if beats != before else await self._off_loop(self._house.desk_state)
            except DeskError:
                continue
            if beats != before or now != state:
                state = now
                self._woken.set()
                self._woken = asyncio.Event()

    async def _off_loop(self, work: Callable[[], T]) -> T:
        # A fixed pool: its threads reuse their connections. One connection a stream would leak (measured upstream).
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def close(self) -> None:
        """Let the threads go."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._look.shutdown(wait=False, cancel_futures=True)


_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


def _event(kind: str, data: object, number: int | None = None) -> bytes:
    head = "" if number is None else f"id: {number}\n"
    return f"{head}event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def _watched(house: House, scope: Scope) -> Watched:
    """Return what the asker may watch. Raises NotFound for a stranger."""
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    cookies = _cookies(headers.get("cookie", ""))
    if "\0" in scope["path"]:
        raise NotFound("there is no such stream")
    parts = scope["path"].strip("/").split("/")
    after = headers.get("last-event-id") or query.get("after", ["0"])[0]
    number = int(after) if after.isascii() and after.isdigit() and len(after) < 10 else 0
    if parts == ["desk", "events"]:
        house.colleague_who_may(_signed_in(house, cookies), "read")
        return Watched(None, None, number)
    for_programs = parts[:3] == ["api", "v1", "conversations"] and len(parts) == 5
    if not for_programs and not (parts[:1] == ["c"] and len(parts) == 3):
        raise NotFound("there is no such stream")
    token = (
        headers.get("authorization", "").removeprefix("Bearer ") if for_programs else cookies.get(CUSTOMER_COOKIE, "")
    )
    known = house.customer_by_token if for_programs else house.place_in
    customer = known(token, (scope.get("client") or ("",))[0])
    if customer is None and for_programs:
        raise NoToken("send the token of the conversation as Authorization: Bearer")
    if customer is None:
        raise NotFound("there is no such conversation, or it is not yours")
    conversation = ConversationId(parts[3] if for_programs else parts[1])
    house.timeline(conversation, customer, number)
    return Watched(conversation, customer, number, for_programs)


def _signed_in(house: House, cookies: dict[str, str]) -> ColleagueId:
    session = SessionStore(cookies.get(settings.SESSION_COOKIE_NAME, ""))
    found = house.colleague(int(session.get(SESSION_KEY, 0)))
    return found.id if found and proves(session, found.role, house.settings) else ColleagueId(0)


def _cookies(header: str) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(send: Send, path: str, status: int, detail: str) -> None:
    """Answer a listener who may not listen: a browser reads only the status, a program gets problem details."""
    for_programs = path.startswith("/api/")
    body = json.dumps(problem_as_json(status, detail)).encode() if for_programs else b""
    headers = [
        (b"content-type", PROBLEM.encode() if for_programs else b"text/plain"),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
