"""One holder's row, by name."""

import math

import numpy as np
import pytest

import mineralsec as ms

SHARES = ms.Shares.from_quantities({"CHN": 60, "AUS": 15, "USA": (0, 25)}, unit="t/yr")


@pytest.mark.parametrize("name", ["CHN", "China", "chn"])
def test_a_holder_is_found_by_any_name_of_its_place(name):
    row = SHARES[name]
    assert (row.holder, row.share, row.quantity, row.unit) == ("CHN", 0.8, 60.0, "t/yr")
    assert (row.share_low, row.share_high) == (0.6, 0.8)
    assert repr(row) == "Held(CHN: 80.0% (60.0% to 80.0%), 60 t/yr)"
    assert name in SHARES


def test_rows_are_those_of_the_frame():
    for row in SHARES.to_frame().to_dict("records"):
        held = SHARES[row["holder"]]
        for name, value in row.items():
            assert getattr(held, name) == value or math.isnan(value)


def test_a_withheld_holder_has_limits_and_no_share():
    row = SHARES["USA"]
    assert math.isnan(row.share)
    assert math.isnan(row.quantity)
    assert (row.quantity_low, row.quantity_high, row.share_high) == (0.0, 25.0, 0.25)
    assert repr(row) == "Held(USA: withheld (0.0% to 25.0%), withheld)"


def test_the_residual_is_a_holder_too():
    many = ms.Shares.from_quantities({"CHN": 60, "QXR": 40}, residual="many")
    assert many["QXR"].share == 0.4
    assert repr(ms.Shares.from_quantities({"CHN": 1})["CHN"]) == "Held(CHN: 100.0%, 1)"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("CHL", "'CHL' holds nothing of output by place. Holders: CHN, AUS, USA."),
        ("Austrlia", "'Austrlia' holds nothing of output by place. Did you mean 'Australia'?"),
        (0, "0 holds nothing of output by place. Holders: CHN, AUS, USA."),
    ],
)
def test_who_holds_nothing_is_an_error_with_the_nearest_names(name, said):
    with pytest.raises(ms.UnknownNameError) as caught:
        SHARES[name]
    assert str(caught.value).startswith(said)
    assert name not in SHARES


def test_companies_and_groups_go_by_their_own_labels():
    graph = ms.load("facilities", minerals="cobalt")
    firms = ms.shares(graph, "cobalt", stage="mining", of="capacity", by="company")
    assert firms[firms.labels[0]].share == firms.share[0]
    with pytest.raises(ms.UnknownNameError, match="Did you mean"):
        firms[firms.labels[0] + "x"]
    merged = ms.Shares.from_quantities({"FIN": 50, "CHN": 30, "POL": 20}).merged("EU27")
    assert merged["EU27"].share == 0.7
    with pytest.raises(ms.UnknownNameError, match="EU27"):
        merged["EU28"]


def test_a_row_is_a_card_in_notebooks():
    assert "60.0% to 80.0%" in SHARES["CHN"]._repr_html_()
    assert "withheld" in SHARES["USA"]._repr_html_()


def test_numpy_still_reads_the_shares_as_an_array():
    np.testing.assert_allclose(np.asarray(SHARES), [0.8, 0.2])
    assert list(SHARES) == [0.8, 0.2]
