"""The GeoPolRisk formula for one combination, as published and as the released package has it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from attrs import evolve, frozen

from mineralsec.analysis.criticality.geopolrisk_inputs import Combination
from mineralsec.analysis.criticality.geopolrisk_result import GeoPolRiskScore
from mineralsec.analysis.criticality.geopolrisk_trade import Imports, Instability, Trade

__all__ = ["COPPER", "Sums", "published_score", "relative", "released_score", "sums_of"]

#: What the released package divides by: an average of copper, OECD countries, 2017 to 2021.
#: [USD/kg]
COPPER = 0.409412948


@frozen
class Sums:
    """Imports of one material in one year, summed over its codes.

    Parameters
    ----------
    total, weighted, ungoverned
        Imports, imports times instability, imports from exporters without an estimate. [t]
    value, value_with_tonnes
        Value of all rows, and of those with a quantity. [kUSD]
    rows
        Number of rows.
    estimates
        Whether governance of that year is known of anybody.
    """

    total: float
    weighted: float
    ungoverned: float
    value: float
    value_with_tonnes: float
    rows: int
    estimates: bool


def sums_of(
    trade: Trade, imports: Imports, hs: Sequence[str], year: int, instability: Instability
) -> Sums:
    """Return what an entity imports of some codes in a year."""
    codes, moment = [trade.hs.index(code) for code in hs], trade.years.index(year)
    return Sums(
        total=float(imports.total[codes, moment].sum()),
        weighted=float(imports.weighted[codes, moment].sum()),
        ungoverned=float(imports.ungoverned[codes, moment].sum()),
        value=float(imports.value[codes, moment].sum()),
        value_with_tonnes=float(imports.value_with_tonnes[codes, moment].sum()),
        rows=int(imports.rows[codes, moment].sum()),
        estimates=instability.estimates[moment],
    )


def _blank(asked: Combination, places: frozenset[str], hs: Sequence[str]) -> GeoPolRiskScore:
    return GeoPolRiskScore(
        material=asked.material,
        entity=asked.entity,
        year=asked.year,
        members=";".join(sorted(places)),
        hs=";".join(hs),
    )


def released_score(
    asked: Combination, places: frozenset[str], hs: Sequence[str], sums: Sums
) -> GeoPolRiskScore:
    """Return the numbers of the released package: nothing recorded counts as no risk."""
    row = _blank(asked, places, hs)
    if not hs:
        return evolve(
            row, error="ValueError", reason="the released package has no HS code of this material"
        )
    if math.isnan(asked.hhi):
        return evolve(
            row,
            error="UnboundLocalError",
            reason="the released package has no production of this year",
        )
    supply = asked.domestic + sums.total
    risk = sums.weighted / supply if supply > 0 else 0.0
    price = sums.value / sums.total if sums.total > 0 else 0.0
    score = asked.hhi * risk
    return evolve(
        row,
        hhi=asked.hhi,
        domestic_production_t=asked.domestic,
        risk_weighted_import_t=sums.weighted,
        total_import_t=sums.total,
        price_usd_per_kg=price,
        import_risk=risk,
        score=score,
        score_low=score,
        score_high=score,
        cf_kgcu_per_kg=score * price / COPPER,
    )


def published_score(
    asked: Combination, places: frozenset[str], hs: Sequence[str], sums: Sums
) -> GeoPolRiskScore:
    """Return the score as the papers define it, without the characterisation factor."""
    reasons = []
    if math.isnan(asked.hhi):
        reasons.append(f"no production recorded in {asked.year}")
    if math.isnan(asked.domestic):
        reasons.append(f"the production of {asked.entity} is withheld")
    if sums.rows == 0:
        reasons.append("no trade recorded, which is not no trade")
    elif sums.total == 0:
        reasons.append("no trade with a quantity")
    row = evolve(
        _blank(asked, places, hs),
        hhi=asked.hhi,
        domestic_production_t=asked.domestic,
        reason="; ".join(reasons),
    )
    if sums.total == 0:
        return row
    governed = sums.total - sums.ungoverned
    # what is left of a difference of equal sums is rounding, not trade
    governed = governed if governed > 1e-12 * sums.total else 0.0
    supply = asked.domestic + sums.total
    risk = math.nan
    if not sums.estimates:
        reasons.append(f"no governance estimates of {asked.year}: give them as stability=")
    elif governed == 0:
        reasons.append("no governance estimate of any exporter")
    else:
        risk = sums.weighted / (asked.domestic + governed)
    score = asked.hhi * risk
    low = asked.hhi * sums.weighted / supply
    high = asked.hhi * (sums.weighted + sums.ungoverned) / supply
    return evolve(
        row,
        risk_weighted_import_t=sums.weighted,
        total_import_t=sums.total,
        price_usd_per_kg=sums.value_with_tonnes / sums.total,
        import_risk=risk,
        score=score,
        # both ends are the point itself, but for rounding, where every exporter is known
        score_low=score if sums.ungoverned == 0 else low,
        score_high=score if sums.ungoverned == 0 else high,
        governed=governed / sums.total,
        reason="; ".join(reasons),
    )


def relative(row: GeoPolRiskScore, reference: GeoPolRiskScore | None, name: str) -> GeoPolRiskScore:
    """Return a score with its characterisation factor: relative to the reference material."""
    if math.isnan(row.score):
        return row
    unit = math.nan if reference is None else reference.score * reference.price_usd_per_kg
    if not unit > 0:  # also NaN
        why = "without a score above zero" if reference is not None else "not in production"
        reason = f"no characterisation factor: {name} is {why} for {row.entity}, {row.year}"
        return evolve(row, reason="; ".join(filter(None, (row.reason, reason))))
    return evolve(row, cf_kgcu_per_kg=row.score * row.price_usd_per_kg / unit)
