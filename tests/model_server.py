"""A real HTTP server that speaks the OpenAI protocol as a language model's server does, well or badly.

    with model_server(says(answer("Ten days.", 1))) as server:
        server.address       # http://127.0.0.1:PORT/v1
        server.asked         # the bodies of the requests, as they came

What it does is a function of one request; `one_after_another` takes several. Nothing here is a mock of our own code.
"""

from __future__ import annotations

import gzip
import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Request(BaseHTTPRequestHandler):
    """One request, with the verbs that answers are made of."""

    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.seen.asked.append(body)
        self.server.seen.headers.append({name.lower(): value for name, value in self.headers.items()})
        self.close_connection = True
        try:
            self.server.seen.behave(self)
        except OSError:  # a broken pipe, a reset, and over TLS an end of file
            self.server.seen.hung_up.set()

    do_GET = do_POST  # a redirect that is followed would be seen

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def status(self, code: int, **headers: str) -> None:
        self.send_response(code)
        for name, value in {"Content-Type": "application/json", "Connection": "close", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def begin(self, **headers: str) -> None:
        self.status(200, **{"Content-Type": "text/event-stream", **headers})

    def chunk(self, content: str = "", finish: str | None = None, usage: dict[str, int] | None = None) -> None:
        choices = [] if usage else [{"index": 0, "delta": {"content": content}, "finish_reason": finish}]
        self.event(
            {
                "id": "1",
                "object": "chat.completion.chunk",
                "created": 1,
                "model": "m",
                "choices": choices,
                "usage": usage,
            }
        )

    def event(self, what: object) -> None:
        self.line(json.dumps(what))

    def line(self, text: str) -> None:
        self.wfile.write(f"data: {text}\n\n".encode())
        self.wfile.flush()

    def end(self) -> None:
        self.chunk(finish="stop")
        self.chunk(usage={"prompt_tokens": 120, "completion_tokens": 30, "total_tokens": 150})
        self.line("[DONE]")

    def waits(self, seconds: float) -> None:
        """Wait, but not after the test is over."""
        self.server.seen.over.wait(seconds)


Behaviour = Callable[[Request], None]


@dataclass
class Seen:
    """A running server: where it is, what it does, and what it was asked."""

    behave: Behaviour
    address: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    hung_up: threading.Event = field(default_factory=threading.Event)
    """Set once a client has gone before it was told everything."""

    @property
    def data(self) -> dict[str, Any]:
        """Return the JSON that the latest request gave the model to read."""
        return dict(json.loads(self.asked[-1]["messages"][-1]["content"]))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    seen: Seen

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is what some tests are about."""


@contextmanager
def model_server(behave: Behaviour, tls: ssl.SSLContext | None = None) -> Iterator[Seen]:
    """Run a server for the time of the block, over TLS if it is told with what."""
    server = _Server(("127.0.0.1", 0), Request)
    server.seen = Seen(behave, f"http{'s' if tls else ''}://127.0.0.1:{server.server_address[1]}/v1")
    server.socket = tls.wrap_socket(server.socket, server_side=True) if tls else server.socket
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.seen
    finally:
        server.seen.over.set()
        server.shutdown()
        server.server_close()


# --- what a server may do -----------------------------------------------------------------------------------------------
def answer(*sentences: tuple[str, int] | tuple[str, list[int]]) -> str:
    """Return what a model that keeps the rules returns: sentences with the numbers of their passages."""
    listed = [{"text": text, "passages": where if isinstance(where, list) else [where]} for text, where in sentences]
    return json.dumps({"sentences": listed})


def says(text: str | Callable[[dict[str, Any]], str]) -> Behaviour:
    """Stream a text, in pieces; or what a function makes of the data that the model was given."""

    def behave(request: Request) -> None:
        told = text if isinstance(text, str) else text(request.server.seen.data)
        request.begin()
        for at in range(0, len(told), 7):
            request.chunk(told[at : at + 7])
        request.end()

    return behave


def one_after_another(*behaviours: Behaviour) -> Behaviour:
    """Do another thing at each request, and the last one from then on."""
    waiting = list(behaviours)

    def behave(request: Request) -> None:
        (waiting.pop(0) if len(waiting) > 1 else waiting[0])(request)

    return behave


def status(code: int, **headers: str) -> Behaviour:
    """Answer with a status and an error in JSON."""

    def behave(request: Request) -> None:
        request.status(code, **headers)
        request.wfile.write(b'{"error": {"message": "no", "type": "t", "code": "c"}}')

    return behave


def cut(text: str) -> Behaviour:
    """Break off in the middle."""

    def behave(request: Request) -> None:
        request.begin()
        request.chunk(text)
        request.connection.close()

    return behave


def raw(text: str) -> Behaviour:
    """Send lines that are not the protocol."""

    def behave(request: Request) -> None:
        request.begin()
        request.wfile.write(text.encode())

    return behave


def late(seconds: float, then: Behaviour) -> Behaviour:
    """Say nothing for a while."""

    def behave(request: Request) -> None:
        request.waits(seconds)
        then(request)

    return behave


def dripping(request: Request) -> None:
    """Never end: a byte now and then, and never a whole line."""
    request.begin()
    while not request.server.seen.over.is_set():
        request.wfile.write(b":")
        request.wfile.flush()
        request.waits(0.05)


def slow_to_begin(request: Request) -> None:
    """Never come to the answer: a byte of its headers now and then."""
    request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Wait: ")
    while not request.server.seen.over.is_set():
        request.wfile.write(b"x")
        request.wfile.flush()
        request.waits(0.05)


def babbling(request: Request) -> None:
    """Never end: word after word, as quickly as can be."""
    request.begin()
    until = time.monotonic() + 20
    while time.monotonic() < until and not request.server.seen.over.is_set():
        request.chunk("and so on ")


def flooding(request: Request) -> None:
    """Send one line without an end."""
    request.begin()
    until = time.monotonic() + 20
    while time.monotonic() < until and not request.server.seen.over.is_set():
        request.wfile.write(b"x" * 65536)


_SMALL = gzip.compress(b"x" * 10_000_000)


def packed(request: Request) -> None:
    """Send something small that unpacks to ten megabytes."""
    request.begin(**{"Content-Encoding": "gzip"})
    request.wfile.write(_SMALL)
