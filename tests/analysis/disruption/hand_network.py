"""The hand network: two mines, two refiners, three users; every figure can be checked by hand."""

import mineralsec as ms

A, B, C = "XAA", "XAB", "XAC"


def tonnes(x):
    return ms.Q(x, "tonne/year")


def hand_network(weight_c=1.0, **consumer):
    """Mines A 60, B 40; refiners A 90, C 20; use A 40, B 20, C 30; yields 1."""
    m = "handium"
    return ms.SupplyGraph.from_records(
        [
            ms.Mineral(m, stages=("mining", "refining")),
            ms.Producer(id="mine A", mineral=m, place=A, output=tonnes(50), capacity=tonnes(60)),
            ms.Producer(id="mine B", mineral=m, place=B, output=tonnes(40), capacity=tonnes(40)),
            ms.Refiner(id="refiner A", mineral=m, place=A, output=tonnes(70), capacity=tonnes(90)),
            ms.Refiner(id="refiner C", mineral=m, place=C, output=tonnes(20), capacity=tonnes(20)),
            ms.Flow(mineral=m, stage="mining", origin=B, destination=A, quantity=tonnes(20)),
            ms.Flow(mineral=m, stage="mining", origin=B, destination=C, quantity=tonnes(20)),
            ms.Flow(mineral=m, stage="refining", origin=A, destination=B, quantity=tonnes(20)),
            ms.Flow(mineral=m, stage="refining", origin=A, destination=C, quantity=tonnes(10)),
            ms.Consumer(id="use A", mineral=m, place=A, stage="refining", demand=tonnes(40)),
            ms.Consumer(id="use B", mineral=m, place=B, stage="refining", demand=tonnes(20)),
            ms.Consumer(
                id="use C",
                mineral=m,
                place=C,
                stage="refining",
                demand=tonnes(30),
                weight=weight_c,
                **consumer,
            ),
        ]
    )
