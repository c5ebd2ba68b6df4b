"""A company has the log of the bot it ran before. On day one, without a desk, it learns whom that bot served worse."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner

from fairdesk.cli import main

pytestmark = pytest.mark.once

HEAD = "ticket;customer;e-mail;speech;topic;answer;was right;minutes"
LIKELY = {"Hochdeutsch": 0.80, "Plattdeutsch": 0.55, "Österreichisch": 0.80}
"""How often the old bot answered those who write so."""
RIGHT = {"Hochdeutsch": 0.90, "Plattdeutsch": 0.70, "Österreichisch": 0.90}


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """The log as an office program saved it: semicolons, an old encoding, names and addresses in it."""
    chance, lines = random.Random(3), [HEAD]
    for n in range(3_000):
        speech = ("Hochdeutsch", "Hochdeutsch", "Plattdeutsch", "Österreichisch")[n % 4]
        topic = "Rückgabe" if chance.random() < 0.5 else "Lieferung"
        answered = "sent" if chance.random() < LIKELY[speech] else "gave up"
        right = "yes" if chance.random() < RIGHT[speech] else "no"
        name = f"Customer Number{n}"
        lines.append(
            f"{n};{name};c{n}@example.org;{speech};{topic};{answered};{right if answered == 'sent' else ''};{chance.random() * 9:.1f}"
        )
    file = tmp_path / "old bot.csv"
    file.write_bytes("\r\n".join(lines).encode("cp1252"))
    return file


def ask(log: Path, *words: str) -> tuple[int, str]:
    ran = CliRunner().invoke(main, ["audit", str(log), *words])
    return ran.exit_code, ran.output


def test_an_old_bot_s_log_is_audited_on_day_one(log: Path):
    # Each thing that is wrong is said with its remedy, and none of it shows a word of a customer.
    refused = [
        ask(log, "--groups", "speech"),
        ask(log, "--groups", "speech", "--outcome", "answered"),
        ask(log, "--groups", "speech", "--outcome", "answer=sent"),
        ask(log, "--groups", "speech", "--outcome", "answer", "--encoding", "cp1252"),
        ask(log, "--groups", "e-mail", "--outcome", "answer=sent", "--encoding", "cp1252"),
    ]
    assert all(status for status, _ in refused)
    says = ["--outcome", "is answer meant?", "--encoding cp1252", "answer=VALUE", "holds personal data"]
    assert [word in told for word, (_, told) in zip(says, refused, strict=True)] == [True] * 5, refused
    assert not any("Number" in told or "@" in told for _, told in refused)

    page = log.with_suffix(".html")
    asked = ("--groups", "speech", "--outcome", "answer=sent", "--strata", "topic", "--quantity", "minutes", "--encoding", "cp1252")  # fmt: skip
    status, told = ask(log, *asked, "--html", str(page))
    report = json.loads(ask(log, *asked, "--json")[1])

    assert status == 0, told
    claims = {group["name"] for group in report["views"][0]["groups"] if group["rates"]["selection_rate"]["claim"]}
    assert "Plattdeutsch" in claims  # and so the others together fare better than it
    assert "Plattdeutsch: selection rate" in told
    shown = page.read_text("utf-8")
    assert "Plattdeutsch" in shown
    assert "example.org" not in shown
    assert sorted(each.name for each in log.parent.iterdir()) == ["old bot.csv", "old bot.html"]  # no desk was made


def test_the_rows_that_were_answered_say_who_was_answered_wrong(log: Path):
    """The same log, asked for the label where there is one: of those who were answered, whom the bot answered wrong."""
    lines = log.read_text("cp1252").splitlines()
    answered = log.with_name("answered.csv")
    answered.write_text("\n".join([lines[0], *(line for line in lines if ";sent;" in line)]), "utf-8")

    status, told = ask(answered, "--groups", "speech", "--outcome", "was right", "--json")

    assert status == 0, told
    by_speech = {group["name"]: group["rates"]["selection_rate"] for group in json.loads(told)["views"][0]["groups"]}
    assert by_speech["Plattdeutsch"]["claim"]
    assert by_speech["Plattdeutsch"]["share"] < 0.8 < by_speech["Österreichisch"]["share"]
