"""Shares of a graph: who counts, as whom, and what is said of the rest."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mineralsec as ms


def t(amount):
    return f"{amount} tonne/year"


def producer(place, output, **more):
    given = {"id": f"{place} mine", "mineral": "cobalt", "place": place, "year": 2025} | more
    return ms.Producer(output=t(output) if isinstance(output, (int, float)) else output, **given)


def flow(origin, destination, quantity, stage="mining"):
    return ms.Flow(
        mineral="cobalt",
        stage=stage,
        origin=origin,
        destination=destination,
        quantity=t(quantity),
        year=2025,
    )


COBALT = ms.Mineral("cobalt", symbol="Co", stages=("mining", "refining"))
WITHHELD = ms.Between(t(0), t(50), mark="W")


def graph(*records):
    return ms.SupplyGraph.from_records([COBALT, *records])


MINES = (
    producer("COD:kamoto", 40, id="kamoto", capacity=t(50)),
    producer("COD:tenke", 20, id="tenke", capacity=t(20)),
    producer("IDN", 30, quality="estimated"),
    producer("QXR", 10, quality="modelled"),
)
USED = (
    ms.Refiner(
        id="CHN plant",
        mineral="cobalt",
        place="CHN",
        takes="mining",
        makes="refining",
        output=t(50),
        year=2025,
    ),
    ms.Consumer(
        id="USA use", mineral="cobalt", place="USA", stage="refining", demand=t(30), year=2025
    ),
    ms.Consumer(
        id="CHN use", mineral="cobalt", place="CHN", stage="refining", demand=t(10), year=2025
    ),
    ms.Reserve(mineral="cobalt", place="COD", amount="600 tonne", year=2025),
    ms.Reserve(mineral="cobalt", place="AUS", amount="200 tonne", year=2025),
    ms.Reserve(mineral="cobalt", place="AUS", amount="9000 tonne", kind="resources", year=2025),
    flow("COD:kamoto", "CHN", 45),
    flow("COD:kamoto", "COD:tenke", 5),
    flow("IDN", "CHN", 15),
    flow("CHN", "USA", 30, stage="refining"),
)
ALL = graph(*MINES, *USED)


def as_dict(shares):
    return dict(zip(shares.labels, shares.share.tolist(), strict=True))


def test_sites_count_with_their_country():
    assert as_dict(ms.shares(ALL, "cobalt")) == pytest.approx({"COD": 0.6, "IDN": 0.3, "QXR": 0.1})


def test_by_site_and_by_id_keep_them_apart():
    by_site = {"COD:kamoto": 0.4, "IDN": 0.3, "COD:tenke": 0.2, "QXR": 0.1}
    by_id = {"kamoto": 0.4, "IDN mine": 0.3, "tenke": 0.2, "QXR": 0.1}
    assert as_dict(ms.shares(ALL, "cobalt", by="site")) == pytest.approx(by_site)
    assert as_dict(ms.shares(ALL, "cobalt", by="id")) == pytest.approx(by_id)


@pytest.mark.parametrize(
    ("of", "stage", "expected"),
    [
        ("output", "refining", {"CHN": 1.0}),
        ("imports", "mining", {"CHN": 1.0}),
        ("exports", "mining", {"COD": 0.75, "IDN": 0.25}),
        ("exports", "refining", {"CHN": 1.0}),
        ("demand", None, {"USA": 0.75, "CHN": 0.25}),
        ("reserves", None, {"COD": 0.75, "AUS": 0.25}),
    ],
)
def test_shares_are_of_what_was_asked(of, stage, expected):
    shares = ms.shares(ALL, "Co", of=of, stage=stage)
    assert as_dict(shares) == pytest.approx(expected)
    assert shares.unit == ("t" if of == "reserves" else "t/yr")


def test_demand_by_id_names_the_records():
    assert ms.shares(ALL, "cobalt", of="demand", by="id").labels == ("USA use", "CHN use")


def test_without_a_stage_the_first_one_with_data_answers():
    assert ms.shares(ALL, "cobalt").stage == "mining"
    assert ms.shares(ALL, "cobalt", of="demand").stage == "refining"
    assert ms.shares(ALL, "cobalt", of="reserves").stage is None


def test_an_unknown_capacity_is_without_limit():
    shares = ms.shares(ALL, "cobalt", of="capacity")
    assert as_dict(shares) == {"COD": 1.0}
    assert shares.withheld == ("IDN", "QXR")
    assert shares.coverage.least == 0
    assert str(shares.coverage) == "an unknown part, no figure for IDN, QXR"
    assert ms.hhi_bounds(shares)[1] == 1


def test_two_figures_without_limit_are_one_without_limit():
    endless = ms.Between(t(5), None, mark="W")
    mines = [producer(f"USA:{site}", endless, id=site) for site in ("north", "south")]
    shares = ms.shares(graph(*MINES, *mines), "cobalt")
    assert shares.withheld == ("USA",)
    assert shares.withheld_quantities[0].tolist() == [10]
    assert ms.hhi_bounds(shares)[1] == 1


def test_scrap_counts_only_when_asked_for():
    recycled = producer("USA", 100, id="scrap", kind="secondary")
    mixed = graph(*MINES, recycled)
    assert "USA" not in ms.shares(mixed, "cobalt").labels
    assert as_dict(ms.shares(mixed, "cobalt", kind="all"))["USA"] == 0.5
    assert as_dict(ms.shares(mixed, "cobalt", kind="secondary")) == {"USA": 1.0}
    with pytest.raises(ms.GraphError, match=r"no primary output .* kind='all' finds some"):
        ms.shares(graph(recycled), "cobalt")


@pytest.mark.parametrize(
    ("rule", "expected", "others"),
    [
        ("one holder", {"COD": 0.6, "IDN": 0.3, "QXR": 0.1}, 0.0),
        ("many", {"COD": 0.6, "IDN": 0.3}, 0.1),
        ("left out", {"COD": 2 / 3, "IDN": 1 / 3}, 0.0),
    ],
)
def test_the_residual_counts_as_its_rule_says(rule, expected, others):
    shares = ms.shares(ALL, "cobalt", residual=rule)
    assert as_dict(shares) == pytest.approx(expected)
    assert shares.others == pytest.approx(others)
    assert shares.share.sum() + shares.others == pytest.approx(1)
    assert shares.residual_share == pytest.approx(0 if rule == "left out" else 0.1)
    assert ms.hhi(shares) == pytest.approx(sum(s * s for s in expected.values()))


def test_a_residual_left_out_lowers_the_coverage():
    coverage = ms.shares(ALL, "cobalt", residual="left out").coverage
    assert (coverage.least, coverage.most) == pytest.approx((0.9, 0.9))
    assert coverage.left_out == ("QXR",)
    assert str(coverage) == "90%, QXR left out"


def test_a_withheld_figure_is_outside_the_point_and_inside_the_bounds():
    shares = ms.shares(graph(producer("COD", 150), producer("USA", WITHHELD)), "cobalt")
    assert as_dict(shares) == {"COD": 1.0}
    assert shares.withheld == shares.coverage.withheld == ("USA",)
    assert shares.low.tolist() == [0.75]
    assert shares.high.tolist() == [1.0]
    assert (shares.coverage.least, shares.coverage.most) == (0.75, 1.0)
    assert not shares.coverage.complete
    assert ms.hhi(shares) == 1
    assert ms.hhi_bounds(shares) == pytest.approx((0.625, 1))


def test_a_place_that_withholds_a_part_is_seen_in_part():
    hidden = producer("COD:new", WITHHELD, id="new")
    shares = ms.shares(graph(*MINES, hidden), "cobalt")
    assert as_dict(shares)["COD"] == pytest.approx(0.6)
    assert shares.withheld == ()
    assert shares.coverage.withheld == ("COD",)
    assert shares.high[0] == pytest.approx(110 / 150)


def test_a_withheld_residual_is_the_residual_in_the_bounds():
    shares = ms.shares(graph(producer("COD", 50), producer("QXR", WITHHELD)), "cobalt")
    assert shares.withheld == ("QXR",)
    assert ms.hhi_bounds(shares) == pytest.approx((0.25, 1))
    many = ms.shares(
        graph(producer("COD", 50), producer("QXR", WITHHELD)), "cobalt", residual="many"
    )
    assert many.others == 0
    assert ms.hhi_bounds(many) == pytest.approx((0.25, 1))


def test_who_makes_nothing_is_not_a_holder():
    shares = ms.shares(graph(*MINES, producer("CAN", 0)), "cobalt")
    assert "CAN" not in shares.labels
    assert shares.coverage.complete


def test_a_figure_within_limits_keeps_them():
    ranged = ms.Between(t(20), t(80), point=t(50))
    shares = ms.shares(graph(producer("COD", 50), producer("IDN", ranged)), "cobalt")
    assert as_dict(shares) == {"COD": 0.5, "IDN": 0.5}
    assert shares.quantities[:, 1].tolist() == [20, 50, 80]
    assert shares.low.tolist() == pytest.approx([50 / 130, 20 / 70])
    assert shares.high.tolist() == pytest.approx([50 / 70, 80 / 130])


def test_the_least_firm_figure_is_said():
    assert ms.shares(ALL, "cobalt").quality == "modelled"
    assert ms.shares(ALL, "cobalt", stage="refining").quality == "reported"
    assert ms.shares(ALL, "cobalt", of="reserves").quality is None


def test_numpy_reads_the_shares():
    shares = ms.shares(ALL, "cobalt")
    assert np.asarray(shares).tolist() == list(shares) == shares.share.tolist()
    assert np.array(shares, dtype=np.float32).dtype == np.float32
    assert len(shares) == 3
    with pytest.raises(ValueError, match="read-only"):
        shares.share[0] = 1
    with pytest.raises(ValueError, match="read-only"):
        shares.quantities[0, 0] = 1


def test_a_function_of_my_own_takes_shares():
    assert float(np.max(ms.shares(ALL, "cobalt"))) == pytest.approx(0.6)


def test_the_top_holders_have_names():
    shares = ms.Shares.from_quantities({"QXR": 70, "CHN": 20, "AUS": 10})
    assert shares.labels == ("CHN", "AUS", "QXR")
    assert shares.top(2) == (("CHN", 0.2), ("AUS", 0.1))
    assert ms.Shares.from_quantities({"QXR": 70}).top() == ()


def test_equal_holders_come_by_name():
    assert ms.Shares.from_quantities({"ZMB": 1, "AUS": 1}).labels == ("AUS", "ZMB")


NICKEL = ms.Shares.from_quantities(
    {"FIN": 30, "CHN": 40, "FRA": 20, "GRC": (0, 10), "GBR": 5, "QXR": 5}
)


def test_a_bloc_counts_as_one_holder():
    merged = NICKEL.merged("EU27")
    assert as_dict(merged) == pytest.approx({"EU27": 0.5, "CHN": 0.4, "GBR": 0.05, "QXR": 0.05})
    assert merged.quantities[:, 0].tolist() == [50, 50, 60]
    assert merged.coverage is NICKEL.coverage
    assert NICKEL.groups("EU27") == ("CHN", "EU27", "EU27", "GBR", "QXR")


def test_a_bloc_has_its_members_of_the_year():
    old = ms.SupplyGraph.from_records(
        [COBALT, producer("GBR", 10, year=2018), producer("FRA", 30, year=2018)]
    )
    assert as_dict(ms.shares(old, "cobalt").merged("EU")) == {"EU": 1.0}
    assert "GBR" in ms.shares(graph(producer("GBR", 1)), "cobalt").merged("EU").labels


def test_sites_go_with_the_bloc_of_their_country():
    shares = ms.shares(ALL, "cobalt", by="site").merged({"COD:kamoto": "COD", "COD:tenke": "COD"})
    assert as_dict(shares)["COD"] == pytest.approx(0.6)
    assert shares.mineral == "cobalt"
    sites = ms.Shares.from_quantities({"FIN:harjavalta": 3, "CHN": 1})
    assert as_dict(sites.merged("EU27")) == {"EU27": 0.75, "CHN": 0.25}


def test_a_mapping_makes_groups_but_not_of_the_residual():
    merged = NICKEL.merged({"CHN": "Asia", "FIN": "Europe", "FRA": "Europe", "QXR": "Europe"})
    assert as_dict(merged) == pytest.approx({"Europe": 0.5, "Asia": 0.4, "GBR": 0.05, "QXR": 0.05})
    assert merged.withheld == ("GRC",)


def test_merging_keeps_the_many():
    many = ms.Shares.from_quantities({"FIN": 30, "FRA": 20, "QXR": 50}, residual="many")
    merged = many.merged("EU27")
    assert as_dict(merged) == {"EU27": 0.5}
    assert merged.others == 0.5
    assert ms.hhi_bounds(merged) == pytest.approx((0.25, 0.5))


@given(st.lists(st.floats(1e-3, 1e6), min_size=2, max_size=10), st.data())
def test_merging_holders_never_lowers_the_hhi(quantities, data):
    shares = ms.Shares.from_quantities({f"h{i}": q for i, q in enumerate(quantities)})
    group = {name: data.draw(st.sampled_from("abc")) for name in shares.labels}
    merged = shares.merged(group)
    assert ms.hhi(merged) >= ms.hhi(shares) - 1e-12
    assert merged.quantities.sum() == pytest.approx(shares.quantities.sum())


def test_a_frame_has_a_row_for_everybody():
    frame = NICKEL.to_frame().set_index("holder")
    assert frame.index.tolist() == ["CHN", "FIN", "FRA", "GBR", "QXR", "GRC"]
    assert frame.loc["CHN", "share"] == 0.4
    assert math.isnan(frame.loc["GRC", "share"])
    assert frame.loc["GRC", "share_high"] == pytest.approx(10 / 110)
    assert frame.loc["CHN", "share_low"] == pytest.approx(40 / 110)
    assert frame["quantity_high"].tolist() == [40, 30, 20, 5, 5, 10]


def test_a_frame_is_of_the_library_asked_for():
    holders = list(NICKEL.everyone[0])
    assert NICKEL.to_frame("polars")["holder"].to_list() == holders
    assert NICKEL.to_frame("pyarrow")["holder"].to_pylist() == holders


def test_a_frame_of_an_unknown_library_is_refused():
    with pytest.raises(ms.UnknownNameError, match="one of pandas, polars, pyarrow, got 'excel'"):
        NICKEL.to_frame("excel")


def test_the_many_have_a_row_in_the_frame():
    many = ms.Shares.from_quantities({"FIN": 30, "QXR": 70}, residual="many")
    assert many.to_frame()["holder"].tolist() == ["FIN", "QXR"]
    assert many.to_frame()["share"].tolist() == [0.3, 0.7]


def test_shares_say_themselves_in_one_line():
    assert repr(ms.shares(ALL, "cobalt")) == (
        "Shares(cobalt, mining, 2025, output by place: COD 60.0%, IDN 30.0%, QXR 10.0%)"
    )
    assert repr(NICKEL) == (
        "Shares(output by place: CHN 40.0%, FIN 30.0%, FRA 20.0%, GBR 5.0%, QXR 5.0%; "
        "seen 91% or more, no figure for GRC)"
    )
    seven = ms.Shares.from_quantities({f"h{i}": 1 for i in range(7)})
    assert repr(seven).endswith("h4 14.3%, 2 more)")
    many = ms.Shares.from_quantities({"CHN": 1, "QXR": 1}, residual="many")
    assert repr(many).endswith("CHN 50.0%, QXR 50.0% (many))")
    scrap = ms.shares(graph(producer("USA", 1, kind="secondary")), "cobalt", kind="secondary")
    assert repr(scrap).startswith("Shares(cobalt, mining, 2025, secondary output by place")


def test_html_shows_every_holder_and_escapes_names():
    html = ms.Shares.from_quantities({"<b>": 90, "CHN": (0, 10)}, unit="t/yr")._repr_html_()
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
    assert "withheld" in html
    assert "quantity [t/yr]" in html
    assert "modelled" in ms.shares(ALL, "cobalt")._repr_html_()


def test_a_share_does_not_depend_on_the_unit_of_the_record():
    kilos = graph(producer("COD", "60000 kilogram/year"), producer("IDN", 40))
    assert as_dict(ms.shares(kilos, "cobalt")) == pytest.approx({"COD": 0.6, "IDN": 0.4})


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        (
            {"by": "bloc"},
            ms.UnknownNameError,
            "by='bloc' .* Words: place, site, id, owner, company. For",
        ),
        ({"by": "plaice"}, ms.UnknownNameError, "Did you mean 'place'"),
        ({"of": "trade"}, ms.UnknownNameError, "Words: output, capacity, reserves, imports, "),
        ({"kind": "scrap"}, ms.UnknownNameError, "Words: primary, secondary, all"),
        ({"residual": "none"}, ms.UnknownNameError, "Words: one holder, many, left out"),
        ({"by": ["place"]}, ms.UnknownNameError, "means nothing here"),
        ({"by": "id", "of": "imports"}, ms.UnknownNameError, "imports have no id"),
        ({"by": "id", "of": "reserves"}, ms.UnknownNameError, "reserves have no id"),
        ({"kind": "secondary", "of": "demand"}, ms.GraphError, "cannot be told apart by kind"),
        ({"stage": "magnets"}, ms.UnknownNameError, "no stage 'magnets'"),
        ({"of": "imports", "stage": "refinig"}, ms.UnknownNameError, "Did you mean 'refining'"),
        ({"of": "reserves", "stage": "mining"}, ms.GraphError, "have no stage, got stage='mining'"),
        ({"of": "demand", "stage": "mining"}, ms.GraphError, "Stages with demand: refining"),
        ({"of": "capacity", "stage": "refining"}, ms.GraphError, "withheld or unknown: CHN"),
    ],
)
def test_a_question_without_an_answer_is_refused(options, error, message):
    with pytest.raises(error, match=message):
        ms.shares(ALL, "cobalt", **options)


def test_a_mineral_that_is_not_there_is_refused():
    with pytest.raises(ms.UnknownNameError, match="Did you mean 'cobalt'"):
        ms.shares(ALL, "cobolt")


def test_nothing_to_share_is_an_error_that_says_why():
    with pytest.raises(ms.GraphError, match="output of cobalt at 'mining': nothing is above zero"):
        ms.shares(graph(producer("COD", 0)), "cobalt")
    with pytest.raises(ms.GraphError, match="every figure is withheld or unknown: USA"):
        ms.shares(graph(producer("USA", WITHHELD)), "cobalt")
    with pytest.raises(ms.GraphError, match="no reserves of cobalt in this graph"):
        ms.shares(graph(*MINES), "cobalt", of="reserves")
    with pytest.raises(ms.GraphError, match=r"no demand of cobalt in this graph\.$"):
        ms.shares(graph(*MINES), "cobalt", of="demand")


@pytest.mark.parametrize(
    ("amount", "message"),
    [
        (-1, "CHN: amounts are 0 or more .* got -1"),
        (math.nan, "CHN: amounts are 0 or more"),
        (math.inf, r"Write \(0, math.inf\)"),
        ((5, 3), "in the order low, point, high"),
        ((1, 0, 3), "in the order low, point, high"),
        ((1, 4, 3), "in the order low, point, high"),
        ((1, math.nan, 0), "in the order low, point, high"),
        ((1, 2, 3, 4), "an amount is a number"),
        ("much", "an amount is a number"),
        (None, "an amount is a number"),
    ],
)
def test_an_amount_that_is_none_is_refused(amount, message):
    with pytest.raises(ms.GraphError, match=message):
        ms.Shares.from_quantities({"CHN": amount, "AUS": 1})


def test_no_amounts_are_refused():
    with pytest.raises(ms.GraphError, match="nothing is above zero"):
        ms.Shares.from_quantities({})
    with pytest.raises(ms.UnknownNameError, match="Words: one holder, many, left out"):
        ms.Shares.from_quantities({"CHN": 1}, residual="split")


@pytest.mark.parametrize(
    ("by", "message"),
    [
        ("EU26", "no bloc is called 'EU26'"),
        ({"chn": "Asia"}, "names none of the holders: CHN, FIN"),
    ],
)
def test_groups_of_nobody_are_refused(by, message):
    with pytest.raises(ms.UnknownNameError, match=message):
        NICKEL.merged(by)


def test_records_are_in_no_bloc():
    with pytest.raises(ms.UnknownNameError, match="a bloc has countries"):
        ms.shares(ALL, "cobalt", by="id").merged("EU27")
