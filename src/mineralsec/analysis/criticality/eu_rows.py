"""One row of the EU method: two mixes, the inputs beside them, a score or what is missing."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from mineralsec.analysis.criticality import eu_tables
from mineralsec.analysis.criticality.eu_formula import Basis, is_critical, supply_risk
from mineralsec.analysis.criticality.eu_mixes import Mix
from mineralsec.analysis.criticality.eu_options import Options
from mineralsec.analysis.criticality.governance import Governance
from mineralsec.analysis.criticality.scores import Score
from mineralsec.quantities import percent

__all__ = ["EuropeanScore", "group_rows", "scored", "study_row"]


@frozen(kw_only=True, repr=False)
class EuropeanScore(Score):
    """Supply risk of one stage of a material, with the material's economic importance.

    Examples
    --------
    >>> import mineralsec as ms
    >>> ms.criticality.eu(minerals="cobalt").rows[0].stage
    'extraction'
    """

    @property
    def supply_risk(self) -> float | None:
        """Supply risk of the stage [-]; None where an input is missing."""
        return self.value

    @property
    def economic_importance(self) -> float | None:
        """Economic importance of the material [-]; None where its uses are not published."""
        found: float | None = self["economic_importance"]
        return found

    @property
    def critical(self) -> bool | None:
        """Whether both scores reach the thresholds; None where one is missing."""
        found: bool | None = self["critical"]
        return found


def study_row(name: str, stage: str, governance: Governance, options: Options) -> EuropeanScore:
    """Return the row of one stage of a material from the study's own tables."""
    names = (name, name, stage, stage)
    world = options.mix("world", names, eu_tables.supply("world", name, stage), governance)
    sourcing = options.mix("EU", names, eu_tables.supply("EU", name, stage), governance)
    return scored(name, stage, name, stage, world, sourcing, None, options)


def group_rows(
    name: str, stage: str, members: tuple[str, ...], governance: Governance, options: Options
) -> list[EuropeanScore]:
    """Return the row of a group: the mean of its members' rows."""
    rows = [
        study_row(member, stage, governance, options)
        for member in members
        if stage in eu_tables.stages(member)
    ]
    if not rows:
        return []
    unknown = [row.mineral for row in rows if row.value is None]
    value = None if unknown else _mean([row.value for row in rows])
    importance = _mean([row["economic_importance"] for row in rows])
    known = None not in (value, importance)
    same = ("economic_importance_low", "economic_importance_high", "uses_placed")
    inputs = dict.fromkeys(rows[0].inputs) | {
        "economic_importance": importance,
        **{key: _mean([row[key] for row in rows]) for key in same},
        "critical": is_critical(value or 0.0, importance or 0.0) if known else None,
        "decisive": False,
        "strategic": eu_tables.strategic().get(name, ""),
        "basis": "mean of members",
        "published": _published(name, stage),
    }
    return [
        EuropeanScore(
            mineral=name,
            stage=stage,
            value=value,
            low=_mean([row.low for row in rows]),
            high=_mean([row.high for row in rows]),
            reason=f"no score of {', '.join(unknown)}" if unknown else "",
            notes=(f"mean of {', '.join(members)}",),
            inputs=inputs,
        )
    ]


def _mean(values: list[Any]) -> float | None:
    return None if None in values or not values else sum(values) / len(values)


def scored(
    name: str,
    stage: str,
    material: str | None,
    theirs: str,
    world: Mix | None,
    sourcing: Mix | None,
    reliance: tuple[float, float, float] | None,
    options: Options,
    of_graph: bool = False,
) -> EuropeanScore:
    """Return the row of one stage from its two mixes and what the study says of the material."""
    notes: list[str] = []
    chosen = options.basis_of(name, stage, material, theirs, world, sourcing, of_graph, notes)
    ir = options.reliance_of(name, stage, material, theirs, reliance, of_graph, chosen, notes)
    rir = options.recycling_of(name, stage, material, theirs, notes)
    si = options.substitution_of(name, stage, material, theirs, notes)
    value, low, high, reason = _risk(world, sourcing, ir, rir, si, chosen, of_graph)
    for mix, which in ((world, "world"), (sourcing, "EU sourcing")):
        if mix is not None and mix.unweighted > 0:
            notes.append(
                f"{percent(mix.unweighted)} of the {which} mix has no governance indicators and is "
                "left out of the value"
            )
    found = options.importance_of(name, material, theirs, notes)
    importance = None if found is None else found[1].value
    verdict = None if value is None or importance is None else is_critical(value, importance)
    return EuropeanScore(
        mineral=name,
        stage=stage,
        value=value,
        low=low,
        high=high,
        reason=reason,
        notes=tuple(notes),
        inputs={
            "economic_importance": importance,
            "economic_importance_low": None if found is None else found[1].low,
            "economic_importance_high": None if found is None else found[1].high,
            "uses_placed": None if found is None else found[0].placed,
            "critical": verdict,
            "decisive": False,
            "strategic": eu_tables.strategic().get(material or "", ""),
            "basis": chosen,
            "world": None if world is None else world.value,
            "sourcing": None if sourcing is None else sourcing.value,
            "import_reliance": None if ir is None else ir[1],
            "recycling": rir,
            "substitution": si,
            "substitution_ei": options.substitution_ei_of(name, material, theirs),
            "unweighted": None if world is None else world.unweighted,
            "published": None if of_graph else _published(name, stage),
        },
    )


def _risk(
    world: Mix | None,
    sourcing: Mix | None,
    ir: tuple[float, float, float] | None,
    rir: float | None,
    si: float,
    basis: Basis,
    of_graph: bool,
) -> tuple[float | None, float | None, float | None, str]:
    """Return value, limits and the reason of a missing value."""
    lacking = []
    if basis != "EU" and (world is None or world.value is None):
        lacking.append("shares of world supply")
    if basis != "GS" and (sourcing is None or sourcing.value is None):
        lacking.append("shares of EU sourcing")
    if lacking:
        return None, None, None, f"no {' and no '.join(lacking)}"
    if basis == "GS+EU" and ir is None:
        lacking.append(
            "import reliance (more leaves than is made and comes in)"
            if of_graph
            else "import reliance"
        )
    if rir is None:
        lacking.append("end-of-life recycling input rate")
    spans = (0.0, 1.0) if ir is None else (ir[0], ir[2])

    def risk(end: str, reliance: float, recycled: float) -> float:
        return supply_risk(
            None if world is None else getattr(world, end),
            None if sourcing is None else getattr(sourcing, end),
            import_reliance=reliance,
            recycling=recycled,
            substitution=si,
            basis=basis,
        )

    low = min(risk("low", x, 1.0 if rir is None else rir) for x in spans)
    high = max(risk("high", x, rir or 0.0) for x in spans)
    if lacking:
        return None, low, high, f"no {' and no '.join(lacking)}"
    value = risk("value", 0.0 if ir is None else ir[1], rir or 0.0)
    return value, min(low, value), max(high, value), ""


def _published(name: str, stage: str) -> float | None:
    found = eu_tables.scores().get((name, stage, 2023))
    return None if found is None else found[0]
