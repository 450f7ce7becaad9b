"""Imports point one way, and every module has a name that says what is in it."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src"

#: From the ground up. A module imports from its own line and from the lines before it.
LAYERS = (
    ("errors",),
    ("units",),
    ("quantities", "provenance", "places"),
    ("plotting", "cards", "solver"),
    ("model",),
    ("graph",),
    ("io", "datasets"),
    (
        "analysis.words",
        "analysis.amounts",
        "analysis.frames",
        "analysis.holdings",
        "analysis.holders",
        "analysis.shares",
        "analysis.indices",
        "analysis.inequality",
        "analysis.bounds",
        "analysis.bands",
        "analysis.stage_concentration",
    ),
    ("analysis.concentration", "analysis.tracing"),
    ("analysis.disruption",),
    ("analysis.chokepoints", "analysis.criticality"),
    ("analysis",),
    ("reporting",),
    ("cli", "testing"),
    ("__main__",),
)
#: Inside the disruption package, in the order a shock goes through it.
INNER = ("limits", "shocks", "responses", "impact", "sweep")

FORBIDDEN = {"utils", "util", "helpers", "helper", "common", "core", "misc"}


def rank(module: str) -> int:
    """Return the floor of `module`, e.g. ``"mineralsec.model.flow"``."""
    path = module.removeprefix("mineralsec.")
    floors = {name: floor for floor, names in enumerate(LAYERS) for name in names}
    parts = path.split(".")
    for depth in range(len(parts), 0, -1):
        if (name := ".".join(parts[:depth])) in floors:
            return floors[name]
    raise AssertionError(f"{module} stands on no floor of LAYERS: put it in its place")


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
    wrong = []
    for module, source in modules.items():
        if module == "mineralsec":
            continue  # names everything, on first use
        for name in imports(source, module, module in packages):
            if name in {"mineralsec.__version__"}:
                continue
            if "." not in name or rank_or_top(name) > rank(module):
                wrong.append(f"{module} imports {name}")
    return wrong


def rank_or_top(name: str) -> int:
    """Return the floor of an imported name; a name of the package's face is on the roof."""
    try:
        return rank(name)
    except AssertionError:
        return len(LAYERS)


def circles(modules: Mapping[str, str]) -> list[str]:
    """Return the modules that can reach themselves through imports."""
    packages = {name.rpartition(".")[0] for name in modules}
    graph = {
        module: {
            next((n for n in (name, name.rpartition(".")[0]) if n in modules), "")
            for name in imports(source, module, module in packages)
        }
        - {"mineralsec", "", module}
        for module, source in modules.items()
        if module != "mineralsec"
    }

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        todo = list(graph[start])
        while todo:
            if (module := todo.pop()) not in seen:
                seen.add(module)
                todo.extend(graph.get(module, ()))
        return seen

    return sorted(module for module in graph if module in reached(module))


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


def test_no_module_can_reach_itself():
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
    assert top & set(mineralsec.__all__) <= mineralsec._MODULES


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
        ("mineralsec.cli", "from mineralsec.analysis.disruption import sweep"),
    ],
)
def test_an_import_that_points_down_or_aside_passes(module, source):
    assert upward({module: source}) == []


def test_a_circle_is_seen():
    modules = {
        "mineralsec.io.a": "from mineralsec.io.b import x",
        "mineralsec.io.b": "def f():\n    from . import a",
        "mineralsec.io.c": "from mineralsec.io.a import y",
    }
    assert circles(modules) == ["mineralsec.io.a", "mineralsec.io.b"]


def test_a_response_that_imports_the_sweep_is_seen():
    modules = {"mineralsec.analysis.disruption.responses": "from .sweep import Sweep"}
    assert len(inner_upward(modules)) == 1
