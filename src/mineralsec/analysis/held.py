"""One holder's row of shares, and the rows as a table shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from attrs import frozen

from mineralsec.analysis.amounts import Coverage, Floats, amount_text, listed, percent
from mineralsec.cards import card, table
from mineralsec.errors import UnknownNameError, show, suggest
from mineralsec.places import place_name, resolve_place

__all__ = ["Held", "holder_columns", "holder_row", "holders_html"]

#: Words of ``by=`` under which holders are places, and may be called by any name of theirs.
_PLACES = ("place", "site", "owner")


class _Holders(Protocol):
    """What is read of :class:`~mineralsec.Shares`."""

    @property
    def quantities(self) -> Floats: ...

    @property
    def unnamed(self) -> Floats: ...

    @property
    def by(self) -> str: ...

    @property
    def residual(self) -> str: ...

    @property
    def unit(self) -> str: ...

    @property
    def quality(self) -> str | None: ...

    @property
    def coverage(self) -> Coverage: ...

    @property
    def basis(self) -> str: ...

    @property
    def everyone(self) -> tuple[tuple[str, ...], Floats]: ...

    @property
    def bounds(self) -> tuple[Floats, Floats]: ...

    @property
    def title(self) -> str: ...


@frozen
class Held:
    """What one holder has: a row of :meth:`~mineralsec.Shares.to_frame`.

    Parameters
    ----------
    holder
        Label in the shares.
    share, share_low, share_high
        Its part of the total, and least and most it can be; `share` is NaN where the figure is
        withheld. [-]
    quantity, quantity_low, quantity_high
        The amount. [unit]
    unit
        Unit of the amounts: ``"t/yr"``, for reserves ``"t"``.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> china = ms.shares(graph, "gallium")["China"]
    >>> china.holder, china.share > 0.9, china.unit
    ('CHN', True, 't/yr')
    """

    holder: str
    share: float
    share_low: float
    share_high: float
    quantity: float
    quantity_low: float
    quantity_high: float
    unit: str = ""

    def __repr__(self) -> str:
        size = f"{amount_text(self.quantity)} {self.unit}".rstrip()
        amount = "withheld" if np.isnan(self.quantity) else size
        ends = percent(self.share_low), percent(self.share_high)
        limits = "" if ends[0] == ends[1] == percent(self.share) else f" ({' to '.join(ends)})"
        return f"Held({self.holder}: {percent(self.share)}{limits}, {amount})"

    def _repr_html_(self) -> str:
        rows = [
            ("share", percent(self.share)),
            ("can be", f"{percent(self.share_low)} to {percent(self.share_high)}"),
            ("quantity", f"{amount_text(self.quantity)} {self.unit}".rstrip()),
        ]
        return card(self.holder, rows)


def holder_columns(shares: _Holders) -> dict[str, list[Any]]:
    """Return the columns of a frame of shares: every holder, withheld ones included."""
    names, amount = shares.everyone
    least, most = shares.bounds
    return {
        "holder": list(names),
        "share": (amount[1] / (shares.quantities[1].sum() + shares.unnamed[1])).tolist(),
        "share_low": least.tolist(),
        "share_high": most.tolist(),
        "quantity": amount[1].tolist(),
        "quantity_low": amount[0].tolist(),
        "quantity_high": amount[2].tolist(),
    }


def holder_row(shares: _Holders, name: object) -> Held:
    """Return the row of one holder.

    Raises
    ------
    UnknownNameError
        If nobody of that name holds anything; the nearest are suggested.
    """
    columns = holder_columns(shares)
    labels = columns["holder"]
    label = _label(name, labels, shares.by)
    if label is None:
        # three letters are near too many others: places are compared by their names
        names = map(_spelt, labels) if shares.by in _PLACES else labels
        near = suggest(name, names) if isinstance(name, str) else ""
        raise UnknownNameError(
            f"{show(name)} holds nothing of {shares.title}.{near} Holders: {listed(labels)}."
        )
    row = labels.index(label)
    return Held(**{key: values[row] for key, values in columns.items()}, unit=shares.unit)


def _label(name: object, labels: Sequence[str], by: str) -> str | None:
    """Return the label that `name` means, if there is one."""
    if not isinstance(name, str):
        return None
    if name not in labels and by in _PLACES:
        try:
            name = resolve_place(name)
        except UnknownNameError:
            return None
    return name if name in labels else None


def _spelt(label: str) -> str:
    """Return a place's name; groups of holders and labels of one's own are no places."""
    try:
        return place_name(label)
    except UnknownNameError:
        return label


def holders_html(shares: _Holders) -> str:
    """Return the card of shares, with a row a holder."""
    c: Mapping[str, Sequence[Any]] = holder_columns(shares)
    rows = [
        (name, percent(s), f"{percent(a)} to {percent(b)}", amount_text(q))
        for name, s, a, b, q in zip(
            c["holder"], c["share"], c["share_low"], c["share_high"], c["quantity"], strict=True
        )
    ]
    head = ("holder", "share", "can be", f"quantity [{shares.unit}]" if shares.unit else "quantity")
    about = [
        ("seen", str(shares.coverage)),
        ("residual", shares.residual),
        ("basis of figures", shares.basis),
    ]
    if shares.quality is not None:
        about.append(("least firm figure", shares.quality))
    return card(f"Shares: {shares.title}", about) + table(head, rows)
