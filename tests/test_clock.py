"""Ids sort by the time they were made in and say no more; the moment is aware and in UTC."""

from __future__ import annotations

import time
import uuid
from datetime import UTC, datetime, timedelta

from fairdesk import clock

RFC_4122 = uuid.RFC_4122


def test_now_is_aware_and_now():
    before = datetime.now(UTC)

    assert before <= clock.now() <= datetime.now(UTC)
    assert timedelta(0) == clock.now().utcoffset()


def test_an_id_is_a_uuid_of_version_7_by_the_standard_library():
    for _ in range(1000):
        parsed = uuid.UUID(clock.new_id())

        assert (7, RFC_4122) == (parsed.version, parsed.variant)


def test_it_holds_the_millisecond_it_was_made_in():
    before = time.time_ns() // 1_000_000
    made = uuid.UUID(clock.new_id()).int >> 80

    assert before <= made <= time.time_ns() // 1_000_000


def test_a_later_millisecond_sorts_later_as_text(monkeypatch):
    moments = [0, 1, 255, 256, 10**12, 1_793_700_000_000, 1_793_700_000_001, (1 << 48) - 1]
    made = []
    monkeypatch.setattr(clock, "_last", (-1, 0))
    for moment in moments:
        monkeypatch.setattr(clock.time, "time_ns", lambda moment=moment: moment * 1_000_000)
        made.append(clock.new_id())

    assert made == sorted(made)
    assert moments == [uuid.UUID(each).int >> 80 for each in made]


def test_the_rest_is_random(monkeypatch):
    monkeypatch.setattr(clock, "_last", (-1, 0))
    monkeypatch.setattr(clock.time, "time_ns", lambda: 10**18)
    made = [uuid.UUID(clock.new_id()).int for _ in range(2000)]

    assert 2000 == len(set(made))
    free = (1 << 62) - 1
    together = 0
    for one in made:
        together |= made[0] ^ one
    assert free == together & free, "all 62 free bits take both values"
    assert list(range(2000)) == [one >> 64 & 0xFFF for one in made], "the other 12 count within the millisecond"


def test_a_random_id_tells_nothing():
    made = {clock.random_id() for _ in range(1000)}

    assert 1000 == len(made)
    assert all(32 == len(each) and int(each, 16) for each in made)
    assert sorted(made) != list(made)


def test_ids_made_in_one_millisecond_keep_their_order():
    made = [clock.new_id() for _ in range(20_000)]

    assert sorted(made) == made
    assert len(set(made)) == len(made)


def test_a_clock_that_steps_back_does_not_step_the_ids_back(monkeypatch):
    before = clock.new_id()
    monkeypatch.setattr(clock, "_last", clock._last)
    monkeypatch.setattr("fairdesk.clock.time.time_ns", lambda: 0)

    assert before < clock.new_id() < clock.new_id()
