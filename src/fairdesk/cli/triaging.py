"""`fairdesk triage`: score the look for sensitive matters on labelled messages, or say what it makes of one. Needs no desk."""

from __future__ import annotations

import json
from typing import IO, TYPE_CHECKING, Any

import click

from fairdesk.cli.root import main
from fairdesk.nouns import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fairdesk.sensitive.triage import Found


@main.group()
def triage() -> None:
    """How well sensitive matters are found, and what is found in a message.

    \b
    fairdesk triage score messages.jsonl
    fairdesk triage why "I won't need the account after Friday"
    """


@triage.command()
@click.argument("file", metavar="FILE.jsonl", type=click.File("rb"))
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def score(file: IO[bytes], as_json: bool) -> None:
    """Print recall and false alarms on labelled messages, a line of JSON each, or of - (standard input).

    A line is {"text": "...", "category": "..."} with `source`, `lang` and `hard` if known: `category` is one of our codes
    (crisis, abuse, ...), one of the public data's (crisis_self_harm, ...), or none; or {"text": "...", "label": 1}, where
    1 is a crisis. The figures are those of the lists and the model together, at the threshold that this version has.
    Exit status 7 if a line cannot be read: nothing is printed then.

    \b
    fairdesk triage score messages.jsonl
    fairdesk triage score messages.jsonl --json
    """
    from fairdesk.sensitive.figures import Scores
    from fairdesk.web.progress import counting

    scores = Scores()
    with counting("lines scored") as step:
        for number, line in enumerate(file, 1):
            scores.add(_object(line, number), number)
            step(number)
    if not scores.lines:
        raise BadInput(f"{file.name} has no lines; give messages with their labels")
    click.echo(json.dumps(scores.report(), indent=2) if as_json else "\n".join(_told(scores.report())))


@triage.command()
@click.argument("text")
@click.option("--language", default="en", show_default=True, help="Of the page that the message was written on.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def why(text: str, language: str, as_json: bool) -> None:
    """Say which matter is found in TEXT, how sure that is, and what weighed for and against it.

    The text is masked first, as a message is. Nothing is kept.

    \b
    fairdesk triage why "I won't need the account after Friday"
    fairdesk triage why "Diese Warteschleife bringt mich um" --language de --json
    """
    from datetime import UTC, datetime

    from fairdesk import mask as masked_text
    from fairdesk.sensitive.triage import concern_of, lexicons, look

    found = look(masked_text(text, language, today=datetime.now(UTC).date()).text, language)
    concern = concern_of(found, language, lexicons().version)
    report: dict[str, Any] = {
        "topic": concern.topic, "acute": concern.acute, "certainty": concern.certainty, "immediacy": concern.immediacy,
        "at_risk": concern.at_risk, "upset": concern.upset, "language": found.weighed.language,
        "head": found.head, "phrases": [{"topic": hit.topic, "words": hit.words} for hit in found.hits],
        **_weighed(found),
    }  # fmt: skip
    click.echo(json.dumps(report, indent=2, ensure_ascii=False) if as_json else "\n".join(_explained(report)))


def _weighed(found: Found) -> dict[str, Any]:
    from fairdesk.sensitive.triage import model

    return {
        "score": round(found.weighed.scores[found.head], 3),
        "threshold": model().thresholds[
            "acute" if found.head in ("crisis", "violence", "abuse", "bereavement") else found.head
        ],
        "contributions": {name: round(part, 3) for name, part in model().why(found.head, found.weighed)},
        "scores": {head: round(score, 3) for head, score in found.weighed.scores.items()},
        "model": model().version,
    }


def _object(line: bytes, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as wrong:
        raise BadInput(f"line {number} is not JSON; it should be an object with a text") from wrong
    if not isinstance(row, dict):
        raise BadInput(f"line {number} is no object; it should be one with a text")
    return row


def _told(report: dict[str, Any]) -> Iterator[str]:
    acute = report["acute"]
    yield f"{report['lines']:,} lines, {report['left_out']:,} of no matter that is looked for; intervals are 95 %, Wilson"
    yield f"model {report['model']}, word lists {report['lexicon']}"
    yield ""
    yield f"acute gate: recall {_figure(acute, 'recall')}"
    yield f"            false alarms {_figure(acute, 'false_alarms')}"
    yield f"            ... on look-alikes {_figure(acute, 'hard_false_alarms')}"
    yield f"any matter: false alarms {_figure(report['any'], 'false_alarms')}"
    yield ""
    yield f"{'matter':16}{'recall':40}false alarms"
    for topic, one in report["classes"].items():
        yield f"{topic:16}{_figure(one, 'recall'):40}{_figure(one, 'false_alarms')}"
    for heading, part, name in (("recall", "sources", "recall"), ("acute false alarms", "nobodys", "false_alarms")):
        yield ""
        yield f"{heading} by source and language"
        for one in report[part]:
            yield f"  {one['category']:20} {one['source']:20} {one['lang']:3} {_figure(one, name)}"


def _figure(one: dict[str, Any], name: str) -> str:
    n = one[f"{name}_n"]
    if not n:
        return "n = 0"
    low, high = one[f"{name}_interval"]
    small = ", n too small" if n < 30 else ""
    return f"{one[name]:.3f} [{low:.3f}, {high:.3f}] n {n:,}{small}"


def _explained(report: dict[str, Any]) -> Iterator[str]:
    yield f"matter: {report['topic']}{' (acute)' if report['acute'] else ''}; read as {report['language']}"
    if report["topic"] != "none":
        yield f"certainty {report['certainty']:.2f}; how soon: {report['immediacy']}; who may be in danger: {report['at_risk']}"
    if report["upset"]:
        yield "sounds angry or in distress: a person is offered"
    for phrase in report["phrases"]:
        yield f"  phrase of the lists: {phrase['words']!r} ({phrase['topic']})"
    yield f"model {report['model']}: {report['head']} {report['score']:+.2f}, calls a person from {report['threshold']:+.2f}"
    for name, part in list(report["contributions"].items())[:12]:
        yield f"  {part:+.2f}  {name}"
