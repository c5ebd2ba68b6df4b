"""From a day on answers in Polish are wrong more often: the watch sees it, opens an incident, and people look first."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from fairdesk.accountability.incidents import Found
from fairdesk.clock import id_from, now
from fairdesk.database import execute, micros, rows, writing
from fairdesk.fairness.records import watched
from fairdesk.fairness.watching import LASTS, THE_WATCH, watch_at
from fairdesk.house import customers
from fairdesk.nouns import BadInput, Refused
from fairdesk.oversight import records as oversight
from tests.people import Desk

BEGAN = watch_at(now().date() + LASTS, (), ()).began
"""The next watch begins here."""
QUESTION = "How long does a refund take?"
ADAY = {"en": 12, "pl": 10}
WORSE_FROM = 20


def reviewed(chance: random.Random, day: int, wrong: dict[str, float]) -> None:
    """Keep a day's answers, each to somebody else, sent and reviewed."""
    at = datetime.combine(BEGAN + timedelta(day), time(9), UTC)
    with writing():
        for language, many in ADAY.items():
            for n in range(many):
                talk, act = uuid.uuid4().hex, id_from(at)[:23] + uuid.uuid4().hex[:13].replace("-", "")
                execute(
                    "INSERT INTO desk_conversation (id, customer_id, channel, language, created_at, changed_at, version, items,"
                    " state, mode, reason, unclear, assignee_name, work_micros) VALUES"
                    " (%s, %s, 'web', %s, %s, %s, 0, 0, 'open', 'automated', '', 0, '', 0)",
                    talk, f"of-{talk}", language, micros(at), micros(at),
                )  # fmt: skip
                article = ("returns", "parcels")[n % 2]
                execute(
                    "INSERT INTO desk_turn (act, conversation_id, number, at, route, release, handover, facts, digest, sealed)"
                    " VALUES (%s, %s, 1, %s, 'assistant', 'send', '', %s, '', %s)",
                    act, talk, micros(at), json.dumps({"concern": "none", "intent": "all", "article": article}), b"",
                )  # fmt: skip
                bad = chance.random() < wrong.get(f"{language} {article}", 0.05)
                execute(
                    "INSERT INTO oversight_answer_review (act, conversation_id, customer_id, at, by_id, verdict, answered_at, topic,"
                    " confidence, sent, language, channel, percent, topics, stands, second)"
                    " VALUES (%s, %s, %s, %s, 1, %s, %s, 'all', 0.9, %s, %s, 'web', 100, 'all', '', '')",
                    act, talk, f"of-{talk}", micros(at), "wrong" if bad else "right", micros(at), True, language,
                )  # fmt: skip


@pytest.fixture
def watching(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(customers, "QUICK_SECONDS", 20.0)
    made = Desk(folder, fairness_watched="reviewed_wrong")
    yield made
    made.house.close()


def night(desk: Desk, monkeypatch: pytest.MonkeyPatch, day: int) -> tuple[int, ...]:
    """Let the night after so many days come."""
    at = datetime.combine(BEGAN + timedelta(day), time(3), UTC)
    monkeypatch.setattr(desk.house.knowing, "now", lambda: at)
    return desk.house.watch_groups()


def until_alarm(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, wrong: dict[str, float], days: int = 60
) -> tuple[int, int]:
    """Let days pass until a night opens an incident; return how many, and its number."""
    chance = random.Random(5)
    for day in range(days):
        reviewed(chance, day, wrong if day >= WORSE_FROM else {})
        # What a night before the change would see is in the simulations; each night here costs a tenth of a second.
        if day >= WORSE_FROM - 2 and (opened := night(desk, monkeypatch, day + 1)):
            return day + 1, opened[0]
    raise AssertionError("no alarm")


def closes(desk: Desk, number: int) -> None:
    found = desk.house.incident(desk.cleo, number)
    desk.house.change_incident(
        desk.cleo, number, seen=found.version, cause="The Polish article was of last year.", correction="It was replaced.",
        evidence=found.evidence, severity=str(found.severity), owner=int(found.owner), close=True,
    )  # fmt: skip


def deeds() -> list[str]:
    return [kind for (kind,) in rows("SELECT kind FROM desk_deed ORDER BY act") if kind == "fairness_alarm"]


def test_a_group_that_is_answered_worse_is_seen_and_people_look_first_until_it_is_mended(
    watching: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = watching
    day, number = until_alarm(desk, monkeypatch, {"pl returns": 0.7})
    assert day - WORSE_FROM <= 14, "days after it began"

    incident = desk.house.incident(desk.ada, number)
    assert (Found.FAIRNESS, "Cleo", timedelta(days=10)) == (
        incident.found, incident.owner_name, incident.due - incident.known_at
    )  # fmt: skip
    assert "Customers with the language pl fare worse than everybody else" in incident.what
    assert "It shows by itself in: returns." in incident.what
    assert f"/desk/fairness?groups=language&outcome=reviewed_wrong&since={BEGAN}" in incident.what
    named = ", ".join(["%s"] * len(incident.evidence.acts))
    assert incident.evidence.acts
    assert [("pl", "wrong")] == rows(
        f"SELECT DISTINCT language, verdict FROM oversight_answer_review WHERE act IN ({named})",
        *incident.evidence.acts,
    )
    assert ["fairness_alarm"] == deeds()

    (stop,) = oversight.in_force()
    assert ("topic:returns", THE_WATCH) == (stop.scope, stop.by)
    dana = desk.customer()
    desk.says(dana, QUESTION)
    assert [] == desk.answers(dana)
    assert desk.sees(dana).draft_waits, "a person looks at it before it is sent"

    assert () == night(desk, monkeypatch, day + 1), "once, not every night"
    with pytest.raises(Refused, match=f"close incident {number}"):
        desk.house.start_ai(desk.cleo, stop.id)
    closes(desk, number)
    assert not desk.house.start_ai(desk.cleo, stop.id)
    assert [stop.id] == [each.id for each in oversight.in_force()], "one alone does not"
    assert desk.house.start_ai(desk.ada, stop.id)
    sam = desk.customer()
    desk.says(sam, QUESTION)
    assert desk.answers(sam)


def test_where_no_topic_shows_it_alone_every_answer_to_the_group_is_looked_at_and_nobody_elses(
    watching: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = watching
    until_alarm(desk, monkeypatch, {"pl returns": 0.4, "pl parcels": 0.4})

    (stop,) = oversight.in_force()
    assert "group:language:pl" == stop.scope
    desk.knows("---\ntitle: Ile trwa zwrot pieniędzy\n---\n\nZwrot pieniędzy trwa do pięciu dni.\n", "zwrot", "pl")
    dana, sam = desk.customer("pl"), desk.customer()
    desk.says(dana, "Ile trwa zwrot pieniędzy?")
    desk.says(sam, QUESTION)
    assert (True, []) == (desk.sees(dana).draft_waits, desk.answers(dana))
    assert desk.answers(sam)
    with pytest.raises(BadInput, match="no person stops the assistant for a group"):
        desk.house.stop_ai(desk.ada, "group:language:pl", "")


def test_what_is_only_served_less_is_an_incident_and_no_draft_mode(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Desk(folder, fairness_watched="answered")
    chance = random.Random(9)
    for day in range(12):
        reviewed(chance, day, {})
    with writing():
        execute("UPDATE desk_turn SET release = 'unclear' WHERE conversation_id IN (SELECT id FROM desk_conversation"
                " WHERE language = 'pl') AND number = 1")  # fmt: skip
    (number,) = night(made, monkeypatch, 12)

    assert () == oversight.in_force()
    (alarm,) = watched.alarms()
    assert (number, "incident", "W03", ()) == (alarm.incident, alarm.action, alarm.rule, alarm.stops)
    assert "the assistant answered alone" in made.house.incident(made.ada, number).what
    made.house.close()
