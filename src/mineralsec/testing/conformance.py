"""Checks for what others add: a source, a shock, a response, a metric.

Each says all it found wrong at once, as an ``AssertionError``, and returns nothing when the
object keeps the rules. They need no test runner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from typing import Any

import numpy as np
from attrs import evolve

from mineralsec.analysis.disruption.limits import Limits, check
from mineralsec.analysis.disruption.outcome import After, Outcome, totals
from mineralsec.analysis.disruption.shocks import RemoveCountry
from mineralsec.analysis.shares import Shares
from mineralsec.errors import MineralsecError
from mineralsec.graph.columns import sums
from mineralsec.graph.network import Network
from mineralsec.graph.supply_graph import SupplyGraph
from mineralsec.io.json_files import dumps, loads
from mineralsec.model import RECORD_TYPES
from mineralsec.provenance import Citation
from mineralsec.testing.example import example_graph

__all__ = ["check_metric", "check_response", "check_shock", "check_source"]

#: Findings about one side of a market: a source may know the other side alone.
_ONE_SIDED = ("mass-vanishes", "flow-without-use", "use-without-supply")

#: Relative difference that counts as none.
TOLERANCE = 1e-6

_START, _END = date(2025, 1, 1), date(2026, 1, 1)
_NARROWED = (
    "capacity_left",
    "capacity_max",
    "lane_left",
    "lane_max",
    "release_left",
    "appears_left",
)
_ARRAYS = (*_NARROWED, "lane_cost", "demand", "leaves", "first", "counted")


class _Report:
    """Collects what is wrong, and says it all."""

    def __init__(self, what: object) -> None:
        self.name = getattr(what, "__name__", None) or type(what).__name__
        self.found: list[str] = []

    def rule(self, holds: object, message: str) -> None:
        if not holds:
            self.found.append(message)

    def end(self) -> None:
        if self.found:
            lines = "\n".join(f"  - {line}" for line in dict.fromkeys(self.found))
            raise AssertionError(f"{self.name} breaks these rules:\n{lines}")

    def call(self, function: Callable[[], Any], doing: str) -> Any:
        """Return what `function` returns; what it raises ends the check."""
        try:
            return function()
        except Exception as error:
            # whatever it raises is the finding
            self.found.append(f"{doing} raises {type(error).__name__}: {error}")
            self.end()


def check_metric(metric: Callable[[Shares], float], *, symmetric: bool = True) -> None:
    """Check a measure of concentration, or any other number of a :class:`~mineralsec.Shares`.

    It must return one finite number, the same each time, leave the shares alone, not depend on
    the unit of the amounts, and answer for a single holder.

    Parameters
    ----------
    metric
        Function of :class:`~mineralsec.Shares`.
    symmetric
        Whether who holds what must not matter, only how large the shares are. Pass False for
        measures that weigh holders, by governance or by bloc.

    Raises
    ------
    AssertionError
        With every rule that is broken.

    Examples
    --------
    >>> import mineralsec as ms
    >>> from mineralsec.testing import check_metric
    >>> check_metric(ms.hhi)
    >>> check_metric(lambda shares: float(shares.quantities[1].max()))
    Traceback (most recent call last):
    AssertionError: <lambda> breaks these rules:
      - it depends on the unit: tonnes and kilograms give different numbers
    """
    report = _Report(metric)
    amounts = {"CHN": 60.0, "USA": 25.0, "AUS": 10.0, "COD": 5.0}
    plain = Shares.from_quantities(amounts)
    before = plain.quantities.copy()
    value = report.call(lambda: metric(plain), "four holders")
    report.rule(_is_number(value), f"it returns {value!r}, not one finite number")
    if not _is_number(value):
        report.end()
    value = float(value)
    report.rule(np.array_equal(before, plain.quantities), "it changes the shares it is given")
    report.rule(float(metric(plain)) == value, "it gives another number the second time")
    smaller = Shares.from_quantities({k: v * 1000 for k, v in amounts.items()})
    report.rule(
        np.isclose(float(metric(smaller)), value, rtol=TOLERANCE),
        "it depends on the unit: tonnes and kilograms give different numbers",
    )
    if symmetric:
        swapped = Shares.from_quantities(
            dict(zip(amounts, reversed(amounts.values()), strict=True))
        )
        report.rule(
            np.isclose(float(metric(swapped)), value, rtol=TOLERANCE),
            "it depends on who holds what (pass symmetric=False if it should)",
        )
    alone = report.call(lambda: metric(Shares.from_quantities({"CHN": 3.0})), "a single holder")
    report.rule(_is_number(alone), f"a single holder gives {alone!r}")
    report.end()


def _is_number(value: Any) -> bool:
    return (
        np.ndim(value) == 0
        and isinstance(value, (int, float, np.number))
        and bool(np.isfinite(value))
    )


def _open(graph: SupplyGraph) -> Limits:
    return Limits.none(graph, _START, _END)


def _copies(limits: Limits) -> dict[str, Any]:
    return {name: np.array(getattr(limits, name)) for name in _ARRAYS}


def _same(limits: Limits, copies: dict[str, Any]) -> bool:
    return all(np.array_equal(getattr(limits, name), copies[name]) for name in _ARRAYS)


def _limited(shock: Any, graph: SupplyGraph, limits: Limits) -> Limits:
    return check(shock.limit(graph, limits), graph, shock)


def check_shock(shock: Any, graph: SupplyGraph | None = None) -> None:
    """Check a shock: an object with ``limit(graph, limits) -> limits``.

    It must return :class:`~mineralsec.Limits` of the graph's shapes, only narrow what it is
    given (bounds take the minimum, shares multiply; demand alone may grow), leave its input
    alone, and do the same each time.

    Parameters
    ----------
    shock
        The shock.
    graph
        Graph to try it on, if it needs places or minerals of its own; None takes
        :func:`example_graph`.

    Raises
    ------
    AssertionError
        With every rule that is broken.

    Examples
    --------
    >>> import mineralsec as ms
    >>> from mineralsec.testing import check_shock
    >>> check_shock(ms.RemoveCountry("COD"))
    """
    report = _Report(shock)
    graph = example_graph() if graph is None else graph
    full = _open(graph)
    half = evolve(full, **{name: getattr(full, name) / 2 for name in _NARROWED})
    for given, what in ((full, "open limits"), (half, "limits that are narrow already")):
        before = _copies(given)
        left = report.call(partial(_limited, shock, graph, given), f"limit() on {what}")
        report.rule(_same(given, before), "it changes the limits it is given; return a copy")
        report.rule(
            _same(left, _copies(_limited(shock, graph, given))),
            "it gives other limits the second time",
        )
        for name in _NARROWED:
            report.rule(
                np.all(getattr(left, name) <= before[name] * (1 + TOLERANCE)),
                f"it widens {name}; take the minimum of bounds, multiply shares",
            )
        report.rule(np.all(left.lane_cost >= before["lane_cost"]), "it lowers lane_cost; add to it")
        report.rule(np.all(left.leaves >= before["leaves"]), "it lowers leaves; take the maximum")
        for name in ("rules", "quotas", "bans", "scope", "notes"):
            earlier = getattr(given, name)
            report.rule(getattr(left, name)[: len(earlier)] == earlier, f"it drops earlier {name}")
    report.end()


def check_response(response: Any, graph: SupplyGraph | None = None) -> None:
    """Check a response: an object with ``respond(graph, limits) -> Outcome``.

    No shock must mean no loss; nobody receives more than is wanted; nothing flows on a closed
    lane or out of a closed plant; what leaves or is used at a market does not exceed what comes
    in; two countries lost are at least as bad as one of them; the same question has the same
    answer; and the limits are left alone.

    Parameters
    ----------
    response
        The response.
    graph
        Graph to try it on; None takes :func:`example_graph`.

    Raises
    ------
    AssertionError
        With every rule that is broken.

    Examples
    --------
    >>> import mineralsec as ms
    >>> from mineralsec.testing import check_response
    >>> check_response(ms.ProRata())
    """
    report = _Report(response)
    graph = example_graph() if graph is None else graph
    nothing = _unmet(report, response, graph, _open(graph), "no shock")
    use = sum(float(_network(graph, m).received.sum()) for m in graph.minerals)
    report.rule(abs(nothing) <= TOLERANCE * max(use, 1.0), f"no shock loses {nothing:g} t/yr")
    places = [place for place in graph.places if ":" not in place]
    for i, place in enumerate(places):
        one = RemoveCountry(place).limit(graph, _open(graph))
        lost = _unmet(report, response, graph, one, f"without {place}")
        for other in places[i + 1 :]:
            both = RemoveCountry(other).limit(graph, one)
            more = _unmet(report, response, graph, both, f"without {place} and {other}")
            report.rule(
                more >= lost - TOLERANCE * max(use, 1.0),
                f"losing {other} as well as {place} helps: {more:g} after {lost:g} t/yr unmet",
            )
    report.end()


def _network(graph: SupplyGraph, mineral: str) -> Network:
    return graph.network(mineral)


def _unmet(report: _Report, response: Any, graph: SupplyGraph, limits: Limits, what: str) -> float:
    """Return the unmet use of everybody, after looking at all that comes back."""
    before = _copies(limits)
    outcome = report.call(lambda: response.respond(graph, limits), f"respond() {what}")
    report.rule(isinstance(outcome, Outcome), f"respond() returns {type(outcome).__name__}")
    if not isinstance(outcome, Outcome):
        report.end()
    report.rule(_same(limits, before), "it changes the limits it is given")
    again = response.respond(graph, limits)
    unmet = 0.0
    for mineral, after in outcome.after.items():
        if mineral not in graph.minerals:
            report.rule(False, f"it answers for {mineral!r}, which is not in the graph")
            continue
        network = _network(graph, mineral)
        if not _shapes(report, network, after, what):
            continue
        _physics(report, network, limits, after, what)
        unmet += totals(network, limits, after).unmet
        twin = again.after.get(mineral)
        report.rule(
            twin is not None and np.allclose(twin.received, after.received, rtol=TOLERANCE),
            f"{what}: it answers differently the second time",
        )
    return unmet


def _shapes(report: _Report, network: Network, after: After, what: str) -> bool:
    sizes = {
        "received": len(network.users),
        "unrecorded": len(network),
        "flow": len(network.lanes),
        "output": len(network.makers),
        "release": len(network.stocks),
    }
    fine = True
    for name, size in sizes.items():
        array = np.asarray(getattr(after, name))
        good = array.shape == (size,) and bool(np.all(np.isfinite(array)))
        report.rule(good, f"{what}: {name} must be {size} finite numbers")
        fine &= good
        if good:
            report.rule(np.all(array >= -TOLERANCE * (1 + array.max(initial=0))),
                        f"{what}: {name} holds a negative amount")  # fmt: skip
    return fine


def _physics(report: _Report, network: Network, limits: Limits, after: After, what: str) -> None:
    scale = max(float(network.supply.max(initial=0.0)), 1.0) * TOLERANCE
    wanted = network.received * limits.demand[network.users]
    report.rule(np.all(after.received <= wanted + scale), f"{what}: somebody receives too much")
    closed = limits.lane_left[network.lanes] == 0
    report.rule(np.all(after.flow[closed] <= scale), f"{what}: a closed lane carries something")
    shut = limits.capacity_left[network.makers] == 0
    report.rule(np.all(after.output[shut] <= scale), f"{what}: a closed plant makes something")
    n = len(network)
    refines = network.maker_intake >= 0
    taken = (after.output / network.recovery)[refines]
    into = sums(network.maker_market, after.output, n) + sums(network.lane_to, after.flow, n)
    into += sums(network.stock_market, after.release, n)
    into += network.appears * limits.appears_left[network.markets]
    out = sums(network.lane_from, after.flow, n) + after.unrecorded
    out += sums(network.user_market, after.received, n)
    out += sums(network.maker_intake[refines], taken, n)
    for origin, destination, tonnes in after.new_flow:
        out[origin] += tonnes
        into[destination] += tonnes
    report.rule(np.all(out <= into + scale * n), f"{what}: a market gives more than it gets")


def check_source(source: Any) -> None:
    """Check a source: an object with ``records()``.

    Every record must be one of ours and cite where its figures were read; the records must come
    out the same each time, make a graph without an error among its findings (supply that nobody
    takes and use without supply are none: a source may know one side alone), and survive being
    written to a file.

    Parameters
    ----------
    source
        The source, or its class.

    Raises
    ------
    AssertionError
        With every rule that is broken.

    Examples
    --------
    >>> import mineralsec as ms
    >>> from mineralsec.testing import check_source
    >>> class Survey:
    ...     def records(self):
    ...         return [ms.Mineral("niobium", stages=("mining",))]
    >>> check_source(Survey)
    Traceback (most recent call last):
    AssertionError: Survey breaks these rules:
      - no source: Mineral(niobium: mining)
    """
    report = _Report(source)
    made = report.call(source, "making it") if isinstance(source, type) else source
    records = report.call(lambda: tuple(_listed(made.records())), "records()")
    report.rule(records, "it has no records")
    for record in records:
        if not isinstance(record, RECORD_TYPES):
            report.rule(False, f"not a record: {record!r}")
        elif not isinstance(record.source, Citation):
            report.rule(False, f"no source: {record!r}")
    if report.found:
        report.end()
    report.rule(
        tuple(made.records()) == records, "it gives other records, or another order, next time"
    )
    graph = report.call(lambda: SupplyGraph.from_records(records), "a graph of its records")
    for finding in graph.findings():
        accepted = finding.severity != "error" or finding.code in _ONE_SIDED
        report.rule(accepted, f"finding: {finding.message}")
    try:
        report.rule(loads(dumps(records)) == records, "a file of its records reads differently")
    except MineralsecError as error:
        report.rule(False, f"its records cannot be written to a file and read: {error}")
    report.end()


def _listed(records: Any) -> Iterable[Any]:
    if isinstance(records, (str, bytes)) or not isinstance(records, Iterable):
        raise TypeError(f"records() returns {type(records).__name__}, not records")
    return records
