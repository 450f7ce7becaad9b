"""GeoPolRisk of 3,710 combinations: one call against a filter and a sum for each of them.

53 materials, 10 importers, 7 years: as many combinations as the full run of geopolrisk-py, which
takes about 300 s for them on two cores. That package is not run here; the rival is its way of
working, a selection from the whole trade table a combination, in pandas. Production is made up:
it costs nothing on either side. Reading the file counts for ours and not for the rival, and the
scores of both sides are compared before a ratio is printed.

    python tests/benchmarks/geopolrisk.py TRADE.parquet
"""

import itertools
import sys
import time

import numpy as np
import pandas as pd

import mineralsec as ms
from mineralsec.analysis.criticality.geopolrisk_inputs import released_instability, usual_codes

PACKAGE = 300.0
ASKED = 100
ENTITIES = ("USA", "JPN", "DEU", "FRA", "GBR", "KOR", "CHN", "IND", "EU", "OECD")
YEARS = range(2018, 2025)
SAMPLE = 60
ROUNDS = 3


def one_by_one(trade, combination, hs, members, risk):
    rows = trade[
        (trade["year"] == combination.year) & trade["hs"].isin(hs) & trade["importer"].isin(members)
    ]
    tonnes = rows["quantity_t"].fillna(0.0)
    weight = rows["exporter"].map(lambda e: 0.0 if e in members else risk[e, combination.year])
    supply = combination.domestic_production_t + tonnes.sum()
    return combination.hhi * (weight.astype(float) * tonnes).sum() / supply if supply else 0.0


def compare(path):
    rng = np.random.default_rng(0)
    questions = list(itertools.product(usual_codes(), ENTITIES, YEARS))
    production = pd.DataFrame(questions, columns=["material", "entity", "year"])
    production["hhi"] = rng.uniform(0.05, 1, len(production))
    production["domestic_production_t"] = rng.uniform(0, 1e6, len(production))

    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        result = ms.criticality.geopolrisk(path, production, entities=ENTITIES, compat=True)
        times.append(time.perf_counter() - start)
    ours = min(times)

    trade = pd.read_parquet(path)
    places = sorted({*trade["exporter"].cat.categories})
    table = released_instability(places, YEARS).values
    risk = {(p, y): table[i, j] for i, p in enumerate(places) for j, y in enumerate(YEARS)}
    sample = [result[int(i)] for i in rng.choice(len(result), SAMPLE, replace=False)]
    start = time.perf_counter()
    scores = [
        one_by_one(trade, row, row.hs.split(";"), row.members.split(";"), risk) for row in sample
    ]
    rival = (time.perf_counter() - start) / SAMPLE * len(result)
    assert np.allclose(scores, [row.score for row in sample], rtol=1e-9, atol=0)
    print(
        f"{len(result):,} combinations in {ours:.2f} s; one by one {rival:.0f} s, "
        f"{rival / ours:.0f} times as long\n"
        f"  the released package's {PACKAGE:.0f} s: {PACKAGE / ours:.0f} times as long "
        f"(asked {ASKED})"
    )


if __name__ == "__main__":
    compare(sys.argv[1])
