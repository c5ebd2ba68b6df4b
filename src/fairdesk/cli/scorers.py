"""Commands about guidelines: learning an additive scorer from past cases."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from fairdesk.cli.guidelines import guideline


@guideline.command("train-scorer")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--outcome", required=True, help="The column that says what came of each case: true or false.")
@click.option("--name", default="", help="The scorer's name [that of the file].")
@click.option("--owner", required=True, help="Who answers for it, such as a role in the company.")
@click.option(
    "--review-by", type=click.DateTime(["%Y-%m-%d"]), required=True, help="When somebody looks at it again."
)
@click.option("--changeable", default="", help="Inputs a customer could change, with commas between.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to write it [NAME.json].")
@click.option("--json", "as_json", is_flag=True, help="Print the scorer's card as JSON.")
def train_scorer(
    file: Path, outcome: str, name: str, owner: str, review_by: click.DateTime, changeable: str, out: Path | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Learn an additive scorer from a CSV of past cases; needs the extra `train`.

    Numbers are cut into steps, texts are levels; the model is logistic. What is written is a JSON file of numbers that
    a person can read; a decision table may name its score as an input.

    \b
    fairdesk guideline train-scorer cases.csv --outcome paid --owner "Head of service" --review-by 2027-06-30
    """
    from fairdesk.guidelines.scorer_file import write_file
    from fairdesk.guidelines.training import Wanted, read_cases, train
    from fairdesk.nouns import BadInput

    try:
        text = file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise BadInput(f"{file.name} is not UTF-8 text") from wrong
    cases = read_cases(text, outcome)
    wished = tuple(each.strip() for each in changeable.split(",") if each.strip())
    if unknown := set(wished) - {column.name for column in cases.inputs}:
        raise BadInput(f"{min(unknown)!r} is no column of {file.name}")
    wanted = Wanted(name or file.stem, outcome, owner, _day(review_by), wished)
    scorer = train(cases, wanted, date.today())
    target = out or Path(f"{wanted.name}.json")
    target.write_text(write_file(scorer), "utf-8")
    card = {**scorer.card, "file": str(target)}
    click.echo(json.dumps(card, indent=2) if as_json else _told(card))


def _day(typed: object) -> date:
    return typed.date()  # type: ignore[attr-defined, no-any-return]  # click gives a datetime for its DateTime


def _told(card: dict[str, object]) -> str:
    metrics = card["metrics"]
    assert isinstance(metrics, dict)  # train() wrote it
    return (
        f"Written to {card['file']}: learned from {card['n']} cases.\n"
        f"On {metrics['held_out_n']} others it says the right side for {metrics['held_out_right']:.1%}"
        f" (always the more frequent side: {max(metrics['held_out_outcome_share'], 1 - metrics['held_out_outcome_share']):.1%});"
        f" AUC {metrics['held_out_auc']:.3f}."
    )
