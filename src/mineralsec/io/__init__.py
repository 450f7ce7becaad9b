"""Ways in and out: files, data frames, and what the publishers of this field release.

Reached as ``ms.io``; a name is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mineralsec.io.baci_trade import read_baci
    from mineralsec.io.eu_shares import SupplyShare, read_eu_shares
    from mineralsec.io.file_schema import json_schema
    from mineralsec.io.frame_reading import read_frame
    from mineralsec.io.governance_scores import GovernanceScore, read_wgi
    from mineralsec.io.reading import Reading
    from mineralsec.io.usgs_tables import read_usgs

__all__ = [
    "GovernanceScore",
    "Reading",
    "SupplyShare",
    "json_schema",
    "read_baci",
    "read_eu_shares",
    "read_frame",
    "read_usgs",
    "read_wgi",
]

#: Module that holds each public name.
_HOME = {
    "GovernanceScore": "governance_scores",
    "Reading": "reading",
    "SupplyShare": "eu_shares",
    "json_schema": "file_schema",
    "read_baci": "baci_trade",
    "read_eu_shares": "eu_shares",
    "read_frame": "frame_reading",
    "read_usgs": "usgs_tables",
    "read_wgi": "governance_scores",
}


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
