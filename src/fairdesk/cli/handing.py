"""`fairdesk handover`: what became of hand-overs, and how well a wish for a person is recognised."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from typing import IO, Any

import click

from fairdesk.cli.root import main, open_existing, settings_for
from fairdesk.nouns import BadInput


@main.group()
def handover() -> None:
    """What became of hand-overs to people, and how well a wish for one is recognised."""


@handover.command()
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@click.pass_context
def figures(context: click.Context, as_json: bool) -> None:
    """Print how long a person took, what was asked twice, and how many answers came between a wish and a person.

    Each has its n and interval; of fewer than 20 cases nothing is said.

    \b
    fairdesk handover figures
    fairdesk handover figures --json
    """
    with closing(open_existing(settings_for(context))) as house:
        from fairdesk.house.handing import LOOKED_BACK
        from fairdesk.house.handing import as_json as told_as_json

        told = house.count_handed_over()
    if as_json:
        click.echo(json.dumps(told_as_json(told), indent=2))
        return
    for name, figure in (("first reply of a person, 7 days", told.first_reply), ("asked again", told.asked_again)):
        click.echo(f"{name}: {figure.says or f'too few to say (n = {figure.n})'}")
    click.echo(
        f"escape depth, {LOOKED_BACK.days} days: {told.deepest} (n = {told.wishes}); ledger: {told.entries} entries"
    )


@handover.command()
@click.argument("file", metavar="FILE.jsonl", type=click.File("rb"))
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def wishes(file: IO[bytes], as_json: bool) -> None:
    """Print recall and precision of the wish for a person on a file of {"lang", "text", "asks": true or false} lines.

    Needs no desk. The exit status is 7 if a line cannot be read; errors name the line and never quote it.

    \b
    fairdesk handover wishes wishes.jsonl
    fairdesk handover wishes wishes.jsonl --json
    """
    counted: dict[str, Counter[str]] = {}
    for number, line in enumerate(file, 1):
        language, outcome = _outcome(line, number)
        counted.setdefault(language, Counter())[outcome] += 1
    whole = sum(counted.values(), Counter())
    if as_json:
        told = {language: _scores(count) for language, count in counted.items()}
        click.echo(json.dumps({"all": _scores(whole), "languages": told}))
        return
    for language, count in (*counted.items(), ("all", whole)):
        click.echo(f"{language}: {_in_words(count)}")


def _outcome(line: bytes, number: int) -> tuple[str, str]:
    from fairdesk import mask as masked_text
    from fairdesk.oversight.wish import asks_for_a_person

    try:
        row = json.loads(line)
        language, text, asks = str(row["lang"]), str(row["text"]), bool(row["asks"])
    except (ValueError, KeyError, TypeError) as wrong:
        raise BadInput(f'line {number} cannot be read; it should have "lang", "text" and "asks"') from wrong
    seen = masked_text(text, language, today=datetime.now(UTC).date()).text  # as the desk sees it
    found = asks_for_a_person(seen, language).code == "wish.asks_for_a_person"
    return language, {(True, True): "found", (True, False): "missed", (False, True): "false", (False, False): "left"}[
        asks, found
    ]


def _scores(count: Counter[str]) -> dict[str, Any]:
    from fairdesk.intervals import wilson

    told: dict[str, Any] = {}
    for name, of in (("recall", count["found"] + count["missed"]), ("precision", count["found"] + count["false"])):
        part = wilson(count["found"], of) if of else None
        told[name] = part and {"value": part.value, "interval": [part.low, part.high], "n": of}
    return told


def _in_words(count: Counter[str]) -> str:
    said = []
    for name, score in _scores(count).items():
        between = score and "-".join(f"{end:.3f}" for end in score["interval"])
        said.append(f"{name} {score['value']:.3f} (95 %: {between}, n = {score['n']})" if score else f"{name}: n = 0")
    return ", ".join(said)
