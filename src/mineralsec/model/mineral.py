"""A mineral: its chain of stages, its accounting basis, the forms it is traded in."""

from __future__ import annotations

import re
from typing import Any

from attrs import field, frozen

from mineralsec.errors import RecordError, UnknownNameError, show, suggest
from mineralsec.model import fields
from mineralsec.model.names import mineral, mineral_name, minerals
from mineralsec.model.record import Shown, named
from mineralsec.model.stage import Stage, stage, stages
from mineralsec.provenance import Citation
from mineralsec.quantities import Quantity, bounds, checked
from mineralsec.units import PRICE

__all__ = ["Form", "Mineral", "mineral_name"]

_HS = re.compile(r"\d{4,10}\Z")


def _name(value: str) -> str:
    return mineral(value)


def _form_name(value: str) -> str:
    return fields.label(value, "name")


def _content(value: float) -> float:
    size = fields.number(value, "content")
    if not 0 < size <= 10:  # also refuses NaN
        hint = f" Write {size / 100:g} for {size:g} %." if 10 < size <= 100 else ""
        raise RecordError(
            f"content is contained mineral per gross weight, above 0, got {size:g}.{hint}"
        )
    return size


def _hs(value: Any) -> tuple[str, ...]:
    codes = []
    for code in fields.listed(value, "hs"):
        digits = code.replace(".", "").replace(" ", "") if isinstance(code, str) else ""
        if not _HS.match(digits):
            raise RecordError(
                f"hs codes are texts of 4 to 10 digits, got {show(code)}. Write ('282590',)."
            )
        codes.append(digits)
    return tuple(codes)


def _unit_value(value: Any) -> tuple[Quantity, Quantity | None] | None:
    if value is None:
        return None
    pair = fields.listed(value, "unit_value")
    if len(pair) != 2:
        raise RecordError(
            f"unit_value is a pair (low, high), got {show(value)}. "
            "Write ('20 USD/kilogram', '80 USD/kilogram')."
        )
    low = checked(pair[0], PRICE, "unit_value[0]")
    high = None if pair[1] is None else checked(pair[1], PRICE, "unit_value[1]")
    if high is not None and bounds(low, PRICE)[1] > bounds(high, PRICE)[1]:
        raise RecordError(f"unit_value must be (low, high), got ({low}, {high}). Swap them.")
    return low, high


def _price_key(value: Any) -> Any:
    return value and tuple(end and bounds(end, PRICE)[1] for end in value)


@named
@frozen
class Form(Shown):
    """What is weighed on a scale: ore, concentrate, oxide, metal.

    Parameters
    ----------
    name
        What the form is called, e.g. ``"tungsten trioxide"``.
    content
        Contained mineral per gross weight, in the mineral's basis; above 1 only where the
        basis is a compound (neodymium metal counted as REO: 1.166). [-]
    stage
        Stage the form belongs to.
    hs
        Customs codes of 4 to 10 digits it is traded under; other forms may share them.
    unit_value
        Range of prices that tells forms of one code apart; the upper end is None when nothing
        limits it. [USD/t]
    source
        Where the content was read.

    Raises
    ------
    RecordError
        If the content is not above 0, or a code is not digits.

    Examples
    --------
    >>> Form("tungsten trioxide", content=0.793, stage="refining", hs=("282590",))
    Form(tungsten trioxide, 79.3 %, refining)
    """

    name: str = field(
        converter=_form_name, metadata=fields.about("What it is called.", invariant="no '|'")
    )
    content: float = field(
        kw_only=True,
        converter=_content,
        metadata=fields.about(
            "Contained mineral per gross weight.",
            "t/t",
            "above 0; at most 1 unless the basis is a compound",
        ),
    )
    stage: Stage = field(
        kw_only=True,
        converter=stage,
        metadata=fields.about("Stage it belongs to.", invariant="in the mineral's chain"),
    )
    hs: tuple[str, ...] = field(
        kw_only=True,
        default=(),
        converter=_hs,
        metadata=fields.about("Customs codes; may be shared.", invariant="4 to 10 digits"),
    )
    unit_value: tuple[Quantity, Quantity | None] | None = field(
        kw_only=True,
        default=None,
        converter=_unit_value,
        eq=_price_key,
        metadata=fields.about(
            "Prices that tell forms apart.", "USD/t", "low <= high; high may be None"
        ),
    )
    source: Citation | None = field(
        kw_only=True,
        default=None,
        validator=fields.cited,
        metadata=fields.about("Where the content was read."),
    )

    def __repr__(self) -> str:
        return f"Form({self.name}, {self.content * 100:.4g} %, {self.stage})"


def _forms(value: Any) -> tuple[Form, ...]:
    forms = (value,) if isinstance(value, Form) else fields.listed(value, "forms")
    for form in forms:
        if not isinstance(form, Form):
            raise RecordError(
                f"forms holds Form records, got {show(form)}. "
                "Write ms.Form('oxide', content=0.79, stage='refining')."
            )
    return tuple(forms)


def _symbol(value: str | None) -> str | None:
    return None if value is None else fields.label(value, "symbol")


def _basis(value: str | None) -> str | None:
    return None if value is None else fields.label(value, "basis")


@named
@frozen
class Mineral(Shown):
    """A mineral and its chain.

    Parameters
    ----------
    name
        Lower-case words as the field prints them; aliases and symbols resolve.
    symbol
        Chemical symbol, if it has one.
    stages
        Steps of the chain, upstream first.
    basis
        What a contained tonne counts: the element, REO, Cr2O3 …; the symbol unless told.
    forms
        What it is traded in, with contents.
    hosts
        Minerals it is a by-product of.
    vintage, quality, source
        Edition, firmness and origin of the definition.

    Raises
    ------
    RecordError
        If there is no stage, a stage or form comes twice, or a form holds more than its weight.
    UnknownNameError
        If a form belongs to a stage outside the chain.

    Examples
    --------
    >>> Mineral("Ga", stages=("refining",), hosts=("aluminium", "zinc"))
    Mineral(gallium: refining)
    """

    name: str = field(
        converter=_name,
        metadata=fields.about("What it is called.", invariant="lower-case words"),
    )
    symbol: str | None = field(
        kw_only=True,
        default=None,
        converter=_symbol,
        metadata=fields.about("Chemical symbol."),
    )
    stages: tuple[Stage, ...] = field(
        kw_only=True,
        converter=stages,
        metadata=fields.about("Chain, upstream first.", invariant="at least one, each once"),
    )
    basis: str | None = field(
        kw_only=True,
        default=None,
        converter=_basis,
        metadata=fields.about("What a contained tonne counts; None for the element."),
    )
    forms: tuple[Form, ...] = field(
        kw_only=True,
        default=(),
        converter=_forms,
        metadata=fields.about("What it is traded in.", invariant="names differ; stage in chain"),
    )
    hosts: tuple[str, ...] = field(
        kw_only=True,
        default=(),
        converter=minerals,
        metadata=fields.about("Minerals it is a by-product of.", invariant="not itself"),
    )
    vintage: str = field(
        kw_only=True, default="", converter=fields.vintage, metadata=fields.VINTAGE
    )
    quality: fields.Quality = field(
        kw_only=True,
        default="reported",
        validator=fields.word(*fields.QUALITIES),
        metadata=fields.QUALITY,
    )
    source: Citation | None = field(
        kw_only=True, default=None, validator=fields.cited, metadata=fields.SOURCE
    )

    def __attrs_post_init__(self) -> None:
        """Refuse a chain that is none, and forms that do not fit it."""
        if not self.stages:
            raise RecordError("stages is empty. Write stages=('mining', 'refining').")
        fields.once(self.stages, "stages")
        fields.once((form.name for form in self.forms), "forms")
        fields.once(self.hosts, "hosts")
        if self.name in self.hosts:
            raise RecordError(f"hosts names the mineral itself, {self.name!r}. Leave it out.")
        element = self.basis in (None, self.symbol)
        for form in self.forms:
            if form.stage not in self.stages:
                chain = [str(stage) for stage in self.stages]
                raise UnknownNameError(
                    f"form {form.name!r} belongs to stage {str(form.stage)!r}, which is not in "
                    f"the chain {', '.join(chain)}.{suggest(form.stage, chain)}"
                )
            if element and form.content > 1:
                raise RecordError(
                    f"form {form.name!r} holds {form.content:g} t in a tonne. Write a content of "
                    "at most 1, or the compound that is counted as basis=, such as 'REO'."
                )

    @property
    def key(self) -> tuple[str, str]:
        """What makes it one record: name and vintage."""
        return (self.name, self.vintage)

    def __repr__(self) -> str:
        return f"Mineral({self.name}: {' -> '.join(self.stages)})"
