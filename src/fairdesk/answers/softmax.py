"""Fit a multinomial logistic regression to sparse rows: limited-memory BFGS in single precision.

Nocedal & Wright, Numerical Optimization (2006), algorithms 7.4 and 7.5, with a backtracking line search. The loss is
convex, so what it finds does not depend on where it begins; it stops where an iteration no longer pays.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_matrix

    Array = np.ndarray[Any, np.dtype[np.float32]]
    Loss = Callable[[Array], tuple[float, Array]]

REMEMBERED = 6
"""Steps that tell the curvature."""
ENOUGH = 1e-5
"""An iteration that lowers the loss by a smaller share of it is the last."""


def fit(
    rows: csr_matrix,
    labels: np.ndarray[Any, Any],
    classes: int,
    strength: float,
    iterations: int,
    counts: np.ndarray[Any, Any] | None = None,
) -> Array:
    """Return weights, one row a feature and one column a class; the last row is the bias.

    Minimises the mean of -log p(label) + |weights|^2 / (2 strength n); `strength` is what others call C. *counts*: what each
    row counts, of mean 1; all alike if none are given.
    """
    import numpy as np

    n, features = rows.shape
    columns = rows.T.tocsr()
    share = np.float32(1 / (strength * n))
    each = np.arange(n)
    counted = None if counts is None else counts.astype(np.float32)

    def loss(weights: Array) -> tuple[float, Array]:
        free = weights[:-1]
        scores = rows @ free + weights[-1]
        scores -= scores.max(axis=1, keepdims=True)
        right = scores[each, labels]
        np.exp(scores, out=scores)
        total = scores.sum(axis=1, keepdims=True)
        lost = np.log(total[:, 0]) - right
        if counted is not None:
            lost *= counted
        value = float(np.mean(lost)) + 0.5 * float(share) * float(np.vdot(free, free))
        scores /= total
        scores[each, labels] -= 1
        if counted is not None:
            scores *= counted[:, None]
        scores /= n
        slope = np.empty_like(weights)
        slope[:-1] = columns @ scores + share * free
        slope[-1] = scores.sum(axis=0)
        return value, slope

    return minimised(loss, np.zeros((features + 1, classes), np.float32), iterations)


def minimised(loss: Loss, start: Array, iterations: int) -> Array:
    """Return where *loss* (which gives value and slope) is lowest, as near as *iterations* come."""
    import numpy as np

    at, (value, slope) = start, loss(start)
    steps: deque[tuple[Array, Array, float]] = deque(maxlen=REMEMBERED)
    for _ in range(iterations):
        way = _direction(slope, steps)
        falls = float(np.vdot(way, slope))
        length = np.float32(1)
        while True:
            there = at + length * way
            value_there, slope_there = loss(there)
            if value_there <= value + 1e-4 * float(length) * falls or length < 1e-3:
                break
            length *= np.float32(0.5)
        if not value_there < value:
            break  # no step this way is lower: rounding is all that is left
        moved, turned = there - at, slope_there - slope
        if (curved := float(np.vdot(moved, turned))) > 0:
            steps.append((moved, turned, 1 / curved))
        gained, at, value, slope = value - value_there, there, value_there, slope_there
        if gained < ENOUGH * abs(value):
            break
    return at


def _direction(slope: Array, steps: deque[tuple[Array, Array, float]]) -> Array:
    import numpy as np

    way = slope.copy()
    shares = []
    for moved, turned, inverse in reversed(steps):
        share = np.float32(inverse * float(np.vdot(moved, way)))
        way -= share * turned
        shares.append(share)
    if steps:
        moved, turned, inverse = steps[-1]
        way *= np.float32(1 / (inverse * float(np.vdot(turned, turned))))
    else:
        way /= np.float32(max(float(np.sqrt(np.vdot(way, way))), 1e-12))
    for (moved, turned, inverse), share in zip(steps, reversed(shares), strict=True):
        way += moved * (share - np.float32(inverse * float(np.vdot(turned, way))))
    return -way
