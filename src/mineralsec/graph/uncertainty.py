"""How far each figure of a graph may be from the truth: named defaults, one standard deviation.

No source publishes standard deviations of mineral statistics country by country, so these are
assumptions with names. They matter by their ratios only: of two figures that cannot both be right
the less certain one moves more, in proportion to the squares.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from attrs import frozen

from mineralsec.arguments import mapping
from mineralsec.errors import GraphError, UnknownNameError, show, suggest
from mineralsec.graph.columns import HIGH, LOW, POINT, QUALITIES, Columns, Floats

__all__ = ["UNCERTAINTY", "Belief", "beliefs", "completed"]

#: One standard deviation as part of the figure [-]. ``form`` is what the content factor of gross
#: weight adds; ``unseen`` is of what passes through a market, for mass that no record shows;
#: ``unrecorded`` is of what the records of a market leave over, which somebody used or stored.
UNCERTAINTY: dict[str, float] = {
    "reported": 0.05,
    "estimated": 0.10,
    "modelled": 0.30,
    "projected": 0.50,
    "form": 0.10,
    "unseen": 0.02,
    "unrecorded": 0.50,
}


def completed(given: Mapping[str, float] | None) -> dict[str, float]:
    """Return the defaults with what the user gave in their place.

    Raises
    ------
    UnknownNameError
        If a word is none of :data:`UNCERTAINTY`.
    GraphError
        If a value is not a number above zero.

    Examples
    --------
    >>> completed({"modelled": 0.5})["modelled"]
    0.5
    """
    words = dict({} if given is None else mapping(given, "uncertainty", "{'reported': 0.1}"))
    for word, size in words.items():
        if word not in UNCERTAINTY:
            raise UnknownNameError(
                f"uncertainty has no {show(word)}.{suggest(str(word), UNCERTAINTY)} "
                f"Words: {', '.join(UNCERTAINTY)}."
            )
        number = not isinstance(size, bool) and isinstance(size, (int, float))
        if not number or not 0 < size < math.inf:
            raise GraphError(
                f"uncertainty of {word!r} must be a number above zero, got {show(size)}. "
                "Write 0.05 for five per cent."
            )
    return {**UNCERTAINTY, **words}


@frozen(eq=False)
class Belief:
    """What is held of some figures before they have to balance.

    Parameters
    ----------
    mean
        Best figure, shape (n,). [t/yr]
    deviation
        One standard deviation; zero where a figure cannot move. [t/yr]
    low, high
        Limits that hold whatever balances. [t/yr]
    """

    mean: Floats
    deviation: Floats
    low: Floats
    high: Floats


def _belief(amounts: Floats, relative: Floats, passing: Floats) -> Belief:
    """Return the belief in figures with low, point and high.

    - A plain figure: `relative` of it, and anything from zero up is possible.
    - A figure with limits: a quarter of the distance between them, which they never leave.
    - A withheld figure: at least its lower limit; half the distance to the upper one above it,
      or, where nobody published one, what is `passing` by unseen.
    - Zero is structural: it stays.
    """
    low, point, high = amounts[LOW], amounts[POINT], amounts[HIGH]
    withheld, plain = np.isnan(point), low == high
    mean = np.where(withheld, low, point)
    with np.errstate(invalid="ignore"):
        width = np.where(np.isfinite(high), high - low, np.nan)
    deviation = np.where(plain | np.isnan(width), relative * mean, width / 4)
    deviation = np.where(withheld, np.where(np.isnan(width), passing, width / 2), deviation)
    deviation = np.where(high <= 0, 0.0, deviation)
    return Belief(
        mean=mean,
        deviation=deviation,
        low=np.where(plain, 0.0, low),
        high=np.where(plain, np.inf, high),
    )


def beliefs(columns: Columns, network: Any, sizes: Mapping[str, float]) -> tuple[Belief, ...]:
    """Return what is held of the makers, lanes and users of one mineral, in this order.

    Parameters
    ----------
    columns
        The graph's columns; reported figures are read.
    network
        The mineral's network, for its rows.
    sizes
        What :func:`completed` returned.
    """
    by_quality = np.array([sizes[word] for word in QUALITIES])
    makers, lanes, users = columns.makers, columns.lanes, columns.users
    rows = network.makers, network.lanes, network.users
    amounts = makers.output[:, rows[0]], lanes.quantity[:, rows[1]], users.demand[:, rows[2]]
    quality = makers.quality[rows[0]], lanes.quality[rows[1]], users.quality[rows[2]]
    at = network.maker_market, network.lane_from, network.user_market
    n = len(network)
    through = np.zeros(n)
    for market, figures in zip((*at, network.lane_to), (*amounts, amounts[1]), strict=True):
        through += np.bincount(market, np.nan_to_num(figures[POINT]), n)
    passing = sizes["unseen"] * through
    relative = [by_quality[codes] for codes in quality]
    gross = np.array([lanes.label[row].split("|")[0] != "" for row in rows[1].tolist()], np.bool_)
    relative[1] = np.hypot(relative[1], np.where(gross, sizes["form"], 0.0))
    found = [
        _belief(figures, size, passing[market])
        for figures, size, market in zip(amounts, relative, at, strict=True)
    ]
    found[0] = _within_hosts(columns, rows[0], found[0])
    return tuple(found)


def _within_hosts(columns: Columns, rows: Any, belief: Belief) -> Belief:
    """Return the belief in makers, by-products within what their hosts' output holds."""
    makers = columns.makers
    host = makers.host[rows]
    output = np.where(host >= 0, makers.output[POINT, host], np.nan)
    # a by-product above what its host holds is a finding, not a reason to cut it
    most = np.fmax(output * makers.host_ratio[rows], belief.mean)
    high = np.where(np.isnan(output * makers.host_ratio[rows]), belief.high, most)
    return Belief(belief.mean, belief.deviation, belief.low, np.minimum(belief.high, high))
