"""A supply graph small enough to read, for trying an extension on."""

from __future__ import annotations

from typing import Any

from mineralsec.graph.supply_graph import SupplyGraph
from mineralsec.model import Consumer, Flow, Mineral, Producer, Refiner, Stockpile

__all__ = ["example_graph"]


def example_graph() -> SupplyGraph:
    """Return a small balanced graph: two mines, two refineries, trade, five users, a stock.

    Examples
    --------
    >>> example_graph()
    SupplyGraph(2024: 1 mineral, 7 markets, 4 makers, 4 flows, 5 consumers)
    """
    year: dict[str, Any] = {"mineral": "cobalt", "year": 2024}
    mines = {"COD": 100, "AUS": 30}
    plants = {"CHN": 80, "FIN": 25}
    lanes = [
        ("mining", "COD", "CHN", 80),
        ("mining", "AUS", "FIN", 25),
        ("refining", "CHN", "JPN", 30),
        ("refining", "FIN", "JPN", 10),
    ]
    use = [
        ("mining", "COD", 20),
        ("mining", "AUS", 5),
        ("refining", "CHN", 50),
        ("refining", "FIN", 15),
        ("refining", "JPN", 40),
    ]
    return SupplyGraph.from_records(
        [
            Mineral("cobalt", stages=("mining", "refining")),
            *(
                Producer(id=f"mine {p}", place=p, output=_flow(q), capacity=_flow(q + 10), **year)
                for p, q in mines.items()
            ),
            *(
                Refiner(id=f"plant {p}", place=p, output=_flow(q), **year)
                for p, q in plants.items()
            ),
            *(
                Flow(stage=s, origin=a, destination=b, quantity=_flow(q), **year)
                for s, a, b, q in lanes
            ),
            *(
                Consumer(id=f"user {p} {s}", stage=s, place=p, demand=_flow(q), **year)
                for s, p, q in use
            ),
            Stockpile(
                id="stock", mineral="cobalt", place="JPN", stage="refining", amount="5 tonne",
                as_of="2024-12-31",
            ),
        ]
    )  # fmt: skip


def _flow(tonnes: float) -> Any:
    return f"{tonnes} tonne/year"
