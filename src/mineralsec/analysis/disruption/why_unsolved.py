"""Which set of limits keeps a program from being solved, and what to relax."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mineralsec.errors import SolverError

if TYPE_CHECKING:
    from mineralsec.analysis.disruption.program import Program

__all__ = ["explained"]

_TIME = (
    "Raise time_limit, ask for fewer minerals at once (minerals=...), for totals only "
    "(sweep(..., detail=False)), or for fewer lanes (lanes='observed')."
)

#: Rows that can be let go, what they are, and what to change. Balances of markets stay.
_SETS = (
    ("quotas", "quotas over lanes", "raise the limit of a Quota, or leave the Control out"),
    ("ceilings", "bans by origin", "allow reexport=True"),
    ("rates", "fair rates of unmet use", "use rationing='weight', or detail=False in a sweep"),
)


def explained(program: Program, error: SolverError) -> SolverError:
    """Return the error with the set of limits that causes it and what to relax.

    Parameters
    ----------
    program
        That was not solved; its limits are as they were afterwards.
    error
        What the solver said.
    """
    if error.reason == "time":
        return SolverError(f"{error} {_TIME}", error.reason)
    if error.reason != "infeasible":
        return error
    for what, advice in _culprits(program):
        return SolverError(
            f"{error} Without the {what} there is a solution: {advice}.", error.reason
        )
    return SolverError(
        f"{error} No single set of limits explains it: a shock or response of your own may have "
        "crossed them.",
        error.reason,
    )


def _culprits(program: Program) -> list[tuple[str, str]]:
    """Return sets of limits without which there is a solution."""
    found = []
    for name, what, advice in _SETS:
        span = getattr(program.layout, name)
        rows = np.arange(span.start, span.stop, dtype=np.int32)
        if not len(rows):
            continue
        free = np.full(len(rows), np.inf)
        program.program.set_rows(rows, -free, free)
        if _solves(program):
            found.append((what, advice))
        program.program.set_rows(rows, program.row_low[rows], program.row_high[rows])
    columns = np.arange(len(program.low), dtype=np.int32)
    program.program.set_columns(columns, np.zeros(len(columns)), program.high)
    if _solves(program):
        found.append(
            (
                "amounts that an earlier aim fixed",
                "use rationing='weight', which has no later aims, or give amounts that differ "
                "less in size",
            )
        )
    program.program.set_columns(columns, program.low, program.high)
    return found


def _solves(program: Program) -> bool:
    try:
        program.program.minimum()
    except SolverError:
        return False
    return True
