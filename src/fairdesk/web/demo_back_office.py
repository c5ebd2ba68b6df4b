"""A stand-in for a company's own system, for the made-up shop of the demo: orders, changes, returns, on this machine alone.

    with served() as address: ...        # http://127.0.0.1:<port>

Everything in it is made up and lives in memory. It keeps what a real one must: the same Idempotency-Key does nothing a
second time and gets the same answer, and an order that is somebody else's is never told.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KIM, LOU = "kim@example.org", "lou@example.org"
ORDERS: Mapping[str, tuple[str, str, int]] = {
    "NU-20931-2": (KIM, "on_its_way", 2),
    "NU-20932-0": (KIM, "open", 5),
    "NU-20933-8": (KIM, "delivered", -6),
    "NU-20934-6": (KIM, "delivered", -60),
    "NU-20935-3": (LOU, "packed", 3),
}
"""The orders: who ordered, where it is, and in how many days it arrives."""
CODES: Mapping[str, str] = {"RAIN10": "good", "SUMMER5": "over"}
REFUNDS: Mapping[str, str] = {"NU-20933-8": "paid", "NU-20934-6": "being_checked"}


class Office:
    """What the stand-in knows and was told. `done` lists what was really done, once for each key."""

    def __init__(self) -> None:
        self.done: list[tuple[str, dict[str, Any]]] = []
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self._status: dict[str, str] = {}
        self._answers: dict[str, tuple[int, dict[str, Any]]] = {}
        self._lock = threading.Lock()

    def answer(self, path: str, sent: dict[str, Any], key: str) -> tuple[int, dict[str, Any]]:
        """Return status and body for a request."""
        with self._lock:
            self.asked.append((path, sent))
            if key and key in self._answers:
                return self._answers[key]
            found = self._answered(path, sent)
            if key:
                self._answers[key] = found
            return found

    def _answered(self, path: str, sent: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if path == "/codes/check":
            return 200, {"code_state": CODES.get(str(sent.get("code", "")).upper(), "unknown")}
        number = str(sent.get("order", "")).upper()
        if number not in ORDERS:
            return 404, {}
        email, status, days = ORDERS[number]
        if sent.get("email") != email:
            return 200, {"belongs": "not_mine"}
        if path == "/orders/find":
            arrives = (date.today() + timedelta(days=days)).isoformat()
            return 200, {
                "belongs": "mine", "order_status": self._status.get(number, status), "arrives": arrives,
                "days_since_delivery": max(0, -days), "order_age_days": max(0, -days), "times_before": 0, "refund_state": REFUNDS.get(number, "nothing"),
            }  # fmt: skip
        if path in ("/orders/cancel", "/orders/address", "/returns/label"):
            self.done.append((path, sent))
            if path == "/orders/cancel":
                self._status[number] = "cancelled"
            return 200, {"done": True}
        return 404, {}


@contextmanager
def served(office: Office | None = None) -> Iterator[str]:
    """Serve the stand-in on a free port of this machine while the block runs; give its address."""
    known = office or Office()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the name is the library's
            size = min(int(self.headers.get("Content-Length") or 0), 1 << 16)
            try:
                sent = json.loads(self.rfile.read(size) or b"{}")
            except ValueError:
                sent = {}
            status, told = known.answer(self.path, sent, self.headers.get("Idempotency-Key", ""))
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Write nothing: what is asked may be personal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="demo-back-office", daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
