"""Results as a table of the user's frame library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from mineralsec.errors import UnknownNameError, show

__all__ = ["frame"]

BACKENDS = ("pandas", "polars", "pyarrow")


def frame(columns: Mapping[str, Sequence[Any]], backend: str = "pandas") -> Any:
    """Return a native frame with these columns.

    Parameters
    ----------
    columns
        Values by column name.
    backend
        ``"pandas"``, ``"polars"`` or ``"pyarrow"``; loaded when it is asked for.

    Raises
    ------
    UnknownNameError
        If the backend is none of these.

    Examples
    --------
    >>> list(frame({"place": ["CHN"], "share": [1.0]}).columns)
    ['place', 'share']
    """
    if backend not in BACKENDS:
        raise UnknownNameError(
            f"backend={show(backend)} means nothing here. Words: {', '.join(BACKENDS)}."
        )
    library: Any = import_module(backend)
    return (library.table if backend == "pyarrow" else library.DataFrame)(dict(columns))
