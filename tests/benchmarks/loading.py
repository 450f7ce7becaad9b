"""What loading costs: whole processes against processes that read the same rows with pandas.

Each side takes turns; the shortest run of each counts, without what the interpreter itself takes.
Memory is what `load` adds to a process that has imported the library.

    python tests/benchmarks/loading.py
"""

import resource
import subprocess
import sys
import time
from pathlib import Path

import mineralsec as ms

FOLDER = Path(ms.__file__).parent / "datasets" / "world"

#: The tables that a graph is made of.
KINDS = ("producers", "refiners", "consumers", "flows", "stockpiles", "reserves")

RIVAL = f"""
import pandas
for path in {[str(p) for p in sorted(FOLDER.glob("*/*.csv")) if p.stem in KINDS]}:
    pandas.read_csv(path)
"""

OURS = {
    "the whole world": ("import mineralsec as ms; ms.load('world')", 1.2),
    "one mineral": ("import mineralsec as ms; ms.load('world', minerals='lithium')", 0.25),
}

MEMORY = """
import resource
import mineralsec as ms
ms.datasets
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
ms.load("world")
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


def seconds(code):
    """Return what a process takes on the clock and on the processor."""
    start, spent = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - spent.ru_utime - spent.ru_stime
    return time.perf_counter() - start, used


def compare(rounds=9):
    sides = {"nothing": "pass", "pandas": RIVAL, **{name: code for name, (code, _) in OURS.items()}}
    runs = {name: [] for name in sides}
    for _ in range(rounds):
        for name, code in sides.items():
            runs[name].append(seconds(code))
    clock, processor = (
        {name: min(run[i] for run in found) for name, found in runs.items()} for i in (0, 1)
    )
    rows = sum(1 for p in FOLDER.glob("*/*.csv") if p.stem in KINDS for _ in p.open()) - 1
    print(f"{rows} rows; pandas {clock['pandas'] - clock['nothing']:.2f} s")
    for name, (_, asked) in OURS.items():
        ratios = [
            (took[name] - took["nothing"]) / (took["pandas"] - took["nothing"])
            for took in (clock, processor)
        ]
        print(
            f"{name} / import pandas and read_csv: {ratios[0]:.2f} on the clock, "
            f"{ratios[1]:.2f} of processor time (asked at most {asked})"
        )
    found = subprocess.run(
        [sys.executable, "-c", MEMORY], check=True, capture_output=True, text=True
    )
    print(f"load adds {float(found.stdout):.0f} MB of resident memory (asked at most 150)")


if __name__ == "__main__":
    compare()
