"""The page of reproduced results, made from the checks that the tests run.

    ```{reproduced-results}
    ```

One table of methods, then every number that does not come out, with its reason.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

PUBLISHED = Path(__file__).parents[2] / "tests" / "published"


def checks_module() -> ModuleType:
    """Load the checks from the tests, which are no installed package."""
    name = "published_checks"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, PUBLISHED / "checks.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


def summary(checks: Any) -> list[tuple[str, ...]]:
    """Return a row a method: name, source, rows, tried, within tolerance, worst miss."""
    rows = []
    for method in dict.fromkeys(check.method for check in checks):
        mine = [check for check in checks if check.method == method]
        tried = [check for check in mine if check.within is not None]
        missed = [check for check in tried if not check.within and check.distance is not None]
        worst = max(missed, key=lambda check: check.distance, default=None)
        words = "none"
        if worst is not None:
            words = f"{worst.item}: {worst.published} printed, {worst.ours:.2f} computed"
        sources = dict.fromkeys(check.source for check in mine)
        source = next(iter(sources)) if len(sources) == 1 else "see each number"
        within = sum(bool(check.within) for check in tried)
        rows.append((method, source, str(len(mine)), str(len(tried)), str(within), words))
    return rows


def untried(checks: Any) -> list[tuple[str, ...]]:
    """Return why numbers were not tried, and how many for each reason."""
    counts: dict[tuple[str, str], int] = {}
    for check in checks:
        if check.within is None:
            reason = check.reason.partition(": ")[0]
            counts[check.method, reason] = counts.get((check.method, reason), 0) + 1
    return [(method, reason, str(count)) for (method, reason), count in counts.items()]


class ReproducedResults(SphinxDirective):
    """The directive ``reproduced-results``."""

    def run(self) -> list[nodes.Node]:
        module = checks_module()
        self.env.note_dependency(str(PUBLISHED / "checks.py"))
        checks = module.checks()
        misses = [
            tuple(row[key] for key in ("method", "item", "published", "ours", "reason"))
            for row in module.table("misses.csv")
        ]
        heads = ("method", "source", "numbers", "tried", "within", "worst miss")
        return [
            table(heads, (24, 28, 8, 8, 8, 24), summary(checks)),
            nodes.rubric(text="Every number that does not come out"),
            table(("method", "number", "printed", "computed", "why"), (22, 20, 8, 8, 42), misses),
            nodes.rubric(text="What could not be tried"),
            table(("method", "why", "numbers"), (34, 54, 12), untried(checks)),
        ]


def table(
    heads: tuple[str, ...], widths: tuple[int, ...], rows: list[tuple[str, ...]]
) -> nodes.table:
    """Return a table of plain text."""
    made = nodes.table(classes=["reproduced-results"])
    group = nodes.tgroup(cols=len(heads))
    made += group
    group += [nodes.colspec(colwidth=width) for width in widths]
    head, body = nodes.thead(), nodes.tbody()
    group += [head, body]
    for part, lines in ((head, [heads]), (body, rows)):
        for line in lines:
            row = nodes.row()
            for cell in line:
                entry = nodes.entry()
                entry += nodes.paragraph(text=cell)
                row += entry
            part += row
    return made


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("reproduced-results", ReproducedResults)
    return {"parallel_read_safe": True}
