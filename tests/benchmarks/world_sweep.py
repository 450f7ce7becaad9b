"""Every mineral without every country, and many draws of supply.

Run ``python tests/benchmarks/world_sweep.py``. It prints ratios of times in one run:

- N-1 of the whole bundled world with ``Reroute()``, totals only, against a cold
  ``scipy.optimize.linprog`` and ``networkx.network_simplex`` for each removal, the same optimum
  asserted (asked: 10 and 60 times for chains with one traded stage, 5 and 30 with more);
- how the total time grows with the number of removals, as a log-log slope (asked: at most 1.05);
- draws of supply under ``ProRata()``, against one dense product of the inverse with as many
  columns (asked: at least 0.6 of its rate).

Half of the minerals of one stage have fewer than twenty lanes: NetworkX solves those in a
millisecond, so the ratio to reach there is that of `removals.py` on large ones.

NetworkX solves a few removals of each mineral, drawn with a fixed seed; its time is scaled up.
"""

from __future__ import annotations

import sys
import time

import numpy as np
from removals import ASKED, Linprog, Numbers, simplex

import mineralsec as ms
from mineralsec.analysis.coverage import pass_through
from mineralsec.analysis.disruption.sweep import can_change
from mineralsec.analysis.removal_sets.supply_draws import producers_of, supply_draws

#: Removals of a mineral that NetworkX solves.
DRAWN = 2


def seconds(task):
    start = time.perf_counter()
    answer = task()
    return time.perf_counter() - start, answer


def one_mineral(graph, mineral, draw):
    """Return stages and the times of the three for one mineral."""
    removals = [
        s for s in ms.every_country(graph) if can_change(graph, mineral, graph.place_codes(s.place))
    ]
    if not removals:
        return None
    numbers = Numbers(graph, mineral)
    inside = [
        np.flatnonzero(np.isin(numbers.network.place_of, list(graph.place_codes(s.place))))
        for s in removals
    ]
    limits = [numbers.without(block) for block in inside]
    program = Linprog(numbers)

    def ours():
        return ms.sweep(graph, removals, response=ms.Reroute(), detail=False, progress=False)

    ours()  # builds the program, which all later questions share
    ours_s, found = min((seconds(ours) for _ in range(2)), key=lambda run: run[0])
    cold_s, linear = seconds(lambda: [program.unmet(x) for x in limits])
    use = max(float(numbers.wanted.sum()), 1e-9)
    swept = {row.label: row.unmet for row in found if row.mineral == mineral}
    for shock, value in zip(removals, linear, strict=True):
        assert abs(swept[str(shock.place)] - value) <= 1e-5 * use, (mineral, shock, value)
    chosen = draw.choice(len(removals), min(DRAWN, len(removals)), replace=False)
    slow_s = 0.0
    if np.all(numbers.network.recovery == 1.0):
        for i in chosen.tolist():
            took, value = seconds(lambda i=i: simplex(numbers, limits[i]))
            slow_s += took
            assert abs(value - linear[i]) <= 1e-3 * use + len(numbers.lane) / 1000
        slow_s *= len(removals) / len(chosen)
    stages = len(set(numbers.network.stage_of[numbers.network.lane_from].tolist()))
    return stages, len(removals), ours_s, cold_s, slow_s


def world():
    draw = np.random.default_rng(0)
    rows = []
    for mineral in ms.load("world").minerals:
        graph = ms.load("world", minerals=mineral)
        row = one_mineral(graph, mineral, draw)
        if row is not None:
            rows.append((mineral, *row))
    for several in (False, True):
        own = [row for row in rows if (row[1] > 1) == several]
        if not own:
            continue
        asked = ASKED[2 if several else 1]
        ours, cold, slow = (sum(row[i] for row in own) for i in (3, 4, 5))
        words = "two or more traded stages" if several else "one traded stage"
        print(f"{words}: {len(own)} minerals, {sum(row[2] for row in own)} removals")
        print(f"  against cold linprog {cold / ours:.1f} (asked {asked[0]})")
        print(f"  against network_simplex {slow / ours:.0f} (asked {asked[1]})")
    ours, cold, slow = (sum(row[i] for row in rows) for i in (3, 4, 5))
    print(f"all: against cold linprog {cold / ours:.1f}, network_simplex {slow / ours:.0f}")
    return rows


def slope(mineral="copper"):
    """Return the log-log slope of total time over the number of removals."""
    graph = ms.load("world", minerals=mineral)
    places = [s.place for s in ms.every_country(graph)
              if can_change(graph, mineral, graph.place_codes(s.place))]  # fmt: skip
    pairs = [ms.RemoveCountry((a, b)) for i, a in enumerate(places) for b in places[i + 1 :]]
    counts = [50, 100, 200, 400, 800]
    pairs = pairs[: counts[-1]]
    ms.sweep(graph, pairs[:2], detail=False, progress=False)
    times = []
    for count in counts:
        some = pairs[:: len(pairs) // count][:count]
        runs = [
            seconds(lambda some=some: ms.sweep(graph, some, detail=False, progress=False))[0]
            for _ in range(3)
        ]
        times.append(min(runs))
    return float(np.polyfit(np.log(counts), np.log(times), 1)[0])


def draws(mineral="natural graphite", count=20_000):
    """Return the rate of supply draws relative to one dense product."""
    graph = ms.load("world", minerals=mineral)
    through = pass_through(graph, mineral)
    makers = len(producers_of(graph, mineral))
    factors = np.random.default_rng(0).random((count, makers))
    columns = np.random.default_rng(1).random((len(through), count))
    supply_draws(graph, mineral, factors[:2])
    inverse = np.asarray(through.inverse)
    dense = min(seconds(lambda: inverse @ columns)[0] for _ in range(3))
    ours = min(seconds(lambda: supply_draws(graph, mineral, factors))[0] for _ in range(3))
    return dense / ours


if __name__ == "__main__":
    began = time.perf_counter()
    print(f"supply draws: {draws():.2f} of the rate of one dense product (asked 0.6)")
    print(f"log-log slope of time over removals: {slope():.3f} (asked at most 1.05)")
    for row in world() if "--short" not in sys.argv else ():
        print("  {}: {} stages, {} removals, {:.3f} {:.3f} {:.2f}".format(*row))
    print(f"({time.perf_counter() - began:.0f} s)")
