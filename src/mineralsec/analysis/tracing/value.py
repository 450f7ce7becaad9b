r"""Content by value: what one good's price owes to another good inside it.

A rule of law often counts value, not mass: a good is caught when controlled goods inside it are
worth at least a threshold of its price. The kernels here work on plain coefficients; a mineral's
own network with prices is :meth:`mineralsec.analysis.tracing.Trace.content`.
"""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from mineralsec.arguments import floats
from mineralsec.errors import GraphError, RecordError, show

if TYPE_CHECKING:
    from mineralsec.graph.columns import Floats

__all__ = ["embedded_share", "price_of_capture", "share_at_price"]


def embedded_share(coefficients: ArrayLike, direct: ArrayLike) -> Floats:
    r"""Return the share of each good's value that controlled goods inside it make up.

    .. math:: x_d = \Big[ \chi^\top (I - B)^{-1} \Big]_d = \sum_{k \ge 0} \chi^\top B^k e_d

    Parameters
    ----------
    coefficients
        :math:`B`: value of input `w` per value of output `d`, shape (n, n). [USD/USD]
    direct
        :math:`\chi`: part of each good that is itself controlled, 1 for a listed good of the
        origin that counts, shape (n,). [-]

    Returns
    -------
    ndarray, shape (n,)
        Embedded share of each good. [-]

    Raises
    ------
    RecordError
        If the shapes do not fit, or a value is outside 0 to 1.
    GraphError
        If the inputs of a good are worth as much as the good or more: then no value is added
        and the series does not end.

    Notes
    -----
    A controlled item counts once: what went into the controlled part of a good is not added
    again. The formula is the Leontief inverse of input-output analysis [1]_, with the controlled
    part absorbing.

    References
    ----------
    .. [1] Miller, R. E. and Blair, P. D. (2009). Input-Output Analysis. Cambridge University
       Press.

    Examples
    --------
    Oxide is 30 % of a magnet's value, 90 % of it of controlled origin; the magnet is 2 % of a
    motor's value.

    >>> inputs = [[0, 0.30, 0], [0, 0, 0.02], [0, 0, 0]]
    >>> oxide, magnet, motor = embedded_share(inputs, [0.9, 0, 0])
    >>> round(float(motor), 6)
    0.0054
    """
    inputs = floats(coefficients, "coefficients", "[[0, 0.3], [0, 0]]")
    own = floats(direct, "direct", "[0.9, 0]")
    if own.ndim != 1 or inputs.shape != (len(own), len(own)):
        raise RecordError(
            f"coefficients must be square with a row and a column for each of the {own.size} "
            f"goods of direct, got the shape {inputs.shape}."
        )
    for name, value in (("coefficients", inputs), ("direct", own)):
        # a comparison with NaN is false
        if not np.all((value >= 0) & (value <= 1)):
            raise RecordError(f"{name} must be shares from 0 to 1. Write 0.3 for 30 %.")
    if np.any(inputs.sum(axis=0) >= 1):
        worst = int(np.argmax(inputs.sum(axis=0)))
        raise GraphError(
            f"the inputs of good {worst} are worth {inputs[:, worst].sum():g} of its value; "
            "write coefficients whose columns sum to less than 1."
        )
    left = inputs * (1.0 - own)
    return np.asarray(np.linalg.solve((np.eye(len(own)) - left).T, own), np.float64)


def share_at_price(share: float, multiple: float) -> float:
    r"""Return a content's share of value after the content's price is multiplied.

    .. math:: x(p) = \frac{p\,x}{1 + (p - 1)\,x}

    Parameters
    ----------
    share
        Share of value at today's price. [-]
    multiple
        New price relative to today's, with the price of all else unchanged. [-]

    Raises
    ------
    RecordError
        If `share` is no share or `multiple` no positive number.

    Examples
    --------
    >>> round(share_at_price(0.0002, 10), 5)
    0.002
    """
    x = _share(share, "share")
    if not _is_number(multiple) or not 0 < multiple < float("inf"):
        raise RecordError(f"multiple must be a number above 0, got {show(multiple)}.")
    return multiple * x / (1.0 + (multiple - 1.0) * x)


def price_of_capture(share: float, threshold: float) -> float:
    r"""Return the price multiple at which a content reaches a threshold of value.

    .. math:: p^* = \frac{\theta (1 - x)}{x (1 - \theta)}

    Parameters
    ----------
    share
        Share of value at today's price. [-]
    threshold
        Share at which the rule catches the good. [-]

    Returns
    -------
    float
        Relative to today's price; at most 1 if the good is caught today, infinite if nothing of
        the content is in it. [-]

    Raises
    ------
    RecordError
        If either is no share, or the threshold is 1.

    Examples
    --------
    >>> round(price_of_capture(0.0002, 0.001), 1)
    5.0
    """
    x, theta = _share(share, "share"), _share(threshold, "threshold")
    if theta == 1:
        raise RecordError("threshold must be below 1, got 1: no good is all content.")
    return float("inf") if x == 0 else theta * (1.0 - x) / (x * (1.0 - theta))


def _share(value: float, name: str) -> float:
    if not _is_number(value) or not 0 <= value <= 1:
        raise RecordError(f"{name} must be a share from 0 to 1, got {show(value)}.")
    return float(value)


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)
