"""The smallest change: against SciPy, at bounds, and refused when it is not the optimum."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import lsq_linear
from scipy.sparse import csc_array

import mineralsec as ms
from mineralsec import quadratic, solver
from mineralsec.quadratic import smallest_change


@st.composite
def problems(draw):
    """Rows with a free column each, and bounded columns that reach across rows."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    rows, columns = draw(st.integers(1, 6)), draw(st.integers(1, 20))
    tight = draw(st.sampled_from([0.0, 0.1, 1.0, np.inf]))
    across = rng.normal(size=(rows, columns)) * (rng.random((rows, columns)) < 0.4)
    own = np.diag(rng.choice([0.01, 0.1, 1.0], size=rows))
    target = rng.normal(size=rows) * draw(st.sampled_from([0.1, 10.0, 1000.0]))
    free = np.full(rows, np.inf)
    low = np.concatenate([-rng.random(columns) * draw(st.sampled_from([0.01, 1.0])), -free])
    high = np.concatenate(
        [np.full(columns, np.inf) if np.isinf(tight) else 1e-9 + rng.random(columns) * tight, free]
    )
    return csc_array(np.hstack([across, own])), target, low, high, columns


def reference(matrix, target, low, high, columns):
    """The same optimum by SciPy: the free columns are what the others leave of the target."""
    dense = matrix.toarray()
    inverse = np.linalg.inv(dense[:, columns:])
    rows = np.vstack([np.eye(columns), -inverse @ dense[:, :columns]])
    goal = np.concatenate([np.zeros(columns), -inverse @ target])
    return lsq_linear(
        rows, goal, (low[:columns], high[:columns]), method="bvls", tol=1e-14, max_iter=1000
    )


@given(problems())
def test_the_change_is_the_one_that_scipy_finds(problem):
    matrix, target, low, high, _ = problem
    found = smallest_change(matrix, target, low, high)
    assert found.size == pytest.approx(reference(*problem).cost, rel=1e-6, abs=1e-9)
    assert matrix @ found.y == pytest.approx(target, abs=1e-6 * np.abs(target).max())
    assert np.all((found.y >= low) & (found.y <= high))


@given(problems())
def test_without_highspy_the_answer_is_the_same(problem):
    matrix, target, low, high, _ = problem
    usual = smallest_change(matrix, target, low, high)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(solver, "_module", [None])
        other = smallest_change(matrix, target, low, high)
    assert other.y.tolist() == usual.y.tolist()


def proved(matrix, target, low, high, found):
    """Free changes follow the multipliers, held ones are pushed beyond their bound by them."""
    size = np.abs(found.y).max()
    assert np.clip(matrix.T @ found.pull, low, high) == pytest.approx(found.y, abs=1e-7 * size)
    assert matrix @ found.y == pytest.approx(target, abs=1e-6 * size)


def test_figures_nine_orders_apart_are_answered():
    """Bounds of 1e-9 and of 1 about a target of thousands: no set of bounds may come back."""
    for seed in range(40):
        rng = np.random.default_rng(seed)
        rows, columns = 5, 40
        across = rng.normal(size=(rows, columns)) * (rng.random((rows, columns)) < 0.5)
        own = np.diag(10.0 ** rng.integers(-2, 1, size=rows))
        target = rng.normal(size=rows) * 10.0 ** rng.integers(-3, 5, size=rows)
        size = 10.0 ** rng.integers(-9, 1, size=columns)
        free = np.full(rows, np.inf)
        low, high = np.concatenate([-size, -free]), np.concatenate([size[::-1], free])
        matrix = csc_array(np.hstack([across, own]))
        found = smallest_change(matrix, target, low, high)
        expected = reference(matrix, target, low, high, columns)
        assert found.size == pytest.approx(expected.cost, rel=1e-6)
        proved(matrix, target, low, high, found)


def test_hundreds_of_bounds_hold_at_once():
    """Exchanging one bound at a time took more than 20,000 rounds here."""
    rng = np.random.default_rng(5)
    rows, columns = 87, 744
    across = rng.normal(size=(rows, columns)) * (rng.random((rows, columns)) < 3 / rows)
    own = np.diag(rng.choice([0.01, 0.1, 1.0], size=rows))
    target = rng.normal(size=rows) * 500
    free = np.full(rows, np.inf)
    low = np.concatenate([-rng.random(columns), -free])
    high = np.concatenate([1e-9 + 0.1 * rng.random(columns), free])
    matrix = csc_array(np.hstack([across, own]))
    found = smallest_change(matrix, target, low, high)
    assert found.held.sum() > 500
    assert found.rounds < 200
    proved(matrix, target, low, high, found)


@settings(max_examples=20)
@given(problems(), st.floats(1e-4, 1e4))
def test_the_answer_scales_with_the_question(problem, factor):
    matrix, target, low, high, _ = problem
    one = smallest_change(matrix, target, low, high)
    many = smallest_change(matrix, factor * target, factor * low, factor * high)
    size = 1 + np.abs(one.y).max()
    assert many.y / factor == pytest.approx(one.y, abs=1e-6 * size * max(1, 1 / factor))


def test_numbers_of_very_different_size_do_not_mislead():
    # unscaled in tonnes, such a program was called optimal far from its optimum
    sizes = np.array([1e-3, 1.0, 1e3, 1e6])
    matrix = csc_array(np.hstack([np.diag(sizes), np.diag(sizes) * 0.1]))
    target = sizes * np.array([1.0, -2.0, 3.0, -4.0])
    low, high = np.full(8, -0.5), np.full(8, np.inf)
    low[4:] = -np.inf
    found = smallest_change(matrix, target, low, high)
    assert found.y[:4] == pytest.approx([1 / 1.01, -0.5, 3 / 1.01, -0.5])
    assert found.held.tolist() == [False, True, False, True, *[False] * 4]


def test_nothing_to_balance_changes_nothing():
    found = smallest_change(csc_array((0, 3)), np.zeros(0), np.zeros(3), np.ones(3))
    assert (found.y.tolist(), found.size, found.rounds) == ([0.0, 0.0, 0.0], 0.0, 0)


ONE = np.ones(1)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([[0.0]], "a balance has nothing in it that can move"),
        ([[1.0], [1.0]], "the balances depend on each other"),
    ],
)
def test_balances_that_no_change_can_meet_are_refused(rows, message):
    matrix = csc_array(np.array(rows))
    with pytest.raises(ms.SolverError, match=f"ore: {message}"):
        smallest_change(matrix, np.ones(len(rows)), -ONE, ONE, what="ore")


def test_bounds_that_leave_no_way_are_refused():
    with pytest.raises(ms.SolverError):
        smallest_change(csc_array(np.ones((1, 1))), 4 * ONE, -ONE, ONE)


TWO = csc_array(np.ones((1, 2)))


@pytest.mark.parametrize(
    ("y", "pull", "message"),
    [
        ([1.0, 1.0], [1.0], "does not balance"),
        ([-1.0, 5.0], [2.0], "beyond its limits"),
        ([1.0, 3.0], [2.0], "not the smallest change"),
        ([4.0, 0.0], [4.0], "not the smallest change"),
    ],
)
def test_an_answer_that_is_not_the_optimum_is_not_believed(y, pull, message):
    low, high = np.zeros(2), np.full(2, 10.0)
    with pytest.raises(ms.SolverError, match=message):
        quadratic._check(TWO, np.array([4.0]), low, high, np.array(y), np.array(pull), "ore")


def test_a_search_that_finds_no_end_is_stopped(monkeypatch):
    monkeypatch.setattr(quadratic, "_ROUNDS", 1)
    with pytest.raises(ms.SolverError, match="in 1 rounds"):
        smallest_change(TWO, np.array([4.0]), -ONE.repeat(2), np.array([1.0, np.inf]))
