"""Where does it come from? Origins, places passed and places of processing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from mineralsec.analysis.tracing.bounds import Counts, FlowSplits
from mineralsec.analysis.tracing.chain import How, MineralChain
from mineralsec.analysis.tracing.content import Content, ContentRow
from mineralsec.analysis.tracing.rows import Per, definition, groups, notes, prices_by_stage
from mineralsec.analysis.words import word
from mineralsec.arguments import yes
from mineralsec.errors import GraphError, UnknownNameError, show, suggest
from mineralsec.graph.given import given_graph
from mineralsec.io.arrow import ArrowStream
from mineralsec.io.frames import frame_of_columns
from mineralsec.quantities import percent

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["Mixing", "Trace", "trace"]

Mixing = Literal["proportional", "mass_balance", "segregated", "any_touch"]

_RULES = {
    "proportional": "proportional mixing",
    "mass_balance": "credits go to who is asked about",
    "segregated": "nothing is mixed, so only limits are known",
    "any_touch": "any touch counts as all",
}


def trace(
    graph: SupplyGraph, mineral: str | None = None, *, mixing: Mixing = "proportional"
) -> Trace:
    """Return where what everybody has was made, what it has passed, and who processed it.

    Parameters
    ----------
    graph
        Supply graph of one year.
    mineral
        Name, symbol or alias; None traces every mineral, each in its own network.
    mixing
        Who gets which part of a mix:

        - ``"proportional"``: what leaves a market is an average of what came in. The only rule
          that gives a share from the flows alone.
        - ``"mass_balance"``: operators allot what does not count, as credits, to the consumer
          that is asked about, as far as their inflow goes. It is the least content the flows
          allow.
        - ``"segregated"``: origins are kept apart, and the flows do not say who got which. Only
          limits are known.
        - ``"any_touch"``: anything that may hold a gram of it counts as all of it.

    Returns
    -------
    Trace

    Raises
    ------
    UnknownNameError
        If the mineral or the rule is not known.

    Notes
    -----
    Cycles, two-way trade and re-exports need no special care: a tonne is traced back along an
    absorbing chain, which ends where it was made [1]_.

    References
    ----------
    .. [1] Kemeny, J. G. and Snell, J. L. (1976). Finite Markov Chains. Springer. Chapter 3.

    Examples
    --------
    >>> import mineralsec as ms
    >>> traced = ms.trace(ms.load("world", minerals="cobalt"), "cobalt")
    >>> next(iter(traced.origins("CHN")))
    'COD'
    """
    word(mixing, Mixing, "mixing")
    graph = given_graph(graph)
    names = graph.minerals if mineral is None else (graph.mineral_name(mineral),)
    return Trace(graph, tuple(MineralChain(graph, name) for name in names), mixing)


@frozen(eq=False, repr=False)
class Trace(ArrowStream):
    """Every tonne traced back to where it was made, one network a mineral.

    Made by :func:`mineralsec.trace`.

    Parameters
    ----------
    graph
        What was traced.
    chains
        One a mineral.
    mixing
        Rule that says who gets which part of a mix.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> traced = ms.trace(graph, "gallium")
    >>> next(iter(traced.origins("JPN")))
    'CHN'
    """

    graph: SupplyGraph = field(repr=False)
    chains: tuple[MineralChain, ...] = field(repr=False)
    mixing: Mixing

    @property
    def minerals(self) -> tuple[str, ...]:
        """Names of what was traced."""
        return tuple(chain.mineral for chain in self.chains)

    @property
    def year(self) -> int | None:
        """Year of the flows."""
        return self.graph.year

    def content(
        self,
        places: str | Iterable[str],
        *,
        stage: str | None = None,
        how: How = "made",
        at: str | Iterable[str] | None = None,
        per: Per = "consumer",
        bounds: bool = False,
        prices: Mapping[str, Any] | None = None,
    ) -> Content:
        """Return how much of what consumers use was made in, or has passed, some places.

        Parameters
        ----------
        places
            Country, site, list or bloc. It counts as one: a tonne that was mined in one member
            and refined in another counts once.
        stage
            The only stage that counts; None for any of them.
        how
            ``"made"``: mined, or processed, there at least once. ``"passed"``: has been on a
            market there. ``"origin"``: entered the chain there.
        at
            Whose use: each country, site or bloc named is a row. None takes every country.
        per
            ``"consumer"``: a row a country, its stages together by use. ``"market"``: a row a
            market, of its supply.
        bounds
            Whether to find the least and largest share that the flows allow, by two linear
            programs a row. Rules that give limits only always do.
        prices
            Price by stage, ``{"mining": "9000 USD/tonne", ...}`` per tonne of contained mineral:
            the share is then one of value, and a tonne that goes into a dearer product counts
            by what it is worth in it. [USD/t]

        Returns
        -------
        Content
            Largest share first.

        Raises
        ------
        UnknownNameError
            If a place, stage or word is not known here.
        GraphError
            If nothing is left to ask about, or prices come with a rule or a `how` that knows no
            value.
        UnitsError
            If a price is not money per mass.

        Examples
        --------
        >>> import mineralsec as ms
        >>> traced = ms.trace(ms.load("world", minerals="cobalt"), "cobalt")
        >>> row = traced.content("CHN", stage="refining", at="USA", bounds=True)["USA"]
        >>> row.low <= row.share <= row.high
        True
        """
        word(how, How, "how")
        word(per, Per, "per")
        codes = self.graph.place_codes(places)
        chains = self._with_stage(stage)
        if prices is not None and (how == "passed" or self.mixing != "proportional"):
            raise GraphError(
                "value goes with mixing='proportional' and how='made' or 'origin'. Leave prices "
                f"out, got how={show(how)}, mixing={show(self.mixing)}."
            )
        limits = yes(bounds, "bounds") or self.mixing in ("mass_balance", "segregated")
        if limits and prices is not None:
            raise GraphError("limits are of mass. Leave prices or bounds out.")
        rows: list[ContentRow] = []
        for chain in chains:
            counts = chain.counts(how, codes, stage)
            share = self._share(chain, counts, prices_by_stage(chain, prices))
            splits = FlowSplits(chain.network, chain.use, counts) if limits else None
            rows += self._rows(chain, share, splits, at, per)
        if not rows:
            raise GraphError(
                f"nobody named uses {' or '.join(c.mineral for c in chains)}. Ask about other "
                "consumers, or per='market'."
            )
        rows.sort(key=lambda r: (-(r.high or 0.0 if math.isnan(r.share) else r.share), r.place))
        who = places if isinstance(places, str) else ", ".join(places)
        return Content(
            rows=tuple(rows),
            definition=definition(who, stage, how, per, by_value=prices is not None),
            mixing=_RULES[self.mixing],
            notes=tuple(note for chain in chains for note in notes(chain)),
            graph=self.graph,
        )

    def _with_stage(self, stage: str | None) -> tuple[MineralChain, ...]:
        """Return the chains that know a stage."""
        if stage is None:
            return self.chains
        if len(self.chains) == 1:
            self.graph.stage(self.chains[0].mineral, stage)
        found = tuple(
            c for c in self.chains if stage in map(str, self.graph.mineral(c.mineral).stages)
        )
        if not found:
            known = sorted(
                {str(s) for c in self.chains for s in self.graph.mineral(c.mineral).stages}
            )
            raise UnknownNameError(
                f"no mineral here has a stage {show(stage)}.{suggest(str(stage), known)} "
                f"Stages: {', '.join(known)}."
            )
        return found

    def _share(
        self, chain: MineralChain, counts: Counts, prices: Mapping[str, float] | None
    ) -> NDArray[np.float64] | None:
        """Return the point of each market; None where the rule has none or needs limits."""
        if self.mixing == "proportional":
            return chain.share(counts, prices)
        return chain.touched(counts) if self.mixing == "any_touch" else None

    def _rows(
        self,
        chain: MineralChain,
        share: NDArray[np.float64] | None,
        splits: FlowSplits | None,
        at: str | Iterable[str] | None,
        per: Per,
    ) -> Iterator[ContentRow]:
        size = chain.use if per == "consumer" else chain.network.supply
        for place, stage, markets in groups(self.graph, chain, at, per):
            total = float(size[markets].sum())
            if not total > 0:
                continue
            low = high = None
            if splits is not None:
                low, high = (splits.of_use if per == "consumer" else splits.of_supply)(markets)
            if share is not None:
                point = float(size[markets] @ share[markets]) / total
            else:
                point = low if self.mixing == "mass_balance" and low is not None else math.nan
            yield ContentRow(chain.mineral, place, stage, total, point, low, high)

    def origins(self, at: str | Iterable[str] | None = None) -> dict[str, float]:
        """Return the share of each origin in what somebody uses, largest first.

        Parameters
        ----------
        at
            Country, site, list or bloc; None takes everybody.

        Returns
        -------
        dict of str to float
            Countries, ``"unrecorded"`` for what leaves a market without having come in on
            record, and ``"untraced"`` for what goes round in a loop that nothing feeds. They
            sum to one. [-]

        Raises
        ------
        GraphError
            If several minerals were traced (their tonnes are not added), the rule gives no
            shares, or nobody there uses any.

        Examples
        --------
        >>> import mineralsec as ms
        >>> traced = ms.trace(ms.load("world", minerals="cobalt"), "cobalt")
        >>> round(sum(traced.origins().values()), 9)
        1.0
        """
        if len(self.chains) > 1:
            raise GraphError(
                f"{len(self.chains)} minerals were traced, and tonnes of different minerals do not "
                "add up. Trace one, or take to_frame()."
            )
        self._proportional("origins")
        (chain,) = self.chains
        codes = None if at is None else self.graph.place_codes(at)
        use = np.where(chain.at(codes, None), chain.use, 0.0)
        if not use.sum() > 0:
            raise GraphError(f"nobody there uses {chain.mineral}. Ask about another consumer.")
        labels, shares = chain.origins()
        found = zip(labels, (use @ shares / use.sum()).tolist(), strict=True)
        return {name: part for name, part in sorted(found, key=lambda f: (-f[1], f[0])) if part > 0}

    def to_frame(
        self, backend: str = "pandas", *, how: How = "origin", per: Per = "consumer"
    ) -> Any:
        """Return who has how much from where, one row for each pair with a share above zero.

        Parameters
        ----------
        backend
            ``"pandas"``, ``"polars"`` or ``"pyarrow"``.
        how
            ``"origin"``, ``"made"`` or ``"passed"``, as in :meth:`content`; the last two with
            the stage of the source, and their shares do not sum to one.
        per
            ``"consumer"`` or ``"market"``.
        """
        word(how, How, "how")
        word(per, Per, "per")
        self._proportional("to_frame")
        names = ["mineral", "place", "stage", "size [t/yr]", "source", "source_stage", "share [-]"]
        columns: dict[str, list[Any]] = {name: [] for name in names}
        for chain in self.chains:
            labels, shares = self._sources(chain, how)
            size = chain.use if per == "consumer" else chain.network.supply
            for place, stage, markets in groups(self.graph, chain, None, per):
                total = float(size[markets].sum())
                if not total > 0:
                    continue
                part = size[markets] @ shares[markets] / total
                for i in np.flatnonzero(part > 0).tolist():
                    row = (chain.mineral, place, stage, total, *labels[i], float(part[i]))
                    for name, value in zip(names, row, strict=True):
                        columns[name].append(value)
        return frame_of_columns(columns, backend)

    def _sources(
        self, chain: MineralChain, how: How
    ) -> tuple[tuple[tuple[str, str | None], ...], NDArray[np.float64]]:
        if how != "origin":
            return chain.table(how)
        labels, shares = chain.origins()
        return tuple((name, None) for name in labels), shares

    def _proportional(self, what: str) -> None:
        if self.mixing != "proportional":
            raise GraphError(
                f"{what} needs shares, which mixing={self.mixing!r} does not give for every "
                "source at once. Ask content() about one, or trace with mixing='proportional'."
            )

    @cached_property
    def _largest(self) -> str:
        """The world's origins in short, of a single mineral."""
        first = list(self.origins().items())[:3]
        return ", ".join(f"{name} {percent(part)}" for name, part in first)

    def __repr__(self) -> str:
        if len(self.chains) > 1 or self.mixing != "proportional":
            what = self.minerals[0] if len(self.chains) == 1 else f"{len(self.chains)} minerals"
            return f"Trace({what}, {_RULES[self.mixing]})"
        return f"Trace({self.minerals[0]}, {_RULES[self.mixing]}: use comes from {self._largest})"
