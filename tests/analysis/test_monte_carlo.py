"""Draws stay within what the figures allow and are the same wherever they are solved."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import Executor, Future, ProcessPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mineralsec as ms
from mineralsec.analysis.monte_carlo import _inverse


def graph(output=None):
    """Return a country that gets half of its supply from abroad."""
    return ms.SupplyGraph.from_records(
        [
            ms.Mineral("cobalt", stages=("mining",)),
            ms.Producer(
                id="a", mineral="cobalt", place="AAA",
                output=output or ms.Between("40 tonne/year", "60 tonne/year"),
            ),
            ms.Producer(id="b", mineral="cobalt", place="AAB", output="50 tonne/year"),
            ms.Flow(
                mineral="cobalt", stage="mining", origin="AAA", destination="AAB",
                quantity="40 tonne/year",
            ),
            ms.Consumer(
                id="c", mineral="cobalt", place="AAB", stage="mining", demand="90 tonne/year"
            ),
        ]
    )  # fmt: skip


GONE = ms.RemoveCountry("AAA")


def test_only_published_limits_are_drawn_if_asked():
    found = ms.monte_carlo(graph(), GONE, draws=8, published_limits_only=True)
    assert found.varied == {"output": 1, "demand": 0, "quantity": 0}
    assert found.fixed == 3
    # what AAA makes does not matter once it has gone
    assert found.quantile(0) == pytest.approx(found.quantile(1))


def test_plain_figures_are_drawn_within_two_deviations():
    found = ms.monte_carlo(graph(), GONE, draws=64, uncertainty={"reported": 0.01})
    assert found.varied == {"output": 2, "demand": 1, "quantity": 1}
    point = found.point["cobalt"]
    assert found.quantile(0) < point < found.quantile(1)
    # use up and supply down by 2 % each
    assert found.quantile(1) <= 1 - 49 / 91.8 + 1e-9
    wide = ms.monte_carlo(graph(), GONE, draws=64, uncertainty={"reported": 0.1})
    assert wide.quantile(0.95) - wide.quantile(0.05) > found.quantile(0.95) - found.quantile(0.05)


def test_the_same_seed_gives_the_same_bits_wherever_it_is_solved():
    here = ms.monte_carlo(graph(), GONE, draws=20, seed=3)
    with ProcessPoolExecutor(2) as pool:
        there = ms.monte_carlo(graph(), GONE, draws=20, seed=3, executor=pool)
    np.testing.assert_array_equal(here.shares["cobalt"], there.shares["cobalt"])
    other = ms.monte_carlo(graph(), GONE, draws=20, seed=4)
    assert not np.array_equal(here.shares["cobalt"], other.shares["cobalt"])


def test_more_draws_start_with_the_same_ones():
    few = ms.monte_carlo(graph(), GONE, draws=8).shares["cobalt"]
    many = ms.monte_carlo(graph(), GONE, draws=32).shares["cobalt"]
    np.testing.assert_array_equal(many[:8], few)


@given(
    st.lists(st.floats(0, 1), min_size=3, max_size=3).map(sorted).filter(lambda v: v[2] > v[0]),
    st.floats(0, 1),
    st.sampled_from(["triangular", "uniform"]),
)
def test_figures_stay_within_their_limits(limits, part, shape):
    known = np.array(limits).reshape(3, 1)
    value = _inverse(np.array([part]), known, shape)[0]
    assert limits[0] - 1e-12 <= value <= limits[2] + 1e-12


def test_a_triangle_has_its_published_quantiles():
    # low 0, middle 1, high 4: F(1) = 1/4, and F(x) = 1 - (4 - x)^2 / 12 above
    known = np.array([[0.0], [1.0], [4.0]])
    assert _inverse(np.array([0.25]), known, "triangular")[0] == pytest.approx(1.0)
    assert _inverse(np.array([11 / 12]), known, "triangular")[0] == pytest.approx(3.0)


def test_draws_print_themselves():
    found = ms.monte_carlo(graph(), GONE, draws=8, shape="uniform")
    assert repr(found).startswith("Draws(8: cobalt ")
    assert "in nine of ten draws) of use outside AAA" in repr(found)
    assert "1 of demand" in found._repr_html_()
    row = found.to_frame().iloc[0]
    assert row["share_q05"] <= row["share_q50"] <= row["share_q95"]


def test_several_minerals_are_drawn_together():
    world = ms.load("world", minerals=("gallium", "germanium"))
    found = ms.monte_carlo(world, ms.RemoveCountry("CHN"), draws=2)
    assert set(found.shares) == {"gallium", "germanium"}
    with pytest.raises(ms.UnknownNameError, match="name one mineral of gallium, germanium"):
        found.quantile(0.5)
    with pytest.raises(ms.UnknownNameError, match="no draws of 'cobalt'"):
        found.quantile(0.5, "cobalt")


def test_a_mineral_that_nobody_else_uses_has_no_share():
    alone = graph().select(places="AAA")
    found = ms.monte_carlo(alone, GONE, draws=2, minerals="cobalt")
    assert np.isnan(found.shares["cobalt"]).all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"draws": 0}, "from 1 to 65,536, got 0"),
        ({"draws": 2.5}, "whole number"),
        ({"shape": "normal"}, "triangular, uniform, got 'normal'"),
        ({"uncertainty": {"reportd": 0.1}}, "reported"),
        ({"response": "pro rata"}, "respond"),
    ],
)
def test_what_cannot_be_drawn_is_refused(options, message):
    with pytest.raises(ms.MineralsecError, match=message):
        ms.monte_carlo(graph(), GONE, **options)


def test_nothing_to_draw_is_said():
    plain = graph("50 tonne/year")
    with pytest.raises(ms.GraphError, match="has limits to draw within"):
        ms.monte_carlo(plain, GONE, published_limits_only=True)
    with pytest.raises(ms.RecordError, match="level must be from 0 to 1"):
        ms.monte_carlo(graph(), GONE, draws=2).quantile(5)


class Interrupted(Executor):
    """Solves two parts, then somebody presses Ctrl-C."""

    def __init__(self):
        self.solved = 0

    def submit(self, function, /, *arguments, **named):
        future = Future()
        self.solved += 1
        if self.solved > 2:
            future.set_exception(KeyboardInterrupt())
        else:
            future.set_result(function(*arguments, **named))
        return future


def test_an_interrupt_keeps_what_is_done():
    with pytest.warns(ms.MineralsecWarning, match="interrupted after 4 of 32 draws"):
        found = ms.monte_carlo(graph(), GONE, draws=32, executor=Interrupted())
    assert len(found) == 4
    with pytest.warns(ms.MineralsecWarning, match="interrupted after 2 of 3 shocks"):
        swept = ms.sweep(graph(), [GONE] * 3, executor=Interrupted())
    assert not swept.complete
    assert len(swept) == 2
    assert "2 of 3 shocks" in repr(swept)


#: Workers of a cluster are processes that import the script that started it: it is a file.
ON_DASK = """
import sys
import warnings

import distributed
import numpy as np

import mineralsec as ms

if __name__ == "__main__":
    graph = ms.SupplyGraph.from_records(ms.read_json(sys.argv[1]))
    gone = ms.RemoveCountry("AAA")
    warnings.simplefilter("ignore")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        pool = client.get_executor()
        drawn = ms.monte_carlo(graph, gone, draws=8, executor=pool)
        swept = ms.sweep(graph, ms.every_country(graph), executor=pool)
    np.save("shares.npy", drawn.shares["cobalt"])
    print(swept.to_dict())
"""


def test_a_dask_client_solves_the_same(tmp_path):
    pytest.importorskip("distributed", reason="the extra `scale` is not installed")
    script, data = tmp_path / "on_dask.py", tmp_path / "graph.json"
    script.write_text(ON_DASK, encoding="utf-8")
    ms.write_json(graph(), data)
    done = subprocess.run(
        [sys.executable, script, data],
        cwd=tmp_path, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    here = ms.monte_carlo(graph(), GONE, draws=8)
    np.testing.assert_array_equal(np.load(tmp_path / "shares.npy"), here.shares["cobalt"])
    swept = ms.sweep(graph(), ms.every_country(graph()))
    # nan is equal to nan in words
    assert done.stdout.strip() == str(swept.to_dict())
