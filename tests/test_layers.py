"""Imports point one way, and every module has a name that says what is in it."""

from __future__ import annotations

import ast
import contextlib
import functools
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src"

#: From the ground up. A module imports from its own line and from the lines before it.
LAYERS = (
    ("errors",),
    ("arguments",),
    ("units",),
    ("quantities", "provenance", "places"),
    ("plotting", "cards", "solver", "quadratic", "maximum_flow"),
    ("model",),
    ("graph",),
    ("io", "datasets"),
    (
        "analysis.words",
        "analysis.amounts",
        "analysis.holdings",
        "analysis.ownership",
        "analysis.held",
        "analysis.holders",
        "analysis.shares",
        "analysis.indices",
        "analysis.inequality",
        "analysis.bounds",
        "analysis.bands",
        "analysis.printed_shares",
        "analysis.metric_bounds",
        "analysis.frame_columns",
        "analysis.frame_concentration",
        "analysis.stage_concentration",
        "analysis.reconciliation",
    ),
    ("analysis.concentration", "analysis.coverage", "analysis.tracing"),
    ("analysis.concentration_gap", "analysis.trend"),
    ("analysis.disruption",),
    ("analysis.paths", "analysis.stockpiling", "analysis.removal_sets", "analysis.monte_carlo"),
    ("analysis.chokepoints", "analysis.criticality"),
    ("analysis",),
    ("reporting",),
    ("cli", "testing", "versions"),
    ("__main__",),
)
#: Inside the disruption package, in the order a shock goes through it.
INNER = ("limits", "shocks", "prorata", "reroute", "impact", "simulate", "sweep")

#: From here up a module may import the face of the package, which names everything.
FACE = next(floor for floor, names in enumerate(LAYERS) if "cli" in names)

FORBIDDEN = {"utils", "util", "helpers", "helper", "common", "core", "misc"}


def room(module: str) -> str:
    """Return the entry of LAYERS that `module` belongs to, e.g. ``"model"`` of model.flow."""
    parts = module.split(".")[1:]
    known = {name for names in LAYERS for name in names}
    for depth in range(len(parts), 0, -1):
        if (name := ".".join(parts[:depth])) in known:
            return name
    raise LookupError(f"{module} stands on no floor of LAYERS: put it in its place")


def rank(module: str) -> int:
    """Return the floor of `module`, e.g. ``"mineralsec.model.flow"``."""
    return next(floor for floor, names in enumerate(LAYERS) if room(module) in names)


def imports(source: str, module: str, is_package: bool = False) -> Iterator[str]:
    """Yield every module of ours that `source` names in an import, wherever it stands.

    The tree is walked whole, so imports for type checking and inside functions count too.
    """
    package = module.split(".") if is_package else module.split(".")[:-1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            base = ".".join(part for part in (base, node.module) if part)
            # "from package import name" may name a module
            names = [f"{base}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (name for name in names if name.split(".")[0] == "mineralsec")


@functools.cache
def sources() -> dict[str, str]:
    found = {}
    for path in sorted((SOURCE / "mineralsec").rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = path.read_text(encoding="utf-8")
    return found


def upward(modules: Mapping[str, str]) -> list[str]:
    """Return a line for every import of `modules` that points up."""
    packages = {name.rpartition(".")[0] for name in modules}
    return [
        f"{module} imports {name}"
        for module, source in modules.items()
        if module != "mineralsec"  # the face names everything, on first use
        for name in imports(source, module, module in packages)
        if rank_of_import(name) > rank(module)
    ]


def rank_of_import(name: str) -> int:
    """Return the floor of an imported name; one that is in no room is a name of the face."""
    if name == "mineralsec.__version__":
        return 0  # a constant, there before anything is imported
    try:
        return rank(name)
    except LookupError:
        return FACE


def circles(modules: Mapping[str, str]) -> list[str]:
    """Return the rooms that can reach themselves through other rooms.

    Inside a room, two halves of one class may name each other's types.
    """
    packages = {name.rpartition(".")[0] for name in modules}
    graph: dict[str, set[str]] = {}
    for module, source in modules.items():
        if module == "mineralsec":
            continue
        here = graph.setdefault(room(module), set())
        for name in imports(source, module, module in packages):
            with contextlib.suppress(LookupError):
                here |= {room(name)} - {room(module)}

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        todo = list(graph[start])
        while todo:
            if (name := todo.pop()) not in seen:
                seen.add(name)
                todo.extend(graph.get(name, ()))
        return seen

    return sorted(name for name in graph if name in reached(name))


def inner_upward(modules: Mapping[str, str]) -> list[str]:
    """Return a line for every import inside the disruption package that points up."""
    home = "mineralsec.analysis.disruption."

    def floor(name: str) -> int | None:
        part = name.removeprefix(home).split(".")[0]
        return INNER.index(part) if name.startswith(home) and part in INNER else None

    return [
        f"{module} imports {name}"
        for module, source in modules.items()
        if (mine := floor(module)) is not None
        for name in imports(source, module)
        if (theirs := floor(name)) is not None and theirs > mine
    ]


def test_no_import_points_up():
    assert upward(sources()) == []


def test_the_order_inside_disruption_holds():
    assert inner_upward(sources()) == []


def test_no_two_parts_import_each_other():
    assert circles(sources()) == []


def test_every_module_stands_on_a_floor():
    for module in sources():
        if module != "mineralsec":
            rank(module)


def test_no_module_is_named_after_nothing():
    assert [m for m in sources() if FORBIDDEN & set(m.split("."))] == []


def test_no_module_is_longer_than_400_lines():
    long = {m: n for m, s in sources().items() if (n := len(s.splitlines())) > 400}
    assert long == {}


def test_no_top_level_module_bears_the_name_of_a_public_function():
    import mineralsec

    top = {m.split(".")[1] for m in sources() if m.count(".") == 1}
    assert top & set(mineralsec.__all__) <= set(mineralsec._MODULES)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("mineralsec.model.flow", "from mineralsec.graph.supply_graph import SupplyGraph"),
        ("mineralsec.model.flow", "if TYPE_CHECKING:\n    import mineralsec.analysis.shares"),
        ("mineralsec.model.flow", "def f():\n    from ..graph import columns"),
        ("mineralsec.solver", "from mineralsec.model import flow"),
        ("mineralsec.units", "from mineralsec import quantities"),
        ("mineralsec.graph.columns", "from mineralsec import SupplyGraph"),
        ("mineralsec.graph.columns", "import mineralsec"),
        ("mineralsec.analysis.shares", "from mineralsec.analysis.disruption import Impact"),
        ("mineralsec.analysis.disruption.impact", "from ..chokepoints import chokepoints"),
    ],
)
def test_an_import_that_points_up_is_seen(module, source):
    assert len(upward({module: source})) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("mineralsec.graph.columns", "from mineralsec.model.flow import Flow\nimport numpy"),
        ("mineralsec.graph.columns", "from .findings import Finding"),
        ("mineralsec.analysis.chokepoints.loss", "from ..disruption import sweep"),
        ("mineralsec.cli.app", "from mineralsec.analysis.disruption import sweep"),
        ("mineralsec.cli.app", "import mineralsec"),
    ],
)
def test_an_import_that_points_down_or_aside_passes(module, source):
    assert upward({module: source}) == []


def test_a_circle_is_seen():
    modules = {
        "mineralsec.io.a": "from mineralsec.datasets import load",
        "mineralsec.datasets.b": "def f():\n    from ..io import a",
        "mineralsec.graph.c": "from mineralsec.model.flow import Flow",
    }
    assert circles(modules) == ["datasets", "io"]


def test_two_halves_of_one_part_are_no_circle():
    modules = {
        "mineralsec.graph.a": "from mineralsec.graph.b import B",
        "mineralsec.graph.b": "if TYPE_CHECKING:\n    from mineralsec.graph.a import A",
    }
    assert circles(modules) == []


def test_a_response_that_imports_the_sweep_is_seen():
    modules = {"mineralsec.analysis.disruption.reroute": "from .sweep import Sweep"}
    assert len(inner_upward(modules)) == 1
