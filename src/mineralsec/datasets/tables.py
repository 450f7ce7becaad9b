"""Rows of a bundled dataset's tables, as text: one small CSV file a mineral and kind of fact."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from mineralsec.errors import DataError, UnknownNameError, show, suggest

__all__ = ["BUNDLED", "damaged", "folder", "host", "minerals", "published", "rows", "slug", "texts"]

_AGAIN = "The installed package is damaged; install it again."

#: Datasets that come with the library.
BUNDLED = ("world", "facilities")


def folder(name: str) -> Traversable:
    """Return the folder of a bundled dataset.

    Raises
    ------
    UnknownNameError
        If there is no dataset of that name.
    """
    if name not in BUNDLED:
        raise UnknownNameError(
            f"no dataset {show(name)}.{suggest(str(name), BUNDLED)} Bundled: {', '.join(BUNDLED)}."
        )
    return files("mineralsec.datasets").joinpath(name)


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
    place = folder(dataset).joinpath(*path)
    return _read(place, "/".join(path)) if place.is_file() else []


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
    place = files("mineralsec.datasets").joinpath(dataset, f"{table}.csv")
    name = f"{dataset}/{table}.csv"
    if not place.is_file():
        raise DataError(f"{name} is not there. {_AGAIN}")
    return tuple(_read(place, name))


def texts(dataset: str) -> Callable[[str, str], str | None]:
    """Return what returns the text of a mineral's table, None where there is none."""
    place = folder(dataset)

    def text(mineral: str, table: str) -> str | None:
        try:
            return place.joinpath(slug(mineral), f"{table}.csv").read_text(encoding="utf-8")
        except (FileNotFoundError, KeyError):  # a folder's word for it, and a zip file's
            return None

    return text


def _read(place: Traversable, name: str) -> list[dict[str, str]]:
    text = place.read_text(encoding="utf-8")
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
