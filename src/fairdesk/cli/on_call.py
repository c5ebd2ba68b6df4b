"""Commands on who comes in a sensitive matter: the clock's figures, who is on call, care certificates."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from fairdesk.cli.root import main, open_desk, settings_for

if TYPE_CHECKING:
    from fairdesk.house.opening import House
    from fairdesk.identity.people import Colleague


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def clock(context: click.Context, as_json: bool) -> None:
    """Say how long people took to a first reply in each sensitive matter, and how many wait for one now.

    \b
    fairdesk clock
    fairdesk clock --json
    """
    with closing(open_desk(settings_for(context))) as house:
        from fairdesk.desk.first_human import in_words

        figures, at = house.first_human_figures(), house.now()
        waiting, over = house.first_humans_waiting()
        if as_json:
            matters = [asdict(each) for each in figures]
            click.echo(json.dumps({"at": at.isoformat(), "waiting": waiting, "over": over, "matters": matters}))
            return
        for each in figures:
            slow = "too few to say" if each.p95 is None else in_words(each.p95)
            took = f"half within {in_words(each.p50)}, 95 of 100 within: {slow}" if each.n else ""
            click.echo(
                f"{each.topic:16} n = {each.n:<6} {f'{each.in_time} in time; ' if each.n else ''}{took}".rstrip()
            )
        click.echo(f"{waiting} wait for a first reply now; {over} over their time.")


@main.group("on-call")
def on_call() -> None:
    """Who is on call when the desk is closed."""


@on_call.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def on_call_list(context: click.Context, as_json: bool) -> None:
    """List who is on call, now and later.

    \b
    fairdesk on-call list
    """
    with closing(open_desk(settings_for(context))) as house:
        from fairdesk.privacy.restriction import THE_HOUSE

        names = _names(house)
        rows = [
            {
                "id": duty.id,
                "name": names[duty.colleague],
                "from": duty.since.isoformat(),
                "to": duty.until.isoformat(),
                "reach": duty.reach,
                "alarmed": duty.is_alarmed,
            }
            for duty in house.roster(THE_HOUSE)
            if duty.colleague in names
        ]
        _print(rows, as_json, "Nobody is on call, now or later.")


@on_call.command("add")
@click.argument("name")
@click.option(
    "--from", "since", required=True, help="When it begins, such as 2026-12-24T18:00, by the company's clock."
)
@click.option("--to", "until", required=True, help="When it ends.")
@click.option("--reach", required=True, help="An e-mail address, which is alarmed by itself, or a telephone number.")
@click.pass_context
def on_call_add(context: click.Context, name: str, since: str, until: str, reach: str) -> None:
    """Put a colleague on call.

    \b
    fairdesk on-call add ben --from 2026-12-24T18:00 --to 2026-12-25T08:00 --reach ben@example.com
    """
    with closing(open_desk(settings_for(context))) as house:
        from fairdesk.identity.on_call import read_moment
        from fairdesk.privacy.restriction import THE_HOUSE

        zone = house.knowing.company().time_zone
        begins, ends = read_moment(since, zone), read_moment(until, zone)
        house.put_on_call(THE_HOUSE, _named(name).id, begins, ends, reach)
        click.echo(f"{name} is on call from {begins:%Y-%m-%d %H:%M} to {ends:%Y-%m-%d %H:%M} ({zone}).")


@on_call.command("end")
@click.argument("id")
@click.pass_context
def on_call_end(context: click.Context, id: str) -> None:
    """End a duty, by its id in the list.

    \b
    fairdesk on-call end 0198f2c1
    """
    with closing(open_desk(settings_for(context))) as house:
        from fairdesk.privacy.restriction import THE_HOUSE

        house.take_off_call(THE_HOUSE, id)
        click.echo("The duty is ended.")


@main.group("care-certificate")
def care_certificate() -> None:
    """Who may read conversations about sensitive matters."""


@care_certificate.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def care_certificate_list(context: click.Context, as_json: bool) -> None:
    """List the care certificates, also those that ran out lately.

    \b
    fairdesk care-certificate list --json
    """
    with closing(open_desk(settings_for(context))) as house:
        from fairdesk.privacy.restriction import THE_HOUSE

        names, at = _names(house), house.now()
        rows = [
            {
                "id": each.id,
                "name": names[each.colleague],
                "topic": each.topic,
                "until": each.until.isoformat(),
                "holds": each.until > at,
                "given_by": each.given_by_name,
            }
            for each in house.care_certificates(THE_HOUSE)
            if each.colleague in names
        ]
        _print(rows, as_json, "Nobody holds a care certificate.")


@care_certificate.command("give")
@click.argument("name")
@click.option("--topic", default="all", show_default=True, help="A matter, such as crisis; all: every one.")
@click.option("--days", default=365, show_default=True, help="For how many days from now.")
@click.pass_context
def care_certificate_give(context: click.Context, name: str, topic: str, days: int) -> None:
    """Let a colleague read conversations about a matter.

    \b
    fairdesk care-certificate give ben
    fairdesk care-certificate give ben --topic bereavement --days 180
    """
    with closing(open_desk(settings_for(context))) as house:
        from fairdesk.privacy.restriction import THE_HOUSE

        until = house.now() + timedelta(days=days)
        house.give_care_certificate(THE_HOUSE, _named(name).id, topic, until)
        click.echo(f"{name} may read about {topic} until {until:%Y-%m-%d}.")


@care_certificate.command("end")
@click.argument("id")
@click.pass_context
def care_certificate_end(context: click.Context, id: str) -> None:
    """End a care certificate, by its id in the list.

    \b
    fairdesk care-certificate end 0198f2c1
    """
    with closing(open_desk(settings_for(context))) as house:
        from fairdesk.privacy.restriction import THE_HOUSE

        house.end_care_certificate(THE_HOUSE, id)
        click.echo("The care certificate is ended.")


def _named(name: str) -> Colleague:
    from fairdesk.house.setting_up import colleague_named

    return colleague_named(name)


def _names(house: House) -> dict[Any, str]:
    from fairdesk.house.setting_up import names_of

    return names_of(house)


def _print(rows: list[dict[str, Any]], as_json: bool, none: str) -> None:
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        click.echo("  ".join(str(value) for value in row.values()))
    if not rows:
        click.echo(none)
