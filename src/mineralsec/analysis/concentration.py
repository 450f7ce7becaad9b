"""How concentrated every stage of every supply is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias, overload

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from mineralsec.analysis.holdings import holdings
from mineralsec.analysis.indices import hhi
from mineralsec.analysis.metric_bounds import metric_bounds
from mineralsec.analysis.shares import Shares, shares
from mineralsec.analysis.stage_concentration import StageConcentration
from mineralsec.analysis.words import OWNED, By, Kind, Of, Residual, Rule, check
from mineralsec.arguments import several
from mineralsec.cards import aligned, card, table
from mineralsec.errors import GraphError, UnknownNameError, show, suggest
from mineralsec.graph.columns import freeze
from mineralsec.graph.given import given_graph
from mineralsec.io.arrow import ArrowStream
from mineralsec.io.frames import frame_of_columns
from mineralsec.model.mineral import mineral_name

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["Concentration", "Metric", "chosen_minerals", "chosen_stages", "concentration"]

#: A function of shares that returns one number.
Metric: TypeAlias = Callable[[Any], float]


@frozen(eq=False, repr=False)
class Concentration(ArrowStream):
    """How concentrated every stage of every supply is: a row a mineral and stage.

    Parameters
    ----------
    rows
        Rows in the order of the graph's minerals and their chains.
    metric
        Name of the measure.
    about
        Words it was asked with: ``of``, ``by``, ``kind``, ``residual``, and ``rule`` by owner.
    year
        Year of the figures.
    missing
        What has no value: mineral, stage (None for all), reason.
    basis
        Which figures were read: ``"reported"``, as their sources have them.

    Notes
    -----
    Bounds are exact for the Herfindahl-Hirschman index, the effective number and the share of
    the `k` largest. A function of your own brings its bounds along as an attribute ``bounds``; for
    all other measures they are NaN, since extremes need a proof of their own. A chain is as
    concentrated as its most concentrated stage; there is no mean over stages.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> found = ms.concentration(graph)
    >>> found.rows[0].top, found.rows[0].value > 0.9
    ('CHN', True)
    """

    rows: tuple[StageConcentration, ...]
    metric: str
    about: dict[str, str]
    year: int | None
    missing: tuple[tuple[str, str | None, str], ...] = ()
    basis: str = "reported"

    @property
    def points(self) -> NDArray[np.float64]:
        """Values on the scale of 0 to 10,000, in the order of `rows`.

        Raises
        ------
        GraphError
            If the measure is not a Herfindahl-Hirschman index.
        """
        return freeze(np.array([row.points for row in self.rows]))

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[StageConcentration]:
        return iter(self.rows)

    @overload
    def __getitem__(self, key: str) -> Concentration: ...
    @overload
    def __getitem__(self, key: int | tuple[str, str]) -> StageConcentration: ...
    def __getitem__(self, key: str | int | tuple[str, str]) -> Concentration | StageConcentration:
        """Return the rows of a mineral, one row by mineral and stage, or one by number.

        Raises
        ------
        UnknownNameError
            If no row is meant.
        """
        if isinstance(key, int):
            return self.rows[key]
        mineral, stage = (key, None) if isinstance(key, str) else key
        known = tuple(dict.fromkeys(row.mineral for row in self.rows))
        name = mineral if mineral in known else mineral_name(mineral)
        found = tuple(row for row in self.rows if row.mineral == name)
        if not found:
            why = "".join(f" It has none: {r}" for m, _, r in self.missing if m == name)
            raise UnknownNameError(
                f"no row for {show(mineral)}.{why or suggest(mineral, known)} "
                f"Minerals here: {', '.join(known)}."
            )
        if isinstance(key, str):
            missing = tuple(m for m in self.missing if m[0] == name)
            return evolve(self, rows=found, missing=missing)
        for row in found:
            if row.stage == stage:
                return row
        raise UnknownNameError(
            f"no row for {name} at {show(stage)}. Stages here: "
            f"{', '.join(str(row.stage) for row in found)}."
        )

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values that JSON can hold."""
        return {
            "metric": self.metric,
            **self.about,
            "year": self.year,
            "basis": self.basis,
            "rows": [row.to_dict() for row in self.rows],
            "missing": [
                {"mineral": mineral, "stage": stage, "reason": reason}
                for mineral, stage, reason in self.missing
            ],
        }

    def to_frame(self, backend: str = "pandas") -> Any:
        """Return one row a mineral and stage.

        Parameters
        ----------
        backend
            ``"pandas"``, ``"polars"`` or ``"pyarrow"``.

        Returns
        -------
        DataFrame
            Columns ``mineral``, ``stage``, ``year``, ``value``, ``low``, ``high``, ``top``,
            ``top_share``, ``holders``, ``coverage``, ``quality``. All shares and values [-].

        Raises
        ------
        UnknownNameError
            If the backend is none of these.
        """
        rows = [row.to_dict() for row in self.rows]
        names = [name for name in rows[0] if name not in ("withheld", "left_out")]
        return frame_of_columns({name: [row[name] for row in rows] for name in names}, backend)

    def plot(self, ax: Any = None) -> Any:
        """Draw a bar a mineral and stage, with the bounds as whiskers; return the Axes."""
        from mineralsec.plotting.concentration_bars import concentration_bars

        return concentration_bars(
            [" ".join(filter(None, (row.mineral, row.stage))) for row in self.rows],
            [row.value for row in self.rows],
            [row.low for row in self.rows],
            [row.high for row in self.rows],
            axis=self.metric,
            title=self.title,
            note="\n".join(
                f"{' '.join(filter(None, (m, s)))}: {why}" for m, s, why in self.missing
            ),
            ax=ax,
        )

    @property
    def title(self) -> str:
        """What the values are of, in words."""
        kind = "secondary " if self.about["kind"] == "secondary" else ""
        year = "" if self.year is None else f", {self.year}"
        rule = f" ({self.about['rule']})" if "rule" in self.about else ""
        return f"{self.metric} of {kind}{self.about['of']} by {self.about['by']}{rule}{year}"

    def __repr__(self) -> str:
        """Return one line; ``print`` shows every row."""
        worst = max(self.rows, key=lambda row: np.nan_to_num(row.value), default=None)
        most = (
            "" if worst is None else f"; highest {worst.mineral} {worst.stage or self.about['of']}"
        )
        figure = "" if worst is None else f" {worst.value:.3g}"
        return f"Concentration({self.title}: {len(self)} rows{most}{figure})"

    def __str__(self) -> str:
        cells = [row.cells() for row in self.rows]
        lines = aligned(cells)
        lines += [f"  {' '.join(filter(None, (m, s)))}: {why}" for m, s, why in self.missing]
        return "\n".join([f"Concentration({self.title})", *lines])

    def _repr_html_(self) -> str:
        head = ("mineral", "stage", self.metric, "can be", "largest", "seen")
        rows = [(*row.cells()[:5], str(row.coverage)) for row in self.rows]
        notes = [f"{' '.join(filter(None, (m, s)))}: {why}" for m, s, why in self.missing]
        about = [("residual", self.about["residual"]), ("basis of figures", self.basis)]
        return card(f"Concentration: {self.title}", about, notes=notes) + table(head, rows)


def concentration(
    graph: SupplyGraph,
    *,
    metric: Metric = hhi,
    by: By = "place",
    minerals: str | Iterable[str] | None = None,
    stages: str | Iterable[str] | None = None,
    of: Of = "output",
    kind: Kind = "primary",
    residual: Residual = "one holder",
    rule: Rule = "equity",
) -> Concentration:
    """Return how concentrated every stage of every supply is.

    Parameters
    ----------
    graph
        Graph to ask.
    metric
        Function of :class:`~mineralsec.Shares` that returns one number: one of the library's or
        your own; `functools.partial` fixes its other arguments.
    by, of, kind, residual, rule
        As :func:`mineralsec.shares`.
    minerals, stages
        Which to look at; None takes all.

    Returns
    -------
    Concentration
        A row for each mineral and stage with data, with exact bounds for the
        Herfindahl-Hirschman index and the effective number, the largest holder, and how much of
        the total the value saw.

    Raises
    ------
    UnknownNameError
        If a word, a mineral or a stage is not known here.
    GraphError
        If nothing asked for has data, or the metric does not return one number.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.SupplyGraph.from_records(
    ...     [
    ...         ms.Mineral("gallium", stages=("refining",)),
    ...         *(
    ...             ms.Producer(
    ...                 id=f"gallium {place}",
    ...                 mineral="gallium",
    ...                 place=place,
    ...                 stage="refining",
    ...                 output=f"{output} tonne/year",
    ...                 year=2025,
    ...             )
    ...             for place, output in {"CHN": 900, "RUS": 6, "JPN": 3}.items()
    ...         ),
    ...     ]
    ... )
    >>> result = ms.concentration(graph)
    >>> result
    Concentration(hhi of output by place, 2025: 1 rows; highest gallium refining 0.98)
    >>> print(result)
    Concentration(hhi of output by place, 2025)
      gallium  refining  0.980  0.980 to 0.980  CHN 99.0%
    >>> print(result["gallium", "refining"].verdict("2023"))
    high (US guidelines of 2023)
    """
    check(by, of, kind, residual, rule)
    names = chosen_minerals(graph, minerals)
    wanted = chosen_stages(graph, names, stages)
    if of == "reserves" and wanted is not None:
        raise GraphError("reserves lie in the ground and have no stage. Leave stages out.")
    rows: list[StageConcentration] = []
    missing: list[tuple[str, str | None, str]] = []
    for name in names:
        chain = [str(stage) for stage in graph.mineral(name).stages]
        found = holdings(graph, name, of, by, kind, rule)
        here: list[str | None] = [
            stage for stage in found.stages(chain) if wanted is None or stage in wanted
        ]
        if of == "reserves" and len(found):
            here = [None]
        if not here and (wanted is None or wanted & set(chain)):
            what = kind + " " if of in ("output", "capacity") and kind != "all" else ""
            missing.append((name, None, f"no {what}{of} in this graph."))
        for stage in here:
            try:
                held = shares(
                    graph,
                    name,
                    stage=stage,
                    by=by,
                    of=of,
                    kind=kind,
                    residual=residual,
                    rule=rule,
                )
            except GraphError as error:  # nothing above zero, or every figure withheld
                missing.append((name, stage, str(error.__cause__)))
                continue
            rows.append(StageConcentration(held, _name(metric), *_value(metric, held)))
    if not rows:
        reasons = "; ".join(" ".join(filter(None, (m, s))) + f": {why}" for m, s, why in missing)
        raise GraphError(f"nothing to measure. {reasons}")
    about: dict[str, str] = {"of": of, "by": by, "kind": kind, "residual": residual}
    if by in OWNED:
        about["rule"] = rule
    return Concentration(tuple(rows), _name(metric), about, graph.year, tuple(missing))


def _value(metric: Metric, held: Shares) -> tuple[float, float, float]:
    """Return a metric's value with its bounds, NaN where none are proved."""
    if not callable(metric):
        raise GraphError(
            f"metric must be a function of shares, got {show(metric)}. Write for example "
            "metric=ms.hhi."
        )
    result: Any = metric(held)
    if isinstance(result, str) or np.ndim(result) != 0:
        raise GraphError(f"the metric {_name(metric)} must return one number, got {show(result)}.")
    return float(result), *metric_bounds(metric, held)


def _name(metric: Any) -> str:
    if isinstance(metric, partial):
        given = [*map(str, metric.args), *(f"{k}={v}" for k, v in metric.keywords.items())]
        return f"{_name(metric.func)}({', '.join(given)})"
    return str(getattr(metric, "__name__", type(metric).__name__))


def chosen_minerals(graph: SupplyGraph, minerals: str | Iterable[str] | None) -> tuple[str, ...]:
    """Return the graph's names of the minerals asked for; None means all."""
    if minerals is None:
        return given_graph(graph).minerals
    asked = several(minerals, "minerals", "minerals='gallium', or leave it out for all")
    return tuple(dict.fromkeys(given_graph(graph).mineral_name(name) for name in asked))


def chosen_stages(
    graph: SupplyGraph, names: tuple[str, ...], stages: str | Iterable[str] | None
) -> frozenset[str] | None:
    """Return the stages asked for, known in a chain of the minerals; None means all."""
    if stages is None:
        return None
    asked = frozenset(map(str, several(stages, "stages", "stages='refining'")))
    known = tuple(dict.fromkeys(str(s) for name in names for s in graph.mineral(name).stages))
    if unknown := sorted(asked - set(known)):
        raise UnknownNameError(
            f"no mineral asked for has a stage {show(unknown[0])}."
            f"{suggest(unknown[0], known)} Stages: {', '.join(known)}."
        )
    return asked
