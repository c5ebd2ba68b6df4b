"""The command that takes one message its way."""

from __future__ import annotations

import json
from contextlib import closing

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
