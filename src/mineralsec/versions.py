"""What is installed here: for a bug report, and to repeat a result."""

from __future__ import annotations

import platform
import re
import sys
from importlib import metadata

from mineralsec import __version__
from mineralsec.datasets import BUNDLED, info

__all__ = ["show_versions", "versions"]

_AFTER_NAME = re.compile(r"[^A-Za-z0-9._-]")
_EXTRA = re.compile(r"extra\s*==\s*['\"](?P<extra>[^'\"]+)['\"]")

#: Extras that are for those who work on the library itself, or that only join others.
_LEFT_OUT = frozenset({"all", "docs", "test"})


def versions() -> dict[str, dict[str, str]]:
    """Return versions by group: the system, what is needed, each extra, the bundled data.

    Returns
    -------
    dict
        Version by name in each group; ``"not installed"`` for what is missing, the first 12
        digits of the SHA-256 for datasets. What an installed package needs is read from its own
        description; without one (a source tree on the path) those groups are left out.

    Examples
    --------
    >>> list(versions())[0]
    'system'
    """
    found = {
        "system": {
            "mineralsec": __version__,
            "python": platform.python_version(),
            "implementation": platform.python_implementation(),
            "platform": platform.platform(),
            "byteorder": sys.byteorder,
        }
    }
    for group, name in _needed():
        found.setdefault(group, {})[name] = _version(name)
    found["data"] = {name: info(name).checksum[:12] for name in BUNDLED}
    return found


def show_versions() -> None:
    """Print what is installed: versions of Python, mineralsec and what it uses, data checksums.

    Examples
    --------
    >>> import mineralsec as ms
    >>> ms.show_versions()
    system
      mineralsec...
    """
    for group, names in versions().items():
        print(group)
        for name, version in names.items():
            print(f"  {name:<20} {version}")


def _needed() -> list[tuple[str, str]]:
    """Return group and name of everything the installed package asks for, by group."""
    try:
        lines = metadata.requires("mineralsec") or []
    except metadata.PackageNotFoundError:
        return []
    found = []
    for line in lines:
        name = _AFTER_NAME.split(line, maxsplit=1)[0]
        extra = _EXTRA.search(line)
        group = f"extra {extra['extra']}" if extra else "needed"
        left_out = extra is not None and extra["extra"] in _LEFT_OUT
        if name != "mineralsec" and not left_out:
            found.append((group, name))
    return found


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"
