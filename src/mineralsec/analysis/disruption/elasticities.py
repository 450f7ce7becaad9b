"""How use and supply respond to price: the user's figures, or quartiles of the literature."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from attrs import field, frozen

from mineralsec.arguments import is_number, is_word
from mineralsec.errors import RecordError, UnknownNameError, show, suggest
from mineralsec.provenance import Citation

__all__ = ["Elasticities", "Horizon", "Range", "elasticities"]

Horizon = Literal["short run", "long run", "static", "not stated"]

#: Where the bundled figures were read.
SOURCE = Citation(
    title="Literature database of supply and demand elasticities (GLOMBO)",
    publisher="Ryter and others",
    locator="Sources for elasticities.xlsx, sheet 1",
    url="https://github.com/johnryt/GLOMBO_github",
    licence="CC-BY-4.0",
)

_PARAMETERS = {
    "demand": "Demand elasticity to price",
    "supply": "Primary supply elasticity to price",
}


@frozen
class Range:
    """An elasticity with the ends it may have.

    Parameters
    ----------
    low, point, high
        In rising order. [-]
    """

    low: float
    point: float
    high: float

    def __repr__(self) -> str:
        if self.low == self.point == self.high:
            return f"{self.point:g}"
        return f"{self.point:g} ({self.low:g} to {self.high:g})"


def _range(value: Any) -> Range:
    if isinstance(value, Range):
        return value
    if is_number(value):
        return Range(float(value), float(value), float(value))
    if isinstance(value, Sequence) and not isinstance(value, str) and len(value) == 3:
        numbers = [float(v) if is_number(v) else float("nan") for v in value]
        if numbers[0] <= numbers[1] <= numbers[2]:
            return Range(*numbers)
    raise RecordError(
        f"an elasticity is a number, or (low, point, high) in rising order, got {show(value)}."
    )


@frozen
class Elasticities:
    """How a mineral's use and supply respond to its price.

    There is no default: figures are the user's, or named ones of the literature
    (:func:`~mineralsec.elasticities`).

    Parameters
    ----------
    demand
        Of use; a number or (low, point, high), the point below 0. [-]
    supply
        Of output; a number or (low, point, high), the point 0 or more. [-]
    source
        Where they come from.

    Raises
    ------
    RecordError
        If a point has the wrong sign, or a range is out of order.

    Examples
    --------
    >>> Elasticities(demand=(-0.5, -0.3, -0.1), supply=0.2)
    Elasticities(demand -0.3 (-0.5 to -0.1), supply 0.2; given by the user)
    """

    demand: Range = field(converter=_range)
    supply: Range = field(converter=_range)
    source: Citation | str | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        """Refuse points that no market clears with."""
        if not self.demand.point < 0:
            raise RecordError(
                f"the demand elasticity must be below 0, got {self.demand!r}: use that does not "
                "fall with the price clears no market."
            )
        if not self.supply.point >= 0:
            raise RecordError(f"the supply elasticity must be 0 or more, got {self.supply!r}.")

    def __repr__(self) -> str:
        source = self.source
        if isinstance(source, Citation):
            source = source.title
        return (
            f"Elasticities(demand {self.demand!r}, supply {self.supply!r}; "
            f"{source or 'given by the user'})"
        )


@cache
def _published() -> dict[tuple[str, str, str], dict[str, str]]:
    place = files("mineralsec.datasets").joinpath("elasticities", "summary.csv")
    rows = csv.DictReader(io.StringIO(place.read_text(encoding="utf-8")))
    return {(r["parameter"], r["material"], r["horizon"]): r for r in rows}


def elasticities(
    material: str, horizon: Horizon = "short run", *, supply_horizon: Horizon | None = None
) -> Elasticities:
    """Return the quartiles of published elasticities of one material, by name.

    Low and high are the first and third quartile, the point is the median. They are known for
    base metals, tin, gold and steel only; to use them for another mineral is the user's choice
    and stands in the result.

    Parameters
    ----------
    material
        ``"aluminium"``, ``"copper"``, ``"tin"`` … as the literature has it.
    horizon
        ``"short run"``, ``"long run"``, ``"static"`` or ``"not stated"``.
    supply_horizon
        Another horizon for supply; None takes the same.

    Raises
    ------
    UnknownNameError
        If nothing is published for it, with what there is.
    RecordError
        If the published median has the wrong sign, as many short-run figures have.

    References
    ----------
    Literature database of the GLOMBO model, CC BY 4.0, 598 own-price figures of 1968 to 2022.
    They were not checked against the papers, and old papers of one country weigh as much as new
    ones of the world.

    Examples
    --------
    >>> elasticities("tin").demand.point < 0 < elasticities("tin").supply.point
    True
    """
    rows = _published()
    names = sorted({key[1] for key in rows})
    name = next((n for n in names if n.lower() == str(material).lower()), None)
    if name is None:
        raise UnknownNameError(
            f"no published price elasticity of {show(material)} is bundled."
            f"{suggest(str(material), names)} There are figures for {', '.join(names)}; for "
            "anything else write ms.Elasticities(demand=..., supply=...)."
        )
    found = {}
    asked = {"demand": horizon, "supply": horizon if supply_horizon is None else supply_horizon}
    for side, when in asked.items():
        if not is_word(when, get_args(Horizon)):
            raise UnknownNameError(
                f"horizon must be one of {', '.join(get_args(Horizon))}, got {show(when)}."
            )
        parameter = _PARAMETERS[side]
        row = rows.get((parameter, name, when))
        others = ", ".join(
            f"{h} {r['median']} ({r['estimates']} figures)"
            for (p, m, h), r in rows.items()
            if p == parameter and m == name
        )
        if row is None:
            raise UnknownNameError(
                f"no {when} {side} elasticity of {name} is published here. There is: "
                f"{others or 'none'}."
            )
        found[side] = Range(float(row["p25"]), float(row["median"]), float(row["p75"]))
        right = found[side].point < 0 if side == "demand" else found[side].point >= 0
        if not right:
            raise RecordError(
                f"the median of {row['estimates']} published {when} {side} elasticities of {name} "
                f"is {row['median']}, which clears no market. Medians by horizon: {others}. Or "
                "write ms.Elasticities(demand=..., supply=...)."
            )
    return Elasticities(found["demand"], found["supply"], source=SOURCE)
