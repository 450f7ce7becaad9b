"""What people call a place or a stage, looked up among those a graph has records for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from mineralsec.arguments import several
from mineralsec.errors import UnknownNameError, show, suggest
from mineralsec.places import (
    bloc_members,
    country_of,
    is_bloc,
    place_name,
    resolve_place,
    resolve_places,
)

__all__ = ["codes_below", "codes_of", "listed", "one_place", "stages_among"]

#: Places that an error message lists.
_LISTED = 12


def one_place(text: str, places: Sequence[str]) -> str:
    """Return the place that `text` means, if it or a site below it is among `places`.

    Raises
    ------
    UnknownNameError
        If there is no such place, or it has no record.

    Examples
    --------
    >>> one_place("China", ["AUS", "CHN:bayan-obo"])
    'CHN'
    """
    code = resolve_place(text)
    if codes_below(code, places):
        return code
    near = suggest(place_name(code), {place_name(p): p for p in places})
    raise UnknownNameError(
        f"no record of this graph lies in {code} ({place_name(code)}).{near} Places here: "
        f"{_some(places)}."
    )


def codes_below(code: str, places: Sequence[str]) -> frozenset[int]:
    """Return where a place and the sites below it stand among `places`.

    Examples
    --------
    >>> sorted(codes_below("CHN", ["AUS", "CHN", "CHN:bayan-obo"]))
    [1, 2]
    """
    return frozenset(
        i
        for i, place in enumerate(places)
        if place == code or (":" not in code and country_of(place) == code)
    )


def codes_of(
    wanted: str | Iterable[str], places: Sequence[str], day: date | str | None = None
) -> frozenset[int]:
    """Return where places, sites and members of blocs stand among `places`.

    Parameters
    ----------
    wanted
        What :func:`mineralsec.places.resolve_places` takes.
    places
        The places that have records.
    day
        The day on which membership of a bloc counts.

    Raises
    ------
    UnknownNameError
        If a place, or every member of the blocs, is not among `places`.

    Examples
    --------
    >>> sorted(codes_of("EU27, JPN", ["FRA", "JPN", "USA"]))
    [0, 1]
    """
    if not isinstance(wanted, str):
        wanted = several(wanted, "places", "'CHN' or ['CHN', 'JPN']")
    texts = re.split("[,;]", wanted) if isinstance(wanted, str) else wanted
    members = {m for text in texts if is_bloc(text) for m in bloc_members(text, day)}
    found: set[int] = set()
    for code in resolve_places(wanted, day):
        # a bloc may have members that this graph says nothing about
        found |= codes_below(code if code in members else one_place(code, places), places)
    if not found:
        raise UnknownNameError(
            f"no record of this graph lies in {show(wanted)}. Places here: {_some(places)}."
        )
    return frozenset(found)


def listed(names: str | Iterable[str]) -> tuple[str, ...]:
    """Return several names as a tuple; one text stands for itself."""
    return several(names, "a selection", "one name or a list of names")


def stages_among(
    wanted: str | Iterable[str], chains: Mapping[str, Iterable[str]]
) -> frozenset[str]:
    """Return the names of stages, if each is in a chain.

    Parameters
    ----------
    wanted
        One stage or several.
    chains
        The stages of each mineral, by its name.

    Raises
    ------
    UnknownNameError
        If a stage is in none of the chains.

    Examples
    --------
    >>> stages_among("refining", {"cobalt": ("mining", "refining")})
    frozenset({'refining'})
    """
    known = list(dict.fromkeys(str(stage) for chain in chains.values() for stage in chain))
    for stage in (names := listed(wanted)):
        if stage not in known:
            raise UnknownNameError(
                f"no stage {show(stage)} in the chain of {', '.join(chains)}."
                f"{suggest(str(stage), known)} Stages: {', '.join(known)}."
            )
    return frozenset(map(str, names))


def _some(places: Iterable[str]) -> str:
    names = sorted(places)
    return ", ".join(names[:_LISTED]) + (" …" if len(names) > _LISTED else "")
