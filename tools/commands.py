"""Write docs/commands.md from the commands themselves, so that the page can say nothing else.

python tools/commands.py          writes docs/commands.md
python tools/commands.py --show   prints it
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from fairdesk.cli import main

PAGE = Path(__file__).resolve().parents[1] / "docs" / "commands.md"

HEAD = """# Commands

This page is made from the commands themselves by `tools/commands.py`; a test compares the two.
Every command also answers `--help`.

`FAIRDESK_DATA`, or `--data` before the command's name, names the data folder.
The other settings are in [settings.md](settings.md).
What a command refuses is said in one sentence, and its exit status says of what kind it is: see [words.md](words.md#errors).
"""


def as_page(root: click.Group) -> str:
    """Return the whole page for the command *root* and all below it."""
    parts = [HEAD, *(_section(path, command) for path, command in walk(root, "fairdesk"))]
    return "\n".join(parts)


def walk(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """Yield each command with its full name, in the order of the help."""
    yield path, command
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            below = command.get_command(click.Context(command), name)
            if below is not None and not below.hidden:
                yield from walk(below, f"{path} {name}")


def options_of(command: click.Command) -> list[click.Option]:
    """Return a command's own options, in the order of its help."""
    return [each for each in command.params if isinstance(each, click.Option) and not each.hidden]


def _section(path: str, command: click.Command) -> str:
    says, examples = _told(command)
    lines = [f"## {path}", "", says]
    lines += ["", "```", usage(path, command), "```"]
    if examples:
        lines += ["", "For example:", "", "```", examples, "```"]
    if rows := [_row(option) for option in options_of(command)]:
        lines += ["", "| option | what it does |", "|---|---|", *rows]
    return "\n".join([*lines, ""])


def usage(path: str, command: click.Command) -> str:
    """Return the command's line: its name, then what may stand behind it."""
    pieces = command.collect_usage_pieces(click.Context(command, info_name=path))
    return " ".join([path, *pieces])


def _told(command: click.Command) -> tuple[str, str]:
    """Return the first paragraph, and the examples that stand after click's mark for "leave these lines alone"."""
    says, _, examples = inspect.cleandoc(command.help or "").partition("\b\n")
    # One sentence a line, as on our other pages.
    return re.sub(r"(?<=[.!?]) (?=[A-Z])", "\n", " ".join(says.split())), inspect.cleandoc(examples)


def _row(option: click.Option) -> str:
    names = ", ".join(f"`{name}`" for name in option.opts)
    value = "" if option.is_flag else f" {option.make_metavar(click.Context(click.Command('x')))}"
    default = f" Default: `{option.default}`." if option.show_default and option.default is not None else ""
    return f"| {names}{value} | {option.help or ''}{default} |"


if __name__ == "__main__":
    if "--show" in sys.argv:
        sys.stdout.write(as_page(main))
    else:
        PAGE.write_text(as_page(main), "utf-8")
