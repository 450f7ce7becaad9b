"""What other network programs get comes back equal."""

from __future__ import annotations

import json

import networkx as nx
import pytest
from hypothesis import given, settings

import mineralsec as ms
from mineralsec.errors import DataError
from mineralsec.io import networkx_files as files
from mineralsec.testing import supply_graphs

graphs = supply_graphs(with_stocks=True, with_history=True, with_weights=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("networkx")


def typed(attributes):
    return {name: (type(value), value) for name, value in attributes.items()}


def nodes(G):
    return {node: typed(data) for node, data in G.nodes(data=True)}


def edges(G):
    return {(u, v, key): typed(data) for u, v, key, data in G.edges(keys=True, data=True)}


@settings(max_examples=50)
@given(graph=graphs)
def test_graphml_comes_back_equal(folder, graph):
    files.write_graphml(graph, folder / "a.graphml")
    plain = nx.read_graphml(folder / "a.graphml", force_multigraph=True)
    ours = files.read_graphml(folder / "a.graphml")
    for G in (plain, ours):
        assert (nodes(G), edges(G)) == (nodes(graph.nx), edges(graph.nx))
    assert ours.graph == graph.nx.graph


@settings(max_examples=50)
@given(graph=graphs)
def test_gexf_comes_back_equal_but_for_the_attributes_of_the_graph(folder, graph):
    files.write_gexf(graph, folder / "a.gexf")
    G = files.read_gexf(folder / "a.gexf")
    assert (nodes(G), edges(G)) == (nodes(graph.nx), edges(graph.nx))
    assert G.graph == {}
    plain = nx.read_gexf(folder / "a.gexf")
    assert set(plain) == set(graph.nx)
    assert set(plain.edges()) == set(graph.nx.edges())


@settings(max_examples=50)
@given(graph=graphs)
def test_node_link_json_comes_back_equal(graph):
    G = files.from_node_link(json.loads(json.dumps(files.to_node_link(graph), allow_nan=False)))
    assert (nodes(G), edges(G)) == (nodes(graph.nx), edges(graph.nx))
    assert G.graph == graph.nx.graph


@pytest.fixture(scope="module")
def graph():
    """Names that XML has to escape."""
    records = [
        ms.Mineral("cobalt", stages=("mining",)),
        ms.Producer(
            id="<b>&\"'é", mineral="cobalt", place="CHN:a", output="1 tonne/year", year=2024
        ),
        ms.Flow(
            mineral="cobalt", stage="mining", origin="CHN:a", destination="CIV",
            quantity="1 tonne/year", seller="7", buyer="A & B", year=2024,
        ),
    ]  # fmt: skip
    return ms.SupplyGraph.from_records(records)


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_names_with_marks_of_xml_come_back(folder, graph, form):
    path = folder / f"marks.{form}"
    getattr(files, f"write_{form}")(graph, path)
    G = getattr(files, f"read_{form}")(str(path))
    assert (nodes(G), edges(G)) == (nodes(graph.nx), edges(graph.nx))


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_a_graph_of_networkx_can_be_written_and_the_same_graph_gives_the_same_file(
    folder, graph, form
):
    write = getattr(files, f"write_{form}")
    for name, what in (("one", graph), ("two", graph.nx)):
        write(what, folder / name)
    assert (folder / "one").read_bytes() == (folder / "two").read_bytes()
    assert b"lastmodified" not in (folder / "one").read_bytes()


@pytest.mark.parametrize("form", ["graphml", "gexf"])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not xml at all",
        b"<?xml version='1.0'?><svg/>",
        b"<?xml version='1.0' encoding='utf-8'?><a>\xff\xfe</a>",
        b"\xff\xfe<\x00a\x00",
        b"PK\x03\x04 a zip file",
    ],
)
def test_what_is_no_such_file_is_refused_by_name(folder, form, content):
    (folder / "bad").write_bytes(content)
    with pytest.raises(DataError, match=r"bad' is not a (GraphML|GEXF) file of a supply graph"):
        getattr(files, f"read_{form}")(folder / "bad")


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_a_file_that_was_cut_off_is_refused(folder, graph, form):
    path = folder / "cut"
    getattr(files, f"write_{form}")(graph, path)
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(DataError, match="is not a"):
        getattr(files, f"read_{form}")(path)


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_an_undirected_graph_is_refused(folder, form):
    getattr(nx, f"write_{form}")(nx.MultiGraph([("a", "b"), ("a", "b")]), folder / "undirected")
    with pytest.raises(DataError, match="edges have a direction"):
        getattr(files, f"read_{form}")(folder / "undirected")


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_a_path_that_cannot_be_used_is_one_error(folder, graph, form):
    with pytest.raises(DataError, match=r"cannot read .*No such file"):
        getattr(files, f"read_{form}")(folder / "missing")
    with pytest.raises(DataError, match=r"cannot write .*No such file"):
        getattr(files, f"write_{form}")(graph, folder / "missing" / "a")


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"directed": False, "multigraph": True, "nodes": [], "edges": []},
        {"directed": True, "multigraph": False, "nodes": [], "edges": []},
    ],
)
def test_what_is_no_node_link_data_is_refused(data):
    with pytest.raises(DataError, match="not the node-link data of a supply graph"):
        files.from_node_link(data)


@pytest.mark.parametrize(
    "parts",
    [
        {"nodes": []},
        {"edges": []},
        {"nodes": [5], "edges": []},
        {"nodes": [{"id": "a"}], "edges": [{"source": "a"}]},
        {"nodes": None, "edges": None},
    ],
)
def test_node_link_data_that_do_not_fit_together_are_refused(parts):
    with pytest.raises(DataError, match="do not fit together"):
        files.from_node_link({"directed": True, "multigraph": True, "graph": {}, **parts})
