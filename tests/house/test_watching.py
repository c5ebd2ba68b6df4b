"""What the watch counts each night, and the doors where it is read: page, JSON, command, and the public page."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from fairdesk.cli import main
from fairdesk.clock import now
from fairdesk.database import execute, rows, writing
from fairdesk.explainability.running import as_json
from fairdesk.fairness.records import watched
from fairdesk.fairness.watch_shown import parts
from fairdesk.fairness.watching import THE_WATCH, Difference, group_scope
from fairdesk.guidelines import records as guidelines
from fairdesk.guidelines.table import shipped, version_of
from fairdesk.house.watching import scopes
from fairdesk.nouns import ANY_TOPIC, BadInput
from fairdesk.oversight import records as oversight
from fairdesk.web import doors
from tests.people import Desk
from tests.stories.test_served_worse import ADAY, BEGAN, night, reviewed

DAYS = 12
UNANSWERED = "UPDATE desk_turn SET release = 'unclear' WHERE conversation_id IN (SELECT id FROM desk_conversation WHERE language = 'pl')"


@pytest.fixture
def counted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Twelve days of answers, of which none is wrong; no night has looked yet."""
    made, chance = Desk(folder, fairness_watched="answered, reviewed_wrong"), random.Random(1)
    for day in range(DAYS):
        reviewed(
            chance, day, {f"{language} {article}": 0.0 for language in ADAY for article in ("returns", "parcels")}
        )
    yield made
    made.house.close()


@pytest.fixture
def alarmed(counted: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Nobody who writes in Polish was answered."""
    with writing():
        execute(UNANSWERED)
    for day in (DAYS - 8, DAYS - 7, DAYS - 2, DAYS):
        night(counted, monkeypatch, day)
    return counted


def yes_of(outcome: str) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for each in watched.counted_since(outcome, BEGAN):
        yes, n = found.get(each.group, (0, 0))
        found[each.group] = (yes + each.yes, n + each.n)
    return found


class TestCounting:
    def test_each_night_the_days_that_are_over_and_looked_at_twice_no_more(
        self, counted: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for _ in range(2):
            assert () == night(counted, monkeypatch, 3)

        assert {"en": (36, 36), "pl": (30, 30), "web": (66, 66)} == yes_of("answered")
        told = watched.latest_look()
        assert told
        assert {("answered", "en"), ("answered", "pl"), ("reviewed_wrong", "en"), ("reviewed_wrong", "pl")} == {
            (each["outcome"], each["group"]) for each in told[1]["differences"]
        }, "the one channel is compared with nobody"

    def test_what_is_said_late_counts_for_a_month_and_older_days_stay_as_they_were(
        self, counted: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        night(counted, monkeypatch, DAYS)
        with writing():
            execute("UPDATE oversight_answer_review SET verdict = 'wrong' WHERE language = 'pl'")
        night(counted, monkeypatch, 30 + 4)
        assert (10 * (DAYS - 4), 10 * DAYS) == yes_of("reviewed_wrong")["pl"]

        with writing():
            execute("UPDATE oversight_answer_review SET verdict = 'right' WHERE language = 'pl'")
        night(counted, monkeypatch, 30 + DAYS)
        assert (10 * (DAYS - 4), 10 * DAYS) == yes_of("reviewed_wrong")["pl"]
        night(counted, monkeypatch, 7 * 13)
        assert {} == yes_of("reviewed_wrong"), "a watch that is over"

    def test_what_people_look_at_first_anyway_is_left_out(
        self, counted: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Otherwise draft mode itself would look like an assistant that answers less."""
        with writing():
            execute("UPDATE desk_turn SET release = 'review_first', facts = %s WHERE at >= (SELECT max(at) FROM desk_turn)",
                    json.dumps({"concern": "none", "draft_mode": True}))  # fmt: skip
        night(counted, monkeypatch, DAYS)

        assert {"en": (12 * 11, 12 * 11), "pl": (10 * 11, 10 * 11)}.items() <= yes_of("answered").items()

    def test_no_count_is_of_a_person(self, counted: Desk) -> None:
        from fairdesk.fairness.models import Watched

        assert {"outcome", "day", "by_column", "group_value", "topic", "yes", "n"} == {
            each.name for each in Watched._meta.local_fields
        } - {"pk"}


class TestDraftMode:
    def test_a_group_has_all_topics_in_draft_mode_and_nobody_else_has(self, counted: Desk) -> None:
        with writing():
            oversight.stop("s", group_scope("channel", "api"), THE_WATCH, "the watch", "why", now())
        known = counted.house.knowing

        assert ((ANY_TOPIC,), ()) == (
            known.promised(None, {"language": "en", "channel": "api"}).drafted,
            known.promised(None, {"language": "en", "channel": "web"}).drafted,
        )
        assert () == known.stopped(), "it silences nobody"


def test_where_a_message_does_not_say_whose_group_it_is_every_answer_is_looked_at_and_nobody_is_looked_up() -> None:
    found = Difference("overridden", "disclosed", "65+", BEGAN, 40, 0.3, 400, 0.1, 0.2, 0.1, 0.3, BEGAN)
    spoken = replace(found, by="language", group="pl")

    assert [("topic:all",), ("group:language:pl",), ("topic:refund",), ()] == [
        scopes(found, "group"), scopes(spoken, "group"), scopes(replace(found, topics=("refund",)), "topic"),
        scopes(found, "incident"),
    ]  # fmt: skip


def test_a_desk_that_was_set_up_before_gets_the_guideline_when_it_opens(desk: Desk) -> None:
    with writing():
        execute("DELETE FROM guidelines_proposal WHERE name = 'fairness'")
    desk.restart()

    assert version_of(shipped("fairness")) == guidelines.life_in_force("fairness", now()).proposal.version


def test_where_nothing_is_watched_a_night_sees_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Desk(folder, fairness_watched="")

    assert () == night(made, monkeypatch, 3)
    assert made.house.watch_report()["differences"] == []
    made.house.close()


def test_a_setting_that_names_no_outcome_keeps_the_desk_from_opening(folder: Path) -> None:
    with pytest.raises(BadInput, match="fairness_watched names 'nice'"):
        Desk(folder, fairness_watched="nice")


def arrives(desk: Desk, who: int, address: str) -> HttpResponse:
    doors.open_door(desk.house)
    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(pk=who), backend="django.contrib.auth.backends.ModelBackend")
    return client.get(address)  # type: ignore[return-value]


class TestRead:
    def runs(self, desk: Desk, *words: str):
        return CliRunner().invoke(main, ["--data", str(desk.folder), "audit", "--watch", *words])

    def test_page_json_and_command_say_the_same_and_the_status_says_that_there_is_an_alarm(
        self, alarmed: Desk
    ) -> None:
        page, told = (arrives(alarmed, alarmed.otto, f"/desk/fairness/watch{form}") for form in ("", ".json"))
        ran, lines = self.runs(alarmed, "--json"), self.runs(alarmed)

        report = json.loads(told.content)
        assert report == json.loads(ran.output)
        assert (1, 1) == (ran.exit_code, lines.exit_code)
        html = page.content.decode()
        assert "".join(parts(report)) in html
        assert "<polygon" in html
        (alarm,) = [each for each in report["differences"] if each["alarm"]]
        assert ("answered", "language", "pl", -1.0) == tuple(
            alarm[name] for name in ("outcome", "by", "group", "gap")
        )
        assert [(f"{BEGAN + timedelta(day)}", 10 * day) for day in (DAYS - 7, DAYS)] == [
            (each["day"], each["n"]) for each in alarm["over_time"]
        ]
        assert (1, "incident", []) == tuple(alarm["done"][name] for name in ("incident", "action", "in_draft_mode"))
        for shown in (html, lines.output):
            assert "language pl: 0.0 % of 120 against 100.0 % of 144".replace(" %", "%") in shown
            assert "incident 1 (open)" in shown
        assert 'href="/desk/incidents/1"' in html

    def test_before_the_first_look_they_say_so(self, desk: Desk) -> None:
        page, told = (arrives(desk, desk.otto, f"/desk/fairness/watch{form}") for form in ("", ".json"))

        assert "No night has looked yet" in page.content.decode()
        assert json.loads(told.content) is None
        ran = CliRunner().invoke(main, ["--data", str(desk.folder), "audit", "--watch"])
        assert (0, True) == (ran.exit_code, ran.output.startswith("No night has looked yet"))

    @pytest.mark.parametrize("form", ["", ".json"])
    def test_who_may_not_read_the_books_reads_no_watch(self, desk: Desk, form: str) -> None:
        statuses = [
            arrives(desk, who, f"/desk/fairness/watch{form}").status_code
            for who in (desk.ada, desk.rio, desk.pia, desk.otto, desk.cleo)
        ]
        assert [403, 200, 200, 200, 200] == statuses

    def test_the_public_page_says_when_it_was_looked_and_whether_it_is_certain(
        self, alarmed: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        day = BEGAN + timedelta(DAYS)
        assert {"day": f"{day}", "compared": 2, "certain": 1} == as_json(alarmed.house.running())["fairness_watch"]

        doors.open_door(alarmed.house)

        def how(language: str) -> str:
            arrives(alarmed, alarmed.cleo, "/desk/fairness/watch.json")
            return (
                Client(HTTP_HOST="localhost", HTTP_ACCEPT_LANGUAGE=language).get("/how-our-ai-works").content.decode()
            )

        assert "At the last check this was certain of a group. People look into it." in how("en")
        assert "Bei der letzten Prüfung war das bei einer Gruppe sicher." in how("de")
        with writing():
            execute("UPDATE desk_turn SET release = 'send'")
        night(alarmed, monkeypatch, DAYS + 1)
        assert "At the last check this was certain of no group." in how("en")

    def test_a_desk_that_never_looked_says_nothing_of_it_in_public(self, desk: Desk) -> None:
        assert as_json(desk.house.running())["fairness_watch"] is None
        doors.open_door(desk.house)
        page = Client(HTTP_HOST="localhost").get("/how-our-ai-works").content.decode()
        assert "Each night we check" not in page


def test_every_table_of_the_watch_is_empty_on_a_new_desk(desk: Desk) -> None:
    assert [0, 0, 0] == [rows(f"SELECT count(*) FROM fairness_{name}")[0][0] for name in ("watched", "look", "alarm")]
