r"""The formulas of the EU assessments of 2017, 2020 and 2023, on plain numbers.

Supply risk of one stage of one material:

.. math::

    \mathrm{SR} = \left[ H^{GS} \frac{IR}{2} + H^{EU} \left(1 - \frac{IR}{2}\right) \right]
                  (1 - RIR) \, SI_{SR}

.. math::

    H = \sum_c S_c^2 \, g_c \, t_c, \qquad g_c = 2 \, (2.5 - \overline{WGI}_c)

Economic importance of a material:

.. math:: \mathrm{EI} = 10 \, \frac{\sum_s A_s \, VA_s}{\max_s VA_s} \, SI_{EI}

==================  ========================================================================
symbol              meaning
==================  ========================================================================
:math:`S_c`         share of country c in world supply (GS) or in EU sourcing (EU) [-]
:math:`g_c`         governance weight, from 0 (strong) to 10 (weak) [-]
:math:`t_c`         trade variable: 0.8 in the EU or under an agreement, 1 otherwise, 1.1 to
                    1.5 under an export tax, quota or ban [-]
:math:`IR`          import reliance, clipped to 0 ... 1 [-]
:math:`RIR`         end-of-life recycling input rate [-]
:math:`SI`          substitution index, above 0 to 1 (nothing can replace it) [-]
:math:`A_s`         share of the material used in sector s of the NACE [-]
:math:`VA_s`        value added of the sector [million EUR]
==================  ========================================================================

A material is critical if SR is at least 1.0 and EI at least 2.8, both rounded to one decimal.

Published in:

* European Commission (2017). Methodology for establishing the EU list of critical raw
  materials: guidelines. DOI 10.2873/769526.
* Blengini, G. A. et al. (2017). EU methodology for critical raw materials assessment.
  Resources Policy 53, 12-19. DOI 10.1016/j.resourpol.2017.05.008.
* Grohol, M. and Veeh, C. (2023). Study on the critical raw materials for the EU 2023.
  European Commission. DOI 10.2873/725585.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal

from mineralsec.analysis.words import word
from mineralsec.arguments import is_number, mapping, number
from mineralsec.errors import GraphError, show

__all__ = [
    "EI_THRESHOLD",
    "LARGEST_SECTOR",
    "SR_THRESHOLD",
    "Basis",
    "economic_importance",
    "governance_weight",
    "is_critical",
    "supply_risk",
    "weighted_hhi",
]

#: Which supply mix a score rests on: the world's, the EU's sourcing, or both.
Basis = Literal["GS+EU", "GS", "EU"]

#: Least supply risk and economic importance of a critical material, on one decimal.
SR_THRESHOLD, EI_THRESHOLD = 1.0, 2.8

#: Value added of the largest manufacturing sector of the 2023 assessment, C28 [million EUR].
LARGEST_SECTOR = 204_200.0


def governance_weight(wgi: float) -> float:
    """Return the weight of a country's governance in the EU's concentration index.

    Parameters
    ----------
    wgi
        Mean of the six Worldwide Governance Indicators, about -2.5 to 2.5. [-]

    Returns
    -------
    float
        ``2 (2.5 - wgi)``: 0 for the strongest, 10 for the weakest governance. [-]

    Raises
    ------
    GraphError
        If `wgi` is not a number of about that range.

    Examples
    --------
    >>> round(governance_weight(-0.3629), 4)
    5.7258
    """
    if not -4 <= number(wgi, "wgi", "an estimate such as -0.36") <= 4:
        raise GraphError(
            f"a governance estimate lies between about -2.5 and 2.5, got {show(wgi)}. "
            "Percentile ranks are another scale."
        )
    return 2.0 * (2.5 - wgi)


def weighted_hhi(
    shares: Mapping[str, float],
    weights: Mapping[str, float],
    trade: Mapping[str, float] | None = None,
) -> float:
    """Return the sum of squared shares, each times governance weight and trade variable.

    Parameters
    ----------
    shares
        Share of each country. [-]
    weights
        Governance weight g of each country. [-] A country without one is left out of the sum.
    trade
        Trade variable t of each country; 1 where it is not given. [-]

    Returns
    -------
    float
        From 0 to 10 times the largest trade variable. [-]

    Raises
    ------
    GraphError
        If a share is not between 0 and 1, or the shares add up to more than 1.05.

    Examples
    --------
    >>> round(weighted_hhi({"CHN": 1.0}, {"CHN": 5.7258}), 3)
    5.726
    """
    chosen = {} if trade is None else trade
    for name, given in (("shares", shares), ("weights", weights), ("trade", chosen)):
        for value in mapping(given, name, f"{name}={{'CHN': 1.0}}").values():
            number(value, name, f"{name}={{'CHN': 1.0}}")
    if not all(0 <= share <= 1 for share in shares.values()) or sum(shares.values()) > 1.05:
        raise GraphError(
            "shares must lie between 0 and 1 and add up to 1 at most (1.05 with rounding), got "
            f"{show(dict(shares))}. Divide percentages by 100."
        )
    return math.fsum(
        share**2 * weights[place] * chosen.get(place, 1.0)
        for place, share in shares.items()
        if place in weights
    )


def supply_risk(
    world: float | None,
    sourcing: float | None,
    *,
    import_reliance: float | None = None,
    recycling: float = 0.0,
    substitution: float = 1.0,
    basis: Basis = "GS+EU",
) -> float:
    """Return the EU supply risk of one stage.

    Parameters
    ----------
    world, sourcing
        Weighted concentration (:func:`weighted_hhi`) of world supply and of EU sourcing; None
        where the basis does not need it. [-]
    import_reliance
        Net imports over apparent use; clipped to 0 ... 1, so that a net exporter rests on its
        own sourcing alone. [-] Only the basis ``"GS+EU"`` needs it.
    recycling
        End-of-life recycling input rate. [-]
    substitution
        Substitution index for supply risk. [-]
    basis
        ``"GS+EU"``, ``"GS"`` (no EU sourcing data) or ``"EU"`` (world supply not relevant).

    Returns
    -------
    float
        From 0 to about 10; the assessments print 0.0 to 5.6. [-]

    Raises
    ------
    UnknownNameError
        If the basis is none of the words.
    GraphError
        If an input that the basis needs is missing or out of its range.

    Examples
    --------
    Antimony, extraction, in the study of 2023 (printed 1.8):

    >>> round(supply_risk(2.40, 2.85, import_reliance=1, recycling=0.28, substitution=0.94), 2)
    1.78
    """
    word(basis, Basis, "basis")
    number(recycling, "recycling", "recycling=0.1")
    number(substitution, "substitution", "substitution=0.9")
    for name, given in (("world", world), ("sourcing", sourcing)):
        missing = given is None or (is_number(given) and math.isnan(float(given)))
        if not missing and number(given, name, f"{name}=2.4") < 0:
            raise GraphError(f"{name} is a concentration of 0 or more, got {show(given)}.")
    if not 0 <= recycling <= 1 or not 0 < substitution <= 1:
        raise GraphError(
            "a recycling rate lies between 0 and 1 and a substitution index above 0 and at most "
            f"1, got {show(recycling)} and {show(substitution)}. Divide percentages by 100."
        )
    needed = {
        "GS+EU": (("world", world), ("sourcing", sourcing), ("import_reliance", import_reliance)),
        "GS": (("world", world),),
        "EU": (("sourcing", sourcing),),
    }[basis]
    if absent := [name for name, value in needed if value is None or math.isnan(value)]:
        raise GraphError(f"basis {basis!r} needs {' and '.join(absent)}, which is missing.")
    if basis == "GS+EU":
        half = min(1.0, max(0.0, import_reliance or 0.0)) / 2.0
        mixed = (world or 0.0) * half + (sourcing or 0.0) * (1.0 - half)
    else:
        mixed = needed[0][1] or 0.0
    return mixed * (1.0 - recycling) * substitution


def economic_importance(
    uses: Mapping[str, float],
    value_added: Mapping[str, float],
    *,
    substitution: float = 1.0,
    largest: float = LARGEST_SECTOR,
) -> float:
    """Return the EU economic importance of a material.

    Parameters
    ----------
    uses
        Share of the material used in each sector; shares that add up to less than 1 are not
        scaled up. [-]
    value_added
        Value added of each sector. [million EUR] A sector without one counts nothing.
    substitution
        Substitution index for economic importance. [-]
    largest
        Value added of the largest sector; 204,200 in the assessment of 2023. [million EUR]

    Returns
    -------
    float
        From 0 to 10. [-]

    Raises
    ------
    GraphError
        If a share is negative, the shares add up to more than 1.05, `largest` is not above 0, or
        the substitution index is out of its range.

    Examples
    --------
    Aggregates, all used in sector C23 (printed 3.2):

    >>> round(economic_importance({"C23": 1.0}, {"C23": 64_990}), 2)
    3.18
    """
    for name, given in (("uses", uses), ("value_added", value_added)):
        for value in mapping(given, name, f"{name}={{'C23': 1.0}}").values():
            number(value, name, f"{name}={{'C23': 1.0}}")
    number(substitution, "substitution", "substitution=0.9")
    number(largest, "largest", "a value added")
    if any(not share >= 0 for share in uses.values()) or sum(uses.values()) > 1.05 + 1e-9:
        raise GraphError(
            f"use shares must be 0 or more and add up to 1 at most, got {show(dict(uses))}. "
            "Divide percentages by 100."
        )
    if not largest > 0 or not 0 < substitution <= 1:
        raise GraphError(
            "the largest sector must have value added above 0 and the substitution index must lie "
            f"above 0 and at most 1, got {show(largest)} and {show(substitution)}."
        )
    total = math.fsum(share * value_added.get(sector, 0.0) for sector, share in uses.items())
    return 10.0 * total / largest * substitution


def is_critical(supply_risk: float, economic_importance: float) -> bool:
    """Return whether both scores, rounded to one decimal, reach the EU's thresholds.

    Examples
    --------
    >>> is_critical(0.96, 2.75), is_critical(0.94, 6.0)
    (True, False)
    """
    return (
        one_decimal(supply_risk) >= SR_THRESHOLD
        and one_decimal(economic_importance) >= EI_THRESHOLD
    )


def one_decimal(value: float) -> float:
    """Round half up to one decimal, as the tables are printed."""
    return math.floor(10.0 * number(value, "a score", "2.8") + 0.5 + 1e-9) / 10.0
