"""Datasets of other packages, found by the entry point group ``mineralsec.sources``."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from mineralsec.datasets.tables import BUNDLED
from mineralsec.errors import GraphError, MineralsecWarning, UnknownNameError, show, suggest

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph
    from mineralsec.model import Record

__all__ = ["GROUP", "Source", "names", "plugin_graph", "plugin_records"]

#: Entry point group that a package announces its datasets in.
GROUP = "mineralsec.sources"


@runtime_checkable
class Source(Protocol):
    """A dataset: anything whose records can be asked for.

    Announce an object of such a class, or the class itself (it is then made without arguments),
    in the ``pyproject.toml`` of the package::

        [project.entry-points."mineralsec.sources"]
        niobium-survey = "their_package.survey:Survey"

    Then ``ms.load("niobium-survey")`` finds it. :func:`mineralsec.testing.check_source` says
    whether a source keeps the rules.

    Examples
    --------
    >>> import mineralsec as ms
    >>> class Survey:
    ...     def records(self):
    ...         return [ms.Mineral("niobium", stages=("mining",))]
    >>> isinstance(Survey(), ms.datasets.Source)
    True
    """

    def records(self) -> Iterable[Record]:
        """Return every record, with its citation; the same ones in the same order each time."""


def names() -> tuple[str, ...]:
    """Return the names that :func:`mineralsec.load` knows: bundled ones, then other packages'.

    Nothing of the other packages is loaded.

    Examples
    --------
    >>> import mineralsec as ms
    >>> ms.datasets.names()[:2]
    ('world', 'facilities')
    """
    return (*BUNDLED, *_points())


def plugin_graph(name: Any, year: int | None, minerals: str | Iterable[str] | None) -> SupplyGraph:
    """Return another package's dataset as a graph.

    Raises what :func:`plugin_records` does, and whatever is wrong with its records together.
    """
    from mineralsec.graph.supply_graph import SupplyGraph

    graph = SupplyGraph.from_records(plugin_records(name), year=year)
    return graph if minerals is None else graph.select(minerals=minerals)


def plugin_records(name: Any) -> tuple[Record, ...]:
    """Return the records of another package's dataset.

    Raises
    ------
    UnknownNameError
        If no package announces that name, or the one that does is broken; a warning then says
        how.
    GraphError
        If its records cannot be read.
    """
    points = _points()
    source = _loaded(points[name]) if isinstance(name, str) and name in points else None
    if source is None:
        others = [word for word in points if word != name]
        more = f" Of other packages: {', '.join(others)}." if others else ""
        raise UnknownNameError(
            f"no dataset {show(name)}.{suggest(str(name), (*BUNDLED, *others))} "
            f"Bundled: {', '.join(BUNDLED)}.{more} Minerals are chosen by minerals=..., as in "
            "ms.load('world', minerals='gallium')."
        )
    try:
        return tuple(source.records())
    except Exception as error:
        # whatever breaks there is told in their name, not in ours
        raise GraphError(
            f"the dataset {show(name)} of {points[name].value!r} cannot be read: "
            f"{type(error).__name__}: {error}"
        ) from error


def _points() -> dict[str, EntryPoint]:
    """Return the entry points by name; a name that is taken is skipped with a warning."""
    found: dict[str, EntryPoint] = {}
    for point in entry_points(group=GROUP):
        if point.name in BUNDLED or point.name in found:
            _skip(point, "the name is taken")
        else:
            found[point.name] = point
    return found


def _loaded(point: EntryPoint) -> Source | None:
    try:
        found: Any = point.load()
        source = found() if isinstance(found, type) else found
    except Exception as error:
        # whatever breaks there must not break us
        _skip(point, f"{type(error).__name__}: {error}")
        return None
    if not isinstance(source, Source):
        _skip(point, "it has no method records()")
        return None
    return source


def _skip(point: EntryPoint, reason: str) -> None:
    warnings.warn(
        f"the dataset {point.name!r} of {point.value!r} is skipped: {reason}.",
        MineralsecWarning,
        stacklevel=4,
    )
