"""Commands on flows: read a file, show it, try it in the terminal, put it in force, retire it."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import click

from fairdesk.cli.root import main, open_desk, open_existing, settings_for, text_of
from fairdesk.nouns import BadInput


@main.group()
def flow() -> None:
    """Tasks with steps that the assistant takes a customer through (docs/flows.md)."""


_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@flow.command("check")
@_FILE
@click.option("--json", "as_json", is_flag=True, help="Print what was read as JSON.")
def check(file: Path, as_json: bool) -> None:
    """Read a flow's file; say what is wrong with it, where, and what to do (exit status 7). Needs no desk.

    \b
    fairdesk flow check where_is_my_order.yaml
    """
    from fairdesk.flows.reading import read_flow

    read = read_flow(text_of(file), file.name)
    if as_json:
        click.echo(json.dumps({
            "name": read.name, "version": read.version, "languages": list(read.begins), "steps": len(read.steps),
            "slots": list(read.slots), "actions": list(read.actions), "guidelines": list(read.guidelines),
        }, indent=2))  # fmt: skip
        return
    click.echo(
        f"{read.name} can be walked: {len(read.steps)} steps in {', '.join(read.begins)}, version {read.version}."
    )
    click.echo(f"It asks the guidelines {', '.join(read.guidelines) or 'none'}.")


@flow.command("show")
@_FILE
@click.option("--language", default="en", show_default=True, help="The language of the words.")
def show(file: Path, language: str) -> None:
    """Show a flow's steps, one a line, with what each says and where it leads. Needs no desk.

    \b
    fairdesk flow show where_is_my_order.yaml --language de
    """
    from fairdesk.flows.reading import read_flow

    read = read_flow(text_of(file), file.name)
    click.echo(f"{read.title} ({read.name}, {read.owner})")
    click.echo(f"Begins with: {'; '.join(read.begins.get(language, ())) or 'nothing in this language'}")
    for name, action in read.actions.items():
        does = "does something" if action.effect else "looks up"
        allowed = f"allowed by {action.guideline}: {action.output} = {action.value}"
        click.echo(f"{name}: {action.method} {action.path}, {does}, {allowed}")
    for step in read.steps:
        leads = "".join(f"  {value} -> {to}" for value, to in step.to.items())
        click.echo(f"  {step.id:16} {step.does} {step.of}{leads}  -> {step.then}")
        if step.says:
            click.echo(f"{'':19}“{step.says.get(language, '')}”")


@flow.command("try")
@_FILE
@click.argument("said", nargs=-1, required=True)
@click.option("--language", default="en", show_default=True, help="The customer's language.")
@click.option("--answers", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="A JSON file: for each action, what the back office would answer.")  # fmt: skip
@click.option("--known-by", default="verified_mail", show_default=True, help="How the customer is known.")
@click.option("--json", "as_json", is_flag=True, help="Print each step as JSON.")
@click.pass_context
def try_flow(
    context: click.Context, file: Path, said: tuple[str, ...], language: str, answers: Path | None, known_by: str,
    as_json: bool,
) -> None:  # fmt: skip
    """Walk a flow with what a customer would say, one argument a message: a dry run that calls and keeps nothing.

    The guidelines of this desk decide; what the back office would say comes from a file, and is "failed" without one.

    \b
    fairdesk flow try cancel_order.yaml "cancel my order NU-20932-0" yes --answers made_up.json
    where made_up.json is {"find_order": {"belongs": "mine", "order_status": "open", "days_since_delivery": 0}}
    """
    made_up = _made_up(answers) if answers else {}
    with closing(open_desk(settings_for(context))) as house:
        steps = house.try_flow(text_of(file), file.name, said, language, made_up, known_by)
    for each in steps:
        click.echo(json.dumps(each, ensure_ascii=False) if as_json else _told(each))


def _made_up(file: Path) -> dict[str, object]:
    try:
        found = json.loads(text_of(file))
    except ValueError as wrong:
        raise BadInput(f"{file.name} is no JSON: {wrong}") from wrong
    if not isinstance(found, dict):
        raise BadInput(f"{file.name} should hold an object: for each action, what would be answered")
    return found


def _told(each: dict[str, object]) -> str:
    lines = [f"> {each['said']}", f"  {each['says'] or '(says nothing)'}"]
    lines += [f"  [{name}: {each[name]}]" for name in ("would_do", "handover", "ended") if each[name]]
    return "\n".join(lines)


@flow.command("add")
@_FILE
@click.option(
    "--by", default="", help="Who asks for it, by sign-in name; needed once somebody here may approve guidelines."
)
@click.option("--why", default="", help="Why it should be in force; needed with --by.")
@click.pass_context
def add(context: click.Context, file: Path, by: str, why: str) -> None:
    """Ask that a flow be put in force, instead of the one of that name: a second person must agree.

    While nobody at the desk may approve guidelines it is in force at once. The ledger says which version, who asked, and why.

    \b
    fairdesk flow add where_is_my_order.yaml --by cleo --why "one in five asks this"
    """
    with closing(open_desk(settings_for(context))) as house:
        from fairdesk.house.setting_up import colleague_named

        if by:
            asked = house.ask_for_flow(colleague_named(by).id, text_of(file), file.name, why)
            click.echo(
                f"{asked.name} waits, version {asked.version}: another person must agree, at /desk/agree or by"
            )
            click.echo(f"fairdesk flow agree {asked.name} --by NAME --why TEXT")
            return
        if not house.nobody_grants():
            raise BadInput(
                "a flow does things outside the desk, so it takes two people: say --by NAME, who asks for it, and --why TEXT"
            )
        read = house.keep_flow(text_of(file), file.name)
        silent = "" if house.settings.back_office else " It begins once back_office is set (docs/settings.md)."
    click.echo(f"{read.name} is in force, version {read.version}.{silent}")


@flow.command("agree")
@click.argument("name")
@click.option("--by", required=True, help="Who agrees, by sign-in name: not who asked.")
@click.option("--why", required=True, help="Why they agree.")
@click.pass_context
def agree(context: click.Context, name: str, by: str, why: str) -> None:
    """Agree, as the second person, that a flow which another asked for is put in force.

    \b
    fairdesk flow agree where_is_my_order --by pia --why "tried with ten orders"
    """
    with closing(open_existing(settings_for(context))) as house:
        from fairdesk.house.setting_up import colleague_named

        granted = house.grant(colleague_named(by).id, house.flow_asked_for(name).id, why)
        silent = "" if house.settings.back_office else " It begins once back_office is set (docs/settings.md)."
    click.echo(f"{name} is in force, version {granted.version}.{silent}")


@flow.command("retire")
@click.argument("name")
@click.pass_context
def retire(context: click.Context, name: str) -> None:
    """Let a flow begin no more.

    \b
    fairdesk flow retire where_is_my_order
    """
    with closing(open_existing(settings_for(context))) as house:
        retired = house.retire_flow(name)
    click.echo(f"{name} begins no more." if retired else f"No flow named {name} is in force; nothing was changed.")


@flow.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print names and versions as JSON.")
@click.pass_context
def list_flows(context: click.Context, as_json: bool) -> None:
    """List the flows in force.

    \b
    fairdesk flow list --json
    """
    with closing(open_existing(settings_for(context))) as house:
        found = house.flows_in_force()
    if as_json:
        click.echo(json.dumps(found, indent=2))
        return
    for name, version in found.items():
        click.echo(f"{name:30} {version}")
