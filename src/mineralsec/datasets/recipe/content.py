"""Content factors: contained mass per gross mass, each with where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import fsum

from mineralsec.datasets.recipe.spec import (
    Assumed,
    FormSpec,
    Implied,
    Stoichiometric,
    ValueScaled,
)
from mineralsec.datasets.recipe.tables import computed
from mineralsec.datasets.recipe.trade import Lane, weighted_median
from mineralsec.errors import MineralsecError

__all__ = ["ATOMIC_WEIGHTS", "Factor", "Published", "balanced", "factors", "fixed", "fraction"]

#: Abridged standard atomic weights, IUPAC 2021 (doi:10.1515/pac-2019-0603).
ATOMIC_WEIGHTS = {
    "H": 1.0080,
    "Li": 6.94,
    "B": 10.81,
    "C": 12.011,
    "O": 15.999,
    "F": 18.998,
    "Mg": 24.305,
    "Al": 26.982,
    "Si": 28.085,
    "Ca": 40.078,
    "Ti": 47.867,
    "V": 50.942,
    "Cr": 51.996,
    "Fe": 55.845,
    "Co": 58.933,
    "As": 74.922,
    "Zr": 91.224,
    "Nb": 92.906,
    "Nd": 144.24,
    "W": 183.84,
    "U": 238.03,
}  # fmt: skip


@dataclass(frozen=True)
class Published:
    """A contained mass published by the USGS, in tonnes, and its place in the file."""

    tonnes: float
    locator: str


@dataclass(frozen=True)
class Factor:
    """A content factor with its source."""

    value: float
    source: str
    locator: str
    note: str


def fraction(rule: Stoichiometric) -> float:
    """Return the mass fraction of `rule.part` in `rule.compound`.

    Examples
    --------
    >>> round(fraction(Stoichiometric({"Li": 2, "C": 1, "O": 3}, {"Li": 2}, "Li2CO3")), 4)
    0.1879
    """

    def mass(atoms: Mapping[str, int]) -> float:
        return fsum(ATOMIC_WEIGHTS[element] * count for element, count in atoms.items())

    return mass(rule.part) / mass(rule.compound)


def _implied(rule: Implied, published: Published, lanes: Iterable[Lane], form: str) -> Factor:
    side = 0 if rule.direction == "exports" else 1
    # where one code holds forms of very different grade, only the lanes of this form count
    same = len(rule.codes) == 1
    gross = fsum(
        lane.gross
        for lane in lanes
        if lane.form.code in rule.codes
        and lane.ends[side] in rule.place.split(";")
        and (not same or lane.form.name == form)
    )
    value = published.tonnes / gross
    places = rule.place.replace(";", ", ")
    what = "; ".join(rule.details) or f"mine production of {places}"
    return Factor(
        value,
        "usgs-mcs-2026",
        published.locator,
        f"implied content: USGS {what} in 2024, {published.tonnes:g} t contained, over BACI "
        f"{rule.direction} of {places} in {' + '.join(rule.codes)}, {gross:.6g} t gross",
    )


def fixed(rule: object) -> Factor:
    """Return a content that depends on no other number.

    Raises
    ------
    MineralsecError
        If the rule needs trade, so that output cannot be counted in its form.
    """
    if isinstance(rule, Stoichiometric):
        return Factor(
            fraction(rule),
            "iupac-2021",
            "abridged standard atomic weights",
            f"stoichiometric content of {rule.name}",
        )
    if isinstance(rule, Assumed):
        return Factor(rule.value, rule.source, rule.locator, f"assumed: {rule.reason}")
    raise MineralsecError(
        f"{type(rule).__name__} needs trade; count output in a form with a Stoichiometric, "
        "Assumed or Balanced content"
    )


def balanced(following: float, gross: float, stage: str) -> Factor:
    """Return contained output of the next stage over gross output of `stage`, world-wide."""
    return Factor(
        following / gross,
        "usgs-mcs-2026",
        f"world tables of {stage} and of the stage after it, 2024",
        f"balanced content: what the next stage took, {computed(following)} t contained, over "
        f"{computed(gross)} t gross of {stage}",
    )


def factors(
    forms: Iterable[FormSpec],
    lanes: list[Lane],
    published: Mapping[str, Published],
    given: Mapping[str, Factor],
) -> dict[str, Factor]:
    """Work out the content of every form.

    Parameters
    ----------
    forms
        Forms of one mineral.
    lanes
        Screened lanes of the data year.
    published
        Contained mass by form, for the implied factors.
    given
        Factors that are known already.
    """
    found: dict[str, Factor] = {}
    later = []
    for form in forms:
        rule = form.content
        if form.name in given:
            found[form.name] = given[form.name]
        elif isinstance(rule, Implied):
            found[form.name] = _implied(rule, published[form.name], lanes, form.name)
        elif isinstance(rule, ValueScaled):
            later.append((form, rule))
        else:
            found[form.name] = fixed(rule)
    for form, rule in later:
        mine, other = (
            weighted_median(
                (lane.row.value / lane.gross, lane.row.value)
                for lane in lanes
                if lane.form.name == name
            )
            for name in (form.name, rule.form)
        )
        base = found[rule.form]
        found[form.name] = Factor(
            base.value * mine / other,
            base.source,
            base.locator,
            f"value-scaled content: {computed(base.value)} of {rule.form} times the ratio of "
            f"the median unit values, {mine:.4g} over {other:.4g} USD/kg",
        )
    return found
