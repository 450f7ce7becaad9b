"""How critical a mineral is: one file per published method, side by side on the same data."""

from mineralsec.analysis.criticality.bgs_2015 import bgs, bgs_index
from mineralsec.analysis.criticality.companions import companion_fraction
from mineralsec.analysis.criticality.comparison import compare
from mineralsec.analysis.criticality.comparison_result import Comparison, Correlation, Flip
from mineralsec.analysis.criticality.cover import cover_days, days_of_cover
from mineralsec.analysis.criticality.eu_formula import (
    economic_importance,
    governance_weight,
    is_critical,
    supply_risk,
    weighted_hhi,
)
from mineralsec.analysis.criticality.eu_rows import EuropeanScore
from mineralsec.analysis.criticality.european_union import EuropeanScores, eu
from mineralsec.analysis.criticality.geopolrisk import geopolrisk
from mineralsec.analysis.criticality.geopolrisk_result import GeoPolRisk, GeoPolRiskScore
from mineralsec.analysis.criticality.governance import Governance, governance
from mineralsec.analysis.criticality.iea_outlook import n_minus_1, top_shares
from mineralsec.analysis.criticality.import_reliance import (
    apparent_consumption,
    consumption_of_parts,
    net_import_reliance,
    reliance_of_parts,
)
from mineralsec.analysis.criticality.import_risk import import_risk
from mineralsec.analysis.criticality.nassar_2020 import (
    economic_vulnerability,
    nassar,
    nassar_supply_risk,
)
from mineralsec.analysis.criticality.reserve_life import reserve_life, reserve_years
from mineralsec.analysis.criticality.scores import Score, Scores
from mineralsec.analysis.criticality.single_country import single_country
from mineralsec.analysis.criticality.us_import_reliance import printed_limits
from mineralsec.analysis.criticality.yale_2015 import (
    concentration_score,
    depletion_score,
    yale,
)

__all__ = [
    "Comparison",
    "Correlation",
    "EuropeanScore",
    "EuropeanScores",
    "Flip",
    "GeoPolRisk",
    "GeoPolRiskScore",
    "Governance",
    "Score",
    "Scores",
    "apparent_consumption",
    "bgs",
    "bgs_index",
    "companion_fraction",
    "compare",
    "concentration_score",
    "consumption_of_parts",
    "cover_days",
    "days_of_cover",
    "depletion_score",
    "economic_importance",
    "economic_vulnerability",
    "eu",
    "geopolrisk",
    "governance",
    "governance_weight",
    "import_risk",
    "is_critical",
    "n_minus_1",
    "nassar",
    "nassar_supply_risk",
    "net_import_reliance",
    "printed_limits",
    "reliance_of_parts",
    "reserve_life",
    "reserve_years",
    "single_country",
    "supply_risk",
    "top_shares",
    "weighted_hhi",
    "yale",
]
