"""Results that other data libraries read without a copy of ours: the Arrow PyCapsule interface."""

from __future__ import annotations

from typing import Any

__all__ = ["ArrowStream"]


class ArrowStream:
    """Anything with ``to_frame``, as a stream of Arrow record batches.

    So ``polars.DataFrame(result)``, ``pyarrow.table(result)``, ``pandas.DataFrame.from_arrow``
    and DuckDB read a result as it is. Needs pyarrow.

    References
    ----------
    The Arrow PyCapsule interface:
    https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html

    Examples
    --------
    >>> import mineralsec as ms
    >>> import pyarrow
    >>> graph = ms.load("world", minerals="gallium")
    >>> pyarrow.table(ms.concentration(graph)).column_names[:2]
    ['mineral', 'stage']
    """

    __slots__ = ()

    def to_frame(self, backend: str = "pandas") -> Any:
        """Return the rows as a data frame; every result says itself what they are."""
        raise TypeError(f"{type(self).__name__} must define to_frame")

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Return a PyCapsule with an Arrow stream of the rows of :meth:`to_frame`.

        Raises
        ------
        MineralsecError
            If pyarrow is not installed.
        """
        stream: object = self.to_frame("pyarrow").__arrow_c_stream__(requested_schema)
        return stream
