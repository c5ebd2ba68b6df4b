"""Commands on guidelines: check a file, read what is in force, and take a change from proposal to approval."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fairdesk.cli.root import main, open_existing, settings_for
from fairdesk.nouns import BadInput

if TYPE_CHECKING:
    from fairdesk.guidelines.checks import Finding
    from fairdesk.guidelines.counting import Counts
    from fairdesk.guidelines.table import Table
    from fairdesk.house.opening import House

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
BY = click.option("--by", required=True, help="The colleague who does it, by sign-in name.")
WHY = click.option("--why", required=True, help="Why, in a sentence; it is kept with the decision.")


@main.group()
def guideline() -> None:
    """The rules the desk decides by: check, show, propose, replay, approve, roll back; scorers that a table may read."""


def _opened(context: click.Context) -> closing[House]:
    return closing(open_existing(settings_for(context)))


def _say(as_json: bool, told: Any, text: str) -> None:
    click.echo(json.dumps(told, ensure_ascii=False, indent=2) if as_json else text)


def _name_of(file: Path, name: str | None) -> str:
    return name or file.stem.split(".")[0]


@guideline.command()
@click.argument("file", type=FILE)
@click.option("--name", help="Which guideline it would be [the file's name].")
@AS_JSON
def check(file: Path, name: str | None, as_json: bool) -> None:
    """Look a file through, without a desk: gaps, overlaps, rules never reached, promises it would break, a review that is past.

    Exit status 1 if anything is found, 7 if the file cannot be read.

    \b
    fairdesk guideline check routing.yaml
    fairdesk guideline check draft.csv --name release --json
    fairdesk guideline check goodwill_score.json
    """
    from fairdesk.clock import now
    from fairdesk.guidelines.faults import faults_in, faults_in_scorer
    from fairdesk.guidelines.scorer import read_scorer

    if _is_scorer(file):
        scorer = read_scorer(_text(file), file.name)
        found, version, parts = faults_in_scorer(scorer.file, now().date()), scorer.version, len(scorer.file.terms)
    else:
        table = _table(file)
        found, version, parts = faults_in(table, _name_of(file, name), now().date()), table.version, len(table.rules)
    told = {"version": version, "rules": parts, "found": [_finding(each) for each in found]}
    fine = f"{file.name}: {parts} {'terms' if _is_scorer(file) else 'rules'}, version {version}. Nothing found."
    _say(as_json, told, "\n".join(_finding_line(each) for each in found) or fine)
    if found:
        sys.exit(1)


def _is_scorer(file: Path) -> bool:
    return file.name.lower().endswith(".json")


def _table(file: Path) -> Table:
    from fairdesk.guidelines.table import parse

    return parse(_text(file), file.name)


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8")  # exact: the version is the hash of the bytes
    except UnicodeDecodeError as wrong:
        raise BadInput(f"{file.name} is not UTF-8 text") from wrong


def _finding(found: Finding) -> dict[str, Any]:
    return {"flaw": found.flaw, "rules": list(found.rules), "case": dict(found.example), "says": found.says}


def _finding_line(found: Finding) -> str:
    case = ", ".join(f"{name} {value}" for name, value in found.example.items())
    return f"{found.flaw}: {found.says}" + (f"\n    for example: {case}" if case else "")


@guideline.command()
@click.argument("named", required=False)
@click.option("--file", "as_file", is_flag=True, help="Print the exact text, to be changed and proposed.")
@click.option("--counts", is_flag=True, help="Count which rule each of the latest kept turns met.")
@AS_JSON
@click.pass_context
def show(context: click.Context, named: str | None, as_file: bool, counts: bool, as_json: bool) -> None:
    """Show a guideline in force, or a kept version, as a table; a scorer as its file; without a name list what is in force.

    \b
    fairdesk guideline show
    fairdesk guideline show routing --counts
    fairdesk guideline show routing --file > routing.yaml
    fairdesk guideline show scorer.goodwill_score
    """
    with _opened(context) as house:
        from fairdesk.house import guideline_lines as lines

        if named is None:
            found = lines.in_force_lines(house)
            _say(as_json, found, "\n".join(map(_in_force_line, found)))
            return
        text, file = lines.text_of(house, named)
        if as_file or _is_scorer(Path(file)):
            click.echo(text, nl=False)
            return
        table = lines.table_in(text, file)
        met = lines.counts_of(file.partition(".")[0], table) if counts else None
    _say(as_json, _as_json(table, met), "\n".join(_drawn(table, met)))


def _in_force_line(line: dict[str, Any]) -> str:
    marks = [
        *([f"review {line['review']}"] if line["review"] in ("overdue", "incident") else []),
        *([f"parts changed: {', '.join(line['parts_changed'])}"] if line["parts_changed"] else []),
        *(["roll-back not confirmed"] if line["unconfirmed"] else []),
        *([f"{line['waiting']} waiting"] if line["waiting"] else []),
    ]
    return f"{line['name']:<12} {line['version']}  review by {line['review_by']}  {'; '.join(marks)}".rstrip()


def _as_json(table: Table, met: Counts | None) -> dict[str, Any]:
    from fairdesk.guidelines.diff import when

    return {
        "name": table.name, "title": table.title, "version": table.version, "hit": table.hit, "owner": table.owner,
        "effective_from": table.effective_from.isoformat(), "review_by": table.review_by.isoformat(),
        "reason": table.reason, "references": list(table.references), "on_refusal": dict(table.on_refusal),
        "rules": [
            {"id": rule.id, "when": when(rule, table), "then": dict(rule.outputs), "says": rule.says,
             **({"met": met.by_rule[n]} if met else {})}
            for n, rule in enumerate(table.rules)
        ],
        **({"turns": met.turns, "refused": met.refused} if met else {}),
    }  # fmt: skip


def _drawn(table: Table, met: Counts | None) -> list[str]:
    from fairdesk.guidelines.diff import then, when

    head = ["rule", *(["met"] if met else []), "when", "then"]
    body = [
        [rule.id, *([str(met.by_rule[n])] if met else []), when(rule, table), then(rule)]
        for n, rule in enumerate(table.rules)
    ]
    wide = [max(len(row[n]) for row in [head, *body]) for n in range(len(head))]
    lines = ["  ".join(cell.ljust(wide[n]) for n, cell in enumerate(row)).rstrip() for row in [head, *body]]
    refused = ", ".join(f"{name} {value}" for name, value in table.on_refusal.items())
    counted = [f"{met.turns} turns; {met.refused} of them were refused."] if met else []
    return [
        f"{table.title}  ({table.name}, version {table.version}, {table.hit} rule that holds)",
        f"Owner: {table.owner}. Review by {table.review_by}. {table.reason}",
        "", lines[0], "  ".join("-" * width for width in wide), *lines[1:], "",
        f"If an input is missing or wrong: {refused}", *counted,
    ]  # fmt: skip


@guideline.command()
@click.argument("old")
@click.argument("new")
@AS_JSON
@click.pass_context
def diff(context: click.Context, old: str, new: str, as_json: bool) -> None:
    """Tell two versions apart rule by rule. Each is a file, a kept version, or the name of a guideline in force.

    Two files need no desk. Exit status 1 if they differ.

    \b
    fairdesk guideline diff routing routing.yaml
    fairdesk guideline diff old.yaml new.yaml --json
    """
    from fairdesk.guidelines.diff import difference

    if all(Path(each).is_file() for each in (old, new)):
        changes = difference(_table(Path(old)), _table(Path(new)))
    else:
        with _opened(context) as house:
            changes = difference(_named(house, old), _named(house, new))
    told = [{"how": each.how, "what": each.what, "says": each.says} for each in changes]
    _say(as_json, told, "\n".join(f"{c.how:<8} {c.what}: {c.says}" for c in changes) or "They say the same.")
    if changes:
        sys.exit(1)


def _named(house: House, named: str) -> Table:
    from fairdesk.house import guideline_lines as lines

    return _table(Path(named)) if Path(named).is_file() else lines.table_in(*lines.text_of(house, named))


@guideline.command()
@click.argument("file", type=FILE)
@click.option("--read", "model", type=FILE, help="A JDM file whose rules are put in place of the file's own.")
def jdm(file: Path, model: Path | None) -> None:
    """Write a file's rules as a JSON decision model, for the ZEN editor; or print the file with the rules of one.

    The logic alone travels: types, allowed values, owner and refusal stay as they stand in the file.

    \b
    fairdesk guideline jdm routing.yaml > routing.json
    fairdesk guideline jdm routing.yaml --read routing.json > changed.yaml
    """
    from fairdesk.guidelines.jdm import to_jdm
    from fairdesk.guidelines.jdm_reading import from_jdm

    table = _table(file)
    if model is None:
        click.echo(to_jdm(table))
        return
    click.echo(from_jdm(_text(model), _text(file), file.name), nl=False)


@guideline.command()
@click.argument("name")
@AS_JSON
@click.pass_context
def history(context: click.Context, name: str, as_json: bool) -> None:
    """List every proposal of a guideline, the latest first.

    \b
    fairdesk guideline history routing
    """
    with _opened(context) as house:
        from fairdesk.house.guideline_lines import history_lines

        found = history_lines(house, name)
    _say(as_json, found, "\n".join(map(_history_line, found)))


def _history_line(line: dict[str, Any]) -> str:
    second = f" and {line['second']}" if line["second"] else ""
    when = f", from {line['begins'][:10]}" if line["begins"] else ""
    why = line["why"].replace("\n", " / ")
    return f"{line['id']}  {line['version']}  {line['stage']}{when}, by {line['proposed_by']}{second}: {why}"


@guideline.command()
@click.argument("file", type=FILE)
@BY
@WHY
@click.option("--name", help="Which guideline it is [the file's name].")
@click.option("--from", "wished", type=click.DateTime(["%Y-%m-%d"]), help="Not before this day (UTC).")
@click.option("--draft", is_flag=True, help="Only keep it, also with faults.")
@AS_JSON
@click.pass_context
def propose(
    context: click.Context,
    file: Path,
    by: str,
    why: str,
    name: str | None,
    wished: datetime | None,
    draft: bool,
    as_json: bool,
) -> None:
    """Propose a file as the next version of a guideline and print the proposal's id. Nothing is in force by it.

    The text that is in force can be proposed again where a part that it rests on has changed. A file that ends in
    .json is a scorer; its own name says which, and it cannot be a draft.

    \b
    fairdesk guideline propose routing.yaml --by cleo --why "Fraud goes to people first"
    fairdesk guideline propose goodwill_score.json --by cleo --why "Learned from last year's cases"
    """
    if _is_scorer(file) and (draft or name):
        raise BadInput("a scorer's name stands in its file, and it cannot be a draft; leave out --name and --draft")
    with _opened(context) as house:
        from fairdesk.house.guideline_lines import who

        form = "csv" if file.name.lower().endswith(".csv") else "yaml"
        from_day = wished.replace(tzinfo=UTC) if wished else None
        if _is_scorer(file):
            id = house.propose_scorer(who(by), _text(file), why, wished=from_day)
        else:
            id = house.propose_guideline(
                who(by), _name_of(file, name), _text(file), why, form=form, wished=from_day, as_draft=draft
            )
    _say(as_json, {"proposal": id}, f"{id}\nReplay it next: fairdesk guideline replay {id} --by {by}")


@guideline.command()
@click.argument("proposal")
@BY
@AS_JSON
@click.pass_context
def replay(context: click.Context, proposal: str, by: str, as_json: bool) -> None:
    """Decide every kept turn again under a proposal, and attach the report that its approval refers to.

    \b
    fairdesk guideline replay 0197… --by cleo
    """
    with _opened(context) as house:
        from fairdesk.house.guideline_lines import who

        report = house.replay_proposal(who(by), proposal)
        figures = house.guideline_report(report.id)
    told = {"report": report.id, "hash": report.hash, "current": report.current, "summary": figures}
    lines = [f"{name.replace('_', ' ')}: {value}" for name, value in figures.items() if isinstance(value, (str, int))]
    lines += [f"{move['turns']:8,d}  {move['from']}  ->  {move['to']}" for move in figures["moves"]]
    _say(as_json, told, "\n".join([f"Report {report.id}, against {report.current}", *lines]))


@guideline.command()
@click.argument("proposal")
@BY
@AS_JSON
@click.pass_context
def approve(context: click.Context, proposal: str, by: str, as_json: bool) -> None:
    """Approve what somebody else proposed and replayed: it is in force at once, or on its day.

    \b
    fairdesk guideline approve 0197… --by dora
    """
    with _opened(context) as house:
        from fairdesk.house.guideline_lines import who

        made = house.approve_guideline(who(by), proposal)
    begins = made.begins.isoformat() if made.begins else ""
    told = {"proposal": made.id, "version": made.version, "stage": made.stage, "begins": begins}
    _say(as_json, told, f"{made.name} {made.version} is {made.stage.replace('_', ' ')}, from {begins[:16]} UTC.")


@guideline.command()
@click.argument("proposal")
@BY
@WHY
@click.pass_context
def reject(context: click.Context, proposal: str, by: str, why: str) -> None:
    """Say no to what somebody else proposed.

    \b
    fairdesk guideline reject 0197… --by dora --why "It hurts one group"
    """
    with _opened(context) as house:
        from fairdesk.house.guideline_lines import who

        house.reject_guideline(who(by), proposal, why)
    click.echo("Rejected.")


@guideline.command()
@click.argument("proposal")
@BY
@WHY
@click.pass_context
def withdraw(context: click.Context, proposal: str, by: str, why: str) -> None:
    """Take a proposal back, also one that is scheduled; what is in force stays so.

    \b
    fairdesk guideline withdraw 0197… --by cleo --why "Not needed any more"
    """
    with _opened(context) as house:
        from fairdesk.house.guideline_lines import who

        house.withdraw_guideline(who(by), proposal, why)
    click.echo("Withdrawn.")


@guideline.command()
@click.argument("name")
@BY
@WHY
@click.option("--to", "version", help="Any earlier version; it is proposed, to be replayed and approved.")
@AS_JSON
@click.pass_context
def rollback(context: click.Context, name: str, by: str, why: str, version: str | None, as_json: bool) -> None:
    """Put the version before in force at once; a second person confirms it within 24 hours.

    \b
    fairdesk guideline rollback release --by cleo --why "Nobody gets an answer"
    fairdesk guideline confirm 0197… --by dora
    fairdesk guideline rollback release --to 9f2c… --by cleo --why "It was better"
    """
    with _opened(context) as house:
        from fairdesk.house.guideline_lines import who

        if version:
            id = house.propose_roll_back(who(by), name, version, why)
        else:
            id = house.roll_back_now(who(by), name, why)
    proposed = f"{id}\nReplay it next: fairdesk guideline replay {id} --by {by}"
    done = (
        f"{id}\nThe version before is in force. Within 24 hours: fairdesk guideline confirm {id} --by somebody else"
    )
    _say(as_json, {"proposal": id, "in_force": not version}, proposed if version else done)


@guideline.command()
@click.argument("proposal")
@BY
@click.pass_context
def confirm(context: click.Context, proposal: str, by: str) -> None:
    """Confirm, as the second person, what one rolled back in an emergency."""
    with _opened(context) as house:
        from fairdesk.house.guideline_lines import who

        house.confirm_roll_back(who(by), proposal)
    click.echo("Confirmed.")
