"""Linear programs: both solvers agree with scipy's own model, duals are derivatives."""

from __future__ import annotations

import sys
import warnings

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import linprog

from mineralsec import solver
from mineralsec.errors import MineralsecWarning, SolverError
from mineralsec.solver import LinearProgram, Matrix

BACKENDS = ("highspy", "scipy")


@pytest.fixture(params=BACKENDS)
def backend(request, monkeypatch):
    """Solve with one package or the other."""
    use(request.param, monkeypatch)
    return request.param


def use(name, monkeypatch):
    module = None if name == "scipy" else pytest.importorskip("highspy")
    monkeypatch.setattr(solver, "_module", [module])


def matrix_of(dense):
    rows, columns = np.nonzero(dense)
    return Matrix.of(rows, columns, dense[rows, columns], dense.shape)


class Problem:
    """A program as dense arrays, and what scipy makes of it."""

    def __init__(self, cost, dense, row_low, row_high, low, high):
        self.cost, self.dense = cost, dense
        self.row_low, self.row_high, self.low, self.high = row_low, row_high, low, high

    def program(self):
        return LinearProgram(
            self.cost, matrix_of(self.dense), self.row_low, self.row_high, self.low, self.high
        )

    def best(self):
        """Return scipy's optimum with every row written twice; None if there is none."""
        above, below = np.isfinite(self.row_high), np.isfinite(self.row_low)
        found = linprog(
            self.cost,
            A_ub=np.vstack([self.dense[above], -self.dense[below]]),
            b_ub=np.concatenate([self.row_high[above], -self.row_low[below]]),
            bounds=np.column_stack([self.low, self.high]),
            method="highs",
        )
        return found.fun if found.status == 0 else None

    def replaced(self, **arrays):
        names = ("cost", "dense", "row_low", "row_high", "low", "high")
        return Problem(**{name: arrays.get(name, getattr(self, name)) for name in names})


@st.composite
def problems(draw):
    n, m = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    number = st.integers(-3, 3).map(float)

    def array(size, of=number):
        return np.array(draw(st.lists(of, min_size=size, max_size=size)))

    dense = array(n * m).reshape(m, n)
    ends = [sorted(draw(st.tuples(number, number))) for _ in range(m)]
    open_ = [draw(st.sampled_from(("neither", "low", "high"))) for _ in range(m)]
    row_low = np.array([-np.inf if o == "low" else e[0] for o, e in zip(open_, ends, strict=True)])
    row_high = np.array([np.inf if o == "high" else e[1] for o, e in zip(open_, ends, strict=True)])
    low = array(n)
    high = low + array(n, st.integers(0, 9).map(float))
    return Problem(array(n), dense, row_low, row_high, low, high)


@pytest.mark.parametrize("name", BACKENDS)
@given(problem=problems())
def test_the_optimum_is_scipys_and_within_all_bounds(name, problem):
    with pytest.MonkeyPatch.context() as patch:
        use(name, patch)
        best = problem.best()
        if best is None:
            with pytest.raises(SolverError, match="The limits contradict each other"):
                problem.program().solve()
            return
        found = problem.program().solve()
    assert found.objective == pytest.approx(best, abs=1e-7)
    assert problem.cost @ found.x == pytest.approx(best, abs=1e-7)
    assert np.all(found.x >= problem.low - 1e-7)
    assert np.all(found.x <= problem.high + 1e-7)
    rows = problem.dense @ found.x
    assert np.all(rows >= problem.row_low - 1e-7)
    assert np.all(rows <= problem.row_high + 1e-7)


@pytest.mark.parametrize("name", BACKENDS)
@given(problem=problems())
def test_duals_are_what_a_moved_bound_changes(name, problem):
    """A dual lies between the left and the right derivative of the optimum by its bound."""
    with pytest.MonkeyPatch.context() as patch:
        use(name, patch)
        best = problem.best()
        assume(best is not None)
        found = problem.program().solve()
    rows = problem.dense @ found.x
    for kind, duals, at, low, high in (
        ("row_", found.row_dual, rows, problem.row_low, problem.row_high),
        ("", found.column_dual, found.x, problem.low, problem.high),
    ):
        for i, dual in enumerate(duals):
            on_low, on_high = abs(at[i] - low[i]) < 1e-7, abs(at[i] - high[i]) < 1e-7
            if not (on_low or on_high):
                assert dual == pytest.approx(0, abs=1e-7)
                continue
            # a lower bound costs as it rises, an upper bound saves
            assert dual >= -1e-7 or on_high
            assert dual <= 1e-7 or on_low
            slopes = []
            for step in (-1e-3, 1e-3):
                by = step * (np.arange(len(duals)) == i)
                after = problem.replaced(
                    **{f"{kind}low": low + by if on_low else low},
                    **{f"{kind}high": high + by if on_high else high},
                ).best()
                slopes.append(None if after is None else (after - best) / step)
            # the optimum is convex in a bound
            if slopes[0] is not None:
                assert slopes[0] <= dual + 1e-4
            if slopes[1] is not None:
                assert dual <= slopes[1] + 1e-4


def diet():
    """At least 4 of two goods that cost 2 and 3, at most 3 of the first."""
    return Problem(
        np.array([2.0, 3.0]), np.array([[1.0, 1.0]]), np.array([4.0]), np.array([np.inf]),
        np.zeros(2), np.array([3.0, 9.0]),
    )  # fmt: skip


def test_a_worked_example(backend):
    program = diet().program()
    assert program.minimum() == pytest.approx(9)
    found = program.solve()
    assert solver.backend_name() == backend
    assert found.objective == pytest.approx(9)
    assert found.x == pytest.approx([3, 1])
    # one more of both costs 3; one more of the first saves 1
    assert found.row_dual == pytest.approx([3])
    assert found.column_dual == pytest.approx([-1, 0])


def test_bounds_and_costs_change_and_the_matrix_stays(backend):
    program = diet().program()
    program.solve()
    basis = program.keep_basis()
    first, row = np.array([0], np.int32), np.array([0], np.int32)
    program.set_columns(first, np.zeros(1), np.ones(1))
    assert program.solve().objective == pytest.approx(11)
    program.set_rows(row, np.full(1, -np.inf), np.full(1, 4.0))
    assert program.solve().objective == pytest.approx(0)
    program.set_costs(np.array([-1.0, -1.0]))
    assert program.solve().objective == pytest.approx(-4)
    program.set_rows(row, np.full(1, 4.0), np.full(1, 4.0))
    program.set_costs(np.array([2.0, 3.0]))
    program.set_columns(first, np.zeros(1), np.full(1, 3.0))
    program.restart_from(basis)
    found = program.solve()
    assert found.objective == pytest.approx(9)
    assert found.x == pytest.approx([3, 1])


def test_a_kept_basis_outlives_later_solves(backend):
    problem = diet()
    program = problem.program()
    program.solve()
    basis = program.keep_basis()
    if backend == "scipy":
        assert basis is None
        return
    kept = list(basis.col_status), list(basis.row_status)
    program.set_costs(np.array([3.0, 2.0]))
    assert program.solve().x == pytest.approx([0, 4])
    assert (list(basis.col_status), list(basis.row_status)) == kept


def test_a_callers_arrays_are_left_alone(backend):
    problem = diet()
    program = problem.program()
    program.set_columns(np.array([0], np.int32), np.ones(1), np.ones(1))
    program.set_rows(np.array([0], np.int32), np.ones(1), np.ones(1))
    assert problem.low.tolist() == [0, 0]
    assert problem.high.tolist() == [3, 9]
    assert problem.row_low.tolist() == [4]


def test_a_program_without_a_solution_says_which(backend):
    problem = diet().replaced(high=np.ones(2))
    program = LinearProgram(
        problem.cost, matrix_of(problem.dense), problem.row_low, problem.row_high, problem.low,
        problem.high, what="supply of gallium",
    )  # fmt: skip
    with pytest.raises(SolverError, match=r"supply of gallium: .*ended with '.*nfeasible"):
        program.solve()
    # the program goes on once the limits fit again
    program.set_columns(np.array([0], np.int32), np.zeros(1), np.full(1, 3.0))
    assert program.solve().objective == pytest.approx(9)


def test_a_program_without_a_floor_is_refused(backend):
    problem = diet().replaced(cost=-np.ones(2), high=np.full(2, np.inf))
    with pytest.raises(SolverError, match="linear program: "):
        problem.program().solve()


@pytest.mark.parametrize("which", ["low", "row_low"])
@pytest.mark.parametrize("value", [99.0, np.nan])
def test_crossed_bounds_are_refused_when_they_are_set(backend, which, value):
    problem = diet().replaced(row_high=np.array([5.0]))
    bad = problem.replaced(**{which: getattr(problem, which) * 0 + value})
    with pytest.raises(SolverError, match="linear program: a lower bound is above its upper"):
        bad.program()
    program = problem.program()
    change = program.set_columns if which == "low" else program.set_rows
    with pytest.raises(SolverError, match="a lower bound is above its upper bound, or is not a"):
        change(np.array([0], np.int32), np.array([value]), np.array([5.0]))
    assert program.solve().objective == pytest.approx(9)


@given(
    st.integers(1, 5).flatmap(
        lambda n: st.tuples(
            st.just(n), st.lists(st.integers(-2, 2).map(float), min_size=n * 3, max_size=n * 3)
        )
    )
)
def test_a_matrix_by_columns_holds_what_was_put_in_in_any_order(sized):
    n, values = sized
    dense = np.array(values).reshape(3, n)
    rows, columns = np.nonzero(dense)
    back = rows[::-1], columns[::-1]
    for r, c in ((rows, columns), back):
        matrix = Matrix.of(r, c, dense[r, c], dense.shape)
        again = np.zeros(dense.shape)
        for column in range(n):
            part = slice(matrix.start[column], matrix.start[column + 1])
            assert np.all(np.diff(matrix.index[part]) > 0)
            again[matrix.index[part], column] = matrix.value[part]
        assert np.array_equal(again, dense)


def test_a_missing_highspy_is_said_once(monkeypatch):
    monkeypatch.setattr(solver, "_module", [])
    monkeypatch.setitem(sys.modules, "highspy", None)
    with pytest.warns(MineralsecWarning, match="highspy cannot be imported") as caught:
        assert solver.backend_name() == "scipy"
    assert len(caught) == 1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert solver.backend_name() == "scipy"
        assert diet().program().solve().objective == pytest.approx(9)


def test_highspy_is_found_without_a_word(monkeypatch):
    pytest.importorskip("highspy")
    monkeypatch.setattr(solver, "_module", [])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert solver.backend_name() == "highspy"


def test_a_program_that_is_made_smaller_first_has_the_same_optimum_and_restarts(monkeypatch):
    pytest.importorskip("highspy")
    eye = Matrix.of([0, 0, 1, 1], [0, 1, 1, 2], [1.0, 1.0, 1.0, -1.0], (2, 3))
    cost, zero = np.array([-3.0, -2.0, 1.0]), np.zeros(3)

    def program():
        rows = np.full(2, -np.inf), np.array([4.0, 1.0])
        return LinearProgram(cost, eye, *rows, zero, np.array([3.0, 5.0, 2.0]))

    plain = program()
    monkeypatch.setattr(solver, "LARGE", 0)
    smaller = program()
    for _ in range(2):
        one, other = plain.solve(), smaller.solve()
        assert one.objective == pytest.approx(other.objective)
        assert one.x == pytest.approx(other.x)
        for each in (plain, smaller):
            each.set_columns(np.array([0], np.int32), np.zeros(1), np.ones(1))
    assert one.objective == pytest.approx(-3.0 - 2.0 * 3.0 + 2.0)
