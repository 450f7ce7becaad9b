"""Countries and sites below them.

A place is an ISO 3166-1 alpha-3 code (``"CHN"``), a code of the ranges that ISO leaves to users
(AAA-AAZ, QMA-QZZ, XAA-XXZ, ZZA-ZZZ; for tests and residuals), or a site below one
(``"CHN:bayan-obo"``). :func:`resolve_place` turns what people and publishers write into that
form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache, lru_cache
from string import ascii_uppercase
from typing import NamedTuple

from mineralsec.errors import UnknownNameError, show
from mineralsec.places.blocs import bloc_members, every_bloc, is_bloc, to_day
from mineralsec.places.tables import LONGEST, fold, rows, words

__all__ = [
    "RESIDUAL",
    "country_of",
    "every_country",
    "is_place",
    "place_name",
    "resolve_place",
    "resolve_places",
    "site_of",
]

#: The place of what no source places.
RESIDUAL = "QXR"

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ADVICE = (
    "Write an ISO 3166-1 alpha-3 code ('CHN'), a country's name, a site ('CHN:bayan-obo'), or "
    "a user-assigned code (AAA-AAZ, QMA-QZZ, XAA-XXZ, ZZA-ZZZ)."
)

#: How tables call what they do not place, and their totals.
_OTHERS = re.compile(r"\b(other|others|rest|world|total|unspecified|undisclosed)\b", re.IGNORECASE)


class _Tables(NamedTuple):
    codes: dict[str, str]
    names: dict[str, str]
    alpha2: dict[str, str]
    #: folded name -> the countries it may mean
    meanings: dict[str, tuple[str, ...]]


def resolve_place(text: str) -> str:
    """Return the canonical code of a country or site.

    Parameters
    ----------
    text
        An alpha-3 code, a user-assigned code, a name or a common alias; a site is written
        ``"code:slug"``. Case, accents and punctuation of names do not matter.

    Returns
    -------
    str
        ``"CHN"``, or ``"CHN:bayan-obo"`` for a site.

    Raises
    ------
    UnknownNameError
        If no place is meant, or more than one may be ("Congo", "Korea"), or `text` is a
        two-letter code, blank, not text, or longer than 100 characters.

    Examples
    --------
    >>> resolve_place("Türkiye"), resolve_place("Burma"), resolve_place("cote d’ivoire")
    ('TUR', 'MMR', 'CIV')
    >>> resolve_place("China:bayan-obo")
    'CHN:bayan-obo'
    >>> resolve_place("Congo")
    Traceback (most recent call last):
    mineralsec.errors.UnknownNameError: 'Congo' may mean 'Congo (Kinshasa)' (COD) or
    'Congo (Brazzaville)' (COG); write the code
    """
    if not isinstance(text, str):
        raise UnknownNameError(f"a place must be text, got {show(text)}. {_ADVICE}")
    return _tables().codes.get(text) or _resolve(text)


def is_place(text: object) -> bool:
    """Return whether :func:`resolve_place` would answer.

    Examples
    --------
    >>> is_place("CHN"), is_place("Atlantis")
    (True, False)
    """
    if not isinstance(text, str):
        return False
    try:
        resolve_place(text)
    except UnknownNameError:
        return False
    return True


def country_of(place: str) -> str:
    """Return the part of a place before the colon.

    Examples
    --------
    >>> country_of("CHN:bayan-obo"), country_of("CHN")
    ('CHN', 'CHN')
    """
    return resolve_place(place).partition(":")[0]


def site_of(place: str) -> str | None:
    """Return the part of a place after the colon, None for a whole country.

    Examples
    --------
    >>> site_of("CHN:bayan-obo")
    'bayan-obo'
    """
    return resolve_place(place).partition(":")[2] or None


def place_name(place: str) -> str:
    """Return a name to print.

    Parameters
    ----------
    place
        Anything that :func:`resolve_place` takes.

    Returns
    -------
    str
        The short English name of a country. A user-assigned code is its own name, apart from
        the residual, which is "not placed".

    Examples
    --------
    >>> place_name("COD"), place_name("CHN:bayan-obo"), place_name("XAA"), place_name("QXR")
    ('Congo (Kinshasa)', 'China: bayan-obo', 'XAA', 'not placed')
    """
    code, _, site = resolve_place(place).partition(":")
    name = "not placed" if code == RESIDUAL else _tables().names.get(code, code)
    return f"{name}: {site}" if site else name


def every_country() -> tuple[str, ...]:
    """Return the codes of all countries and territories with a name of their own, sorted.

    These are the 249 of ISO 3166-1 and Kosovo (``"XKX"``).

    Examples
    --------
    >>> len(every_country())
    250
    """
    return tuple(_tables().names)


def resolve_places(places: str | Iterable[str], on: date | str | None = None) -> tuple[str, ...]:
    """Return the codes that a list of places and blocs stands for.

    Parameters
    ----------
    places
        One place or bloc; several of them in one text, with commas or semicolons between them
        (a name that holds a comma needs semicolons); or several texts.
    on
        The day on which membership of a bloc counts, see :func:`bloc_members`.

    Returns
    -------
    tuple of str
        Each code once, in the order given; members of a bloc in alphabetical order.

    Raises
    ------
    UnknownNameError
        If one of them is neither a place nor a bloc.
    RecordError
        If `on` is not a day.

    Examples
    --------
    >>> resolve_places("USA, Japan")
    ('USA', 'JPN')
    >>> resolve_places("Korea, Republic of")
    ('KOR',)
    >>> len(resolve_places(["EU27", "FRA"]))
    27
    """
    if on is not None:
        on = to_day(on)
    if isinstance(places, str):
        whole = is_bloc(places) or is_place(places)
        items = [places] if whole else places.split(";" if ";" in places else ",")
    elif isinstance(places, Iterable):
        items = list(places)
    else:
        raise UnknownNameError(f"places must be text or a list of texts, got {show(places)}")
    found: dict[str, None] = {}
    for item in items:
        found |= dict.fromkeys(
            sorted(bloc_members(item, on)) if is_bloc(item) else (resolve_place(item),)
        )
    return tuple(found)


@lru_cache(maxsize=8192)
def _resolve(text: str) -> str:
    """Resolve what is not a canonical country code already."""
    tables = _tables()
    if len(text) > LONGEST:
        raise UnknownNameError(f"{show(text)} is too long for a place. {_ADVICE}")
    plain = text.replace("\xa0", " ").strip()  # tables often pad names with hard blanks
    if not plain:
        raise UnknownNameError(f"a place is blank. {_ADVICE}")
    if not plain.isprintable():
        raise UnknownNameError(f"a place holds characters that do not print: {show(text)}")
    if ":" in plain:
        return _resolve_site(plain)
    if plain.isascii() and (code := tables.codes.get(plain.upper())):
        return code
    meanings = tables.meanings.get(fold(plain), ())
    if len(meanings) > 1:
        raise UnknownNameError(f"{show(plain)} may mean {_listed(meanings)}; write the code")
    if meanings:
        return meanings[0]
    if two := tables.alpha2.get(plain.upper()):
        raise UnknownNameError(
            f"{show(plain)} is a two-letter code, which is easily taken for a chemical symbol; "
            f"write {two!r} ({tables.names[two]})"
        )
    if is_bloc(plain):
        raise UnknownNameError(
            f"{show(plain)} is a bloc, not a place; resolve_places({show(plain)}) lists its members"
        )
    if _OTHERS.search(plain):
        raise UnknownNameError(
            f"{show(plain)} is no place. Write {RESIDUAL!r}, the residual that no source places; "
            "leave a world total out."
        )
    raise UnknownNameError(f"no place is called {show(plain)}.{_nearest(plain)} {_ADVICE}")


def _resolve_site(text: str) -> str:
    head, _, slug = text.partition(":")
    country = resolve_place(head)
    if not _SLUG.fullmatch(slug):
        better = "-".join(w for w in words(slug) if w.isascii()) or "bayan-obo"
        raise UnknownNameError(
            f"{show(text)} is not a site: after the colon stand lower-case letters, digits and "
            f"single hyphens; write for instance '{country}:{better}'"
        )
    return f"{country}:{slug}"


def _listed(codes: Iterable[str]) -> str:
    return " or ".join(f"{_tables().names[code]!r} ({code})" for code in codes)


def _nearest(text: str) -> str:
    """Return a hint that names the countries spelled most like `text`, or nothing."""
    import difflib  # only a misspelling needs it

    near: dict[str, None] = {}
    blocs = difflib.get_close_matches(text.upper(), every_bloc(), n=1)
    for match in difflib.get_close_matches(fold(text), _tables().meanings, n=6):
        near |= dict.fromkeys(_tables().meanings[match])
    if not near:
        return f" Did you mean the bloc {blocs[0]!r}?" if blocs else ""
    return f" Did you mean {_listed(list(near)[:3])}?"


def _user_assigned() -> Iterator[str]:
    """Return the codes that ISO 3166-1 leaves to users."""
    letters = ascii_uppercase
    pairs = ["AA", *("Q" + b for b in letters[12:]), *("X" + b for b in letters[:24]), "ZZ"]
    return (pair + c for pair in pairs for c in letters)


@cache
def _tables() -> _Tables:
    names: dict[str, str] = {}
    alpha2: dict[str, str] = {}
    meanings: dict[str, tuple[str, ...]] = {}
    for row in rows("countries.csv"):
        code = row["alpha3"]
        names[code] = row["name"]
        alpha2[row["alpha2"]] = code
        meanings[fold(row["name"])] = meanings[code.lower()] = (code,)
    for row in rows("aliases.csv"):
        key = fold(row["alias"])
        meanings[key] = (*meanings.get(key, ()), row["place"])
    codes = {code: code for code in (*names, *_user_assigned())}
    return _Tables(codes, names, alpha2, meanings)
