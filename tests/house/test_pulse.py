"""A beat wakes everybody who waits, and none is missed between two waits."""

from __future__ import annotations

import threading

from fairdesk.house.pulse import Pulse


def test_a_beat_before_the_wait_is_not_missed():
    pulse = Pulse()
    seen = pulse.wait(-1, 0)
    pulse.beat()

    assert seen + 1 == pulse.wait(seen, 60)


def test_without_a_beat_it_returns_what_was_seen():
    pulse = Pulse()

    assert 0 == pulse.wait(0, 0.001)


def test_everybody_who_waits_is_woken():
    pulse, woken, ready = Pulse(), [], threading.Barrier(5)

    def wait() -> None:
        ready.wait()
        woken.append(pulse.wait(0, 60))

    threads = [threading.Thread(target=wait) for _ in range(4)]
    for each in threads:
        each.start()
    ready.wait()
    pulse.beat()
    for each in threads:
        each.join(timeout=60)

    assert [1, 1, 1, 1] == woken


def test_beats_from_many_threads_are_all_counted():
    pulse = Pulse()
    threads = [threading.Thread(target=lambda: [pulse.beat() for _ in range(200)]) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert 800 == pulse.wait(-1, 0)
