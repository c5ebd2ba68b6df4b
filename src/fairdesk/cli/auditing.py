"""`fairdesk audit`: who is treated otherwise, in a table that somebody brings, or by the desk's own assistant."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from fairdesk.cli.root import main, open_existing, settings_for
from fairdesk.nouns import BadInput

if TYPE_CHECKING:
    from fairdesk.fairness.columns import Columns
    from fairdesk.fairness.cube import Cube


@main.command()
@click.argument("file", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--own", is_flag=True, help="Audit what this desk's own assistant did, instead of a FILE.")
@click.option(
    "--watch",
    is_flag=True,
    help="Show of which groups this desk saw, night by night, that they fare worse; with --json.",
)
@click.option(
    "--groups",
    default="",
    help="Columns of groups, commas between; intersections are told too. With --own: language, channel, and what people told: age_band, gender, disability, first_language, origin [language].",
)
@click.option(
    "--outcome",
    default="",
    help="Column of the decision: yes or no; or COLUMN=VALUE for what counts as yes. With --own one of answered,"
    " handed_over, refused, unanswered, reviewed_wrong, overridden, appealed, upheld, opened_again, confirmed, gave_up,"
    " granted, identity_demanded [answered].",
)
@click.option("--since", default="", metavar="DATE", help="With --own: from which day on [the last 90 days].")
@click.option(
    "--period",
    default="",
    metavar="PERIOD",
    help="With --own: the days of a year, a quarter or a month that are over, as 2026, 2026-Q3 or 2026-09. Counts by day are"
    " added up where there are any, so a year is a matter of a moment.",
)
@click.option("--label", default="", help="Column that says what would have been right; COLUMN or COLUMN=VALUE.")
@click.option(
    "--strata", default="", help="Column within which like is compared with like, such as topic; with --own, topic."
)
@click.option(
    "--day",
    default="",
    help="Column of days: since when was each difference certain, looked at daily? Not with --strata.",
)
@click.option(
    "--quantity",
    default="",
    help="Columns of numbers to compare too, commas between, such as wait_minutes; with --own wait_minutes, reply_length,"
    " reading_level, care_score, money_granted.",
)
@click.option("--weight", default="", help="Column that says how many rows one stands for.")
@click.option(
    "--min-cell", type=click.IntRange(2, 1_000), default=5, show_default=True, help="Smaller groups are not told."
)
@click.option(
    "--confidence",
    type=click.FloatRange(0.5, 0.999),
    default=0.95,
    show_default=True,
    help="Of all intervals together.",
)
@click.option("--encoding", default="utf-8-sig", help="Of a CSV that is not UTF-8, such as cp1252.")
@click.option(
    "--master",
    default="",
    help="Count Parquet on Apache Spark instead, such as spark://host:7077 or local[2]. Extra: spark.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("--csv", "as_table", is_flag=True, help="Print the report as a table of commas.")
@click.option("--html", "page", type=click.Path(dir_okay=False, path_type=Path), help="Write the report as a page.")
@click.pass_context
def audit(
    context: click.Context,
    file: Path | None,
    own: bool,
    watch: bool,
    groups: str,
    outcome: str,
    since: str,
    period: str,
    label: str,
    strata: str,
    day: str,
    quantity: str,
    weight: str,
    min_cell: int,
    confidence: float,
    encoding: str,
    master: str,
    as_json: bool,
    as_table: bool,
    page: Path | None,
) -> None:
    """Say which groups are treated otherwise in FILE (CSV or Parquet) or by this desk (--own), beyond chance, and how sure.

    Each row of FILE is one decision about one person. Of each group and intersection: selection rate, and with labels
    true-positive rate, false-positive rate, positive predictive value and accuracy, each with an interval; all intervals hold
    together. Only the named columns are read. Nothing is kept, and no desk is needed. Parquet wants the extra `audit`; a folder
    of Parquet files is one table, and --master has a cluster count it, which must read it under the same path.

    With --own each person counts once since a day or in a period, with the first act of theirs that the outcome can be said of;
    acts in a sensitive matter are left out. Groups are what the page and the channel say, and what people told of themselves for
    this; none is ever guessed. An audit by what people told begins with a month and is noted in the ledger. The page is
    /desk/fairness.

    With --watch nothing is audited now: what the desk's own watch saw in the last night is printed, with what was done.
    The exit status is then 1 while it is certain that a group fares worse. The page is /desk/fairness/watch.

    \b
    fairdesk audit acts.csv --groups language --outcome answered
    fairdesk audit acts.parquet --groups gender,age_band --outcome answered --label correct --html audit.html
    fairdesk audit log.csv --groups region --outcome "reply=refund" --strata topic --quantity wait_minutes
    fairdesk audit --own --groups language --outcome answered --strata topic
    fairdesk audit --own --groups gender,age_band --outcome answered
    fairdesk audit --watch --json
    fairdesk audit --own --outcome handed_over --period 2026
    """
    if watch:
        given = [name for name in context.params if context.get_parameter_source(name) is not ParameterSource.DEFAULT]
        if set(given) - {"watch", "as_json"}:
            raise click.UsageError("--watch shows what the desk watches each night; only --json goes with it")
        _watch(context, as_json)
        return
    if day and strata:
        raise click.UsageError("--day compares within each day, as --strata would; name one")
    if as_json and as_table:
        raise click.UsageError("--json and --csv are two forms of the same; name one")
    if own:
        only = {"FILE": file, "--label": label, "--day": day, "--weight": weight, "--master": master}
        if named := [name for name, given in only.items() if given]:
            raise click.UsageError(f"--own audits the desk's own acts: {named[0]} has no part in that")
        report, title = _own(context, groups, outcome, since, period, strata, quantity, min_cell, confidence)
    else:
        if file is None or not groups or not outcome:
            raise click.UsageError("name a FILE with --groups and --outcome, or --own for the desk's own acts")
        if since or period:
            raise click.UsageError(
                f"{'--since' if since else '--period'} is for --own; name the rows of a FILE by what stands in it"
            )
        columns = _columns(groups, outcome, label, strata, day, quantity, weight)
        report, title = _of_file(file, columns, encoding, master, min_cell, confidence)
    if page:
        from fairdesk.fairness.as_html import as_html

        try:
            page.write_text(as_html(report, title), "utf-8")
        except OSError as wrong:
            raise BadInput(f"{page} cannot be written: {wrong.strerror}") from wrong
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2, allow_nan=False))
    elif as_table:
        from fairdesk.fairness.as_table import as_csv

        click.echo(as_csv(report), nl=False)
    else:
        from fairdesk.fairness.as_text import as_text

        for line in as_text(report):
            click.echo(line)
        if page:
            click.echo(f"The page is {page}.")


def _watch(context: click.Context, as_json: bool) -> None:
    from fairdesk.fairness.watch_shown import NOTHING, lines

    with closing(open_existing(settings_for(context))) as house:
        report = house.watch_report()
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2, allow_nan=False))
    else:
        click.echo("\n".join(lines(report)) if report else f"{NOTHING}.")
    if report and report["alarms"]:
        context.exit(1)


def _own(
    context: click.Context,
    groups: str,
    outcome: str,
    since: str,
    period: str,
    strata: str,
    quantity: str,
    min_cell: int,
    confidence: float,
) -> tuple[dict[str, Any], str]:
    from fairdesk.fairness.own_acts import DEFAULT_GROUP, about

    with closing(open_existing(settings_for(context))) as house:
        asked = house.audit_asked(groups or DEFAULT_GROUP, outcome or "answered", since, strata, quantity, period)
        report = house.own_audit(asked, min_cell, confidence)
    return report, about(report)


def _of_file(
    file: Path, columns: Columns, encoding: str, master: str, min_cell: int, confidence: float
) -> tuple[dict[str, Any], str]:
    from fairdesk.clock import now
    from fairdesk.fairness.audit import audit as audited

    report = audited(_counted(file, columns, encoding, master), min_cell, confidence)
    return report, f"{file.name}, audited on {now():%Y-%m-%d}"


def _columns(groups: str, outcome: str, label: str, strata: str, day: str, quantity: str, weight: str) -> Columns:
    from fairdesk.fairness.columns import Columns

    (outcome, _, outcome_is), (label, _, label_is) = (each.partition("=") for each in (outcome, label))
    return Columns(
        _names(groups), outcome.strip(), outcome_is.strip(), label.strip(), label_is.strip(), (day or strata).strip(), weight.strip(),
        _names(quantity),
        bool(day),
    )  # fmt: skip


def _counted(file: Path, columns: Columns, encoding: str, master: str) -> Cube:
    from fairdesk.house.audited_files import count_file
    from fairdesk.web.progress import reading

    with reading(f"reading {file.name}", file.stat().st_size) as step:
        return count_file(file, columns, step, encoding, master)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())
