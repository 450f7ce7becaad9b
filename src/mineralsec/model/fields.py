"""Fields that records share: how a value is read, what it may be, what it means.

Converters bear the name of their field, so that a message names it. The metadata of every
field (``unit``, ``doc``, ``invariant``) is what the tables of the documentation are made from.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from numbers import Integral, Real
from typing import Any, Literal

from mineralsec.arguments import is_word
from mineralsec.errors import RecordError, UnitsError, UnknownNameError, show, suggest
from mineralsec.places import resolve_place
from mineralsec.provenance import Citation, to_date
from mineralsec.quantities import Amount, Between, bounds, checked
from mineralsec.units import MASS, MASS_FLOW, SHARE

MONEY_FLOW = "USD / year"

Kind = Literal["primary", "secondary"]
Quality = Literal["reported", "estimated", "modelled", "projected"]

KINDS = ("primary", "secondary")
QUALITIES = ("reported", "estimated", "modelled", "projected")


def about(doc: str, unit: str = "-", invariant: str = "") -> dict[str, str]:
    """Return the metadata of a field: its meaning, its unit and what always holds."""
    return {"unit": unit, "doc": doc, "invariant": invariant}


# --- text -------------------------------------------------------------------------------------


@lru_cache(maxsize=65536)
def _clean(value: str, name: str) -> str:
    text = value.strip()
    if not text:
        raise RecordError(f"{name} must not be empty, got {show(value)}. Write a name.")
    if len(text) > 200:
        raise RecordError(f"{name} has at most 200 characters, got {show(text)}. Shorten it.")
    if not text.isprintable():
        raise RecordError(
            f"{name} holds a control or invisible character, got {show(text)}. Remove it."
        )
    if "|" in text:
        # node ids are written "mineral|stage|place"
        raise RecordError(f"{name} must not hold '|', got {show(text)}. Write '/' or '-' instead.")
    return unicodedata.normalize("NFC", text)


def label(value: object, name: str) -> str:
    """Return a name as records keep it: trimmed, composed (NFC), printable, without ``|``."""
    if not isinstance(value, str):
        raise RecordError(f"{name} must be a text, got {show(value)}. Write it in quotes.")
    return _clean(str(value), name)


def identifier(value: str) -> str:
    """Read the ``id`` of a record."""
    return label(value, "id")


def vintage(value: str) -> str:
    """Read the edition a record was published in; empty when it has none."""
    return value if value == "" else label(value, "vintage")


def operator(value: str | None) -> str | None:
    """Read who runs a plant."""
    return None if value is None else label(value, "operator")


def sector(value: str | None) -> str | None:
    """Read what a consumer makes."""
    return None if value is None else label(value, "sector")


def seller(value: str | None) -> str | None:
    """Read who sells a flow."""
    return None if value is None else label(value, "seller")


def buyer(value: str | None) -> str | None:
    """Read who buys a flow."""
    return None if value is None else label(value, "buyer")


def holder(value: str | None) -> str | None:
    """Read who holds a stock."""
    return None if value is None else label(value, "holder")


def form(value: Any) -> str | None:
    """Read the form an amount is the gross weight of: its name, or the Form itself."""
    return None if value is None else label(getattr(value, "name", value), "form")


def host(value: Any) -> str | None:
    """Read whose by-product this is: the id of the host's record, or the record itself."""
    return None if value is None else label(getattr(value, "id", value), "host")


def listed(value: object, name: str) -> tuple[Any, ...]:
    """Return several values as a tuple; one text stands for itself."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Iterable):
        return tuple(value)
    raise RecordError(f"{name} must be a list, got {show(value)}. Write ({show(value)},).")


def once(values: Iterable[str], name: str) -> None:
    """Refuse a list in which a name comes twice."""
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise RecordError(f"{name} holds {show(str(value))} twice. Leave one out.")
        seen.add(value)


def word(*choices: str) -> Callable[[Any, Any, Any], None]:
    """Return a validator for a field that takes one of a few words."""

    def check(instance: object, attribute: Any, value: object) -> None:
        if not is_word(value, choices):
            raise UnknownNameError(
                f"{attribute.name} must be one of {', '.join(map(repr, choices))}, got "
                f"{show(value)}.{suggest(str(value), choices)}"
            )

    return check


# --- places and dates -------------------------------------------------------------------------


def place(value: str) -> str:
    """Read the ``place`` of a record."""
    return _place(value, "place")


def origin(value: str) -> str:
    """Read where a flow starts."""
    return _place(value, "origin")


def destination(value: str) -> str:
    """Read where a flow ends."""
    return _place(value, "destination")


def place_or_none(value: str | None) -> str | None:
    """Read a ``place`` that may be unknown."""
    return None if value is None else _place(value, "place")


@lru_cache(maxsize=4096)
def _resolved(value: str) -> str:
    return resolve_place(value)


def _place(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise RecordError(f"{name} must be a text such as 'CHN', got {show(value)}.")
    try:
        return _resolved(value)
    except UnknownNameError as error:
        raise UnknownNameError(f"{name}: {error}") from None


def as_of(value: dt.date | str) -> dt.date:
    """Read the day a figure holds for."""
    return to_date(value, "as_of")


def opens(value: dt.date | str | None) -> dt.date | None:
    """Read the day a plant opens."""
    return None if value is None else to_date(value, "opens")


# --- numbers ----------------------------------------------------------------------------------


def number(value: object, name: str) -> float:
    """Return one real number without a unit."""
    if type(value) is float:
        return value
    if hasattr(value, "magnitude") and hasattr(value, "units"):
        return float(checked(value, SHARE, name, signed=True).m_as(SHARE))
    if isinstance(value, bool) or not isinstance(value, Real):
        raise RecordError(f"{name} must be a number, got {show(value)}.")
    try:
        return float(value)
    except OverflowError:
        raise RecordError(f"{name} is larger than any float, got {show(value)}.") from None


def fraction(value: object, name: str, *, zero: bool = False) -> float:
    """Return a number in (0, 1], or in [0, 1] where zero makes sense."""
    share = number(value, name)
    if not (0 < share <= 1 or (zero and share == 0)):  # also refuses NaN
        limits = "[0, 1]" if zero else "(0, 1]"
        hint = f" Write {share / 100:g} for {share:g} %." if 2 <= share <= 100 else ""
        raise RecordError(f"{name} must be in {limits}, got {share:g}.{hint}")
    return share


def recovery(value: float) -> float:
    """Read the share of what goes in that comes out."""
    return fraction(value, "recovery")


def _positive(value: object, name: str) -> float:
    size = number(value, name)
    if not 0 < size < float("inf"):
        raise RecordError(f"{name} must be above zero and finite, got {size:g}.")
    return size


def not_negative(value: object, name: str) -> float:
    """Return a number from zero up."""
    size = number(value, name)
    if not 0 <= size < float("inf"):
        raise RecordError(f"{name} must not be negative and must be finite, got {size:g}.")
    return size


def weight(value: float) -> float:
    """Read the weight of a tonne unmet."""
    return _positive(value, "weight")


def host_ratio(value: Any) -> float | None:
    """Read tonnes of by-product recoverable per tonne of host: a number or a mass per mass."""
    if value is None:
        return None
    if isinstance(value, str):
        value = checked(value, SHARE, "host_ratio")
    return _positive(value, "host_ratio")


def _whole(value: object, name: str, low: int, high: float, words: str) -> int:
    if not isinstance(value, (int, bool)) and isinstance(value, Integral):
        value = int(value)  # numpy's integers
    if type(value) is int and low <= value <= high:
        return value
    raise RecordError(f"{name} must be a whole number {words}, got {show(value)}.")


def priority(value: int) -> int:
    """Read the class that is served first when it is smaller."""
    return _whole(value, "priority", 1, float("inf"), "from 1 up")


def year(value: int | None) -> int | None:
    """Read a calendar year; None belongs to whatever year the graph answers for."""
    return None if value is None else _whole(value, "year", 1800, 2200, "from 1800 to 2200")


# --- amounts ----------------------------------------------------------------------------------


def amount_of(value: object, canonical: str, name: str) -> Amount:
    """Return a Quantity or Between of the dimension of `canonical`, in its own unit."""
    if type(value) is Between:
        try:
            bounds(value, canonical)
        except UnitsError as error:
            raise UnitsError(f"{name}: {error}") from None
        return value
    return checked(value, canonical, name)


def output(value: Amount) -> Amount:
    """Read what is made in a year."""
    return amount_of(value, MASS_FLOW, "output")


def capacity(value: Amount | None) -> Amount | None:
    """Read published nameplate capacity."""
    return None if value is None else amount_of(value, MASS_FLOW, "capacity")


def demand(value: Amount) -> Amount:
    """Read what is used in a year."""
    return amount_of(value, MASS_FLOW, "demand")


def quantity(value: Amount) -> Amount:
    """Read what moves in a year."""
    return amount_of(value, MASS_FLOW, "quantity")


def reconciled(value: Amount | None) -> Amount | None:
    """Read the figure that balances: one quantity, never limits."""
    return None if value is None else checked(value, MASS_FLOW, "reconciled")


def published(value: Amount | None) -> Amount | None:
    """Read the printed figure that another stands in for: one quantity, never limits."""
    return None if value is None else checked(value, MASS_FLOW, "published")


def amount(value: Amount) -> Amount:
    """Read what lies in a stock or in the ground."""
    return amount_of(value, MASS, "amount")


def max_release(value: Amount | None) -> Amount | None:
    """Read how fast a stock can be drawn."""
    return None if value is None else amount_of(value, MASS_FLOW, "max_release")


def money(value: Amount | None) -> Amount | None:
    """Read what a flow is worth in a year."""
    return None if value is None else amount_of(value, MONEY_FLOW, "value")


def as_figure(canonical: str) -> Callable[[Any], Any]:
    """Return how amounts compare and hash: as numbers in `canonical` units.

    pint hashes by converting to base units, which costs more than building the record.
    """

    def key(value: Amount | None) -> Any:
        if value is None:
            return None
        low, point, high = bounds(value, canonical)
        # a missing point is a NaN, which equals nothing
        return (low, high, None if point != point else point, getattr(value, "mark", ""))

    return key


FLOW_KEY = as_figure(MASS_FLOW)
MASS_KEY = as_figure(MASS)
MONEY_KEY = as_figure(MONEY_FLOW)
TIME_KEY = as_figure("day")


# --- fields that mean the same in every record ------------------------------------------------


def cited(instance: object, attribute: Any, value: object) -> None:
    """Refuse a source that is not a Citation."""
    if value is not None and not isinstance(value, Citation):
        raise RecordError(
            f"source must be a Citation, got {show(value)}. "
            "Write ms.Citation(title=..., publisher=...)."
        )


ID = about("What this record is called; the key of its history.", invariant="unique in its year")
MINERAL = about("Which mineral; text or a Mineral.", invariant="a lower-case name")
PLACE = about("Where: ISO 3166-1 alpha-3 code, or a site below one.", invariant="a known place")
YEAR = about("Calendar year it belongs to; None for any.", "year", "1800 to 2200")
FORM = about("Form the amount is the gross weight of; None for contained mineral.")
OWNERS = about("Who owns it, with shares.", invariant="shares sum to at most 1")
HOST = about("Id of the record this is a by-product of.", invariant="not itself")
HOST_RATIO = about(
    "Tonnes recoverable per tonne of the host's output.", "t/t", "above 0; needs a host"
)
KIND = about("From the ground or from scrap.", invariant="primary or secondary")
OUTPUT = about("What is made.", "t/yr", "not negative, finite")
CAPACITY = about("Published nameplate; None when unknown.", "t/yr", "not negative, finite")
RECONCILED = about(
    "Figure that balances with all others; None where it is the reported one.",
    "t/yr",
    "not negative, finite",
)
OPERATOR = about("Who runs it.")
OPENS = about("First day of work, for a plant that is planned.", "date")
VINTAGE = about("Edition it was published in; the newest answers.")
QUALITY = about("How firm the figure is.", invariant=" | ".join(QUALITIES))
SOURCE = about("Where the figure was read.", invariant="a Citation")


def check_host(own: str, host: str | None, ratio: float | None) -> None:
    """Refuse a record that is its own host, or a ratio to no host."""
    if host == own:
        raise RecordError(f"host is the record itself, {own!r}. Name the host's record.")
    if ratio is not None and host is None:
        raise RecordError(f"host_ratio {ratio:g} has no host. Write host='id of the host'.")
