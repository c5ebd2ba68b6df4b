"""The shelf of these tests: a few articles of an invented shop, the real help centre, and a moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from fairdesk.answers.articles import Article, UnreadableArticle, read_article
from fairdesk.answers.load import read_folder
from tests.conftest import shared_data

AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)

RETURNS = """---
title: Returning what you bought
owner: Returns team
checked: 2026-03-01
---
You can send anything back within 30 days.

## How to send it back

1. Print the label from your account.
2. Bring the parcel to any post office.

## When the money arrives

We refund you within 5 days of getting the parcel.

## Related articles

* [Delivery](/help/delivery/)
* [Gift cards](/help/gift-cards/)
"""
DELIVERY = "# Delivery times\n\nA parcel takes two to four days. Islands take a week.\n\n## Tracking\n\nFollow the parcel in your account."
DEVOLVER = "---\ntitle: Devolver un pedido\n---\nPuedes devolver tu pedido en 30 días. El reembolso llega en 5 días."


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def shop() -> list[Article]:
    return [
        read_article(RETURNS, "returns.md", "en"),
        read_article(DELIVERY, "delivery.md", "en"),
        read_article(DEVOLVER, "returns.md", "es"),
    ]


@pytest.fixture(scope="session")
def help_centre() -> list[Article]:
    """The 220 real pages in four languages."""
    found = [outcome for _, outcome in read_folder(shared_data("assistant", "kb", "login_gov_help"))]
    assert not [outcome for outcome in found if isinstance(outcome, UnreadableArticle)]
    return [outcome for outcome in found if isinstance(outcome, Article)]


Version = Callable[[str], Article]


@pytest.fixture
def version_of_delivery() -> Version:
    """Another version of the article on delivery, with the text given."""
    return lambda text: read_article(f"# Delivery times\n\n{text}", "delivery.md", "en")
