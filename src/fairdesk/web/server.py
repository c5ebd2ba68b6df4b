"""The server: pages as WSGI in a pool of threads, streams as ASGI beside them, the background worker, one uvicorn.

Measured with full security: this costs 1.6 ms of CPU a turn where plain ASGI costs 5.0, because each thread keeps its
database connection (docs/decisions/0002-stack.md).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import uvicorn
from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise

from fairdesk.house.background import Background
from fairdesk.house.opening import House
from fairdesk.settings import Settings
from fairdesk.web.doors import open_door
from fairdesk.web.streams import Receive, Scope, Send, Streams

PAGE_THREADS = 8
STATIC = Path(__file__).parent / "static"


class Application:
    """The one ASGI application of a desk."""

    def __init__(self, house: House) -> None:
        open_door(house)
        self._house = house
        self._background = Background(house)
        self._streams = Streams(house)
        pages = WhiteNoise(get_wsgi_application(), root=str(STATIC), prefix="/static/", max_age=300, charset="utf-8")
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
    """Serve until stopped. *ready* is called once the socket listens. A failed start exits."""

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
    server.run()
    if not server.started:
        sys.exit(6)
