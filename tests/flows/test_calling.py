"""Against a real server on this machine that is right, slow, broken and lying."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from fairdesk.flows.calling import LARGEST, BackOffice
from fairdesk.nouns import BadInput
from tests.flows.a_flow import flow

FIND = replace(flow().actions["find"], seconds=0.5)


class Side(BaseHTTPRequestHandler):
    """Answers as the path's prefix says, and keeps what it was asked."""

    asked: list[tuple[str, str, dict[str, str], bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append((self.command, self.path, dict(self.headers), body))  # type: ignore[attr-defined]
        how = self.path.split("/")[1]
        status, answer = {
            "right": (200, b'{"state": "open", "price": 3}'), "gone": (404, b""), "busy": (503, b""),
            "no": (403, b"kim@example.org"), "lies": (200, b'{"state": "eaten"}'), "html": (200, b"<p>Hi"),
            "moved": (302, b""), "long": (200, b"x" * (LARGEST + 9)), "slow": (200, b'{"state": "open"}'),
            "drips": (200, b'{"state": "open"}'),
        }[how]  # fmt: skip
        if how == "slow":
            time.sleep(1.5)
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.send_header("Location", "/right/find")
        self.end_headers()
        for at in range(len(answer)) if how == "drips" else ():
            time.sleep(0.1)
            self.wfile.write(answer[at : at + 1])
            self.wfile.flush()
        if how != "drips":
            self.wfile.write(answer)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def side() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Side)
    server.daemon_threads, server.asked = True, []  # type: ignore[attr-defined]
    server.handle_error = lambda *args: None  # type: ignore[method-assign]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def office(side: ThreadingHTTPServer, how: str, token_file: str = "") -> BackOffice:
    return BackOffice(f"http://127.0.0.1:{side.server_address[1]}/{how}", token_file)


class TestCalling:
    def test_what_goes_out_and_what_comes_back(self, side, tmp_path: Path):
        (tmp_path / "token").write_text("secret\n")

        answer = office(side, "right", str(tmp_path / "token")).call(FIND, {"order": "NU-20931-2"}, "key-1")

        assert ("found", {"state": "open"}) == (answer.status, answer.facts)
        ((method, path, headers, body),) = side.asked
        assert ("POST", "/right/find", {"order": "NU-20931-2"}) == (method, path, json.loads(body))
        assert ("key-1", "Bearer secret") == (headers["Idempotency-Key"], headers["Authorization"])

    @pytest.mark.parametrize(
        ("how", "status", "problem"),
        [
            ("gone", "missing", ""), ("busy", "failed", "busy"), ("no", "failed", "refused with 403"),
            ("lies", "failed", "answer not as declared: answer.state is none of the declared values"),
            ("html", "failed", "answer is no JSON"), ("moved", "failed", "refused with 302"),
            ("long", "failed", "answer too long"), ("slow", "failed", "unreachable"), ("drips", "failed", "unreachable"),
        ],
    )  # fmt: skip
    def test_everything_else_is_an_answer_too(self, side, how, status, problem):
        answer = office(side, how).call(FIND, {"order": "NU-20931-2"})

        assert (status, problem, {}) == (answer.status, answer.problem, answer.facts)

    def test_what_is_not_as_declared_does_not_go_out(self, side):
        answer = office(side, "right").call(FIND, {"phone": "1"})

        assert ("failed", []) == (answer.status, side.asked)
        assert "request not as declared" in answer.problem

    def test_nobody_there(self):
        assert "unreachable" == BackOffice("http://127.0.0.1:9").call(FIND, {"order": "x"}).problem

    def test_a_token_that_is_not_there(self, side):
        assert "unreachable" == office(side, "right", "/nowhere/token").call(FIND, {"order": "x"}).problem


class TestTheAddress:
    def test_none_calls_nothing(self):
        assert not BackOffice("").is_set
        assert "not set" == BackOffice("").call(FIND, {"order": "x"}).problem

    @pytest.mark.parametrize(
        "address", ["http://shop.example/api", "ftp://shop.example", "shop", "https://a.example/?x=1"]
    )
    def test_one_that_would_send_personal_data_in_the_open_is_refused(self, address):
        with pytest.raises(BadInput, match="back_office"):
            BackOffice(address)
