"""`fairdesk replay`: which of its options go together, and which way each set of them leads."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Set
from pathlib import Path

import click
from click.core import ParameterSource

from fairdesk.cli.root import main
from fairdesk.nouns import BadInput

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@main.command()
@click.option("--guideline", type=FILE, help="A proposed table.")
@click.option("--against", default="current", show_default=True, help="What to compare with: a version, or a file.")
@click.option("--since", help="Only turns since this day, such as 2026-01-31.")
@click.option("--topic", default="", help="Only turns about this sensitive matter or imported topic.")
@click.option("--sample", type=click.IntRange(1), help="At most so many turns, always the same ones.")
@click.option("--by", default="command line", show_default=True, help="Who asks; it stands in the report.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Also write the report: .html or .json.")
@click.option("--lists", type=FOLDER, help="Other lists of sensitive words: a folder of <language>.yaml.")
@click.option("--articles", type=FOLDER, help="Other articles: a folder, as `knowledge add` takes it.")
@click.option("--imported", is_flag=True, help="The imported conversations, not the desk's own.")
@click.option("--models", type=FILE, help="Several language models of this machine: a TOML file.")
@click.option("--processes", type=click.IntRange(1), default=1, show_default=True, help="Processes that decide.")
@click.option(
    "--resume",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep what is done in this folder; started again with it, go on where it stopped. It goes when all is done.",
)
@click.option("--master", help="Decide on Apache Spark instead, such as spark://host:7077 or local[2]. Extra: spark.")
@click.option("--shared", type=FOLDER, help="With --master: a folder that every worker reads under the same path.")
@click.option("--verify", "saved", type=FILE, help="Check a saved report.")
@click.option("--key", help="The desk's public key for --verify; default: this desk's.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_context
def replay(
    context: click.Context,
    guideline: Path | None,
    against: str,
    since: str | None,
    topic: str,
    sample: int | None,
    by: str,
    out: Path | None,
    lists: Path | None,
    articles: Path | None,
    imported: bool,
    models: Path | None,
    processes: int,
    resume: Path | None,
    master: str | None,
    shared: Path | None,
    saved: Path | None,
    key: str | None,
    as_json: bool,
) -> None:
    """Decide every kept turn again, exactly as it was; or say what something else would have changed.

    \b
    nothing, or how to run it      every kept turn as it was; exit status 1 if one comes out otherwise
      with --processes --resume, or --master --shared
    --lists, --articles            every kept turn with other lists of sensitive words, other articles
      with --guideline, and the same as above
    --imported                     every imported turn, answered anew by this desk as it is now
      with --articles --lists --guideline, --resume; with --articles also --processes
    --models                       the kept questions answered by each model, side by side: sent, handed over, tokens, cost
      with --since --sample, --imported
    --guideline alone              a signed report from typed facts: what changes, first by harm, and who loses
      with --against --since --topic --sample --by --out
    --verify                       a saved report, checked offline; with --key

    Options of two ways do not go together. Nothing is changed by any of them, but that a report is kept.
    To try a threshold, change it in a copy of the table and give that with --guideline.

    \b
    fairdesk replay                                  each turn gives the same digest, or exit status 1
    fairdesk replay --processes 4 --resume run       many turns; after a kill, the same line goes on
    fairdesk replay --lists lexicon --json           what other word lists would have found
    fairdesk replay --articles next-help             what the next help centre would have answered
    fairdesk replay --articles next-help --imported  ... of the conversations that another system had
    fairdesk replay --imported                       what this desk would answer there, as it is now
    fairdesk replay --guideline release.yaml         what this table, or its threshold, would have changed
    fairdesk replay --guideline new.yaml --against old.yaml --out report.html
    fairdesk replay --models models.toml --sample 200
    fairdesk replay --lists lexicon --master spark://host:7077 --shared shared-folder
    fairdesk replay --verify report.json --key "$(cat key.txt)"
    """
    from fairdesk.cli import replays

    check_together(_typed(context))
    if saved is not None:
        replays.verify(context, saved, key, as_json)
    elif models is not None:
        replays.compare_models(
            context, models, {"since": replays.day(since), "sample": sample or 0}, imported, as_json
        )
    elif guideline is not None and lists is None and articles is None and not imported:
        chosen = {"since": replays.day(since), "topic": topic, "sample": sample or 0}
        replays.report_on(context, guideline, against, chosen, by, out, as_json)
    else:
        run = replays.Run(processes, resume, master, shared)
        outcome = replays.in_bulk(context, replays.Tried(guideline, lists, articles, imported), run, as_json)
        if outcome.changed and not outcome.guideline:
            sys.exit(1)


# --- what goes together ---------------------------------------------------------------------------------------------
OF_A_REPORT = frozenset({"--against", "--since", "--topic", "--sample", "--by", "--out"})
OF_A_RUN = frozenset({"--processes", "--resume", "--master", "--shared"})
NOT_ON_SPARK = frozenset({"--processes", "--resume"})


def _typed(context: click.Context) -> Set[str]:
    """Return the options that were given, whatever their value."""
    return {
        each.opts[0]
        for each in context.command.params
        if each.name and context.get_parameter_source(each.name) is ParameterSource.COMMANDLINE
    } - {"--json"}


def check_together(given: Set[str]) -> None:
    """Refuse options that belong to different ways of replaying. Raises BadInput saying how to go on."""
    for stray, why in _strays(given):
        if found := sorted(given & stray):
            raise BadInput(f"{' and '.join(found)}: {why}")


def _strays(given: Set[str]) -> Iterator[tuple[Set[str], str]]:
    """Yield what may not stand beside the others, each with the reason, the first that applies first."""
    if "--verify" in given:
        yield given - {"--verify", "--key"}, "with --verify a saved report is checked and nothing is replayed"
        return
    if "--models" in given:
        yield (
            given - {"--models", "--since", "--sample", "--imported"},
            "with --models kept questions are answered anew and nothing else",
        )
        return
    yield {"--key"}, "a key belongs to --verify and a saved report"
    tries, reports = bool(given & {"--lists", "--articles", "--imported"}), "--guideline" in given
    if tries or not reports:
        yield OF_A_REPORT, "this belongs to the report on a guideline: give --guideline without --lists or --articles"
    else:
        yield (
            OF_A_RUN,
            "the report on a guideline reads typed facts by columns in one process; leave this out, or add --lists or"
            " --articles to decide every turn anew",
        )
    if "--imported" in given:
        if "--articles" not in given:
            yield {"--processes"}, "the articles in force are searched by one process; for several give --articles"
        yield (
            {"--master", "--shared"},
            "imported conversations are decided by processes of this machine; leave this out",
        )
    if "--master" in given:
        yield NOT_ON_SPARK, "with --master Spark shares the work out, and makes good what a dead worker held"
    else:
        yield {"--shared"}, "a shared folder is for Spark's workers; name their cluster with --master"
