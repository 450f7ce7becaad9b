"""Works offline, on a read-only file system and without a home; leaves no trace."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

#: What most users do, in one go.
MAIN_JOB = """
import mineralsec as ms

graph = ms.load("world", minerals="gallium")
impact = ms.remove_country(graph, "CHN")
impact.explain(), impact._repr_html_(), impact.to_frame()
ms.shares(graph, "gallium"), ms.concentration(graph), ms.hhi(ms.shares(graph, "gallium"))
ms.chokepoints(graph, "gallium", consumer="JPN"), ms.trace(graph, "gallium")
ms.sweep(graph, ms.every_country(graph))
ms.criticality.eu(graph), ms.criticality.net_import_reliance(year=2024)
ms.datasets.info("world"), ms.datasets.critical_list("US 2025"), ms.load("facilities")
graph.nx, graph.findings(), graph.citations(), ms.reconcile(graph), ms.io.json_schema()
"""

#: Anything that reaches for the network, or asks for a name's address, ends the program.
NO_NETWORK = """
import socket, sys

def refuse(event, args):
    if event.startswith(("socket.connect", "socket.getaddrinfo", "socket.gethostby", "urllib")):
        raise SystemExit(f"reached for the network: {event} {args}")

sys.addaudithook(refuse)
"""

#: Every file that is opened for writing, renamed, made or removed is printed.
WATCH_FILES = """
import os, sys

def watch(event, args):
    if event == "open":
        path, mode, flags = args
        writes = mode is not None and set(mode) & set("wax+")
        if writes or (mode is None and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)):
            if str(path) != os.devnull:
                print("WROTE", path)
    elif event in {"os.mkdir", "os.rename", "os.remove", "os.link", "os.symlink"}:
        print("WROTE", event, args)

sys.addaudithook(watch)
"""


def run(code: str, cwd: Path, **environment: str) -> str:
    """Run code in a bare process and return what it printed."""
    kept = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT", "TZ") if key in os.environ}
    done = subprocess.run(
        [sys.executable, "-B", "-c", code],
        cwd=cwd,
        env={**kept, "PYTHONPATH": str(ROOT / "src"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def closed(tmp_path):
    """Return an empty folder that nobody may write to."""
    folder = tmp_path / "closed"
    folder.mkdir()
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    yield folder
    folder.chmod(stat.S_IRWXU)


def test_the_hook_does_stop_a_program_that_reaches_for_the_network(tmp_path):
    with pytest.raises(AssertionError, match="reached for the network"):
        run(NO_NETWORK + "socket.create_connection(('127.0.0.1', 9))", tmp_path)


def test_the_main_job_needs_no_network_and_no_home_and_writes_no_file(closed):
    # HOME is not set and the folder is closed; since root may write anyway, what is opened counts
    written = run(NO_NETWORK + WATCH_FILES + MAIN_JOB, closed, TMPDIR=str(closed))
    assert "WROTE" not in written, written
    assert list(closed.iterdir()) == []


def test_the_hook_does_see_a_file_that_is_written(tmp_path):
    assert "WROTE" in run(WATCH_FILES + "open('seen', 'w').close()", tmp_path)


def test_only_the_files_that_the_user_names_are_written(tmp_path):
    code = """
import mineralsec as ms

graph = ms.load("world", minerals="gallium")
ms.write_json(graph.records, "records.json")
ms.report(ms.remove_country(graph, "CHN"), "page.md")
"""
    run(code, tmp_path, MPLCONFIGDIR=str(tmp_path / "of-matplotlib"))
    ours = {path.name for path in tmp_path.iterdir()} - {"of-matplotlib"}
    assert ours == {"records.json", "page.md"}


def test_no_logging_is_configured_and_no_option_is_set(tmp_path):
    code = (
        """
import decimal, locale, logging, os, random, signal, sys, threading, time, warnings
import numpy as np

root = logging.getLogger()

def state():
    return {
        "handlers": list(root.handlers),
        "level": root.level,
        "disabled": logging.root.manager.disable,
        "numpy errors": np.geterr(),
        "numpy print": np.get_printoptions(),
        "numpy random": str(np.random.get_state()),
        "random": random.getstate(),
        "filters": list(warnings.filters),
        "environment": dict(os.environ),
        "folder": os.getcwd(),
        "recursion": sys.getrecursionlimit(),
        "decimal": str(decimal.getcontext()),
        "locale": locale.setlocale(locale.LC_ALL),
        "zone": time.tzname,
        "interrupt": signal.getsignal(signal.SIGINT),
        "hook": sys.excepthook,
        "threads": {t.name for t in threading.enumerate()},
    }

import pandas, pint, scipy.sparse, networkx  # what they set is theirs
pint.get_application_registry().meter
shown = pandas.get_option("display.max_rows")
before = state()
"""
        + MAIN_JOB
        + """
after = state()
for name in before:
    assert before[name] == after[name], (name, before[name], after[name])
assert pandas.get_option("display.max_rows") == shown
ours = [n for n in logging.root.manager.loggerDict if n.startswith("mineralsec")]
assert all(not logging.getLogger(n).handlers for n in ours)
print("unchanged")
"""
    )
    assert run(code, tmp_path).strip() == "unchanged"


def test_the_registry_is_the_one_that_other_packages_use(tmp_path):
    code = """
import pint
import mineralsec as ms

mass = ms.Q("1 tonne") + pint.Quantity(2, "flask")  # two registries would not add up
print(f"{mass.to('kilogram').magnitude:.0f}")
"""
    assert run(code, tmp_path).strip() == "1069"


def test_an_import_says_nothing(tmp_path):
    assert run("import mineralsec", tmp_path) == ""
