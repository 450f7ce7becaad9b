"""What an argument must be before anything is done with it.

A check returns the argument in the type that the code behind it needs, or refuses it with its
name, the value seen and what to write.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from numbers import Integral, Real
from os import PathLike
from typing import TYPE_CHECKING, Any, TypeGuard

from mineralsec.errors import GraphError, show

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "file_path",
    "floats",
    "is_number",
    "is_word",
    "mapping",
    "number",
    "several",
    "whole",
    "yes",
]


def is_number(value: object) -> TypeGuard[Real]:
    """Return whether `value` is a number, of numpy too; True and False are none."""
    return isinstance(value, Real) and not isinstance(value, bool)


def is_word(value: object, words: Iterable[str]) -> bool:
    """Return whether `value` is one of some words; an array compared with a word is an array."""
    return isinstance(value, str) and value in tuple(words)


def number(value: Any, name: str, example: str) -> float:
    """Return `value` as a float; NaN is no number.

    Examples
    --------
    >>> number(2, "stock", "stock=1.5")
    2.0
    """
    if not is_number(value) or math.isnan(float(value)):
        raise GraphError(f"{name} must be a number, got {show(value)}. Write {example}.")
    return float(value)


def whole(value: Any, name: str, example: str, *, least: int = 1) -> int:
    """Return `value` as a whole number of at least so much.

    Examples
    --------
    >>> whole(3, "k", "k=3")
    3
    """
    if isinstance(value, bool) or not isinstance(value, Integral) or int(value) < least:
        raise GraphError(
            f"{name} must be a whole number from {least} up, got {show(value)}. Write {example}."
        )
    return int(value)


def several(value: Any, name: str, example: str) -> tuple[Any, ...]:
    """Return one text, or an iterable of anything, as a tuple.

    Examples
    --------
    >>> several("gallium", "minerals", "minerals='gallium'")
    ('gallium',)
    """
    if isinstance(value, str):
        return (value,)
    # a graph can be asked for its length, but there is nothing to iterate over
    if isinstance(value, (bytes, Mapping)) or not isinstance(value, Iterable):
        raise GraphError(f"{name} must be a name or several, got {show(value)}. Write {example}.")
    return tuple(value)


def mapping(value: Any, name: str, example: str) -> Mapping[Any, Any]:
    """Return `value` if it is a mapping.

    Examples
    --------
    >>> mapping({"CHN": 0.5}, "shares", "shares={'CHN': 0.5}")
    {'CHN': 0.5}
    """
    if not isinstance(value, Mapping):
        raise GraphError(f"{name} must be a mapping, got {show(value)}. Write {example}.")
    return value


def yes(value: Any, name: str) -> bool:
    """Return `value` if it is True or False.

    Examples
    --------
    >>> yes(True, "stocks")
    True
    """
    # numpy's own truth values are no bool
    if not isinstance(value, bool) and type(value).__name__ not in ("bool_", "bool"):
        raise GraphError(f"{name} must be True or False, got {show(value)}.")
    return bool(value)


def floats(value: Any, name: str, example: str) -> NDArray[np.float64]:
    """Return numbers as an array of floats.

    Examples
    --------
    >>> floats([1, 2], "need", "need=[1, 2]")
    array([1., 2.])
    """
    import numpy as np  # names are checked without it

    try:
        found = np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        found = None
    if found is None or isinstance(value, (str, bytes, bool, type(None))):
        raise GraphError(f"{name} must be numbers, got {show(value)}. Write {example}.")
    return found


def file_path(value: Any, name: str = "path") -> Path:
    """Return `value` as a path.

    Examples
    --------
    >>> file_path("a.json").suffix
    '.json'
    """
    if not isinstance(value, (str, PathLike)):
        raise GraphError(f"{name} must name a file, got {show(value)}. Write 'records.json'.")
    from pathlib import Path  # few calls name a file

    return Path(value)
