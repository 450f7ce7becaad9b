"""Figures that balance, each tied to the published figure that it was found for.

``attrs.evolve`` hands a changed record the old values of all other fields. A reconciled figure that
went along would hide the change, since flows and disruption read it before the published one.
"""

from __future__ import annotations

from typing import Any

from mineralsec.model.fields import FLOW_KEY
from mineralsec.units import ureg

__all__ = ["Balanced", "tie"]


class Balanced(ureg.Quantity):  # type: ignore[misc]  # pint makes its class at run time
    """A quantity that knows which figure it stands beside; arithmetic gives one that does not.

    Examples
    --------
    >>> from mineralsec.quantities import Q
    >>> figure = Balanced.beside(Q("12 tonne/year"), Q("10 tonne/year"))
    >>> f"{figure}", f"{figure.of}", (2 * figure).of
    ('12.0 metric_ton / year', '10.0 metric_ton / year', None)
    """

    #: The published figure; None when none is known.
    of: Any = None

    @classmethod
    def beside(cls, figure: Any, published: Any) -> Balanced:
        """Return `figure` with the memory of `published`."""
        made = cls(figure.magnitude, figure.units)
        made.of = published
        return made

    def __reduce__(self) -> Any:
        """Keep the memory in copies and in other processes."""
        return Balanced.beside, (ureg.Quantity(self.magnitude, self.units), self.of)

    def __copy__(self) -> Balanced:
        """Keep the memory; nothing inside ever changes, so copies may share it."""
        return Balanced.beside(self, self.of)

    def __deepcopy__(self, memo: dict[int, Any]) -> Balanced:
        """Keep the memory."""
        return Balanced.beside(self, self.of)


def tie(record: Any, name: str) -> None:
    """Tie a new record's reconciled figure to its figure `name`, or drop one of another figure."""
    figure, published = record.reconciled, getattr(record, name)
    if figure is None:
        return
    found_for = getattr(figure, "of", None)
    if found_for is None:
        figure = Balanced.beside(figure, published)
    elif FLOW_KEY(found_for) != FLOW_KEY(published):
        figure = None
    # the record is frozen, and not yet made
    object.__setattr__(record, "reconciled", figure)
