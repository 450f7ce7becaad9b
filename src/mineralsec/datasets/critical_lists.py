"""Official lists of critical minerals, and what the world dataset has of each name."""

from __future__ import annotations

from functools import cache
from typing import Any

from attrs import field, frozen

from mineralsec.arguments import is_word
from mineralsec.cards import table
from mineralsec.datasets.tables import published
from mineralsec.errors import UnknownNameError, show, suggest
from mineralsec.io.arrow import ArrowStream
from mineralsec.provenance import Citation

__all__ = ["CriticalList", "ListedMineral", "critical_list"]


@frozen
class ListedMineral:
    """One name on an official list.

    Parameters
    ----------
    name
        As the list prints it.
    records
        Minerals of the world dataset that have it; empty where none does.
    remark
        Why there is none, or what the records count instead of the name alone.
    """

    name: str
    records: tuple[str, ...]
    remark: str = ""


@frozen
class CriticalList(ArrowStream):
    """An official list of critical minerals.

    Parameters
    ----------
    name
        ``"US 2025"`` or ``"EU 2023"``.
    entries
        One entry a name, in the order of the alphabet.
    source
        Where the list is published.
    """

    name: str
    entries: tuple[ListedMineral, ...]
    source: Citation = field(repr=False)

    @property
    def minerals(self) -> tuple[str, ...]:
        """Minerals of the world dataset that are on the list, each once.

        Examples
        --------
        >>> critical_list("EU 2023").minerals[:3]
        ('aluminium', 'antimony', 'arsenic')
        """
        return tuple(sorted({record for entry in self.entries for record in entry.records}))

    @property
    def absent(self) -> dict[str, str]:
        """Names that no record has, with the reason.

        Examples
        --------
        >>> sorted(critical_list("EU 2023").absent)
        ['Hafnium', 'Scandium']
        """
        return {entry.name: entry.remark for entry in self.entries if not entry.records}

    def __repr__(self) -> str:
        return (
            f"CriticalList({self.name}: {len(self.entries)} names, {len(self.absent)} of them "
            f"without a record: {', '.join(self.absent)})"
        )

    def _repr_html_(self) -> str:
        rows = [(e.name, ", ".join(e.records) or "-", e.remark) for e in self.entries]
        return table(("name", "records", "remark"), rows, f"{self.name}: {self.source.title}")

    def to_frame(self, backend: str = "pandas") -> Any:
        """Return one row a name: ``name``, ``records``, ``remark``."""
        from mineralsec.io.frames import frame

        rows = (
            {"name": e.name, "records": ", ".join(e.records), "remark": e.remark}
            for e in self.entries
        )
        return frame(rows, backend)


@cache
def _lists() -> dict[str, CriticalList]:
    entries: dict[str, list[ListedMineral]] = {}
    for row in published("lists", "entries"):
        records = tuple(filter(None, row["records"].split(";")))
        entries.setdefault(row["list"], []).append(
            ListedMineral(row["name"], records, row["remark"])
        )
    return {
        row["key"]: CriticalList(
            row["key"],
            tuple(entries[row["key"]]),
            Citation(
                title=row["title"],
                publisher=row["publisher"],
                locator=row["locator"],
                as_of=row["as_of"],
                url=row["url"],
                licence=row["licence"],
            ),
        )
        for row in published("lists", "sources")
    }


def critical_list(name: str) -> CriticalList:
    """Return an official list of critical minerals.

    Parameters
    ----------
    name
        ``"US 2025"``: 60 minerals, US Department of the Interior, 7 November 2025.
        ``"EU 2023"``: 34 critical raw materials, Regulation (EU) 2024/1252, Annex II.

    Returns
    -------
    CriticalList
        Every name with the minerals of the world dataset that have it, or why none does.

    Raises
    ------
    UnknownNameError
        If there is no such list.

    Examples
    --------
    >>> listed = critical_list("US 2025")
    >>> len(listed.entries), "gallium" in listed.minerals
    (60, True)
    """
    known = _lists()
    if not is_word(name, known):
        raise UnknownNameError(
            f"no list {show(name)}.{suggest(str(name), tuple(known))} Lists: {', '.join(known)}."
        )
    return known[name]
