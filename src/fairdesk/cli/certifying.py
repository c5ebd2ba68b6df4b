"""`fairdesk answers certify`: what may be promised of the answers that the assistant gives alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairdesk.cli.root import main, open_existing, settings_for
from fairdesk.nouns import BadInput

if TYPE_CHECKING:
    from fairdesk.answers.promise import Case


@main.group()
def answers() -> None:
    """The answers that the assistant gives alone, and what is promised of them."""


@answers.command("certify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--own", is_flag=True, help="Show what this desk's own looks at its reviewed answers found.")
@click.option(
    "--target",
    type=click.FloatRange(0.001, 0.5),
    help="Share of wrong answers promised at most [0.05]; of a FILE.",
)
@click.option(
    "--confidence", type=click.FloatRange(0.5, 0.999), help="How sure the promise shall be [0.95]; of a FILE."
)
@click.option("--groups", default="", help="Compare these too, commas between, such as language,channel.")
@click.option("--splits", type=click.IntRange(1, 10_000), help="Also try it on so many random halves.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_context
def certify(
    context: click.Context,
    file: Path | None,
    own: bool,
    target: float | None,
    confidence: float | None,
    groups: str,
    splits: int | None,
    as_json: bool,
) -> None:
    """Say from which confidence on at most the target is wrong, or how many more reviewed answers that takes.

    FILE holds a line {"confidence": 0.93, "correct": true} for each reviewed answer, drawn at random; it may also name a
    `topic`, the `person` who asked, and groups such as `language`. Each topic has a threshold of its own, and the promises of
    all topics hold together. --own shows what the desk's looks found, each of which was taken once. Nothing is changed.

    \b
    fairdesk answers certify reviews.jsonl --groups language
    fairdesk answers certify reviews.jsonl --target 0.02 --splits 200 --json
    fairdesk --data desk answers certify --own
    """
    from fairdesk.answers.certificate import as_dict, as_text, report
    from fairdesk.answers.promise import CONFIDENCE, TARGET

    if own == (file is not None):
        raise click.UsageError("name a FILE, or say --own for this desk's reviewed answers")
    if own and (target or confidence):
        raise click.UsageError("this desk's promise has the target and confidence of its settings; leave them out")
    names = [name.strip() for name in groups.split(",") if name.strip()]
    if file:
        made = report(_read(file), target or TARGET, confidence or CONFIDENCE, names, splits or 0)
    else:
        with closing(open_existing(settings_for(context))) as house:
            made = house.promise_now(names, splits or 0)
    click.echo(json.dumps(as_dict(made), indent=2) if as_json else as_text(made))


def _read(file: Path) -> Sequence[Case]:
    from fairdesk.answers.reviews import read_cases

    try:
        text = file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise BadInput(f"{file.name} is not UTF-8 text") from wrong
    return read_cases(text, file.name)
