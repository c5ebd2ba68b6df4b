"""`fairdesk care`: check replies to people in trouble, a line of JSON each. Needs no desk and no data folder."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import IO, TYPE_CHECKING, Any

import click

from fairdesk.cli.root import main
from fairdesk.nouns import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fairdesk.sensitive.care import Finding


@main.command()
@click.argument("file", metavar="FILE.jsonl", type=click.File("rb"))
@click.option("--language", default="en", show_default=True, help="Of replies whose line has no `lang`.")
@click.option("--topic", default="crisis", show_default=True, help="The matter of replies whose line has no `topic`.")
@click.option("--machine", is_flag=True, help="A machine wrote them: it may not claim a feeling either.")
@click.option(
    "--score", is_flag=True, help="Print how well the check finds what is labelled, and what it stops in vain."
)
@click.option("--json", "as_json", is_flag=True, help="Print a line of JSON for each reply, or the figures as JSON.")
def care(file: IO[bytes], language: str, topic: str, machine: bool, score: bool, as_json: bool) -> None:
    """Check each reply {"text": ...} of a file, or of - (standard input): words that hurt, and what is missing.

    A line may name its "topic" (crisis, abuse, bereavement, ...), its "lang", in "before" the texts sent earlier, and in
    "lately" those that people sent in the last hour.
    The exit status is 1 if anything was found, 7 if a line cannot be read.

    With --score each line has its label: "findings", the rules that the reply breaks, [] for a good one; or those of
    EPITOME ("levels") or of the Stanford Politeness Corpus. The exit status is then 0.

    \b
    fairdesk care replies.jsonl
    fairdesk care replies.jsonl --topic bereavement --json
    fairdesk care --score tools/care/replies.jsonl
    echo '{"text": "Calm down. As I said, we need proof first."}' | fairdesk care -
    """
    from fairdesk.sensitive.care import check

    if score:
        _score(file, language, topic, as_json)
        return
    told: Counter[str] = Counter()
    replies = 0
    for number, line in enumerate(file, 1):
        text, spoken, matter, before, lately = _read(line, number, language, topic)
        found = check(text, spoken, matter, by_machine=machine, before=before, lately=lately)
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


def _score(file: IO[bytes], language: str, topic: str, as_json: bool) -> None:
    from fairdesk.sensitive.care_figures import CareScores

    scores = CareScores()
    for number, line in enumerate(file, 1):
        row = _row(line, number)
        scores.add({**row, **_named(row, number, language, topic)}, number)
    if not scores.lines:
        raise BadInput(f"{file.name} has no lines; give replies with their labels")
    click.echo(json.dumps(scores.report(), indent=2) if as_json else "\n".join(_figures(scores.report())))


def _figures(report: dict[str, Any]) -> Iterator[str]:
    yield f"{report['lines']:,} replies; intervals are 95 %, Wilson"
    for part, told in report["parts"].items():
        yield ""
        yield f"labelled replies, part {part}"
        yield f"  good replies that are stopped  {_share(told['good_replies_stopped'])}"
        yield f"  {'rule':18}{'recall':42}precision"
        for code, one in {"any words": told["words"], **told["rules"]}.items():
            yield f"  {code:18}{_share(one['recall']):42}{_share(one['precision'])}"
    for tone, told in report["tones"].items():
        yield ""
        yield f"replies of {tone}: of these the check speaks in {_share(told['any'])}"
        yield f"  {'for words':18}{_share(told['any_words'])}"
        for code, one in told["rules"].items():
            yield f"  {code:18}{_share(one)}"


def _share(one: dict[str, Any]) -> str:
    if not one["n"]:
        return "n = 0"
    low, high = one["interval"]
    small = ", n too small" if one["n_too_small"] else ""
    return f"{one['value']:.3f} [{low:.3f}, {high:.3f}] n {one['n']:,}{small}"


def _row(line: bytes, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as wrong:
        raise BadInput(f"line {number} is not JSON; it should be an object with a text") from wrong
    if not isinstance(row, dict):
        raise BadInput(f'line {number} has no text; it should look like {{"text": "..."}}')
    return row


def _read(
    line: bytes, number: int, language: str, topic: str
) -> tuple[str, str, str, tuple[str, ...], tuple[str, ...]]:
    """Return a line's text, language, matter, earlier texts and those of late. Errors name the line and never quote it."""
    row = _row(line, number)
    if not isinstance(row.get("text"), str):
        raise BadInput(f'line {number} has no text; it should look like {{"text": "..."}}')
    named = _named(row, number, language, topic)
    return row["text"], named["lang"], named["topic"], tuple(named["before"]), tuple(named["lately"])


def _named(row: dict[str, Any], number: int, language: str, topic: str) -> dict[str, Any]:
    """Return what a line says of its reply beside the text, or what holds where it says nothing."""
    from fairdesk.language import OFFERED
    from fairdesk.sensitive.topics import Topic

    spoken, matter = row.get("lang", language), row.get("topic", topic)
    if spoken not in OFFERED:
        raise BadInput(f"line {number} is in a language without a list; there are {', '.join(sorted(OFFERED))}")
    if matter not in set(Topic):
        raise BadInput(f"line {number} has an unknown topic; there are {', '.join(Topic)}")
    texts = {name: row.get(name, []) for name in ("before", "lately")}
    for name, given in texts.items():
        if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
            raise BadInput(f'line {number}: "{name}" should be a list of texts')
    return {"lang": spoken, "topic": matter, **texts}


def _as_json(number: int, found: tuple[Finding, ...]) -> str:
    findings = [{"rule": one.rule.code, "words": one.words, "instead": one.rule.instead} for one in found]
    return json.dumps({"line": number, "findings": findings}, ensure_ascii=False)


def _as_text(number: int, found: tuple[Finding, ...]) -> list[str]:
    return [f"{number}: {one.rule.label}{_in_brackets(one.words)}. {one.rule.instead}" for one in found]


def _in_brackets(words: tuple[str, ...]) -> str:
    return f" ({', '.join(words)})" if words else ""
