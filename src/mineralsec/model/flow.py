"""Flows: what moves from one place to another."""

from __future__ import annotations

from typing import Any, TypeAlias

from attrs import field, frozen

from mineralsec.errors import RecordError, show
from mineralsec.model import fields
from mineralsec.model.balanced import tie
from mineralsec.model.names import mineral
from mineralsec.model.record import Shown, named
from mineralsec.model.stage import Stage, stage
from mineralsec.provenance import Citation
from mineralsec.quantities import Amount, written

__all__ = ["Flow"]

#: A route by name, or with the share of the flow that takes it.
Route: TypeAlias = str | tuple[str, float]


def _routes(value: Any) -> tuple[Route, ...]:
    routes: list[Route] = []
    for route in fields.listed(value, "routes"):
        if isinstance(route, str):
            routes.append(fields.label(route, "routes"))
        elif isinstance(route, (tuple, list)) and len(route) == 2:
            name, share = route
            routes.append(
                (fields.label(name, "routes"), fields.fraction(share, "share of a route"))
            )
        else:
            raise RecordError(
                f"routes holds names or (name, share), got {show(route)}. "
                "Write ('Suez Canal', 0.4)."
            )
    fields.once((r if isinstance(r, str) else r[0] for r in routes), "routes")
    total = sum(r[1] for r in routes if isinstance(r, tuple))
    if total > 1 + 1e-9:
        raise RecordError(f"shares of routes sum to {total:g}. Write shares that sum to at most 1.")
    return tuple(routes)


@named
@frozen(kw_only=True)
class Flow(Shown):
    """One mineral of one stage moving from one place to another in one year.

    Parameters
    ----------
    mineral
        Name, alias or symbol, or a :class:`Mineral`, whose chain and forms are then checked.
    stage
        Step that produced what moves.
    origin, destination
        ISO 3166-1 alpha-3 codes, country names, or sites below a country.
    quantity
        What moves: a Quantity, a Between, or a text such as ``"120 tonne/year"``. Contained
        mineral, or gross weight of `form`. [t/yr]
    form
        Form that quantity is the gross weight of.
    value
        What it is worth. No exchange rate is built in. [USD/yr]
    seller, buyer
        Firms at both ends, where known.
    routes
        Lanes it takes: names, or pairs of name and share.
    reconciled
        Figure that balances with all others, as :func:`mineralsec.reconcile` finds it; None
        where it is the reported one. Flows and disruption read it. A copy with another `quantity`
        drops it, unless it is given anew. [t/yr]
    published
        Figure as its source prints it, where `quantity` stands in for it because its unit value
        cannot be; None where they are the same. Only ``graph.findings()`` reads it. [t/yr]
    year
        Calendar year of the figures; None for any.
    vintage
        Edition they were published in; the newest answers.
    quality
        ``"reported"``, ``"estimated"``, ``"modelled"`` or ``"projected"``.
    source
        Where they were read.

    Raises
    ------
    UnitsError
        If quantity is a bare number or not a mass per time.
    RecordError
        If a value cannot be: negative, not finite, a flow to itself.
    UnknownNameError
        If a place, stage, form or word is not known.

    Examples
    --------
    >>> Flow(
    ...     mineral="cobalt",
    ...     stage="mining",
    ...     origin="COD",
    ...     destination="CHN",
    ...     quantity="90 kilotonne/year",
    ...     year=2023,
    ... )
    Flow(cobalt, mining, COD -> CHN, 2023, 90 kilotonne / year)
    """

    mineral: str = field(converter=mineral, metadata=fields.MINERAL)
    stage: Stage = field(
        converter=stage,
        metadata=fields.about("Step that made what moves.", invariant="in the mineral's chain"),
    )
    origin: str = field(converter=fields.origin, metadata=fields.PLACE)
    destination: str = field(
        converter=fields.destination,
        metadata=fields.about("Where it arrives.", invariant="a known place, not the origin"),
    )
    quantity: Amount = field(
        converter=fields.quantity,
        eq=fields.FLOW_KEY,
        metadata=fields.about("What moves.", "t/yr", "not negative, finite"),
    )
    form: str | None = field(default=None, converter=fields.form, metadata=fields.FORM)
    value: Amount | None = field(
        default=None,
        converter=fields.money,
        eq=fields.MONEY_KEY,
        metadata=fields.about("What it is worth.", "USD/yr", "not negative, finite"),
    )
    seller: str | None = field(
        default=None, converter=fields.seller, metadata=fields.about("Who sells.")
    )
    buyer: str | None = field(
        default=None, converter=fields.buyer, metadata=fields.about("Who buys.")
    )
    routes: tuple[Route, ...] = field(
        default=(),
        converter=_routes,
        metadata=fields.about("Lanes it takes.", invariant="shares sum to at most 1"),
    )
    reconciled: Amount | None = field(
        default=None, converter=fields.reconciled, eq=fields.FLOW_KEY, metadata=fields.RECONCILED
    )
    published: Amount | None = field(
        default=None,
        converter=fields.published,
        eq=fields.FLOW_KEY,
        metadata=fields.about(
            "Figure as its source prints it, where quantity stands in for it.",
            "t/yr",
            "not negative, finite",
        ),
    )
    year: int | None = field(default=None, converter=fields.year, metadata=fields.YEAR)
    vintage: str = field(default="", converter=fields.vintage, metadata=fields.VINTAGE)
    quality: fields.Quality = field(
        default="reported", validator=fields.word(*fields.QUALITIES), metadata=fields.QUALITY
    )
    source: Citation | None = field(default=None, validator=fields.cited, metadata=fields.SOURCE)

    def __attrs_post_init__(self) -> None:
        """Refuse a flow that goes nowhere; keep what was reconciled with its figure."""
        if self.origin == self.destination:
            raise RecordError(
                f"a flow from {self.origin!r} to itself. Leave it out: what stays at a place "
                "is on its market already."
            )
        tie(self, "quantity")

    @property
    def key(self) -> tuple[str | int | None, ...]:
        """What makes it one record: the lane, the firms, year and vintage."""
        return (
            self.mineral,
            self.stage,
            self.origin,
            self.destination,
            self.form,
            self.seller,
            self.buyer,
            self.year,
            self.vintage,
        )

    def __repr__(self) -> str:
        when = "" if self.year is None else f"{self.year}, "
        return (
            f"Flow({self.mineral}, {self.stage}, {self.origin} -> {self.destination}, "
            f"{when}{written(self.quantity)})"
        )
