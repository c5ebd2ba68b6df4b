"""A model that fails is left alone for a while, and second tries stay few."""

from __future__ import annotations

from fairdesk.answers.breaker import EARNED, FAILURES, REST_SECONDS, SAVED_AT_MOST, Breaker, Budget


def test_it_opens_after_failures_in_a_row_and_not_before():
    breaker = Breaker()
    for _ in range(FAILURES - 1):
        breaker.failed(0.0)
    breaker.succeeded()
    for _ in range(FAILURES - 1):
        breaker.failed(0.0)
    assert breaker.allows(0.0)

    breaker.failed(0.0)

    assert not breaker.allows(REST_SECONDS - 0.1)


def test_at_the_end_of_a_rest_one_tries_and_its_outcome_counts():
    breaker = Breaker()
    for _ in range(FAILURES):
        breaker.failed(0.0)

    assert [True, False] == [breaker.allows(REST_SECONDS), breaker.allows(REST_SECONDS)]

    breaker.failed(REST_SECONDS)
    assert not breaker.allows(REST_SECONDS + 1)
    assert breaker.allows(2 * REST_SECONDS)

    breaker.succeeded()
    assert breaker.allows(2 * REST_SECONDS)


def test_second_tries_are_a_tenth_in_the_long_run():
    budget, spent = Budget(), 0
    for _ in range(1000):
        budget.earn()
        spent += budget.spend()

    assert SAVED_AT_MOST <= spent <= SAVED_AT_MOST + 1000 * EARNED
