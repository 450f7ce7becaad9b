"""What GeoPolRisk says of each combination of material, entity and year."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from attrs import asdict, frozen

from mineralsec.cards import card, table
from mineralsec.errors import UnknownNameError, show
from mineralsec.io.arrow import ArrowStream
from mineralsec.io.frames import frame_of_columns
from mineralsec.provenance import Citation

__all__ = ["GeoPolRisk", "GeoPolRiskScore"]

#: Rows that a result prints.
SHOWN = 12


@frozen(kw_only=True)
class GeoPolRiskScore:
    """GeoPolRisk of one material, entity and year; NaN where an input is missing.

    Parameters
    ----------
    material, entity, year
        What was asked.
    members, hs
        Places of the entity and codes of the material, joined by semicolons.
    hhi
        Concentration of world production. [-]
    domestic_production_t
        Production of the entity. [t]
    risk_weighted_import_t
        Imports times the instability of the exporter. [t]
    total_import_t
        Imports. [t]
    price_usd_per_kg
        Value over quantity of the imports. [USD/kg]
    import_risk
        Risk-weighted imports over production and imports. [-]
    score
        `hhi` times `import_risk`. [-]
    score_low, score_high
        Least and largest score if exporters without a governance estimate are as stable, or as
        unstable, as can be. [-]
    cf_kgcu_per_kg
        Score times price over the same of the reference material. [kg Cu-eq/kg]
    governed
        Part of the imports whose exporter has a governance estimate. [-]
    reason
        Why a number is missing; empty if none is.
    error
        Exception that the released package raises here; only with ``compat=True``.

    Examples
    --------
    >>> import pandas as pd
    >>> import mineralsec as ms
    >>> lane = {"year": 2022, "exporter": "CHL", "importer": "JPN", "hs": "260300"}
    >>> trade = pd.DataFrame([{**lane, "quantity_t": 300.0, "value_kusd": 600.0}])
    >>> mine = {"material": "Copper", "year": 2022, "place": "CHL", "quantity": 5300.0}
    >>> result = ms.criticality.geopolrisk(trade, pd.DataFrame([mine]), entities="JPN")
    >>> row = result["Copper", "JPN", 2022]
    >>> row.hhi, 0 < row.score < 1
    (1.0, True)
    """

    material: str
    entity: str
    year: int
    members: str
    hs: str
    hhi: float = math.nan
    domestic_production_t: float = math.nan
    risk_weighted_import_t: float = math.nan
    total_import_t: float = math.nan
    price_usd_per_kg: float = math.nan
    import_risk: float = math.nan
    score: float = math.nan
    score_low: float = math.nan
    score_high: float = math.nan
    cf_kgcu_per_kg: float = math.nan
    governed: float = math.nan
    reason: str = ""
    error: str = ""

    def __repr__(self) -> str:
        if math.isnan(self.score):
            return (
                f"GeoPolRisk of {self.material} for {self.entity}, {self.year}: none, {self.reason}"
            )
        return (
            f"GeoPolRisk of {self.material} for {self.entity}, {self.year}: {self.score:.4g} "
            f"({self.score_low:.4g} to {self.score_high:.4g}), CF {self.cf_kgcu_per_kg:.3g} kg "
            "Cu-eq/kg"
        )


@frozen(eq=False, repr=False)
class GeoPolRisk(ArrowStream):
    """GeoPolRisk of many combinations of material, entity and year.

    Parameters
    ----------
    rows
        A score a combination, in the order asked.
    compat
        Whether the released package's numbers are reproduced, quirks included.
    notes
        What a reader must know of the data.
    sources
        Where the bundled inputs come from; trade and production are the caller's.

    Examples
    --------
    >>> import pandas as pd
    >>> import mineralsec as ms
    >>> lane = {"year": 2022, "exporter": "CHL", "importer": "JPN", "hs": "260300"}
    >>> trade = pd.DataFrame([{**lane, "quantity_t": 300.0, "value_kusd": 600.0}])
    >>> mine = {"material": "Copper", "year": 2022, "place": "CHL", "quantity": 5300.0}
    >>> result = ms.criticality.geopolrisk(trade, pd.DataFrame([mine]), entities="JPN")
    >>> [(row.material, row.entity) for row in result.rows]
    [('Copper', 'JPN')]
    """

    rows: tuple[GeoPolRiskScore, ...]
    compat: bool
    notes: tuple[str, ...]
    sources: tuple[Citation, ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[GeoPolRiskScore]:
        return iter(self.rows)

    def __getitem__(self, key: tuple[str, str, int] | int) -> GeoPolRiskScore:
        """Return the score of a material, entity and year, or one by number.

        Raises
        ------
        UnknownNameError
            If it was not asked for.
        """
        if isinstance(key, int):
            return self.rows[key]
        for row in self.rows:
            if (row.material, row.entity, row.year) == key:
                return row
        known = [
            tuple(dict.fromkeys(str(getattr(row, name)) for row in self.rows))
            for name in ("material", "entity", "year")
        ]
        raise UnknownNameError(
            f"no score of {show(key)}. Materials: {', '.join(known[0])}; entities: "
            f"{', '.join(known[1])}; years: {', '.join(known[2])}."
        )

    @property
    def missing(self) -> tuple[GeoPolRiskScore, ...]:
        """The combinations without a score."""
        return tuple(row for row in self.rows if math.isnan(row.score))

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values that JSON can hold."""
        rows = [
            {k: None if isinstance(v, float) and math.isnan(v) else v for k, v in asdict(r).items()}
            for r in self.rows
        ]
        return {"compat": self.compat, "notes": list(self.notes), "rows": rows}

    def to_frame(self, backend: str = "pandas") -> Any:
        """Return one row a combination, with the unit in the header.

        Parameters
        ----------
        backend
            ``"pandas"``, ``"polars"`` or ``"pyarrow"``.

        Returns
        -------
        DataFrame
            The fields of :class:`GeoPolRiskScore` as columns.

        Raises
        ------
        UnknownNameError
            If the backend is none of these.
        """
        rows = [asdict(row) for row in self.rows]
        return frame_of_columns({name: [row[name] for row in rows] for name in rows[0]}, backend)

    @property
    def title(self) -> str:
        """What was asked, in words."""
        form = "as the released package computes it" if self.compat else "as the papers define it"
        return f"GeoPolRisk, {form}: {len(self)} combinations, {len(self.missing)} without a score"

    def _cells(self) -> list[tuple[str, ...]]:
        return [
            (
                row.material,
                row.entity,
                str(row.year),
                *(
                    ("none", row.reason)
                    if math.isnan(row.score)
                    else (f"{row.score:.4g}", f"{row.score_low:.4g} to {row.score_high:.4g}")
                ),
            )
            for row in self.rows[:SHOWN]
        ]

    def __repr__(self) -> str:
        lines = ["  " + "  ".join(cells) for cells in self._cells()]
        if len(self) > SHOWN:
            lines.append(f"  … and {len(self) - SHOWN} more")
        return "\n".join([self.title, *lines])

    def _repr_html_(self) -> str:
        head = ("material", "entity", "year", "score", "can be")
        return card(self.title, [], notes=self.notes) + table(head, self._cells())
