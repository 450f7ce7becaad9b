"""What a bundled dataset is: licences, editions, coverage, checksum."""

from __future__ import annotations

import hashlib
from typing import Any

from attrs import frozen

from mineralsec.cards import card
from mineralsec.datasets.tables import folder, minerals, rows, slug

__all__ = ["Coverage", "Info", "info"]


@frozen
class Coverage:
    """What a dataset has of one mineral.

    Parameters
    ----------
    mineral, stages
        Name and chain.
    years
        Years with output.
    makers, flows, consumers
        Numbers of rows, every year and edition.
    """

    mineral: str
    stages: tuple[str, ...]
    years: tuple[int, ...]
    makers: int
    flows: int
    consumers: int


@frozen
class Info:
    """What a dataset is.

    Parameters
    ----------
    name
        As :func:`mineralsec.load` takes it.
    coverage
        One entry a mineral.
    licences, publishers, vintages
        Of the sources, each once, sorted.
    checksum
        SHA-256 over all data files.
    """

    name: str
    coverage: tuple[Coverage, ...]
    licences: tuple[str, ...]
    publishers: tuple[str, ...]
    vintages: tuple[str, ...]
    checksum: str

    def __repr__(self) -> str:
        return (
            f"Info({self.name}: {len(self.coverage)} minerals, {len(self.publishers)} publishers, "
            f"editions {', '.join(self.vintages)}, sha256 {self.checksum[:12]}…)"
        )

    def _repr_html_(self) -> str:
        rows: list[tuple[str, Any]] = [
            ("minerals", ", ".join(c.mineral for c in self.coverage)),
            ("editions", ", ".join(self.vintages)),
            ("licences", ", ".join(self.licences)),
            ("sha256", self.checksum),
        ]
        return card(f"Dataset {self.name}", rows)


def info(name: str = "world") -> Info:
    """Return licences, editions, coverage and checksum of a bundled dataset.

    Raises
    ------
    UnknownNameError
        If there is no such dataset.

    Examples
    --------
    >>> import mineralsec as ms
    >>> "gallium" in [c.mineral for c in ms.datasets.info("world").coverage]
    True
    """
    chains = {r["name"]: tuple(r["stages"].split(";")) for r in rows(name, "minerals.csv")}
    sources = rows(name, "sources.csv")
    coverage, vintages = [], set()
    for mineral in minerals(name):
        at = slug(mineral)
        makers = rows(name, at, "producers.csv") + rows(name, at, "refiners.csv")
        makers += [r for r in rows(name, "facilities.csv") if r["mineral"] == mineral]
        vintages |= {r["vintage"] for r in makers if r.get("vintage")}
        coverage.append(
            Coverage(
                mineral=mineral,
                stages=chains[mineral],
                years=tuple(sorted({int(r["year"]) for r in makers if r.get("year")})),
                makers=len(makers),
                flows=len(rows(name, at, "flows.csv")),
                consumers=len(rows(name, at, "consumers.csv")),
            )
        )
    return Info(
        name=name,
        coverage=tuple(coverage),
        licences=tuple(sorted({r["licence"] for r in sources if r["licence"]})),
        publishers=tuple(sorted({r["publisher"] for r in sources if r["publisher"]})),
        vintages=tuple(sorted(vintages)),
        checksum=_checksum(folder(name)),
    )


def _checksum(place: Any) -> str:
    digest = hashlib.sha256()
    for path, data in sorted(_files(place, "")):
        digest.update(path.encode())
        digest.update(data)
    return digest.hexdigest()


def _files(place: Any, prefix: str) -> list[tuple[str, bytes]]:
    found = []
    for child in place.iterdir():
        if child.is_dir():
            found += _files(child, f"{prefix}{child.name}/")
        elif child.name.endswith(".csv"):
            found.append((prefix + child.name, child.read_bytes()))
    return found
