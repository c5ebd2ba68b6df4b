"""The rates are fairlearn's to the last digit: on a small table in every run, on many rows with fairlearn itself in the long one."""

from __future__ import annotations

import io

import numpy as np
import pytest

from fairdesk.fairness.columns import Columns
from fairdesk.fairness.cube import Cube
from fairdesk.fairness.from_csv import read_csv
from fairdesk.fairness.rates import CODES, everybody_else, rates, views_of

# fairlearn 0.15.0, MetricFrame(...).by_group over the rows of COUNTS, with scikit-learn's precision_score and accuracy_score.
COUNTS = {("a", 0, 0): 72, ("a", 0, 1): 25, ("a", 1, 0): 28, ("a", 1, 1): 90, ("b", 0, 0): 35, ("b", 0, 1): 21,
    ("b", 1, 0): 27, ("b", 1, 1): 44, ("c", 0, 0): 17, ("c", 0, 1): 13, ("c", 1, 0): 5, ("c", 1, 1): 20}  # fmt: skip
BY_GROUP = [
    [0.5348837209302325, 0.7627118644067796, 0.25773195876288657, 0.782608695652174, 0.7534883720930232],
    [0.5118110236220472, 0.6197183098591549, 0.375, 0.676923076923077, 0.6220472440944882],
    [0.6, 0.8, 0.43333333333333335, 0.6060606060606061, 0.6727272727272727],
]
OVERALL = [0.5365239294710328, 0.719626168224299, 0.3224043715846995, 0.7230046948356808, 0.7002518891687658]


def cube_of(rows: list[str], columns: Columns) -> Cube:
    return read_csv(io.BytesIO("\n".join(rows).encode()), columns)


def small_table() -> list[str]:
    return ["group,right,said", *(f"{g},{y},{d}" for (g, y, d), n in COUNTS.items() for _ in range(n))]


class TestFairlearn:
    def test_each_rate_is_its(self):
        (view,) = views_of(cube_of(small_table(), Columns(("group",), "said", label="right")))

        assert BY_GROUP == rates(view.counts).share.tolist()
        assert [OVERALL] == rates(view.counts.sum(axis=0)[None]).share.tolist()

    @pytest.mark.long
    def test_each_rate_is_its_by_itself_weighted_or_not(self):
        pandas = pytest.importorskip("pandas", reason="the group `verifiers` is not installed")
        metrics = pytest.importorskip("fairlearn.metrics", reason="the group `verifiers` is not installed")
        from sklearn.metrics import accuracy_score, precision_score

        chance, n = np.random.default_rng(3), 20_000
        acts = pandas.DataFrame(
            {
                "sex": chance.choice(["f", "m"], n),
                "age": chance.choice(list("abcde"), n),
                "y": chance.integers(0, 2, n),
            }
        )
        acts["d"] = (chance.random(n) < np.where(acts["y"], 0.7, 0.3)).astype(int)
        acts["w"] = chance.integers(1, 9, n) / 4
        five = dict(
            zip(
                CODES,
                (
                    metrics.selection_rate,
                    metrics.true_positive_rate,
                    metrics.false_positive_rate,
                    precision_score,
                    accuracy_score,
                ),
                strict=True,
            )
        )
        for weight in ("", "w"):
            given = {code: {"sample_weight": acts["w"]} for code in five} if weight else None
            frame = metrics.MetricFrame(
                metrics=five,
                y_true=acts["y"],
                y_pred=acts["d"],
                sensitive_features=acts[["sex", "age"]],
                sample_params=given,
            )
            cube = cube_of(
                acts.to_csv(index=False).splitlines(), Columns(("sex", "age"), "d", label="y", weight=weight)
            )
            view = views_of(cube)[-1]
            found = rates(view.counts, view.weights, view.squares).share
            expected = frame.by_group.loc[list(view.levels)].to_numpy()

            assert np.allclose(expected, found, atol=1e-12 if weight else 0, rtol=0)


class TestViews:
    def test_each_column_and_then_their_intersections(self):
        rows = ["a,b,said", "x,1,1", "x,2,0", "y,1,1", "y,,0"]
        one, other, both = views_of(cube_of(rows, Columns(("a", "b"), "said")))

        assert [("a",), ("b",), ("a", "b")] == [one.by, other.by, both.by]
        assert ((("1",), ("2",), (None,)), [True, True, False]) == (other.levels, other.told.tolist())
        assert [2, 1, 1] == other.counts.sum(axis=(1, 2)).tolist()
        assert np.isnan(rates(one.counts).share[:, 1:]).all()  # without labels

    def test_everybody_else_is_the_whole_without_the_group(self):
        (view,) = views_of(cube_of(small_table(), Columns(("group",), "said", label="right")))

        rest = everybody_else(view)
        assert (127 + 55) == rest.of[0, 0]
        assert (65 + 33) / 182 == rest.share[0, 0]

    def test_weights_count_and_widen(self):
        """Kish: rows of weight 1 and 3 carry (1 + 3)^2 / (1 + 9) = 1.6 rows each two."""
        rows = ["a,said,w", *["x,1,1", "x,0,3"] * 50, *["y,1,1", "y,0,1"] * 50]
        (view,) = views_of(cube_of(rows, Columns(("a",), "said", weight="w")))
        found = rates(view.counts, view.weights, view.squares)

        assert [0.25, 0.5] == found.share[:, 0].tolist()
        assert [80.0, 100.0] == found.effective[:, 0].tolist()
        assert [100, 100] == found.of[:, 0].tolist()
