"""Where a number was read.

Every figure of the library can say where it comes from: a :class:`Citation` is the reference
that stands beside it, printable in one line. :func:`to_date` and :func:`check_text` are the two
rules that records share with it: how a day is written, and what a line of text may hold.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import partial
from typing import Any

import attrs
from attrs import field, frozen

from mineralsec.errors import RecordError, show

__all__ = ["Citation", "check_text", "to_date"]

# Line breaks and control characters, lone surrogates (no file can hold them), and the marks
# that make text read in another order than it is stored.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WEB = re.compile(r"https?://[^\s/<>\"'\\^`{|}]+(?:/[^\s<>\"\\^`{|}]*)?", re.IGNORECASE)
_DOI = re.compile(r"(?:doi:\s?)?(10\.[0-9]{4,9}(?:\.[0-9]+)*/\S+)", re.IGNORECASE)


def check_text(value: object, name: str, *, blank: bool = True) -> None:
    """Raise unless `value` is one line of text without control characters.

    Parameters
    ----------
    value
        What was given.
    name
        Its name in the message, e.g. ``"Citation.title"``.
    blank
        Whether an empty text will do.

    Raises
    ------
    RecordError
        If `value` is not text, holds a line break or another control character, or is blank
        where it may not be.

    Examples
    --------
    >>> check_text("Cobalt, table 2", "locator")
    >>> check_text("", "title", blank=False)
    Traceback (most recent call last):
    mineralsec.errors.RecordError: title is blank; write at least one word
    """
    if value == "" and blank:
        return
    if not isinstance(value, str):
        raise RecordError(f"{name} must be text, got {show(value)}")
    if found := _UNPRINTABLE.search(value):
        raise RecordError(
            f"{name} holds the control character U+{ord(found.group()):04X}: {show(value)}; "
            "write it as one line of plain text"
        )
    if not blank and not value.strip():
        raise RecordError(f"{name} is blank; write at least one word")


def to_date(value: date | str, name: str) -> date:
    """Return the day that `value` names.

    Parameters
    ----------
    value
        A :class:`datetime.date` or an ISO string, ``"2025-01-31"``. Of a
        :class:`datetime.datetime` the day is kept, as its own clock shows it.
    name
        Its name in the message, e.g. ``"Control.effective"``.

    Returns
    -------
    datetime.date

    Raises
    ------
    RecordError
        If `value` is anything else, or a day the calendar does not have.

    Examples
    --------
    >>> to_date("2025-01-31", "as_of")
    datetime.date(2025, 1, 31)
    >>> to_date("31/01/2025", "as_of")
    Traceback (most recent call last):
    mineralsec.errors.RecordError: as_of must be a date, got '31/01/2025'; write it as '2025-01-31'
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    given: object = value  # whatever the type hint says: most dates come from files
    if not isinstance(given, str) or not _ISO_DAY.fullmatch(given):
        raise RecordError(f"{name} must be a date, got {show(given)}; write it as '2025-01-31'")
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise RecordError(f"{name} is {show(value)}, a day the calendar does not have") from None


def _optional_date(value: date | str | None) -> date | None:
    return None if value is None else to_date(value, "Citation.as_of")


def _line(
    _: Citation, attribute: attrs.Attribute[Any], value: object, *, blank: bool = True
) -> None:
    check_text(value, f"Citation.{attribute.name}", blank=blank)


def _address(citation: Citation, attribute: attrs.Attribute[Any], value: str) -> None:
    _line(citation, attribute, value)
    if value and not (_WEB.fullmatch(value) or _DOI.fullmatch(value)):
        raise RecordError(
            f"Citation.url is {show(value)}; write a web address ('https://www.usgs.gov/') "
            "or a DOI ('doi:10.3133/mcs2025')"
        )


@frozen(kw_only=True, repr=False, cache_hash=True)
class Citation:
    """Where a number was read: the reference, the place in it, and what was done on the way.

    Two citations with the same fields are equal and hash alike, so one may stand beside many
    numbers and be listed once.

    Parameters
    ----------
    title
        Title of the document or data set.
    publisher
        Who published it.
    locator
        Where in the document: chapter, table, sheet, row, page.
    as_of
        The day the source speaks of, or was published: a date or an ISO string.
    url
        Where to find it: a web address (``http``, ``https``) or a DOI.
    licence
        Terms under which it may be passed on, as the publisher names them.
    note
        What was done to the number on the way, in words.

    Raises
    ------
    RecordError
        If `title` is blank, a text holds control characters or line breaks, `as_of` is not a
        day, or `url` is neither a web address nor a DOI.

    Examples
    --------
    >>> source = Citation(
    ...     title="Mineral Commodity Summaries 2025",
    ...     publisher="USGS",
    ...     locator="Cobalt, table 2",
    ...     as_of="2025-01-31",
    ...     url="doi:10.3133/mcs2025",
    ... )
    >>> print(source)
    USGS, Mineral Commodity Summaries 2025, Cobalt, table 2, as of 2025-01-31.
    https://doi.org/10.3133/mcs2025
    >>> source.as_of
    datetime.date(2025, 1, 31)
    """

    title: str = field(validator=partial(_line, blank=False))
    publisher: str = field(default="", validator=_line)
    locator: str = field(default="", validator=_line)
    as_of: date | None = field(default=None, converter=_optional_date)
    url: str = field(default="", validator=_address)
    licence: str = field(default="", validator=_line)
    note: str = field(default="", validator=_line)

    @property
    def link(self) -> str:
        """Web address of the source, ``""`` without one; a DOI points to doi.org.

        Examples
        --------
        >>> Citation(title="A paper", url="doi:10.1000/182").link
        'https://doi.org/10.1000/182'
        """
        doi = _DOI.fullmatch(self.url)
        if doi is None:
            return self.url
        from urllib.parse import quote  # most citations never need it

        # old DOIs hold "<" and ">"; doi.org wants them escaped
        return f"https://doi.org/{quote(doi[1], safe='/:;()')}"

    @property
    def reference(self) -> str:
        """Publisher and title; the title alone if it names the publisher already.

        Examples
        --------
        >>> Citation(title="Mineral Commodity Summaries 2025", publisher="USGS").reference
        'USGS: Mineral Commodity Summaries 2025'
        >>> Citation(title="Mining.com, Jan 2025", publisher="Mining.com").reference
        'Mining.com, Jan 2025'
        """
        return ": ".join(self._named)

    @property
    def _named(self) -> tuple[str, ...]:
        """Publisher and title, each once."""
        said = not self.publisher or self.publisher.casefold() in self.title.casefold()
        return (self.title,) if said else (self.publisher, self.title)

    def __str__(self) -> str:
        as_of = f"as of {self.as_of}" if self.as_of else ""
        sentences = (
            ", ".join(filter(None, (*self._named, self.locator, as_of))),
            self.licence and f"Licence: {self.licence}",
            self.note and f"Changes: {self.note}",
        )
        closed = [s if s.endswith((".", "?", "!")) else f"{s}." for s in sentences if s]
        return " ".join([*closed, self.link]).rstrip()

    def __repr__(self) -> str:
        return f"Citation({self})"
