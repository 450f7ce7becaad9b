"""A small network by hand, and records with as little as they need."""

from __future__ import annotations

from typing import Any

import pytest

import mineralsec as ms

CHAIN = ("mining", "refining")


class Make:
    """Short ways to write records of one mineral with two stages."""

    def mineral(self, **fields: Any) -> ms.Mineral:
        return ms.Mineral(fields.pop("name", "cobalt"), **{"stages": CHAIN, **fields})

    def mine(self, id: str, place: str, tonnes: Any, **fields: Any) -> ms.Producer:
        return ms.Producer(
            id=id, place=place, output=amount(tonnes), **{"mineral": "cobalt", **fields}
        )

    def plant(self, id: str, place: str, tonnes: Any, **fields: Any) -> ms.Refiner:
        return ms.Refiner(
            id=id, place=place, output=amount(tonnes), **{"mineral": "cobalt", **fields}
        )

    def use(self, id: str, place: str, tonnes: Any, **fields: Any) -> ms.Consumer:
        common = {"mineral": "cobalt", "stage": "refining"}
        return ms.Consumer(id=id, place=place, demand=amount(tonnes), **{**common, **fields})

    def flow(self, origin: str, destination: str, tonnes: Any, **fields: Any) -> ms.Flow:
        common = {"mineral": "cobalt", "stage": "mining"}
        return ms.Flow(
            origin=origin,
            destination=destination,
            quantity=amount(tonnes),
            **{**common, **fields},
        )

    def stock(self, id: str, place: str, tonnes: float, **fields: Any) -> ms.Stockpile:
        common = {"mineral": "cobalt", "stage": "refining", "as_of": "2024-12-31"}
        return ms.Stockpile(
            id=id, place=place, amount=ms.Q(tonnes, "tonne"), **{**common, **fields}
        )

    def graph(self, *records: Any, year: int | None = None) -> ms.SupplyGraph:
        if not any(isinstance(record, ms.Mineral) for record in records):
            records = (self.mineral(), *records)
        return ms.SupplyGraph.from_records(records, year)

    def hand(self) -> list[Any]:
        """Mines A 50, B 40; ore B to A 20, B to C 20; refiners A 70, C 20; metal A to B and C."""
        return [
            self.mineral(),
            self.mine("mine-a", "XAA", 50, capacity=amount(60)),
            self.mine("mine-b", "XAB", 40, capacity=amount(40)),
            self.plant("plant-a", "XAA", 70, capacity=amount(90)),
            self.plant("plant-c", "XAC", 20, capacity=amount(30)),
            self.flow("XAB", "XAA", 20),
            self.flow("XAB", "XAC", 20),
            self.flow("XAA", "XAB", 20, stage="refining"),
            self.flow("XAA", "XAC", 10, stage="refining"),
            self.use("use-a", "XAA", 40),
            self.use("use-b", "XAB", 20),
            self.use("use-c", "XAC", 30),
        ]

    def withheld(self, high: float | None = None) -> ms.Between:
        end = None if high is None else amount(high)
        return ms.Between(amount(0), end, mark="W")


def amount(tonnes: Any) -> Any:
    return ms.Q(tonnes, "tonne/year") if isinstance(tonnes, (int, float)) else tonnes


@pytest.fixture(scope="session")
def make() -> Make:
    return Make()
