"""Which groups are not told because they are small, and which others with them, so that nothing can be worked out. Pure.

What is told are the whole, each group of each column, and each intersection, unless hidden. A small one is hidden; then, as long
as a hidden one follows exactly from what is told (by adding and subtracting, any number of times), or the hidden ones of a
sum that is told are together still small, the smallest that is still told there is hidden too.

This is primary and complementary suppression of statistical disclosure control (L. Willenborg and T. de Waal, Elements of
Statistical Disclosure Control, 2001, 6). It does not keep a hidden count from being narrowed down to a few numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fairdesk.fairness.cube import Ints

Mask = NDArray[np.bool_]
MOST_SUMS = 1_500
"""With more sums than these only each sum is looked at for itself, and not what several together tell."""


def hidden(sizes: Ints, views: Sequence[Ints], min_cell: int) -> tuple[Mask, ...]:
    """Return for each view which of its levels are hidden.

    *sizes*: cells x counts, each of which must reach *min_cell*. *views*: for each view the level that each cell is in; the last
    one may be the cells themselves.
    """
    state = _Told(sizes, views, min_cell)
    while state.hide_one_more():
        pass
    return tuple(state.masks)


class _Told:
    def __init__(self, sizes: Ints, views: Sequence[Ints], min_cell: int) -> None:
        self.sizes, self.views, self.min_cell = sizes, views, min_cell
        self.levels = [self._summed(view) for view in views]
        self.masks = [self._small(level) for level in self.levels]
        self.finest = len(views) - 1

    def _summed(self, view: Ints) -> Ints:
        sums = np.zeros((int(view.max()) + 1, self.sizes.shape[1]), np.int64)
        np.add.at(sums, view, self.sizes)
        return sums

    def _small(self, sizes: Ints) -> Mask:
        return np.asarray((sizes < self.min_cell).any(axis=1))

    def hide_one_more(self) -> bool:
        """Hide what must follow from what is hidden; False if nothing must."""
        return self._follow() or any(self._pair(n) for n in range(len(self.views))) or self._cross()

    def _follow(self) -> bool:
        """An intersection inside a hidden group is hidden: all of them together would tell the group. So is a group of one."""
        cells, before = self.masks[self.finest], sum(mask.sum() for mask in self.masks)
        for view, mask in zip(self.views[: self.finest], self.masks[: self.finest], strict=True):
            cells |= mask[view]
            alone = np.bincount(view)[view] == 1
            mask[view[alone & cells]] = True
        return bool(sum(mask.sum() for mask in self.masks) > before)

    def _pair(self, n: int) -> bool:
        """The hidden ones of a view are at least two and together not small, because the whole is told."""
        mask, sizes = self.masks[n], self.levels[n]
        if not mask.any() or mask.all() or not self._exposed(sizes[mask]):
            return False
        return self._hide_smallest(n, ~mask)

    def _exposed(self, hidden_sizes: Ints) -> bool:
        return len(hidden_sizes) < 2 or bool((hidden_sizes.sum(axis=0) < self.min_cell).any())

    def _hide_smallest(self, n: int, among: Mask) -> bool:
        places = np.flatnonzero(among)
        if not len(places):
            return False
        self.masks[n][places[np.argmin(self.levels[n][places].min(axis=1))]] = True
        return True

    def _cross(self) -> bool:
        """No hidden intersection follows from the groups that are told and the intersections that are told."""
        cells = self.masks[self.finest]
        if self.finest == 0 or not cells.any():
            return False
        sums, found = self._sums(), False
        for members in sums:
            inside = cells & members
            if inside.any() and self._exposed(self.levels[self.finest][inside]):
                found |= self._hide_smallest(self.finest, members & ~cells)
        for cell in () if found else self._determined(sums):
            found |= self._hide_beside(cell)
        return found

    def _hide_beside(self, cell: int) -> bool:
        """Hide another intersection that shares a group with this one; any other if none is left."""
        cells = self.masks[self.finest]
        return any(
            self._hide_smallest(self.finest, among & ~cells)
            for among in (*(view == view[cell] for view in self.views[: self.finest]), np.ones_like(cells))
        )

    def _sums(self) -> list[Mask]:
        """Return the sums of intersections that are told: each group of a column, and the hidden ones of a column together."""
        sums: list[Mask] = []
        for view, mask in zip(self.views[: self.finest], self.masks[: self.finest], strict=True):
            sums += [view == level for level in np.flatnonzero(~mask)]
            if mask.any():
                sums.append(mask[view])
        return sums

    def _determined(self, sums: Sequence[Mask]) -> Sequence[int]:
        """Return the hidden intersections that the sums determine."""
        cells = np.flatnonzero(self.masks[self.finest])
        rows = np.unique(np.array([members[cells] for members in sums], np.float64), axis=0)
        rows = rows[rows.any(axis=1)]
        if not len(rows) or len(rows) > MOST_SUMS:
            return ()
        # A cell is determined if its own direction lies wholly among those that the sums span.
        within = ((np.linalg.pinv(rows @ rows.T, hermitian=True) @ rows) * rows).sum(axis=0)
        return [int(cell) for cell in cells[within > 1 - 1e-7]]
