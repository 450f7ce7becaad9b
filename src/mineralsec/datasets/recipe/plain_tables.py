"""Small datasets of published tables: CSV files, their description and their notice."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mineralsec.datasets.recipe.tables import Row, digest

__all__ = ["PlainTable", "dataset_files"]


@dataclass(frozen=True)
class PlainTable:
    """One table of a small dataset.

    Parameters
    ----------
    about
        What a row is, in a sentence with the units.
    fields
        Frictionless type by column, in column order.
    rows
        Rows; a column that a row lacks is empty.
    """

    about: str
    fields: Mapping[str, str]
    rows: Iterable[Row]

    def text(self) -> str:
        """Return the table as CSV text, rows in the order of their cells."""
        stream = io.StringIO()
        writer = csv.DictWriter(stream, list(self.fields), restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(self.rows, key=lambda row: [row.get(c, "") for c in self.fields]))
        return stream.getvalue()


def dataset_files(
    name: str,
    title: str,
    description: str,
    licences: Sequence[Mapping[str, str]],
    tables: Mapping[str, PlainTable],
    notice: str,
) -> dict[str, str]:
    r"""Return every file of a small dataset, as text by name.

    Parameters
    ----------
    name, title, description
        Of the package.
    licences
        Frictionless licences: ``name``, ``title``, perhaps ``path``.
    tables
        Tables by name.
    notice
        Text of ``NOTICE.md``.

    Examples
    --------
    >>> table = PlainTable("Shares [%]", {"place": "string", "share": "number"}, [])
    >>> sorted(dataset_files("a", "A", "", (), {"shares": table}, "# Sources\n"))
    ['NOTICE.md', 'datapackage.json', 'shares.csv']
    """
    files = {f"{key}.csv": table.text() for key, table in tables.items()}
    resources = [
        {
            "name": key.replace("_", "-"),
            "description": table.about,
            "profile": "tabular-data-resource",
            "path": f"{key}.csv",
            "format": "csv",
            "mediatype": "text/csv",
            # readers that guess a delimiter take semicolons of a note for it
            "dialect": {"delimiter": ","},
            "encoding": "utf-8",
            "schema": {
                "fields": [{"name": field, "type": kind} for field, kind in table.fields.items()],
                "missingValues": [""],
            },
            "bytes": len(files[f"{key}.csv"].encode()),
            "hash": f"sha256:{digest(files[f'{key}.csv'])}",
        }
        for key, table in sorted(tables.items())
    ]
    package = {
        "profile": "tabular-data-package",
        "name": f"mineralsec-{name.replace('_', '-')}",
        "title": title,
        "description": description,
        "licenses": [dict(licence) for licence in licences],
        "resources": resources,
    }
    described = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    return {**files, "NOTICE.md": notice, "datapackage.json": described}
