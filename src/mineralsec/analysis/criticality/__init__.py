"""How critical a mineral is: one file per published method, side by side on the same data."""

from mineralsec.analysis.criticality.eu_formula import (
    economic_importance,
    governance_weight,
    is_critical,
    supply_risk,
    weighted_hhi,
)
from mineralsec.analysis.criticality.eu_rows import EuropeanScore
from mineralsec.analysis.criticality.european_union import EuropeanScores, eu
from mineralsec.analysis.criticality.governance import Governance, governance
from mineralsec.analysis.criticality.scores import Score, Scores

__all__ = [
    "EuropeanScore",
    "EuropeanScores",
    "Governance",
    "Score",
    "Scores",
    "economic_importance",
    "eu",
    "governance",
    "governance_weight",
    "is_critical",
    "supply_risk",
    "weighted_hhi",
]
