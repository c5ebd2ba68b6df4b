"""What can be done about a difference: only about a claim, only by a group that a decision may read, before beside after."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from fairdesk.fairness import mitigation as mend
from fairdesk.fairness.mitigation import LOOKED, PERSON, SENT, UNCLEAR, Counts, Difference
from fairdesk.fairness.own_acts import GROUPS, NO_GROUPS, Act, ask, count, own_report
from fairdesk.intervals import newcombe, simultaneous, wilson
from fairdesk.nouns import BadInput, Refused

TODAY = date(2026, 11, 30)
FOUND = Difference({"language": "pl"}, "reviewed_wrong", date(2026, 9, 1), 40, 0.4, 0.1, 0.1, 0.5, 0.001)


def report(polish: int, outcome: str = "answered") -> dict[str, object]:
    """Of 60 who write English an outcome holds for 50, of 60 who write Polish for so many."""
    people = [("en", n < 50) for n in range(60)] + [("pl", n < polish) for n in range(60)]
    asked = ask(("language",), outcome, date(2026, 9, 1))
    return own_report(asked, count(asked, (Act(lang, "web", "", held) for lang, held in people)), TODAY)


class TestWhatIsMended:
    def test_is_a_claim_of_an_audit_with_its_figures(self):
        found = mend.difference_in(report(20), {"language": "pl"})

        assert ({"language": "pl"}, "answered", date(2026, 9, 1), 60) == (
            found.group,
            found.outcome,
            found.since,
            found.n,
        )
        assert (round(20 / 60, 9), round(50 / 60, 9)) == (round(found.share, 9), round(found.others, 9))
        assert found.low < -0.5 < found.high < 0
        assert "in Polski" == found.whose

    def test_is_nothing_that_may_be_luck(self):
        assert [] == list(mend.differences_in(report(46)))
        with pytest.raises(BadInput, match="may be luck is not mended"):
            mend.difference_in(report(46), {"language": "pl"})

    @pytest.mark.parametrize(
        ("outcome", "worse"), [("answered", "pl"), ("granted", "pl"), ("handed_over", "en"), ("reviewed_wrong", "en")]
    )
    def test_is_only_that_a_group_fares_worse(self, outcome: str, worse: str):
        (found,) = mend.differences_in(report(20, outcome))
        assert {"language": worse} == found.group

        (better,) = {"en", "pl"} - {worse}
        with pytest.raises(BadInput, match="nor what is no disadvantage"):
            mend.difference_in(report(20, outcome), {"language": better})

    @pytest.mark.parametrize("by", ["gender", "age_band", "religion", "disability", "name", "accommodation", "topic"])
    def test_never_reads_what_somebody_is(self, by: str):
        with pytest.raises(Refused, match="can be no input of a decision"):
            mend.checked_group({by: "x"})
        with pytest.raises(Refused):
            mend.checked_group({"language": "pl", by: "x"})

    def test_reads_what_the_page_and_the_channel_say(self):
        assert {"language": "pl", "channel": "email"} == mend.checked_group({"channel": "email", "language": "pl"})
        assert {"language", "channel"} == set(GROUPS)
        assert not set(GROUPS) & set(NO_GROUPS)
        for nobody in ({}, {"language": ""}):
            with pytest.raises(BadInput):
                mend.checked_group(nobody)

    def test_is_looked_at_again_at_a_day_that_is_not_far(self):
        for day in (TODAY + timedelta(days=1), TODAY + mend.LONGEST):
            assert day == mend.checked_day(day, TODAY)
        for day in (TODAY, TODAY - timedelta(days=1), TODAY + mend.LONGEST + timedelta(days=1)):
            with pytest.raises(BadInput, match="looked at again"):
                mend.checked_day(day, TODAY)


class TestChoices:
    def test_each_says_what_it_means_who_agrees_and_who_meets_another_rule(self):
        found = mend.choices(FOUND, 0.5)

        assert ["draft", "threshold", "threshold_for_all", "rule", "weights", "examples"] == [
            one.kind for one in found
        ]
        assert all(one.means and one.approved_by for one in found)
        assert {"draft", "threshold", "rule"} == {one.kind for one in found if "lawful" in one.caution}
        assert {"draft", "rule", "weights", "examples"} == {one.kind for one in mend.choices(FOUND, None)}

    def test_the_threshold_to_try_first_serves_more_or_errs_less(self):
        for outcome, share, meant in (
            ("answered", 0.1, 0.4),
            ("granted", 0.1, 0.4),
            ("refused", 0.9, 0.4),
            ("reviewed_wrong", 0.9, 0.6),
        ):
            assert meant == mend.first_try(replace(FOUND, outcome=outcome, share=share, others=0.5), 0.5), outcome
        assert (0.15, 0.99) == (
            mend.first_try(replace(FOUND, outcome="answered", share=0.0), 0.2), mend.first_try(FOUND, 0.95),
        )  # fmt: skip


BEFORE: Counts = Counter(
    {(True, SENT, None): 36, (True, UNCLEAR, None): 4, (False, SENT, None): 90, (False, PERSON, None): 10}
)
AFTER: Counts = Counter(
    {(True, LOOKED, None): 36, (True, UNCLEAR, None): 4, (False, SENT, None): 90, (False, PERSON, None): 10}
)
JUDGED: Counts = Counter(
    {(True, SENT, True): 8, (True, SENT, False): 12, (False, SENT, True): 3, (False, SENT, False): 27}
)
LOOKED_AT: Counts = Counter(
    {(True, LOOKED, True): 8, (True, LOOKED, False): 12, (False, SENT, True): 3, (False, SENT, False): 27}
)


class TestTheTable:
    def rows(self) -> dict[str, dict]:
        told = mend.told({"before": BEFORE, "after": AFTER}, {"before": JUDGED, "after": LOOKED_AT})
        return {row["rate"]: row["columns"] for row in told}

    def test_tells_the_group_and_everybody_else_before_and_after(self):
        rows = self.rows()

        assert [0.9, 0.0] == [rows["sent"][column]["group"]["share"] for column in ("before", "after")]
        assert [0.0, 0.9] == [rows["looked"][column]["group"]["share"] for column in ("before", "after")]
        assert [0.4, 0.0] == [rows["wrong"][column]["group"]["share"] for column in ("before", "after")]
        for row in rows.values():
            assert row["before"]["others"] == row["after"]["others"], "nothing changes for them here"
        assert (40, 100) == (rows["sent"]["before"]["group"]["n"], rows["sent"]["before"]["others"]["n"])

    def test_its_intervals_hold_all_together(self):
        """Five rates, before and after, each of the group, of everybody else, and their gap: thirty intervals."""
        z, cell = simultaneous(0.95, 30), self.rows()["wrong"]["before"]

        for told, meant in ((cell["group"], wilson(8, 20, z)), (cell["gap"], newcombe(8, 20, 3, 30, z))):
            assert (meant.value, meant.low, meant.high) == pytest.approx(
                (told["share"], told["low"], told["high"]), abs=1e-6
            )

    def test_tells_nothing_of_fewer_than_five(self):
        few: Counts = Counter({(True, SENT, None): 4, (False, SENT, None): 50})
        (row, *_) = mend.told({"since": few}, {"since": Counter()})

        assert (None, None) == (row["columns"]["since"]["group"], row["columns"]["since"]["gap"])
        assert "too few to tell" == mend.in_points(row["columns"]["since"]["group"])
        share, span = mend.share_and_span(row["columns"]["since"]["others"])
        assert ("100.0%", "of 50") == (share, span.split(", ")[1])


class TestDidItWork:
    def test_says_too_few_still_there_or_not_shown(self):
        assert "Too few" in mend.since_then(FOUND, {True: (0, 4), False: (1, 50)})
        assert "there still" in mend.since_then(FOUND, {True: (30, 60), False: (5, 60)})
        said = mend.since_then(FOUND, {True: (6, 60), False: (5, 60)})
        assert "not shown any more" in said
        assert "the gap was +30.0 points, and is +1.7 points" in said
        assert "not shown any more" in mend.since_then(FOUND, {True: (0, 60), False: (20, 60)}), "it turned round"
