"""`fairdesk care`: check replies to people in trouble, a line of JSON each. Needs no desk and no data folder."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import IO, TYPE_CHECKING

import click

from fairdesk.cli.root import main
from fairdesk.nouns import BadInput

if TYPE_CHECKING:
    from fairdesk.sensitive.care import Finding


@main.command()
@click.argument("file", metavar="FILE.jsonl", type=click.File("rb"))
@click.option("--language", default="en", show_default=True, help="Of replies whose line has no `lang`.")
@click.option("--topic", default="crisis", show_default=True, help="The matter of replies whose line has no `topic`.")
@click.option("--machine", is_flag=True, help="A machine wrote them: it may not claim a feeling either.")
@click.option("--json", "as_json", is_flag=True, help="Print a line of JSON for each reply.")
def care(file: IO[bytes], language: str, topic: str, machine: bool, as_json: bool) -> None:
    """Check each reply {"text": ...} of a file, or of - (standard input): words that hurt, and what is missing.

    A line may name its "topic" (crisis, abuse, bereavement, ...), its "lang", and in "before" the texts sent earlier.
    The exit status is 1 if anything was found, 7 if a line cannot be read.

    \b
    fairdesk care replies.jsonl
    fairdesk care replies.jsonl --topic bereavement --json
    echo '{"text": "Calm down. As I said, we need proof first."}' | fairdesk care -
    """
    from fairdesk.sensitive.care import check

    told: Counter[str] = Counter()
    replies = 0
    for number, line in enumerate(file, 1):
        text, spoken, matter, before = _read(line, number, language, topic)
        found = check(text, spoken, matter, by_machine=machine, before=before)
        told.update({one.rule.code for one in found})
        replies += 1
        click.echo(
            _as_json(number, found) if as_json else "\n".join(_as_text(number, found)), nl=as_json or bool(found)
        )
    if not as_json:
        click.echo(
            f"{replies:,} replies; " + (", ".join(f"{n:,} {code}" for code, n in told.items()) or "nothing found")
        )
    if told:
        sys.exit(1)


def _read(line: bytes, number: int, language: str, topic: str) -> tuple[str, str, str, tuple[str, ...]]:
    """Return a line's text, language, matter and earlier texts. Errors name the line and never quote it."""
    from fairdesk.language import OFFERED
    from fairdesk.sensitive.topics import Topic

    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as wrong:
        raise BadInput(f"line {number} is not JSON; it should be an object with a text") from wrong
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise BadInput(f'line {number} has no text; it should look like {{"text": "..."}}')
    spoken, matter, before = row.get("lang", language), row.get("topic", topic), row.get("before", [])
    if spoken not in OFFERED:
        raise BadInput(f"line {number} is in a language without a list; there are {', '.join(sorted(OFFERED))}")
    if matter not in set(Topic):
        raise BadInput(f"line {number} has an unknown topic; there are {', '.join(Topic)}")
    if not isinstance(before, list) or not all(isinstance(each, str) for each in before):
        raise BadInput(f'line {number}: "before" should be a list of texts')
    return row["text"], spoken, matter, tuple(before)


def _as_json(number: int, found: tuple[Finding, ...]) -> str:
    findings = [{"rule": one.rule.code, "words": one.words, "instead": one.rule.instead} for one in found]
    return json.dumps({"line": number, "findings": findings}, ensure_ascii=False)


def _as_text(number: int, found: tuple[Finding, ...]) -> list[str]:
    return [f"{number}: {one.rule.label}{_in_brackets(one.words)}. {one.rule.instead}" for one in found]


def _in_brackets(words: tuple[str, ...]) -> str:
    return f" ({', '.join(words)})" if words else ""
