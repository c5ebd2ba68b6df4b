"""The command line: one file for each kind of command. Importing them hangs them on `main`."""

from fairdesk.cli import (
    articles,
    backups,
    books,
    exports,
    guidelines,
    imports,
    keys,
    letters,
    masking,
    masking_figures,
    people,
    publishing,
    receipts,
    rights,
    scorers,
    serving,
    turns,
)
from fairdesk.cli.root import main

__all__ = [
    "articles",
    "backups",
    "books",
    "exports",
    "guidelines",
    "imports",
    "keys",
    "letters",
    "main",
    "masking",
    "masking_figures",
    "people",
    "publishing",
    "receipts",
    "rights",
    "scorers",
    "serving",
    "turns",
]
