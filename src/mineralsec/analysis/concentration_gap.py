"""Two views of one supply side by side: by soil and by owner, of the world and of one importer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from attrs import frozen

from mineralsec.analysis.amounts import percent
from mineralsec.analysis.bounds import hhi_bounds
from mineralsec.analysis.concentration import chosen_minerals, chosen_stages
from mineralsec.analysis.indices import hhi
from mineralsec.analysis.shares import Shares, shares
from mineralsec.analysis.stage_concentration import StageConcentration
from mineralsec.analysis.words import Kind, Of, Residual, Rule
from mineralsec.cards import aligned, card, table
from mineralsec.errors import GraphError, UnknownNameError, show
from mineralsec.graph.given import given_graph
from mineralsec.io.arrow import ArrowStream
from mineralsec.io.frames import frame_of_columns
from mineralsec.places import country_of, resolve_places

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["ConcentrationGap", "GapRow", "contestable", "ownership_gap", "reserve_gap"]


@frozen(eq=False, repr=False)
class GapRow:
    """Two values of one mineral and stage, and their difference.

    Parameters
    ----------
    mineral, stage
        What both are of.
    first, second
        The two values with their bounds.
    """

    mineral: str
    stage: str | None
    first: StageConcentration
    second: StageConcentration

    @property
    def gap(self) -> float:
        """The second value less the first. [-]"""
        return self.second.value - self.first.value

    @property
    def low(self) -> float:
        """Least difference that the bounds of both allow. [-]"""
        return self.second.low - self.first.high

    @property
    def high(self) -> float:
        """Largest difference that the bounds of both allow. [-]"""
        return self.second.high - self.first.low

    @property
    def firm(self) -> bool:
        """Whether the sign of the difference survives what is not known."""
        return self.low > 0 or self.high < 0

    def to_dict(self) -> dict[str, Any]:
        """Return the row as plain values."""
        found: dict[str, Any] = {"mineral": self.mineral, "stage": self.stage}
        for side, row in (("first", self.first), ("second", self.second)):
            plain = row.to_dict()
            found |= {f"{side}_{k}": plain[k] for k in ("value", "low", "high", "top", "top_share")}
            found[f"{side}_unplaced_share"] = row.shares.residual_share
        return found | {"gap": self.gap, "gap_low": self.low, "gap_high": self.high}

    def cells(self) -> tuple[str, ...]:
        """Return what is printed."""
        return (
            self.mineral,
            self.stage or "",
            *(_told(row) for row in (self.first, self.second)),
            f"{self.gap:+.3f} ({self.low:+.3f} to {self.high:+.3f})",
        )

    def __repr__(self) -> str:
        return "  ".join(filter(None, self.cells()))


@frozen(eq=False, repr=False)
class ConcentrationGap(ArrowStream):
    """Two views of each supply side by side, with their difference.

    Parameters
    ----------
    rows
        A row a mineral and stage.
    first, second
        What the two values are of, in words.
    missing
        What has no pair: mineral, stage, reason.

    Notes
    -----
    The bounds of a difference are those of both sides apart. Both rest on the same figures, so
    the true range may be narrower.

    Examples
    --------
    >>> import mineralsec as ms
    >>> gap = ms.reserve_gap(ms.load("world", minerals="cobalt"))
    >>> gap.rows[0].mineral, gap.first, gap.second
    ('cobalt', 'output', 'reserves')
    """

    rows: tuple[GapRow, ...]
    first: str
    second: str
    missing: tuple[tuple[str, str | None, str], ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[GapRow]:
        return iter(self.rows)

    def __getitem__(self, key: tuple[str, str | None] | int) -> GapRow:
        """Return the row of a mineral and stage, or one by number.

        Raises
        ------
        UnknownNameError
            If there is none.
        """
        if isinstance(key, int):
            return self.rows[key]
        for row in self.rows:
            if (row.mineral, row.stage) == key:
                return row
        known = ", ".join(f"{r.mineral} {r.stage or ''}".strip() for r in self.rows)
        raise UnknownNameError(f"no row of {show(key)}. Rows here: {known}.")

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values that JSON can hold."""
        return {
            "first": self.first,
            "second": self.second,
            "rows": [row.to_dict() for row in self.rows],
            "missing": [list(reason) for reason in self.missing],
        }

    def to_frame(self, backend: str = "pandas") -> Any:
        """Return one row a mineral and stage: both values, their bounds and the difference [-].

        Parameters
        ----------
        backend
            ``"pandas"``, ``"polars"`` or ``"pyarrow"``.

        Raises
        ------
        UnknownNameError
            If the backend is none of these.
        """
        rows = [row.to_dict() for row in self.rows]
        return frame_of_columns({name: [row[name] for row in rows] for name in rows[0]}, backend)

    @property
    def _head(self) -> tuple[str, ...]:
        return ("mineral", "stage", self.first, self.second, "difference")

    def __repr__(self) -> str:
        """Return one line; ``print`` shows every row."""
        return (
            f"ConcentrationGap(hhi {self.second} less {self.first}: {len(self.rows)} rows, "
            f"{len(self.missing)} missing)"
        )

    def __str__(self) -> str:
        cells = [self._head, *(row.cells() for row in self.rows)]
        lines = aligned(cells)
        lines += [f"  {' '.join(filter(None, (m, s)))}: {why}" for m, s, why in self.missing]
        return "\n".join([f"ConcentrationGap(hhi {self.second} less {self.first})", *lines])

    def _repr_html_(self) -> str:
        notes = [f"{' '.join(filter(None, (m, s)))}: {why}" for m, s, why in self.missing]
        head = card(f"Concentration: {self.second} less {self.first}", [], notes=notes)
        return head + table(self._head, [row.cells() for row in self.rows])


def ownership_gap(
    graph: SupplyGraph,
    *,
    minerals: str | Iterable[str] | None = None,
    stages: str | Iterable[str] | None = None,
    of: Of = "output",
    kind: Kind = "primary",
    residual: Residual = "one holder",
    rule: Rule = "control",
) -> ConcentrationGap:
    r"""Return concentration by soil and by owner side by side, with the difference.

    .. math:: \Delta = \mathrm{HHI}_{owner} - \mathrm{HHI}_{place}

    Parameters
    ----------
    graph
        Graph whose plants name their owners.
    minerals, stages
        Which to look at; None takes all.
    of, kind, residual, rule
        As :func:`mineralsec.shares`.

    Returns
    -------
    ConcentrationGap
        Each row has the pair (place, owner). A difference above zero: what lies in several
        countries is in fewer hands. Output that nobody is on record for counts as `residual`
        says in the value, and as anybody's in the bounds; where it is large, read the bounds.

    Raises
    ------
    UnknownNameError
        If a word, a mineral or a stage is not known here.
    GraphError
        If no row has both.

    Examples
    --------
    >>> import mineralsec as ms
    >>> facilities = ms.load("facilities", minerals="cobalt")
    >>> row = ms.ownership_gap(facilities, of="capacity", rule="equity")["cobalt", "mining"]
    >>> row.first.top, row.gap < 0, row.firm
    ('COD', True, True)
    """

    def pair(name: str, stage: str | None) -> tuple[Shares, Shares]:
        first = shares(graph, name, stage=stage, of=of, kind=kind, residual=residual)
        second = shares(
            graph, name, stage=stage, by="owner", of=of, kind=kind, residual=residual, rule=rule
        )
        return first, second

    return _gap(graph, minerals, stages, ("by place", f"by owner ({rule})"), pair)


def contestable(
    graph: SupplyGraph,
    importer: str | Iterable[str],
    *,
    minerals: str | Iterable[str] | None = None,
    stages: str | Iterable[str] | None = None,
    of: Of = "output",
    kind: Kind = "primary",
    residual: Residual = "one holder",
) -> ConcentrationGap:
    """Return concentration of the world and of what one importer has to buy from others.

    Parameters
    ----------
    graph
        Graph to ask.
    importer
        Place, places or bloc; its own output is left out and the rest shares one.
    minerals, stages
        Which to look at; None takes all.
    of
        As :func:`mineralsec.shares`; ``"exportable"`` also leaves out what each other producer
        uses itself.
    kind, residual
        As :func:`mineralsec.shares`.

    Returns
    -------
    ConcentrationGap
        Each row has the pair (world, contestable).

    Raises
    ------
    UnknownNameError
        If a word, a mineral, a stage or the importer is not known.
    GraphError
        If no row has both.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> row = ms.contestable(graph, "JPN")[0]
    >>> row.gap >= 0
    True
    """
    day = None if given_graph(graph).year is None else f"{graph.year}-12-31"
    own = {country_of(place) for place in resolve_places(importer, day)}
    if not own:
        raise GraphError(f"importer={show(importer)} names nobody. Write for example 'JPN'.")
    who = importer if isinstance(importer, str) else ", ".join(sorted(own))

    def pair(name: str, stage: str | None) -> tuple[Shares, Shares]:
        first = shares(graph, name, stage=stage, of=of, kind=kind, residual=residual)
        return first, first.without(own)

    return _gap(graph, minerals, stages, ("the world", f"outside {who}"), pair)


def reserve_gap(
    graph: SupplyGraph,
    *,
    minerals: str | Iterable[str] | None = None,
    residual: Residual = "one holder",
) -> ConcentrationGap:
    r"""Return concentration of output and of reserves side by side, with the difference.

    .. math:: \Delta = \mathrm{HHI}_{reserves} - \mathrm{HHI}_{mining}

    Parameters
    ----------
    graph
        Graph with reserves.
    minerals
        Which to look at; None takes all.
    residual
        As :func:`mineralsec.shares`.

    Returns
    -------
    ConcentrationGap
        A row a mineral, of the first stage of its chain with output. Below zero: output could
        become less concentrated than it is, as far as the ground decides.

    Raises
    ------
    UnknownNameError
        If a mineral is not known here.
    GraphError
        If no mineral has both.

    Examples
    --------
    >>> import mineralsec as ms
    >>> row = ms.reserve_gap(ms.load("world", minerals="lithium"))[0]
    >>> row.first.top, row.second.top
    ('AUS', 'CHL')
    """

    def pair(name: str, stage: str | None) -> tuple[Shares, Shares]:
        return (
            shares(graph, name, stage=stage, residual=residual),
            shares(graph, name, of="reserves", residual=residual),
        )

    graph = given_graph(graph)
    first = {name: str(graph.mineral(name).stages[0]) for name in graph.minerals}
    return _gap(graph, minerals, None, ("output", "reserves"), pair, first)


def _gap(
    graph: SupplyGraph,
    minerals: str | Iterable[str] | None,
    stages: str | Iterable[str] | None,
    sides: tuple[str, str],
    pair: Callable[[str, str | None], tuple[Shares, Shares]],
    only: dict[str, str] | None = None,
) -> ConcentrationGap:
    """Return a row for each mineral and stage that has both sides."""
    names = chosen_minerals(graph, minerals)
    wanted = chosen_stages(graph, names, stages)
    rows: list[GapRow] = []
    missing: list[tuple[str, str | None, str]] = []
    for name in names:
        chain = [str(stage) for stage in graph.mineral(name).stages]
        for stage in chain if only is None else [only[name]]:
            if wanted is not None and stage not in wanted:
                continue
            try:
                first, second = (_valued(side) for side in pair(name, stage))
            except GraphError as error:
                missing.append((name, stage, str(error)))
                continue
            rows.append(GapRow(name, stage, first, second))
    if not rows:
        reasons = "; ".join(f"{m} {s}: {why}" for m, s, why in missing)
        raise GraphError(f"nothing to compare. {reasons}")
    return ConcentrationGap(tuple(rows), *sides, tuple(missing))


def _told(row: StageConcentration) -> str:
    """Return a value with its bounds and who is largest."""
    top = "no name" if row.top is None else f"{row.top} {percent(row.top_share)}"
    unplaced = row.shares.residual_share
    if unplaced > 0 and not unplaced < row.top_share:
        # the point then says more of how the residual is counted than of anybody named
        top += f", not placed {percent(unplaced)}"
    return f"{row.value:.3f} ({row.low:.3f} to {row.high:.3f}) {top}"


def _valued(held: Shares) -> StageConcentration:
    return StageConcentration(held, hhi.__name__, hhi(held), *hhi_bounds(held))
