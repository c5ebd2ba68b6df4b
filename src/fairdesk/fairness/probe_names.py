"""Names by the group they are perceived as, for counterfactual pairs alone: nothing else may import this (a house test)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("probe_names.toml")


@dataclass(frozen=True, slots=True)
class Named:
    """A group that names are perceived as: of which pages' questions, where that was found, and the names."""

    name: str
    languages: tuple[str, ...]
    source: str
    names: tuple[str, ...]


@cache
def named_groups() -> tuple[Named, ...]:
    """Return the groups, in the order of the file: of each language the first is what others are held beside."""
    found = tomllib.loads(_FILE.read_text("utf-8"))["group"]
    return tuple(Named(one["name"], tuple(one["languages"]), one["source"], tuple(one["names"])) for one in found)
