"""Who writes is held against what is there: planted worlds are found, worlds without a difference left alone, no few told."""

from __future__ import annotations

import json

import numpy as np
import pytest
from scipy import stats
from scipy.stats.contingency import relative_risk

from fairdesk.fairness.representation import Kind, Source, by_kind, ratio_between, representation, without_few
from fairdesk.fairness.small_groups import TOGETHER
from fairdesk.intervals import simultaneous
from fairdesk.nouns import BadInput


def languages(people: dict[str, int], **sources: dict[str, int]) -> list[Kind]:
    return [Kind("language", people, [Source(code, code, counts) for code, counts in sources.items()])]


def groups(report: dict, view: int = 0) -> dict[str, dict]:  # type: ignore[type-arg]
    return {group["name"]: group for group in report["views"][view]["groups"]}


class TestWorlds:
    def test_a_language_of_a_fifth_of_who_writes_and_a_fiftieth_of_the_articles_is_found(self) -> None:
        report = representation(languages({"en": 400, "pl": 100}, articles={"en": 98, "pl": 2}))
        polish = groups(report)["pl"]["sources"]["articles"]

        assert "under" == polish["claim"]
        assert 0.1 == pytest.approx(polish["ratio"]["value"])
        assert polish["ratio"]["high"] < 1
        assert 1 == report["tests"], "of two groups the two comparisons are one test"

    def test_where_all_is_drawn_as_people_write_hardly_anything_is_claimed(self) -> None:
        chance, shares = np.random.default_rng(5), [0.5, 0.2, 0.15, 0.1, 0.05]
        names, claimed, worlds = "abcde", 0, 150
        for _ in range(worlds):
            people, *sources = (
                dict(zip(names, map(int, chance.multinomial(n, shares)), strict=True)) for n in (400, 90, 600)
            )
            report = representation(languages(people, articles=sources[0], examples=sources[1]))
            claimed += any(one["claim"] for group in groups(report).values() for one in group["sources"].values())

        assert claimed <= stats.binom.ppf(0.999, worlds, 0.05)

    def test_all_ratios_together_hold_the_true_ones(self) -> None:
        chance = np.random.default_rng(6)
        wrote, there, worlds, held = np.array([0.5, 0.3, 0.15, 0.05]), np.array([0.7, 0.2, 0.02, 0.08]), 200, 0
        for _ in range(worlds):
            people, counts = (
                dict(zip("abcd", map(int, chance.multinomial(n, p)), strict=True))
                for n, p in ((500, wrote), (150, there))
            )
            told = groups(representation(languages(people, articles=counts)))
            held += all(
                told[name]["sources"]["articles"]["ratio"]["low"]
                <= there[at] / wrote[at]
                <= told[name]["sources"]["articles"]["ratio"]["high"]
                for at, name in enumerate("abcd")
            )

        assert held / worlds >= 0.95


class TestOracles:
    def test_shares_have_the_simultaneous_intervals_of_a_multinomial(self) -> None:
        people = {"en": 700, "de": 200, "pl": 100}
        told = groups(representation(languages(people)))
        each = 0.95 ** (1 / 3)

        for name, n in people.items():
            expected = stats.binomtest(n, 1000).proportion_ci(each, "wilson")
            assert (expected.low, expected.high) == pytest.approx((told[name]["low"], told[name]["high"]), abs=1e-12)

    def test_a_ratio_of_large_counts_has_the_interval_of_a_relative_risk(self) -> None:
        (low,), (high,) = ratio_between(np.array([900.0]), 5000, np.array([1200.0]), 4000, simultaneous(0.95, 1))
        expected = relative_risk(900, 5000, 1200, 4000).confidence_interval(0.95)

        assert (expected.low, expected.high) == pytest.approx((low, high), rel=2e-3)

    def test_of_nothing_the_ratio_is_nought_up_to_a_bound(self) -> None:
        (low,), (high,) = ratio_between(np.array([0.0]), 100, np.array([20.0]), 100, 2.0)

        assert 0 == low
        assert 0 < high < 0.5


class TestFew:
    def test_small_groups_stand_together_with_what_is_there_for_them(self) -> None:
        report = representation(
            languages({"en": 50, "pl": 3, "uk": 4}, articles={"en": 8, "pl": 1, "uk": 0, "it": 2})
        )

        assert {"en": 50, TOGETHER: 7} == {name: group["people"] for name, group in groups(report).items()}
        assert 3 == groups(report)[TOGETHER]["sources"]["articles"]["n"]
        assert '"pl"' not in json.dumps(report)

    def test_who_is_few_even_together_counts_nowhere(self) -> None:
        report = representation(languages({"en": 50, "de": 20, "pl": 4}, articles={"en": 8, "pl": 1}))

        assert (70, True) == (report["views"][0]["people"], report["views"][0]["left_out"])
        assert [1] == [one["outside"] for one in report["views"][0]["sources"]]

    def test_the_whole_of_one_kind_less_that_of_another_tells_nobody(self) -> None:
        cells = {("en", "web"): 50, ("de", "web"): 20, ("de", "email"): 6, ("pl", "email"): 2, ("pl", "web"): 1}
        left = without_few(cells)

        assert [{"en": 50, "de": 26}, {"web": 70, "email": 6}] == by_kind(left)
        assert {} == without_few({("en", "web"): 4, ("pl", "email"): 3}, 8)
        few_by_what_is_left = without_few({("en", "web"): 50, ("pl", "email"): 4, ("en", "email"): 3})
        assert {("en", "web"): 50} == few_by_what_is_left, "three are left by e-mail once the four are out"

    def test_where_all_are_few_nothing_is_told(self) -> None:
        with pytest.raises(BadInput, match="fewer than 9"):
            representation(languages({"en": 4, "pl": 4}, articles={"en": 8}), min_cell=9)

    def test_a_kind_of_one_group_alone_is_left_out_but_the_first(self) -> None:
        one = Kind("channel", {"web": 50}, [Source("reviewed", "reviewed", {"web": 9})])

        assert ["language"] == [view["by"] for view in representation([*languages({"en": 50}), one])["views"]]

    def test_what_is_not_of_one_measure_is_counted_and_never_held_against_people(self) -> None:
        kind = Kind(
            "language", {"en": 50, "pl": 50}, [Source("lines", "lines", {"en": 900, "pl": 10}, compared=False)]
        )
        report = representation([kind])

        assert (0, 10, None) == (
            report["tests"],
            groups(report)["pl"]["sources"]["lines"]["n"],
            groups(report)["pl"]["sources"]["lines"]["ratio"],
        )
