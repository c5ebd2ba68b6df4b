"""The command line: one file for each kind of command. Importing them hangs them on `main`."""

from fairdesk.cli import articles, books, masking, people, serving, turns
from fairdesk.cli.root import main

__all__ = ["articles", "books", "main", "masking", "people", "serving", "turns"]
