"""The regression finds what scikit-learn finds, to where it stops."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from fairdesk.answers import softmax


@pytest.mark.parametrize("weighed", [False, True])
@pytest.mark.parametrize("classes", [3, 5])  # of two classes scikit-learn fits one column, which is another penalty
def test_it_is_as_good_as_scikit_learn(classes: int, weighed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    linear_model = pytest.importorskip("sklearn.linear_model")
    monkeypatch.setattr(softmax, "ENOUGH", 1e-8)
    draw = np.random.default_rng(3)
    rows = sparse.random(400, 30, density=0.3, random_state=3, dtype=np.float32).tocsr()
    labels = (rows @ draw.normal(size=(30, classes)) + draw.gumbel(size=(400, classes)) * 0.3).argmax(1)
    counts = np.where(np.arange(400) < 40, 5.0, 5 / 9) if weighed else None
    ours = softmax.fit(rows, labels, classes, 5.0, 2000, counts)
    peer = linear_model.LogisticRegression(C=5.0, tol=1e-9, max_iter=10_000).fit(rows, labels, counts)

    shares = rows @ ours[:-1] + ours[-1]
    shares = np.exp(shares - shares.max(1, keepdims=True))
    shares /= shares.sum(1, keepdims=True)
    assert shares == pytest.approx(peer.predict_proba(rows), abs=0.01)


def test_it_goes_to_the_lowest_point_of_a_bowl() -> None:
    middle = np.arange(6, dtype=np.float32).reshape(3, 2)
    steep = np.array([[1, 2], [30, 4], [5, 60]], np.float32)

    found = softmax.minimised(
        lambda at: (float((steep * (at - middle) ** 2).sum()) + 1, 2 * steep * (at - middle)),
        np.zeros_like(middle),
        200,
    )

    assert found == pytest.approx(middle, abs=0.02)


def test_a_step_that_leads_upwards_is_not_taken() -> None:
    """A slope that points the wrong way, as rounding makes one near the bottom: no step along it is lower."""
    start = np.ones((2, 1), np.float32)

    found = softmax.minimised(lambda at: (float((at**2).sum()), -2 * at), start, 5)

    assert np.array_equal(start, found)
