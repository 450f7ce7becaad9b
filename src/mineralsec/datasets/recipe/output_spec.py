"""The words in which `chains` says where the output of a stage comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Anchored", "CarriedForward", "CitedShares", "CitedTotal", "EuShares", "IeaOutput"]
__all__ += ["MassBalance", "Output", "StatedTotal", "UsgsTable"]


@dataclass(frozen=True)
class UsgsTable:
    """A world table of the Mineral Commodity Summaries.

    Parameters
    ----------
    chapter, commodity, slug
        What the editions 2026, 2025 and 2022 to 2024 call the commodity; the edition of 2025 may
        have it under several names.
    words
        Words that the statistic must contain, in lower case; of several, one of them. Rows of
        one country, year and edition are added up.
    capacity, reserves
        Words that rows of capacity and of reserves must contain; None where the edition's
        column holds something else.
    without
        Words that no statistic may contain.
    unit_mass
        Where the publisher counts no mass: tonnes per unit printed, and why.
    """

    chapter: str
    commodity: str | tuple[str, ...]
    slug: str
    words: str | tuple[str, ...] = "mine production"
    capacity: str | None = ""
    reserves: str | None = ""
    without: tuple[str, ...] = ()
    unit_mass: tuple[float, str] | None = None

    def counts(self, quantity: str, detail: str) -> bool:
        """Say whether a row of the table is meant."""
        text = detail.casefold()
        if any(word in text for word in self.without):
            return False
        if quantity == "production":
            words = (self.words,) if isinstance(self.words, str) else self.words
            return any(word in text for word in words)
        word = self.capacity if quantity == "capacity" else self.reserves
        return word is not None and word in text


@dataclass(frozen=True)
class IeaOutput:
    """Output of 2024 by country, International Energy Agency.

    `stage` is the publisher's word. `same_scope` is False where the IEA counts something else
    (magnet rare earths, graphite of every kind): then only the shares are used, scaled to the
    stage before.
    """

    mineral: str
    same_scope: bool = True
    stage: Literal["mine", "refinery"] = "refinery"


@dataclass(frozen=True)
class CitedTotal:
    """World output of a stage as one source states it (``stage_shares.csv``, place ``WLD``)."""

    mineral: str
    stage: str
    year: int


@dataclass(frozen=True)
class StatedTotal:
    """World output of a stage between two figures that one page states.

    Parameters
    ----------
    low, high
        Tonnes; the middle is the point.
    source
        Key of the page in the sources of the recipe.
    why
        What the two figures are.
    """

    low: float
    high: float
    source: str
    why: str


@dataclass(frozen=True)
class Anchored:
    """World output of a stage: what one place ships on balance, over its share of the stage.

    For a good whose exporter uses next to nothing of it at home.
    """

    place: str
    why: str


@dataclass(frozen=True)
class EuShares:
    """Shares of a stage, European Commission 2023 (mean of about 2016-2020).

    `without` names places whose share counts something else, each with the reason; `stage` is
    processing or extraction; `total` is what the shares are of, None the stage before.
    """

    material: str
    without: tuple[tuple[str, str], ...] = ()
    stage: Literal["P", "E"] = "P"
    total: CitedTotal | StatedTotal | Anchored | None = None


@dataclass(frozen=True)
class CitedShares:
    """Shares of a stage as one source states them (``stage_shares.csv``); the rest is residual.

    Parameters
    ----------
    mineral, stage, form
        The rows, in the file's words.
    year
        Year the share belongs to.
    total
        Whose world output the shares are of, with the factor that turns it into the chain's
        basis and why; None takes the output of the stage before.
    """

    mineral: str
    stage: str
    form: str
    year: int
    total: tuple[IeaOutput, float, str] | None = None


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
class MassBalance:
    """Intake by place: output of the stage before, plus what arrives of it, less what leaves.

    For ore that has one use, whose trade is observed under codes of its own.

    Parameters
    ----------
    least
        Share of the world's ore below which a place is given no plant: so little is not told
        from stocks and from errors of the trade statistics.
    at_mines
        Why only places that make the ore have plants, or empty.
    without
        Places that are given no plant whatever stays there, each with the reason.
    """

    least: float
    at_mines: str = ""
    without: tuple[tuple[str, str], ...] = ()


Output = UsgsTable | IeaOutput | EuShares | CitedShares | CarriedForward | MassBalance
