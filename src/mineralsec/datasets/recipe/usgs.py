"""USGS world tables as the recipe takes them: read as by ``ms.io``, and counts turned into mass."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mineralsec.datasets.recipe.tables import computed
from mineralsec.io.usgs_files import (
    Figure,
    Row2026,
    Value,
    figures_2025,
    figures_2026,
    figures_older,
    mass_unit,
    parse,
    rows_2026,
)

__all__ = ["Figure", "Row2026", "Value", "figures_2025", "figures_2026", "figures_older", "parse"]
__all__ += ["mass_unit", "rows_2026", "weighed"]


def weighed(figures: Iterable[Figure], tonnes: float, why: str) -> list[Figure]:
    """Return figures that count no mass as tonnes.

    Parameters
    ----------
    figures
        Figures in one unit, such as million carats.
    tonnes
        Tonnes per unit printed.
    why
        Where that number comes from; it goes into the note.
    """

    def cell(text: str) -> str:
        return computed(float(text) * tonnes) if text else ""

    return [
        replace(
            figure,
            value=replace(
                figure.value,
                point=cell(figure.value.point),
                low=cell(figure.value.low),
                high=cell(figure.value.high),
            ),
            unit="tonne",
            note="; ".join(
                filter(
                    None,
                    (figure.note, f"printed in {figure.unit}, x {tonnes:g} t: {why}"),
                )
            ),
        )
        for figure in figures
    ]
