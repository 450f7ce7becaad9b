"""The HHI of every (HS code, importer, year) of a trade table: one call against pandas.

The rival is what a careful user of pandas writes: shares by groupby-transform, then the sum of
their squares, over the groups that occur. Both sides answer for the same rows, and their values
are compared before a ratio is printed. Reading the file is not timed.

    python tests/benchmarks/concentration.py TRADE.parquet
"""

import sys
import time

import numpy as np
import pandas as pd
import polars as pl

import mineralsec as ms

#: Time of ours over that of pandas that is asked for, by library of the user's frame.
ASKED = {"pandas": 0.6, "polars": 0.35}
BY = ["hs", "importer", "year"]
ROUNDS = 15


def rival(frame):
    total = frame.groupby(BY, observed=True)["quantity_t"].transform("sum")
    share = frame["quantity_t"] / total
    squares = frame.assign(square=share * share).groupby(BY, observed=True)["square"]
    return squares.sum(min_count=1)


def ours(frame):
    return ms.hhi_by(frame, by=BY, holder="exporter", amount="quantity_t")


def labelled(series):
    """Return a series with its labels as text: the libraries keep categories differently."""
    labels = [series.index.get_level_values(level).astype(str) for level in BY]
    return pd.Series(series.to_numpy(), pd.MultiIndex.from_arrays(labels))


def seconds(task, frame):
    start = time.perf_counter()
    answer = task(frame)
    return time.perf_counter() - start, answer


def compare(path):
    frames = {"pandas": pd.read_parquet(path), "polars": pl.read_parquet(path)}
    # the sides take turns, and the shortest run of each counts
    times = {"rival": [], "pandas": [], "polars": []}
    for _ in range(ROUNDS):
        took, expected = seconds(rival, frames["pandas"])
        times["rival"].append(took)
        for name, frame in frames.items():
            took, answer = seconds(ours, frame)
            times[name].append(took)
            found = (answer if name == "pandas" else answer.to_pandas()).set_index(BY)["hhi"]
            assert len(found) == len(expected)
            theirs = labelled(expected)
            mine = labelled(found).reindex(theirs.index)
            assert np.array_equal(mine.isna(), theirs.isna())
            assert np.allclose(mine.dropna(), theirs.dropna(), rtol=1e-12)
    print(
        f"{len(frames['pandas']):,} rows, {len(expected):,} groups, {expected.notna().sum():,} of "
        f"them with tonnage; pandas alone {1000 * min(times['rival']):.0f} ms"
    )
    for name, asked in ASKED.items():
        ratio = min(times[name]) / min(times["rival"])
        print(
            f"  from a {name} frame {1000 * min(times[name]):.0f} ms, {ratio:.2f} of it "
            f"(asked {asked} or less)"
        )


if __name__ == "__main__":
    compare(sys.argv[1])
