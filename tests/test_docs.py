"""The documentation: every page can be reached, every name has an example, its code runs."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import re
import subprocess
from pathlib import Path

import pytest

import mineralsec as ms
import mineralsec.testing

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
REFERENCE = "\n".join(p.read_text("utf-8") for p in sorted((DOCS / "reference").glob("*.md")))
MADE = {"_build", "data", "generated", "tutorials", "jupyter_execute"}
PAGES = sorted(p for p in DOCS.rglob("*.md") if not MADE & set(p.relative_to(DOCS).parts))
HOW_TO = [p for p in PAGES if p.parent.name == "how-to" and "{code-cell}" in p.read_text("utf-8")]

MODULES = {
    "mineralsec": ms,
    "mineralsec.criticality": ms.criticality,
    "mineralsec.datasets": ms.datasets,
    "mineralsec.io": ms.io,
    "mineralsec.testing": mineralsec.testing,
}

#: Values: what they are is said where they stand, there is nothing to call.
VALUES = {"ureg", "BUNDLED"}

NAMES = [
    (module, name)
    for module, found in MODULES.items()
    for name in found.__all__
    if not inspect.ismodule(getattr(found, name)) and name not in VALUES
]


def page(path: Path) -> str:
    return path.relative_to(DOCS).as_posix()


def cells(path: Path) -> list[str]:
    text = path.read_text("utf-8")
    found = re.findall(r"^```\{code-cell\} ipython3\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return [re.sub(r"\A(:.*\n|\n)*", "", cell) for cell in found]


# --- pages --------------------------------------------------------------------------------------


def toctree(path: Path) -> set[str]:
    """Return the pages below a page, patterns written out."""
    text, found = path.read_text("utf-8"), set()
    for block in re.findall(r"^```\{toctree\}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        for line in block.splitlines():
            entry = line.strip()
            if not entry or entry.startswith(":"):
                continue
            base = path.parent / entry
            if "*" in entry:
                found |= {page(p) for p in base.parent.glob(f"{base.name}.md")}
            elif base.with_suffix(".md").is_file():
                found.add(page(base.with_suffix(".md").resolve()))
    return found


def test_every_page_can_be_reached_from_the_start_page():
    reached, ahead = {"index.md"}, ["index.md"]
    while ahead:
        new = toctree(DOCS / ahead.pop()) - reached
        reached |= new
        ahead += sorted(new)
    assert sorted({page(p) for p in PAGES} - reached) == []


def test_there_are_four_rooms():
    start = (DOCS / "index.md").read_text("utf-8")
    for room in ("getting-started/index", "how-to/index", "explanation/index", "reference/index"):
        assert f"\n{room}\n" in start


@pytest.mark.parametrize("path", PAGES, ids=page)
def test_every_link_of_a_page_leads_to_a_file(path):
    text = re.sub(r"```.*?```|`[^`]*`", "", path.read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        file = target.partition("#")[0]
        if file and "://" not in file and not MADE & set(Path(file).parts):
            assert (path.parent / file).exists(), target


@pytest.mark.parametrize("path", PAGES, ids=page)
def test_a_page_names_no_machine(path):
    text = path.read_text("utf-8")
    assert not re.search(r"(?<![\w.])/(work|opt|home|root|tmp|Users)/", text)


@pytest.mark.parametrize("path", HOW_TO, ids=page)
def test_the_code_of_a_how_to_runs_and_leaves_no_file(path, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "page"}
    for cell in cells(path):
        tree = ast.parse(cell)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, page(path), "exec"), names)
        if last is not None:  # what a notebook shows has to print
            assert repr(eval(compile(ast.Expression(last.value), page(path), "eval"), names))
    assert list(tmp_path.iterdir()) == []


#: Pages whose blocks of Python run one after the other; tests/test_pages.py has more.
RUN = [
    "explanation/chokepoints.md",
    "explanation/concentration.md",
    "explanation/criticality.md",
    "getting-started/install.md",
]


@pytest.mark.parametrize("name", RUN)
def test_the_code_of_an_explanation_runs(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    text = (DOCS / name).read_text("utf-8")
    names: dict[str, object] = {"__name__": "page"}
    for block in re.findall(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        exec(compile(block, name, "exec"), names)
    assert list(tmp_path.iterdir()) == []


def test_the_example_of_the_start_page_runs(capsys):
    text = (DOCS / "index.md").read_text("utf-8")
    (block,) = re.findall(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    exec(compile(block, "index.md", "exec"), {})
    assert "of use outside China goes short" in capsys.readouterr().out


def test_the_figure_of_the_start_page_shows_the_bundled_data():
    from PIL import Image

    drawn = json.loads(Image.open(DOCS / "_static/remove-china-few.png").text["Description"])
    # if it fails: python docs/figures/remove_china.py
    graph = ms.load("world", minerals=tuple(drawn))
    assert drawn == pytest.approx(dict(ms.remove_country(graph, "CHN").shortfall_share), abs=1e-3)


# --- names --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("module", "name"), NAMES)
def test_a_public_name_is_in_the_reference(module, name):
    assert re.search(rf"(?<!\w){name}(?!\w)", REFERENCE)


@pytest.mark.parametrize(("module", "name"), NAMES)
def test_a_public_name_has_an_example(module, name):
    assert ">>>" in (getattr(MODULES[module], name).__doc__ or "")


def test_what_the_reference_shows_exists():
    for path in re.findall(r"auto(?:class|function|module):: ([\w.]+)", REFERENCE):
        head, _, last = path.rpartition(".")
        try:
            importlib.import_module(path)
        except ModuleNotFoundError:
            assert hasattr(importlib.import_module(head), last), path


# --- symbols, papers, words ---------------------------------------------------------------------


def test_each_symbol_stands_in_one_row_with_its_unit():
    text = (DOCS / "reference/nomenclature.md").read_text("utf-8")
    rows = [line.split(" | ") for line in text.splitlines() if line.startswith("| $")]
    symbols = [row[0].removeprefix("| ") for row in rows]
    assert len(symbols) > 60
    assert len(set(symbols)) == len(symbols)
    assert all(len(row) in (2, 4) for row in rows)


def test_papers_are_cited_and_citations_have_a_paper():
    papers = set(re.findall(r"^@\w+\{(\w+),$", (DOCS / "references.bib").read_text(), re.MULTILINE))
    cited = {
        key
        for path in PAGES
        for keys in re.findall(r"\{cite:\w+\}`([^`]+)`", path.read_text("utf-8"))
        for key in keys.split(",")
    }
    assert cited == papers


def test_dois_are_written_as_such():
    for doi in re.findall(r"doi = \{([^}]*)\}", (DOCS / "references.bib").read_text("utf-8")):
        assert re.fullmatch(r"10\.\d{4,}/\S+", doi)


@pytest.mark.parametrize(
    "word",
    ["reserve", "resource", "stockpile", "refining", "separation", "contained mineral", "REO",
     "by-product", "host", "HHI", "chokepoint", "net import reliance", "apparent consumption",
     "grade"],
)  # fmt: skip
def test_the_glossary_has_the_words_of_the_field(word):
    assert f"\n{word}\n  " in (DOCS / "glossary.md").read_text("utf-8")


def test_the_glossary_is_in_order():
    text = (DOCS / "glossary.md").read_text("utf-8")
    words = re.findall(r"^(\w[\w -]*)\n  ", text, re.MULTILINE)
    assert words == sorted(words, key=str.lower)


def test_generated_pages_are_not_kept():
    kept = subprocess.run(
        ["git", "ls-files", "docs"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if kept.returncode:
        pytest.skip("not a clone")
    assert [f for f in kept.stdout.splitlines() if MADE & set(f.split("/"))] == []
