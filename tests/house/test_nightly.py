"""The work of a night is done once between two days, by the company's clock, and made up for after a night slept through."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fairdesk.answers.records import probes
from fairdesk.fairness.records import runs
from fairdesk.fairness.records.cells import counted_days
from fairdesk.house import fairness_probing
from fairdesk.house.background import Background
from fairdesk.house.nightly import latest_night
from tests.house.test_groups import QUESTION, asks

NOON = datetime(2027, 6, 10, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def a_short_night(monkeypatch):
    """What a night asks is measured elsewhere; here it is cut short, as a long one is."""
    monkeypatch.setattr(fairness_probing, "MOST_SECONDS", 0.1)


def clock_at(desk, monkeypatch, moment: datetime) -> None:
    monkeypatch.setattr(desk.house.knowing, "now", lambda: moment)


@pytest.mark.parametrize(
    ("at", "zone", "began"),
    [
        (NOON, "UTC", datetime(2027, 6, 10, 2, tzinfo=UTC)),
        (NOON, "America/Los_Angeles", datetime(2027, 6, 10, 9, tzinfo=UTC)),
        (datetime(2027, 6, 10, 8, tzinfo=UTC), "America/Los_Angeles", datetime(2027, 6, 9, 9, tzinfo=UTC)),
        (datetime(2027, 6, 10, 1, tzinfo=UTC), "UTC", datetime(2027, 6, 9, 2, tzinfo=UTC)),
    ],
)
def test_a_night_begins_at_two_by_the_companys_clock(at, zone, began):
    assert began == latest_night(at, zone)


class TestDue:
    def test_a_new_desk_waits_for_its_first_night(self, desk, monkeypatch):
        clock_at(desk, monkeypatch, NOON)
        assert not desk.house.night_is_due(NOON - timedelta(hours=1))

        clock_at(desk, monkeypatch, NOON + timedelta(hours=15))

        assert desk.house.night_is_due(NOON)

    def test_once_a_night(self, desk, monkeypatch):
        clock_at(desk, monkeypatch, NOON + timedelta(hours=15))
        desk.house.work_at_night()

        assert not desk.house.night_is_due(NOON)

    def test_asks_pairs_as_long_as_a_night_may_take_and_says_how_many_are_left(self, desk, monkeypatch):
        clock_at(desk, monkeypatch, NOON)
        desk.house.work_at_night()

        kept = runs.latest_run()
        assert "night" == kept.why
        assert 0 < kept.report["pairs"] < kept.report["of"]

    def test_a_night_slept_through_is_made_up_for(self, desk, monkeypatch):
        clock_at(desk, monkeypatch, NOON)
        desk.house.work_at_night()
        clock_at(desk, monkeypatch, NOON + timedelta(days=3))

        assert desk.house.night_is_due(began=NOON + timedelta(days=3))


class TestTheWorker:
    def test_does_it_once(self, desk, monkeypatch):
        clock_at(desk, monkeypatch, NOON)
        worker = Background(desk.house)
        clock_at(desk, monkeypatch, NOON + timedelta(hours=15))

        worker.round()
        worker.round()

        assert 1 == len(probes.latest_probes(9))

    def test_that_runs_does_it_in_a_thread_of_its_own(self, desk, monkeypatch):
        clock_at(desk, monkeypatch, NOON)
        worker, started = Background(desk.house), []
        monkeypatch.setattr(worker._thread, "is_alive", lambda: True)
        monkeypatch.setattr("threading.Thread.start", lambda thread: started.append(thread.name))
        clock_at(desk, monkeypatch, NOON + timedelta(hours=15))

        worker.round()

        assert ["night"] == [name for name in started if name == "night"]
        assert () == probes.latest_probes(9)

    def test_leaves_a_desk_alone_that_was_just_opened(self, desk, monkeypatch):
        clock_at(desk, monkeypatch, NOON.replace(hour=1, minute=30))
        worker = Background(desk.house)
        clock_at(desk, monkeypatch, NOON.replace(hour=2))

        worker.round()

        assert () == probes.latest_probes(9)

    def test_tries_a_night_that_failed_again_after_an_hour_and_says_so_without_a_word(
        self, desk, monkeypatch, caplog
    ):
        clock_at(desk, monkeypatch, NOON)
        worker, tried = Background(desk.house), []

        def fail() -> None:
            tried.append(1)
            raise ValueError("Dana's words")

        monkeypatch.setattr(desk.house, "work_at_night", fail)
        clock_at(desk, monkeypatch, NOON + timedelta(hours=15))
        worker.round()
        worker.round()
        clock_at(desk, monkeypatch, NOON + timedelta(hours=17))
        worker.round()

        assert 2 == len(tried)
        assert "Dana" not in caplog.text
        assert "the night's work failed" in caplog.text


def test_the_days_that_are_over_are_counted(desk, monkeypatch):
    asks(desk, QUESTION)
    clock_at(desk, monkeypatch, desk.house.now() + timedelta(days=1))
    desk.house.work_at_night()

    days = counted_days()
    assert days is not None
    assert desk.house.now().date() - timedelta(days=1) == days.last
