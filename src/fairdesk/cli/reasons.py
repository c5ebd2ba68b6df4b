"""The command that says why: the record of one act, for whoever asks."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import click

from fairdesk.cli.root import main, open_existing, settings_for

if TYPE_CHECKING:
    from fairdesk.explainability.act_record import ActRecord
    from fairdesk.house.opening import House

AUDIENCES = ("customer", "colleague", "auditor")


@main.command()
@click.argument("act")
@click.option("--audience", type=click.Choice(AUDIENCES), default="colleague", show_default=True, help="Who is told.")
@click.option(
    "--language", default="en", show_default=True, help="The customer's language; others are told in English."
)
@click.option(
    "--check", is_flag=True, help="Decide it again from the record alone, and try what would have changed it."
)
@click.option("--json", "as_json", is_flag=True, help="Print the record as JSON; an auditor's always is.")
@click.pass_context
def why(context: click.Context, act: str, audience: str, language: str, check: bool, as_json: bool) -> None:
    """Say why an act came out as it did, what would have changed it, and which versions decided.

    With --check the exit status is 1 if the explanation is not true of the guidelines it names. The act's id stands in the ledger, in `fairdesk ask --json` and on the customer's page. An act is what became of a
    message, or a decision about money. The customer sees that the house looked.

    \b
    fairdesk why 0198c2d4-7a5e-7c3b-9d51-0f2e6a7b8c9d
    fairdesk why 0198c2d4-7a5e-7c3b-9d51-0f2e6a7b8c9d --audience customer --language de
    fairdesk why 0198c2d4-7a5e-7c3b-9d51-0f2e6a7b8c9d --audience auditor > record.json
    fairdesk why 0198c2d4-7a5e-7c3b-9d51-0f2e6a7b8c9d --check
    """
    with closing(open_existing(settings_for(context))) as house:
        from fairdesk.explainability.audiences import Audience, as_text, told
        from fairdesk.language import offered
        from fairdesk.nouns import ActId

        record = house.why_for_a_command(ActId(act))
        who = Audience(audience)
        said = told(record, who, offered(language))
        holds = _holds(house, record) if check else {}
        said |= {"check": holds} if check else {}
    as_json = as_json or who is Audience.AUDITOR
    click.echo(json.dumps(said, ensure_ascii=False, indent=2) if as_json else as_text(said, who))
    if check and not as_json:
        click.echo("\n".join(f"{name.replace('_', ' ')}: {_WORDS[holds[name]]}" for name in holds))
    if False in holds.values():
        sys.exit(1)


_WORDS = {True: "yes", False: "NO", None: "nothing would have changed it"}


def _holds(house: House, record: ActRecord) -> dict[str, bool | None]:
    from fairdesk.explainability.act_record import as_json
    from fairdesk.house.fidelity import flips, recomputed

    alone = as_json(record)
    guideline_of, scorer_of = house.knowing.guideline, house.knowing.scorer
    return {
        "decided_again_the_same": recomputed(alone, guideline_of, scorer_of),
        "the_change_flips_it": flips(alone, guideline_of, scorer_of),
    }
