"""The words that shares and concentration are asked with."""

from __future__ import annotations

from typing import Any, Literal, get_args

from mineralsec.errors import GraphError, UnknownNameError, show, suggest

__all__ = ["By", "Kind", "Of", "Residual", "check", "word"]

Of = Literal["output", "capacity", "reserves", "imports", "exports", "demand"]
By = Literal["place", "site", "id"]
Kind = Literal["primary", "secondary", "all"]

#: How the residual "other countries" counts.
Residual = Literal["one holder", "many", "left out"]


def word(value: object, words: Any, name: str, hint: str = "") -> None:
    """Refuse an option that is not one of the words of a Literal."""
    known = get_args(words)
    if value not in known:
        raise UnknownNameError(
            f"{name}={show(value)} means nothing here.{suggest(str(value), known)} "
            f"Words: {', '.join(known)}.{hint}"
        )


def check(by: By, of: Of, kind: Kind, residual: Residual) -> None:
    """Refuse words of :func:`mineralsec.shares` that mean nothing, alone or together."""
    word(by, By, "by", " For a bloc write shares(...).merged('EU27').")
    word(of, Of, "of")
    word(kind, Kind, "kind")
    word(residual, Residual, "residual")
    if by == "id" and of in ("reserves", "imports", "exports"):
        raise UnknownNameError(f"{of} have no id. Write by='place' or by='site'.")
    if kind == "secondary" and of not in ("output", "capacity"):
        raise GraphError(
            f"{of} cannot be told apart by kind. Leave kind out, or write of='output'."
        )
