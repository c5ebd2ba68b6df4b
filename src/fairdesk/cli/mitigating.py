"""`fairdesk mitigate`: what can be done about a difference, proposed by one person and approved by another, and whether it worked."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from fairdesk.cli.guidelines import AS_JSON, BY, WHY
from fairdesk.cli.root import main, open_existing, settings_for

if TYPE_CHECKING:
    from fairdesk.fairness.mitigation import Difference, Offer, Standing
    from fairdesk.house.opening import House


@main.group()
def mitigate() -> None:
    """What can be done about a difference that an audit found: by replay, by two people, until a day; and did it work."""


def _of_difference(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that name a difference and what is tried."""
    for option in (
        click.option(
            "--threshold", type=float, help="The confidence to answer from, for a threshold [0.1 from where it is]."
        ),
        click.option(
            "--topic",
            default="",
            help="Only answers about this topic, for drafts; for examples the article that should say it.",
        ),
        click.option("--since", default="", metavar="DATE", help="Acts from which day on [the last 90 days]."),
        click.option("--outcome", default="answered", show_default=True, help="An outcome of fairdesk audit --own."),
        click.option(
            "--group", required=True, help="The group: language=pl, or channel=email, or both with a comma."
        ),
    ):
        command = option(command)
    return command


def _found(house: House, group: str, outcome: str, since: str) -> Difference:
    parts = (part.partition("=") for part in group.split(","))
    return house.found_difference({by.strip(): value.strip() for by, _, value in parts}, outcome, since)


@mitigate.command()
@_of_difference
@AS_JSON
@click.pass_context
def show(
    context: click.Context, group: str, outcome: str, since: str, topic: str, threshold: float | None, as_json: bool
) -> None:
    """Show what can be done about a difference beyond chance: what it means, who must agree, and before and after by replay.

    Nothing is changed and nothing is kept.

    \b
    fairdesk mitigate show --group language=pl
    fairdesk mitigate show --group channel=email --outcome reviewed_wrong --threshold 0.6
    """
    with closing(open_existing(settings_for(context))) as house:
        found = _found(house, group, outcome, since)
        offers = house.offers_for(found, topic, threshold)
    if as_json:
        told = [
            {"kind": each.choice.kind, "means": each.choice.means, "effect": each.effect, "why_not": each.why_not}
            for each in offers
        ]
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    click.echo(
        f"{found.outcome} of those who write {found.whose}: {found.share:.1%} of {found.n}; everybody else {found.others:.1%}."
    )
    for offer in offers:
        click.echo("\n".join(_told(offer)))


def _told(offer: Offer) -> list[str]:
    from fairdesk.fairness.mitigation import in_points

    lines = ["", f"{offer.choice.kind}: {offer.choice.title}", f"  {offer.choice.means}"]
    if offer.choice.caution:
        lines.append(f"  {offer.choice.caution}")
    lines.append(f"  Who must agree: {offer.choice.approved_by}.")
    if offer.why_not:
        lines.append(f"  It cannot be computed: {offer.why_not}.")
    if offer.effect:
        moved, work = offer.effect["moved"], offer.effect["work"]
        lines.append(
            f"  {moved['group']} of the group and {moved['others']} others would have met something else;"
            f" {work['to_people']:+d} answers for people, {work['hours_a_week']:+g} hours a week."
        )
        for row in offer.effect["rates"]:
            lines.append(f"  {row['says']}:")
            for whom in ("group", "others"):
                cells = [in_points(row["columns"][column][whom]) for column in ("before", "after")]
                lines.append(f"    {whom:7} {cells[0]}  ->  {cells[1]}")
    return lines


@mitigate.command()
@click.argument("kind", type=click.Choice(["draft", "threshold", "threshold_for_all", "rule", "weights", "examples"]))
@_of_difference
@click.option(
    "--until", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The day at which it is looked at again."
)
@BY
@WHY
@AS_JSON
@click.pass_context
def propose(
    context: click.Context,
    kind: str,
    group: str,
    outcome: str,
    since: str,
    topic: str,
    threshold: float | None,
    until: datetime,
    by: str,
    why: str,
    as_json: bool,
) -> None:
    """Propose what is to mend a difference, and replay it. Somebody else approves it as any proposal.

    A rule of your own stays a draft, weights are the other reader of topics that the desk was started with, and examples are a
    task for the owner of an article.

    \b
    fairdesk mitigate propose draft --group language=pl --outcome reviewed_wrong --until 2027-01-31 --by cleo --why "Wrong too often"
    fairdesk guideline approve PROPOSAL --by pia
    """
    from fairdesk.fairness.mitigation import Wanted

    with closing(open_existing(settings_for(context))) as house:
        from fairdesk.house.guideline_lines import who

        found = _found(house, group, outcome, since)
        made = house.propose_mitigation(who(by), found, Wanted(kind, topic, threshold), why, until.date())
    told = {"mitigation": made.id, "proposal": made.proposal, "says": made.says, "review_by": f"{made.review_by}"}
    approve = f"Somebody else approves it: fairdesk guideline approve {made.proposal}"
    then = "Its owner finds the task at the desk." if kind == "examples" else approve
    click.echo(json.dumps(told, indent=2) if as_json else f"{made.says}\n{then}\nMitigation {made.id}")


@mitigate.command("list")
@AS_JSON
@click.pass_context
def list_command(context: click.Context, as_json: bool) -> None:
    """List what was proposed to mend differences: how it stands, when it is looked at again, and whether it worked.

    \b
    fairdesk mitigate list
    """
    with closing(open_existing(settings_for(context))) as house:
        found = house.standings()
    if as_json:
        click.echo(json.dumps([_line(each) for each in found], ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(map(_in_words, found)) or "Nothing was proposed yet.")


def _line(each: Standing) -> dict[str, Any]:
    made = each.mitigation
    return {
        "id": made.id, "kind": made.kind, "says": made.says, "stands": each.stands, "proposal": made.proposal, "rule": made.rule,
        "group": dict(made.found.group), "outcome": made.found.outcome, "review_by": f"{made.review_by}", "due": each.due,
        "promised": each.promised, "since": each.since, "says_since": each.says_since,
    }  # fmt: skip


def _in_words(each: Standing) -> str:
    made = each.mitigation
    due = ", NOW" if each.due else ""
    return f"{made.id}  {each.stands}: {made.says} To be looked at again on {made.review_by}{due}. {each.says_since}".rstrip()


@mitigate.command()
@click.argument("mitigation")
@click.option(
    "--until", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The next day at which it is looked at."
)
@BY
@WHY
@click.pass_context
def keep(context: click.Context, mitigation: str, until: datetime, by: str, why: str) -> None:
    """Let a mitigation go on until another day. Whoever proposed it cannot.

    \b
    fairdesk mitigate keep MITIGATION --until 2027-03-31 --by pia --why "Reviewers still find more wrong ones"
    """
    with closing(open_existing(settings_for(context))) as house:
        from fairdesk.house.guideline_lines import who

        made = house.keep_mitigation(who(by), mitigation, until.date(), why)
    click.echo(f"{made.says} It is looked at again on {made.review_by}.")


@mitigate.command()
@click.argument("mitigation")
@BY
@WHY
@click.pass_context
def end(context: click.Context, mitigation: str, by: str, why: str) -> None:
    """Propose the guideline without what a mitigation changed, and replay it. Somebody else approves it.

    \b
    fairdesk mitigate end MITIGATION --by cleo --why "The article is better now"
    """
    with closing(open_existing(settings_for(context))) as house:
        from fairdesk.house.guideline_lines import who

        proposal = house.end_mitigation(who(by), mitigation, why)
    click.echo(f"{proposal}\nSomebody else approves it: fairdesk guideline approve {proposal}")
