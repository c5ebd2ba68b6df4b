"""The desk's watch: one chance of 5 % a year over all outcomes and groups, small groups unseen, topics that show it named."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import numpy as np
import pytest
from scipy import stats

from fairdesk.fairness.monitors import Sides, evidence_of, expected
from fairdesk.fairness.nightly_look import look
from fairdesk.fairness.watching import A_YEAR, LASTS, TOUCH, Counted, Difference, Pair, outcomes_named, watch_at
from fairdesk.nouns import BadInput
from tests.fairness.test_monitors import found_on, years

OUTCOMES = {"answered": 0.6, "reviewed_wrong": 0.05, "overridden": 0.02, "gave_up": 0.1}
"""Each with the rate that everybody has."""
SHARES = {"language": (0.5, 0.2, 0.1, 0.08, 0.05, 0.04, 0.02, 0.01), "channel": (0.7, 0.2, 0.1)}
START = date(2026, 3, 30)
"""A watch begins here."""


def watch(days: int, outcomes: Iterable[str] = ("answered",), columns: Iterable[str] = ("language",)):
    return watch_at(START + timedelta(days), tuple(outcomes), tuple(columns))


def counts(
    chance: random.Random, days: int, acts: dict[str, int], rate: dict[str, float], worse_from: int = 0
) -> Iterator[Counted]:
    """Yield what came each day: so many acts of each language, about two topics; a rate of its own from a day on."""
    for day in range(days):
        for group, many in acts.items():
            for topic in ("refund", "parcel"):
                likely = rate.get(f"{group} {topic}", 0.6) if day >= worse_from else 0.6
                yes = sum(chance.random() < likely for _ in range(many))
                yield Counted("language", group, topic, START + timedelta(day), yes, many)


def told(found: Iterable[Difference]) -> dict[str, Difference]:
    return {each.group: each for each in found}


def year_of_fair_days(chance: np.random.Generator, runs: int, perday: int) -> np.ndarray:
    """Return, of simulated years of four watches, whether any pair of any outcome was ever certain on any day."""
    alpha, alarmed = watch(1, OUTCOMES, SHARES).alpha, np.zeros(runs, bool)
    for _ in range(4):
        for rate in OUTCOMES.values():
            for shares in SHARES.values():
                n = chance.poisson(perday * np.array(shares)[:, None], (runs, len(shares), LASTS.days)).astype(float)
                hits = chance.binomial(n.astype(int), rate).astype(float)
                rest = hits.sum(1, keepdims=True) - hits, n.sum(1, keepdims=True) - n
                sides = Sides(*(each[..., None] for each in (hits, n, *rest)))
                evidence = evidence_of(sides, *expected(sides)).sum(-1).cumsum(-1)
                alarmed |= (evidence >= -np.log(alpha)).any((1, 2))
    return alarmed


def test_a_fair_year_has_a_false_alarm_of_any_kind_in_five_of_a_hundred_at_most():
    """Four outcomes, eight languages and three channels at once, at two sizes of desk: 44 differences looked at daily."""
    for perday, runs in ((40, 120), (400, 120)):
        alarmed = int(year_of_fair_days(np.random.default_rng(11), runs, perday).sum())
        most = stats.beta.ppf(0.975, alarmed + 1, runs - alarmed)
        print(f"{perday} a day: {alarmed} of {runs} fair years had an alarm, at most {100 * most:.1f} % (97.5 %)")
        assert most <= A_YEAR


@pytest.mark.parametrize(
    ("gap", "ours", "others", "within"), [(0.05, 60, 200, 60), (0.1, 60, 200, 20), (0.2, 5, 95, 40)]
)
def test_with_its_small_part_a_difference_is_still_found_within_a_watch(gap, ours, others, within):
    alpha = watch(1, OUTCOMES, SHARES).alpha
    days = found_on(years(np.random.default_rng(12), gap, 0.3, ours, others, 200, LASTS.days), alpha)

    print(
        f"{gap} with {ours} and {others} a day: day {np.median(days):.0f}, in a watch {np.mean(days <= LASTS.days):.0%}"
    )
    assert np.median(days) <= within


def test_the_parts_of_all_pairs_of_the_watches_of_a_year_are_the_years_chance():
    one = watch(1, OUTCOMES, SHARES)

    assert A_YEAR == pytest.approx(one.alpha * TOUCH * 4 * 2 * 12)
    begun = {watch_at(START + timedelta(day), ("answered",), ("language",)).began for day in range(366)}
    assert (TOUCH, LASTS) == (len(begun), sorted(begun)[1] - sorted(begun)[0])


class TestLook:
    def test_who_fares_worse_from_a_day_on_is_found_with_the_topic_that_shows_it(self):
        rows = list(counts(random.Random(2), 60, {"en": 20, "de": 8, "pl": 6}, {"pl refund": 0.2}, 20))
        looks = {
            day: [each for each in look(watch(day), "answered", rows, {}) if each.alarm] for day in range(20, 61, 4)
        }
        first = next(day for day, found in looks.items() if found) - 20

        assert first <= 20, "days after it began"
        (last,) = looks[60]
        assert ("pl", ("refund",)) == (last.group, last.topics)
        assert START + timedelta(20) < last.since <= START + timedelta(20 + first)
        assert last.high < 0
        assert last.within.certain
        assert last.within.high < 0

    def test_who_fares_better_is_no_alarm_and_for_what_nobody_wants_more_is_worse(self):
        rows = list(counts(random.Random(3), 40, {"en": 10, "de": 10}, {"de refund": 0.2, "de parcel": 0.2}))

        assert ([False, True], {True}) == (
            [told(look(watch(40), "answered", rows, {}))[each].alarm for each in ("en", "de")],
            {each.since is not None for each in look(watch(40), "answered", rows, {})},
        )
        assert [True, False] == [told(look(watch(40), "gave_up", rows, {}))[each].alarm for each in ("en", "de")]

    def test_a_small_group_is_not_told_and_counts_nowhere(self):
        few = [Counted("language", "uk", "refund", START, 0, 4)]
        rows = list(counts(random.Random(4), 5, {"en": 6, "de": 3}, {}))

        assert told(look(watch(5), "answered", rows, {})) == told(look(watch(5), "answered", [*rows, *few], {}))
        assert "uk" in told(look(watch(5), "answered", [*rows, *few, *few], {}))

    def test_one_group_alone_is_compared_with_nobody(self):
        assert [] == list(look(watch(9), "answered", counts(random.Random(5), 9, {"en": 9}, {}), {}))

    def test_what_was_dealt_with_counts_anew(self):
        rows = list(counts(random.Random(6), 60, {"en": 20, "pl": 10}, {"pl refund": 0.2, "pl parcel": 0.2}))
        mended = [each for each in rows if each.day < START + timedelta(30)]
        mended += [
            each._replace(day=each.day + timedelta(30))
            for each in counts(random.Random(7), 30, {"en": 20, "pl": 10}, {})
        ]
        anew = {Pair("answered", "language", "pl"): START + timedelta(30)}

        assert told(look(watch(60), "answered", mended, {}))["pl"].alarm
        after = told(look(watch(60), "answered", mended, anew))
        assert (False, 600) == (after["pl"].alarm, after["pl"].n)
        assert told(look(watch(60), "answered", rows, anew))["pl"].alarm, "if it is still worse, that is said again"

    def test_it_says_where_like_compared_with_like_leaves_nothing(self):
        """People who write in Polish ask what is hard for everybody."""
        chance, rows = random.Random(8), []
        for day in range(60):
            for group, hard, easy in (("en", 3, 30), ("pl", 10, 3)):
                for topic, many, rate in (("hard", hard, 0.2), ("easy", easy, 0.8)):
                    yes = sum(chance.random() < rate for _ in range(many))
                    rows.append(Counted("language", group, topic, START + timedelta(day), yes, many))
        polish = told(look(watch(60), "answered", rows, {}))["pl"]

        assert polish.alarm
        assert not polish.within.certain
        assert () == polish.topics

    def test_what_is_about_no_topic_is_named_as_none(self):
        rows = counts(random.Random(9), 30, {"en": 20, "pl": 10}, {"pl refund": 0.2, "pl parcel": 0.2})
        polish = told(look(watch(30), "answered", [each._replace(topic="") for each in rows], {}))["pl"]

        assert (True, ()) == (polish.alarm, polish.topics)


def test_a_setting_that_names_no_outcome_is_refused_by_its_name():
    assert ("answered", "appealed") == outcomes_named("answered, appealed,answered")
    with pytest.raises(BadInput, match="fairness_watched names 'nice'"):
        outcomes_named("answered, nice")
