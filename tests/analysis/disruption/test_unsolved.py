"""A program that is not solved says which limits keep it from it, and what to relax."""

import numpy as np
import pytest

import mineralsec as ms
from mineralsec import solver
from mineralsec.analysis.disruption import why_unsolved
from mineralsec.analysis.disruption.rung import Rung
from mineralsec.analysis.disruption.simulate import limits_of

from .hand_network import A, C, hand_network, tonnes

BACKENDS = ["highspy", "scipy"]


@pytest.fixture(params=BACKENDS)
def backend(request, monkeypatch):
    if request.param == "scipy":
        monkeypatch.setattr(solver, "_module", [None])
    return request.param


def program(*shocks, detail=True):
    graph = hand_network()
    limits = limits_of(graph, shocks, None, "1 year")
    question = Rung(ms.Reroute(growth=None, spare="nameplate"), "", graph, limits).question(
        "handium"
    )
    found = question.program(detail=detail)
    question.served(found)
    found.stay()
    return found


def test_a_program_out_of_time_says_what_to_leave_out(backend):
    response = ms.Reroute(time_limit=1e-9)
    impact = ms.remove_country(hand_network(), A, response=response)
    with pytest.raises(ms.SolverError, match=r"no optimum within 1e-09 s\. Raise time_limit") as e:
        _ = impact.shortfall_share
    assert e.value.reason == "time"
    with pytest.raises(ms.SolverError, match="Raise time_limit"):
        impact.by("place")


def test_enough_time_changes_nothing():
    slow = ms.remove_country(hand_network(), A, response=ms.Reroute(time_limit=60))
    fast = ms.remove_country(hand_network(), A, response=ms.Reroute())
    assert slow.shortfall_share == fast.shortfall_share
    # the next question on the same graph has no limit any more
    assert "time_limit" not in repr(slow.headline_rung.response)


@pytest.mark.parametrize("value", [0, -1, "1 s", True, float("inf")])
def test_time_is_a_number_of_seconds(value):
    with pytest.raises(ms.RecordError, match="time_limit must be a number of seconds"):
        ms.Reroute(time_limit=value)


def quota():
    return ms.Control(
        id="quota", issuer=A, instrument=ms.Quota(tonnes(5)), minerals=("handium",),
        effective="2000-01-01", ends="2001-01-01",
    )  # fmt: skip


def test_limits_that_contradict_each_other_are_named(backend):
    shocks = (
        (quota(), "quotas", "quotas over lanes there is a solution: raise the limit of a Quota"),
        (
            ms.RemoveCountry(A, channel="exports", targets=C, reexport=False),
            "ceilings",
            "bans by origin there is a solution: allow reexport=True",
        ),
        (
            ms.RemoveCountry(A),
            "rates",
            "fair rates of unmet use there is a solution: use rationing='weight'",
        ),
    )
    for shock, name, message in shocks:
        found = program(shock)
        span = getattr(found.layout, name)
        rows = np.arange(span.start, span.stop, dtype=np.int32)
        # more than can ever be
        found.set_rows(rows, np.full(len(rows), 1e7), np.full(len(rows), np.inf))
        with pytest.raises(ms.SolverError, match=message) as e:
            found.solve(found.cost)
        assert e.value.reason == "infeasible"
        # the limits are as they were: it is still not solved
        with pytest.raises(ms.SolverError, match=message):
            found.solve(found.cost)


def test_amounts_that_were_fixed_too_high_are_named():
    found = program(ms.RemoveCountry(A))
    column = np.arange(found.layout.served.start, found.layout.served.stop)
    high = found.high.copy()
    high[column] = 1e7
    found.set_high(high)
    found.fix(column, np.full(len(column), 1e7))
    with pytest.raises(ms.SolverError, match="amounts that an earlier aim fixed"):
        found.solve(found.cost)
    with pytest.raises(ms.SolverError, match="amounts that an earlier aim fixed"):
        found.without(np.array([found.layout.lanes.start], np.int32))


def test_limits_that_nothing_explains_are_said_to_be_ones_own():
    found = program(ms.RemoveCountry(A))
    column = np.arange(found.layout.served.start, found.layout.served.stop)
    high = found.high.copy()
    high[column] = 1e7
    found.set_high(high)
    found.fix(column, np.full(len(column), 1e7))
    rows = np.arange(found.layout.rates.start, found.layout.rates.stop, dtype=np.int32)
    found.set_rows(rows, np.full(len(rows), 1e9), np.full(len(rows), np.inf))
    with pytest.raises(ms.SolverError, match="No single set of limits explains it"):
        found.solve(found.cost)


def test_other_ends_of_the_solver_are_passed_on():
    error = ms.SolverError("HiGHS ended with 'Unbounded'.")
    assert why_unsolved.explained(program(ms.RemoveCountry(A)), error) is error
    assert error.reason == ""


def test_crossed_bounds_never_reach_the_solver():
    class Crossed:
        def limit(self, graph, limits):
            from attrs import evolve

            return evolve(limits, capacity_max=np.full(len(graph.columns.makers), -1.0))

    with pytest.raises(ms.GraphError, match="negative or missing value in capacity_max"):
        ms.simulate(hand_network(), Crossed())
