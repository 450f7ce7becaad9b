"""One response to one question, solved mineral by mineral when it is first read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mineralsec.analysis.disruption.hosts import host_caps, links, solving_order
from mineralsec.analysis.disruption.outcome import After, Outcome, Totals, totals
from mineralsec.analysis.disruption.question import Question
from mineralsec.analysis.disruption.reroute import Reroute
from mineralsec.errors import GraphError
from mineralsec.graph.columns import sums

if TYPE_CHECKING:
    from mineralsec.analysis.disruption.limits import Limits
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["Rung"]


class Rung:
    """A response to limits on a graph.

    Parameters
    ----------
    response
        How the rest reacts.
    horizon
        How long that takes, in words.
    graph, limits
        The question.
    """

    def __init__(self, response: Any, horizon: str, graph: SupplyGraph, limits: Limits) -> None:
        self.response, self.horizon, self.graph, self.limits = response, horizon, graph, limits
        touched = frozenset(graph.minerals[code] for code in limits.touched(graph.columns))
        self.touched = solving_order(graph, touched)
        # a subclass may respond in its own way
        self._by_mineral = type(response) is Reroute
        self._hosts = links(graph)
        self._after: dict[str, After] = {}
        self._totals: dict[str, Totals] = {}
        self._notes: dict[str, tuple[str, ...]] = {}

    @property
    def name(self) -> str:
        """The response in short."""
        return repr(self.response)

    def after(self, mineral: str) -> After:
        """Return every row of a mineral after the shock."""
        if mineral not in self.touched:
            network = self.graph.network(mineral)
            return After(
                network.received, network.vanishes, network.flow, network.output,
                np.zeros(len(network.stocks)),
            )  # fmt: skip
        if mineral not in self._after:
            if self._by_mineral:
                question = self.question(mineral)
                self._after[mineral] = question.detail()
                self._notes[mineral] = tuple(question.notes)
            else:
                outcome = self.response.respond(self.graph, self.limits)
                if not isinstance(outcome, Outcome):
                    raise GraphError(
                        f"{type(self.response).__name__}.respond must return an Outcome, got "
                        f"{type(outcome).__name__}."
                    )
                if missing := [name for name in self.touched if name not in outcome.after]:
                    raise GraphError(
                        f"{type(self.response).__name__}.respond left out {', '.join(missing)}, "
                        "which the shock touches; its Outcome needs an After for each."
                    )
                self._after.update(outcome.after)
                for name in self.touched:
                    self._notes[name] = outcome.notes
        return self._after[mineral]

    def question(self, mineral: str) -> Question:
        """Return the linear program's question, hosts solved before."""
        for host in self._hosts.get(mineral, ()):
            if host in self.touched:
                self.after(host)
        caps = host_caps(self.graph, mineral, self._after)
        return Question(self.response, self.graph, mineral, self.limits, caps)

    def totals(self, mineral: str) -> Totals:
        """Return unmet use of a mineral by whose it is; detail is solved only if it must be."""
        if mineral not in self._totals:
            network = self.graph.network(mineral)
            quick = self._by_mineral and mineral in self.touched and mineral not in self._after
            if quick:
                question = self.question(mineral)
                if sums_are_unique(question):
                    served = question.totals_only()
                    self._notes[mineral] = tuple(question.notes)
                    recorded = question.users.recorded
                    after = After(
                        received=served[:recorded],
                        unrecorded=sums(
                            question.users.market[recorded:], served[recorded:], len(network)
                        ),
                        flow=network.flow,
                        output=network.output,
                        release=np.zeros(0),
                    )
                    self._totals[mineral] = totals(network, self.limits, after)
                    return self._totals[mineral]
            self._totals[mineral] = totals(network, self.limits, self.after(mineral))
        return self._totals[mineral]

    def notes(self, mineral: str) -> tuple[str, ...]:
        """Return assumptions made on the way to the totals of a mineral."""
        self.totals(mineral)
        return self._notes.get(mineral, ())


def sums_are_unique(question: Question) -> bool:
    """Return whether the first aim alone fixes how much counted use goes unmet.

    It does when all users who count are one class of one weight, and no other user of that
    class is left out of the count.
    """
    users, limits, network = question.users, question.limits, question.network
    live = users.wanted > 0
    counted = limits.counted[network.markets][users.market]
    classes = {(int(r), bool(c)) for r, c in zip(users.rank[live], counted[live], strict=True)}
    ranks = {r for r, _ in classes}
    return (
        len(classes) == len(ranks)
        and len({r for r, c in classes if c}) <= 1
        and len(np.unique(users.weight[live])) <= 1
    )
