"""The tables of this package, and names that are the same however they are spelt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

__all__ = ["LONGEST", "fold", "rows", "words"]

#: Longest text that can be a name.
LONGEST = 100

_WORD = re.compile(r"[^\W_]+")
# before NFKD, which would make a blank and an accent of "´"
_APOSTROPHES = str.maketrans("", "", "'’‘`´ʼ")


def words(text: str) -> list[str]:
    """Return the words of a text in lower case, without accents and punctuation.

    Examples
    --------
    >>> words("Côte d’Ivoire")
    ['cote', 'divoire']
    """
    text = text.casefold().replace("&", " and ").translate(_APOSTROPHES)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _WORD.findall(text)


def fold(text: str) -> str:
    """Return a key that two spellings of one name share.

    Examples
    --------
    >>> fold("The Bahamas") == fold("Bahamas, The") == fold("BAHAMAS")
    True
    """
    found = ["saint" if word == "st" else word for word in words(text)]
    if len(found) > 1 and "the" in (found[0], found[-1]):
        found = found[1:] if found[0] == "the" else found[:-1]
    return "".join(found)


def rows(name: str) -> Iterator[dict[str, str]]:
    """Return the rows of one of the tables."""
    # Read only when the first name is looked up; neither is cheap to import.
    import csv
    from importlib.resources import files

    text = files("mineralsec.places").joinpath("data", name).read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())
