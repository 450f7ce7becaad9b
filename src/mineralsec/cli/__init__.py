"""The command ``mineralsec``: questions to the bundled data, answered as tables or as JSON."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Run the command with the arguments of the process.

    Raises
    ------
    SystemExit
        Always: 0 when the question was answered, 2 when it could not be asked.
    """
    try:
        from mineralsec.cli.app import app
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in {"typer", "rich"}:
            raise
        print(
            f"the command needs {missing.name}, which is not installed. "
            'Install it with: pip install "mineralsec[cli]"',
            file=sys.stderr,
        )
        raise SystemExit(2) from None
    app(prog_name="mineralsec")
