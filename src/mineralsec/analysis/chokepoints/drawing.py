"""A chokepoint in the chain of its mineral, as plain arrays for the figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mineralsec.analysis.chokepoints.consumer import Consumer, Question
from mineralsec.analysis.tracing.chain import MineralChain
from mineralsec.places import RESIDUAL, place_name
from mineralsec.plotting.chokepoint_graph import chokepoint_graph

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from mineralsec.analysis.chokepoints.blocks import By
    from mineralsec.analysis.chokepoints.result import Chokepoints
    from mineralsec.analysis.chokepoints.row import Chokepoint

__all__ = ["draw"]


def draw(found: Chokepoints, row: Chokepoint, ax: Any) -> Axes:
    """Draw who makes what and who has it, stage by stage, with the chokepoint marked."""
    by: By = found.by  # type: ignore[assignment]  # a plain string in the result, checked before
    chain = MineralChain(found.graph, row.mineral)
    question = Question(found.graph, row.mineral, Consumer.of(found.graph, found.asked), by)
    network = chain.network
    hold = _hold(question, row)
    columns: list[tuple[str, dict[str, float], set[str]]] = []
    ribbons: list[tuple[int, str, str, float]] = []
    stages = [
        s for s in map(str, found.graph.mineral(row.mineral).stages)
        if chain.at(None, s).any() and network.supply[chain.at(None, s)].sum() > 0
    ]  # fmt: skip
    for stage in stages:
        here = chain.at(None, stage)
        made, marked = _made(chain, here, hold)
        has: dict[str, float] = {}
        for market in np.flatnonzero(here):
            country = chain.countries[market]
            has[country] = has.get(country, 0.0) + float(_leaves(chain)[market])
        at = len(columns)
        columns.append((f"made\nat {stage}", made, marked))
        columns.append(
            (f"{'used' if stage == stages[-1] else 'used or refined'}\nafter {stage}", has, set())
        )
        for maker, taker, tonnes in _between(chain, here):
            ribbons.append((at, maker, taker, tonnes))
    for i, stage in enumerate(stages[:-1]):
        for taker, maker, tonnes in _refined(chain, stage, stages[i + 1]):
            ribbons.append((2 * i + 1, taker, maker, tonnes))
    year = "" if found.year is None else f"data year {found.year}, "
    value = f"{found.measure.replace('_', ' ')} {found.said(row)}"
    whose = found.consumer or "everybody else"
    return chokepoint_graph(
        [(title, [_said(n) for n in sizes], list(sizes.values()), [n in marked for n in sizes])
         for title, sizes, marked in columns],
        [(at, _said(a), _said(b), tonnes) for at, a, b, tonnes in ribbons],
        unit="t/yr",
        title=f"{row.name} in {row.mineral} for {whose}: {value}",
        note=f"{found.definition} {year}grade {row.grade}.",
        ax=ax,
    )  # fmt: skip


def _said(country: str) -> str:
    return place_name(RESIDUAL) if country == RESIDUAL else country


def _hold(question: Question, row: Chokepoint) -> Any:
    """Return what of each maker's output stops with the chokepoint."""
    for block in question.parts.blocks:
        if block.place == row.place and block.stage in (None, row.stage):
            if block.hold is not None:
                return block.hold
            return np.isin(question.network.maker_market, block.markets).astype(np.float64)
    return np.zeros(len(question.network.makers))


def _leaves(chain: MineralChain) -> Any:
    """Return what is used or refined at each market, in t/yr."""
    network = chain.network
    refines = network.maker_intake >= 0
    taken = (network.output / network.recovery)[refines]
    return chain.use + np.bincount(network.maker_intake[refines], taken, len(network))


def _made(chain: MineralChain, here: Any, hold: Any) -> tuple[dict[str, float], set[str]]:
    network = chain.network
    made: dict[str, float] = {}
    marked: set[str] = set()
    for i in np.flatnonzero(here[network.maker_market] & (network.output > 0)):
        country = chain.countries[network.maker_market[i]]
        made[country] = made.get(country, 0.0) + float(network.output[i])
        if hold[i] > 0:
            marked.add(country)
    return made, marked


def _between(chain: MineralChain, here: Any) -> list[tuple[str, str, float]]:
    """Return what each country made at a stage of what each country takes on, in t/yr.

    Tonnes that pass through third countries are traced back to their maker, so that the picture
    has no circles.
    """
    network = chain.network
    makers: dict[str, list[int]] = {}
    for i in np.flatnonzero(here[network.maker_market] & (network.output > 0)):
        makers.setdefault(chain.countries[network.maker_market[i]], []).append(int(i))
    holds = np.zeros((len(makers), len(network.makers)))
    for line, rows in zip(holds, makers.values(), strict=True):
        line[rows] = 1.0
    shares = chain.through.made(network, list(holds))
    leaves = np.where(here, _leaves(chain), 0.0)
    found: dict[tuple[str, str], float] = {}
    for maker, share in zip(makers, shares, strict=True):
        for market in np.flatnonzero(leaves * share > 0):
            key = maker, chain.countries[market]
            found[key] = found.get(key, 0.0) + float(leaves[market] * share[market])
    return [(a, b, tonnes) for (a, b), tonnes in found.items()]


def _refined(chain: MineralChain, takes: str, makes: str) -> list[tuple[str, str, float]]:
    """Return what each country's refiners take at one stage for the next, in t/yr."""
    network = chain.network
    found: dict[tuple[str, str], float] = {}
    for i in np.flatnonzero(network.maker_intake >= 0):
        start, end = network.maker_intake[i], network.maker_market[i]
        if chain.stages[start] == takes and chain.stages[end] == makes:
            key = chain.countries[start], chain.countries[end]
            found[key] = found.get(key, 0.0) + float(network.output[i] / network.recovery[i])
    return [(a, b, tonnes) for (a, b), tonnes in found.items()]
