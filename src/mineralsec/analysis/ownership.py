r"""Whose a plant's output is: equity, control and offtake, through chains of holdings.

A plant names its direct owners; stakes say who holds those. With :math:`E_{ab}` the part of company
:math:`b` that company :math:`a` holds, and :math:`D` who stands at the end of a chain, the ultimate
holdings are

.. math:: \Phi = D \, (I + E + E^2 + \dots) = D \, (I - E)^{-1}.

Equity splits output by :math:`\Phi`. Control gives all of it to who holds more than half, else to
the declared operator, else splits it by equity. Offtake gives it to who buys it under contract.
What nobody is on record for is a residual, and may belong to anybody, those named included.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mineralsec.errors import GraphError
from mineralsec.model import Producer, Refiner, Stake
from mineralsec.places import RESIDUAL, country_of

if TYPE_CHECKING:
    from mineralsec.analysis.words import By, Rule
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["Ownership", "attributed", "offtake", "ownership_of", "plants_of", "ultimate"]

Floats: TypeAlias = NDArray[np.float64]

#: More than this part of the equity is control. [-]
HALF = 0.5

#: Thirds are written as 0.333333.
ROUNDING = 1e-9


def ultimate(held: Floats) -> Floats:
    r"""Return what each company holds of each other at the end of all chains.

    Parameters
    ----------
    held
        Part of company `b` that company `a` holds, ``held[a, b]``, shape (n, n). [-]

    Returns
    -------
    ndarray, shape (n, n)
        :math:`D (I - E)^{-1}`: the part of `b` that ends with `a`, a company that nobody is on
        record as holding. A column that sums to less than one is unattributed for the rest.

    Raises
    ------
    GraphError
        If a company is held by more than all of it, or the series has no end: companies that
        hold each other wholly, whose owner is nobody.

    Examples
    --------
    A parent holds 80 % of a company that holds half of a mine; the parent has 10 % of its own.

    >>> held = np.array([[0.0, 0.8, 0.1], [0.0, 0.0, 0.5], [0.0, 0.0, 0.0]])
    >>> ultimate(held)[0].tolist()
    [1.0, 0.8, 0.5]
    """
    n = len(held)
    parts = held.sum(axis=0)
    if (parts > 1 + ROUNDING).any():
        worst = int(np.argmax(parts))
        raise GraphError(
            f"company {worst} is held for {parts[worst]:.4g} of it. Stakes in one company sum to "
            "at most 1."
        )
    if n and (radius := float(np.abs(np.linalg.eigvals(held)).max())) >= 1 - ROUNDING:
        raise GraphError(
            f"the stakes run in a circle without an end (spectral radius {radius:.4g}): some "
            "companies hold each other wholly. Leave out one of those stakes."
        )
    ends = parts == 0
    chains = np.linalg.solve((np.eye(n) - held).T, np.diag(ends.astype(np.float64))).T
    return np.asarray(chains, dtype=np.float64)


@frozen(eq=False)
class Ownership:
    """Who holds the companies that own plants.

    Parameters
    ----------
    names
        Companies, states and persons.
    seat
        Country in which each sits, where a source says so.
    final
        Part of each that ends with each other one, shape (n, n); see :func:`ultimate`.
    controller
        Who controls each in the end: itself if nobody holds more than half.
    """

    names: tuple[str, ...]
    seat: Mapping[str, str]
    final: Floats
    controller: Mapping[str, str]

    @classmethod
    def of(cls, records: Iterable[Any]) -> Ownership:
        """Return the ownership that producers, refiners and stakes describe.

        Raises
        ------
        GraphError
            If an owner sits in two countries, stakes in a company sum to more than one, or
            chains run in a circle without an end.
        """
        kept = tuple(records)
        plants = [r for r in kept if isinstance(r, (Producer, Refiner))]
        stakes = [r for r in kept if isinstance(r, Stake)]
        seat: dict[str, str] = {}
        for owner in (o for plant in plants for o in plant.owners):
            if owner.place is not None:
                here = country_of(owner.place)
                if seat.setdefault(owner.name, here) != here:
                    raise GraphError(
                        f"{owner.name} sits in {seat[owner.name]} and in {here}. Give one owner "
                        "one place."
                    )
        names = tuple(
            dict.fromkeys(
                [
                    *(o.name for plant in plants for o in plant.owners),
                    *(plant.operator for plant in plants if plant.operator),
                    *(name for s in stakes for name in (s.holder, s.held)),
                ]
            )
        )
        at = {name: i for i, name in enumerate(names)}
        held = np.zeros((len(names), len(names)))
        for stake in stakes:
            held[at[stake.holder], at[stake.held]] += stake.fraction
        for name, part in zip(names, held.sum(axis=0), strict=True):
            if part > 1 + ROUNDING:
                raise GraphError(
                    f"stakes in {name} sum to {part:.4g}. They sum to at most 1: look for one "
                    "that is recorded twice."
                )
        return cls(names, seat, ultimate(held), _controllers(names, held))

    def label(self, name: str, by: By) -> str:
        """Return the label an owner counts under: a name, or a country, if that is known."""
        return name if by == "company" else self.seat.get(name, RESIDUAL)

    def parts(self, plant: Producer | Refiner, by: By, rule: Rule) -> dict[str, float]:
        """Return the part of a plant that each label holds; what is left is nobody's on record."""
        if rule == "control":
            held = self._sums(((self.controller[o.name], o.share) for o in plant.owners), by)
            major = [name for name, part in held.items() if part > HALF and name != RESIDUAL]
            if major:
                return {major[0]: 1.0}
            if plant.operator is not None:
                operator = self.label(self.controller[plant.operator], by)
                if operator != RESIDUAL:
                    return {operator: 1.0}
        at = {name: i for i, name in enumerate(self.names)}
        weight = np.zeros(len(self.names))
        for owner in plant.owners:
            weight[at[owner.name]] += owner.share
        whole = self.final @ weight
        found = self._sums(
            ((self.names[i], float(whole[i])) for i in np.flatnonzero(whole > 0)), by
        )
        found.pop(RESIDUAL, None)
        # thirds that sum to a little more than one
        return {name: part / max(1.0, sum(found.values())) for name, part in found.items()}

    def _sums(self, parts: Iterable[tuple[str, float]], by: By) -> dict[str, float]:
        found: dict[str, float] = {}
        for name, part in parts:
            label = self.label(name, by)
            found[label] = found.get(label, 0.0) + part
        return found


def _controllers(names: Sequence[str], held: Floats) -> dict[str, str]:
    """Return who controls each company in the end, holdings of one group added up."""
    controller = {name: name for name in names}
    for _ in range(len(names) + 1):
        new = {}
        for b, name in enumerate(names):
            group: dict[str, float] = {}
            for a in np.flatnonzero(held[:, b]).tolist():
                head = controller[names[a]]
                group[head] = group.get(head, 0.0) + float(held[a, b])
            major = [head for head, part in group.items() if part > HALF]
            new[name] = major[0] if major else name
        if new == controller:
            return controller
        controller = new
    circle = sorted(name for name in names if controller[name] != name)
    raise GraphError(
        f"control runs in a circle: {', '.join(circle)} hold more than half of each other. "
        "Leave out one of those stakes, or ask with rule='equity'."
    )


def ownership_of(graph: SupplyGraph) -> Ownership:
    """Return the ownership of a graph's plants, made once and kept with the graph."""
    if "ownership" not in graph.cache:
        graph.cache["ownership"] = Ownership.of(graph.current_records)
    found: Ownership = graph.cache["ownership"]
    return found


def plants_of(graph: SupplyGraph) -> dict[str, Producer | Refiner]:
    """Return the producers and refiners that answer for the graph's year, by id."""
    if "plants" not in graph.cache:
        graph.cache["plants"] = {
            r.id: r for r in graph.current_records if isinstance(r, (Producer, Refiner))
        }
    found: dict[str, Producer | Refiner] = graph.cache["plants"]
    return found


def attributed(
    graph: SupplyGraph, ids: Sequence[str], amount: Floats, by: By, rule: Rule
) -> tuple[list[int], list[str], Floats]:
    """Return the rows of makers split among those they belong to.

    Parameters
    ----------
    graph
        Graph whose records name the owners.
    ids
        Record of each row.
    amount
        Low, point, high of each row, shape (3, n).
    by, rule
        Words of :func:`mineralsec.shares`.

    Returns
    -------
    rows : list of int
        Row that each part is of.
    labels : list of str
        Who holds it; the residual for what nobody is on record for.
    amounts : ndarray, shape (3, n_parts)
        Low, point, high.
    """
    ownership, plants = ownership_of(graph), plants_of(graph)
    rows: list[int] = []
    labels: list[str] = []
    parts: list[float] = []
    for row, name in enumerate(ids):
        plant = plants[name]
        nowhere = country_of(plant.place) == RESIDUAL
        held = {} if nowhere else ownership.parts(plant, by, rule)
        rest = 1.0 - sum(held.values())
        if rest > ROUNDING:
            held = {**held, RESIDUAL: rest}
        rows += [row] * len(held)
        labels += held
        parts += held.values()
    return rows, labels, amount[:, rows] * np.array(parts, dtype=np.float64)


def offtake(
    contracts: Iterable[tuple[int, str, Floats]], ids: Sequence[str], amount: Floats
) -> tuple[list[int], list[str], Floats]:
    """Return the output of places split among those who buy it under contract.

    Parameters
    ----------
    contracts
        Row of the output, label of the buyer and low, point, high of what is bought.
    ids
        Name of each row.
    amount
        Low, point, high of the output of each row, shape (3, n).

    Returns
    -------
    rows, labels, amounts
        As :func:`attributed`. Contracts for more than the output are scaled down to it.
    """
    bought: list[list[tuple[str, float]]] = [[] for _ in ids]
    for row, label, quantity in contracts:
        # a withheld contract has no part of its own: it stays in what is open
        bought[row].append((label, 0.0 if np.isnan(quantity[1]) else float(quantity[1])))
    rows: list[int] = []
    labels: list[str] = []
    parts: list[float] = []
    for row, held in enumerate(bought):
        whole = float(np.nan_to_num(amount[1, row]))
        total = sum(part for _, part in held)
        scale = 1.0 / max(whole, total) if max(whole, total) > 0 else 0.0
        shared = [(label, part * scale) for label, part in held if part > 0]
        shared.append((RESIDUAL, max(0.0, 1.0 - sum(part for _, part in shared))))
        rows += [row] * len(shared)
        labels += [label for label, _ in shared]
        parts += [part for _, part in shared]
    return rows, labels, amount[:, rows] * np.array(parts, dtype=np.float64)
