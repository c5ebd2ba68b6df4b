"""The command line: one file for each kind of command. Importing them hangs them on `main`."""

from fairdesk.cli import (
    articles,
    backups,
    books,
    exports,
    keys,
    letters,
    masking,
    masking_figures,
    people,
    reasons,
    receipts,
    rights,
    serving,
    turns,
)
from fairdesk.cli.root import main

__all__ = [
    "articles",
    "backups",
    "books",
    "exports",
    "keys",
    "letters",
    "main",
    "masking",
    "masking_figures",
    "people",
    "reasons",
    "receipts",
    "rights",
    "serving",
    "turns",
]
