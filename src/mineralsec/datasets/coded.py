"""Facts with codes for names: what the tables of one graph share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from mineralsec.datasets.editions import Codes, Odd, distinct
from mineralsec.datasets.facts import UNDATED, Facts
from mineralsec.graph.columns import POINT, QUALITIES
from mineralsec.graph.vintages import checked_year

__all__ = ["WIDTH", "Coded"]

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]

#: More stages and places than any dataset has; codes of markets are made with it.
WIDTH = 4096

_QUALITY = {word: code for code, word in enumerate(QUALITIES)}


class Coded:
    """Facts about some minerals with codes for names, one vocabulary for all tables.

    Parameters
    ----------
    tables, minerals, chains, forms, year
        As :func:`mineralsec.datasets.assembly.assembled` takes them.
    """

    def __init__(
        self,
        tables: Mapping[str, Facts],
        minerals: Sequence[str],
        chains: Sequence[Sequence[str]],
        forms: Mapping[tuple[str, str], float],
        year: int,
    ) -> None:
        self.tables, self.minerals, self.forms, self.year = tables, tuple(minerals), forms, year
        self.stages, self.places, self.form_codes = Codes(), Codes(), Codes()
        self.form_codes.of([""], 1)
        self.chain = {
            (m, stage): rank for m, names in enumerate(chains) for rank, stage in enumerate(names)
        }
        years = {y for f in tables.values() for y in distinct(f.year).tolist()} - {UNDATED}
        checked_year(year, years)

    def content(self, facts: Facts) -> Floats:
        """Return contained mineral per unit of what each row counts. [-]"""
        names = facts["form"]
        if not any(names):
            return np.ones(len(facts))
        known: dict[tuple[int, str], float] = {}
        for m, name in set(zip(facts.mineral.tolist(), names, strict=True)):
            found = self.forms.get((self.minerals[m], name)) if name else 1.0
            if found is None:
                raise Odd
            known[m, name] = found
        pairs = zip(facts.mineral.tolist(), names, strict=True)
        return np.fromiter((known[pair] for pair in pairs), np.float64, len(facts))

    def stage(self, facts: Facts, name: str) -> Integers:
        """Return the code of each row's stage, if it is in the chain of its mineral."""
        for pair in set(zip(facts.mineral.tolist(), facts[name], strict=True)):
            if pair not in self.chain:
                raise Odd
        return self.stages.of(facts[name], len(facts))

    def place(self, facts: Facts, name: str = "place") -> Integers:
        """Return the code of each row's place."""
        return self.places.of(facts[name], len(facts))

    def quality(self, facts: Facts, rows: Integers) -> NDArray[np.int32]:
        """Return the code of some rows' quality."""
        words = facts["quality"]
        return np.fromiter((_QUALITY[words[i]] for i in rows.tolist()), np.int32, len(rows))

    def balanced(self, facts: Facts, rows: Integers, amounts: Floats, content: Floats) -> Floats:
        """Return the reconciled figures of rows, the reported ones where there are none."""
        found = facts.numbers("reconciled")[rows] * facts.scale[rows] * content[rows]
        return np.where(np.isnan(found), np.nan_to_num(amounts[POINT]), found)

    def market(self, mineral: Integers, stage: Integers, place: Integers) -> Integers:
        """Return one number for each market."""
        found: Integers = (mineral * WIDTH + stage) * WIDTH + place
        return found
