"""`fairdesk intents`: teach the desk what its customers ask, measure what it learned, and see why it says so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fairdesk.cli.root import main, settings_for

if TYPE_CHECKING:
    from fairdesk.answers.classify import IntentModel
    from fairdesk.answers.intent_examples import Examples

FOLDER = "intents"
"""In the data folder: where the desk looks for its model."""
MOST_SHOWN = 12


@main.group()
def intents() -> None:
    """What messages ask: topics that the desk learns from a company's own examples."""


def _where(context: click.Context, named: Path | None) -> Path:
    return named or settings_for(context).data / FOLDER


def _examples(file: Path, *, masked: bool) -> Examples:
    """Read labelled messages as the desk would see them: no model is shown what was not masked."""
    from fairdesk.answers.intent_examples import read_examples

    found = read_examples(file.read_bytes(), file.name)
    return found if masked else _hidden(found)


def _hidden(found: Examples) -> Examples:
    """Return messages with what is personal in them masked."""
    from dataclasses import replace

    from fairdesk.web.progress import counting

    texts = []
    with counting("messages masked") as step:
        for number, text in enumerate(found.texts, 1):
            texts.append(_masked(text))
            step(number)
    return replace(found, texts=tuple(texts))


def _masked(text: str) -> str:
    from datetime import UTC, datetime

    from fairdesk import mask
    from fairdesk.answers.languages import guessed

    return mask(text, guessed(text) or "en", today=datetime.now(UTC).date()).text


def _model(context: click.Context, named: Path | None, encoder: Path | None) -> IntentModel:
    from fairdesk.answers.intent_file import read

    return read(_where(context, named), _encoder(context, encoder))


def _encoder(context: click.Context, named: Path | None) -> Path | None:
    set_to = settings_for(context).encoder
    return named or (Path(set_to) if set_to else None)


ENCODER = click.option(
    "--encoder",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of a sentence encoder [the setting].",
)


@intents.command("train")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Where to write the model [DATA/intents]."
)
@ENCODER
@click.option(
    "--weigh-languages", is_flag=True, help="Let examples in a language that has few count more, up to 5 times."
)
@click.option("--masked", is_flag=True, help="The messages are masked already.")
@click.option("--json", "as_json", is_flag=True, help="Print the model's card as JSON.")
@click.pass_context
def train_command(
    context: click.Context,
    file: Path,
    out: Path | None,
    encoder: Path | None,
    weigh_languages: bool,
    masked: bool,
    as_json: bool,
) -> None:
    """Learn topics from a file of examples, a line {"text": ..., "label": ...} each.

    Each message is masked first, as the desk masks what customers write. The label "oos" stands for messages that ask
    for none of the topics. What is written is arrays and JSON; a desk takes it up when it starts again. A topic or
    language with too few examples stays with people: the assistant drafts there, and does not send.

    \b
    fairdesk intents train examples.jsonl
    fairdesk intents train examples.jsonl --out model/ --json
    fairdesk intents train examples.jsonl --encoder all-MiniLM-L6-v2/
    fairdesk intents train examples.jsonl --weigh-languages --out weighed/
    """
    from fairdesk.answers.embedding import Embedder
    from fairdesk.answers.intent_file import FILES, write
    from fairdesk.answers.intent_training import train

    meant = _encoder(context, encoder)
    learned = train(
        _examples(file, masked=masked),
        lambda said: None if as_json else click.echo(said, err=True),
        Embedder(meant) if meant else None,
        weigh_languages=weigh_languages,
    )
    folder = _where(context, out)
    version = write(learned, folder)
    size = sum((folder / name).stat().st_size for name in FILES)
    card = {**learned.card, "folder": str(folder), "version": version, "bytes": size}
    click.echo(json.dumps(card, ensure_ascii=False, indent=2) if as_json else _told(card))


def _told(card: dict[str, Any]) -> str:
    topics, few = card["topics"], card["draft_only"]
    lines = [
        f"{card['n']:,} examples of {len(topics)} topics, {card['n_oos']:,} out of scope.",
        *(f"  {name:40} {n:>7,}{'  draft only' if name in few else ''}" for name, n in topics.items()),
        "languages, as far as they can be guessed:",
        *(f"  {name or '?':40} {n:>7,}{'' if name in card['languages_ready'] else '  draft only'}"
          for name, n in card["languages"].items()),
    ]  # fmt: skip
    if few:
        lines.append(
            f"{len(few)} topics have fewer than {card['fewest']} examples: the assistant drafts, people send."
        )
    lines.append(f"Written to {card['folder']}: version {card['version']}, {card['bytes'] / 1e6:.1f} MB.")
    return "\n".join(lines)


@intents.command("score")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--model", type=click.Path(file_okay=False, path_type=Path), help="The model's folder [DATA/intents].")
@ENCODER
@click.option("--languages", is_flag=True, help="Say also how often it is right in each language.")
@click.option("--masked", is_flag=True, help="The messages are masked already.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.pass_context
def score_command(
    context: click.Context,
    file: Path,
    model: Path | None,
    encoder: Path | None,
    languages: bool,
    masked: bool,
    as_json: bool,
) -> None:
    """Measure a model on a file of labelled messages it has not seen; each is masked first.

    \b
    fairdesk intents score held-out.jsonl
    fairdesk intents score held-out.jsonl --model model/ --json
    fairdesk intents score held-out.jsonl --model weighed/ --languages
    """
    from fairdesk.answers.intent_figures import by_language, figures

    reader, examples = _model(context, model, encoder), _examples(file, masked=masked)
    readings = reader.read_many(examples.texts)
    found = {**figures(readings, examples.labels), "version": reader.version}
    if languages:
        found["languages"] = by_language(readings, examples.labels, examples.texts)
    click.echo(json.dumps(found, indent=2) if as_json else as_text(found))


def as_text(found: dict[str, Any]) -> str:
    """Return figures as lines for people."""
    lines = [f"{found['n']:,} messages, {found['n_oos']:,} of them out of scope; intervals are 95 %"]
    for name, value in found.items():
        if name in ("n", "n_in_scope", "n_oos", "splits", "interval", "version", "languages"):
            continue
        between = found["interval"].get(name)
        span = f"   {between[0]:.2%} to {between[1]:.2%}" if between else ""
        lines.append(f"  {name:24} {'-' if value is None else f'{value:.2%}':>8}{span}")
    for code, one in found.get("languages", {}).items():
        low, high = one["interval"]
        lines.append(
            f"  right in {code or 'others':15} {one['right']:>8.2%}   {low:.2%} to {high:.2%} of {one['n']:,}"
        )
    return "\n".join((*lines, f"model {found['version']}"))


@intents.command("suggest")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--groups", type=click.IntRange(2, 2000), help="How many groups to make [the root of half the messages]."
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the masked messages with their group."
)
@ENCODER
@click.option("--masked", is_flag=True, help="The messages are masked already.")
@click.option("--json", "as_json", is_flag=True, help="Print the groups as JSON.")
@click.pass_context
def suggest_command(
    context: click.Context,
    file: Path,
    groups: int | None,
    out: Path | None,
    encoder: Path | None,
    masked: bool,
    as_json: bool,
) -> None:
    """Group messages that nobody has labelled, a line {"text": ...} each, and name each group by its common words.

    Each message is masked first. Groups are a beginning: with --out each message is written with its group as label, for
    people to correct, and `fairdesk intents train` reads that file. Words that fewer than five messages hold name nothing,
    and smaller groups are left out. Where the lines have labels, how well the groups agree with them is printed.

    \b
    fairdesk intents suggest messages.jsonl
    fairdesk intents suggest messages.jsonl --groups 40 --out to-correct.jsonl
    fairdesk intents suggest labelled.jsonl --json
    """
    from fairdesk.answers.embedding import Embedder
    from fairdesk.answers.grouping import agreement, grouped
    from fairdesk.answers.intent_examples import read_messages

    found = read_messages(file.read_bytes(), file.name)
    found = found if masked else _hidden(found)
    meant = _encoder(context, encoder)
    made = grouped(found.texts, groups or 0, Embedder(meant) if meant else None)
    told = {
        "n": len(found.texts),
        "left_out": len(made.left_out),
        "groups": [{"name": each.name, "n": len(each.messages), "words": list(each.words)} for each in made.groups],
        **({"agreement": agreement(found.labels, made)} if all(found.labels) and made.groups else {}),
    }
    if out:
        lines = (
            json.dumps({"text": found.texts[place], "label": each.name}, ensure_ascii=False)
            for each in made.groups
            for place in each.messages
        )
        out.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    click.echo(json.dumps(told, ensure_ascii=False, indent=2) if as_json else _groups_told(told))


def _groups_told(told: dict[str, Any]) -> str:
    lines = [f"{told['n']:,} messages in {len(told['groups'])} groups; {told['left_out']:,} in none."]
    lines += [f"{each['n']:>7,}  {', '.join(each['words'])}" for each in told["groups"]]
    if like := told.get("agreement"):
        lines.append(
            f"With the labels given: normalised mutual information {like['nmi']:.3f}, purity {like['purity']:.3f}."
        )
    return "\n".join(lines)


@intents.command("why")
@click.argument("text")
@click.option("--model", type=click.Path(file_okay=False, path_type=Path), help="The model's folder [DATA/intents].")
@ENCODER
@click.option("--label", default="", help="The topic to explain [the one that is read].")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.pass_context
def why_command(
    context: click.Context, text: str, model: Path | None, encoder: Path | None, label: str, as_json: bool
) -> None:
    """Show what a model reads in a message, and what each word and piece of a word added. The parts sum to the score.

    \b
    fairdesk intents why "my card never came"
    """
    from dataclasses import asdict

    from fairdesk.nouns import BadInput

    reader = _model(context, model, encoder)
    if label and label not in reader.labels:
        raise BadInput(f"the model knows no topic {label!r}; there are {', '.join(reader.labels)}")
    text = _masked(text)
    reading, score = reader.read(text), reader.why(text, label)
    ranked = sorted(score.parts.items(), key=lambda part: -abs(part[1]))
    if as_json:
        told = {**asdict(reading), "confidence": reading.confidence, "explained": score.name, "score": score.value}
        click.echo(json.dumps({**told, "parts": dict(ranked)}, ensure_ascii=False, indent=2))
        return
    click.echo(
        f"{reading.said}: {reading.probability:.1%} sure of {reading.label}, {reading.in_scope:.1%} that it is in scope;"
    )
    click.echo(f"next {reading.second}, {reading.second_probability:.1%}")
    click.echo(f"score of {score.name}: {score.value:.4f}, of which")
    for name, part in ranked[:MOST_SHOWN]:
        click.echo(f"  {part:+8.4f}  {name!r}")
    rest = sum(part for _, part in ranked[MOST_SHOWN:])
    click.echo(f"  {rest:+8.4f}  {max(0, len(ranked) - MOST_SHOWN)} others")
