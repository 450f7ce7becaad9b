"""The words that shares and concentration are asked with."""

from __future__ import annotations

from typing import Any, Literal, get_args

from mineralsec.arguments import is_word
from mineralsec.errors import GraphError, UnknownNameError, show, suggest

__all__ = ["OWNED", "By", "Kind", "Of", "Residual", "Rule", "check", "word"]

Of = Literal["output", "capacity", "reserves", "imports", "exports", "exportable", "demand"]
By = Literal["place", "site", "id", "owner", "company"]
Kind = Literal["primary", "secondary", "all"]

#: Whose output is, where `by` asks for owners.
Rule = Literal["equity", "control", "offtake"]

#: Words of `by` that ask for owners.
OWNED: tuple[By, ...] = ("owner", "company")

#: How the residual "other countries" counts.
Residual = Literal["one holder", "many", "left out"]


def word(value: object, words: Any, name: str, hint: str = "") -> None:
    """Refuse an option that is not one of the words of a Literal."""
    known = get_args(words)
    if not is_word(value, known):
        raise UnknownNameError(
            f"{name}={show(value)} means nothing here.{suggest(str(value), known)} "
            f"Words: {', '.join(known)}.{hint}"
        )


def check(by: By, of: Of, kind: Kind, residual: Residual, rule: Rule = "equity") -> None:
    """Refuse words of :func:`mineralsec.shares` that mean nothing, alone or together."""
    word(by, By, "by", " For a bloc write shares(...).merged('EU27').")
    word(of, Of, "of")
    word(kind, Kind, "kind")
    word(residual, Residual, "residual")
    word(rule, Rule, "rule")
    if by == "id" and of in ("reserves", "imports", "exports", "exportable"):
        raise UnknownNameError(f"{of} have no id. Write by='place' or by='site'.")
    if by in OWNED and of not in ("output", "capacity"):
        raise UnknownNameError(
            f"owners are on record for output and capacity, not for {of}. Write by='place'."
        )
    if by not in OWNED and rule != "equity":
        raise GraphError(f"rule={rule!r} says whose output is. It goes with by='owner'.")
    if rule == "offtake" and of != "output":
        raise GraphError("contracts are for output. Write of='output' with rule='offtake'.")
    if kind == "secondary" and of not in ("output", "capacity", "exportable"):
        raise GraphError(
            f"{of} cannot be told apart by kind. Leave kind out, or write of='output'."
        )
