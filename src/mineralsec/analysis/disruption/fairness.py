"""Fair shares of a shortage: the largest rate of unmet use as small as can be, then the next.

Each round of the lexicographic min-max is a linear program; users whose rate has a price cannot
do better and are fixed, the others go on. The amounts served are unique.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mineralsec.analysis.disruption.program import ROUNDING, SCALE

if TYPE_CHECKING:
    from mineralsec.analysis.disruption.program import Program, Users
    from mineralsec.graph.columns import Floats
    from mineralsec.solver import Optimum

__all__ = ["DUAL_TOLERANCE", "fairest", "free_rates"]

#: Reduced costs below this are zero: costs and coefficients are of the order of one.
DUAL_TOLERANCE = 1e-7


def free_rates(program: Program) -> None:
    """Let every rate be what it is."""
    rates = np.arange(program.layout.rates.start, program.layout.rates.stop)
    program.set_rows(rates, np.full(len(rates), -np.inf), np.full(len(rates), np.inf))


def fairest(program: Program, users: Users, optimum: Optimum) -> Floats:
    """Return what each user is served when the sorted rates of unmet use are smallest.

    Parameters
    ----------
    program
        Solved for the most that can be served; it is left at the fairest solution.
    users
        Who wants what under the limits.
    optimum
        That solution.

    Returns
    -------
    ndarray, shape (n_users,)
        In the program's scale.
    """
    layout = program.layout
    wanted = users.wanted * program.scale
    _hold_optimum(program, optimum)
    served = np.where(wanted > 0, np.nan, 0.0)
    column = np.arange(layout.served.start, layout.served.stop)
    cost = np.zeros(layout.columns)
    # large enough that the rows' duals are of the order of one
    cost[layout.worst] = SCALE
    x = optimum.x
    for rank in np.unique(users.rank):
        open_ = (users.rank == rank) & np.isnan(served)
        while open_.any():
            if np.all(x[layout.served][open_] >= wanted[open_] * (1 - 1e-12)):
                served[open_] = wanted[open_]
                break
            rows = layout.rates.start + np.flatnonzero(open_)
            # served + wanted * worst >= wanted
            program.set_rows(rows, wanted[open_], np.full(len(rows), np.inf))
            best = program.solve(cost)
            x = best.x
            worst = max(best.x[layout.worst], 0.0)
            tight = open_.copy()
            tight[open_] = best.row_dual[rows] > DUAL_TOLERANCE
            if not tight.any():
                # nobody's rate has a price: all that are left are served alike
                tight = open_.copy()
            served[tight] = wanted[tight] * (1 - worst)
            program.set_rows(
                layout.rates.start + np.flatnonzero(tight),
                np.full(int(tight.sum()), -np.inf),
                np.full(int(tight.sum()), np.inf),
            )
            program.fix(column[tight], served[tight], slack=ROUNDING)
            open_ &= ~tight
        done = users.rank == rank
        program.fix(column[done], served[done], slack=ROUNDING)
    return served


def _hold_optimum(program: Program, optimum: Optimum) -> None:
    """Keep to the optimal face: what has a price stays at its bound."""
    dear = optimum.column_dual < -DUAL_TOLERANCE
    priced = np.flatnonzero(dear | (optimum.column_dual > DUAL_TOLERANCE))
    program.fix(priced, np.where(dear, program.high, 0.0)[priced])
    layout = program.layout
    upper = np.arange(layout.quotas.start, layout.ceilings.stop)
    full = upper[np.abs(optimum.row_dual[upper]) > DUAL_TOLERANCE]
    if len(full):
        program.set_rows(full, program.row_high[full], program.row_high[full])
