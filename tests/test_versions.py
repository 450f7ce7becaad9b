"""What is installed is told in groups, and nothing is told that is not known."""

from __future__ import annotations

from importlib import metadata

import mineralsec as ms
from mineralsec import versions as module

REQUIRES = [
    "attrs>=23.2",
    "highspy>=1.8; platform_machine == 'x86_64'",
    "typer>=0.24; extra == 'cli'",
    'absent-package>=1; extra == "scale"',
    "sphinx>=8; extra == 'docs'",
    "mineralsec[cli]; extra == 'all'",
]


def test_needed_packages_and_extras_come_with_versions_or_are_missing(monkeypatch):
    monkeypatch.setattr(module.metadata, "requires", lambda name: REQUIRES)
    found = module.versions()
    assert list(found) == ["system", "needed", "extra cli", "extra scale", "data"]
    assert found["needed"]["attrs"] == metadata.version("attrs")
    assert found["extra scale"] == {"absent-package": "not installed"}
    assert found["data"]["world"] == ms.datasets.info("world").checksum[:12]


def test_a_source_tree_without_a_description_tells_the_rest(monkeypatch, capsys):
    def missing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(module.metadata, "requires", missing)
    ms.show_versions()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "system"
    assert lines[1].split() == ["mineralsec", ms.__version__]
    assert "data" in lines


def test_a_package_that_needs_nothing_has_no_groups_for_it(monkeypatch):
    monkeypatch.setattr(module.metadata, "requires", lambda name: None)
    assert list(module.versions()) == ["system", "data"]
