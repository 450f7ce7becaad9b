"""Which US statistics make up each published net import reliance.

One entry a printed line of the Mineral Commodity Summaries. Words are the end of the statistic's
name, after the colon where there is one; an empty word is the only row of its kind.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ROLES", "Earlier", "Reliance"]

#: What a statistic can be in a line of net import reliance.
ROLES = ("production", "imports", "exports", "stocks", "government", "consumption")


@dataclass(frozen=True)
class Earlier:
    """Stocks at the end of 2020: a column of an older edition's file."""

    edition: int
    file: str
    column: str
    unit: str


@dataclass(frozen=True)
class Reliance:
    """One line "net import reliance" and the lines it is made of.

    Parameters
    ----------
    mineral, form
        Name in the world dataset, and which of its forms; empty where there is one.
    chapter, commodity
        As the edition of 2026 prints them; no commodity takes every one of the chapter.
    reliance
        End of the printed line, where the chapter has several.
    imports, exports, production, stocks, government
        Lines that are added up; None takes every line of that kind.
    consumption
        The line that is the denominator; None takes the only one, "" says there is none.
    earlier
        Stocks at the end of 2020.
    unpublished
        What the printed line rests on that is not published.
    note
        What the reader must know, such as a line that the definition does not name.
    """

    mineral: str
    chapter: str
    form: str = ""
    commodity: str = ""
    reliance: str = ""
    imports: tuple[str, ...] | None = None
    exports: tuple[str, ...] | None = None
    production: tuple[str, ...] | None = None
    stocks: tuple[str, ...] = ()
    government: tuple[str, ...] = ()
    consumption: str | None = None
    earlier: tuple[Earlier, ...] = ()
    unpublished: str = ""
    note: str = ""

    def terms(self, role: str) -> tuple[str, ...] | None:
        """Return the words of one role; None takes every line of that kind."""
        if role == "consumption":
            return None if self.consumption is None else tuple(filter(None, (self.consumption,)))
        found: tuple[str, ...] | None = getattr(self, role)
        return found
