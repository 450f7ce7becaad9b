"""The documents of :mod:`mineralsec.cli.answers`, as tables for people."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from mineralsec import quantities

__all__ = ["chokepoints", "concentration", "data", "removal", "removal_of"]

#: Rows of a long list that are shown; ``--json`` gives all of them.
_SHOWN = 12

Column = tuple[str, bool]  # heading, and whether it holds numbers


def _console() -> Console:
    # In a pipe there is no width to fit: wide enough that no row is broken.
    width = None if sys.stdout.isatty() else 140
    return Console(width=width, highlight=False, soft_wrap=False)


def _say(console: Console, text: str) -> None:
    # In a pipe a line stays a line, for those who search it.
    console.print(Text(text), soft_wrap=not console.is_terminal)


def _table(columns: Sequence[Column], rows: Iterable[Sequence[str]], title: str = "") -> Table:
    table = Table(
        box=box.SIMPLE_HEAD, title=title or None, title_justify="left", title_style="bold"
    )
    for heading, number in columns:
        table.add_column(heading, justify="right" if number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))  # Text: a name in brackets is no markup
    return table


def percent(share: float | None) -> str:
    """Return a share for people; what is unknown is a dash.

    Examples
    --------
    >>> percent(0.264), percent(0.004), percent(0.0), percent(None)
    ('26 %', '0.4 %', '0 %', '-')
    """
    return "-" if share is None else quantities.percent(share)


def span(low: float | None, high: float | None) -> str:
    """Return a range of shares for people.

    Examples
    --------
    >>> span(0.0, 0.5), span(0.23, 0.23), span(None, 0.5)
    ('0 to 50 %', '23 %', '-')
    """
    if low is None or high is None:
        return "-"
    if percent(low) == percent(high):
        return percent(low)
    return f"{percent(low)[:-2]} to {percent(high)}"


def tonnes(amount: float | None) -> str:
    """Return tonnes for people: three figures, thousands apart.

    Examples
    --------
    >>> tonnes(1234567.0), tonnes(0.1234), tonnes(0.0), tonnes(None)
    ('1,230,000', '0.123', '0', '-')
    """
    if amount is None:
        return "-"
    rounded = float(f"{amount:.3g}")
    return f"{rounded:,.0f}" if rounded == 0 or abs(rounded) >= 100 else f"{rounded:,.3g}"


def _notes(console: Console, notes: Sequence[str], heading: str = "Assumptions") -> None:
    if not notes:
        return
    _say(console, f"{heading}:")
    for note in notes[:_SHOWN]:
        _say(console, f"  - {note}")
    if (more := len(notes) - _SHOWN) > 0:
        _say(console, f"  - and {more} more, in --json")


# --- what if ----------------------------------------------------------------------------------


def removal(document: dict[str, Any]) -> None:
    """Show one row for each mineral."""
    console = _console()
    _say(console, f"Scope: {document['scope']}.")
    columns = (
        ("mineral", False),
        ("unmet", True),
        ("range", True),
        ("own use", True),
        ("grade", False),
        ("hit hardest", False),
        ("t/yr", True),
        ("held back at", False),
    )
    rows = []
    for row in document["minerals"]:
        worst = row["worst_hit"] or {"name": "nobody", "shortfall_tonnes_per_year": None}
        rows.append(
            (
                row["mineral"],
                percent(row["shortfall_share"]),
                span(row["shortfall_share_low"], row["shortfall_share_high"]),
                percent(row["own_use_share_of_world"]),
                row["grade"],
                worst["name"],
                tonnes(worst["shortfall_tonnes_per_year"]),
                row["binding_stage"] or "-",
            )
        )
    console.print(_table(columns, rows))
    _say(
        console,
        f"unmet: share of {document['share_of']}, first year. "
        "range: from a full re-arrangement to today's contracts.",
    )
    _say(
        console,
        "own use: the removed place's part of the world's use. Where it is large, what others "
        "import as goods made from it is not in this graph.",
    )
    _say(
        console,
        "hit hardest: who goes short of most, in t/yr of contained mineral; not placed is use that "
        "no source gives to a country. held back at: the stage that limits what others can do.",
    )
    _say(console, "grade: A observed, B modelled trade, C modelled production or no trade.")
    if document["untouched"]:
        _say(console, f"Nothing of it here: {', '.join(document['untouched'])}.")
    _say(console, "For one mineral in detail add --mineral NAME; --json lists assumptions.")


def removal_of(document: dict[str, Any]) -> None:
    """Show one mineral: why, who goes short, what holds supply back."""
    console = _console()
    for line in document["explanation"]:
        _say(console, line)
    if document["places"]:
        shown = document["places"][:_SHOWN]
        rows = [(row["name"], tonnes(row["shortfall_tonnes_per_year"])) for row in shown]
        console.print(_table((("goes short", False), ("t/yr", True)), rows))
    limits = [row for row in document["binding"] if row["kind"] != "lane"]
    if limits:
        columns = (
            ("holds supply back", False),
            ("stage", False),
            ("limit, t/yr", True),
            ("served by one more t", True),
        )
        console.print(
            _table(
                columns,
                [
                    (
                        row["name"],
                        row["stage"],
                        tonnes(row["limit_tonnes_per_year"]),
                        tonnes(row["use_served_per_tonne"]),
                    )
                    for row in limits[:_SHOWN]
                ],
            )
        )
    _notes(console, document["notes"])


# --- how concentrated -------------------------------------------------------------------------


def concentration(document: dict[str, Any]) -> None:
    """Show one row for each mineral and stage."""
    console = _console()
    columns = (
        ("mineral", False),
        ("stage", False),
        ("HHI", True),
        ("bounds", True),
        ("largest", False),
        ("share", True),
        ("not placed", True),
        ("withheld", False),
        ("quality", False),
    )
    rows = [
        (
            row["mineral"],
            row["stage"] or "-",
            f"{row['hhi']:.3f}",
            f"{row['hhi_low']:.3f} to {row['hhi_high']:.3f}",
            row["largest_holder"] or "no name",
            percent(row["largest_share"]),
            percent(row["residual_share"]),
            ", ".join(row["withheld"]),
            row["quality"] or "",
        )
        for row in document["rows"]
    ]
    console.print(_table(columns, rows, f"Output of {document['year']} by {document['by']}"))
    for row in document["rows"]:
        holders = row.get("holders", ())[:_SHOWN]
        if holders:
            shares = [(one["holder"], percent(one["share"])) for one in holders]
            console.print(_table((("holder", False), ("share", True)), shares, row["stage"] or ""))
    _say(console, "HHI: 0 to 1, one holder is 1. Bounds: what withheld figures allow.")
    for gap in document["missing"]:
        where = " ".join(filter(None, (gap["mineral"], gap["stage"])))
        _say(console, f"Not measured: {where}: {gap['reason']}")


# --- where does it choke ----------------------------------------------------------------------


def chokepoints(document: dict[str, Any]) -> None:
    """Show one row for each place."""
    console = _console()
    columns = (
        ("place", False),
        ("stage", False),
        ("loss", True),
        ("range", True),
        ("passes through", True),
        ("of output", True),
        ("hub", False),
        ("others with spare output, t/yr", False),
    )
    rows = [
        (
            row["name"],
            row["stage"],
            percent(row["loss_share"]),
            span(row["loss_share_low"], row["loss_share_high"]),
            percent(row["flow_coverage_share"]),
            percent(row["output_share"]),
            "yes" if row["re_export_hub"] else "",
            ", ".join(
                f"{other['place']} {tonnes(other['spare_tonnes_per_year'])}"
                for other in row["alternatives"]
            ),
        )
        for row in document["rows"][:_SHOWN]
    ]
    whose = document["consumer"] or "everybody else"
    title = f"{document['mineral']} of {document['year']} for {whose}, grade {document['grade']}"
    console.print(_table(columns, rows, title))
    if (more := len(document["rows"]) - _SHOWN) > 0:
        _say(console, f"{more} more places, in --json.")
    _say(console, document["definition"])
    _notes(console, document["notes"], "Notes")


# --- what is bundled --------------------------------------------------------------------------


def data(document: dict[str, Any]) -> None:
    """Show what is bundled, and how complete it is."""
    console = _console()
    columns = (
        ("mineral", False),
        ("stages", False),
        ("years", False),
        ("makers", True),
        ("flows", True),
        ("consumers", True),
        ("grade", False),
    )
    rows = [
        (
            row["mineral"],
            ", ".join(row["stages"]),
            f"{min(row['years'])} to {max(row['years'])}",
            str(row["makers"]),
            str(row["flows"]),
            str(row["consumers"]),
            row["grade"],
        )
        for row in document["minerals"]
    ]
    console.print(_table(columns, rows, f"{document['dataset']}, year {document['year']}"))
    for word, meaning in document["grades"].items():
        _say(console, f"grade {word}: {meaning}")
    _say(console, f"Editions: {', '.join(document['vintages'])}")
    _say(console, f"Licences: {', '.join(document['licences'])}")
    _say(console, f"Publishers: {len(document['publishers'])}, in --json")
    counts = document["findings"]
    _say(
        console,
        f"Findings: {counts['error']} errors, {counts['warning']} warnings, "
        f"{counts['note']} notes. The worst:",
    )
    for finding in document["worst_findings"]:
        _say(console, f"  - {finding}")
    _say(console, f"SHA-256 of the files: {document['sha256']}")
