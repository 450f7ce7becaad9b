"""The smallest change that meets balances: least squares on plain arrays, checked before believed.

The unknowns are changes in units of their own uncertainty, so numbers of very different size meet
as numbers near one. Nothing here knows what a column stands for.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mineralsec.errors import SolverError

__all__ = ["TOLERANCE", "Change", "smallest_change"]

Floats: TypeAlias = NDArray[np.float64]

#: How far an accepted optimum may be from its conditions, per unit of the largest target or
#: change. [-]
TOLERANCE = 1e-8

#: Most Newton steps.
_ROUNDS = 1000

#: What a bound may be missed by while the bounds that hold are looked for, per :data:`TOLERANCE`;
#: what is missed is cut off, and the balances must still hold to the whole of it.
_NEAR = 0.01


@frozen(eq=False)
class Change:
    """The smallest change, and what each balance and bound pulls.

    Parameters
    ----------
    y
        Changes, shape (n_columns,). [-]
    pull
        Multiplier of each row, shape (n_rows,): ``y = matrix.T @ pull`` where no bound holds.
    held
        Which changes stand at a bound.
    rounds
        Newton steps after the first.
    """

    y: Floats
    pull: Floats
    held: NDArray[np.bool_]
    rounds: int

    @property
    def size(self) -> float:
        """Half the sum of squared changes: what was made as small as possible. [-]"""
        return 0.5 * float(self.y @ self.y)


def smallest_change(
    matrix: Any, target: Floats, low: Floats, high: Floats, *, what: str = "least squares"
) -> Change:
    r"""Return the smallest change of which each row has the sum asked for.

    .. math:: \min_y \tfrac12 \lVert y \rVert^2 \quad \text{with} \quad M y = t,\ l \le y \le u

    Where no bound is in the way the optimum solves one sparse linear system,
    :math:`M M^\mathsf{T} \lambda = t`. Where some are, the multipliers solve

    .. math:: M \, \min(\max(M^\mathsf{T} \lambda, l), u) = t,

    the condition for the top of a concave dual that consists of quadratic pieces. Newton's step on
    a piece is the linear system of the columns that no bound holds; it is followed up to the
    highest point on its way, so no piece comes back and the last step is exact [1]_. The result is
    accepted if it is feasible, stationary and its multipliers have the right signs, which for this
    convex problem proves that it is the optimum.

    Parameters
    ----------
    matrix
        Sparse matrix of SciPy, shape (n_rows, n_columns); rows independent of each other by
        columns without bounds.
    target
        Sum of each row, shape (n_rows,).
    low, high
        Bounds, shape (n_columns,), on either side of zero.
    what
        What the question is about, for messages.

    Raises
    ------
    SolverError
        If the rows depend on each other, or the answer fails its check.

    References
    ----------
    .. [1] Mangasarian, O. L. (2002). A finite Newton method for classification. Optimization
       Methods and Software, 17(5), 913-929. https://doi.org/10.1080/1055678021000028375

    Examples
    --------
    >>> from scipy.sparse import csc_array
    >>> two = csc_array(np.ones((1, 2)))
    >>> smallest_change(two, np.array([4.0]), np.zeros(2), np.array([np.inf, 1.0])).y.tolist()
    [3.0, 1.0]
    """
    from scipy.sparse import csc_array, diags_array

    rows, columns = matrix.shape
    if rows == 0:
        none = np.zeros(columns)
        return Change(none, np.zeros(0), np.zeros(columns, np.bool_), 0)
    norm = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    if not np.all(norm > 0):
        raise SolverError(f"{what}: a balance has nothing in it that can move.")
    scaled = csc_array(diags_array(1.0 / norm) @ matrix)
    goal = target / norm
    pull = np.zeros(rows)
    for round_ in range(_ROUNDS):
        wish = scaled.T @ pull
        at_low, at_high = wish < low, wish > high
        y, top = _with_held(scaled, goal, low, high, at_low, at_high, what)
        wish = scaled.T @ top
        near = _NEAR * _allowed(goal, y)
        held = at_low | at_high
        beyond = ~held & ((y < low - near) | (y > high + near))
        if not np.any(beyond | (at_low & (wish > low + near)) | (at_high & (wish < high - near))):
            y = np.clip(y, low, high)
            _check(scaled, goal, low, high, y, top, what)
            return Change(y, top / norm, held, round_)
        pull = pull + _highest(scaled, goal, low, high, pull, top - pull) * (top - pull)
    raise SolverError(f"{what}: no set of bounds that hold was found in {_ROUNDS} rounds.")


def _highest(
    matrix: Any, goal: Floats, low: Floats, high: Floats, pull: Floats, step: Floats
) -> float:
    """Return the part of a step, at most all of it, at which the dual is highest."""
    start, slope = matrix.T @ pull, matrix.T @ step
    moves = np.flatnonzero(slope)
    start, slope, low, high = start[moves], slope[moves], low[moves], high[moves]

    def rise(part: float) -> float:
        return float(step @ goal - slope @ np.clip(start + part * slope, low, high))

    if rise(1.0) >= 0:
        return 1.0
    # between two neighbours of these the rise falls evenly
    turns = np.concatenate([(low - start) / slope, (high - start) / slope])
    turns = np.unique(np.concatenate([[0.0, 1.0], turns[(turns > 0) & (turns < 1)]]))
    before, after = 0, len(turns) - 1
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (middle, after) if rise(turns[middle]) >= 0 else (before, middle)
    first, last = rise(turns[before]), rise(turns[after])
    return float(turns[before] + (turns[after] - turns[before]) * first / (first - last))


def _allowed(goal: Floats, y: Floats) -> float:
    return TOLERANCE * max(1.0, float(np.abs(goal).max()), float(np.abs(y).max(initial=0.0)))


def _solver(matrix: Any, free: NDArray[np.bool_], what: str) -> Any:
    """Return the factorised normal equations of the free columns."""
    from scipy.sparse import csc_array
    from scipy.sparse.linalg import splu

    part = matrix[:, np.flatnonzero(free)]
    try:
        return splu(csc_array(part @ part.T))
    except RuntimeError as error:
        raise SolverError(
            f"{what}: the balances depend on each other ({error}), so no change is the smallest."
        ) from None


def _with_held(
    matrix: Any,
    goal: Floats,
    low: Floats,
    high: Floats,
    held_low: NDArray[np.bool_],
    held_high: NDArray[np.bool_],
    what: str,
) -> tuple[Floats, Floats]:
    """Return changes and multipliers when exactly these bounds hold."""
    held = held_low | held_high
    y = np.where(held_low, low, np.where(held_high, high, 0.0))
    solve = _solver(matrix, ~held, what)
    pull = solve.solve(goal - matrix @ y)
    # once more on what rounding left
    pull = pull + solve.solve(goal - matrix @ np.where(held, y, matrix.T @ pull))
    return np.where(held, y, matrix.T @ pull), pull


def _check(
    matrix: Any, goal: Floats, low: Floats, high: Floats, y: Floats, pull: Floats, what: str
) -> None:
    """Refuse what is not the optimum, whatever the solver called it."""
    allowed = _allowed(goal, y)
    if not np.all(np.abs(matrix @ y - goal) <= allowed):
        raise SolverError(f"{what}: the answer does not balance.")
    if not np.all((y >= low) & (y <= high)):
        raise SolverError(f"{what}: the answer is beyond its limits.")
    slope = y - matrix.T @ pull
    can_fall, can_rise = y > low + allowed, y < high - allowed
    # where a change can fall, a positive slope would make it smaller, and the other way round
    if np.any(can_fall & (slope > allowed)) or np.any(can_rise & (slope < -allowed)):
        raise SolverError(f"{what}: the answer is not the smallest change.")
