"""The stand-in for the made-up shop's own system keeps what a real one must."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

import pytest

from fairdesk.flows.flow import luhn
from fairdesk.web.demo_back_office import ORDERS, Office, served

pytestmark = pytest.mark.once


def ask(address: str, path: str, sent: dict[str, str], key: str = "") -> tuple[int, dict[str, object]]:
    request = urllib.request.Request(
        address + path, json.dumps(sent).encode(), {"Idempotency-Key": key} if key else {}
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as refused:
        return refused.code, {}


def test_the_same_key_does_nothing_twice():
    office = Office()
    with served(office) as address:
        sent = {"order": "NU-20932-0", "email": "kim@example.org"}
        first, again = (ask(address, "/orders/cancel", sent, "one") for _ in range(2))

        assert (200, {"done": True}) == first == again
        assert 1 == len(office.done)
        ask(address, "/orders/cancel", sent, "two")
        assert 2 == len(office.done)


def test_somebody_else_s_order_is_told_to_be_theirs_and_no_more():
    with served() as address:
        assert (200, {"belongs": "not_mine"}) == ask(
            address, "/orders/find", {"order": "NU-20931-2", "email": "sam@example.org"}
        )
        assert 404 == ask(address, "/orders/find", {"order": "NU-1"})[0]


def test_its_orders_have_right_check_digits():
    assert all(luhn(number) for number in ORDERS)
