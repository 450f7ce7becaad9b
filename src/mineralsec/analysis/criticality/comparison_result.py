"""Methods side by side on the same minerals: ranks, rank correlations, and why they differ."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

from mineralsec.analysis.criticality.drivers import Drivers, drivers_of
from mineralsec.analysis.criticality.scores import Score, Scores
from mineralsec.cards import card, table
from mineralsec.errors import UnknownNameError, show, suggest
from mineralsec.graph.columns import freeze
from mineralsec.io.arrow import ArrowStream
from mineralsec.io.frames import frame

if TYPE_CHECKING:
    from numpy.typing import NDArray


__all__ = ["Comparison", "Correlation", "Flip"]


@frozen
class Correlation:
    """Rank correlation of two methods.

    Parameters
    ----------
    first, second
        Names of the methods.
    spearman
        Spearman's coefficient over the minerals that both score; None below three of them, or
        where one method gives all the same score. [-]
    n
        Number of these minerals.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals=("cobalt", "gallium", "tungsten"))
    >>> all(pair.n <= 3 for pair in ms.criticality.compare(graph).correlations)
    True
    """

    first: str
    second: str
    spearman: float | None
    n: int


@frozen
class Flip:
    """A mineral that one method puts among the riskiest third and another among the safest.

    Parameters
    ----------
    mineral
        Which.
    risky, safe
        The two methods.
    risky_rank, safe_rank
        Rank by each, over the minerals that both score; 1 is the riskiest.
    n
        Number of these minerals.
    reason
        What one method counts and the other does not, in words.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals=("cobalt", "gallium", "tungsten"))
    >>> all(flip.risky != flip.safe for flip in ms.criticality.compare(graph).flips)
    True
    """

    mineral: str
    risky: str
    safe: str
    risky_rank: float
    safe_rank: float
    n: int
    reason: str


@frozen(eq=False, repr=False, slots=False)
class Comparison(ArrowStream):
    """Several methods on the same minerals.

    Parameters
    ----------
    methods
        Result by name.
    minerals
        Minerals that at least one method scores, in the graph's order.
    place
        Importer, in words.
    year
        Year of the data.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals=("cobalt", "gallium", "tungsten"))
    >>> found = ms.criticality.compare(graph)
    >>> len(found.correlations) > 0
    True
    """

    methods: Mapping[str, Scores]
    minerals: tuple[str, ...]
    place: str
    year: int | None

    @cached_property
    def _chosen(self) -> dict[str, dict[str, Score]]:
        return {name: scores.by_mineral for name, scores in self.methods.items()}

    @cached_property
    def values(self) -> NDArray[np.float64]:
        """Score of each mineral's riskiest stage, shape (n_minerals, n_methods); NaN if missing."""
        found = [
            [_value(self._chosen[name].get(mineral)) for name in self.methods]
            for mineral in self.minerals
        ]
        array: NDArray[np.float64] = freeze(np.array(found, dtype=np.float64))
        return array

    @cached_property
    def ranks(self) -> NDArray[np.float64]:
        """Rank of each mineral by each method, 1 the riskiest; ties share the mean; NaN missing."""
        risk = self._risk
        ranks = np.full(risk.shape, np.nan)
        for column in range(risk.shape[1]):
            known = ~np.isnan(risk[:, column])
            ranks[known, column] = _ranked(risk[known, column])
        array: NDArray[np.float64] = freeze(ranks)
        return array

    @property
    def _risk(self) -> NDArray[np.float64]:
        """Values turned so that more is riskier; an unlimited one is the safest."""
        signs = [1.0 if scores.high_is_risky else -1.0 for scores in self.methods.values()]
        turned: NDArray[np.float64] = self.values * np.array(signs)
        return turned

    def value(self, mineral: str, method: str) -> Score:
        """Return what one method says of one mineral.

        Raises
        ------
        UnknownNameError
            If the mineral or method is not here.
        """
        if method not in self.methods:
            raise UnknownNameError(
                f"no method {show(method)}.{suggest(str(method), self.methods)} "
                f"Methods: {', '.join(self.methods)}."
            )
        return self.methods[method][mineral]

    @cached_property
    def correlations(self) -> tuple[Correlation, ...]:
        """Rank correlation of every pair of methods."""
        names = tuple(self.methods)
        found = []
        for i, first in enumerate(names):
            for j in range(i + 1, len(names)):
                both = self._both(i, j)
                rho = _spearman(self._risk[both, i], self._risk[both, j])
                found.append(Correlation(first, names[j], rho, int(both.sum())))
        return tuple(found)

    def _both(self, i: int, j: int) -> NDArray[np.bool_]:
        both: NDArray[np.bool_] = ~np.isnan(self.values[:, i]) & ~np.isnan(self.values[:, j])
        return both

    @cached_property
    def flips(self) -> tuple[Flip, ...]:
        """Minerals that two methods put at opposite ends, widest apart first."""
        names = tuple(self.methods)
        about = {name: drivers_of(name, self.methods[name]) for name in names}
        found = []
        for i, first in enumerate(names):
            for j in range(i + 1, len(names)):
                rows = np.flatnonzero(self._both(i, j))
                if len(rows) < 3:
                    continue
                ranks = [_ranked(self._risk[rows, column]) for column in (i, j)]
                for a, b, risky, safe in ((0, 1, first, names[j]), (1, 0, names[j], first)):
                    for row, high, low in zip(rows.tolist(), ranks[a], ranks[b], strict=True):
                        if high <= len(rows) / 3 and low > 2 * len(rows) / 3:
                            mineral = self.minerals[row]
                            why = self._reason(mineral, about[risky], about[safe], risky, safe)
                            found.append(
                                Flip(mineral, risky, safe, float(high), float(low), len(rows), why)
                            )
        return tuple(sorted(found, key=lambda f: (f.risky_rank - f.safe_rank, f.mineral, f.risky)))

    def _reason(self, mineral: str, risky: Drivers, safe: Drivers, up: str, down: str) -> str:
        pushes = [
            (place, f"{up} counts {words}, which {down} does not")
            for key, place, words in risky.of(mineral)
            if key not in safe.keys
        ]
        pulls = [
            (1.0 - place, f"{down} counts {words}, which {up} does not")
            for key, place, words in safe.of(mineral)
            if key not in risky.keys
        ]
        said = [max(found)[1] for found in (pushes, pulls) if found and max(found)[0] > 0.5]
        high, low = self._chosen[up][mineral].stage, self._chosen[down][mineral].stage
        if high and low and high != low:
            said.append(f"{up} is set by {high}, {down} by {low}")
        return "; ".join(said) or "both count the same things, on another scale"

    @property
    def missing(self) -> tuple[tuple[str, str, str], ...]:
        """What has no score: mineral, method, reason."""
        return tuple(
            (mineral, name, row.reason)
            for name, rows in self._chosen.items()
            for mineral, row in rows.items()
            if row.value is None and mineral in self.minerals
        )

    def to_frame(self, backend: str = "pandas") -> Any:
        """Return one row a mineral: value and rank by each method, blank where missing.

        Parameters
        ----------
        backend
            ``"pandas"``, ``"polars"`` or ``"pyarrow"``.

        Raises
        ------
        UnknownNameError
            If the backend is none of these.
        """
        rows = []
        for i, mineral in enumerate(self.minerals):
            row: dict[str, Any] = {"mineral": mineral}
            for j, name in enumerate(self.methods):
                row[name] = float(self.values[i, j])
                row[f"rank: {name}"] = float(self.ranks[i, j])
            rows.append(row)
        return frame(rows, backend)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values that JSON can hold."""
        return {
            "place": self.place,
            "year": self.year,
            "methods": {name: scores.to_dict() for name, scores in self.methods.items()},
            "correlations": [
                {"first": c.first, "second": c.second, "spearman": c.spearman, "n": c.n}
                for c in self.correlations
            ],
            "flips": [
                {
                    "mineral": flip.mineral,
                    "risky": flip.risky,
                    "safe": flip.safe,
                    "risky_rank": flip.risky_rank,
                    "safe_rank": flip.safe_rank,
                    "n": flip.n,
                    "reason": flip.reason,
                }
                for flip in self.flips
            ],
        }

    def plot(self, ax: Any = None) -> Any:
        """Draw the ranks by each method side by side; return the Axes."""
        from mineralsec.plotting.concordance import concordance

        names = tuple(self.methods)
        pairs = np.eye(len(names))
        for found in self.correlations:
            i, j = names.index(found.first), names.index(found.second)
            pairs[i, j] = pairs[j, i] = np.nan if found.spearman is None else found.spearman
        known = ~np.isnan(self.ranks)
        part = self.ranks / np.maximum(1, known.sum(axis=0))  # a method may score few minerals
        mean = np.nansum(part, axis=1) / np.maximum(1, known.sum(axis=1))
        order = np.lexsort((self.minerals, mean)).tolist()
        return concordance(
            [self.minerals[i] for i in order],
            names,
            self.ranks[order],
            pairs,
            title=self.title,
            ax=ax,
        )

    @property
    def title(self) -> str:
        """What is compared, in words."""
        year = "" if self.year is None else f", {self.year}"
        return f"Criticality by {len(self.methods)} methods, importer {self.place}{year}"

    def __repr__(self) -> str:
        known = [c for c in self.correlations if c.spearman is not None]
        lines = [f"Comparison({self.title}: {len(self.minerals)} minerals)"]
        for c in sorted(known, key=lambda c: -(c.spearman or 0.0)):
            lines.append(f"  {c.spearman:+.2f} (n={c.n})  {c.first} / {c.second}")
        lines += [f"  {flip.mineral}: {flip.reason}" for flip in self.flips[:3]]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        head = ("mineral", *self.methods)
        cells = [
            (mineral, *("-" if np.isnan(rank) else f"{rank:.3g}" for rank in self.ranks[i]))
            for i, mineral in enumerate(self.minerals)
        ]
        pairs = [
            (c.first, c.second, "-" if c.spearman is None else f"{c.spearman:+.2f}", c.n)
            for c in self.correlations
        ]
        flips = [
            (f.mineral, f"{f.risky} {f.risky_rank:.3g}", f"{f.safe} {f.safe_rank:.3g}", f.reason)
            for f in self.flips
        ]
        return (
            card(self.title, (), notes=("Figures are ranks; 1 is the riskiest, - has no score.",))
            + table(head, cells)
            + table(("method", "method", "Spearman", "n"), pairs, "Rank correlations")
            + table(("mineral", "risky by", "safe by", "why"), flips, "Opposite ends")
        )


def _value(row: Score | None) -> float:
    return np.nan if row is None or row.value is None else row.value


def _ranked(risk: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ranks, 1 for the largest; ties share their mean."""
    from scipy.stats import rankdata  # half a second that no other question needs

    ranks: NDArray[np.float64] = rankdata(-risk)
    return ranks


def _spearman(a: NDArray[np.float64], b: NDArray[np.float64]) -> float | None:
    if len(a) < 3:
        return None
    ranks = _ranked(a), _ranked(b)
    if any(np.ptp(found) == 0 for found in ranks):
        return None
    return float(np.corrcoef(*ranks)[0, 1])
