"""Every public name is there, is not a module, and is in the reference."""

from __future__ import annotations

import re
import subprocess
import sys
import types
from pathlib import Path

import pytest

import mineralsec as ms

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs" / "reference" / "index.md"


@pytest.mark.parametrize("name", ms.__all__)
def test_public_name_resolves(name):
    value = getattr(ms, name)
    assert isinstance(value, types.ModuleType) == (name in ms._MODULES)


def test_names_are_listed_once_and_all_have_a_home():
    assert sorted(ms.__all__) == sorted({*ms._HOME, *ms._MODULES})
    assert len(ms.__all__) == len(set(ms.__all__))


def test_the_stub_types_every_public_name_and_no_other():
    stub = Path(ms.__file__).with_suffix(".pyi").read_text(encoding="utf-8")
    assert sorted(re.findall(r" as (\w+)", stub)) == sorted(ms.__all__)


def test_dir_shows_the_public_names():
    assert dir(ms) == sorted(ms.__all__)


@pytest.mark.parametrize("name", sorted(ms._MODULES))
def test_a_public_module_is_imported_when_it_is_first_asked_for(name):
    # other imports bind it as an attribute, so it is asked for as if they had not
    assert ms.__getattr__(name) is sys.modules[f"mineralsec.{ms._MODULES[name]}"]


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match=r"'mineralsec' has no attribute 'remove_contry'"):
        _ = ms.remove_contry


def test_no_submodule_shadows_a_public_name():
    # In a process of its own: here the names have been bound already.
    code = """
import importlib, pkgutil, types
import mineralsec as ms
for module in pkgutil.walk_packages(ms.__path__, "mineralsec."):
    if not module.name.endswith("__main__") and ".recipe" not in module.name:
        importlib.import_module(module.name)
print([n for n in ms.__all__ if isinstance(getattr(ms, n), types.ModuleType)])
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() == str(sorted(ms._MODULES))


def test_the_reference_lists_every_public_name():
    text = REFERENCE.read_text(encoding="utf-8")
    blocks = re.findall(r"```\{eval-rst\}\n(.*?)```", text, flags=re.DOTALL)
    listed = [name for block in blocks for name in re.findall(r"^    (\w+)$", block, re.MULTILINE)]
    # the registry is an object of pint: the page names it, its own page would be pint's
    assert "`ms.ureg`" in text
    assert sorted(listed) == sorted(set(ms.__all__) - set(ms._MODULES) - {"ureg"})


def test_the_version_is_the_same_everywhere():
    assert f"version: {ms.__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## [{ms.__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_package_says_that_it_is_typed():
    assert (Path(ms.__file__).parent / "py.typed").is_file()
