"""Every mineral without every country, and many draws of supply.

Run ``python tests/benchmarks/world_sweep.py``. It prints ratios of times in one run:

- N-1 of the whole bundled world with ``Reroute()``, totals only, against a cold
  ``scipy.optimize.linprog`` and ``networkx.network_simplex`` for each removal, the same optimum
  asserted (asked: 10 and 60 times for chains with one traded stage, 5 and 30 with more);
- how the total time grows with the number of removals, as a log-log slope (asked: at most 1.05);
- draws of supply under ``ProRata()``, against one dense product of the inverse with as many
  columns (asked: at least 0.6 of its rate).

Half of the minerals of one stage have fewer than twenty lanes, and NetworkX solves those in a
millisecond. All of a kind are one call, as a user would ask.

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


def rivals(graph, mineral, swept, draw):
    """Return removals and the times of the two rivals for one mineral, the optimum asserted."""
    removals = [
        s for s in ms.every_country(graph) if can_change(graph, mineral, graph.place_codes(s.place))
    ]
    if not removals:
        return 0, 0.0, 0.0
    numbers = Numbers(graph, mineral)
    inside = [
        np.flatnonzero(np.isin(numbers.network.place_of, list(graph.place_codes(s.place))))
        for s in removals
    ]
    limits = [numbers.without(block) for block in inside]
    program = Linprog(numbers)
    cold_s, linear = seconds(lambda: [program.unmet(x) for x in limits])
    use = max(float(numbers.wanted.sum()), 1e-9)
    for shock, value in zip(removals, linear, strict=True):
        ours = swept[mineral, str(shock.place)]
        assert abs(ours - value) <= 1e-6 * use, (mineral, shock, ours, value)
    chosen = draw.choice(len(removals), min(DRAWN, len(removals)), replace=False)
    slow_s = 0.0
    for i in chosen.tolist():
        took, value = seconds(lambda i=i: simplex(numbers, limits[i]))
        slow_s += took
        assert abs(value - linear[i]) <= 1e-3 * use + len(numbers.lane) / 1000
    return len(removals), cold_s, slow_s * len(removals) / len(chosen)


def traded_stages(graph, mineral):
    network = graph.network(mineral)
    return len(set(network.stage_of[network.lane_from].tolist()))


def world():
    """Print the ratios for all minerals of one traded stage, of more, and altogether."""
    draw = np.random.default_rng(0)
    whole = ms.load("world")
    sums = np.zeros(3)
    for several in (False, True):
        own = [m for m in whole.minerals if (traded_stages(whole, m) > 1) == several]
        graph = ms.load("world", minerals=own)
        shocks = ms.every_country(graph)

        def ours(graph=graph, shocks=shocks):
            return ms.sweep(graph, shocks, response=ms.Reroute(), detail=False, progress=False)

        ours()  # arranges what all later questions share
        took, found = min((seconds(ours) for _ in range(5)), key=lambda run: run[0])
        swept = {(row.mineral, row.label): row.unmet for row in found}
        runs = [rivals(graph, mineral, swept, draw) for mineral in own]
        removals, cold, slow = (sum(run[i] for run in runs) for i in range(3))
        sums += took, cold, slow
        asked = ASKED[2 if several else 1]
        words = "two or more traded stages" if several else "one traded stage"
        print(f"{words}: {len(own)} minerals, {removals} removals, {took:.3f} s")
        print(f"  against cold linprog {cold / took:.1f} (asked {asked[0]})")
        print(f"  against network_simplex {slow / took:.0f} (asked {asked[1]})")
    print(f"all: against linprog {sums[1] / sums[0]:.1f}, network_simplex {sums[2] / sums[0]:.0f}")


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
    if "--short" not in sys.argv:
        world()
    print(f"({time.perf_counter() - began:.0f} s)")
