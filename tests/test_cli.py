"""The command: tables for people, JSON for programs, one line and exit code 2 on bad input."""

from __future__ import annotations

import functools
import io
import json
import re
import runpy
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from typer.testing import CliRunner

import mineralsec as ms
from mineralsec import cli
from mineralsec.cli import answers, app, tables
from mineralsec.errors import DataError, MineralsecWarning, Problem

REFERENCE = (Path(__file__).parent.parent / "docs/reference/cli.md").read_text(encoding="utf-8")

load = functools.cache(ms.load)  # bound before the fixture replaces the other


@pytest.fixture(autouse=True)
def _loaded_once(monkeypatch):
    monkeypatch.setattr("mineralsec.datasets.load", load)


def run(*words: str):
    return CliRunner().invoke(app.app, list(words))


def document(*words: str):
    result = run(*words, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def world():
    return load("world", None)


# --- remove -----------------------------------------------------------------------------------


@functools.cache
def china():
    return document("remove", "CHN")


def test_remove_says_the_same_as_the_library():
    impact = ms.remove_country(world(), "CHN", minerals="gallium")
    row = document("remove", "CHN", "--mineral", "gallium")
    rate = impact.shortfall_rate.m_as("tonne/year")
    assert row["shortfall_share"] == pytest.approx(impact.shortfall_share)
    assert row["shortfall_tonnes_per_year"] == pytest.approx(rate)
    span = [row["shortfall_share_low"], row["shortfall_share_high"]]
    assert span == pytest.approx(sorted(impact.span))
    assert row["grade"] == impact.grade
    assert row["explanation"] == impact.explain().splitlines()
    assert row["share_of"] == "use outside China"
    assert [one["consumer"] for one in row["consumers"]] == list(impact.by("consumer"))
    assert len(row["ladder"]) == 3
    assert row["sources"]


def test_every_mineral_has_a_row_and_it_is_the_headline_of_its_detail():
    rows = {row["mineral"]: row for row in china()["minerals"]}
    assert sorted([*rows, *china()["untouched"]]) == sorted(world().minerals)
    for name in ("gallium", "lithium"):
        detail = document("remove", "CHN", "--mineral", name)
        figures = ("shortfall_share", "shortfall_share_low", "shortfall_share_high")
        for key in (*figures, "shortfall_tonnes_per_year", "own_use_share_of_world"):
            assert detail[key] == pytest.approx(rows[name][key], abs=1e-6)
        for key in ("grade", "binding_stage"):
            assert detail[key] == rows[name][key]


def test_the_table_shows_what_the_json_holds():
    text = run("remove", "CHN").stdout
    for row in china()["minerals"]:
        line = next(line for line in text.splitlines() if line.strip().startswith(row["mineral"]))
        assert tables.percent(row["shortfall_share"]) in line
        assert f" {row['grade']} " in line
        if row["worst_hit"]:
            assert row["worst_hit"]["name"] in line


def test_one_mineral_by_symbol_is_explained():
    text = run("remove", "china", "-m", "Li").stdout
    assert "Lithium: " in text
    assert "of use outside China" in text
    assert "goes short" in text


def test_limits_of_plants_are_listed_with_what_a_tonne_would_serve():
    found = document("remove", "CHN", "-m", "gallium")
    plants = [row for row in found["binding"] if row["kind"] == "capacity"]
    assert plants
    text = run("remove", "CHN", "-m", "gallium").stdout
    assert all(row["name"] in text for row in plants[:3])


def test_exports_to_some_destinations_stop():
    found = document("remove", "CHN", "-m", "gallium", "--channel", "exports", "--to", "USA, JPN")
    assert found["channel"] == "exports"
    assert found["targets"] == ["USA", "JPN"]
    assert found["share_of"] == "use in USA, JPN"


def test_only_the_own_use_of_the_place_is_called_its_own():
    words = ("remove", "CHN", "-m", "gallium", "--channel", "exports", "--to", "USA")
    to_one = document(*words)["own_use_tonnes_per_year"]
    assert to_one == pytest.approx(document(*words[:-2])["own_use_tonnes_per_year"])


def test_the_window_starts_on_the_date():
    found = document("remove", "CHN", "-m", "gallium", "--date", "2025-04-01")
    assert (found["start"], found["end"]) == ("2025-04-01", "2026-04-01")


def test_minerals_without_a_record_of_the_place_are_named(capsys):
    document = answers.removal(world(), "GRL", "all", None, None)
    assert "gallium" in document["untouched"]
    tables.removal(document)
    assert "Nothing of it here: " in capsys.readouterr().out


def test_nobody_goes_short_of_what_the_place_only_uses():
    found = document("remove", "LVA", "-m", "lithium")
    assert found["shortfall_share"] == pytest.approx(0, abs=1e-9)


# --- concentration, chokepoints, data ---------------------------------------------------------


def test_concentration_says_the_same_as_the_library():
    found = document("concentration")
    rows = {(row["mineral"], row["stage"]): row["hhi"] for row in found["rows"]}
    for (mineral, stage), value in rows.items():
        assert value == pytest.approx(ms.hhi(ms.shares(world(), mineral, stage=stage)))
    assert "holders" not in found["rows"][0]


def test_concentration_of_one_mineral_names_the_holders():
    (row,) = document("concentration", "--mineral", "Ga")["rows"]
    assert row["holders"][0] == {"holder": "CHN", "share": row["largest_share"]}
    assert sum(one["share"] for one in row["holders"]) == pytest.approx(1)
    text = run("concentration", "--mineral", "Ga").stdout
    assert "CHN" in text
    assert "0.979" in text


def test_a_stage_whose_holders_have_no_figure_has_no_table_of_them(capsys):
    known = document("concentration", "--mineral", "Ga")
    known["rows"][0]["holders"] = []
    tables.concentration(known)
    assert "holder  " not in capsys.readouterr().out


def test_what_cannot_be_measured_is_named_with_the_reason(capsys):
    gap = {"mineral": "gallium", "stage": None, "reason": "every figure is withheld"}
    found = {"year": 2024, "by": "place", "rows": [], "missing": [gap]}
    tables.concentration(found)
    assert "Not measured: gallium: every figure is withheld" in capsys.readouterr().out


def test_concentration_of_another_year():
    assert document("concentration", "-m", "gallium", "--year", "2025")["year"] == 2025


def test_chokepoints_say_the_same_as_the_library():
    found = document("chokepoints", "Li", "--consumer", "USA")
    expected = ms.chokepoints(load("world", None, "Li"), "lithium", consumer="USA")
    assert found["mineral"] == "lithium"
    assert [row["place"] for row in found["rows"]] == [row.place for row in expected]
    loss = [(row["loss_share"] or 0.0, row["reason"] or "") for row in found["rows"]]
    assert [one for one, _ in loss] == pytest.approx([row.loss or 0.0 for row in expected])
    assert [why for _, why in loss] == [row.reason for row in expected]


def test_a_long_table_of_chokepoints_ends_with_how_many_more():
    text = run("chokepoints", "Sb", "--consumer", "USA").stdout
    more = len(ms.chokepoints(load("world", None, "Sb"), "Sb", consumer="USA")) - tables._SHOWN
    assert more > 0
    assert f"{more} more places, in --json." in text


def test_chokepoints_of_everybody():
    text = run("chokepoints", "gallium").stdout
    assert "for everybody else" in text
    assert "more places" not in text


def test_data_counts_what_is_bundled():
    found, about = document("data"), ms.datasets.info("world")
    assert found["sha256"] == about.checksum
    assert [row["mineral"] for row in found["minerals"]] == list(world().minerals)
    assert sum(found["findings"].values()) == len(world().findings())
    assert found["worst_findings"] == [str(one) for one in world().findings()[:5]]
    text = run("data").stdout
    assert about.checksum in text
    assert all(name in text for name in world().minerals)


def keys(value) -> set[str]:
    """Return every key of a document; those of counts and grades are values."""
    if isinstance(value, list):
        return set().union(*map(keys, value))
    if not isinstance(value, dict):
        return set()
    return set(value).union(*(keys(value[key]) for key in value if key != "grades"))


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        ("remove PLACE", ("remove", "CHN")),
        ("remove PLACE", ("remove", "CHN", "-m", "gallium")),
        ("concentration", ("concentration", "-m", "gallium")),
        ("chokepoints MINERAL", ("chokepoints", "gallium")),
        ("data", ("data",)),
    ],
)
def test_every_key_of_the_json_is_in_the_reference(heading, words):
    found = china() if words == ("remove", "CHN") else document(*words)
    section = REFERENCE.split(f"### `mineralsec {heading} --json`")[1].split("\n### ")[0]
    told = set(re.findall(r"`(?:rows\[\]\.)?(\w+)`", section))
    assert keys(found) <= told


# --- bad input --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("remove", "Missing argument"),
        ("remove XYZ", "'XYZ'"),
        ("remove CHN --mineral lithum", "Did you mean 'lithium'"),
        ("remove CHN --channel import", "all, production, exports"),
        ("remove CHN --to USA", "channel='exports'"),
        ("remove CHN --channel exports --to Atlantis", "'Atlantis'"),
        ("remove CHN --date 2025-02-30", "2025-02-30"),
        ("remove CHN --date tomorrow", "'tomorrow'"),
        ("remove CHN --year 1066", "1066"),
        ("remove CHN --year last", "--year"),
        ("remove CHN --colour red", "--colour"),
        ("concentration --by moon", "'moon'"),
        ("concentration --mineral unobtainium", "'unobtainium'"),
        ("chokepoints", "Missing argument"),
        ("chokepoints tungsten --consumer Atlantis", "'Atlantis'"),
        ("explode", "explode"),
    ],
)
def test_bad_input_ends_with_one_line_and_exit_code_2(words, said):
    result = run(*words.split())
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("error: ")
    assert result.stderr.count("\n") == 1
    assert said in result.stderr


def test_an_error_of_many_lines_is_told_in_one(monkeypatch):
    def broken(*asked):
        raise DataError("flows.csv", [Problem("line 2", "no year"), Problem("line 9", "no place")])

    monkeypatch.setattr(app, "_load", broken)
    result = run("data")
    assert result.exit_code == 2
    assert result.stderr == ("error: flows.csv: 2 problems; line 2: no year; line 9: no place\n")


def test_a_defect_of_ours_is_not_dressed_up_as_bad_input(monkeypatch):
    def broken(*asked):
        raise ZeroDivisionError

    monkeypatch.setattr(app, "_load", broken)
    assert isinstance(run("data").exception, ZeroDivisionError)


def test_an_interrupt_ends_without_a_traceback(monkeypatch):
    def interrupted(*asked):
        raise app.typer.Abort

    monkeypatch.setattr(app, "_load", interrupted)
    assert run("data").exit_code == 1


# --- help, version, warnings, streams ---------------------------------------------------------


def test_without_a_command_the_help_is_shown():
    result = run()
    assert result.exit_code == 0
    assert all(word in result.stdout for word in ("remove", "concentration", "chokepoints", "data"))


def test_the_version_is_printed():
    assert run("--version").stdout == f"mineralsec {ms.__version__}\n"


@pytest.mark.filterwarnings("default")
def test_a_warning_of_ours_is_one_line_and_others_say_where_they_come_from(monkeypatch):
    def warned(*asked):
        warnings.warn("highspy is missing; scipy solves, slower", MineralsecWarning, stacklevel=1)
        warnings.warn("old", FutureWarning, stacklevel=1)
        return load("world", None)

    monkeypatch.setattr(app, "_load", warned)
    result = run("data")
    assert result.exit_code == 0
    assert "warning: highspy is missing; scipy solves, slower\n" in result.stderr
    assert "test_cli.py" in result.stderr


def test_the_filters_of_the_caller_stand_after_a_run():
    before = warnings.showwarning
    run("--version")
    assert warnings.showwarning is before


def test_a_terminal_without_the_letters_of_a_name_shows_question_marks(monkeypatch):
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    with pytest.raises(SystemExit) as end:
        app.app(["remove", "CIV", "-m", "nickel"], prog_name="mineralsec")
    assert end.value.code == 0
    stream.flush()
    assert "C?te d'Ivoire" in stream.buffer.getvalue().decode("ascii")


def test_an_answer_with_a_hole_in_it_is_null_in_json():
    assert answers._known(float("nan")) is None
    assert tables.percent(None) == tables.tonnes(None) == tables.span(None, 0.5) == "-"


def test_a_stream_that_cannot_be_changed_is_left_alone(monkeypatch):
    stream = io.StringIO()  # has no reconfigure
    monkeypatch.setattr(sys, "stdout", stream)
    with pytest.raises(SystemExit):
        app.app(["--version"], prog_name="mineralsec")
    assert stream.getvalue() == f"mineralsec {ms.__version__}\n"


def test_without_assumptions_no_heading_is_shown(capsys):
    tables._notes(tables._console(), [])
    assert capsys.readouterr().out == ""


def test_long_lists_are_cut_and_say_so(capsys):
    tables._notes(tables._console(), [f"note {i}" for i in range(20)])
    assert "and 8 more, in --json" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["typer", "rich"])
def test_without_the_extra_the_command_says_what_to_install(monkeypatch, capsys, name):
    for module in [m for m in sys.modules if m.split(".")[0] == name or m == "mineralsec.cli.app"]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.delitem(sys.modules, "mineralsec.cli.tables")
    monkeypatch.delattr(cli, "app")
    monkeypatch.delattr(cli, "tables")
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"needs {name}" in said
    assert 'pip install "mineralsec[cli]"' in said


def test_another_missing_module_is_not_blamed_on_the_extra(monkeypatch):
    monkeypatch.delitem(sys.modules, "mineralsec.cli.app")
    monkeypatch.delattr(cli, "app")
    monkeypatch.setitem(sys.modules, "mineralsec.cli.answers", None)
    monkeypatch.delattr(cli, "answers")
    with pytest.raises(ModuleNotFoundError, match="answers"):
        cli.main()


def test_the_package_can_be_run_as_a_module(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["mineralsec", "--version"])
    with pytest.raises(SystemExit) as end:
        runpy.run_module("mineralsec", run_name="__main__")
    assert end.value.code == 0
    assert capsys.readouterr().out == f"mineralsec {ms.__version__}\n"


def test_the_command_runs_in_a_process_of_its_own():
    words = [sys.executable, "-W", "error", "-m", "mineralsec", "remove", "CHN", "--json"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    shares = {row["mineral"]: row["shortfall_share"] for row in json.loads(done.stdout)["minerals"]}
    assert shares == pytest.approx(
        {r["mineral"]: r["shortfall_share"] for r in china()["minerals"]}
    )


# --- report -----------------------------------------------------------------------------------


def test_report_writes_the_page_of_a_removal(tmp_path):
    out = tmp_path / "out.html"
    result = run("report", "CHN", "--mineral", "gallium", "-o", str(out), "--still")
    assert (result.exit_code, result.stdout) == (0, f"wrote {out}\n")
    impact = ms.remove_country(load("world", None, "gallium"), "CHN")
    assert impact.headline("gallium") in out.read_text(encoding="utf-8")


def test_report_without_a_place_is_about_the_mineral(tmp_path):
    out = tmp_path / "gallium.md"
    assert run("report", "--mineral", "gallium", "--output", str(out)).exit_code == 0
    assert out.read_text(encoding="utf-8").startswith("# Gallium: who holds the supply")


def test_report_refuses_what_it_cannot_write(tmp_path):
    result = run("report", "CHN", "-m", "gallium", "-o", str(tmp_path / "out.pdf"))
    assert result.exit_code == 2
    assert "Write 'out.html'" in result.stderr
