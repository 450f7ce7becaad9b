"""Names as the publishers print them: countries, residuals and totals."""

from __future__ import annotations

import re

from mineralsec.errors import UnknownNameError
from mineralsec.places import RESIDUAL, resolve_place

__all__ = ["RESIDUAL", "place_of"]

_GROUPS = {"united states and canada"}
_RESIDUAL_NAMES = {"other", "other countries", "other countriese", "rest of world"}


def place_of(name: str) -> str | None:
    """Return the code of a printed name, the residual, or None for a world total or a group.

    Parameters
    ----------
    name
        As printed. Blanks at the ends, remarks in brackets or after a comma, footnote digits and
        the letter "e" (for estimated) that older editions glue to a name are looked through.

    Raises
    ------
    UnknownNameError
        If no country goes by that name.

    Examples
    --------
    >>> place_of("Korea, Republic ofe"), place_of("Other countries4"), place_of("World total")
    ('KOR', 'QXR', None)
    """
    text = re.sub(r"\s*\d+$", "", " ".join(name.split()))
    if text.casefold().startswith("world total") or text.casefold() in _GROUPS:
        return None
    bare = re.sub(r"\s*\(.*\)$", "", text)
    if bare.casefold() in _RESIDUAL_NAMES:
        return RESIDUAL
    for candidate in (text.removesuffix("e"), bare, text.split(",")[0]):
        try:
            return resolve_place(text)
        except UnknownNameError:
            text = candidate
    return resolve_place(text)
