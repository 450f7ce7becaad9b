"""Importing the package costs next to nothing; heavy libraries load when they are needed."""

from __future__ import annotations

import json
import subprocess
import sys

HEAVY = ("attrs", "highspy", "matplotlib", "networkx", "numpy", "pandas", "pint", "scipy")


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout


def test_importing_the_package_loads_nothing_heavy():
    loaded = json.loads(run("import json, sys, mineralsec; print(json.dumps(sorted(sys.modules)))"))
    assert "mineralsec" in loaded
    assert [name for name in HEAVY if name in loaded] == []
    assert [name for name in loaded if name.startswith("mineralsec.")] == []


def test_the_errors_are_caught_without_loading_anything_heavy():
    loaded = json.loads(
        run("import json, sys, mineralsec as ms; ms.UnitsError; print(json.dumps([*sys.modules]))")
    )
    assert [name for name in HEAVY if name in loaded] == []
