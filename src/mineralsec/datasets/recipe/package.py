"""The Frictionless description of the dataset."""

from __future__ import annotations

import json
from collections.abc import Mapping

from mineralsec.datasets.recipe.tables import COLUMNS, digest

__all__ = ["describe", "schema"]

_NUMBERS = {
    "output_low",
    "output",
    "output_high",
    "capacity",
    "host_ratio",
    "reconciled",
    "recovery",
    "demand_low",
    "demand",
    "demand_high",
    "weight",
    "quantity",
    "published",
    "value_usd",
    "amount_low",
    "amount",
    "amount_high",
    "max_release",
    "limit",
    "content",
    "unit_value_low",
    "unit_value_high",
    "inflow",
    "outflow",
    "intake",
    "use",
    "surplus",
    "deficit",
}
_INTEGERS = {"year", "priority"}
_DATES = {"as_of", "announced", "effective", "ends", "opens"}

_ABOUT = {
    "sources": "Citations; every other row names one of these keys",
    "minerals": "Minerals, their stages in order and the basis of contained mass",
    "forms": "Traded forms: content is the mass fraction of the basis; unit values in USD/kg",
    "omitted": "Figures that are not in the tables, and why",
    "balances": "Markets of the data year, contained tonnes a year",
    "producers": "Output of first stages, by place, year and edition",
    "refiners": "Output of later stages, by place, year and edition",
    "consumers": "Use by place",
    "flows": "Trade; quantity is gross weight where a form is named, else contained; published is "
    "what the source has where screening put another quantity in its place",
    "stockpiles": "Strategic inventories with a published tonnage",
    "reserves": "Reserves in the ground",
    "controls": "Trade controls with their dates",
}


def _field(name: str) -> dict[str, str]:
    if name in _NUMBERS:
        return {"name": name, "type": "number"}
    if name in _INTEGERS:
        return {"name": name, "type": "integer"}
    return {"name": name, "type": "date" if name in _DATES else "string"}


def schema(table: str) -> str:
    """Return the Frictionless schema of one table."""
    fields = [_field(name) for name in COLUMNS[table]]
    about = {"description": _ABOUT[table], "fields": fields, "missingValues": [""]}
    return json.dumps(about, ensure_ascii=False, indent=1) + "\n"


def describe(files: Mapping[str, str]) -> dict[str, str]:
    """Return ``datapackage.json`` and the schemas it names, for the files of the dataset.

    Parameters
    ----------
    files
        Text by path below the dataset's folder.
    """
    resources = []
    schemas = {}
    for path in sorted(files):
        table = path.removesuffix(".csv").split("/")[-1]
        if not path.endswith(".csv"):
            continue
        schemas[f"schemas/{table}.json"] = schema(table)
        resources.append(
            {
                "name": path.removesuffix(".csv").replace("/", "-"),
                "description": _ABOUT[table],
                "profile": "tabular-data-resource",
                "path": path,
                "format": "csv",
                "mediatype": "text/csv",
                # readers that guess a delimiter take semicolons of a note for it
                "dialect": {"delimiter": ","},
                "encoding": "utf-8",
                "schema": f"schemas/{table}.json",
                "bytes": len(files[path].encode()),
                "hash": f"sha256:{digest(files[path])}",
            }
        )
    package = {
        "profile": "tabular-data-package",
        "name": "mineralsec-world",
        "title": "World supply of critical minerals",
        "description": "Output, refining, trade, use, reserves, stockpiles and controls. The "
        "column `unit` holds the unit of the amounts in its row; `reconciled` is the figure that "
        "balances with all others, blank where it is the reported one.",
        "licenses": [
            {"name": "CC0-1.0", "title": "US Geological Survey: public domain"},
            {"name": "CC-BY-4.0", "title": "European Commission; International Energy Agency"},
            {
                "name": "etalab-2.0",
                "title": "CEPII BACI: Etalab Open Licence 2.0",
                "path": "https://github.com/etalab/licence-ouverte/blob/master/LO.md",
            },
        ],
        "resources": resources,
    }
    text = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    return {**schemas, "datapackage.json": text}
