"""`fairdesk mask`: hide personal data in a file of texts, a line of JSON each. Needs no desk and no data folder."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from fairdesk.cli.root import main
from fairdesk.nouns import BadInput, DeskError

if TYPE_CHECKING:
    from fairdesk.privacy.scoring import Scores

BAD_LINES = BadInput.exit_status


@main.command()
@click.argument("file", metavar="[FILE.jsonl]", type=click.File("rb"), required=False)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the lines here, not to the screen."
)
@click.option("--language", default="en", show_default=True, help="Of texts whose line has no `lang`.")
@click.option("--score", is_flag=True, help="Compare with the gold `spans` of each line and print the figures.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary, or the figures, as JSON.")
@click.option(
    "--misses", is_flag=True, help="Print how often reviewers found that this desk's mask missed something."
)
@click.pass_context
def mask(
    context: click.Context,
    file: IO[bytes] | None,
    out: Path | None,
    language: str,
    score: bool,
    as_json: bool,
    misses: bool,
) -> None:
    """Replace personal data by placeholders in each line {"text": ...} of a file, or of - (standard input).

    Each line gives one line, in the same order, with `masked` and `spans` [[start, end, "KIND"]] added and other keys
    as they were. A line that cannot be masked gives {"error": ...} in its place, and the exit status is 7 at the end.
    With --score the figures are printed, and the lines are written only where --out says.

    \b
    fairdesk mask messages.jsonl > masked.jsonl
    fairdesk mask messages.jsonl --out masked.jsonl --json
    fairdesk mask gold.jsonl --score
    fairdesk --data desk mask --misses
    echo '{"text": "I am ana@example.org"}' | fairdesk mask -
    """
    if misses:
        click.echo(_misses(context, as_json))
    elif file is None:
        raise click.UsageError("name a file, or - for standard input")
    else:
        _mask_file(file, out, language, score, as_json)


def _mask_file(file: IO[bytes], out: Path | None, language: str, score: bool, as_json: bool) -> None:
    from fairdesk.privacy.scoring import Scores
    from fairdesk.web.progress import counting

    scores = Scores() if score else None
    told: Counter[str] = Counter()
    with _written_to(out, quiet=score, same=file.name) as write, counting("lines masked") as step:
        for number, line in enumerate(file, 1):
            write(_one_line(line, number, language, scores, told))
            step(number)
    if scores is None:
        _tell(told, as_json, err=out is None)
    else:
        click.echo(json.dumps({**scores.report(), **_summary(told)}, indent=2) if as_json else _figures(scores, told))
    if told["bad"]:
        click.echo(f"fairdesk: {told['bad']:,} of {told['lines']:,} lines could not be masked", err=True)
        sys.exit(BAD_LINES)


def _one_line(line: bytes, number: int, language: str, scores: Scores | None, told: Counter[str]) -> bytes:
    """Return the line that stands for *line*, and count it."""
    from fairdesk import mask as masked_text

    told["lines"] += 1
    try:
        row = _read(line, number)
        gold = _gold(row, number) if scores else None
        masked = masked_text(row["text"], str(row.get("lang", language)), today=datetime.now(UTC).date())
    except DeskError as wrong:
        told["bad"] += 1
        return _as_line({"error": str(wrong)})
    told.update(f"kind {place.kind}" for place in masked.spans)
    told["altered"] += bool(masked.spans)
    if scores is not None and gold is not None:
        scores.add(gold, masked.spans)
    return _as_line({**row, "masked": masked.text, "spans": [list(place) for place in masked.spans]})


def _read(line: bytes, number: int) -> dict[str, Any]:
    """Return a line's object. Errors name the line and never quote it."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as wrong:
        raise BadInput(f"line {number} is not JSON; it should be an object with a text") from wrong
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise BadInput(f'line {number} has no text; it should look like {{"text": "..."}}')
    return row


def _gold(row: dict[str, Any], number: int) -> dict[str, Any]:
    """Return a line with its gold spans, checked."""
    spans, ignored, length = row.get("spans"), row.get("ignore", []), len(row["text"])
    if not isinstance(spans, list) or not isinstance(ignored, list):
        raise BadInput(f'line {number} has no gold spans; --score needs "spans": [[start, end, "KIND"], ...]')
    for span in (*spans, *ignored):
        if not isinstance(span, list) or len(span) != 3 or [type(part) for part in span] != [int, int, str]:
            raise BadInput(f'line {number} has a gold span that is not [start, end, "KIND"]')
        if not 0 <= span[0] < span[1] <= length:
            raise BadInput(f"line {number} has a gold span outside of its text of {length} characters")
    return row


def _as_line(row: dict[str, Any]) -> bytes:
    try:
        return (json.dumps(row, ensure_ascii=False) + "\n").encode("utf-8")
    except UnicodeEncodeError:  # half a character pair, which JSON can hold and UTF-8 cannot
        return (json.dumps(row) + "\n").encode("ascii")


@contextmanager
def _written_to(out: Path | None, *, quiet: bool, same: str) -> Iterator[Callable[[bytes], object]]:
    """Yield what takes the lines: a file that appears when it is whole, the screen, or nothing."""
    if out is None:
        yield (lambda _line: None) if quiet else sys.stdout.buffer.write
        sys.stdout.flush()
        return
    part = out.with_name(out.name + ".part")
    if part == Path(same):
        raise BadInput(f"{part} is read and would be written; name another --out")
    try:
        with part.open("wb") as file:
            yield file.write
        os.replace(part, out)
    except OSError as fault:
        raise BadInput(f"{out} cannot be written: {fault.strerror}") from fault


# --- telling --------------------------------------------------------------------------------------------------------
def _summary(told: Counter[str]) -> dict[str, Any]:
    kinds = {key.removeprefix("kind "): count for key, count in sorted(told.items()) if key.startswith("kind ")}
    return {"lines": told["lines"], "altered": told["altered"], "bad": told["bad"], "hidden": kinds}


def _tell(told: Counter[str], as_json: bool, *, err: bool) -> None:
    """Print what was done, where it does not mix with the lines."""
    summary = _summary(told)
    if as_json:
        click.echo(json.dumps(summary), err=err)
        return
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in summary["hidden"].items()) or "nothing"
    click.echo(f"{told['lines']:,} lines, {told['altered']:,} with something hidden: {kinds}", err=err)


def _misses(context: click.Context, as_json: bool) -> str:
    """Return the published figure of a desk."""
    from fairdesk.cli.root import open_existing, settings_for

    with closing(open_existing(settings_for(context))) as house:
        found = house.mask_misses()
    if as_json:
        days = {"first": found.first, "last": found.last}
        told = {"looked_at": found.looked_at, "with_a_miss": found.with_a_miss, "interval": found.interval}
        return json.dumps({**told, "kinds": dict(found.kinds), **{k: d and d.isoformat() for k, d in days.items()}})
    if not found.first or not found.last:
        return "nobody has looked at a masked message yet"
    kinds = ", ".join(f"{count} {kind}" for kind, count in found.kinds.items()) or "nothing"
    return (
        f"{found.looked_at} masked messages looked at, {found.first:%Y-%m-%d} to {found.last:%Y-%m-%d};"
        f" something was missed in {found.with_a_miss}: {found.percent}, 95 % interval {found.between}\nmissed: {kinds}"
    )


def _figures(scores: Scores, told: Counter[str]) -> str:
    from fairdesk.cli.masking_figures import as_text

    return as_text(scores.report(), told["lines"])
