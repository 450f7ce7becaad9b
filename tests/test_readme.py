"""What README.md tells a reader to do works."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import mineralsec as ms

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, flags=re.DOTALL | re.MULTILINE)


def test_the_first_two_commands_are_one_line_each():
    run, test = blocks("sh")[:2]
    assert run.count("\n") == test.count("\n") == 1
    assert run.rstrip().endswith("mineralsec remove CHN")
    assert "pytest" in test
    for line in (run, test):
        assert line.startswith("python3 -m venv .venv")  # each makes its own environment


def test_the_two_environments_are_kept_apart_and_out_of_git():
    first, second = (re.search(r"venv (\S+)", block)[1] for block in blocks("sh")[:2])
    assert first != second
    assert ".venv*/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_the_python_example_runs(capsys):
    (example,) = blocks("python")
    assert len(example.splitlines()) <= 12
    exec(compile(example, "README.md", "exec"), {})
    assert "HHI of gallium: 0.9" in capsys.readouterr().out


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_every_file_that_the_readme_links_to_is_there(target):
    assert (ROOT / target).is_file()


def test_the_figure_shows_the_figures_of_the_bundled_data():
    from PIL import Image

    drawn = json.loads(Image.open(ROOT / "docs/_static/remove-china.png").text["Description"])
    # if it fails: python docs/figures/remove_china.py
    assert len(drawn) >= 20
    graph = ms.load("world", minerals=tuple(drawn))
    assert drawn == pytest.approx(dict(ms.remove_country(graph, "CHN").shortfall_share), abs=1e-3)


def test_the_readme_is_short():
    assert len(README.splitlines()) < 120
