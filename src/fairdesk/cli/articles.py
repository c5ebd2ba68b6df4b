"""Commands on the articles that the assistant answers from."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairdesk.cli.root import main, open_desk, open_existing, settings_for

if TYPE_CHECKING:
    from fairdesk.answers.article_quality import Judged
    from fairdesk.answers.article_tasks import Task
    from fairdesk.answers.gaps import Gaps


@main.group()
def knowledge() -> None:
    """The articles that the assistant answers from."""


@knowledge.command("add")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_context
def knowledge_add(context: click.Context, path: Path, as_json: bool) -> None:
    """Add articles from a folder (one folder per language) or one file; only what changed is changed.

    Files are Markdown, HTML, or JSON lines of passages {id, doc, title, text} or articles {id, title, content}.

    \b
    fairdesk knowledge add help/               help/en/..., help/de/...
    fairdesk knowledge add help/de/returns.md
    fairdesk knowledge add passages.jsonl
    """
    with closing(open_desk(settings_for(context))) as house:
        from fairdesk.house.shelving import add_articles

        report = add_articles(house, path)
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
        return
    for bad in report["unreadable"]:
        click.echo(f"not read: {bad}", err=True)
    click.echo("{added} added, {changed} changed, {unchanged} unchanged.".format(**report))


@knowledge.command("list")
@click.pass_context
def knowledge_list(context: click.Context) -> None:
    """List the articles."""
    with closing(open_desk(settings_for(context))):
        from fairdesk.house.shelving import list_articles

        for line in list_articles():
            click.echo(line)


@knowledge.command("gaps")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@click.pass_context
def knowledge_gaps(context: click.Context, as_json: bool) -> None:
    """List what customers asked in the last 90 days and no article answered, the articles to mend, and owners' open tasks.

    Read are the masked questions of customers who said yes to `improve`. Fewer than five customers are not shown.
    Articles that changed are first held against all others; tasks about everything else are made each night.

    \b
    fairdesk knowledge gaps
    fairdesk knowledge gaps --json
    """
    with closing(open_existing(settings_for(context))) as house:
        house.compare_articles()
        gaps, mend, tasks = house.gaps_now(), house.articles_to_mend(), house.open_article_tasks()
    if as_json:
        told = {**asdict(gaps), "articles": [asdict(one) for one in mend], "tasks": list(map(_task_as_dict, tasks))}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for line in (*_gaps_as_text(gaps, mend), *map(_task_as_text, tasks)):
        click.echo(line)


def _task_as_dict(task: Task) -> dict[str, object]:
    found = task.finding
    return {
        "id": task.id, "kind": found.kind, "language": found.language, "due": task.due.isoformat(),
        "owners": found.owners, "articles": [one.id for one in found.articles], "words": found.words, "says": found.says,
        "beside": [one._asdict() for one in found.beside],
    }  # fmt: skip


def _task_as_text(task: Task) -> str:
    about = ", ".join(one.title for one in task.finding.articles) or " · ".join(task.finding.words)
    owners = " and ".join(task.finding.owners) or "managers"
    return f"task due {task.due} for {owners}: {about}: {'; '.join(task.finding.says)}"


def _gaps_as_text(gaps: Gaps, mend: Sequence[Judged]) -> Iterator[str]:
    yield f"{gaps.questions:,} questions of {gaps.customers:,} customers were not answered; {gaps.left_out:,} of them left out."
    for gap in gaps.found:
        words = ", ".join(gap.words)
        yield f"{gap.language:4} {gap.customers:5,} customers {gap.questions:5,} questions  {words}"
    for one in mend:
        yield f"{one.language:4} {one.title}  {one.owner}".rstrip() + f": {'; '.join(one.says)}"


@knowledge.command("score")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.pass_context
def knowledge_score(context: click.Context, file: Path, as_json: bool) -> None:
    """Print how often search finds the right passage for questions whose answers are known. Exit status 1: a bad line.

    A line of the file is {"query": ..., "history": [...], "gold_any": [...]}: a question, what was said before it, and
    the ids of the passages that answer it (of an article: its id, # and the anchor). `dialogue` joins the questions
    of a conversation. They are masked as customers' messages are. Also printed: how many the desk would
    answer alone and how often from a right article; and how often it would ask which of two is meant.

    \b
    fairdesk knowledge add passages.jsonl
    fairdesk knowledge score questions.jsonl --json
    """
    with closing(open_desk(settings_for(context))) as house:
        from fairdesk.answers.scoring import as_text
        from fairdesk.house.shelving import score_search
        from fairdesk.web.progress import counting

        with counting("questions asked") as step:
            told = score_search(house, file, step)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for bad in told["unreadable"]:
            click.echo(f"not read: {bad}", err=True)
        click.echo(as_text(told))
        if told["unknown"]:
            many = "asks" if told["unknown"] == 1 else "ask"
            click.echo(
                f"Of {told['n']:,} questions {told['unknown']:,} {many} for a passage that is not in force and "
                f"{'counts as a miss' if told['unknown'] == 1 else 'count as misses'}."
            )
    if told["unreadable"]:
        sys.exit(1)
