"""End uses in the EU, as the European Commission's study of 2023 lists them."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["EuUse", "eu_uses"]


@dataclass(frozen=True)
class EuUse:
    """One end use of one material.

    Parameters
    ----------
    material, application, share, value_added
        As printed; value added without thousands commas.
    sector
        NACE division that the use belongs to, code and name; empty where none is printed.
    line
        Line of the table.
    note
        What was put right, in words.
    """

    material: str
    application: str
    share: str
    value_added: str
    sector: str
    line: int
    note: str

    @property
    def code(self) -> str:
        """Code of the sector, such as ``"C24"``."""
        return self.sector.partition(" ")[0]


def eu_uses(lines: Iterable[str]) -> list[EuUse]:
    """Return every use of ``fact_MaterialUseShares.csv``; two rows alike in every cell are one.

    Five labels of manganese have slipped by rows against the value added beside them. A use whose
    label and value added disagree stands in the one sector that has this value added everywhere
    else; where no sector has it, or several, the label stands.
    """
    reader = csv.reader(lines)
    next(reader)
    rows: dict[tuple[str, ...], int] = {}
    for material, application, share, label, value in reader:
        cells = (material.strip(), application, share, label, value.replace(",", ""))
        rows.setdefault(tuple(" ".join(cell.split()) for cell in cells), reader.line_num)
    beside: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for *_, label, value in rows:
        beside[label][value] += 1
    usual = {label: counts.most_common(1)[0][0] for label, counts in beside.items() if label}
    having: defaultdict[str, list[str]] = defaultdict(list)
    for label, value in usual.items():
        having[value].append(label)
    found = []
    for (material, application, share, label, value), line in rows.items():
        sector, note = label, ""
        if label and usual[label] != value and len(having[value]) == 1:
            (sector,) = having[value]
            said, true = (name.partition(" ")[0] for name in (label, sector))
            note = f"labelled {said}; the value added beside it is that of {true}"
        found.append(EuUse(material, application, share, value, sector, line, note))
    return found
