"""What holds for every test."""

from __future__ import annotations

import os
from pathlib import Path

from hypothesis import settings

# the first example of a run loads modules, which takes longer than any deadline that means
# something on a busy machine
settings.register_profile("mineralsec", deadline=None)
settings.load_profile("mineralsec")

# processes that tests start import the tree under test, installed or not
_SOURCE = str(Path(__file__).parent.parent / "src")
os.environ["PYTHONPATH"] = os.pathsep.join([_SOURCE, *filter(None, [os.environ.get("PYTHONPATH")])])


def pytest_make_parametrize_id(config, val, argname):
    """Name what has no name of its own by its argument: an address would differ in every worker."""
    return argname if " at 0x" in repr(val) else None
