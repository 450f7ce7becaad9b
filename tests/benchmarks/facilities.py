"""A network of 50,000 facilities and 500,000 flows: built, and one of them removed.

Run ``python tests/benchmarks/facilities.py [FACILITIES [FLOWS]]``. It prints ratios of times in
one run; only these mean something on another machine:

- building the graph from coded arrays, against NetworkX and the same graph (asked: 1/20);
- answering one removal, against the first solve (asked: 1/4), where plants lose something and the
  answer is a linear program, and where they lose nothing and it is a maximum flow, which starts
  from nothing each time and is the faster of the two all the same;
- memory of the columns and the network a flow, before the linear program (asked: under 200 bytes).
"""

from __future__ import annotations

import sys
import time

import networkx as nx
import numpy as np

import mineralsec as ms


def synthetic(facilities, flows, seed=0, recovery=1.0):
    """Return coded tables of a three-stage chain whose markets balance."""
    draw = np.random.default_rng(seed)
    third = facilities // 3
    mines, plants = np.arange(third), np.arange(third, 2 * third)
    users = np.arange(2 * third, 3 * third)
    half = flows // 2
    ore = (draw.choice(mines, half), draw.choice(plants, half), draw.pareto(2.0, half) + 0.1)
    metal = (draw.choice(plants, half), draw.choice(users, half))
    # what a plant takes in leaves it, in random parts
    intake = np.bincount(ore[1], ore[2], facilities)
    part = draw.random(half)
    out = part / np.maximum(np.bincount(metal[0], part, facilities), 1e-12)[metal[0]]
    sold = recovery * out * intake[metal[0]]
    received = np.bincount(metal[1], sold, facilities)
    made = np.bincount(ore[0], ore[2], facilities)
    sells = np.bincount(metal[0], sold, facilities)
    return {
        "producers": {
            "stage": np.zeros(third, np.int32), "place": mines.astype(np.int32),
            "output": made[mines], "capacity": 1.2 * made[mines],
        },
        "refiners": {
            "takes": np.zeros(third, np.int32), "makes": np.ones(third, np.int32),
            "place": plants.astype(np.int32), "output": sells[plants],
            "capacity": 1.2 * sells[plants], "recovery": np.full(third, recovery),
        },
        "flows": {
            "stage": np.repeat([0, 1], half).astype(np.int32),
            "origin": np.concatenate([ore[0], metal[0]]).astype(np.int32),
            "destination": np.concatenate([ore[1], metal[1]]).astype(np.int32),
            "quantity": np.concatenate([ore[2], sold]),
        },
        "consumers": {
            "stage": np.ones(third, np.int32), "place": users.astype(np.int32),
            "demand": received[users],
        },
    }  # fmt: skip


def rival(tables, places):
    """Return the same graph as NetworkX holds it, from the same arrays."""
    graph = nx.MultiDiGraph()
    for kind, stage, amount in (
        ("producers", "stage", "output"), ("refiners", "makes", "output"),
        ("consumers", "stage", "demand"),
    ):  # fmt: skip
        rows = tables[kind]
        for i, (code, place, value) in enumerate(
            zip(rows[stage].tolist(), rows["place"].tolist(), rows[amount].tolist(), strict=True)
        ):
            graph.add_node((code, places[place]))
            graph.add_node((kind, i), amount=value)
            graph.add_edge((kind, i), (code, places[place]), amount=value)
    rows = tables["flows"]
    graph.add_edges_from(
        ((stage, places[a]), (stage, places[b]), {"amount": value})
        for stage, a, b, value in zip(
            *(rows[name].tolist() for name in ("stage", "origin", "destination", "quantity")),
            strict=True,
        )
    )
    return graph


def seconds(task):
    start = time.perf_counter()
    answer = task()
    return time.perf_counter() - start, answer


def main(facilities=50_000, flows=500_000):
    tables = synthetic(facilities, flows)
    countries = ["AAA", "AAB", "AAC", "AAD", "AAE", "AAF", "AAG", "AAH"]
    places = [f"{countries[i % 8]}:site-{i}" for i in range(facilities)]
    cobalt = ms.Mineral("cobalt", stages=("mining", "refining"))

    def build():
        graph = ms.from_columns(cobalt, places, **tables)
        graph.network("cobalt")
        return graph

    build()  # imports
    ours, graph = min((seconds(build) for _ in range(3)), key=lambda run: run[0])
    theirs, other = min((seconds(lambda: rival(tables, places)) for _ in range(2)),
                        key=lambda run: run[0])  # fmt: skip
    print(f"facilities {facilities:,}, flows {flows:,}; NetworkX holds {len(other):,} nodes")
    print(f"build: 1/{theirs / ours:.0f} of NetworkX (asked 1/20)")
    network = graph.network("cobalt")
    arrays = {id(a): a for a in _arrays(graph.columns) + _arrays(network)}
    held = sum(a.nbytes for a in arrays.values())
    print(f"memory: {held / flows:.0f} bytes a flow (asked under 200)")
    contracts, _ = seconds(
        lambda: ms.sweep(graph, [ms.RemoveCountry(places[1])], response=ms.ProRata(), detail=False)
    )
    print(f"today's contracts, first answer: {contracts / theirs:.2f} of NetworkX's building")
    lossy = ms.from_columns(cobalt, places, **synthetic(facilities, flows, recovery=0.9))
    lossy.network("cobalt")
    for words, one in (("plants that lose 10 %", lossy), ("no losses", graph)):
        first, then = removals(one, places)
        print(f"{words}: removal {then / first:.3f} of the first solve (asked 0.25)")
        print(f"  first solve {first / theirs:.2f}, removal {then / theirs:.3f} of that building")


def removals(graph, places):
    """Return the time of the first removal and the shortest of three later ones."""
    response = ms.Reroute(growth=0.2, spare="nameplate")

    def solve(shock):
        return ms.sweep(graph, [shock], response=response, detail=False, progress=False)

    first, _ = seconds(lambda: solve(ms.RemoveCountry(places[0])))
    return first, min(seconds(lambda i=i: solve(ms.RemoveCountry(places[i])))[0] for i in (1, 2, 3))


def _arrays(holder):
    """Return every array a holder's attributes reach, memory that is shared counted once."""
    found = []
    for name in type(holder).__attrs_attrs__:
        value = getattr(holder, name.name)
        if isinstance(value, np.ndarray):
            base = value
            while isinstance(base.base, np.ndarray):
                base = base.base
            found.append(base)
        elif hasattr(type(value), "__attrs_attrs__"):
            found += _arrays(value)
    return found


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:3]))
