"""A page of headings, words, tables and pictures, written as HTML or as Markdown."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING, TypeAlias

from attrs import frozen

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Block", "Bullets", "Heading", "Interactive", "Page", "Paragraph", "Picture", "Table"]
__all__ += ["html_of", "markdown_of", "picture_of"]


@frozen
class Heading:
    """A heading of the second level."""

    text: str


@frozen
class Paragraph:
    """A paragraph of plain words."""

    text: str


@frozen
class Bullets:
    """A list of plain lines."""

    lines: Sequence[str]


@frozen
class Table:
    """Rows of plain cells; figures are aligned to the right."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]


@frozen
class Picture:
    """A drawing as SVG, with what it shows in words."""

    svg: bytes
    words: str


@frozen
class Interactive:
    """A piece of HTML that needs JavaScript, and what stands there without it."""

    html: str
    still: Picture


Block: TypeAlias = Heading | Paragraph | Bullets | Table | Picture | Interactive


@frozen
class Page:
    """A title and what stands below it."""

    title: str
    blocks: Sequence[Block]


def picture_of(ax: Axes, words: str) -> Picture:
    """Return a chart as a picture that is the same bytes every time."""
    from matplotlib import rc_context

    stream = BytesIO()
    with rc_context({"svg.hashsalt": "mineralsec"}):
        # drawn Axes always have a figure
        figure = ax.get_figure(root=True)
        assert figure is not None
        figure.savefig(stream, format="svg", metadata={"Date": None})
    return Picture(stream.getvalue(), words)


# --- HTML -------------------------------------------------------------------------------------

_STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, "Segoe UI", "Liberation Sans", sans-serif; color: #1d2733;
  background: #fff; max-width: 60rem; margin: 0 auto; padding: 1rem; overflow-wrap: break-word; }
h1 { font-size: 1.7rem; line-height: 1.2; }
h2 { font-size: 1.25rem; margin-top: 2rem; border-bottom: 1px solid #b9cbdc; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.9rem; }
th, td { text-align: left; padding: 0.2rem 0.9rem 0.2rem 0; vertical-align: top; }
th { border-bottom: 2px solid #12304d; }
td { border-bottom: 1px solid #e4e9ed; }
td.figure, th.figure { text-align: right; font-variant-numeric: tabular-nums; }
img { max-width: 100%; height: auto; }
footer { margin-top: 3rem; font-size: 0.85rem; color: #5f6b76; }
"""


def html_of(page: Page) -> str:
    """Return a page that needs nothing else: no file, no network, no script but its own.

    Examples
    --------
    >>> "<h1>A &amp; B</h1>" in html_of(Page("A & B", [Paragraph("words")]))
    True
    """
    body = "\n".join(_html(block) for block in page.blocks)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<link rel="icon" href="data:,">\n'
        f"<title>{escape(page.title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n<h1>{escape(page.title)}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _html(block: Block) -> str:
    match block:
        case Heading():
            return f"<h2>{escape(block.text)}</h2>"
        case Paragraph():
            return f"<p>{escape(block.text)}</p>"
        case Bullets():
            lines = "".join(f"<li>{escape(line)}</li>" for line in block.lines)
            return f"<ul>{lines}</ul>"
        case Table():
            return _html_table(block)
        case Picture():
            data = base64.b64encode(block.svg).decode("ascii")
            words = escape(block.words, quote=True)
            return f'<p><img alt="{words}" src="data:image/svg+xml;base64,{data}"></p>'
        case Interactive():
            return f'<div class="wide">{block.html}</div><noscript>{_html(block.still)}</noscript>'


def _html_table(block: Table) -> str:
    right = [_figures(block, i) for i in range(len(block.header))]
    look = [' class="figure"' if figure else "" for figure in right]
    head = "".join(
        f'<th scope="col"{kind}>{escape(name)}</th>'
        for name, kind in zip(block.header, look, strict=True)
    )
    rows = "".join(
        "<tr>"
        + "".join(f"<td{kind}>{escape(cell)}</td>" for cell, kind in zip(row, look, strict=True))
        + "</tr>"
        for row in block.rows
    )
    return (
        f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
        "</div>"
    )


def _figures(block: Table, column: int) -> bool:
    """Return whether a column holds figures: every cell that says something starts with one."""
    cells = [row[column] for row in block.rows if row[column]]
    return bool(cells) and all(cell[0].isdigit() or cell[0] in "-<>–" for cell in cells)


# --- Markdown ---------------------------------------------------------------------------------


def markdown_of(page: Page) -> str:
    r"""Return the page as Markdown; pictures are inside the text.

    Examples
    --------
    >>> print(markdown_of(Page("A", [Bullets(["x*y"])])))
    # A
    <BLANKLINE>
    - x\*y
    <BLANKLINE>
    """
    return "\n\n".join([f"# {_plain(page.title)}", *map(_markdown, page.blocks)]) + "\n"


def _plain(text: str) -> str:
    for sign in "\\`*_[]<>|#":
        text = text.replace(sign, "\\" + sign)
    return text


def _markdown(block: Block) -> str:
    match block:
        case Heading():
            return f"## {_plain(block.text)}"
        case Paragraph():
            return _plain(block.text)
        case Bullets():
            return "\n".join(f"- {_plain(line)}" for line in block.lines)
        case Table():
            right = ["---:" if _figures(block, i) else "---" for i in range(len(block.header))]
            lines = [map(_plain, block.header), right, *(map(_plain, row) for row in block.rows)]
            return "\n".join(f"| {' | '.join(line)} |" for line in lines)
        case Picture():
            data = base64.b64encode(block.svg).decode("ascii")
            return f"![{_plain(block.words)}](data:image/svg+xml;base64,{data})"
        case Interactive():
            return _markdown(block.still)
