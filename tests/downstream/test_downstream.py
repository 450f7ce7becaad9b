"""A package of somebody else's, really installed, extends the library without touching it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import mineralsec as ms

HERE = Path(__file__).parent
PROJECT = HERE / "mineralsec-niobium"


@pytest.fixture(scope="module")
def target(tmp_path_factory):
    """Install the downstream package into a folder of its own, without a network."""
    pytest.importorskip("hatchling", reason="needs the build backend: pip install hatchling")
    folder = tmp_path_factory.mktemp("downstream")
    source = shutil.copytree(PROJECT, folder / "source")  # pip may write beside the project
    subprocess.run(
        [
            sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index",
            "--no-build-isolation", "--disable-pip-version-check", "--no-compile",
            "--target", str(folder / "site"), str(source),
        ],
        check=True,
    )  # fmt: skip
    return folder / "site"


def test_it_adds_a_stage_an_instrument_a_metric_a_source_a_shock_and_a_response(target, tmp_path):
    path = os.pathsep.join([str(target), str(Path(ms.__file__).parent.parent)])
    done = subprocess.run(
        [sys.executable, "-W", "error", str(HERE / "script.py"), str(target), str(tmp_path)],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "all of it works\n"


def test_it_imports_nothing_private():
    for path in [*PROJECT.rglob("*.py"), HERE / "script.py"]:
        text = path.read_text(encoding="utf-8")
        assert "import _" not in text
        assert "mineralsec." not in text.replace("mineralsec.testing", "")
