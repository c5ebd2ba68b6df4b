"""A desk served by a process of its own, as `fairdesk serve` starts it, and a plain keep-alive client."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

PROGRAM = str(Path(sys.executable).parent / "fairdesk")
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Served:
    """A desk that answers: its port, its process, and the seconds from its start to /healthz."""

    port: int
    process: subprocess.Popen[bytes]
    seconds: float

    def cpu(self) -> float:
        """Return the seconds of CPU the server has used."""
        parts = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(parts[11]) + int(parts[12])) / TICKS


@contextmanager
def serving(folder: Path, *flags: str) -> Iterator[Served]:
    """Start a desk in *folder*, wait until it is ready, and stop it after the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    began = time.perf_counter()
    process = subprocess.Popen(
        [PROGRAM, "--data", str(folder), "serve", "--port", str(port), *flags],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env={**os.environ, "FAIRDESK_DATABASE": "sqlite"},
    )  # fmt: skip
    try:
        while not answers(port):
            if process.poll() is not None:
                raise SystemExit(f"fairdesk serve ended with {process.returncode}")
            time.sleep(0.02)
        yield Served(port, process, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait(timeout=20)


def answers(port: int) -> bool:
    """Whether /healthz says that the desk is ready."""
    try:
        return Client(port).get("/healthz").status == 200
    except OSError:
        return False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body as JSON."""
        return json.loads(self.body)


@dataclass
class Client:
    """One browser: one connection kept alive, its cookies, and the token of its last form."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """Send a request and read the whole answer."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self._connection.request(method, path, body, sent)
        came = self._connection.getresponse()
        text = came.read()
        for line in came.headers.get_all("Set-Cookie") or ():
            name, _, value = line.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        return Answer(came.status, {name.lower(): value for name, value in came.getheaders()}, text)

    def get(self, path: str, **headers: str) -> Answer:
        """Read a page and remember its form's token."""
        came = self.ask("GET", path, **headers)
        if found := re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', came.body):
            self.token = found[1].decode()
        return came

    def post(self, path: str, **fields: str) -> Answer:
        """Send a form as a browser without JavaScript does, and follow the page it leads to."""
        body = urlencode({**fields, "csrfmiddlewaretoken": self.token}).encode()
        here = f"http://127.0.0.1:{self.port}"
        came = self.ask("POST", path, body, Content_Type="application/x-www-form-urlencoded", Origin=here)
        if came.status not in (302, 303):
            raise SystemExit(f"{path} answered {came.status}")
        return came

    def post_json(self, path: str, thing: object, token: str = "") -> Answer:
        """Send JSON to the API."""
        headers = {"Content_Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        came = self.ask("POST", path, json.dumps(thing).encode(), **headers)
        if came.status not in (200, 201):
            raise SystemExit(f"{path} answered {came.status}: {came.body[:200]!r}")
        return came
