"""BACI trade, CSV or Parquet, as flows of one mineral."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from mineralsec.arguments import file_path
from mineralsec.errors import (
    DataError,
    MineralsecError,
    Problem,
    RecordError,
    UnknownNameError,
    show,
)
from mineralsec.io.reading import Covered, OnProblem, Reading, finished, known_word
from mineralsec.io.text_files import numbered_rows, text_of
from mineralsec.model import Flow, Form, Mineral
from mineralsec.places import RESIDUAL, resolve_place
from mineralsec.provenance import Citation
from mineralsec.quantities import Q

__all__ = ["read_baci"]

#: Names of the columns: as CEPII releases them, and as tidy copies call them.
_NAMES: dict[str, tuple[str, ...]] = {
    "year": ("t", "year"),
    "origin": ("i", "exporter"),
    "destination": ("j", "importer"),
    "code": ("k", "hs6", "hs"),
    "value": ("v", "value_kusd"),
    "quantity": ("q", "quantity_t"),
}

#: Codes of BACI for what is no country of ISO 3166-1: "Other Asia, nes" and areas not specified.
_OTHER = {"S19": "TWN", "R20": RESIDUAL, "490": "TWN"}

_CITATION = {
    "title": "BACI: International Trade Database at the Product-Level",
    "publisher": "CEPII, from UN Comtrade",
    "url": "https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37",
    "licence": "Etalab-2.0",
}


class _Row(NamedTuple):
    where: str
    year: str
    origin: str
    destination: str
    code: str
    value: str
    quantity: str


def read_baci(
    path: str | os.PathLike[str],
    mineral: Mineral,
    *,
    year: int | None = None,
    countries: str | os.PathLike[str] | None = None,
    release: str = "",
    on_problem: OnProblem = "raise",
) -> Reading:
    """Read the trade of one mineral from BACI.

    Parameters
    ----------
    path
        CSV or Parquet file, with the columns of CEPII (t, i, j, k, v, q) or with year, exporter,
        importer, hs6 (or hs), value_kusd and quantity_t.
    mineral
        The mineral; the customs codes of its forms (``hs``) say which rows are read, and
        ``unit_value`` tells forms of one code apart.
    year
        One year; None takes all.
    countries
        CEPII's table of country codes (country_code, country_iso3), where `path` has numbers.
    release
        Release, e.g. ``"V202601, HS 2017"``; the vintage of the flows. Two releases must never be
        joined inside one code.
    on_problem
        ``"raise"`` all bad rows at once, or ``"keep"`` them in ``.problems``.

    Returns
    -------
    Reading
        Of :class:`~mineralsec.Flow`, gross weight of their form, with their value. Rows without
        a quantity, and trade of a place with itself, are left out with their line;
        ``.coverage`` compares the value of the flows with the value of all rows of the codes.
        China and Hong Kong stay apart, as the source has them.

    Raises
    ------
    DataError
        If the file cannot be read, lacks a column, or has bad rows.
    RecordError
        If the mineral has no form with a customs code.
    MineralsecError
        If a Parquet file is given and pyarrow is not installed.

    Examples
    --------
    >>> import mineralsec as ms
    >>> cobalt = ms.Mineral(
    ...     "cobalt",
    ...     stages=("mining", "refining"),
    ...     forms=[ms.Form("cobalt metal", content=1.0, stage="refining", hs=("810520",))],
    ... )
    >>> ms.io.read_baci("BACI_HS17_Y2024_V202601.csv", cobalt)  # doctest: +SKIP
    """
    known_word(on_problem)
    name = file_path(path).name
    forms = _forms(mineral)
    problems: list[Problem] = []
    left_out: list[Problem] = []
    places = {} if countries is None else _country_codes(countries)
    flows: dict[tuple[Any, ...], Flow] = {}
    worth: dict[str, list[float]] = {}
    for row in _rows(Path(path), name, forms, problems):
        if year is not None and row.year != str(year):
            continue
        try:
            value = _number(row.value, "value")
            total = worth.setdefault(f"value {int(row.year)}", [0.0, 0.0])
            total[1] += value
            if not row.quantity or _number(row.quantity, "quantity") == 0:
                left_out.append(Problem(row.where, f"no quantity ({value:g} thousand USD)"))
                continue
            flow = _flow(row, value, mineral, forms[row.code], places, name, release)
        except (MineralsecError, ValueError) as error:
            problems.append(Problem(row.where, str(error)))
            continue
        if flow is None:
            left_out.append(Problem(row.where, "trade of a place with itself"))
        elif flow.key in flows:
            problems.append(Problem(row.where, f"a second flow of one lane and form: {flow!r}"))
        else:
            flows[flow.key] = flow
            total[0] += value
    coverage = [Covered(w, read, every, "thousand USD") for w, (read, every) in worth.items()]
    return finished(name, list(flows.values()), problems, left_out, coverage, on_problem)


def _forms(mineral: Mineral) -> dict[str, list[Form]]:
    if not isinstance(mineral, Mineral):
        raise RecordError(
            f"a Mineral with forms is needed, got {show(mineral)}. The hs codes of its forms say "
            "which rows are its trade."
        )
    found: dict[str, list[Form]] = {}
    for form in mineral.forms:
        for code in form.hs:
            found.setdefault(code, []).append(form)
    if not found:
        raise RecordError(
            f"{mineral.name} has no form with a customs code. Write ms.Form(..., hs=('810520',))."
        )
    return found


def _rows(path: Path, name: str, codes: Iterable[str], problems: list[Problem]) -> Iterator[_Row]:
    if path.suffix.casefold() in (".parquet", ".pq"):
        yield from _parquet(path, name, codes)
        return
    header, rows = numbered_rows(text_of(path), name, problems)
    columns = _columns(header, name)
    wanted = set(codes)
    for line, row in rows:
        # spreadsheets drop the zero in front of a code
        code = row[columns["code"]].strip().zfill(6)
        if code in wanted:
            cells = {field: row[column].strip() for field, column in columns.items()}
            yield _Row(f"line {line}", **{**cells, "code": code})


def _parquet(path: Path, name: str, codes: Iterable[str]) -> Iterator[_Row]:
    try:
        from pyarrow import ArrowInvalid, parquet
    except ImportError as error:
        raise MineralsecError(
            f"{name} is a Parquet file, which needs pyarrow ({error}). "
            'Write: pip install "mineralsec[frames]"'
        ) from None
    try:
        columns = _columns(parquet.read_schema(path).names, name)
        table = parquet.read_table(path, columns=list(columns.values()))
    except (OSError, ArrowInvalid) as error:
        raise DataError(f"cannot read {show(str(path), 300)}: {error}") from error
    wanted = set(codes)
    for number, cells in enumerate(table.select(list(columns.values())).to_pylist()):
        texts = {field: _text(cells[column]) for field, column in columns.items()}
        texts["code"] = texts["code"].zfill(6)
        if texts["code"] in wanted:
            yield _Row(f"row {number}", **texts)


def _text(cell: Any) -> str:
    # a missing quantity is null or NaN
    return "" if cell is None or cell != cell else str(cell).strip()


def _columns(header: Iterable[str], name: str) -> dict[str, str]:
    there = list(header)
    found = {
        field: next((word for word in words if word in there), "")
        for field, words in _NAMES.items()
    }
    if missing := [field for field, column in found.items() if not column]:
        wanted = "; ".join(f"{field}: {' or '.join(_NAMES[field])}" for field in missing)
        raise DataError(f"{name} has no column for {wanted}. It has {', '.join(there)}.")
    return found


def _country_codes(path: str | os.PathLike[str]) -> dict[str, str]:
    name = Path(path).name
    problems: list[Problem] = []
    header, rows = numbered_rows(text_of(path), name, problems)
    if not {"country_code", "country_iso3"} <= set(header):
        raise DataError(f"{name} has no columns country_code and country_iso3.")
    return {row["country_code"].strip(): row["country_iso3"].strip() for _, row in rows}


def _number(text: str, what: str) -> float:
    if text in ("", "NA"):
        return 0.0
    size = float(text)
    if not 0 <= size < float("inf"):
        raise ValueError(f"{what} must not be negative, got {text}")
    return size


def _flow(
    row: _Row,
    value: float,
    mineral: Mineral,
    forms: list[Form],
    places: Mapping[str, str],
    file: str,
    release: str,
) -> Flow | None:
    origin, destination = (_place(code, places) for code in (row.origin, row.destination))
    if origin == destination:
        return None
    tonnes = _number(row.quantity, "quantity")
    form = _form(forms, 1000.0 * value / tonnes)
    return Flow(
        mineral=mineral,
        stage=form.stage,
        origin=origin,
        destination=destination,
        quantity=Q(tonnes, "tonne/year"),
        value=Q(1000.0 * value, "USD/year"),
        form=form.name,
        year=int(row.year),
        vintage=release,
        quality="reported" if len(forms) == 1 else "modelled",
        source=Citation(**_CITATION, locator=f"{file}, {row.where}"),
    )


def _place(code: str, places: Mapping[str, str]) -> str:
    code = places.get(code, code)
    code = _OTHER.get(code, code)
    if code.isdecimal():
        raise UnknownNameError(
            f"{show(code)} is a number of CEPII. Give its table: countries='country_codes_….csv'."
        )
    return resolve_place(code)


def _form(forms: list[Form], price: float) -> Form:
    """Return the form whose unit values hold `price`; the first where none does. [USD/t]"""
    for form in forms:
        if form.unit_value is not None:
            low, high = form.unit_value
            above = price >= low.m_as("USD/tonne")
            if above and (high is None or price < high.m_as("USD/tonne")):
                return form
    return forms[0]
