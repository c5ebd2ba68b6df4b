"""How long things are kept, and what is due to go, by category and purpose. Pure: the moment is an argument.

retention.toml is what customers were promised; the guideline `retention` decides within it, and can only shorten.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files

from fairdesk.nouns import NotFound


@dataclass(frozen=True, slots=True)
class Category:
    """One kind of thing that is kept: how long and from when, for which purpose, what it is, and why so long."""

    name: str
    days: int
    since: str
    purpose: str
    what: str
    why: str

    @property
    def kept_for(self) -> timedelta:
        """Return how long it is kept."""
        return timedelta(days=self.days)


@cache
def categories() -> Mapping[str, Category]:
    """Return every category by its name, as the table has them."""
    table = tomllib.loads(files("fairdesk.privacy").joinpath("retention.toml").read_text("utf-8"))
    return {
        name: Category(name, int(each["days"]), each["from"], each["purpose"], each["what"], each["why"])
        for name, each in table.items()
    }


def category(name: str) -> Category:
    """Return a category. Raises NotFound naming those there are."""
    found = categories().get(name)
    if found is None:
        raise NotFound(f"nothing says how long {name} are kept; there are {', '.join(categories())}")
    return found


KEPT_FOR = category("conversations").kept_for
"""From the last thing that happened in any of a customer's conversations. The notice promises it in these words."""


def kept_until(last_change: datetime, decided: int | None = None) -> datetime:
    """Return the moment from which a customer's conversations are due to go, by the days that a guideline *decided*."""
    return last_change + timedelta(days=days_kept("conversations", decided))


def due(last_change: datetime, at: datetime) -> bool:
    """Whether what last changed then is due to go now."""
    return at >= kept_until(last_change)


def days_kept(name: str, decided: int | None) -> int:
    """Return for how many days a category is kept: what a guideline *decided*, but never longer than the promise.

    None: the guideline could not decide, and the promise holds.
    """
    promised = category(name).days
    return promised if decided is None else min(promised, decided)


def gone_before(name: str, at: datetime, decided: int | None = None) -> datetime:
    """Return the moment before which things of a category are due to go now."""
    return at - timedelta(days=days_kept(name, decided))
