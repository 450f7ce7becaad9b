"""Figures that notebooks show without pyplot. Loaded only where something is drawn."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

__all__ = ["NotebookAxes", "NotebookFigure"]


class NotebookFigure(Figure):
    """A figure that is its own picture in a notebook."""

    def _repr_png_(self) -> bytes:
        stream = BytesIO()
        self.savefig(stream, format="png")
        return stream.getvalue()


class NotebookAxes(Axes):
    """Axes that stand for their whole figure in a notebook."""

    def _repr_png_(self) -> bytes:
        stream = BytesIO()
        # drawn Axes always have a figure, which the stubs do not know
        figure: Any = self.get_figure(root=True)
        figure.savefig(stream, format="png")
        return stream.getvalue()
