"""The Worldwide Governance Indicators, as the World Bank releases them in one long table."""

from __future__ import annotations

import os
from typing import NamedTuple

from mineralsec.arguments import file_path, is_word
from mineralsec.errors import DataError, Problem, UnknownNameError, show, suggest
from mineralsec.io.reading import Covered, OnProblem, Reading, finished, known_word
from mineralsec.io.text_files import numbered_rows, text_of
from mineralsec.places import is_place, resolve_place

__all__ = ["GONE", "INDICATORS", "WORLD_BANK_CODES", "GovernanceScore", "read_wgi"]

INDICATORS = ("va", "pv", "ge", "rq", "rl", "cc")

#: Codes of the World Bank that are not those of ISO 3166-1.
WORLD_BANK_CODES = {
    "ADO": "AND", "KSV": "XKX", "ROM": "ROU", "TMP": "TLS", "WBG": "PSE", "ZAR": "COD",
}  # fmt: skip

#: The Netherlands Antilles were dissolved in 2010 and have no code of today.
GONE = {"ANT"}

_COLUMNS = ("code", "year", "indicator", "estimate")


class GovernanceScore(NamedTuple):
    """One estimate.

    Parameters
    ----------
    place
        ISO 3166-1 alpha-3 code.
    year
        Calendar year.
    indicator
        ``"va"``, ``"pv"``, ``"ge"``, ``"rq"``, ``"rl"`` or ``"cc"``.
    estimate
        From about -2.5 (weak) to 2.5 (strong).

    Examples
    --------
    >>> import mineralsec as ms
    >>> ms.io.GovernanceScore(place="NOR", year=2022, indicator="pv", estimate=1.0).place
    'NOR'
    """

    place: str
    year: int
    indicator: str
    estimate: float


def read_wgi(
    path: str | os.PathLike[str],
    indicator: str | None = None,
    *,
    year: int | None = None,
    on_problem: OnProblem = "raise",
) -> Reading:
    """Read estimates of the Worldwide Governance Indicators (long CSV).

    Parameters
    ----------
    path
        File with the columns code, year, indicator and estimate.
    indicator
        One of va, pv, ge, rq, rl, cc; None takes all.
    year
        One year; None takes all.
    on_problem
        ``"raise"`` all bad rows at once, or ``"keep"`` them in ``.problems``.

    Returns
    -------
    Reading
        Of :class:`GovernanceScore` rows. Codes of the World Bank that are not those of ISO 3166
        are mapped; ``..`` is missing and left out; ``.coverage`` counts the economies that have
        an estimate among those listed.

    Raises
    ------
    DataError
        If the file cannot be read, lacks a column, or has bad rows.
    UnknownNameError
        If there is no such indicator.

    Examples
    --------
    >>> import mineralsec as ms
    >>> ms.io.read_wgi("wgi.csv", "pv", year=2023)  # doctest: +SKIP
    """
    known_word(on_problem)
    if indicator is not None and not is_word(indicator, INDICATORS):
        raise UnknownNameError(
            f"no indicator is called {show(indicator)}. Indicators: {', '.join(INDICATORS)}."
            f"{suggest(str(indicator), INDICATORS)}"
        )
    name = file_path(path).name
    problems: list[Problem] = []
    left_out: list[Problem] = []
    header, rows = numbered_rows(text_of(path), name, problems)
    if missing := [column for column in _COLUMNS if column not in header]:
        raise DataError(f"{name} has no column {', '.join(missing)}. It has {', '.join(header)}.")
    found: list[GovernanceScore] = []
    listed: dict[str, int] = {}
    seen: set[tuple[str, str, str]] = set()
    for line, row in rows:
        word, when, where = row["indicator"].strip(), row["year"].strip(), f"line {line}"
        if (indicator not in (None, word)) or (year is not None and when != str(year)):
            continue
        code = row["code"].strip()
        place = WORLD_BANK_CODES.get(code, code)
        key = (place, when, word)
        if code in GONE:
            left_out.append(Problem(where, f"{code} has no code of today"))
        elif message := _wrong(place, when, word, row["estimate"].strip(), key in seen):
            problems.append(Problem(where, message))
        else:
            seen.add(key)
            what = f"{word} {when}"
            listed[what] = listed.get(what, 0) + 1
            if row["estimate"].strip() == "..":
                left_out.append(Problem(where, f"no estimate of {word} for {place} in {when}"))
            else:
                number = float(row["estimate"])
                found.append(GovernanceScore(resolve_place(place), int(when), word, number))
    count: dict[str, int] = {}
    for score in found:
        what = f"{score.indicator} {score.year}"
        count[what] = count.get(what, 0) + 1
    coverage = [Covered(w, count.get(w, 0), n, "economies") for w, n in listed.items()]
    return finished(name, found, problems, left_out, coverage, on_problem)


def _wrong(place: str, year: str, indicator: str, estimate: str, twice: bool) -> str:
    """Say what is wrong with a row; nothing if it is fine."""
    if not (len(place) == 3 and is_place(place)):
        return f"no place has the code {show(place)}"
    if not (year.isdecimal() and len(year) == 4):
        return f"year must be a calendar year, got {show(year)}"
    if indicator not in INDICATORS:
        return f"no indicator is called {show(indicator)}"
    if twice:
        return f"a second {indicator} of {place} in {year}"
    if estimate == "..":
        return ""
    try:
        size = float(estimate)
    except ValueError:
        return f"estimate is not a number, got {show(estimate)}"
    return "" if -5 < size < 5 else f"estimate lies outside -5 to 5, got {estimate}"
