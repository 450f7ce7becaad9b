"""Shares of a supply: who holds which part of one stage, and how sure that is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from mineralsec.analysis.amounts import (
    Coverage,
    Floats,
    arranged,
    by_label,
    limits,
    listed,
    share_limits,
)
from mineralsec.analysis.held import Held, holder_columns, holder_row, holders_html
from mineralsec.analysis.words import Residual, word
from mineralsec.arguments import mapping, several, whole, yes
from mineralsec.errors import GraphError, UnknownNameError, show
from mineralsec.graph.columns import freeze
from mineralsec.io.arrow import ArrowStream
from mineralsec.io.frames import frame_of_columns
from mineralsec.places import RESIDUAL, bloc_members, country_of, resolve_place

__all__ = ["TOTALS", "Shares"]

#: Rows of a table of countries that are none; dropped by rule, never by position.
TOTALS = frozenset({"world", "total", "world total", "global"})


def _nobody() -> Floats:
    return np.empty((3, 0))


@frozen(eq=False, kw_only=True, slots=False)
class Shares(ArrowStream):
    """Who holds which part of one stage of one supply.

    NumPy reads it as the array of :attr:`share`, so every measure of
    :mod:`~mineralsec.analysis.indices`, and any function of your own that takes an array, takes
    it as it is. Made by :func:`mineralsec.shares`, or from amounts of your own by
    :meth:`from_quantities`.

    Parameters
    ----------
    labels
        Holders with a figure, largest first; the residual ``"QXR"`` ("other countries") last.
    quantities
        Low, point, high of what each holds, shape (3, n). [unit]
    withheld
        Holders without a figure: outside :attr:`share`, inside every bound.
    withheld_quantities
        Their limits, shape (3, k), with NaN points. [unit]
    unnamed
        Low, point, high of a residual that counts as many holders, shape (3,); zero otherwise.
        [unit]
    mineral, stage, year
        What the shares are of; reserves have no stage.
    of, by, kind, residual
        Words the shares were asked with.
    rule
        Whose output is: ``"equity"``, ``"control"`` or ``"offtake"``; empty unless shares are
        by owner or company. The residual may then belong to those named.
    unit
        Unit of the quantities: ``"t/yr"``, reserves ``"t"``.
    quality
        Least firm quality among the figures; None when nothing is known about it.
    coverage
        What part of the total the figures cover, and what is missing.
    whole
        What the quantities sum to, where that is known apart from them: printed shares; see
        :func:`mineralsec.printed_shares`.
    basis
        Which figures were read: ``"reported"`` as their sources have them, always; see
        :func:`mineralsec.reconcile`.

    Notes
    -----
    The point leaves out what is withheld. If that is a large part of the total, the point of an
    index can lie outside its bounds; :attr:`coverage` says how much was seen.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> held = ms.shares(graph, "gallium")
    >>> held.labels[0], bool(held.share[0] > 0.9)
    ('CHN', True)
    >>> import numpy as np
    >>> round(float(np.asarray(held).sum()), 9)
    1.0
    """

    labels: tuple[str, ...]
    quantities: Floats = field(repr=False)
    withheld: tuple[str, ...] = ()
    withheld_quantities: Floats = field(factory=_nobody, repr=False)
    unnamed: Floats = field(factory=lambda: np.zeros(3), repr=False)
    mineral: str = ""
    stage: str | None = None
    of: str = "output"
    by: str = "place"
    kind: str = "primary"
    residual: str = "one holder"
    rule: str = ""
    year: int | None = None
    unit: str = "t/yr"
    quality: str | None = None
    coverage: Coverage = field(factory=Coverage)
    whole: float | None = None
    basis: str = "reported"

    @classmethod
    def from_quantities(
        cls,
        quantities: Mapping[str, float | tuple[float, float] | tuple[float, float, float]],
        *,
        residual: Residual = "one holder",
        unit: str = "",
        places: bool = False,
    ) -> Shares:
        """Return the shares of amounts that are in no graph.

        Parameters
        ----------
        quantities
            Amount by holder, all in one unit: a number; ``(low, high)`` for a withheld figure,
            `high` may be infinite; ``(low, point, high)`` for one known within limits. ``"QXR"``
            is what no source names.
        residual
            As :func:`mineralsec.shares`.
        unit
            Unit of the amounts, for display.
        places
            Whether holders are countries under any name: Burma and Myanmar are added up, and
            rows named "World" or "Total" are dropped; otherwise those are refused.

        Raises
        ------
        GraphError
            If an amount is negative, not a number or out of order, nothing is above zero, or a
            total stands among the parts.
        UnknownNameError
            If `residual` is none of the words, or a holder is no place though `places` says so.

        Examples
        --------
        >>> Shares.from_quantities({"CHN": 900, "RUS": 6, "JPN": 3})
        Shares(output by place: CHN 99.0%, RUS 0.7%, JPN 0.3%)
        >>> Shares.from_quantities({"CHN": 60, "AUS": 15, "USA": (0, 25)}).coverage
        Coverage(75% or more, no figure for USA)
        """
        word(residual, Residual, "residual")
        given = mapping(quantities, "quantities", "{'CHN': 60, 'AUS': 15}")
        rows = [limits(name, value) for name, value in given.items()]
        amount = np.array(rows, dtype=np.float64).reshape(-1, 3).T
        names = tuple(quantities)
        parts = [i for i, name in enumerate(names) if str(name).strip().lower() not in TOTALS]
        if yes(places, "places"):
            names = tuple(resolve_place(names[i]) for i in parts)
            amount = amount[:, parts]
        elif len(parts) < len(names):
            total = next(i for i in range(len(names)) if i not in parts)
            raise GraphError(f"{show(names[total])} is a total among the parts. Leave it out.")
        return cls(**arranged(names, amount, residual), residual=residual, unit=unit)

    @cached_property
    def share(self) -> Floats:
        """Share of each holder, shape (n,); summing to ``1 - others``."""
        point = self.quantities[1]
        return freeze(point / (point.sum() + self.unnamed[1]))

    @cached_property
    def others(self) -> float:
        """Share of a residual that counts as many holders, each of no size."""
        return float(self.unnamed[1] / (self.quantities[1].sum() + self.unnamed[1]))

    @property
    def residual_share(self) -> float:
        """Share of the residual, as one holder or as many; 0 if there is none or it is left out."""
        one = self.share[-1] if self.labels and self.labels[-1] == RESIDUAL else 0.0
        return float(one) + self.others

    @property
    def open(self) -> bool:
        """Whether the residual may belong to those named: equity that nobody is on record for."""
        return bool(self.rule)

    @property
    def low(self) -> Floats:
        """Least share each holder can have, shape (n,)."""
        return self.bounds[0][: len(self)]

    @property
    def high(self) -> Floats:
        """Largest share each holder can have, shape (n,)."""
        return self.bounds[1][: len(self)]

    @cached_property
    def everyone(self) -> tuple[tuple[str, ...], Floats]:
        """Names and amounts, shape (3, N): with a figure, withheld, then the unnamed many."""
        many = self.unnamed[:, None] if self.unnamed[2] > 0 else _nobody()
        names = (*self.labels, *self.withheld, *((RESIDUAL,) if many.size else ()))
        return names, freeze(np.hstack([self.quantities, self.withheld_quantities, many]))

    @cached_property
    def bounds(self) -> tuple[Floats, Floats]:
        """Least and largest share of all of :attr:`everyone`, two arrays of shape (N,)."""
        names, amount = self.everyone
        anybody = np.array([self.open and name == RESIDUAL for name in names], dtype=np.bool_)
        low, high = amount[0], amount[2]
        if self.whole is not None:
            # nobody holds less than what the others leave at most
            least = np.maximum(low, self.whole - (high.sum() - high)) / self.whole
            most = np.minimum(high, self.whole - (low.sum() - low)) / self.whole
        else:
            least, most = share_limits(low, high, anybody)
        return freeze(least), freeze(most)

    def top(self, k: int = 3) -> tuple[tuple[str, float], ...]:
        """Return the `k` largest holders with their shares; the residual is nobody's name.

        Examples
        --------
        >>> Shares.from_quantities({"CHN": 60, "AUS": 15, "QXR": 25}).top(2)
        (('CHN', 0.6), ('AUS', 0.15))
        """
        named = [(n, float(s)) for n, s in zip(self.labels, self.share, strict=True)]
        return tuple([pair for pair in named if pair[0] != RESIDUAL][: whole(k, "k", "k=3")])

    def groups(self, by: str | Mapping[str, str]) -> tuple[str, ...]:
        """Return the group of each holder, in the order of `labels`.

        Parameters
        ----------
        by
            A bloc (``"EU27"``), with its members at the end of the shares' year; or a mapping
            from label to group. Who is in no group stands for itself, and so does the residual.

        Raises
        ------
        UnknownNameError
            If there is no such bloc, the labels are no places, or a mapping names no holder.

        Examples
        --------
        >>> Shares.from_quantities({"FIN": 50, "CHN": 30, "POL": 20}).groups("EU27")
        ('EU27', 'CHN', 'EU27')
        """
        return tuple(self._group_of(by)[name] for name in self.labels)

    def _group_of(self, by: str | Mapping[str, str]) -> dict[str, str]:
        names = (*self.labels, *self.withheld)
        if isinstance(by, Mapping):
            if not any(name in by for name in names):
                raise UnknownNameError(
                    f"the mapping names none of the holders: {listed(names)}. "
                    "Its keys are labels of these shares."
                )
            found = {name: str(by.get(name, name)) for name in names}
        else:
            if self.by in ("id", "company"):
                raise UnknownNameError(
                    f"shares by {self.by} cannot be merged into {show(by)}: a bloc has countries. "
                    "Ask for shares with by='place', by='site' or by='owner'."
                )
            members = bloc_members(by, None if self.year is None else f"{self.year}-12-31")
            found = {name: by if country_of(name) in members else name for name in names}
        return found | {RESIDUAL: RESIDUAL}

    def merged(self, by: str | Mapping[str, str]) -> Shares:
        """Return the shares with some holders counted as one.

        Parameters
        ----------
        by
            As :meth:`groups`.

        Raises
        ------
        UnknownNameError
            As :meth:`groups`.

        Examples
        --------
        >>> Shares.from_quantities({"FIN": 50, "CHN": 30, "POL": 20}).merged("EU27")
        Shares(output by place: EU27 70.0%, CHN 30.0%)
        """
        group = self._group_of(by)
        names, amount = self.everyone
        sums = by_label([group[name] for name in names], amount)
        rule: Residual = "many" if self.unnamed[2] > 0 else "one holder"
        merged = arranged(*sums, rule)
        merged["coverage"] = self.coverage
        return evolve(self, **merged)

    def without(self, places: Collection[str]) -> Shares:
        """Return the shares of the others, when some countries are left out.

        Raises
        ------
        GraphError
            If nobody else holds anything.

        Examples
        --------
        >>> Shares.from_quantities({"CHN": 60, "USA": 30, "AUS": 10}).without({"USA"})
        Shares(output by place: CHN 85.7%, AUS 14.3%)
        """
        names, amount = self.everyone
        places = several(places, "places", "{'USA'}")
        kept = [i for i, name in enumerate(names) if country_of(name) not in places]
        if not kept:
            raise GraphError(f"nobody outside {listed(sorted(places))} holds anything.")
        rule: Residual = "many" if self.unnamed[2] > 0 else "one holder"
        return evolve(self, **arranged([names[i] for i in kept], amount[:, kept], rule))

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, holder: str) -> Held:
        """Return what one holder has, by its label or by any name of the place.

        Raises
        ------
        UnknownNameError
            If it holds nothing; the nearest names are suggested.

        Examples
        --------
        >>> Shares.from_quantities({"CHN": 60, "AUS": 15, "QXR": 25})["Australia"]
        Held(AUS: 15.0%, 15)
        """
        return holder_row(self, holder)

    def __contains__(self, holder: object) -> bool:
        try:
            holder_row(self, holder)
        except UnknownNameError:
            return False
        return True

    def __iter__(self) -> Iterator[float]:
        return iter(self.share.tolist())

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        return np.array(self.share, dtype=dtype, copy=copy)

    @property
    def title(self) -> str:
        """What the shares are of, in words."""
        about = (self.mineral, self.stage, None if self.year is None else str(self.year))
        words = [part for part in about if part]
        kind = f"{self.kind} " if self.kind == "secondary" else ""
        rule = f" ({self.rule})" if self.rule else ""
        return ", ".join([*words, f"{kind}{self.of} by {self.by}{rule}"])

    def __repr__(self) -> str:
        shown = [f"{n} {s:.1%}" for n, s in zip(self.labels[:5], self.share, strict=False)]
        if len(self) > 5:
            shown.append(f"{len(self) - 5} more")
        if self.others > 0:
            shown.append(f"{RESIDUAL} {self.others:.1%} (many)")
        seen = "" if self.coverage.complete else f"; seen {self.coverage}"
        return f"Shares({self.title}: {', '.join(shown)}{seen})"

    def to_frame(self, backend: str = "pandas") -> Any:
        """Return one row a holder, withheld ones included, largest share first.

        Parameters
        ----------
        backend
            ``"pandas"``, ``"polars"`` or ``"pyarrow"``.

        Returns
        -------
        DataFrame
            Columns ``holder``, ``share``, ``share_low``, ``share_high`` [-], ``quantity``,
            ``quantity_low``, ``quantity_high`` [unit]; NaN where a figure is withheld.

        Raises
        ------
        UnknownNameError
            If the backend is none of these.
        """
        return frame_of_columns(holder_columns(self), backend)

    def _repr_html_(self) -> str:
        return holders_html(self)
