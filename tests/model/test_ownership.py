"""Owners and stakes: shares of one whole."""

from __future__ import annotations

import pytest

from mineralsec import Owner, Producer, Stake
from mineralsec.errors import RecordError, UnknownNameError


def mine(owners):
    return Producer(id="m", mineral="Co", place="COD", output="1 t/year", owners=owners)


def test_an_owner_may_sit_somewhere_or_nowhere_known():
    assert repr(Owner("Glencore", 0.75, "Switzerland")) == "Owner(Glencore 75 %, CHE)"
    assert repr(Owner("Gécamines", 0.25)) == "Owner(Gécamines 25 %)"


def test_one_owner_stands_for_a_list_of_one():
    assert mine(Owner("A", 1)).owners == (Owner("A", 1.0),)


def test_thirds_written_with_rounding_still_make_a_whole():
    assert len(mine([Owner(name, 1 / 3 + 1e-10) for name in "ABC"]).owners) == 3


@pytest.mark.parametrize(
    ("build", "error", "fragment"),
    [
        (lambda: Owner("A", 0), RecordError, "Owner 'A': share must be in (0, 1], got 0."),
        (lambda: Owner("A", 51), RecordError, "Write 0.51 for 51 %"),
        (lambda: Owner("A", float("nan")), RecordError, "share must be in (0, 1], got nan"),
        (lambda: Owner("A", 10**400), RecordError, "share is larger than any float"),
        (lambda: Owner("", 0.5), RecordError, "name must not be empty"),
        (lambda: Owner(None, 0.5), RecordError, "name must be a text, got None"),
        (lambda: Owner("A", 0.5, "Atlantis"), UnknownNameError, "place: no place is called"),
        (lambda: mine("Glencore"), RecordError, "owners holds Owner records, got 'Glencore'"),
        (lambda: mine([("A", 0.5)]), RecordError, "Write ms.Owner('Glencore', 0.75)"),
        (lambda: mine(5), RecordError, "owners must be a list, got 5"),
        (lambda: mine([Owner("A", 0.5)] * 2), RecordError, "owners holds 'A' twice"),
        (
            lambda: mine([Owner("A", 0.6), Owner("B", 0.6)]),
            RecordError,
            "shares of owners sum to 1.2",
        ),
    ],
)
def test_shares_that_are_none_are_refused(build, error, fragment):
    with pytest.raises(error) as caught:
        build()
    assert fragment in str(caught.value)


def test_a_stake_holds_on_a_day():
    stake = Stake(holder="CMOC", held="TFM", fraction=0.8, as_of="2024-12-31")
    assert repr(stake) == "Stake(CMOC holds 80 % of TFM, 2024-12-31)"
    assert stake.key == ("CMOC", "TFM", stake.as_of, "")


@pytest.mark.parametrize(
    ("options", "fragment"),
    [
        ({"held": "CMOC"}, "Stake CMOC CMOC: holder and held are both 'CMOC'"),
        ({"fraction": 1.2}, "fraction must be in (0, 1], got 1.2."),
        ({"as_of": 2024}, "as_of must be a date, got 2024"),
        ({"holder": "a|b"}, "holder must not hold '|'"),
    ],
)
def test_a_stake_that_cannot_be_is_refused(options, fragment):
    given = {"holder": "CMOC", "held": "TFM", "fraction": 0.8, "as_of": "2024-12-31"}
    with pytest.raises(RecordError) as caught:
        Stake(**{**given, **options})
    assert fragment in str(caught.value)
