"""The records that make a supply chain: frozen, validated, in their source's units."""

from __future__ import annotations

from typing import TypeAlias

from mineralsec.model.consumer import Consumer
from mineralsec.model.control import Control
from mineralsec.model.flow import Flow
from mineralsec.model.instrument import Ban, Licence, Quota, Tariff
from mineralsec.model.mineral import Form, Mineral, mineral_name
from mineralsec.model.ownership import Owner, Stake
from mineralsec.model.producer import Producer
from mineralsec.model.refiner import Refiner
from mineralsec.model.reserve import Reserve
from mineralsec.model.stage import Stage
from mineralsec.model.stockpile import Stockpile

__all__ = [
    "RECORD_TYPES",
    "Ban",
    "Consumer",
    "Control",
    "Flow",
    "Form",
    "Licence",
    "Mineral",
    "Owner",
    "Producer",
    "Quota",
    "Record",
    "Refiner",
    "Reserve",
    "Stage",
    "Stake",
    "Stockpile",
    "Tariff",
    "mineral_name",
]

#: What a graph is built from and a file holds.
Record: TypeAlias = (
    Mineral | Producer | Refiner | Consumer | Flow | Stockpile | Reserve | Control | Stake
)

#: The classes of :data:`Record`.
RECORD_TYPES: tuple[type[Record], ...] = (
    Mineral,
    Producer,
    Refiner,
    Consumer,
    Flow,
    Stockpile,
    Reserve,
    Control,
    Stake,
)
