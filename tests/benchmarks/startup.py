"""What starting up costs: whole processes against processes that only import.

Each pair of commands takes turns; the shortest run of each counts.

    python tests/benchmarks/startup.py
"""

import subprocess
import sys
import time

QUESTION = """
import mineralsec as ms
impact = ms.remove_country(ms.load("world"{minerals}), "CHN")
print(impact.shortfall_share, impact.span)
"""

#: Eleven chains of many lanes each; the whole world is all of them and 66 others.
ELEVEN = (
    "gallium", "germanium", "antimony", "tungsten", "rare earths", "cobalt", "lithium", "nickel",
    "natural graphite", "copper", "silver",
)  # fmt: skip

PAIRS = (
    ("import mineralsec", "import attrs, numpy, pint", 0.3),
    (
        QUESTION.format(minerals=f", minerals={ELEVEN}"),
        "import networkx, pint, numpy, highspy",
        3.0,
    ),
    (QUESTION.format(minerals=""), "import networkx, pint, numpy, highspy", None),
)


def seconds(code):
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def compare(ours, rival, asked, rounds=7):
    nothing, mine, other = [], [], []
    for _ in range(rounds):
        nothing.append(seconds("pass"))
        mine.append(seconds(ours))
        other.append(seconds(rival))
    # what the interpreter itself takes is not an import
    idle = min(nothing) if ours.startswith("import") else 0.0
    ratio = (min(mine) - idle) / (min(other) - idle)
    name = ours.strip().splitlines()[-2 if "\n" in ours.strip() else 0]
    words = "" if asked is None else f" (asked at most {asked})"
    print(f"{name}\n  / {rival}: {ratio:.2f}{words}")


if __name__ == "__main__":
    for pair in PAIRS:
        compare(*pair)
