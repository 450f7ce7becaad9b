"""How far a long run is, and parts of it that others solve."""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any, Literal, TypeAlias, TypeVar

from mineralsec.errors import GraphError, MineralsecWarning, show

__all__ = ["Progress", "dealt", "say_interrupted", "telling"]

#: A function of (done, total); None for a bar of ours, False for silence.
Progress: TypeAlias = Callable[[int, int], None] | Literal[False] | None

#: How long a run may take before a bar appears. [s]
PATIENCE = 2.0

#: How wide the bar is. [characters]
WIDTH = 30

_Part = TypeVar("_Part")
_Answer = TypeVar("_Answer")


@contextmanager
def telling(
    progress: Progress, total: int, what: str, clock: Callable[[], float] = time.monotonic
) -> Iterator[Callable[[int, int], None]]:
    """Lend a function that tells how far a run is.

    Parameters
    ----------
    progress
        What the user gave.
    total
        Number of all steps.
    what
        Name of the run, for the bar.
    clock
        Seconds.
    """
    if progress is not None and progress is not False and not callable(progress):
        raise GraphError(
            f"progress must be a function of (done, total), None or False, got {show(progress)}."
        )
    if progress is False:
        yield _silent
    elif progress is not None:
        yield progress
    elif not sys.stderr.isatty():
        yield _silent
    else:
        began, shown = clock(), False

        def bar(done: int, total: int) -> None:
            nonlocal shown
            if clock() - began >= PATIENCE:
                filled = WIDTH * done // total
                line = f"\r{what} [{'#' * filled:<{WIDTH}}] {done}/{total}"
                print(line, end="", file=sys.stderr, flush=True)
                shown = True

        try:
            yield bar
        finally:
            if shown:
                print(file=sys.stderr)


def _silent(done: int, total: int) -> None:
    """Tell nothing."""


def dealt(
    executor: Executor | None, solve: Callable[[_Part], _Answer], parts: Sequence[_Part]
) -> Iterable[_Answer]:
    """Yield the answer to each part in their order, wherever it is solved."""
    if executor is not None and not callable(getattr(executor, "map", None)):
        raise GraphError(
            f"executor must be a concurrent.futures.Executor, got {show(executor)}. Write "
            "executor=ThreadPoolExecutor(4), or leave it out."
        )
    return map(solve, parts) if executor is None else executor.map(solve, parts)


def say_interrupted(done: int, total: int, things: Any) -> None:
    """Warn that a run was stopped and what there is of it."""
    warnings.warn(
        f"interrupted after {done} of {total} {things}; the result has those.",
        MineralsecWarning,
        stacklevel=3,
    )
