"""The checks let good implementations pass and say what is wrong with bad ones."""

from __future__ import annotations

import numpy as np
import pytest
from attrs import evolve, frozen

import mineralsec as ms
from mineralsec.analysis.disruption.outcome import After
from mineralsec.testing import (
    check_metric,
    check_response,
    check_shock,
    check_source,
    example_graph,
)

CITED = ms.Citation(title="A survey", publisher="Us")
GRAPH = example_graph()


def refused(check, what, *messages, **options):
    with pytest.raises(AssertionError) as caught:
        check(what, **options)
    for message in messages:
        assert message in str(caught.value)


def test_the_example_balances():
    network = GRAPH.network("cobalt")
    assert not network.appears.any()
    assert not network.vanishes.any()
    assert not [f for f in GRAPH.findings() if f.severity == "error"]


# ---- metrics


@pytest.mark.parametrize("metric", [ms.hhi, ms.entropy, ms.theil, ms.gini, ms.effective_number])
def test_the_librarys_measures_pass(metric):
    check_metric(metric)


def test_a_measure_that_weighs_holders_passes_when_it_says_so():
    def in_china(shares):
        return float(sum(s for p, s in zip(shares.labels, shares, strict=True) if p == "CHN"))

    check_metric(in_china, symmetric=False)
    refused(check_metric, in_china, "it depends on who holds what")


def test_a_metric_of_many_numbers_or_none_is_refused():
    refused(check_metric, lambda shares: np.asarray(shares), "not one finite number")
    refused(check_metric, lambda shares: float("nan"), "not one finite number")
    refused(check_metric, lambda shares: True and "0.5", "not one finite number")


def test_a_metric_of_amounts_changing_or_raising_is_refused():
    refused(check_metric, lambda shares: float(shares.quantities[1].sum()), "depends on the unit")
    calls = iter(range(100))
    refused(check_metric, lambda shares: float(next(calls)), "another number the second time")
    refused(check_metric, lambda shares: 1 / (len(shares) - 4), "four holders raises ZeroDivision")
    refused(check_metric, lambda shares: 1 / (len(shares) - 1), "a single holder raises")


def test_a_metric_that_writes_into_the_shares_is_refused():
    def spoil(shares):
        object.__setattr__(shares, "quantities", shares.quantities * 2)
        return 0.5

    refused(check_metric, spoil, "it changes the shares it is given")


# ---- shocks


@pytest.mark.parametrize(
    "shock",
    [
        ms.RemoveCountry("COD"),
        ms.RemoveCountry("CHN", channel="exports"),
        ms.CloseLane("COD", "CHN"),
        ms.CapacityLoss(0.5, places="CHN"),
        ms.DemandSurge(1.5),
    ],
    ids=repr,
)
def test_the_librarys_shocks_pass(shock):
    check_shock(shock)
    check_shock(shock, graph=GRAPH)


@frozen
class Wide:
    def limit(self, graph, limits):
        return evolve(limits, capacity_left=np.ones_like(limits.capacity_left))


@frozen
class InPlace:
    def limit(self, graph, limits):
        limits.lane_left[:] = 0
        return limits


class Fickle:
    calls = 0

    def limit(self, graph, limits):
        self.calls += 1
        return evolve(limits, demand=limits.demand * self.calls)


@frozen
class Forgetful:
    def limit(self, graph, limits):
        fresh = ms.Limits.none(graph, limits.start, limits.end)
        return evolve(fresh, lane_cost=fresh.lane_cost - 0.0)


@frozen
class Ragged:
    def limit(self, graph, limits):
        return evolve(limits, demand=np.ones(1))


@pytest.mark.parametrize(
    ("shock", "message"),
    [
        (Wide(), "it widens capacity_left"),
        (InPlace(), "it changes the limits it is given"),
        (Fickle(), "other limits the second time"),
        (Forgetful(), "it widens lane_left"),
        (Ragged(), "demand of shape (1,)"),
        (object(), "raises AttributeError"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_shock_that_breaks_a_rule_is_told_which(shock, message):
    refused(check_shock, shock, message)


# ---- responses


@pytest.mark.parametrize(
    "response",
    [
        ms.ProRata(),
        ms.Reroute(),
        ms.Reroute(lanes="open", growth=None, spare="nameplate", stocks=True),
    ],
    ids=("contracts", "observed", "open"),
)
def test_the_librarys_responses_pass(response):
    check_response(response)


@frozen
class Changed:
    """Contracts, with one field of every answer changed."""

    change: object

    def respond(self, graph, limits):
        outcome = ms.ProRata().respond(graph, limits)
        network = graph.network("cobalt")
        after = outcome.after.get("cobalt") or After(
            received=network.received,
            unrecorded=network.vanishes,
            flow=network.flow,
            output=network.output,
            release=np.zeros(len(network.stocks)),
        )
        return evolve(outcome, after={"cobalt": self.change(after, network)})


def test_an_answer_that_changes_nothing_passes():
    check_response(Changed(lambda after, network: after))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda a, n: evolve(a, received=n.received * 2), "somebody receives too much"),
        (lambda a, n: evolve(a, received=n.received * 0), "no shock loses"),
        (lambda a, n: evolve(a, flow=n.flow), "a closed lane carries something"),
        (lambda a, n: evolve(a, output=n.output), "a closed plant makes something"),
        (lambda a, n: evolve(a, received=n.received), "a market gives more than it gets"),
        (lambda a, n: evolve(a, flow=a.flow[:1]), "flow must be 4 finite numbers"),
        (lambda a, n: evolve(a, release=a.release - 5), "release holds a negative amount"),
        (lambda a, n: evolve(a, new_flow=((0, 1, 500.0),)), "a market gives more than it gets"),
    ],
)
def test_an_answer_against_physics_is_told_which(change, message):
    refused(check_response, Changed(change), message)


def test_a_response_that_is_none_is_refused():
    class Silent:
        def respond(self, graph, limits):
            return None

    class Foreign:
        def respond(self, graph, limits):
            after = ms.ProRata().respond(graph, ms.RemoveCountry("COD").limit(graph, limits)).after
            return ms.Outcome({"unobtainium": after["cobalt"]})

    class Spoiling:
        def respond(self, graph, limits):
            limits.lane_left[:] = 0.5
            return ms.ProRata().respond(graph, limits)

    class Moody:
        calls = 0

        def respond(self, graph, limits):
            self.calls += 1
            return Changed(
                lambda a, n: evolve(a, received=a.received / self.calls)
            ).respond(graph, limits)  # fmt: skip

    refused(check_response, Silent(), "respond() returns NoneType")
    refused(check_response, Foreign(), "'unobtainium', which is not in the graph")
    refused(check_response, Spoiling(), "it changes the limits it is given")
    refused(check_response, Moody(), "differently the second time")


def test_a_response_to_which_a_second_loss_helps_is_refused():
    class Perverse:
        def respond(self, graph, limits):
            if np.count_nonzero(limits.capacity_left == 0) > 1:
                return ms.Outcome({})
            return ms.ProRata().respond(graph, limits)

    refused(check_response, Perverse(), "as well as")


# ---- sources


class Survey:
    def records(self):
        return [
            ms.Mineral("niobium", stages=("mining",), source=CITED),
            ms.Producer(
                id="araxa", mineral="niobium", place="BRA", output="80 kilotonne/year", source=CITED
            ),
        ]


class Changing(Survey):
    calls = 0

    def records(self):
        self.calls += 1
        return super().records()[: 1 + self.calls % 2]


class Uncited(Survey):
    def records(self):
        return [ms.Mineral("niobium", stages=("mining",)), "niobium"]


class Empty(Survey):
    def records(self):
        return []


class Text(Survey):
    def records(self):
        return "niobium"


class Total(Survey):
    """A world total among the countries it is the sum of."""

    def records(self):
        amounts = {"araxa": ("BRA", 80), "st honore": ("CAN", 8), "other": ("COD", 2)}
        amounts["world total"] = ("QXR", 90)
        return [
            ms.Mineral("niobium", stages=("mining",), source=CITED),
            *(
                ms.Producer(
                    id=name, mineral="niobium", place=place, output=f"{kt} kilotonne/year",
                    source=CITED,
                )
                for name, (place, kt) in amounts.items()
            ),
        ]  # fmt: skip


class Clash(Survey):
    def records(self):
        return [*super().records(), super().records()[1]]


@frozen
class Unnamed:
    rate: float = 0.5


class Unwritable(Survey):
    def records(self):
        ban = ms.Control(
            id="x", issuer="BRA", instrument=Unnamed(), minerals=("niobium",),
            effective="2024-01-01", source=CITED,
        )  # fmt: skip
        return [*super().records(), ban]


def test_a_source_that_keeps_the_rules_passes_as_class_and_object():
    check_source(Survey)
    check_source(Survey())


@pytest.mark.parametrize(
    ("source", "messages"),
    [
        (Changing, ("another order, next time",)),
        (Uncited, ("no source: Mineral(niobium", "not a record: 'niobium'")),
        (Empty, ("it has no records",)),
        (Text, ("records() returns str",)),
        (Total, ("If it is a total it counts twice",)),
        (Clash, ("a graph of its records raises DataError",)),
        (Unwritable, ("cannot be written to a file",)),
        (object(), ("raises AttributeError",)),
    ],
)
def test_a_source_that_breaks_a_rule_is_told_which(source, messages):
    refused(check_source, source, *messages)
