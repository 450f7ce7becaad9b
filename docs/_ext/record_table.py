"""A table of the fields of a record, made from its class, so that it cannot drift.

    ```{record-table} Flow
    ```

The unit, meaning and invariant of a field are in its attrs metadata; a field without them
fails the build.
"""

from __future__ import annotations

import attrs
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

import mineralsec

HEADINGS = ("field", "default", "unit", "meaning", "always holds")


def default_of(attribute: attrs.Attribute) -> str:
    """Return the default as a reader would write it; empty for a field that must be given."""
    if attribute.default is attrs.NOTHING:
        return ""
    if isinstance(attribute.default, attrs.Factory):
        return repr(attribute.default.factory())
    return repr(attribute.default)


def rows_of(record: type) -> list[tuple[str, ...]]:
    """Return one row per public field: name, default, unit, meaning, invariant."""
    rows = []
    for attribute in attrs.fields(record):
        if attribute.name.startswith("_") or not attribute.init:
            continue
        told = attribute.metadata
        if not told.get("doc"):
            raise LookupError(f"{record.__name__}.{attribute.name} has no metadata 'doc'")
        unit, invariant = told.get("unit", "-"), told.get("invariant", "")
        rows.append((attribute.name, default_of(attribute), unit, told["doc"], invariant))
    return rows


class RecordTable(SphinxDirective):
    """The directive ``record-table``; its argument is a public class of mineralsec."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        rows = rows_of(getattr(mineralsec, self.arguments[0]))
        table = nodes.table(classes=["record-table"])
        group = nodes.tgroup(cols=len(HEADINGS))
        table += group
        group += [nodes.colspec(colwidth=width) for width in (14, 12, 12, 36, 26)]
        head = nodes.thead()
        head += self.row([nodes.Text(text) for text in HEADINGS])
        group += head
        body = nodes.tbody()
        for name, default, unit, doc, invariant in rows:
            shown = nodes.literal(text=default) if default else nodes.Text("")
            body += self.row([nodes.literal(text=name), shown, unit, doc, invariant])
        group += body
        return [table]

    def row(self, cells: list[nodes.Node | str]) -> nodes.row:
        row = nodes.row()
        for cell in cells:
            entry, paragraph = nodes.entry(), nodes.paragraph()
            if isinstance(cell, str):  # text of the metadata may hold ``literals``
                children, messages = self.state.inline_text(cell, self.lineno)
                paragraph += [*children, *messages]
            else:
                paragraph += cell
            entry += paragraph
            row += entry
        return row


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("record-table", RecordTable)
    return {"parallel_read_safe": True}
