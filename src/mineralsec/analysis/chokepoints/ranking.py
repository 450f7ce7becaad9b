"""Through whom does it all pass, and what is lost without them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import isnan
from typing import TYPE_CHECKING, Any

from attrs import evolve

from mineralsec.analysis.chokepoints.blocks import MAKERS, By
from mineralsec.analysis.chokepoints.consumer import Consumer, Question
from mineralsec.analysis.chokepoints.correlation import correlations
from mineralsec.analysis.chokepoints.definitions import DEFINITIONS, Measure, in_words
from mineralsec.analysis.chokepoints.delivery import Capacity
from mineralsec.analysis.chokepoints.result import Chokepoints
from mineralsec.analysis.chokepoints.route import passages, require_routes
from mineralsec.analysis.chokepoints.row import Chokepoint
from mineralsec.analysis.chokepoints.scores import Options, Score, scores
from mineralsec.analysis.chokepoints.single_point import sole_plants
from mineralsec.analysis.disruption.shocks import share
from mineralsec.analysis.holdings import holdings
from mineralsec.analysis.words import OWNED, word
from mineralsec.arguments import mapping, several
from mineralsec.errors import GraphError, UnknownNameError, show
from mineralsec.graph.given import given_graph
from mineralsec.graph.grade import grade
from mineralsec.places import RESIDUAL
from mineralsec.quantities import checked, percent

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["chokepoints"]

#: Coverage below which a place's loss is not worth a linear program. [-]
FLOOR = 0.001

#: What may go round an epsilon-dominator. [-]
EPSILON = 0.05

#: Days of a year.
YEAR = 365.25

#: Measures of the structure between places, which makers alone are no part of.
_PLACES_ONLY = ("cut_vertex", "dominator", "betweenness", "current_flow")


def chokepoints(
    graph: SupplyGraph,
    mineral: str | None = None,
    *,
    consumer: str | Iterable[str] | None = None,
    by: By = "place",
    measure: Measure = "loss",
    response: Any = None,
    floor: float = FLOOR,
    epsilon: float = EPSILON,
    capacity: Capacity = "nameplate",
    stock: Any = "90 day",
    delays: Mapping[str, Any] | None = None,
    costs: Mapping[str, Any] | None = None,
) -> Chokepoints:
    r"""Return the places that use hangs on, by one of the nine definitions of a chokepoint.

    ``"loss"`` is the headline, ``"capacity"`` and ``"coverage"`` explain it; the other measures
    are structure, centralities, plants and corridors, and no losses. The page *What a chokepoint
    is* in the docs says which to take.

    Parameters
    ----------
    graph
        Supply graph of one year.
    mineral
        Name, symbol or alias; None takes every mineral, a row each.
    consumer
        Country, site, list or bloc whose use counts; None counts everybody's outside what stops.
        A consumer is no chokepoint of itself; a member of a bloc is one for the other members.
    by
        What stops together, as one and never as a sum: ``"place"``, a country with its sites at
        all stages; ``"site"``, a single site (a country still takes its sites along);
        ``"stage"``, a country at one stage, whose own use at its other stages then counts;
        ``"bloc"``, the members of a bloc; ``"owner"``, what owners who sit in a country control
        anywhere (more than half of the equity, through chains; else the operator; else by
        equity); ``"company"``, the same by name of the owner; ``"id"``, a single record.
    measure
        - ``"loss"`` (C6): share of use that goes unmet after the others have responded.
        - ``"capacity"`` (C4): share that could not be delivered even if all others stood back.
        - ``"coverage"`` (C5): share whose supply has passed through the place at least once.
        - ``"min_cut"`` (C3): the part of the smallest cut that the place carries. Which places
          must fail together says :func:`mineralsec.min_cut_ladder`.
        - ``"dominator"`` (C2): whether every path leads through it, exactly or but for `epsilon`.
        - ``"cut_vertex"`` (C1): whether the undirected network falls apart without it.
        - ``"betweenness"``, ``"current_flow"`` (C7): centralities.
        - ``"single_point"`` (C8): the only plant on record of its country at a stage, whether or
          not the graph knows who uses what it makes.
        - ``"route"`` (C9): share that moves through a strait, canal or crossing.
    response
        How the rest reacts, for a loss; None climbs the ladder.
    floor
        The loss is computed for places through which at least this share of the consumer's or of
        everybody's use passes. [-]
    epsilon
        Part that may go round a dominator. [-]
    capacity
        ``"nameplate"``: makers carry the larger of output and published capacity, lanes the most
        they carried in the loaded years. ``"today"``: both what they carry today.
    stock
        Stock that every user draws down first, in time of its own use, for `stocked`. [time]
    delays, costs
        For routes: extra time [time] and cost [USD/t] of the way round, by name of the corridor.
        The bundled list knows the extra days of some.

    Returns
    -------
    Chokepoints
        Hardest first. Places that are no chokepoint by the definition are left out, and so is
        what no source places.

    Raises
    ------
    UnknownNameError
        If a word, the mineral or the consumer is not known here.
    GraphError
        If the consumer uses nothing of what was asked about, or an argument is given that the
        measure does not need.

    Notes
    -----
    The loss without a consumer is that of :func:`mineralsec.remove_country`, and at most the
    coverage. A single consumer's can be larger: a shortage is shared with those who never bought
    there. What stops together is counted together, never as a sum.

    `stocked` is the headline less the part of a year that the stock lasts, with the shortage
    shared evenly: where some go shorter than others it is a lower bound.

    Examples
    --------
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="cobalt")
    >>> ms.chokepoints(graph, "cobalt", measure="coverage").rows[0].place
    'COD'
    """
    _check(measure, by, response)
    options = Options(response, share(floor, "floor"), share(epsilon, "epsilon"), capacity)
    word(capacity, Capacity, "capacity")
    days = float(checked(stock, "day", "stock").m_as("day"))
    for word_, given in (("delays", delays), ("costs", costs)):
        if given is not None:
            mapping(given, word_, f"{word_}={{'Suez Canal': ...}}")
    graph = given_graph(graph)
    asked = graph.minerals if mineral is None else (graph.mineral_name(mineral),)
    kept = consumer
    if kept is not None and not isinstance(kept, str):
        kept = several(kept, "consumer", "consumer='JPN'")
    whose = Consumer.of(graph, kept)
    rows: list[Chokepoint] = []
    used: list[str] = []
    notes: list[str] = []
    for name in asked:
        question = Question(graph, name, whose, by)
        # a plant can be the only one of its country whoever uses what it makes
        if measure != "single_point" and not question.use[0].any():
            continue
        used.append(name)
        if measure == "single_point":
            found, said = _plants(question)
        elif measure == "route":
            found, said = _corridors(question, delays, costs)
        else:
            values, said = scores(question, measure, options)
            found = [
                _row(question, i, score, days)
                for i, score in enumerate(values)
                if score is not None
            ]
        rows += found
        notes += [*question.notes(), *said]
    if not used:
        raise GraphError(
            f"{_without_use(whose.label, asked)} in this graph, so nothing can choke. Ask about "
            "another consumer or mineral."
        )
    if measure == "route":
        require_routes(graph, len(rows))
    if not rows:
        _somebody(graph, used, by)
    if whose.label is not None and measure == "loss" and response is None:
        notes.append(
            "One consumer's loss need not fall from rung to rung: each shares the shortage in its "
            "own way."
        )
    if unused := [name for name in asked if name not in used]:
        notes.append(f"No use on record of {', '.join(unused)}.")
    rows.sort(key=_hardest_first)
    result = Chokepoints(
        rows=tuple(rows),
        minerals=tuple(used),
        measure=measure,
        id=DEFINITIONS[measure].id,
        unit=DEFINITIONS[measure].unit,
        by=by,
        consumer=whose.label,
        year=graph.year,
        floor=options.floor,
        stock_days=days,
        definition=in_words(
            measure, by, whose.label, response, epsilon=percent(options.epsilon), capacity=capacity
        ),
        notes=tuple(notes),
        graph=graph,
        asked=kept,
    )
    return _compared(result) if measure in ("betweenness", "current_flow") else result


def _without_use(label: str | None, minerals: Sequence[str]) -> str:
    said = " or ".join(minerals)
    return f"nobody uses {said}" if label is None else f"{label} uses no {said}"


def _check(measure: Measure, by: By, response: Any) -> None:
    word(measure, Measure, "measure")
    word(by, By, "by")
    if measure != "loss" and response is not None:
        raise GraphError(
            f"{measure} knows no response, got response={show(response)}. Leave it out, or ask for "
            "measure='loss'."
        )
    if measure in _PLACES_ONLY and by in (*MAKERS, "bloc"):
        raise UnknownNameError(
            f"measure={measure!r} is about places that do not overlap, got by={by!r}. Write "
            "by='place', 'site' or 'stage'."
        )


def _hardest_first(row: Chokepoint) -> tuple[float, float, str, str]:
    value = -1.0 if row.value is None else row.value
    return -value, -(row.coverage or 0.0), row.mineral, row.place


def _row(question: Question, i: int, score: Score, days: float) -> Chokepoint:
    block, parts = question.blocks[i], question.parts
    stage = question.telling(block)
    loss = None if score.ladder is None else score.ladder[len(score.ladder) // 2]
    return Chokepoint(
        place=block.place,
        name=block.name,
        mineral=question.mineral,
        stage=stage,
        value=score.value,
        coverage=float(question.coverage[i, 0]) if question.use[0].any() else None,
        capacity=score.capacity,
        ladder=score.ladder,
        stocked=None if loss is None else max(0.0, loss - days / YEAR),
        output_share=parts.output_share(block, stage),
        hub=question.is_hub(block, stage),
        alternatives=parts.alternatives(block, stage),
        data_coverage=parts.data_coverage(stage),
        grade=grade(question.graph, question.mineral),
        reason=score.reason,
        details=score.details,
    )


def _plants(question: Question) -> tuple[list[Chokepoint], list[str]]:
    """Return the sole plants of their country, each with what of the use it has made."""
    records = Question(question.graph, question.mineral, question.whose, "id")
    of_id = {block.place: i for i, block in enumerate(records.blocks)}
    ids = question.graph.columns.makers.id
    plants, notes = sole_plants(question)
    found = []
    for maker in plants:
        i = of_id[ids[question.network.makers[maker]]]
        place = question.parts.places[question.network.maker_market[maker]]
        found.append(_row(records, i, Score(1.0, details={"place": place}), 0.0))
    return found, notes


def _corridors(
    question: Question, delays: Mapping[str, Any] | None, costs: Mapping[str, Any] | None
) -> tuple[list[Chokepoint], list[str]]:
    passed, notes = passages(question, delays, costs)
    found = [
        Chokepoint(
            place=p.corridor,
            name=p.corridor,
            mineral=question.mineral,
            stage=p.stage,
            value=p.share,
            coverage=None,
            capacity=None,
            ladder=None,
            stocked=None,
            output_share=None,
            hub=False,
            alternatives=(),
            data_coverage=None,
            grade=grade(question.graph, question.mineral),
            reason="",
            details={
                "flow_t_per_yr": p.flow,
                "way_round": p.detour,
                "delay_days": p.delay,
                "gap_t": p.gap,
                "cost_usd_per_yr": p.cost,
            },
        )
        for p in passed
    ]
    return found, notes


def _compared(result: Chokepoints) -> Chokepoints:
    """Return a centrality's result with a note on how well it ranks losses."""
    notes = []
    for name in result.minerals:
        found = correlations(result, name)
        said = ", ".join(
            f"{m.replace('_', ' ')} {'ranks nobody' if isnan(rho) else format(rho, '.2f')}"
            for m, rho in found.items()
        )
        notes.append(f"{name}: rank correlation with the loss (Spearman): {said}.")
    return evolve(result, notes=(*result.notes, *notes))


def _somebody(graph: SupplyGraph, minerals: Iterable[str], by: str) -> None:
    """Refuse a ranking of owners when not one of them is on record."""
    words = [owned for owned in OWNED if owned == by]
    held = (holdings(graph, m, "output", w, "all").label for w in words for m in minerals)
    if words and all(set(label) <= {RESIDUAL} for label in held):
        seat, other = (", 'CHE'", "company") if by == "owner" else ("", "place")
        raise GraphError(
            f"no {by} is on record that anything passes through. Give producers "
            f"owners=[ms.Owner('Glencore', 0.75{seat})], or write by='{other}'."
        )
