"""Steps of a chain: mining, refining, alloy, magnet, and whatever a chain needs."""

from __future__ import annotations

import re
from functools import lru_cache

from mineralsec.errors import RecordError, show
from mineralsec.model.fields import listed

__all__ = ["Stage"]

_NAME = re.compile(r"[a-z0-9]+(?:[ -][a-z0-9]+)*\Z")


class Stage(str):
    """One step of a mineral's chain; it equals its name.

    Any name will do: a stage is a value, so a purity tier or a product needs no registration.

    Parameters
    ----------
    name
        Lower-case words of letters and digits, at most 60 characters.

    Raises
    ------
    RecordError
        If the name has another form.

    Examples
    --------
    >>> Stage("refining")
    Stage('refining')
    >>> Stage("4n gallium") == "4n gallium"
    True
    """

    __slots__ = ()

    def __new__(cls, name: str) -> Stage:
        """Return the stage, once its name is seen to be one."""
        if not isinstance(name, str):
            raise RecordError(f"a stage is a text such as 'refining', got {show(name)}.")
        if len(name) > 60 or not _NAME.match(name):
            words = " ".join(re.findall(r"[a-z0-9-]+", name[:60].lower())).strip("-")
            raise RecordError(
                "a stage name is lower-case words of letters and digits, at most 60 characters, "
                f"got {show(name)}. Write {words or 'refining'!r}."
            )
        return super().__new__(cls, name)

    def __repr__(self) -> str:
        return f"Stage({str(self)!r})"


@lru_cache(maxsize=1024)
def _known(name: str) -> Stage:
    return Stage(name)


def stage(value: str) -> Stage:
    """Read the ``stage`` of a record."""
    return _read(value, "stage")


def takes(value: str) -> Stage:
    """Read the stage a refiner takes from."""
    return _read(value, "takes")


def makes(value: str) -> Stage:
    """Read the stage a refiner makes."""
    return _read(value, "makes")


def stages(value: object) -> tuple[Stage, ...]:
    """Read several stages; one text stands for itself."""
    return tuple(_read(name, "stages") for name in listed(value, "stages"))


def _read(value: object, field: str) -> Stage:
    if type(value) is Stage:
        return value
    if not isinstance(value, str):
        raise RecordError(f"{field} must be a text such as 'refining', got {show(value)}.")
    try:
        return _known(value)
    except RecordError as error:
        raise RecordError(f"{field}: {error}") from None
