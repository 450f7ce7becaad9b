"""Small HTML cards and tables for notebooks: escaped, readable on dark and light pages.

They carry no colour of their own and load nothing: text and lines take the colour of the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

__all__ = ["aligned", "card", "table"]

_FRAME = (
    "border:1px solid currentColor;border-radius:6px;padding:0.6em 0.9em;"
    "display:inline-block;max-width:100%;overflow-x:auto;color:inherit"
)
_TABLE = "border-collapse:collapse;background:transparent;color:inherit"
_KEY = "text-align:left;font-weight:normal;opacity:0.7;padding:0.1em 1em 0.1em 0"
_CELL = "text-align:left;padding:0.1em 1em 0.1em 0"
_HEAD = f"{_CELL};font-weight:bold;border-bottom:1px solid currentColor"


def card(
    title: object, rows: Iterable[tuple[object, object]], *, notes: Iterable[object] = ()
) -> str:
    """Return an HTML card: a title, rows of name and value, notes below.

    Parameters
    ----------
    title
        First line.
    rows
        Pairs of name and value; every value is shown as text.
    notes
        Lines below the rows.

    Examples
    --------
    >>> "&lt;b&gt;" in card("<b>", [("mineral", "gallium")])
    True
    """
    body = "".join(
        f'<tr><th scope="row" style="{_KEY}">{escape(str(name))}</th>'
        f'<td style="{_CELL}">{escape(str(value))}</td></tr>'
        for name, value in rows
    )
    below = "".join(
        f'<div style="opacity:0.8;font-size:0.9em">{escape(str(note))}</div>' for note in notes
    )
    inner = f'<table style="{_TABLE}"><tbody>{body}</tbody></table>' if body else ""
    top = f"<div><strong>{escape(str(title))}</strong></div>"
    return f'<div style="{_FRAME}">{top}{inner}{below}</div>'


def table(header: Sequence[object], rows: Iterable[Sequence[object]], caption: object = "") -> str:
    """Return an HTML table.

    Parameters
    ----------
    header
        Names of the columns.
    rows
        Cells of each row, as many as there are columns.
    caption
        Line above the table.

    Examples
    --------
    >>> table(["place"], [["CHN"]]).count("<tr>")
    2
    """
    top = f'<caption style="{_CELL}">{escape(str(caption))}</caption>' if caption else ""
    head = "".join(f'<th scope="col" style="{_HEAD}">{escape(str(name))}</th>' for name in header)
    body = "".join(
        "<tr>" + "".join(f'<td style="{_CELL}">{escape(str(c))}</td>' for c in row) + "</tr>"
        for row in rows
    )
    return (
        f'<table style="{_TABLE}">{top}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    )


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows of cells as lines of text whose columns stand below each other.

    Examples
    --------
    >>> aligned([("gallium", "0.98"), ("tin", "0.2")])
    ['  gallium  0.98', '  tin      0.2']
    """
    width = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  " + "  ".join(c.ljust(w) for c, w in zip(row, width, strict=True)).rstrip()
        for row in rows
    ]
