"""`fairdesk probe run` and `show`: does the desk treat the same question otherwise because of who asks, or how they write?"""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fairdesk.cli.root import main, open_existing, settings_for

if TYPE_CHECKING:
    from fairdesk.fairness.probe_report import Report
    from fairdesk.house.opening import House
    from fairdesk.web.progress import Share


@main.group("probe")
def probe() -> None:
    """Counterfactual pairs: the same question by somebody else, or in other writing."""


@probe.command("run")
@click.option("--dimension", "dimensions", multiple=True,
              help="Only this: name, pronoun, age, disability, religion, dialect, 'second language', typing, language.")  # fmt: skip
@click.option(
    "--sample", type=click.IntRange(1), default=None, help="Only so many pairs, a fair sample, the same each time."
)
@click.option("--articles", type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="Before and after: with this folder of articles in place of those in force. Nothing is kept.")  # fmt: skip
@click.option("--guideline", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Before and after: with this guideline in place of the one in force. Nothing is kept.")  # fmt: skip
@click.option("--model", is_flag=True, help="Let the configured language model write; it costs. Nothing is kept.")
@click.option("--allow", type=click.IntRange(0), default=0, show_default=True,
              help="How many pairs may be treated otherwise where only the person is another.")  # fmt: skip
@click.option("--all", "everything", is_flag=True, help="Print every difference, not the first 40.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_context
def run(
    context: click.Context, dimensions: tuple[str, ...], sample: int | None, articles: Path | None, guideline: Path | None,
    model: bool, allow: int, everything: bool, as_json: bool,
) -> None:  # fmt: skip
    """Ask the desk its own questions in pairs that differ in one thing, and list each that it treats otherwise, with the cause.

    A pair takes the way of a message (mask, recall, decide) and stops there: nothing is kept in a conversation, nothing
    leaves. The run is kept, and the next one is held beside it. Questions are those of articles' headings and of
    questions.toml in the data folder. Exit status 1: a pair is treated otherwise where only the person is another, or
    one that was treated alike before is not any more.

    \b
    fairdesk probe run
    fairdesk probe run --dimension name --dimension dialect --sample 500
    fairdesk probe run --guideline release.yaml
    fairdesk probe run --articles next-help --json
    """
    if sum(map(bool, (articles, guideline, model))) > 1:
        raise click.UsageError("--articles, --guideline and --model are three things; name one")
    if dimensions and (articles or guideline):
        raise click.UsageError("--dimension is for the desk as it is; what is proposed is asked all pairs")
    with closing(open_existing(settings_for(context))) as house:
        from fairdesk.web.progress import share_of

        with share_of("pairs") as step:
            if articles or guideline:
                told = _proposed(house, articles, guideline, sample or 0, step)
            else:
                from fairdesk.house.fairness_probing import ALL

                told = house.probe_fairness(dimensions or ALL, sample or 0, step=step, with_model=model)
    _show(told, as_json, everything)
    if told["faults"] > allow or told["new"]:
        sys.exit(1)


@probe.command("show")
@click.option("--all", "everything", is_flag=True, help="Print every difference, not the first 40.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_context
def show(context: click.Context, everything: bool, as_json: bool) -> None:
    """Print what the latest run found; a serving desk runs all pairs every night.

    \b
    fairdesk probe show
    fairdesk probe show --all
    """
    with closing(open_existing(settings_for(context))) as house:
        kept = house.kept_fairness_runs()
    if not kept:
        raise click.UsageError("no pair was asked here yet; begin with `fairdesk probe run`")
    if not as_json:
        click.echo(
            f"{kept[0].at:%Y-%m-%d %H:%M} UTC, {'at night' if kept[0].why == 'night' else 'asked by somebody'}:"
        )
    _show(kept[0].report, as_json, everything)


def _proposed(house: House, articles: Path | None, guideline: Path | None, sample: int, step: Share) -> Report:
    from fairdesk.house.probing_proposals import probed_articles, probed_guideline

    if articles:
        from fairdesk.answers.shelf import shelf_of

        return probed_articles(house, shelf_of(articles), sample, step)
    from fairdesk.house.replaying_in_bulk import name_of, table_in

    assert guideline is not None
    return probed_guideline(house, name_of(guideline), table_in(guideline), sample, step)


def _show(told: dict[str, Any], as_json: bool, everything: bool) -> None:
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    from fairdesk.fairness.probe_report import MOST_LISTED, as_text

    for line in as_text(told, MOST_LISTED if everything else 40):
        click.echo(line)
    if told["new"]:
        click.echo(f"\nNEW: {len(told['new'])} pairs were treated alike before and are not any more.")
