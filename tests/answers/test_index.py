"""The index against the ranking itself: it finds what a scan of everything would, now and as of any day."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairdesk.answers.index import Index, Indexed, empty, indexed
from fairdesk.answers.search import Candidate, analysed, rank, statistics_of, wanted, worth_of
from fairdesk.nouns import MaskedText

TODAY = date(2026, 1, 2)
WORDS = st.lists(st.sampled_from(["parcel", "label", "refund", "island", "card"]), max_size=8).map(" ".join)


def passage(number: int, text: str, added: int = 0, retired: int | None = None, until: date | None = None) -> Indexed:
    # Two passages an article.
    return Indexed(f"p{number:03}", f"a{number // 2}", analysed("", (), text, "en"), added, retired, until)


def near(index: Index, question: str, most: int = 60, since: int = 0, today: date = TODAY) -> list[str]:
    view = index.as_of(since)
    worth = worth_of(wanted(MaskedText(question), (), view.statistics), view.statistics)
    return view.nearest(worth, today, most)


@given(st.lists(WORDS, max_size=12), st.sampled_from(["parcel", "label card", "refund island parcel"]))
def test_the_order_is_that_of_the_ranking(texts: list[str], question: str) -> None:
    """No two of these words stand together in a question, or pairs would count in the ranking alone."""
    kept = [passage(number, text) for number, text in enumerate(texts)]
    candidates = [Candidate(one.passage, one.article, "v", "", (), "", "en", "", one.analysed) for one in kept]
    statistics = statistics_of([one.analysed for one in kept], "en")
    spread = " zeppelin ".join(question.split())

    ranked = rank(MaskedText(spread), candidates, statistics)
    found = near(indexed("en", kept), spread)

    scores = {one.passage: one.score for one in ranked}
    assert scores.keys() == set(found)
    assert all(scores[one] >= scores[other] - 1e-4 for one, other in zip(found, found[1:], strict=False))


@given(st.lists(WORDS, max_size=12), st.integers(0, 12))
def test_what_is_added_later_is_as_if_it_had_always_been_there(texts: list[str], first: int) -> None:
    kept = [passage(number, text) for number, text in enumerate(texts)]

    whole, grown = indexed("en", kept), empty("en").grown(kept[:first]).grown(kept[first:])

    one, other = (index.as_of(0).statistics for index in (whole, grown))
    assert (one.passages, dict(one.frequency)) == (other.passages, dict(other.frequency))
    assert pytest.approx(one.average_length) == other.average_length
    assert near(whole, "parcel refund card") == near(grown, "parcel refund card")


@given(st.lists(WORDS, max_size=12))
def test_statistics_are_those_that_counting_gives(texts: list[str]) -> None:
    kept = [passage(number, text) for number, text in enumerate(texts)]
    counted = statistics_of([one.analysed for one in kept], "en")

    found = indexed("en", kept).as_of(0).statistics

    assert (counted.passages, counted.frequency) == (found.passages, dict(found.frequency))
    assert len(counted.frequency) == len(found.frequency)
    assert pytest.approx(counted.average_length) == found.average_length


class TestDays:
    INDEX = indexed(
        "en",
        [
            passage(0, "parcel old", added=1, retired=5),
            passage(2, "parcel new label", added=5),
            passage(4, "parcel sale", added=1, until=date(2026, 1, 1)),
        ],
    )

    @pytest.mark.parametrize(
        ("since", "found"), [(0, set()), (1, {"p000", "p004"}), (4, {"p000", "p004"}), (5, {"p002", "p004"})]
    )
    def test_only_what_was_in_force_is_found(self, since: int, found: set[str]) -> None:
        assert found == set(near(self.INDEX, "parcel", since=since, today=date(2026, 1, 1)))

    def test_what_is_past_its_date_is_not_found_but_counted(self) -> None:
        assert ["p002"] == near(self.INDEX, "parcel", since=5)
        assert 2 == self.INDEX.as_of(5).statistics.passages

    def test_words_that_were_not_there_then_are_unknown_then(self) -> None:
        then, now = (self.INDEX.as_of(since).statistics.frequency for since in (1, 5))

        assert ("label" in then, "label" in now, "old" in now) == (False, True, False)
        assert then["parcel"] == now["parcel"] == 2

    def test_an_article_that_comes_back_is_in_force_again(self) -> None:
        again = self.INDEX.retired_at({"p002": 9})

        assert {"p000", "p002", "p004"} == set(near(again, "parcel", since=5, today=date(2026, 1, 1)))
        assert {"p000", "p004"} == set(near(again, "parcel", since=9, today=date(2026, 1, 1)))


def test_no_more_are_returned_than_wanted_and_the_best_of_them() -> None:
    index = indexed("en", [passage(2 * n, "parcel " * (n % 7 + 1) + "filler " * (6 - n % 7)) for n in range(70)])

    found = near(index, "parcel", most=10)

    assert [f"p{2 * n:03}" for n in range(6, 70, 7)] == found


def test_nothing_of_it_is_imported_before_somebody_asks() -> None:
    """The command line and the first page do not wait for numpy."""
    code = "import sys, fairdesk.cli, fairdesk.answers.shelf, fairdesk.answers.load; sys.exit('numpy' in sys.modules)"

    assert 0 == subprocess.run([sys.executable, "-c", code], check=False).returncode
