"""The reconciled column of the world dataset: figures that balance, beside the reported ones."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

import numpy as np

from mineralsec.datasets.bundled import columns_of_texts
from mineralsec.datasets.facts import Facts, read_facts
from mineralsec.datasets.recipe.actors import DATA_YEAR
from mineralsec.datasets.recipe.tables import BALANCING, computed, slug
from mineralsec.graph.columns import POINT, Floats
from mineralsec.graph.reconcile import balanced_columns

__all__ = ["with_reconciled"]

#: A figure that differs from the reported one by less than this part of it is the same when it is
#: written.
_SAME = 1e-9


def with_reconciled(files: Mapping[str, str]) -> dict[str, str]:
    """Return the files of the dataset with the column ``reconciled`` filled in.

    Rows of the data year get the figure that balances, with the default uncertainties of
    :func:`mineralsec.reconcile`, in the unit and form of the row. Twelve digits are written; blank
    is the reported figure.

    Parameters
    ----------
    files
        Text by path below the dataset's folder; the column is there and empty.
    """
    minerals, forms = (list(csv.DictReader(io.StringIO(files[f"{t}.csv"]))) for t in _DEFINED)
    names = tuple(row["name"] for row in minerals)

    def text(mineral: str, kind: str) -> str | None:
        return files.get(f"{slug(mineral)}/{kind}.csv")

    found = columns_of_texts(text, minerals, forms, names, DATA_YEAR)
    after, _ = balanced_columns(found.columns, names)
    content = {(row["mineral"], row["name"]): float(row["content"]) for row in forms}
    tables = read_facts(text, names)
    producers = len(tables["producers"])
    first = found.makers < producers
    made, moved = after.makers, after.lanes
    now = len(found.lanes)
    parts = (
        ("producers", found.makers[first], made.output[POINT, first], made.reconciled[first]),
        ("refiners", found.makers[~first] - producers, made.output[POINT, ~first],
         made.reconciled[~first]),
        ("consumers", found.users, after.users.demand[POINT], after.users.reconciled),
        ("flows", found.lanes, moved.quantity[POINT, :now], moved.reconciled[:now]),
    )  # fmt: skip
    changed: dict[str, dict[int, str]] = {}
    for kind, rows, reported, figures in parts:
        for path, line, cell in _cells(kind, tables[kind], names, content, rows, reported, figures):
            changed.setdefault(path, {})[line] = cell
    return {**files, **{path: _filled(files[path], cells) for path, cells in changed.items()}}


_DEFINED = ("minerals", "forms")


def _cells(
    kind: str,
    facts: Facts,
    minerals: Sequence[str],
    content: Mapping[tuple[str, str], float],
    rows: np.ndarray,
    reported: Floats,
    figures: Floats,
) -> list[tuple[str, int, str]]:
    """Return file, row in it and text of every reconciled figure that differs."""
    start = np.searchsorted(facts.mineral, np.arange(len(minerals)))
    scale, forms = facts.scale, facts["form"]
    found = []
    for row, before, after in zip(rows.tolist(), reported, figures, strict=True):
        known = 0.0 if np.isnan(before) else float(before)
        if abs(after - known) <= _SAME * known:
            continue
        code = int(facts.mineral[row])
        form = forms[row]
        unit = scale[row] * (content[minerals[code], form] if form else 1.0)
        path = f"{slug(minerals[code])}/{kind}.csv"
        found.append(
            (path, row - int(start[code]), computed(float(after) / float(unit), BALANCING))
        )
    return found


def _filled(text: str, cells: Mapping[int, str]) -> str:
    header, *rows = csv.reader(io.StringIO(text))
    column = header.index("reconciled")
    for line, cell in cells.items():
        rows[line][column] = cell
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([header, *rows])
    return stream.getvalue()
