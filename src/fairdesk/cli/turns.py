"""Commands that take one message its way, or decide kept ones again."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path

import click

from fairdesk.cli.root import main, open_desk, settings_for


@main.command()
@click.argument("question")
@click.option("--customer", help="E-mail address of the customer; the same address is the same customer.")
@click.option("--language", default="en", show_default=True, help="The customer's language.")
@click.option("--json", "as_json", is_flag=True, help="Print act, route, text, evidence, because, masked as JSON.")
@click.pass_context
def ask(context: click.Context, question: str, customer: str | None, language: str, as_json: bool) -> None:
    """Take one message its whole way and print what became of it; never the raw words.

    \b
    fairdesk ask "How long does a refund take?"
    fairdesk ask "My parcel 4711-0923 is late" --customer someone@example.com --json
    """
    with closing(open_desk(settings_for(context))) as house:
        from fairdesk.web.asking import as_text, ask_once

        told = ask_once(house, question, customer, language)
    click.echo(json.dumps(told, ensure_ascii=False, indent=2) if as_json else as_text(told))


@main.command()
@click.option("--guideline", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A proposed table.")
@click.option("--against", default="current", show_default=True, help="What to compare with: a version, or a file.")
@click.option("--since", help="Only turns since this day, such as 2026-01-31.")
@click.option("--topic", default="", help="Only turns about this sensitive matter or imported topic.")
@click.option("--sample", type=click.IntRange(1), help="At most so many turns, always the same ones.")
@click.option("--by", default="command line", show_default=True, help="Who asks; it stands in the report.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Also write the report: .html or .json.")
@click.option(
    "--verify", "saved", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Check a report."
)
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
    saved: Path | None,
    key: str | None,
    as_json: bool,
) -> None:
    """Decide every kept turn again, exactly as it was; or report what another guideline would have changed.

    With --guideline the typed facts of all kept and imported turns are decided under both tables, and a signed report
    says what changes, first by harm, and who loses and gains. Nothing is changed by it.

    \b
    fairdesk replay                              each turn gives the same digest, or exit status 1
    fairdesk replay --guideline routing.yaml     what this table would have changed
    fairdesk replay --guideline new.yaml --against old.yaml --out report.html
    fairdesk replay --verify report.json --key "$(cat key.txt)"
    """
    from fairdesk.cli import replays

    if saved is not None:
        replays.verify(context, saved, key, as_json)
        return
    if guideline is not None:
        chosen = {"since": replays.day(since), "topic": topic, "sample": sample or 0}
        replays.report_on(context, guideline, against, chosen, by, out, as_json)
        return
    with closing(open_desk(settings_for(context))) as house:
        from fairdesk.house.replaying import replay_all
        from fairdesk.replay.compare import as_text

        outcome = replay_all(house)
    click.echo(json.dumps(outcome.as_json(), ensure_ascii=False, indent=2) if as_json else as_text(outcome))
    if outcome.changed:
        sys.exit(1)
