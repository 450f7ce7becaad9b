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
from mineralsec.solver import highspy_module

__all__ = ["TOLERANCE", "Change", "smallest_change"]

Floats: TypeAlias = NDArray[np.float64]

#: How far an accepted optimum may be from its conditions, per unit of the largest target or
#: change. [-]
TOLERANCE = 1e-8

#: Rounds in which further bounds may turn out to hold.
_ROUNDS = 100


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
        How often further bounds had to be looked at.
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
    :math:`M M^\mathsf{T} \lambda = t`. Columns that a bound stops go to HiGHS as a small
    quadratic program with everything else eliminated; of its answer only which bounds hold is
    used, and the digits come from the linear system again. The result is accepted if it is
    feasible, stationary and its multipliers have the right signs, which for this convex problem
    proves that it is the optimum.

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
    doubtful = np.zeros(columns, np.bool_)
    at_low, at_high = doubtful.copy(), doubtful.copy()
    for round_ in range(_ROUNDS):
        y, pull = _with_held(scaled, goal, low, high, at_low, at_high, what)
        allowed = _allowed(goal, y)
        slope = y - scaled.T @ pull
        held = at_low | at_high
        below, above = ~held & (y < low - allowed), ~held & (y > high + allowed)
        freed = (at_low & (slope < -allowed)) | (at_high & (slope > allowed))
        if not np.any(below | above | freed):
            y = np.clip(y, low, high)
            _check(scaled, goal, low, high, y, pull, what)
            return Change(y, pull / norm, held, round_)
        if np.any((below | above) & ~doubtful):
            doubtful |= below | above
            at_low, at_high = _bounds_that_hold(scaled, goal, low, high, doubtful, what)
        else:
            # bounds that the solver's tolerance could not tell apart
            at_low, at_high = (at_low & ~freed) | below, (at_high & ~freed) | above
    raise SolverError(f"{what}: no set of bounds that hold was found in {_ROUNDS} rounds.")


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


def _bounds_that_hold(
    matrix: Any, goal: Floats, low: Floats, high: Floats, doubtful: NDArray[np.bool_], what: str
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which of the doubtful columns stand at their lower and at their upper bound."""
    which = np.flatnonzero(doubtful)
    part = matrix[:, which].toarray()
    through = _solver(matrix, ~doubtful, what).solve(part)
    hessian = np.eye(len(which)) + part.T @ through
    # in units in which every curvature is one and the largest pull too
    unit = 1.0 / np.sqrt(np.diag(hessian))
    cost = -unit * (through.T @ goal)
    unit = unit * (size := float(np.abs(cost).max(initial=0.0)) or 1.0)
    ends = low[which] / unit, high[which] / unit
    y = unit * _bounded(hessian * np.outer(unit, unit) / size**2, cost / size, *ends, what)
    near = 1e-6 * (1.0 + np.abs(y))
    at_low, at_high = np.zeros(len(low), np.bool_), np.zeros(len(low), np.bool_)
    at_low[which] = y <= low[which] + near
    at_high[which] = (y >= high[which] - near) & ~at_low[which]
    return at_low, at_high


def _bounded(hessian: Floats, cost: Floats, low: Floats, high: Floats, what: str) -> Floats:
    """Minimise ``y @ hessian @ y / 2 + cost @ y`` within bounds."""
    module = highspy_module()
    if module is None:
        from scipy.optimize import lsq_linear

        root = np.linalg.cholesky(hessian).T
        found = lsq_linear(root, np.linalg.solve(root.T, -cost), (low, high), method="bvls")
        return np.asarray(found.x, np.float64)
    n = len(cost)
    model = module.HighsModel()
    lp, square = model.lp_, model.hessian_
    lp.num_col_, lp.num_row_ = n, 0
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, low, high
    lp.a_matrix_.format_ = module.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.zeros(n + 1, np.int32)
    square.dim_, square.format_ = n, module.HessianFormat.kTriangular
    square.start_ = np.concatenate([[0], np.cumsum(np.arange(n, 0, -1))]).astype(np.int32)
    row, column = np.triu_indices(n)
    square.index_, square.value_ = column.astype(np.int32), hessian[row, column]
    highs = module.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.passModel(model)
    highs.run()
    status = highs.getModelStatus()
    if status != module.HighsModelStatus.kOptimal:
        raise SolverError(f"{what}: HiGHS ended with '{highs.modelStatusToString(status)}'.")
    return np.array(highs.getSolution().col_value)


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
