"""A whole page about a mineral, a graph or an impact: ``ms.report(what, "out.html")``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mineralsec.arguments import file_path
from mineralsec.errors import MineralsecError, UnknownNameError, show
from mineralsec.graph.supply_graph import SupplyGraph
from mineralsec.reporting.graph_report import graph_page, mineral_page
from mineralsec.reporting.impact_report import impact_page
from mineralsec.reporting.page import Page, html_of, markdown_of

if TYPE_CHECKING:
    import os

    from mineralsec.analysis.disruption.impact import Impact
    from mineralsec.model.mineral import Mineral

__all__ = ["report"]

_WRITERS = {".html": html_of, ".htm": html_of, ".md": markdown_of, ".markdown": markdown_of}


def report(
    what: Impact | SupplyGraph | Mineral | str,
    path: str | os.PathLike[str],
    *,
    interactive: bool = True,
) -> Path:
    """Write one self-contained page: answer, figures, tables, assumptions, findings, sources.

    Parameters
    ----------
    what
        An :class:`~mineralsec.Impact`; a :class:`~mineralsec.SupplyGraph`; or a mineral, of
        which the bundled data are taken.
    path
        File to write: ``.html`` or ``.md``. A file of that name is replaced.
    interactive
        Whether an HTML page carries the interactive supply chain of plotly (about 5 MB). The
        rest of the page needs no JavaScript, and no page asks the network for anything.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    UnknownNameError
        If the mineral is not bundled or the file's ending is another.
    MineralsecError
        If `what` is something else, matplotlib is not installed, or the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> import mineralsec as ms
    >>> graph = ms.load("world", minerals="gallium")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = ms.report(ms.remove_country(graph, "CHN"), Path(folder) / "gallium.md")
    ...     print(file.read_text(encoding="utf-8").splitlines()[0])
    # Gallium: what if output and trade of China stop; its own use leaves with it
    """
    target = file_path(path)
    writer = _WRITERS.get(target.suffix.lower())
    if writer is None:
        raise UnknownNameError(
            f"a report is written as .html or .md, got {show(target.name)}. Write 'out.html'."
        )
    page = _page(what, interactive and writer is html_of)
    try:
        target.write_text(writer(page), encoding="utf-8")
    except OSError as error:
        raise MineralsecError(f"cannot write {target}: {error.strerror}.") from error
    return target


def _page(what: object, interactive: bool) -> Page:
    from mineralsec.analysis.disruption.impact import Impact
    from mineralsec.datasets import load
    from mineralsec.model.mineral import Mineral

    if isinstance(what, Impact):
        return impact_page(what, interactive)
    if isinstance(what, SupplyGraph):
        if len(tuple(what.minerals)) == 1:
            return mineral_page(what, what.minerals[0], interactive)
        return graph_page(what)
    if isinstance(what, Mineral):
        what = what.name
    if isinstance(what, str):
        graph = load("world", minerals=what)
        return mineral_page(graph, graph.minerals[0], interactive)
    raise MineralsecError(
        f"report takes an impact, a graph or a mineral, got {show(what)}. Write "
        'report("gallium", "gallium.html").'
    )
