"""A link to the nomenclature under every docstring that has a formula.

The docstrings stay free of it, so that ``help()`` in a terminal does not end in a link.
"""

from __future__ import annotations

from sphinx.application import Sphinx

LINK = "Symbols: :doc:`/reference/nomenclature`."


def add_link(
    app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]
) -> None:
    """Add the link after the text of a docstring with a formula."""
    if any(".. math::" in line or ":math:`" in line for line in lines):
        lines += ["", LINK, ""]


def setup(app: Sphinx) -> dict[str, bool]:
    # after numpydoc, which takes a docstring apart into its sections
    app.connect("autodoc-process-docstring", add_link, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
