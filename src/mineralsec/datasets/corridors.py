"""Straits and canals by name, with coordinates and the ways round.

>>> import mineralsec as ms
>>> next(c for c in ms.corridors() if c.name == "Suez Canal").extra_days
12.0
"""

from __future__ import annotations

import csv
import io
from functools import cache
from importlib.resources import files

from attrs import frozen

from mineralsec.provenance import Citation

__all__ = ["Corridor", "corridors"]


@frozen
class Corridor:
    """A strait, canal or other passage that many ships take.

    Parameters
    ----------
    id, name
        Lower-case key, and the name that ``Flow.routes`` uses.
    kind
        ``"canal"`` or ``"maritime strait"``.
    region
        Where it lies, in words; empty if the source says nothing.
    latitude, longitude
        A point in it. [degrees north and east]
    has_alternative
        Whether ships can go round; None if the source says nothing.
    alternative
        The way round, in words.
    extra_days
        What the way round takes longer; None if it is not published. [day]
    inside
        Id of the passage that this one is part of, or lies beside; empty if none. Do not count
        both.
    source
        Where it was read.

    Examples
    --------
    >>> import mineralsec as ms
    >>> {corridor.name for corridor in ms.corridors()} >= {"Suez Canal", "Strait of Malacca"}
    True
    """

    id: str
    name: str
    kind: str
    region: str
    latitude: float
    longitude: float
    has_alternative: bool | None
    alternative: str
    extra_days: float | None
    inside: str
    source: Citation

    def __repr__(self) -> str:
        north, east = "N" if self.latitude >= 0 else "S", "E" if self.longitude >= 0 else "W"
        delay = "" if self.extra_days is None else f", round it +{self.extra_days:g} days"
        return (
            f"Corridor({self.name}, {self.kind}, {abs(self.latitude):.2f}° {north}, "
            f"{abs(self.longitude):.2f}° {east}{delay})"
        )


@cache
def corridors() -> tuple[Corridor, ...]:
    """Return the bundled straits and canals, by id.

    Returns
    -------
    tuple of Corridor
        With coordinates for a map. Names are those that ``Flow.routes`` and
        ``chokepoints(measure="route")`` know; any other name may stand there too.

    Notes
    -----
    Coordinates, ways round and extra days of eight passages are from the R package chokepointR
    (MIT licence); points of the others are Natural Earth's (public domain).

    Examples
    --------
    >>> corridors()[-1].source.licence
    'public domain'
    >>> [c.name for c in corridors() if c.kind == "canal"]
    ['Panama Canal', 'Suez Canal']
    """
    table = files("mineralsec.datasets").joinpath("straits", "straits.csv")
    found = []
    for row in csv.DictReader(io.StringIO(table.read_text(encoding="utf-8"))):
        found.append(
            Corridor(
                id=row["id"],
                name=row["name"],
                kind=row["kind"],
                region=row["region"],
                latitude=float(row["latitude"]),
                longitude=float(row["longitude"]),
                has_alternative={"true": True, "false": False}.get(row["has_alternative"]),
                alternative=row["alternative"],
                extra_days=float(row["extra_days"]) if row["extra_days"] else None,
                inside=row["inside"],
                source=Citation(
                    title=row["source"],
                    publisher=row["source"].split(" ")[0]
                    if row["licence"] == "MIT"
                    else "Natural Earth",
                    locator=row["locator"],
                    licence=row["licence"],
                ),
            )
        )
    return tuple(found)
