"""Linear programs on plain arrays: HiGHS through highspy, or through scipy if it must be.

A program is built once and solved many times: bounds and costs change, the matrix does not, and
each solve restarts from a basis. Nothing here knows what a column stands for.
"""

from __future__ import annotations

import math
import warnings
from typing import Any, Protocol

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mineralsec.errors import MineralsecWarning, SolverError

__all__ = ["LinearProgram", "Matrix", "Optimum", "backend_name", "highspy_module"]

_WHY = "The limits contradict each other, or the numbers differ too much in size."

#: What scipy calls its ends.
_SCIPY_OUT_OF_TIME, _SCIPY_INFEASIBLE = 1, 2

#: Columns from which a program is made smaller before its first solve.
LARGE = 50_000

Floats = NDArray[np.float64]
Integers = NDArray[np.int32]


@frozen(eq=False)
class Matrix:
    """A sparse matrix by columns.

    Parameters
    ----------
    start, index, value
        Column starts, row numbers and entries (CSC).
    shape
        Rows and columns.
    """

    start: Integers
    index: Integers
    value: Floats
    shape: tuple[int, int]

    @classmethod
    def of(cls, rows: Any, columns: Any, values: Any, shape: tuple[int, int]) -> Matrix:
        """Return the matrix with the given entries, each place at most once."""
        row, column = np.asarray(rows, np.int32), np.asarray(columns, np.int32)
        value = np.asarray(values, np.float64)
        order = np.lexsort((row, column))
        counts = np.bincount(column, minlength=shape[1])
        start = np.zeros(shape[1] + 1, np.int32)
        np.cumsum(counts, out=start[1:])
        return cls(start, row[order], value[order], shape)


@frozen(eq=False)
class Optimum:
    """What a solved program says.

    Parameters
    ----------
    objective
        Value at the optimum.
    x
        Columns.
    row_dual, column_dual
        Change of the objective per unit of a row's or column's bound.
    """

    objective: float
    x: Floats
    row_dual: Floats
    column_dual: Floats


class _Backend(Protocol):
    seconds: float

    def solve(self) -> Optimum: ...
    def minimum(self) -> float: ...
    def set_costs(self, cost: Floats) -> None: ...
    def set_columns(self, which: Integers, low: Floats, high: Floats) -> None: ...
    def set_rows(self, which: Integers, low: Floats, high: Floats) -> None: ...
    def keep_basis(self) -> Any: ...
    def restart_from(self, basis: Any) -> None: ...


def _highspy() -> Any:
    """Return the highspy module, or None with a warning when it cannot be imported."""
    try:
        import highspy
    except ImportError as error:
        warnings.warn(
            f"highspy cannot be imported ({error}); the same programs go to scipy.optimize, which "
            "solves each from scratch. Install highspy, or import mineralsec before the package "
            "that brings another HiGHS.",
            MineralsecWarning,
            stacklevel=2,
        )
        return None
    return highspy


def _out_of_time(what: str, seconds: float) -> SolverError:
    return SolverError(f"{what}: no optimum within {seconds:g} s.", "time")


_module: list[Any] = []


def highspy_module() -> Any:
    """Return the highspy module; None, after one warning, when it cannot be imported."""
    # asked once a process, so that the warning comes once
    if not _module:
        _module.append(_highspy())
    return _module[0]


def backend_name() -> str:
    """Return which package solves: ``"highspy"`` or ``"scipy"``."""
    return "scipy" if highspy_module() is None else "highspy"


class LinearProgram:
    """Minimise ``cost @ x`` with bounds on ``x`` and on ``matrix @ x``.

    Parameters
    ----------
    cost
        Shape (n_columns,).
    matrix
        Coefficients.
    row_low, row_high
        Bounds of the rows, shape (n_rows,); infinite where there is none.
    low, high
        Bounds of the columns, shape (n_columns,).
    what
        What the program is about, for messages.

    Examples
    --------
    >>> import numpy as np
    >>> one = np.ones(1)
    >>> program = LinearProgram(
    ...     -one, Matrix.of([0], [0], [1.0], (1, 1)), one * -np.inf, one * 4, one * 0, one * 9
    ... )
    >>> program.solve().objective
    -4.0
    """

    def __init__(
        self,
        cost: Floats,
        matrix: Matrix,
        row_low: Floats,
        row_high: Floats,
        low: Floats,
        high: Floats,
        *,
        what: str = "linear program",
    ) -> None:
        self._what = what
        self._ordered(low, high)
        self._ordered(row_low, row_high)
        module = highspy_module()
        data = (cost, matrix, row_low, row_high, low, high)
        self._backend: _Backend = (
            _Scipy(*data, what=what) if module is None else _Highspy(module, *data, what=what)
        )

    def give(self, seconds: float | None) -> None:
        """Give each solve so much time; None is no limit. [s]"""
        self._backend.seconds = math.inf if seconds is None else seconds

    def solve(self) -> Optimum:
        """Return the optimum.

        Raises
        ------
        SolverError
            If the program is infeasible or unbounded, time is up, or the solver gives up.
        """
        return self._backend.solve()

    def minimum(self) -> float:
        """Return the value at the optimum, without the point.

        Raises
        ------
        SolverError
            If the program is infeasible or unbounded, or the solver gives up.
        """
        return self._backend.minimum()

    def set_costs(self, cost: Floats) -> None:
        """Replace all costs."""
        self._backend.set_costs(cost)

    def set_columns(self, which: Integers, low: Floats, high: Floats) -> None:
        """Replace the bounds of some columns.

        Raises
        ------
        SolverError
            If a lower bound is above its upper bound, or is not a number.
        """
        self._ordered(low, high)
        self._backend.set_columns(which, low, high)

    def set_rows(self, which: Integers, low: Floats, high: Floats) -> None:
        """Replace the bounds of some rows; raises as :meth:`set_columns` does."""
        self._ordered(low, high)
        self._backend.set_rows(which, low, high)

    def _ordered(self, low: Floats, high: Floats) -> None:
        # a comparison with NaN is false
        if not np.all(low <= high):
            raise SolverError(
                f"{self._what}: a lower bound is above its upper bound, or is not a number."
            )

    def keep_basis(self) -> Any:
        """Return the basis of the last solve, for :meth:`restart_from`."""
        return self._backend.keep_basis()

    def restart_from(self, basis: Any) -> None:
        """Start the next solve from `basis`."""
        self._backend.restart_from(basis)


class _Highspy:
    seconds: float = math.inf

    def __init__(
        self,
        module: Any,
        cost: Floats,
        matrix: Matrix,
        row_low: Floats,
        row_high: Floats,
        low: Floats,
        high: Floats,
        *,
        what: str,
    ) -> None:
        self._what = what
        self._module = module
        self._columns = np.arange(len(cost), dtype=np.int32)
        # a large program without a basis is better made smaller first; a restart is not
        self._presolve = len(cost) > LARGE
        lp = module.HighsLp()
        lp.num_row_, lp.num_col_ = matrix.shape
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = cost, low, high
        lp.row_lower_, lp.row_upper_ = row_low, row_high
        lp.a_matrix_.format_ = module.MatrixFormat.kColwise
        lp.a_matrix_.start_, lp.a_matrix_.index_ = matrix.start, matrix.index
        lp.a_matrix_.value_ = matrix.value
        self._highs = highs = module.Highs()
        highs.setOptionValue("output_flag", False)
        # one thread: results do not depend on the machine, and sweeps run in parallel outside
        highs.setOptionValue("threads", 1)
        highs.setOptionValue("solver", "simplex")
        highs.passModel(lp)

    def minimum(self) -> float:
        highs, statuses = self._highs, self._module.HighsModelStatus
        status = self._run(self._presolve)
        self._presolve = False
        if status not in (statuses.kOptimal, statuses.kTimeLimit):
            # a restart can stall where a fresh start, with presolve, does not
            highs.clearSolver()
            status = self._run(True)
        if status == statuses.kTimeLimit:
            raise _out_of_time(self._what, self.seconds)
        if status != statuses.kOptimal:
            raise SolverError(
                f"{self._what}: HiGHS ended with '{highs.modelStatusToString(status)}'. {_WHY}",
                "infeasible" if status == statuses.kInfeasible else "",
            )
        return float(highs.getInfo().objective_function_value)

    def _run(self, presolve: bool) -> Any:
        self._highs.setOptionValue("presolve", "on" if presolve else "off")
        # the clock of HiGHS goes on from one solve to the next
        left = self._highs.getRunTime() + self.seconds if math.isfinite(self.seconds) else math.inf
        self._highs.setOptionValue("time_limit", left)
        self._highs.run()
        return self._highs.getModelStatus()

    def solve(self) -> Optimum:
        value = self.minimum()
        solution = self._highs.getSolution()
        return Optimum(
            value,
            np.array(solution.col_value),
            np.array(solution.row_dual),
            np.array(solution.col_dual),
        )

    def set_costs(self, cost: Floats) -> None:
        self._highs.changeColsCost(len(cost), self._columns, cost)

    def set_columns(self, which: Integers, low: Floats, high: Floats) -> None:
        self._highs.changeColsBounds(len(which), which, low, high)

    def set_rows(self, which: Integers, low: Floats, high: Floats) -> None:
        for row, a, b in zip(which.tolist(), low.tolist(), high.tolist(), strict=True):
            self._highs.changeRowBounds(row, a, b)

    def keep_basis(self) -> Any:
        # getBasis returns a view of the solver's own basis
        basis, kept = self._highs.getBasis(), self._module.HighsBasis()
        kept.col_status, kept.row_status = list(basis.col_status), list(basis.row_status)
        kept.valid = True
        return kept

    def restart_from(self, basis: Any) -> None:
        self._highs.setBasis(basis)


class _Scipy:
    seconds: float = math.inf

    def __init__(
        self,
        cost: Floats,
        matrix: Matrix,
        row_low: Floats,
        row_high: Floats,
        low: Floats,
        high: Floats,
        *,
        what: str,
    ) -> None:
        from scipy.sparse import csc_array

        self._what = what
        self._cost, self._low, self._high = cost.copy(), low.copy(), high.copy()
        self._row_low, self._row_high = row_low.copy(), row_high.copy()
        self._matrix = csc_array(
            (matrix.value, matrix.index, matrix.start), shape=matrix.shape
        ).tocsr()

    def minimum(self) -> float:
        return self.solve().objective

    def solve(self) -> Optimum:
        from scipy.optimize import linprog
        from scipy.sparse import vstack

        fixed = self._row_low == self._row_high
        above = ~fixed & np.isfinite(self._row_high)
        below = ~fixed & np.isfinite(self._row_low)
        solve: Any = linprog  # scipy's stubs know no sparse constraints
        result = solve(
            self._cost,
            A_eq=self._matrix[fixed],
            b_eq=self._row_low[fixed],
            A_ub=vstack([self._matrix[above], -self._matrix[below]]),
            b_ub=np.concatenate([self._row_high[above], -self._row_low[below]]),
            bounds=np.column_stack([self._low, self._high]),
            method="highs",
            options={"time_limit": self.seconds},
        )
        if result.status == _SCIPY_OUT_OF_TIME:
            raise _out_of_time(self._what, self.seconds)
        if result.status != 0:
            raise SolverError(
                f"{self._what}: scipy ended with '{result.message}'. {_WHY}",
                "infeasible" if result.status == _SCIPY_INFEASIBLE else "",
            )
        row_dual = np.zeros(len(self._row_low))
        row_dual[fixed] = result.eqlin.marginals
        split = int(above.sum())
        row_dual[above] += result.ineqlin.marginals[:split]
        row_dual[below] -= result.ineqlin.marginals[split:]
        column_dual = result.lower.marginals + result.upper.marginals
        return Optimum(float(result.fun), result.x, row_dual, column_dual)

    def set_costs(self, cost: Floats) -> None:
        self._cost = cost.copy()

    def set_columns(self, which: Integers, low: Floats, high: Floats) -> None:
        self._low[which], self._high[which] = low, high

    def set_rows(self, which: Integers, low: Floats, high: Floats) -> None:
        self._row_low[which], self._row_high[which] = low, high

    def keep_basis(self) -> Any:
        return None

    def restart_from(self, basis: Any) -> None:
        """Do nothing: scipy starts every solve from scratch."""
