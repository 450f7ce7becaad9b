"""Random networks from a seed: several stages, yields, two-way and circular trade, balanced."""

import numpy as np

import mineralsec as ms

from .hand_network import tonnes

M = "cobalt"
STAGES = ("mining", "refining", "alloy")


def random_network(seed, *, lossless=False):
    """A balanced graph of 3 to 6 places and 1 to 3 stages; `lossless` makes every yield one."""
    rng = np.random.default_rng(seed)
    places = [f"XA{letter}" for letter in "ABCDEF"[: rng.integers(3, 7)]]
    stages = STAGES[: rng.integers(1, 4)]
    records = [ms.Mineral(M, stages=stages)]
    made = dict.fromkeys(places, 0.0)
    for i, place in enumerate(places):
        if i == 0 or rng.random() < 0.6:
            made[place] = float(rng.integers(5, 100))
            records.append(
                ms.Producer(
                    id=f"mine {place}", mineral=M, place=place, output=tonnes(made[place]),
                    capacity=tonnes(made[place] + rng.integers(0, 40)) if rng.random() < 0.7
                    else None,
                )
            )  # fmt: skip
    for depth, stage in enumerate(stages):
        stock, carried = dict(made), {}
        for _ in range(rng.integers(2, 3 * len(places))):
            if not (full := [p for p in places if stock[p] >= 1]):
                break
            origin = full[rng.integers(len(full))]
            others = [p for p in places if p != origin]
            destination = others[rng.integers(len(others))]
            amount = float(rng.integers(1, int(stock[origin]) + 1))
            stock[origin] -= amount
            stock[destination] += amount
            key = origin, destination
            carried[key] = carried.get(key, 0.0) + amount
        for origin, destination in list(carried):
            # a loop on top of what is carried: the same tonnes go round once more
            if (destination, origin) in carried and rng.random() < 0.5:
                more = float(rng.integers(1, 200))
                carried[origin, destination] += more
                carried[destination, origin] += more
        records += [
            ms.Flow(mineral=M, stage=stage, origin=a, destination=b, quantity=tonnes(amount))
            for (a, b), amount in carried.items()
        ]
        made = dict.fromkeys(places, 0.0)
        if depth + 1 < len(stages):
            for place in places:
                if stock[place] >= 2 and rng.random() < 0.7:
                    takes = float(rng.integers(1, int(stock[place]) + 1))
                    recovery = 1.0 if lossless else float(rng.choice((0.5, 0.8, 0.95, 1.0)))
                    made[place] = takes * recovery
                    stock[place] -= takes
                    records.append(
                        ms.Refiner(
                            id=f"{stages[depth + 1]} {place}", mineral=M, place=place,
                            takes=stage, makes=stages[depth + 1], recovery=recovery,
                            output=tonnes(made[place]),
                            capacity=tonnes(made[place] * rng.uniform(1, 1.5)),
                        )
                    )  # fmt: skip
        for place in places:
            if stock[place] > 0:
                records.append(
                    ms.Consumer(
                        id=f"use {stage} {place}", mineral=M, place=place, stage=stage,
                        demand=tonnes(stock[place]),
                    )
                )  # fmt: skip
    graph = ms.SupplyGraph.from_records(records)
    return graph, sorted(graph.places)[rng.integers(len(graph.places))]
