"""Country names as the publishers print them, to ISO 3166-1 alpha-3."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass

from mineralsec.errors import UnknownNameError

__all__ = ["RESIDUAL", "Places", "read_places"]

#: "Other countries" and "Rest of world": what a table does not name.
RESIDUAL = "QXR"

_RESIDUAL_NAMES = {"other countries", "rest of world"}

#: Names that the ISO table does not list: USGS, European Commission and IEA usage.
_ALIASES = {
    "bolivia": "BOL",
    "brasil": "BRA",
    "brasilia": "BRA",
    "burma": "MMR",
    "congo (kinshasa)": "COD",
    "congo, d.r.": "COD",
    "côte d'ivoire": "CIV",
    "democratic republic of congo": "COD",
    "hong kong": "HKG",
    "iran": "IRN",
    "korea, north": "PRK",
    "korea, republic of": "KOR",
    "korea, south": "KOR",
    "kosovo": "XKX",
    "laos": "LAO",
    "myanmar": "MMR",
    "russia": "RUS",
    "taiwan": "TWN",
    "tanzania": "TZA",
    "turkey": "TUR",
    "turkyie": "TUR",
    "türkiye": "TUR",
    "united kingdom": "GBR",
    "united states": "USA",
    "venezuela": "VEN",
    "vietnam": "VNM",
}


@dataclass(frozen=True)
class Places:
    """Names and codes of the countries."""

    codes: dict[str, str]

    def find(self, name: str) -> str | None:
        """Return the code of `name`: ISO alpha-3, the residual, or None for a world total.

        Parameters
        ----------
        name
            As printed. Blanks at the ends, remarks in brackets, footnote digits and the
            letter "e" (for estimated) that older editions glue to a name are looked through.

        Raises
        ------
        UnknownNameError
            If no country goes by that name.
        """
        text = " ".join(name.replace("’", "'").split()).casefold()
        bare = re.sub(r"\s*\d+$", "", text)
        if bare.startswith("world total"):
            return None
        for candidate in (text, bare, bare.removesuffix("e"), re.sub(r"\s*\(.*\)$", "", bare)):
            if candidate in _RESIDUAL_NAMES:
                return RESIDUAL
            if candidate in self.codes:
                return self.codes[candidate]
        raise UnknownNameError(
            f"no country goes by {name!r}; add the name to the aliases of names.py"
        )


def read_places(lines: Iterable[str]) -> Places:
    """Read the ISO 3166-1 table (``country-codes.csv``) and add the publishers' names."""
    codes: dict[str, str] = {}
    for row in csv.DictReader(lines):
        code = row["ISO3166-1-Alpha-3"]
        for column in ("official_name_en", "CLDR display name", "UNTERM English Short"):
            if row.get(column):
                codes[row[column].replace("’", "'").casefold()] = code
    return Places(codes | _ALIASES)
