"""What the house knows is what stands now, and a guideline named by its hash is that guideline for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fairdesk.clock import now
from fairdesk.database import execute, writing
from fairdesk.guidelines.table import parse, shipped
from fairdesk.house import knowing
from fairdesk.house.knowing import GUIDELINES, NAMELESS, Knowing
from fairdesk.identity import records as identity
from fairdesk.identity.company import Company
from fairdesk.nouns import Unavailable
from tests.house.in_force import keep
from tests.people import COMPANY, Desk


def wait(desk: Desk, seconds: int) -> None:
    """Let a customer have waited so long for a first reply."""
    dana = desk.customer()
    with writing():
        execute(
            "UPDATE desk_conversation SET waited_micros = %s WHERE id = %s", seconds * 1_000_000, dana.conversation
        )


class TestTheCompany:
    def test_without_one_there_is_a_nameless_one(self, folder):
        assert NAMELESS == Knowing().company()

    def test_a_change_is_known_at_once(self, desk):
        assert COMPANY == desk.house.knowing.company()
        with writing():
            identity.keep_company(Company("Another made-up company"), now())

        assert "Another made-up company" == desk.house.knowing.company().name


class TestDuty:
    def test_without_hours_the_desk_is_open_while_somebody_is_there(self, desk):
        assert (True, None, 1) == (
            (duty := desk.house.knowing.duty(now())).open,
            duty.opens_at,
            duty.people,
        )
        with writing():
            identity.set_on_duty(desk.ada, False, now())

        assert not desk.house.knowing.duty(now()).open

    def test_a_shift_ends_by_itself(self, desk):
        assert 0 == desk.house.knowing.duty(now() + timedelta(days=1)).people

    def test_too_few_waits_say_nothing_and_five_say_the_median(self, desk):
        for seconds in (60, 120, 600, 180):
            wait(desk, seconds)
        assert Knowing().duty(now()).median_wait_seconds is None

        wait(desk, 240)

        assert 180 == Knowing().duty(now()).median_wait_seconds

    def test_the_median_is_reused_for_some_seconds_and_then_read_anew(self, desk, monkeypatch):
        at = [1000.0]
        monkeypatch.setattr(knowing.time, "monotonic", lambda: at[0])
        known = Knowing()
        assert known.duty(now()).median_wait_seconds is None
        for _ in range(5):
            wait(desk, 60)
        assert known.duty(now()).median_wait_seconds is None

        at[0] += knowing.MEDIAN_KEPT_SECONDS + 1

        assert 60 == known.duty(now()).median_wait_seconds


class TestGuidelines:
    def test_both_are_in_force_by_the_hash_of_their_text(self, desk):
        found = desk.house.knowing.guidelines_in_force(now())

        assert {name: parse(shipped(name), name).version for name in GUIDELINES} == found

    def test_a_new_one_counts_from_its_time_on(self, desk):
        text = shipped("routing").replace("A routine question", "A plain question")
        version, from_tomorrow = parse(text, "routing").version, now() + timedelta(days=1)
        keep("routing", version, text, from_tomorrow, now())

        assert version != desk.house.knowing.guidelines_in_force(now())["routing"]
        assert version == desk.house.knowing.guidelines_in_force(from_tomorrow)["routing"]

    def test_none_in_force_says_what_to_run(self, folder):
        with pytest.raises(Unavailable, match="fairdesk serve"):
            Knowing().guidelines_in_force(now())

    def test_a_version_that_was_never_kept_is_no_guideline(self, desk):
        with pytest.raises(Unavailable, match="0000"):
            desk.house.knowing.guideline("0000")

    def test_a_version_is_compiled_once(self, desk):
        version = desk.house.knowing.guidelines_in_force(now())["routing"]

        assert desk.house.knowing.guideline(version) is desk.house.knowing.guideline(version)
