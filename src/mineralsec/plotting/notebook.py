"""Figures that notebooks show without pyplot. Loaded only where something is drawn."""

from __future__ import annotations

from io import BytesIO

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
        self.get_figure(root=True).savefig(stream, format="png")  # type: ignore[union-attr]
        return stream.getvalue()
