"""What a bundled dataset is: licences, editions, coverage, checksum."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from attrs import frozen

from mineralsec.arguments import is_word
from mineralsec.cards import card
from mineralsec.datasets.plugins import plugin_records
from mineralsec.datasets.tables import BUNDLED, folder, minerals, rows, slug

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
        SHA-256 over all data files; of a dataset without files, over its records as JSON.

    Examples
    --------
    >>> import mineralsec as ms
    >>> info = ms.datasets.info("world")
    >>> info.name, len(info.checksum)
    ('world', 64)
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
    """Return licences, editions, coverage and checksum of a dataset.

    Parameters
    ----------
    name
        As :func:`mineralsec.load` takes it, other packages' datasets included.

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
    if not is_word(name, BUNDLED):
        return _of_records(name, plugin_records(name))
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


def _of_records(name: str, records: Sequence[Any]) -> Info:
    """Describe a dataset that has no tables."""
    from mineralsec.io.json_files import dumps

    kinds: dict[str, list[Any]] = {}
    for record in records:
        kinds.setdefault(type(record).__name__, []).append(record)
    makers = [*kinds.get("Producer", ()), *kinds.get("Refiner", ())]
    cited = {record.source for record in records if record.source is not None}
    coverage = []
    for mineral in kinds.get("Mineral", ()):
        own = [maker for maker in makers if maker.mineral == mineral.name]
        coverage.append(
            Coverage(
                mineral=mineral.name,
                stages=tuple(map(str, mineral.stages)),
                years=tuple(sorted({m.year for m in own if m.year is not None})),
                makers=len(own),
                flows=sum(flow.mineral == mineral.name for flow in kinds.get("Flow", ())),
                consumers=sum(user.mineral == mineral.name for user in kinds.get("Consumer", ())),
            )
        )
    return Info(
        name=name,
        coverage=tuple(coverage),
        licences=tuple(sorted({source.licence for source in cited if source.licence})),
        publishers=tuple(sorted({source.publisher for source in cited if source.publisher})),
        vintages=tuple(sorted({maker.vintage for maker in makers if maker.vintage})),
        checksum=hashlib.sha256(dumps(records).encode()).hexdigest(),
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
