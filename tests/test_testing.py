"""The public strategies load with their first use, and say what they need."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import mineralsec.testing


def run(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout


def test_every_name_is_there():
    for name in mineralsec.testing.__all__:
        assert getattr(mineralsec.testing, name) is not None
    assert dir(mineralsec.testing) == sorted(mineralsec.testing.__all__)
    with pytest.raises(AttributeError, match="no attribute 'graphs_of_doom'"):
        mineralsec.testing.graphs_of_doom  # noqa: B018 - the access is the test


def test_importing_it_loads_neither_hypothesis_nor_pint():
    loaded = json.loads(
        run("import json, sys, mineralsec.testing; print(json.dumps([*sys.modules]))")
    )
    assert not {"hypothesis", "pint"} & set(loaded)


def test_without_hypothesis_it_says_what_to_install():
    code = """
import sys
sys.modules["hypothesis"] = None
import mineralsec.testing
try:
    mineralsec.testing.records
except ImportError as error:
    print(error)
"""
    assert "mineralsec.testing.records needs hypothesis" in run(code)
    assert "pip install 'mineralsec[test]'" in run(code)


def test_another_missing_module_is_not_blamed_on_hypothesis():
    code = """
import sys
sys.modules["cattrs"] = sys.modules["networkx"] = sys.modules["pint"] = None
import mineralsec.testing
try:
    mineralsec.testing.records
except ModuleNotFoundError as error:
    print(error.name)
"""
    assert run(code).strip() == "pint"
