"""What may be stopped, and what the page offers."""

from __future__ import annotations

import pytest

from fairdesk.oversight.scopes import SCOPES, may_be_stopped, scopes_offered


@pytest.mark.parametrize("odd", ["", "everything", "customer:", "customer:a b", "customer:<b>", "channel:fax"])
def test_an_unknown_scope_cannot_be_stopped_and_is_not_offered(odd: str) -> None:
    assert not may_be_stopped(odd)
    assert SCOPES == scopes_offered(odd)


def test_one_customer_is_offered_when_named() -> None:
    assert ("customer:7f", "This one customer") == scopes_offered("customer:7f")[-1]
