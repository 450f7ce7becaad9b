"""One thing in the data that does not add up."""

from __future__ import annotations

from typing import Literal

from attrs import frozen

__all__ = ["ERROR_SHARE", "WARNING_SHARE", "Finding", "Severity", "severity"]

Severity = Literal["error", "warning", "note"]

#: A gap of this part of all that is made (or used) at its stage is an error. [-]
ERROR_SHARE = 0.05

#: A gap of this part is a warning, a smaller one a note. [-]
WARNING_SHARE = 0.005

_RANK = {"error": 0, "warning": 1, "note": 2}


@frozen
class Finding:
    """What in the data does not add up, how bad it is, and which records it is about.

    Parameters
    ----------
    severity
        ``"error"``, ``"warning"`` or ``"note"``.
    code
        Kind of finding, e.g. ``"mass-appears"``; the same in every release.
    message
        What was found, with tonnes, and what to do about it.
    records
        Ids of the records: those of actors and controls as they stand, markets as
        ``"mineral|stage|place"``, flows as ``"mineral|stage|origin>destination"``.
    share
        Size, as part of all that is made (or used) at its stage; it orders findings of one
        severity. [-]

    Examples
    --------
    >>> print(Finding("note", "withheld", "2 outputs of gallium are withheld.", ("mine",)))
    note [withheld] 2 outputs of gallium are withheld.
    """

    severity: Severity
    code: str
    message: str
    records: tuple[str, ...] = ()
    share: float = 0.0

    def __str__(self) -> str:
        return f"{self.severity} [{self.code}] {self.message}"

    @property
    def order(self) -> tuple[int, float, str, str]:
        """Key that sorts findings worst first, the same in every run."""
        return _RANK[self.severity], -self.share, self.code, self.message


def severity(share: float) -> Severity:
    """Return how bad a gap is.

    Parameters
    ----------
    share
        The gap as part of all that is made (or used) at its stage. [-]

    Examples
    --------
    >>> severity(0.2), severity(0.01), severity(0.0001)
    ('error', 'warning', 'note')
    """
    if share >= ERROR_SHARE:
        return "error"
    return "warning" if share >= WARNING_SHARE else "note"
