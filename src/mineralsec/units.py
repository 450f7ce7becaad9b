"""The unit registry and the grammar that stands in front of it.

pint is generous: it reads ``mt`` as a millitonne, ``kt`` as a knot, ``ton`` as 907 kg and
hangs on ``9**9**9``. Text becomes a quantity only through :func:`parse_unit` and
:func:`parse_quantity`, which know the few spellings of this field and refuse the rest with the
line to write instead.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pint

from mineralsec.errors import UnitsError, show, suggest

__all__ = [
    "MASS",
    "MASS_FLOW",
    "PRICE",
    "RATE",
    "SHARE",
    "parse_quantity",
    "parse_unit",
    "spell",
    "ureg",
]

#: Canonical units: what columns hold and results are given in.
MASS = "tonne"
MASS_FLOW = "tonne / year"
PRICE = "USD / tonne"
RATE = "1 / year"
SHARE = "dimensionless"

_DEFINITIONS = {
    # name -> definition. Currencies have dimensions of their own: no exchange rate is built in.
    "flask": "flask = 76 * pound",  # of mercury
    "metric_ton_unit": "metric_ton_unit = 10 * kilogram = mtu",  # 1 % of a tonne
    "short_ton_unit": "short_ton_unit = 20 * pound = stu",
    "USD": "USD = [currency] = usd = dollar",
    "EUR": "EUR = [currency_EUR] = euro",
    "CNY": "CNY = [currency_CNY] = yuan",
    "JPY": "JPY = [currency_JPY] = yen",
    "GBP": "GBP = [currency_GBP]",
}


def _registry() -> Any:
    registry = pint.get_application_registry()  # type: ignore[no-untyped-call] # pint's gap
    for name, definition in _DEFINITIONS.items():
        if name not in registry:
            registry.define(definition)
    return registry


#: The pint application registry, extended by the units of this field.
ureg: Any = _registry()

MAX_LENGTH = 100

_NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?(?P<exponent>[0-9]+))?"
_NAME = r"[A-Za-zµμ%][A-Za-z_µμ]*"
_TERM = rf"{_NAME}(?:\s*(?:\*\*|\^)\s*-?[0-9])?"
#: Names of compounds and bases that tables put beside a unit.
_COMPOUND = re.compile(r"\b(?:LCE|T?REO|[A-Z][a-z]?\d?[A-Za-z0-9]*O\d?)\b")
_UNIT = re.compile(rf"(?:1\s*/\s*)?{_TERM}(?:\s*[*/]\s*{_TERM})*\Z")
_RECIPROCAL = re.compile(r"1\s*/")
_QUANTITY = re.compile(rf"\s*(?P<number>{_NUMBER})\s*(?P<unit>.*?)\s*\Z", re.DOTALL)

#: Spellings that pint misreads, or that people mean differently, with what to write instead.
AMBIGUOUS = {
    "kt": "pint reads 'kt' as a knot; write 'kilotonne'",
    "mt": "pint reads 'mt' as a millitonne; write 'tonne' or 'megatonne'",
    "MT": "'MT' is used for metric ton and for megatonne; write 'tonne' or 'megatonne'",
    "T": "pint reads 'T' as tesla; write 'tonne'",
    "ton": "pint reads 'ton' as a US short ton of 907 kg; write 'tonne' or 'short_ton'",
    "tons": "pint reads 'tons' as US short tons of 907 kg; write 'tonne' or 'short_ton'",
    "kton": "pint reads 'kton' as kilo short tons; write 'kilotonne'",
    "kiloton": "pint reads 'kiloton' as kilo short tons; write 'kilotonne'",
    "Mton": "pint reads 'Mton' as mega short tons; write 'megatonne'",
    "megaton": "pint reads 'megaton' as mega short tons; write 'megatonne'",
    "oz": "pint reads 'oz' as the avoirdupois ounce; write 'troy_ounce' or 'ounce'",
    "koz": "'koz' would be avoirdupois ounces; write 'kilotroy_ounce'",
    "Moz": "'Moz' would be avoirdupois ounces; write 'megatroy_ounce'",
    "quarter": "pint reads 'quarter' as a mass of 25 lb; write 'month' or 'year'",
    "cwt": "'cwt' is 100 lb in the US and 112 lb in the UK; write 'pound' or 'kilogram'",
}


#: Spellings that mean nothing to pint, with what to write.
INSTEAD = {
    "Kt": "kilotonne",
    "dmt": "tonne",
    "kta": "kilotonne / year",
    "ktpa": "kilotonne / year",
    "ktpy": "kilotonne / year",
    "Mtpa": "megatonne / year",
    "Mtpy": "megatonne / year",
    "tpa": "tonne / year",
    "tpd": "tonne / day",
    "tpy": "tonne / year",
    "y": "year",
}


@cache
def parse_unit(text: str) -> Any:
    """Return the pint unit that `text` names.

    Parameters
    ----------
    text
        One unit expression: known names joined by ``*``, ``/``, ``**`` or ``^`` with a
        one-digit integer; at most 100 characters.

    Returns
    -------
    pint.Unit

    Raises
    ------
    UnitsError
        If the expression is too long, has another form, names an unknown unit, or uses a
        spelling that is known to mislead (``kt``, ``mt``, ``ton``, ``oz`` …).

    Examples
    --------
    >>> f"{parse_unit('kilotonne / year')}"
    'kilometric_ton / year'
    >>> parse_unit("mt / year")
    Traceback (most recent call last):
    ...
    mineralsec.errors.UnitsError: the unit 'mt' is ambiguous: pint reads 'mt' as a millitonne;
    write 'tonne' or 'megatonne'.
    """
    if not isinstance(text, str):
        raise UnitsError(f"a unit must be a text such as 'tonne/year', got {show(text)}.")
    if len(text) > MAX_LENGTH:
        raise UnitsError(
            f"a unit has at most {MAX_LENGTH} characters, got {len(text)}. "
            "Write for example 'tonne / year'."
        )
    stripped = text.strip()
    if stripped in ("", "dimensionless", "1"):
        return ureg.dimensionless
    if not _UNIT.match(stripped):
        slashed = re.sub(r"\s+(?:per|a|an)\s+", "/", stripped)
        if slashed != stripped and _UNIT.match(slashed):
            raise UnitsError(f"{show(text)} is not a unit. Write {slashed!r}.")
        if _COMPOUND.search(stripped):
            raise UnitsError(
                f"{show(text)} is not a unit: it names what is weighed. Write 'tonne/year' for "
                "contained mineral, and with it form= for gross weight of a compound."
            )
        raise UnitsError(
            f"{show(text)} is not a unit. Write unit names joined by * or /, "
            "with one-digit powers, for example 'tonne / year' or 'USD / tonne'."
        )
    for name in re.findall(_NAME, stripped):
        if name in AMBIGUOUS:
            raise UnitsError(f"the unit {name!r} is ambiguous: {AMBIGUOUS[name]}.")
        if name in INSTEAD and name not in ureg:
            raise UnitsError(f"the unit {name!r} is not known. Write {INSTEAD[name]!r}.")
        if name not in ureg:
            raise UnitsError(
                f"the unit {show(name)} is not known.{suggest(name, _KNOWN)} "
                "Write for example 'tonne', 'kilogram', 'year', 'USD'."
            )
        prefix, base, _ = ureg.parse_unit_name(name)[0]
        if base == "ton" and "short_ton" not in name:
            # any prefix, any plural: 'mton', 'Mtons', 'gigaton' ...
            raise UnitsError(
                f"the unit {name!r} is ambiguous: pint reads 'ton' as a US short ton of 907 kg; "
                "write 'tonne', 'kilotonne', 'megatonne' or 'short_ton'."
            )
        known = prefix in ("", "kilo", "mega", "giga") or "tonne" in name or "metric_ton" in name
        if base == "metric_ton" and not known:
            # 'dt' is a dry tonne to some and a decitonne to pint
            raise UnitsError(
                f"the unit {name!r} is ambiguous: pint reads it as a {prefix}tonne; "
                "write 'tonne', 'kilotonne', 'kilogram' or 'gram'."
            )
    return ureg.parse_units(stripped.replace("^", "**"))


#: Offered when a unit is misspelt; the registry itself knows many more.
_KNOWN = (
    "tonne", "kilotonne", "megatonne", "kilogram", "gram", "pound", "short_ton", "long_ton",
    "troy_ounce", "carat", "flask", "metric_ton_unit", "year", "month", "day", "week",
    "USD", "EUR", "CNY", "JPY", "GBP", "percent", "dimensionless",
)  # fmt: skip


def parse_quantity(text: str) -> Any:
    """Return the quantity that `text` states: one number and one unit.

    Parameters
    ----------
    text
        For example ``"120 tonne/year"``. A comma in the number is refused, since it means a
        thousand to some readers and a decimal to others.

    Returns
    -------
    pint.Quantity

    Raises
    ------
    UnitsError
        If the text is not one number and one unit of the grammar above.

    Examples
    --------
    >>> f"{parse_quantity('2.5e3 tonne / year')}"
    '2500.0 metric_ton / year'
    """
    if not isinstance(text, str):
        raise UnitsError(f"a quantity must be a text such as '120 tonne/year', got {show(text)}.")
    if len(text) > MAX_LENGTH:
        raise UnitsError(
            f"a quantity has at most {MAX_LENGTH} characters, got {len(text)}. "
            "Write for example '120 tonne / year'."
        )
    match = _QUANTITY.match(text)
    if match is None:
        raise UnitsError(
            f"{show(text)} does not start with a number. Write for example '120 tonne / year'."
        )
    number, unit = match["number"], match["unit"]
    if len(match["exponent"] or "") > 2:
        raise UnitsError(
            f"{show(text)} has an exponent above 99. Write a number a mineral can have."
        )
    if unit and unit[0] in ",.'’_0123456789" and not _RECIPROCAL.match(unit):
        raise UnitsError(
            f"{show(text)} has a separator inside its number. Write digits and at most one "
            "point, for example '1200.5 tonne'."
        )
    if not unit:
        raise UnitsError(
            f"{show(text)} has no unit. Write for example {number + ' tonne / year'!r}."
        )
    # 100 digits and an exponent of two digits stay far below the largest float
    parsed = parse_unit(unit)
    return ureg.Quantity(float(number), parsed)


def spell(unit: Any) -> str:
    """Return `unit` as text that :func:`parse_unit` reads back as the same unit.

    pint's own text depends on global formats and locales, and calls a short ton ``ton``.

    Parameters
    ----------
    unit
        A pint unit, of any registry.

    Examples
    --------
    >>> spell(parse_unit("short_ton / year"))
    'short_ton / year'
    >>> spell(parse_unit("kilotonne * year ** -1"))
    'kilotonne / year'
    """
    # units of two registries cannot be compared, so that only their names can be a cache's key
    return _spell(tuple(sorted((1.0 * unit).unit_items())))


@cache
def _spell(items: tuple[tuple[str, float], ...]) -> str:
    above: list[str] = []
    below: list[str] = []
    for name, power in items:
        prefix, base, _ = ureg.parse_unit_name(name)[0]
        word = prefix + {"metric_ton": "tonne", "ton": "short_ton"}.get(base, base)
        size = f"{abs(power):g}"
        (above if power > 0 else below).append(word if size == "1" else f"{word} ** {size}")
    if not above:
        above = ["1"] if below else ["dimensionless"]
    return " / ".join((" * ".join(above), *below))
