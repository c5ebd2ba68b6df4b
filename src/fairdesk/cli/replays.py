"""What `fairdesk replay` does: with a proposed guideline, with a saved report, and with all kept turns."""

from __future__ import annotations

import json
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fairdesk.cli.root import open_desk, open_existing, settings_for, text_of
from fairdesk.nouns import BadInput

if TYPE_CHECKING:
    from fairdesk.house.kept_rows import Unlocked
    from fairdesk.house.replay_reports import Signed
    from fairdesk.house.replaying_in_bulk import Runner, WithoutKeys
    from fairdesk.replay.compare import Outcome
    from fairdesk.replay.engine import Result
    from fairdesk.replay.job import Work


def report_on(
    context: click.Context,
    guideline: Path,
    against: str,
    chosen: dict[str, Any],
    by: str,
    out: Path | None,
    as_json: bool,
) -> None:
    """Replay a proposed guideline, keep the signed report, and tell or write it."""
    check_out(out)
    with closing(open_desk(settings_for(context))) as house:
        from fairdesk.house.replay_reports import compared, make_report
        from fairdesk.house.replay_rows import Chosen
        from fairdesk.web.progress import counting

        with counting("turns read") as step:
            made = make_report(house, compared(house, guideline, against), Chosen(**chosen), by, step=step)
    if out is not None:
        _write(made, out)
    if as_json:
        click.echo(json.dumps(made.report, ensure_ascii=False, indent=2))
    else:
        click.echo(_in_words(made, out))


@dataclass(frozen=True, slots=True)
class Tried:
    """What takes the place of what decided then; nothing: every turn must come out as it was."""

    guideline: Path | None = None
    lists: Path | None = None
    articles: Path | None = None
    imported: bool = False
    """Whether on the imported conversations, instead of this desk's own."""


@dataclass(frozen=True, slots=True)
class Run:
    """Where the turns are decided: in processes here, or on the cluster at *master*."""

    processes: int = 1
    resume: Path | None = None
    master: str | None = None
    shared: Path | None = None


def in_bulk(context: click.Context, tried: Tried, run: Run, as_json: bool) -> Outcome:
    """Decide all kept turns again, print what came out otherwise, and return it."""
    with closing(open_desk(settings_for(context))) as house:
        from fairdesk.house.replaying_in_bulk import job_of, replay_imported, replay_in_bulk
        from fairdesk.replay.compare import as_text
        from fairdesk.web.progress import counting

        job = job_of(house, tried.guideline, lists=tried.lists, articles=tried.articles)
        how: dict[str, Any] = {"processes": run.processes, "folder": run.resume}
        with counting("turns decided") as step:
            if tried.imported:
                found = replay_imported(house, job, **how, progress=step)
            else:
                runner = None if run.master is None else _on_spark(run.master, run.shared)
                found = replay_in_bulk(house, job, **how, progress=step, runner=runner)
    click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2) if as_json else as_text(found))
    return found


def compare_models(context: click.Context, file: Path, chosen: dict[str, Any], imported: bool, as_json: bool) -> None:
    """Let several models answer the kept questions, and print what each makes of them."""
    from fairdesk.answers.model_file import models_in

    models = models_in(file)
    with closing(open_desk(settings_for(context))) as house:
        from fairdesk.house.comparing_models import compare_models as compared
        from fairdesk.house.replay_rows import Chosen
        from fairdesk.replay.answerers import as_text
        from fairdesk.web.progress import counting

        with counting("turns answered by each") as step:
            found = compared(house, models, Chosen(**chosen), step, imported=imported)
    click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2) if as_json else as_text(found))


def _on_spark(master: str, shared: Path | None) -> Runner:
    from fairdesk.replay.spark import run_on_spark

    def run(turns: WithoutKeys, work: Work[Unlocked], place: Path) -> Result:
        # A folder of its own in the shared one: what else lies there is neither read nor taken away.
        with tempfile.TemporaryDirectory(prefix="fairdesk-replay-", dir=shared or place) as made:
            return run_on_spark(turns, work, folder=Path(made), master=master)

    return run


def verify(context: click.Context, file: Path, key: str | None, as_json: bool) -> None:
    """Check a saved report offline; exit status 1 if it was changed."""
    from fairdesk.accountability.ledger import Tampered
    from fairdesk.replay.checking import check_saved

    if key is None:
        with closing(open_existing(settings_for(context), " or give the desk's public key with --key")) as house:
            key = house.ledger_keys_text()
    try:
        made, problem = check_saved(text_of(file), key), ""
    except Tampered as found:
        made, problem = {}, str(found)
    if as_json:
        click.echo(json.dumps({"holds": not problem, "problem": problem, "id": made.get("id", "")}, indent=2))
    elif problem:
        click.echo(f"The report does NOT hold: {problem}.")
    else:
        click.echo(f"The report holds: {made['id']}, {made['proposed']} instead of {made['current']}, {made['at']}.")
    if problem:
        sys.exit(1)


def day(typed: str | None) -> datetime | None:
    """Return the beginning of a day as it was typed, UTC. Raises BadInput."""
    if typed is None:
        return None
    try:
        return datetime.strptime(typed, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError as wrong:
        raise BadInput(f"{typed!r} is no day; write it as 2026-01-31") from wrong


def check_out(out: Path | None) -> None:
    """Refuse a file whose kind is not known before anything is replayed."""
    if out is not None and out.suffix not in (".html", ".json"):
        raise BadInput(f"{out.name} should end in .html or .json: that says what is written")


def _write(made: Signed, out: Path) -> None:
    from fairdesk.replay.as_html import as_html
    from fairdesk.replay.checking import saved
    from fairdesk.replay.report import hash_of

    text = as_html(made.report, hash_of(made.summary)) if out.suffix == ".html" else saved(made.summary, made.note)
    out.write_text(text, "utf-8")


def _in_words(made: Signed, out: Path | None) -> str:
    from fairdesk.replay.as_html import rows_of

    told = rows_of(made.report)
    lines = [f"{made.report['title']}: {made.report['proposed']} instead of {made.report['current']}", ""]
    lines += told["sentences"] + [""]
    lines += [f"{each['turns']:8,d}  {each['harm']}: {each['from']}  ->  {each['to']}" for each in told["moves"]]
    for each in told["groups"]:
        if each.get("suppressed"):
            lines.append(f"          {each['name']}, not shown")
        else:
            worse = "  MORE THAN OTHERS" if each["hurt"] else ""
            lines.append(f"{each['n']:8,d}  {each['name']}: loses {each['loses']}, gains {each['gains']}{worse}")
    lines += ["", f"Report {made.id} is kept and signed" + (f"; written to {out}." if out else ".")]
    return "\n".join(lines)
