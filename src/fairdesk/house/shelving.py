"""Puts articles on the shelf: reads files, keeps what changed, and writes the new state of knowledge into the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from fairdesk.answers import load
from fairdesk.answers import records as answers
from fairdesk.answers.articles import Article, Changes
from fairdesk.database import writing
from fairdesk.house.books import Books


def add_articles(house: Books, path: Path) -> dict[str, Any]:
    """Add a folder or file of articles; return counts and, by name and line, what could not be read.

    Raises BadInput if there is nothing to read at all.
    """

    def keep(articles: Sequence[Article]) -> Changes:
        at = house.now()
        with writing():
            changes = answers.add(articles, at)
            if changes.added or changes.changed:
                house.memory.add_deed(at, "articles_changed", "person", {"knowledge": answers.knowledge_version()})
        return changes

    report = load.add_folder(path, keep)
    return {
        "added": report.changes.added,
        "changed": report.changes.changed,
        "unchanged": report.changes.unchanged,
        "unreadable": list(report.unreadable),
    }


def list_articles() -> Iterator[str]:
    """Yield a line for each article in force."""
    for kept in answers.articles():
        until = f"until {kept.valid_until}" if kept.valid_until else ""
        yield f"{kept.language:4} {kept.version}  {kept.title}  {kept.owner}  {until}".rstrip()
