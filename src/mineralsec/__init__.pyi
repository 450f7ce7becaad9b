"""Types of the public names; `__init__.py` loads them when they are first used."""

from mineralsec import datasets as datasets
from mineralsec import io as io
from mineralsec.analysis import criticality as criticality
from mineralsec.analysis.bounds import hhi_bounds as hhi_bounds
from mineralsec.analysis.chokepoints import Chokepoints as Chokepoints
from mineralsec.analysis.chokepoints import chokepoints as chokepoints
from mineralsec.analysis.chokepoints.cut_sets import (
    MinCutLadder as MinCutLadder,
)
from mineralsec.analysis.chokepoints.cut_sets import (
    min_cut_ladder as min_cut_ladder,
)
from mineralsec.analysis.chokepoints.topology import dominator_tree as dominator_tree
from mineralsec.analysis.concentration import (
    Concentration as Concentration,
)
from mineralsec.analysis.concentration import (
    concentration as concentration,
)
from mineralsec.analysis.concentration_gap import (
    ConcentrationGap as ConcentrationGap,
)
from mineralsec.analysis.concentration_gap import (
    contestable as contestable,
)
from mineralsec.analysis.concentration_gap import (
    ownership_gap as ownership_gap,
)
from mineralsec.analysis.concentration_gap import (
    reserve_gap as reserve_gap,
)
from mineralsec.analysis.disruption.cleared import Cleared as Cleared
from mineralsec.analysis.disruption.cleared import Tornado as Tornado
from mineralsec.analysis.disruption.clearing import Clearing as Clearing
from mineralsec.analysis.disruption.elasticities import (
    Elasticities as Elasticities,
)
from mineralsec.analysis.disruption.elasticities import (
    elasticities as elasticities,
)
from mineralsec.analysis.disruption.impact import Impact as Impact
from mineralsec.analysis.disruption.instruments import InForce as InForce
from mineralsec.analysis.disruption.limits import Limits as Limits
from mineralsec.analysis.disruption.mitigation import (
    Mitigation as Mitigation,
)
from mineralsec.analysis.disruption.mitigation import (
    mitigation as mitigation,
)
from mineralsec.analysis.disruption.options import (
    AddCapacity as AddCapacity,
)
from mineralsec.analysis.disruption.options import (
    AddLane as AddLane,
)
from mineralsec.analysis.disruption.options import (
    AddStock as AddStock,
)
from mineralsec.analysis.disruption.options import (
    Recycle as Recycle,
)
from mineralsec.analysis.disruption.options import (
    Substitute as Substitute,
)
from mineralsec.analysis.disruption.outcome import (
    After as After,
)
from mineralsec.analysis.disruption.outcome import (
    Outcome as Outcome,
)
from mineralsec.analysis.disruption.outcome import (
    Response as Response,
)
from mineralsec.analysis.disruption.plants import (
    CapacityLoss as CapacityLoss,
)
from mineralsec.analysis.disruption.plants import (
    RemoveFacility as RemoveFacility,
)
from mineralsec.analysis.disruption.plants import (
    RemoveOwner as RemoveOwner,
)
from mineralsec.analysis.disruption.portfolio import Portfolio as Portfolio
from mineralsec.analysis.disruption.prorata import ProRata as ProRata
from mineralsec.analysis.disruption.published.threshold_cascade import (
    ThresholdCascade as ThresholdCascade,
)
from mineralsec.analysis.disruption.published.threshold_cascade import (
    threshold_cascade as threshold_cascade,
)
from mineralsec.analysis.disruption.published.trade_vulnerability import (
    TradeVulnerability as TradeVulnerability,
)
from mineralsec.analysis.disruption.published.trade_vulnerability import (
    trade_vulnerability as trade_vulnerability,
)
from mineralsec.analysis.disruption.published.yearlong_disruption import (
    YearlongDisruption as YearlongDisruption,
)
from mineralsec.analysis.disruption.published.yearlong_disruption import (
    yearlong_disruption as yearlong_disruption,
)
from mineralsec.analysis.disruption.reroute import Reroute as Reroute
from mineralsec.analysis.disruption.shocks import (
    CloseLane as CloseLane,
)
from mineralsec.analysis.disruption.shocks import (
    DemandSurge as DemandSurge,
)
from mineralsec.analysis.disruption.shocks import (
    RemoveCountry as RemoveCountry,
)
from mineralsec.analysis.disruption.shocks import (
    Shock as Shock,
)
from mineralsec.analysis.disruption.simulate import (
    remove_country as remove_country,
)
from mineralsec.analysis.disruption.simulate import (
    simulate as simulate,
)
from mineralsec.analysis.disruption.sweep import every_country as every_country
from mineralsec.analysis.disruption.sweep import sweep as sweep
from mineralsec.analysis.disruption.sweep_result import Sweep as Sweep
from mineralsec.analysis.frame_concentration import hhi_by as hhi_by
from mineralsec.analysis.indices import (
    concentration_ratio as concentration_ratio,
)
from mineralsec.analysis.indices import (
    effective_number as effective_number,
)
from mineralsec.analysis.indices import (
    entropy as entropy,
)
from mineralsec.analysis.indices import (
    hhi as hhi,
)
from mineralsec.analysis.indices import (
    hill_number as hill_number,
)
from mineralsec.analysis.indices import (
    normalised_hhi as normalised_hhi,
)
from mineralsec.analysis.inequality import (
    gini as gini,
)
from mineralsec.analysis.inequality import (
    theil as theil,
)
from mineralsec.analysis.inequality import (
    theil_decomposition as theil_decomposition,
)
from mineralsec.analysis.monte_carlo import Draws as Draws
from mineralsec.analysis.monte_carlo import monte_carlo as monte_carlo
from mineralsec.analysis.paths.episode import Episode as Episode
from mineralsec.analysis.paths.simulate_path import simulate_path as simulate_path
from mineralsec.analysis.paths.supply_path import SupplyPath as SupplyPath
from mineralsec.analysis.printed_shares import printed_shares as printed_shares
from mineralsec.analysis.reconciliation import (
    Adjustments as Adjustments,
)
from mineralsec.analysis.reconciliation import (
    Reconciled as Reconciled,
)
from mineralsec.analysis.reconciliation import (
    reconcile as reconcile,
)
from mineralsec.analysis.removal_sets.interaction import (
    Interactions as Interactions,
)
from mineralsec.analysis.removal_sets.interaction import (
    interactions as interactions,
)
from mineralsec.analysis.removal_sets.interdiction import (
    Interdiction as Interdiction,
)
from mineralsec.analysis.removal_sets.interdiction import (
    interdiction as interdiction,
)
from mineralsec.analysis.removal_sets.shapley import Shapley as Shapley
from mineralsec.analysis.removal_sets.shapley import shapley as shapley
from mineralsec.analysis.removal_sets.supply_draws import supply_draws as supply_draws
from mineralsec.analysis.shares import Shares as Shares
from mineralsec.analysis.shares import shares as shares
from mineralsec.analysis.stockpiling import (
    Purchase as Purchase,
)
from mineralsec.analysis.stockpiling import (
    acquisition_pressure as acquisition_pressure,
)
from mineralsec.analysis.stockpiling import (
    newsvendor_stock as newsvendor_stock,
)
from mineralsec.analysis.stockpiling import (
    stock_for_chance as stock_for_chance,
)
from mineralsec.analysis.stockpiling import (
    stock_for_path as stock_for_path,
)
from mineralsec.analysis.tracing import (
    Content as Content,
)
from mineralsec.analysis.tracing import (
    Trace as Trace,
)
from mineralsec.analysis.tracing import (
    embedded_share as embedded_share,
)
from mineralsec.analysis.tracing import (
    trace as trace,
)
from mineralsec.analysis.trend import (
    ConcentrationTrend as ConcentrationTrend,
)
from mineralsec.analysis.trend import (
    concentration_trend as concentration_trend,
)
from mineralsec.datasets import load as load
from mineralsec.datasets.corridors import Corridor as Corridor
from mineralsec.datasets.corridors import corridors as corridors
from mineralsec.errors import (
    DataError as DataError,
)
from mineralsec.errors import (
    GraphError as GraphError,
)
from mineralsec.errors import (
    MineralsecError as MineralsecError,
)
from mineralsec.errors import (
    MineralsecWarning as MineralsecWarning,
)
from mineralsec.errors import (
    RecordError as RecordError,
)
from mineralsec.errors import (
    SolverError as SolverError,
)
from mineralsec.errors import (
    UnitsError as UnitsError,
)
from mineralsec.errors import (
    UnknownNameError as UnknownNameError,
)
from mineralsec.graph.finding import Finding as Finding
from mineralsec.graph.supply_graph import SupplyGraph as SupplyGraph
from mineralsec.io.coded_columns import from_columns as from_columns
from mineralsec.io.frames import from_frame as from_frame
from mineralsec.io.frames import to_frame as to_frame
from mineralsec.io.json_files import read_json as read_json
from mineralsec.io.json_files import write_json as write_json
from mineralsec.model.consumer import Consumer as Consumer
from mineralsec.model.control import Control as Control
from mineralsec.model.flow import Flow as Flow
from mineralsec.model.instrument import (
    Ban as Ban,
)
from mineralsec.model.instrument import (
    Licence as Licence,
)
from mineralsec.model.instrument import (
    Quota as Quota,
)
from mineralsec.model.instrument import (
    Tariff as Tariff,
)
from mineralsec.model.mineral import Form as Form
from mineralsec.model.mineral import Mineral as Mineral
from mineralsec.model.ownership import Owner as Owner
from mineralsec.model.ownership import Stake as Stake
from mineralsec.model.producer import Producer as Producer
from mineralsec.model.refiner import Refiner as Refiner
from mineralsec.model.reserve import Reserve as Reserve
from mineralsec.model.stage import Stage as Stage
from mineralsec.model.stockpile import Stockpile as Stockpile
from mineralsec.provenance import Citation as Citation
from mineralsec.quantities import Between as Between
from mineralsec.quantities import Q as Q
from mineralsec.reporting.chain_figures import plot_chain as plot_chain
from mineralsec.reporting.chain_figures import plot_sankey as plot_sankey
from mineralsec.reporting.map_figure import plot_map as plot_map
from mineralsec.reporting.report import report as report
from mineralsec.units import ureg as ureg
from mineralsec.versions import show_versions as show_versions

__version__: str
__all__: list[str]
