"""`fairdesk answers certify`, `weeks`, `agreement` and `probe`: what may be promised of the answers, and whether they stay the same."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fairdesk.cli.root import main, open_existing, settings_for
from fairdesk.nouns import BadInput

if TYPE_CHECKING:
    from fairdesk.answers.consistency import Probed
    from fairdesk.answers.promise import Case


@main.group()
def answers() -> None:
    """The answers that the assistant gives alone, and what is promised of them."""


@answers.command("certify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--own", is_flag=True, help="Show what this desk's own looks at its reviewed answers found.")
@click.option(
    "--target",
    type=click.FloatRange(0.001, 0.5),
    help="Share of wrong answers promised at most [0.05]; of a FILE.",
)
@click.option(
    "--confidence", type=click.FloatRange(0.5, 0.999), help="How sure the promise shall be [0.95]; of a FILE."
)
@click.option("--groups", default="", help="Compare these too, commas between, such as language,channel.")
@click.option("--splits", type=click.IntRange(1, 10_000), help="Also try it on so many random halves.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_context
def certify(
    context: click.Context,
    file: Path | None,
    own: bool,
    target: float | None,
    confidence: float | None,
    groups: str,
    splits: int | None,
    as_json: bool,
) -> None:
    """Say from which confidence on at most the target is wrong, or how many more reviewed answers that takes.

    FILE holds a line {"confidence": 0.93, "correct": true} for each reviewed answer, drawn at random; it may also name a
    `topic`, the `person` who asked, and groups such as `language`. Each topic has a threshold of its own, and the promises of
    all topics hold together. --own shows what the desk's looks found, each of which was taken once. Nothing is changed.

    \b
    fairdesk answers certify reviews.jsonl --groups language
    fairdesk answers certify reviews.jsonl --target 0.02 --splits 200 --json
    fairdesk --data desk answers certify --own
    """
    from fairdesk.answers.certificate import as_dict, as_text, report
    from fairdesk.answers.promise import CONFIDENCE, TARGET

    if own == (file is not None):
        raise click.UsageError("name a FILE, or say --own for this desk's reviewed answers")
    if own and (target or confidence):
        raise click.UsageError("this desk's promise has the target and confidence of its settings; leave them out")
    names = [name.strip() for name in groups.split(",") if name.strip()]
    if file:
        made = report(_read(file), target or TARGET, confidence or CONFIDENCE, names, splits or 0)
    else:
        with closing(open_existing(settings_for(context))) as house:
            made = house.promise_now(names, splits or 0)
    click.echo(json.dumps(as_dict(made), indent=2) if as_json else as_text(made))


def _read(file: Path) -> Sequence[Case]:
    from fairdesk.answers.reviews import read_cases

    try:
        text = file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise BadInput(f"{file.name} is not UTF-8 text") from wrong
    return read_cases(text, file.name)


@answers.command("probe")
@click.option("--questions", type=click.IntRange(1, 5_000), help="Ask so many questions at most [120].")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_context
def probe(context: click.Context, questions: int | None, as_json: bool) -> None:
    """Ask the company's own questions in many wordings and say how often the answer was the same. Runs nightly too.

    The questions are titles and headings of the articles, and masked questions of customers who said yes to `improve`;
    they are asked in other words, as an e-mail, and again as of the probe before. Nothing is kept in a conversation, and
    nothing counts as traffic; the result stands on the board. What differs is printed with both wordings.

    \b
    fairdesk answers probe
    fairdesk answers probe --questions 500 --json
    """
    with closing(open_existing(settings_for(context))) as house:
        from fairdesk.house.probing import MOST_QUESTIONS
        from fairdesk.web.progress import counting

        with counting("questions asked") as step:
            found = house.probe_answers(questions or MOST_QUESTIONS, step)
    if as_json:
        click.echo(json.dumps(_probed_as_dict(found), ensure_ascii=False, indent=2))
        return
    for line in _probed_as_text(found):
        click.echo(line)


def _probed_as_dict(found: Probed) -> dict[str, object]:
    whole = found.all.share
    return {
        "at": found.at.isoformat(), "knowledge": found.knowledge, "probes": found.all.n, "same": found.all.same,
        "share": whole and whole.value, "interval": whole and [whole.low, whole.high],
        "kinds": {name: asdict(one) for name, one in found.kinds.items()},
        "rules": {name: asdict(one) for name, one in found.rules.items()},
        "questions": asdict(found.questions), "moved": found.moved,
        "differ": [{**asdict(one), "base": one.base._asdict(), "other": one.other._asdict()} for one in found.differ],
    }  # fmt: skip


def _probed_as_text(found: Probed) -> Iterator[str]:
    whole = found.all.share
    if whole is None:
        yield "No question of the probe is answered by an article, so nothing can be said."
        return
    yield (
        f"{found.all.same:,} of {found.all.n:,} probes got the same answer: {whole.value:.1%}"
        f" (95 %: {whole.low:.1%} to {whole.high:.1%})."
    )
    yield f"Of {found.questions.n:,} questions {found.questions.same:,} got the same answer in every wording."
    for name, one in (*found.kinds.items(), *found.rules.items()):
        yield f"{one.same:6,} of {one.n:6,}  {name}"
    if found.moved:
        yield f"{found.moved:,} questions of the probe before are answered otherwise now, because articles changed."
    for pair in found.differ:
        asked = pair.asked or "a customer's question"
        yield f"{pair.rule}: {asked!r}: {_told(pair.base)}; {pair.worded!r}: {_told(pair.other)}"


def _told(given: tuple[str, ...]) -> str:
    outcome, article, version, _ = given
    return f"{article}@{version[:8]}" if article else outcome


@answers.command("agreement")
@click.option("--json", "as_json", is_flag=True, help="Print the figure as JSON.")
@click.pass_context
def agreement(context: click.Context, as_json: bool) -> None:
    """Say how far two people who judge the same answer agree: Krippendorff's alpha, with its 95 % interval.

    A tenth of the reviewed answers is judged again by somebody who does not know of it. The figure is told anew after every
    20 such answers, of everybody together; there is none of a person, a topic or a day.

    \b
    fairdesk answers agreement
    fairdesk answers agreement --json
    """
    with closing(open_existing(settings_for(context))) as house:
        told = house.agreement_told()
    last = told.last
    if as_json:
        share = told.share_same
        figure = {**asdict(last), "means": last.means, "same": told.same} if last else None
        if figure and share:
            figure |= {"share_same": share.value, "share_same_interval": [share.low, share.high]}
        click.echo(json.dumps({"judged_twice": told.pairs, "told": figure, "missing": told.missing}, indent=2))
    elif last is None:
        click.echo(f"Too few to say: {told.pairs} answers were judged by two people; {told.missing} more are needed.")
    else:
        click.echo(
            f"alpha {last.alpha:.3f} (95 %: {last.low:.3f} to {last.high:.3f}) over {last.units} answers: {last.means}"
        )
        if share := told.share_same:
            click.echo(
                f"{told.same} of {last.units} verdicts were the same: {share.value:.1%} (95 %: {share.low:.1%} to {share.high:.1%})."
            )
        click.echo(f"{told.pairs} answers were judged by two people; it is told anew in {told.missing}.")


@answers.command("weeks")
@click.option("--draw", is_flag=True, help="First draw the weeks that are over, and judge what can be judged.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_context
def weeks(context: click.Context, draw: bool, as_json: bool) -> None:
    """Show how each week's answers stand: looked at, wrong, accepted or rejected, and the share wrong among all.

    The desk draws and judges each night. The exit status is 3 if a topic is in draft mode because its week was rejected.

    \b
    fairdesk answers weeks
    fairdesk answers weeks --draw --json
    """
    from fairdesk.oversight.lots import as_dict, told

    with closing(open_existing(settings_for(context))) as house:
        if draw:
            house.draw_lots()
            house.judge_lots(look_again=True)
        found = house.latest_lots()
        drafted = house.knowing.promised().drafted
    if as_json:
        click.echo(json.dumps([as_dict(each) for each in found], indent=2))
    elif not found:
        click.echo("No week has had enough answers yet.")
    for row in () if as_json else map(told, found):
        click.echo(
            f"{row.end:%Y-%m-%d}  {row.topic}: {row.standing.value}; {row.looked_at} looked at, wrong {row.wrong};"
            f" of all {row.error or 'too few looked at'}"
        )
    if any(each.stop and each.topic in drafted for each in found):
        context.exit(3)
