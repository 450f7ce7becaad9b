"""The files of the dataset: columns, order, how a number is written."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path

__all__ = [
    "BALANCING",
    "COLUMNS",
    "MINERAL_TABLES",
    "TOP_TABLES",
    "Row",
    "computed",
    "digest",
    "exact",
    "slug",
]
__all__ += ["text_of", "write"]

Row = Mapping[str, str]

#: Digits of figures that close a balance.
BALANCING = 12

_ACTOR = "output_low,output,output_high,mark,reconciled,capacity,unit,form,host,host_ratio"
_END = "quality,source,locator,note"

COLUMNS: dict[str, tuple[str, ...]] = {
    name: tuple(columns.split(","))
    for name, columns in {
        "sources": "key,title,publisher,locator,as_of,url,licence",
        "minerals": "name,symbol,stages,basis,hosts,source,locator,note",
        "forms": "mineral,name,content,stage,hs,unit_value_low,unit_value_high,source,locator,note",
        "omitted": "mineral,stage,place,year,vintage,reason,source,locator",
        "balances": "mineral,stage,place,year,output,inflow,outflow,intake,use,surplus,"
        "deficit,unit",
        "producers": f"id,place,stage,kind,year,vintage,{_ACTOR},opens,{_END}",
        "refiners": f"id,place,takes,makes,kind,recovery,year,vintage,{_ACTOR},opens,{_END}",
        "consumers": "id,place,stage,sector,year,vintage,demand_low,demand,demand_high,mark,"
        f"reconciled,unit,form,priority,weight,{_END}",
        "flows": "stage,origin,destination,form,year,vintage,quantity,reconciled,published,unit,"
        f"value_usd,{_END}",
        "stockpiles": "id,place,stage,amount_low,amount,amount_high,mark,unit,form,as_of,"
        f"max_release,holder,vintage,{_END}",
        "reserves": "place,kind,year,vintage,amount_low,amount,amount_high,mark,unit,form," + _END,
        "controls": "id,issuer,instrument,limit,limit_unit,forms,stages,targets,announced,"
        f"effective,ends,suspended,vintage,{_END}",
    }.items()
}

#: Tables of the whole dataset, and tables that each mineral has in its own folder.
TOP_TABLES = ("sources", "minerals", "forms", "omitted", "balances")
MINERAL_TABLES = (
    "producers",
    "refiners",
    "consumers",
    "flows",
    "stockpiles",
    "reserves",
    "controls",
)

#: Columns that order a table's rows; the rest of the row breaks ties.
_ORDER = {
    "minerals": ("name",),
    "sources": ("key",),
    "flows": ("stage", "form", "origin", "destination", "year"),
}


def slug(name: str) -> str:
    """Return a mineral's name as a folder name and as the first part of an id."""
    return name.replace(" ", "-")


def exact(number: float) -> str:
    """Write a number as its source has it.

    Examples
    --------
    >>> exact(1e-05), exact(31209.685), exact(1200.0)
    ('0.00001', '31209.685', '1200')
    """
    text = format(Decimal(repr(number)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def computed(number: float, digits: int = 9) -> str:
    """Write a number this recipe computed: so many significant digits, never an exponent.

    What closes the balance of a market needs :data:`BALANCING` of them, or the dust that rounding
    leaves there would count as use when the tables are read again.

    Examples
    --------
    >>> computed(226000 * 0.3431577), computed(1 / 3)
    ('77553.6402', '0.333333333')
    """
    return exact(float(f"{number:.{digits}g}"))


def text_of(table: str, rows: Iterable[Row]) -> str:
    """Return a table as CSV text, rows in their stable order, empty columns kept."""
    columns = COLUMNS[table]
    order = (*_ORDER.get(table, ()), *columns)
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(rows, key=lambda row: [row.get(column, "") for column in order]))
    return stream.getvalue()


def write(path: Path, text: str) -> None:
    """Write a text file as UTF-8 with line feeds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def digest(text: str) -> str:
    """Return the SHA-256 of a text as written by `write`."""
    return hashlib.sha256(text.encode()).hexdigest()
