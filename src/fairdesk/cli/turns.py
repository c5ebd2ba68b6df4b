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
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_context
def replay(context: click.Context, guideline: Path | None, as_json: bool) -> None:
    """Decide every kept turn again: exactly as it was, or under another guideline file.

    \b
    fairdesk replay                              each turn gives the same digest, or exit status 1
    fairdesk replay --guideline routing.yaml     what this table would have changed
    """
    with closing(open_desk(settings_for(context))) as house:
        from fairdesk.house.replaying import replay_all
        from fairdesk.replay.compare import as_text

        outcome = replay_all(house, guideline)
    click.echo(json.dumps(outcome.as_json(), ensure_ascii=False, indent=2) if as_json else as_text(outcome))
    if guideline is None and outcome.changed:
        sys.exit(1)
