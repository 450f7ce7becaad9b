"""Graphs for other network programs: GraphML, GEXF and node-link data, and back.

What is written is :attr:`mineralsec.SupplyGraph.nx`: markets and actors as nodes, what moves as
edges. These files hold figures without their sources; :func:`mineralsec.write_json` keeps all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from xml.etree.ElementTree import ParseError

from mineralsec.errors import DataError, show
from mineralsec.graph.supply_graph import SupplyGraph

if TYPE_CHECKING:
    from networkx import MultiDiGraph

    Graph: TypeAlias = MultiDiGraph[str]

__all__ = [
    "from_node_link",
    "read_gexf",
    "read_graphml",
    "to_node_link",
    "write_gexf",
    "write_graphml",
]

#: Attributes that the GEXF reader adds: it repeats names and numbers the edges.
_ADDED_BY_GEXF = ("label", "id")


def _face(graph: SupplyGraph | Graph) -> Graph:
    return graph.nx if isinstance(graph, SupplyGraph) else graph


def _write(path: str | PathLike[str], content: bytes) -> None:
    try:
        Path(path).write_bytes(content)
    except OSError as error:
        raise DataError(f"cannot write {show(str(path))}: {error.strerror}.") from error


def _read(path: str | PathLike[str], reader: Callable[[Any], Any], form: str) -> Graph:
    """Return the graph in a file; whatever the reader stumbles over becomes one error."""
    import networkx as nx

    try:
        with Path(path).open("rb") as file:
            found = reader(file)
    except OSError as error:
        raise DataError(f"cannot read {show(str(path))}: {error.strerror}.") from error
    except (
        ParseError,
        nx.NetworkXException,
        UnicodeError,
        LookupError,
        TypeError,
        ValueError,
    ) as error:
        raise DataError(
            f"{show(str(path))} is not a {form} file of a supply graph: {error}. Write one with "
            f"mineralsec.io.networkx_files.write_{form.lower()}."
        ) from None
    if not isinstance(found, nx.MultiDiGraph):
        raise DataError(
            f"{show(str(path))} holds an undirected graph; a supply graph's edges have a direction."
        )
    return found


def write_graphml(graph: SupplyGraph | Graph, path: str | PathLike[str]) -> None:
    """Write a graph as GraphML (Gephi, yEd, Cytoscape, igraph).

    Parameters
    ----------
    graph
        A supply graph, or its ``nx``.
    path
        Where to.

    Raises
    ------
    DataError
        If the file cannot be written.

    Examples
    --------
    >>> import mineralsec as ms
    >>> from tempfile import TemporaryDirectory
    >>> cobalt = ms.Mineral("cobalt", stages=("mining",))
    >>> mine = ms.Producer(id="mine", mineral="cobalt", place="COD", output="9 tonne/year")
    >>> graph = ms.SupplyGraph.from_records([cobalt, mine])
    >>> with TemporaryDirectory() as folder:
    ...     write_graphml(graph, f"{folder}/cobalt.graphml")
    ...     sorted(read_graphml(f"{folder}/cobalt.graphml"))
    ['cobalt|mining|COD', 'mine']
    """
    import networkx as nx

    buffer = BytesIO()
    nx.write_graphml(_face(graph), buffer)
    _write(path, buffer.getvalue())


def read_graphml(path: str | PathLike[str]) -> Graph:
    """Read what :func:`write_graphml` wrote: equal nodes, keys and attributes.

    Parameters
    ----------
    path
        Where from. Plain :func:`networkx.read_graphml` reads it too, with
        ``force_multigraph=True``.

    Raises
    ------
    DataError
        If the file cannot be read or is not GraphML of a directed graph.
    """
    import networkx as nx

    found = _read(path, lambda file: nx.read_graphml(file, force_multigraph=True), "GraphML")
    for defaults in ("node_default", "edge_default"):
        found.graph.pop(defaults, None)
    return found


def write_gexf(graph: SupplyGraph | Graph, path: str | PathLike[str]) -> None:
    """Write a graph as GEXF (Gephi).

    The format has no place for attributes of the graph itself, such as its units.

    Parameters
    ----------
    graph
        A supply graph, or its ``nx``.
    path
        Where to.

    Raises
    ------
    DataError
        If the file cannot be written.
    """
    import networkx as nx

    text = "\n".join(nx.generate_gexf(_face(graph)))
    # the day of writing would make two files of one graph differ
    text = re.sub(r' lastmodifieddate="[^"]*"', "", text, count=1)
    head = '<?xml version="1.0" encoding="utf-8"?>\n'
    _write(path, f"{head}{text}\n".encode())


def read_gexf(path: str | PathLike[str]) -> Graph:
    """Read what :func:`write_gexf` wrote: equal nodes, edges, keys and attributes.

    Parameters
    ----------
    path
        Where from.

    Raises
    ------
    DataError
        If the file cannot be read or is not GEXF of a directed graph.
    """
    from networkx.readwrite.gexf import GEXFReader

    def read(file: Any) -> Any:
        reader = GEXFReader(version="1.2draft")
        reader.simple_graph = False  # else keys are lost where no two edges are parallel
        return reader(file)

    found = _read(path, read, "GEXF")
    for attributes in (
        *(a for _, a in found.nodes(data=True)),
        *(a for *_, a in found.edges(data=True)),
    ):
        for name in _ADDED_BY_GEXF:
            attributes.pop(name, None)
    found.graph.clear()
    return found


def to_node_link(graph: SupplyGraph | Graph) -> dict[str, Any]:
    """Return a graph as node-link data, which ``json.dumps`` takes (D3, web pages).

    Parameters
    ----------
    graph
        A supply graph, or its ``nx``.

    Examples
    --------
    >>> import mineralsec as ms
    >>> cobalt = ms.Mineral("cobalt", stages=("mining",))
    >>> mine = ms.Producer(id="mine", mineral="cobalt", place="COD", output="9 tonne/year")
    >>> data = to_node_link(ms.SupplyGraph.from_records([cobalt, mine]))
    >>> [edge["kind"] for edge in data["edges"]]
    ['output']
    """
    import networkx as nx

    data: dict[str, Any] = nx.node_link_data(_face(graph), edges="edges")
    return data


def from_node_link(data: Any) -> Graph:
    """Return the graph that node-link data describe: equal nodes, keys and attributes.

    Parameters
    ----------
    data
        What :func:`to_node_link` returned, or what ``json.loads`` made of its text.

    Raises
    ------
    DataError
        If it is not the node-link data of a directed multigraph.
    """
    import networkx as nx

    if not isinstance(data, Mapping) or not (data.get("directed") and data.get("multigraph")):
        raise DataError(
            f"not the node-link data of a supply graph: {show(data)}. Make them with "
            "mineralsec.io.networkx_files.to_node_link."
        )
    try:
        found: Any = nx.node_link_graph(dict(data), edges="edges")
    except (nx.NetworkXException, LookupError, TypeError, ValueError, AttributeError) as error:
        raise DataError(f"node-link data that do not fit together: {error!r}.") from None
    face: Graph = found
    return face
