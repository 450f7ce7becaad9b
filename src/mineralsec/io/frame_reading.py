"""A user's data frame as a reading: good rows as records, bad ones with their reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from mineralsec.errors import RecordError, show
from mineralsec.io.cells import AMOUNTS
from mineralsec.io.frame_reader import sorted_rows
from mineralsec.io.reading import Covered, OnProblem, Reading, finished, known_word
from mineralsec.quantities import bounds, checked

__all__ = ["read_frame"]


def read_frame(
    frame: Any,
    record: type[Any],
    *,
    columns: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
    marks: bool = False,
    total: Any = None,
    on_problem: OnProblem = "raise",
    **constants: Any,
) -> Reading:
    """Read the rows of a data frame as records, and say how much of a total they are.

    As :func:`mineralsec.from_frame`, which returns the records alone.

    Parameters
    ----------
    frame
        Of any library narwhals knows: pandas, polars, pyarrow, a DuckDB relation …
    record
        Class of the records, e.g. :class:`~mineralsec.Producer`.
    columns
        Column of each field that the frame holds; None takes those that bear a field's name.
    units
        Unit of each amount whose cells are bare numbers, e.g. ``{"output": "tonne/year"}``.
    marks
        Whether figures are written as the U.S. Geological Survey prints them.
    total
        What all rows should add up to: a quantity such as ``"230 kilotonne/year"``.
    on_problem
        ``"raise"`` all bad rows at once, or ``"keep"`` them in ``.problems``.
    **constants
        Fields that are the same in every row.

    Returns
    -------
    Reading
        ``.coverage`` compares the sum of the first amount of the records (output, demand,
        quantity, amount) with `total`, and counts rows.

    Raises
    ------
    DataError
        If rows are bad.
    UnknownNameError, RecordError, UnitsError
        As :func:`mineralsec.from_frame`; if `total` belongs to records without an amount.

    Examples
    --------
    >>> import pandas as pd
    >>> import mineralsec as ms
    >>> table = pd.DataFrame({"id": ["cl", "pe"], "place": ["Chile", "Peru"], "kt": [5300, 2600]})
    >>> ms.io.read_frame(
    ...     table,
    ...     ms.Producer,
    ...     columns={"id": "id", "place": "place", "output": "kt"},
    ...     units={"output": "kilotonne/year"},
    ...     total="23 megatonne/year",
    ...     mineral="copper",
    ... )
    Reading(frame: 2 records, 34.3 % of output, 100 % of rows)
    """
    known_word(on_problem)
    found, problems, n = sorted_rows(frame, record, columns, units or {}, marks, constants)
    coverage = [Covered("rows", len(found), n, "rows")]
    if total is not None:
        coverage.insert(0, _against(total, record, found))
    return finished("frame", found, problems, (), coverage, on_problem)


def _against(total: Any, record: type[Any], found: tuple[Any, ...]) -> Covered:
    for attribute in attrs.fields(record):
        canonical = AMOUNTS.get(attribute.metadata.get("unit"))
        if canonical is not None:
            name = attribute.name
            sizes = [bounds(getattr(one, name), canonical)[1] for one in found]
            read = sum(size for size in sizes if size == size)  # a withheld point is NaN
            return Covered(
                name, read, checked(total, canonical, "total").m_as(canonical), canonical
            )
    raise RecordError(f"{record.__name__} has no amount to compare with total={show(total)}.")
