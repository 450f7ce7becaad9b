"""Two impacts side by side, and what an explanation says of more supply and of stocks."""

import pytest
from attrs import evolve

import mineralsec as ms

from .hand_network import A, B, hand_network, tonnes

REROUTE = ms.Reroute(growth=None, spare="nameplate")


def test_a_comparison_says_what_changes_and_for_whom():
    graph = hand_network()
    one = ms.remove_country(graph, A, channel="exports")
    other = ms.remove_country(graph, A, channel="production")
    found = one.compare(other)
    row = found.rows[0]
    assert (row.share, row.other_share) == (one.shortfall_share, other.shortfall_share)
    assert row.difference == pytest.approx(
        (other.shortfall_rate - one.shortfall_rate).m_as("tonne/year")
    )
    assert not row.alike
    assert row.other_denominator == "all use"
    assert next(iter(row.places)) == A  # A's own use goes short in the second only
    assert "of use outside XAA, then" in repr(found)
    assert "of all use" in repr(found)
    assert found.to_frame()["mineral"][0] == "handium"
    assert "exports of XAA stop" in found._repr_html_()


def test_two_like_scopes_print_the_denominator_once():
    graph = hand_network()
    found = ms.remove_country(graph, A).compare(ms.remove_country(graph, A, response=ms.ProRata()))
    assert found.rows[0].alike
    assert repr(found).count("of use outside XAA") == 1


def test_where_nothing_is_used_there_is_no_share_to_compare():
    graph = ms.SupplyGraph.from_records(
        [
            ms.Mineral("cobalt", stages=("mining",)),
            ms.Producer(id="mine", mineral="cobalt", place=A, output=tonnes(1)),
            ms.Consumer(id="use", mineral="cobalt", place=A, stage="mining", demand=tonnes(1)),
        ]
    )
    impact = ms.remove_country(graph, A)
    assert "nothing is used of use outside XAA, then nothing is used" in repr(
        impact.compare(impact)
    )


def test_what_cannot_be_compared_is_refused():
    graph = ms.load("world", minerals=("gallium", "cobalt"))
    gallium = ms.remove_country(graph, "CHN", minerals="gallium")
    cobalt = ms.remove_country(graph, "COD", minerals="cobalt")
    with pytest.raises(ms.GraphError, match="share no mineral: gallium here, cobalt there"):
        gallium.compare(cobalt)
    with pytest.raises(ms.GraphError, match="compared with another Impact, got 3"):
        gallium.compare(3)
    both = ms.remove_country(graph, "CHN")
    assert gallium.compare(both).only == ("cobalt",)


def with_stock(amount, spare=0.0):
    records = [r for r in hand_network().records if getattr(r, "id", "") != "refiner C"]
    return ms.SupplyGraph.from_records(
        [
            *records,
            ms.Refiner(
                id="refiner C", mineral="handium", place="XAC", output=tonnes(20),
                capacity=tonnes(20 + spare),
            ),
            ms.Stockpile(
                id="stock", mineral="handium", place=B, stage="refining",
                amount=ms.Q(amount, "tonne"), as_of="2024-12-31",
            ),
        ]
    )  # fmt: skip


def test_the_explanation_says_who_makes_more_and_what_stocks_cover():
    response = ms.Reroute(growth=None, spare="nameplate")
    told = ms.remove_country(with_stock(15, spare=5), A, response=response).explain()
    # 25 t/yr go short, 15 t are on record: 7.2 months
    assert "More than today is made by XAC (refining) 5.000 t/yr." in told
    assert "Stocks on record (15.00 t) would cover 7.2 months of what goes short." in told
    none = ms.remove_country(hand_network(), A, response=response).explain()
    assert "Nobody makes more than today at the headline." in none
    assert "No stock of those who go short is on record." in none


def test_a_stock_known_within_limits_covers_at_most_its_upper_one():
    graph = with_stock(0)
    records = [r for r in graph.records if not isinstance(r, ms.Stockpile)]
    for most, told in (
        ("30 tonne", "(at most 30.00 t) would cover at most 12.0 months."),
        (None, "No stock"),
    ):
        stock = ms.Stockpile(
            id="stock", mineral="handium", place=B, stage="refining",
            amount=ms.Between("0 tonne", most, mark="<") if most else ms.Q(0, "tonne"),
            as_of="2024-12-31",
        )  # fmt: skip
        some = ms.SupplyGraph.from_records([*records, stock])
        assert told in ms.remove_country(some, A, response=REROUTE).explain()


@pytest.mark.parametrize("mineral", ["gallium", "lithium", "natural graphite"])
def test_an_explanation_of_real_data_has_five_to_ten_sentences(mineral):
    lines = ms.remove_country(ms.load("world", minerals=mineral), "CHN").explain().splitlines()
    assert 5 <= len(lines) <= 10


def test_one_shock_under_two_responses_says_how_they_differ():
    graph = hand_network()

    def asked(response):
        return ms.remove_country(graph, A, response=response)

    found = asked(REROUTE).compare(asked(ms.Reroute(growth=0.5, spare="nameplate")))
    assert (found.response, found.other_response) == ("Reroute(growth=None)", "Reroute(growth=0.5)")
    assert found.sides[0].endswith("; Reroute(growth=None)")
    assert found.sides[1] in repr(found)
    assert found.sides[1] in found._repr_html_()
    kinds = asked(REROUTE).compare(asked(ms.ProRata()))
    assert kinds.response.startswith("Reroute(lanes='observed'")
    assert kinds.other_response == "ProRata(priority='proportional')"
    same = asked(REROUTE).compare(asked(REROUTE))
    assert same.response == same.other_response == ""
    assert same.sides[0] == same.sides[1]


def test_a_response_of_ones_own_is_named_by_what_it_shows():
    class Still:
        def __init__(self, name):
            self.name = name

        def __repr__(self):
            return self.name

        def respond(self, graph, limits):
            return ms.ProRata().respond(graph, limits)

    graph = hand_network()
    one, other = (ms.remove_country(graph, A, response=Still(name)) for name in ("calm", "slow"))
    assert (one.compare(other).response, one.compare(other).other_response) == ("calm", "slow")


def test_one_question_of_two_graphs_says_that_figures_differ():
    one = ms.remove_country(hand_network(), A, response=REROUTE)
    less = [
        evolve(r, output=tonnes(10)) if getattr(r, "id", "") == "refiner C" else r
        for r in hand_network().records
    ]
    other = ms.remove_country(ms.SupplyGraph.from_records(less), A, response=REROUTE)
    assert "same question, asked of a graph with other figures" in repr(one.compare(other))
