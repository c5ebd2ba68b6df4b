"""The server: pages as WSGI in a pool of threads, streams as ASGI beside them, the background worker, one uvicorn.

Measured with full security: this costs 1.6 ms of CPU a turn where plain ASGI costs 5.0, because each thread keeps its
database connection (docs/decisions/0002-stack.md).
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import allauth
import uvicorn
from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise

from fairdesk.house.background import Background
from fairdesk.house.opening import House
from fairdesk.nouns import Unavailable
from fairdesk.settings import Settings
from fairdesk.web.doors import open_door
from fairdesk.web.streams import Receive, Scope, Send, Streams

PAGE_THREADS = 8
_ALLAUTH = Path(allauth.__file__).parent
STATIC = [
    *sorted(Path(__file__).parent.parent.glob("*/static")),
    _ALLAUTH / "mfa/static",
    _ALLAUTH / "account/static",
]
"""The style sheets, scripts and pictures of every room, those of the web itself that all pages share, and the scripts
with which a browser asks for a passkey."""


class Application:
    """The one ASGI application of a desk."""

    def __init__(self, house: House) -> None:
        open_door(house)
        self._house = house
        self._background = Background(house)
        self._streams = Streams(house)
        pages = WhiteNoise(get_wsgi_application(), max_age=300, charset="utf-8")
        for folder in STATIC:
            pages.add_files(str(folder), prefix="/static/")
        self._pages = WSGIMiddleware(pages, workers=PAGE_THREADS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or begin and end with the server."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and scope["path"].endswith("/events"):
            await self._streams(scope, receive, send)
        else:
            await self._pages(scope, receive, send)  # type: ignore[arg-type]

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._background.start()
                await send({"type": "lifespan.startup.complete"})
            else:
                self._background.stop()
                self._streams.close()
                self._house.close()
                await send({"type": "lifespan.shutdown.complete"})
                return


def serve(house: House, settings: Settings, ready: Callable[[], None]) -> None:
    """Serve until stopped. *ready* is called once the socket listens.

    Raises Unavailable saying why if it cannot be started: a desk that serves nobody must not look as if it ran.
    """
    listens = _listen(settings.host, settings.port)
    house.begin()

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
            await super().startup(sockets)  # type: ignore[arg-type]
            if self.started:
                ready()

    config = uvicorn.Config(
        Application(house), host=settings.host, port=settings.port, lifespan="on", log_config=None, access_log=False,
        server_header=False, proxy_headers=bool(settings.behind_proxy), timeout_graceful_shutdown=3,
    )  # fmt: skip
    server = Server(config)
    server.run(sockets=[listens])
    if not server.started:
        raise Unavailable(f"the server did not start; {settings.data / 'fairdesk.log'} says why")


def _listen(host: str, port: int) -> socket.socket:
    """Take the address for ourselves. uvicorn would write into the log that it cannot, where nobody looks."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except (OSError, OverflowError) as fault:
        raise Unavailable(
            f"nothing can listen on {host} port {port} ({fault}); choose another with --port"
        ) from fault
