"""Governance of countries: the Worldwide Governance Indicators behind several methods."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from attrs import frozen

from mineralsec.arguments import is_word, mapping, number, several, whole
from mineralsec.datasets.tables import published
from mineralsec.errors import GraphError, UnknownNameError, show, suggest
from mineralsec.places import country_of, resolve_place
from mineralsec.provenance import Citation

__all__ = ["INDICATORS", "Governance", "governance", "governance_of", "numbers_by_place"]

#: Voice and accountability, political stability, government effectiveness, regulatory quality,
#: rule of law, control of corruption.
INDICATORS = ("va", "pv", "ge", "rq", "rl", "cc")

_TITLES = {
    "2024": "Worldwide Governance Indicators, 2024 update",
    "2020": "Worldwide Governance Indicators, estimates of 2019",
}


@frozen
class Governance:
    """Estimates of governance by country, averaged over indicators and years.

    Parameters
    ----------
    estimates
        Estimate by ISO code, about -2.5 (weak) to 2.5 (strong). [-]
    years
        Years averaged over.
    indicators
        Indicators averaged over.
    edition
        Edition of the data; ``"own"`` for numbers of the user.

    Examples
    --------
    >>> import mineralsec as ms
    >>> ms.criticality.governance(2022).years
    (2022,)
    """

    estimates: Mapping[str, float]
    years: tuple[int, ...] = ()
    indicators: tuple[str, ...] = INDICATORS
    edition: str = "own"

    def get(self, place: str) -> float | None:
        """Return the estimate of a place's country, None where there is none."""
        return self.estimates.get(country_of(place))

    def __contains__(self, place: object) -> bool:
        return isinstance(place, str) and country_of(place) in self.estimates

    def __len__(self) -> int:
        return len(self.estimates)

    @property
    def citation(self) -> Citation | None:
        """Where the numbers come from; None for the user's own."""
        if self.edition == "own":
            return None
        span = f"{self.years[0]} to {self.years[-1]}" if len(self.years) > 1 else self.years[0]
        return Citation(
            title=_TITLES[self.edition],
            publisher="World Bank",
            locator=f"{', '.join(self.indicators)}, {span}",
            url="https://www.govindicators.org",
            licence="CC BY 4.0",
        )

    def __repr__(self) -> str:
        years = f", {self.years[0]}-{self.years[-1]}" if self.years else ""
        return f"Governance({len(self)} countries, edition {self.edition}{years})"


def governance(
    years: int | tuple[int, int] | None = None,
    *,
    indicators: tuple[str, ...] = INDICATORS,
    edition: str = "2024",
) -> Governance:
    """Return governance estimates, averaged over indicators and over years.

    Parameters
    ----------
    years
        A year, or the first and last one; None takes the last year of the edition.
    indicators
        Which of ``"va"``, ``"pv"``, ``"ge"``, ``"rq"``, ``"rl"``, ``"cc"`` to average.
    edition
        ``"2024"``: the update of 2024, years 1996 to 2023. ``"2020"``: the estimates of 2019
        that reproduce the EU study of 2023. The 2025 revision restates history and is not here.

    Returns
    -------
    Governance
        A country counts with the years and indicators it has.

    Raises
    ------
    UnknownNameError
        If the edition or an indicator is not known.
    GraphError
        If the edition has none of the years.

    References
    ----------
    .. [1] Kaufmann, D., Kraay, A. and Mastruzzi, M. (2011). The Worldwide Governance Indicators:
       methodology and analytical issues. Hague Journal on the Rule of Law 3, 220-246.

    Examples
    --------
    >>> china = governance(2019, edition="2020").get("CHN")
    >>> f"{china:.4f}"
    '-0.3629'
    """
    if not is_word(edition, _TITLES):
        raise UnknownNameError(
            f"no edition {show(edition)} of the governance indicators. "
            f"Editions: {', '.join(_TITLES)}."
        )
    for name in several(indicators, "indicators", "indicators=('pv',)"):
        if not is_word(name, INDICATORS):
            raise UnknownNameError(
                f"no indicator {show(name)}.{suggest(str(name), INDICATORS)} "
                f"Indicators: {', '.join(INDICATORS)}."
            )
    table = _table(edition)
    known = sorted({year for _, year in table})
    for year in () if years is None else years if isinstance(years, tuple) else (years,):
        whole(year, "years", "years=2023, or years=(2019, 2023)", least=1)
    first, last = (known[-1],) * 2 if years is None else years if isinstance(years, tuple) else (
        years, years
    )  # fmt: skip
    chosen = tuple(year for year in known if first <= year <= last)
    if not chosen or not indicators:
        raise GraphError(
            f"the governance indicators (edition {edition}) have nothing for years={show(years)}. "
            f"Years: {known[0]} to {known[-1]}."
        )
    sums: dict[str, list[float]] = {}
    for (place, year), row in table.items():
        values = [row[name] for name in indicators if name in row]
        if year in chosen and values:
            sums.setdefault(place, []).append(sum(values) / len(values))
    means = {place: sum(values) / len(values) for place, values in sorted(sums.items())}
    return Governance(MappingProxyType(means), chosen, tuple(indicators), edition)


def governance_of(
    given: Governance | Mapping[str, float] | int | tuple[int, int] | None,
    default: tuple[int, int] | int | None,
    edition: str = "2024",
) -> Governance:
    """Return what an argument ``wgi=`` means: a table, years of the bundled one, or the default."""
    if isinstance(given, Governance):
        return given
    if isinstance(given, Mapping):
        return Governance(MappingProxyType(numbers_by_place(given, "wgi")))
    if given is None:
        return governance(default, edition=edition)
    return governance(given)


def numbers_by_place(given: Any, name: str) -> dict[str, float]:
    """Return a user's numbers by country code.

    Raises
    ------
    GraphError
        If it is no mapping, or a value is no number.
    UnknownNameError
        If a country is not known.
    """
    return {
        resolve_place(place): number(value, f"{name} of {place}", f"{name}={{'CHN': 0.5}}")
        for place, value in mapping(given, name, f"{name}={{'CHN': 0.5}}").items()
    }


@cache
def _table(edition: str) -> dict[tuple[str, int], dict[str, float]]:
    return {
        (row["place"], int(row["year"])): {n: float(row[n]) for n in INDICATORS if row[n]}
        for row in published("governance", "estimates")
        if row["edition"] == edition
    }
