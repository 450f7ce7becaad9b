"""Rows of a bundled dataset's tables, as text: one small CSV file a mineral and kind of fact."""

from __future__ import annotations

import csv
import io
import os.path
from collections.abc import Callable, Iterable
from errno import ENOENT
from functools import cache
from typing import TYPE_CHECKING, Any

from mineralsec.errors import DataError, UnknownNameError, show, suggest

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["BUNDLED", "damaged", "folder", "host", "minerals", "published", "rows", "slug", "texts"]

_AGAIN = "The installed package is damaged; install it again."

# pathlib and importlib.resources take as long to import as a small mineral takes to read
_HERE = os.path.dirname(__file__)  # noqa: PTH120 - see above

#: Datasets that come with the library.
BUNDLED = ("world", "facilities")


def folder(name: str) -> Traversable:
    """Return the folder of a bundled dataset.

    Raises
    ------
    UnknownNameError
        If there is no dataset of that name.
    """
    from importlib.resources import files

    return files("mineralsec.datasets").joinpath(_bundled(name))


def _bundled(name: str) -> str:
    if name not in BUNDLED:
        raise UnknownNameError(
            f"no dataset {show(name)}.{suggest(str(name), BUNDLED)} Bundled: {', '.join(BUNDLED)}."
        )
    return name


def _text(*path: str) -> str | None:
    """Return the text of a file of the package; None if there is none."""
    loader: Any = __spec__.loader  # reads from a folder and from a zip file
    try:
        found: bytes = loader.get_data(os.path.join(_HERE, *path))  # noqa: PTH118 - as above
    except OSError as error:
        if error.errno in (ENOENT, 0):  # a folder's word for it, and a zip file's
            return None
        raise
    return found.decode("utf-8")


def slug(mineral: str) -> str:
    """Return the sub-folder of a mineral."""
    return mineral.replace(" ", "-")


def host(row: dict[str, str], minerals: Iterable[str]) -> tuple[str | None, float | None]:
    """Return the host of a by-product and its ratio, if the host's mineral is among `minerals`.

    Without it the by-product's published capacity is its limit.
    """
    name = row["host"]
    if not name or not any(name.startswith(f"{slug(mineral)}-") for mineral in minerals):
        return None, None
    return name, float(row["host_ratio"]) if row["host_ratio"] else None


def rows(dataset: str, *path: str) -> list[dict[str, str]]:
    """Return the rows of one table; none if the table does not exist.

    Raises
    ------
    DataError
        If the file is damaged: it is empty, or a row is longer or shorter than the header.
    """
    text = _text(_bundled(dataset), *path)
    return [] if text is None else _read(text, "/".join(path))


@cache
def published(dataset: str, table: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a table of published figures, which makes no graph.

    Parameters
    ----------
    dataset
        Folder of the table, e.g. ``"governance"``.
    table
        Its name without the ending, e.g. ``"estimates"``.

    Raises
    ------
    DataError
        If the file is not there or is damaged.

    Examples
    --------
    >>> published("governance", "estimates")[0]["place"]
    'ABW'
    """
    name = f"{dataset}/{table}.csv"
    text = _text(dataset, f"{table}.csv")
    if text is None:
        raise DataError(f"{name} is not there. {_AGAIN}")
    return tuple(_read(text, name))


def texts(dataset: str) -> Callable[[str, str], str | None]:
    """Return what returns the text of a mineral's table, None where there is none."""
    folder = _bundled(dataset)
    return lambda mineral, table: _text(folder, slug(mineral), f"{table}.csv")


def _read(text: str, name: str) -> list[dict[str, str]]:
    rows = list(csv.reader(io.StringIO(text)))
    if not rows or set(map(len, rows)) != {len(rows[0])}:
        raise damaged(text, name)
    header, *cells = rows
    return [dict(zip(header, row, strict=True)) for row in cells]


def damaged(text: str, name: str) -> DataError:
    """Return the error for a table that is empty or has a row of another length."""
    reader = csv.reader(io.StringIO(text))
    header = next(reader, [])
    for row in reader:
        if len(row) != len(header):
            return DataError(
                f"{name} line {reader.line_num}: {len(row)} cells, the header has "
                f"{len(header)}. {_AGAIN}"
            )
    return DataError(f"{name} is empty. {_AGAIN}")


@cache
def minerals(dataset: str) -> tuple[str, ...]:
    """Return the names of a dataset's minerals."""
    return tuple(row["name"] for row in rows(dataset, "minerals.csv"))
