"""Every public name with its signature, read from the source, one a line.

python tests/public_api.py   writes tests/public_api.txt, which a test compares with the source.

The source is read by griffe and not imported, so the lines are the same in every version of
Python and on every platform.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
SNAPSHOT = Path(__file__).parent / "public_api.txt"

#: Public modules by the name users write.
MODULES = {
    "mineralsec.criticality": "analysis.criticality",
    "mineralsec.datasets": "datasets",
    "mineralsec.io": "io",
    "mineralsec.testing": "testing",
}


def signature(function: Any) -> str:
    """Return the parameters and the result of a function as the source has them."""
    parts, kinds = [], [parameter.kind.value for parameter in function.parameters]
    for index, parameter in enumerate(function.parameters):
        kind = kinds[index]
        if parameter.name in {"self", "cls"}:
            continue
        if kind == "keyword-only" and "variadic positional" not in kinds and "*" not in parts:
            parts.append("*")
        stars = {"variadic positional": "*", "variadic keyword": "**"}.get(kind, "")
        text = stars + parameter.name
        if parameter.annotation is not None:
            text += f": {parameter.annotation}"
        if parameter.default is not None and not stars:
            text += f" = {parameter.default}"
        parts.append(text)
        if kind == "positional-only" and kinds[index + 1 : index + 2] != ["positional-only"]:
            parts.append("/")
    return f"({', '.join(parts)}) -> {function.returns}"


def attribute(member: Any) -> str:
    """Return the annotation of an attribute, and whether it may be left out."""
    kind = f": {member.annotation}" if member.annotation is not None else ""
    value = "" if member.value is None else str(member.value)
    # a function that makes a field has a name in small letters, a value's class has not
    made = re.match(r"[a-z_.]+\(", value)
    optional = re.search(r"\b(default|factory)=", value) if made else value
    return kind + (" = ..." if optional else "")


def described(name: str, item: Any) -> Iterator[str]:
    """Yield the line of one object, and those of the public members of a class."""
    item = item.final_target if item.is_alias else item
    if item.is_function:
        yield name + signature(item)
    elif item.is_class:
        yield f"class {name}"
        for key, member in sorted(item.all_members.items()):
            if not key.startswith("_"):
                yield from described(f"{name}.{key}", member)
    elif item.is_attribute:
        property_ = " (property)" if "property" in item.labels else ""
        yield name + attribute(item) + property_


def lines() -> list[str]:
    """Return the public API as the source has it now."""
    import griffe

    sys.path.insert(0, str(ROOT / "src"))
    import mineralsec as ms

    package = griffe.load("mineralsec", search_paths=[str(ROOT / "src")])
    found = []
    for name in ms.__all__:
        home = f"{ms._HOME[name]}.{name}" if name in ms._HOME else ms._MODULES[name]
        found += described(f"mineralsec.{name}", package[home])
    for public, home in MODULES.items():
        module = package[home]
        for name in sorted(module.exports):
            name = getattr(name, "name", name)
            found += described(f"{public}.{name}", module[name])
    return [" ".join(line.split()) for line in found]


if __name__ == "__main__":
    SNAPSHOT.write_text("\n".join(lines()) + "\n", encoding="utf-8")
