"""Critical mineral supply security.

How concentrated is the supply of a mineral, where does it choke, and who goes short when a
country stops? Start with:

>>> import mineralsec as ms
>>> graph = ms.load("world")  # doctest: +SKIP
>>> ms.remove_country(graph, "CHN", minerals="gallium")  # doctest: +SKIP

Every name below is loaded when it is first used, so importing the package costs next to
nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mineralsec import datasets, io
    from mineralsec.analysis import criticality
    from mineralsec.analysis.bounds import hhi_bounds
    from mineralsec.analysis.chokepoints import Chokepoints, chokepoints
    from mineralsec.analysis.chokepoints.cut_sets import MinCutLadder, min_cut_ladder
    from mineralsec.analysis.chokepoints.topology import dominator_tree
    from mineralsec.analysis.concentration import Concentration, concentration
    from mineralsec.analysis.concentration_gap import (
        ConcentrationGap,
        contestable,
        ownership_gap,
        reserve_gap,
    )
    from mineralsec.analysis.disruption.cleared import Cleared, Tornado
    from mineralsec.analysis.disruption.clearing import Clearing
    from mineralsec.analysis.disruption.elasticities import Elasticities, elasticities
    from mineralsec.analysis.disruption.impact import Impact
    from mineralsec.analysis.disruption.instruments import InForce
    from mineralsec.analysis.disruption.limits import Limits
    from mineralsec.analysis.disruption.mitigation import Mitigation, mitigation
    from mineralsec.analysis.disruption.options import (
        AddCapacity,
        AddLane,
        AddStock,
        Recycle,
        Substitute,
    )
    from mineralsec.analysis.disruption.outcome import After, Outcome, Response
    from mineralsec.analysis.disruption.plants import CapacityLoss, RemoveFacility, RemoveOwner
    from mineralsec.analysis.disruption.portfolio import Portfolio
    from mineralsec.analysis.disruption.prorata import ProRata
    from mineralsec.analysis.disruption.published.threshold_cascade import (
        ThresholdCascade,
        threshold_cascade,
    )
    from mineralsec.analysis.disruption.published.trade_vulnerability import (
        TradeVulnerability,
        trade_vulnerability,
    )
    from mineralsec.analysis.disruption.published.yearlong_disruption import (
        YearlongDisruption,
        yearlong_disruption,
    )
    from mineralsec.analysis.disruption.reroute import Reroute
    from mineralsec.analysis.disruption.shocks import (
        CloseLane,
        DemandSurge,
        RemoveCountry,
        Shock,
    )
    from mineralsec.analysis.disruption.simulate import remove_country, simulate
    from mineralsec.analysis.disruption.sweep import every_country, sweep
    from mineralsec.analysis.disruption.sweep_result import Sweep
    from mineralsec.analysis.frame_concentration import hhi_by
    from mineralsec.analysis.indices import (
        concentration_ratio,
        effective_number,
        entropy,
        hhi,
        hill_number,
        normalised_hhi,
    )
    from mineralsec.analysis.inequality import gini, theil, theil_decomposition
    from mineralsec.analysis.monte_carlo import Draws, monte_carlo
    from mineralsec.analysis.paths.episode import Episode
    from mineralsec.analysis.paths.simulate_path import simulate_path
    from mineralsec.analysis.paths.supply_path import SupplyPath
    from mineralsec.analysis.printed_shares import printed_shares
    from mineralsec.analysis.reconciliation import Adjustments, Reconciled, reconcile
    from mineralsec.analysis.removal_sets.interaction import Interactions, interactions
    from mineralsec.analysis.removal_sets.interdiction import Interdiction, interdiction
    from mineralsec.analysis.removal_sets.shapley import Shapley, shapley
    from mineralsec.analysis.removal_sets.supply_draws import supply_draws
    from mineralsec.analysis.shares import Shares, shares
    from mineralsec.analysis.stockpiling import (
        Purchase,
        acquisition_pressure,
        newsvendor_stock,
        stock_for_chance,
        stock_for_path,
    )
    from mineralsec.analysis.tracing import Content, Trace, embedded_share, trace
    from mineralsec.analysis.trend import ConcentrationTrend, concentration_trend
    from mineralsec.datasets import load
    from mineralsec.datasets.corridors import Corridor, corridors
    from mineralsec.errors import (
        DataError,
        GraphError,
        MineralsecError,
        MineralsecWarning,
        RecordError,
        SolverError,
        UnitsError,
        UnknownNameError,
    )
    from mineralsec.graph.finding import Finding
    from mineralsec.graph.supply_graph import SupplyGraph
    from mineralsec.io.frames import from_frame, to_frame
    from mineralsec.io.json_files import read_json, write_json
    from mineralsec.model.consumer import Consumer
    from mineralsec.model.control import Control
    from mineralsec.model.flow import Flow
    from mineralsec.model.instrument import Ban, Licence, Quota, Tariff
    from mineralsec.model.mineral import Form, Mineral
    from mineralsec.model.ownership import Owner, Stake
    from mineralsec.model.producer import Producer
    from mineralsec.model.refiner import Refiner
    from mineralsec.model.reserve import Reserve
    from mineralsec.model.stage import Stage
    from mineralsec.model.stockpile import Stockpile
    from mineralsec.provenance import Citation
    from mineralsec.quantities import Between, Q
    from mineralsec.reporting.chain_figures import plot_chain, plot_sankey
    from mineralsec.reporting.map_figure import plot_map
    from mineralsec.reporting.report import report
    from mineralsec.units import ureg
    from mineralsec.versions import show_versions

__version__ = "0.1.0"

__all__ = [
    "AddCapacity",
    "AddLane",
    "AddStock",
    "Adjustments",
    "After",
    "Ban",
    "Between",
    "CapacityLoss",
    "Chokepoints",
    "Citation",
    "Cleared",
    "Clearing",
    "CloseLane",
    "Concentration",
    "ConcentrationGap",
    "ConcentrationTrend",
    "Consumer",
    "Content",
    "Control",
    "Corridor",
    "DataError",
    "DemandSurge",
    "Draws",
    "Elasticities",
    "Episode",
    "Finding",
    "Flow",
    "Form",
    "GraphError",
    "Impact",
    "InForce",
    "Interactions",
    "Interdiction",
    "Licence",
    "Limits",
    "MinCutLadder",
    "Mineral",
    "MineralsecError",
    "MineralsecWarning",
    "Mitigation",
    "Outcome",
    "Owner",
    "Portfolio",
    "ProRata",
    "Producer",
    "Purchase",
    "Q",
    "Quota",
    "Reconciled",
    "RecordError",
    "Recycle",
    "Refiner",
    "RemoveCountry",
    "RemoveFacility",
    "RemoveOwner",
    "Reroute",
    "Reserve",
    "Response",
    "Shapley",
    "Shares",
    "Shock",
    "SolverError",
    "Stage",
    "Stake",
    "Stockpile",
    "Substitute",
    "SupplyGraph",
    "SupplyPath",
    "Sweep",
    "Tariff",
    "ThresholdCascade",
    "Tornado",
    "Trace",
    "TradeVulnerability",
    "UnitsError",
    "UnknownNameError",
    "YearlongDisruption",
    "acquisition_pressure",
    "chokepoints",
    "concentration",
    "concentration_ratio",
    "concentration_trend",
    "contestable",
    "corridors",
    "criticality",
    "datasets",
    "dominator_tree",
    "effective_number",
    "elasticities",
    "embedded_share",
    "entropy",
    "every_country",
    "from_frame",
    "gini",
    "hhi",
    "hhi_bounds",
    "hhi_by",
    "hill_number",
    "interactions",
    "interdiction",
    "io",
    "load",
    "min_cut_ladder",
    "mitigation",
    "monte_carlo",
    "newsvendor_stock",
    "normalised_hhi",
    "ownership_gap",
    "plot_chain",
    "plot_map",
    "plot_sankey",
    "printed_shares",
    "read_json",
    "reconcile",
    "remove_country",
    "report",
    "reserve_gap",
    "shapley",
    "shares",
    "show_versions",
    "simulate",
    "simulate_path",
    "stock_for_chance",
    "stock_for_path",
    "supply_draws",
    "sweep",
    "theil",
    "theil_decomposition",
    "threshold_cascade",
    "to_frame",
    "trace",
    "trade_vulnerability",
    "ureg",
    "write_json",
    "yearlong_disruption",
]

#: Public modules that are reached as attributes, and where they live.
_MODULES = {"criticality": "analysis.criticality", "datasets": "datasets", "io": "io"}

#: Where each public name lives.
_NAMES_BY_HOME = {
    "errors": (
        "DataError",
        "GraphError",
        "MineralsecError",
        "MineralsecWarning",
        "RecordError",
        "SolverError",
        "UnitsError",
        "UnknownNameError",
    ),
    "units": ("ureg",),
    "quantities": ("Between", "Q"),
    "provenance": ("Citation",),
    "model.stage": ("Stage",),
    "model.mineral": ("Form", "Mineral"),
    "model.producer": ("Producer",),
    "model.refiner": ("Refiner",),
    "model.consumer": ("Consumer",),
    "model.flow": ("Flow",),
    "model.stockpile": ("Stockpile",),
    "model.reserve": ("Reserve",),
    "model.ownership": ("Owner", "Stake"),
    "model.control": ("Control",),
    "model.instrument": ("Ban", "Licence", "Quota", "Tariff"),
    "graph.supply_graph": ("SupplyGraph",),
    "graph.finding": ("Finding",),
    "datasets": ("load",),
    "io.json_files": ("read_json", "write_json"),
    "io.frames": ("from_frame", "to_frame"),
    "analysis.shares": ("Shares", "shares"),
    "analysis.reconciliation": ("Adjustments", "Reconciled", "reconcile"),
    "analysis.indices": (
        "concentration_ratio",
        "effective_number",
        "entropy",
        "hhi",
        "hill_number",
        "normalised_hhi",
    ),
    "analysis.bounds": ("hhi_bounds",),
    "analysis.printed_shares": ("printed_shares",),
    "analysis.frame_concentration": ("hhi_by",),
    "analysis.inequality": ("gini", "theil", "theil_decomposition"),
    "analysis.concentration": ("Concentration", "concentration"),
    "analysis.concentration_gap": (
        "ConcentrationGap",
        "contestable",
        "ownership_gap",
        "reserve_gap",
    ),
    "analysis.trend": ("ConcentrationTrend", "concentration_trend"),
    "analysis.disruption.plants": ("CapacityLoss", "RemoveFacility", "RemoveOwner"),
    "analysis.disruption.shocks": (
        "CloseLane",
        "DemandSurge",
        "RemoveCountry",
        "Shock",
    ),
    "analysis.disruption.instruments": ("InForce",),
    "analysis.disruption.limits": ("Limits",),
    "analysis.disruption.mitigation": ("Mitigation", "mitigation"),
    "analysis.disruption.options": (
        "AddCapacity",
        "AddLane",
        "AddStock",
        "Recycle",
        "Substitute",
    ),
    "analysis.disruption.portfolio": ("Portfolio",),
    "analysis.disruption.outcome": ("After", "Outcome", "Response"),
    "analysis.disruption.prorata": ("ProRata",),
    "analysis.disruption.published.threshold_cascade": ("ThresholdCascade", "threshold_cascade"),
    "analysis.disruption.published.trade_vulnerability": (
        "TradeVulnerability",
        "trade_vulnerability",
    ),
    "analysis.disruption.published.yearlong_disruption": (
        "YearlongDisruption",
        "yearlong_disruption",
    ),
    "analysis.disruption.reroute": ("Reroute",),
    "analysis.disruption.cleared": ("Cleared", "Tornado"),
    "analysis.disruption.clearing": ("Clearing",),
    "analysis.disruption.elasticities": ("Elasticities", "elasticities"),
    "analysis.disruption.impact": ("Impact",),
    "analysis.disruption.simulate": ("remove_country", "simulate"),
    "analysis.disruption.sweep": ("every_country", "sweep"),
    "analysis.disruption.sweep_result": ("Sweep",),
    "analysis.tracing": ("Content", "Trace", "embedded_share", "trace"),
    "analysis.chokepoints": ("Chokepoints", "chokepoints"),
    "analysis.chokepoints.cut_sets": ("MinCutLadder", "min_cut_ladder"),
    "analysis.chokepoints.topology": ("dominator_tree",),
    "datasets.corridors": ("Corridor", "corridors"),
    "analysis.monte_carlo": ("Draws", "monte_carlo"),
    "analysis.removal_sets.interaction": ("Interactions", "interactions"),
    "analysis.removal_sets.interdiction": ("Interdiction", "interdiction"),
    "analysis.removal_sets.shapley": ("Shapley", "shapley"),
    "analysis.removal_sets.supply_draws": ("supply_draws",),
    "analysis.paths.episode": ("Episode",),
    "analysis.paths.simulate_path": ("simulate_path",),
    "analysis.paths.supply_path": ("SupplyPath",),
    "analysis.stockpiling": (
        "Purchase",
        "acquisition_pressure",
        "newsvendor_stock",
        "stock_for_chance",
        "stock_for_path",
    ),
    "reporting.chain_figures": ("plot_chain", "plot_sankey"),
    "reporting.map_figure": ("plot_map",),
    "reporting.report": ("report",),
    "versions": ("show_versions",),
}

_HOME = {name: home for home, names in _NAMES_BY_HOME.items() for name in names}


def __getattr__(name: str) -> object:
    if name in _MODULES:
        module = import_module(f"mineralsec.{_MODULES[name]}")
        globals()[name] = module
        return module
    if (home := _HOME.get(name)) is None:
        raise AttributeError(f"module 'mineralsec' has no attribute {name!r}")
    value = getattr(import_module(f"mineralsec.{home}"), name)
    globals()[name] = value  # the next access does not come here
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
