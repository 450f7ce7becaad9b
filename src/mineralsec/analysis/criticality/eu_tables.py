"""What the EU study printed: shares, parameters, scores, by material and stage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple, get_args

from mineralsec.analysis.criticality.eu_formula import Basis
from mineralsec.datasets.tables import published
from mineralsec.errors import UnknownNameError, show, suggest
from mineralsec.model.names import mineral_name

__all__ = [
    "EXTRACTION",
    "ORE_OF",
    "PROCESSING",
    "STUDY",
    "Parameter",
    "Supply",
    "groups",
    "half_unit",
    "material",
    "materials",
    "parameter",
    "scores",
    "strategic",
    "supply",
]

EXTRACTION, PROCESSING = "extraction", "processing"

#: Title, publisher and DOI of the study whose tables are bundled.
STUDY = "Study on the critical raw materials for the EU 2023"

#: Other words for materials of the study.
_ALSO = {
    "baryte": "barite",
    "borates": "boron",
    "graphite": "natural graphite",
    "hree": "heavy rare earths",
    "hrees": "heavy rare earths",
    "iron": "iron ore",
    "lime": "limestone",
    "magnet rare earths": "rare earths",
    "lree": "light rare earths",
    "lrees": "light rare earths",
    "phosphate": "phosphate rock",
    "silicon": "silicon metal",
}


#: Material whose extraction another one shares: the two tables of world shares are one.
ORE_OF = {"titanium metal": "titanium"}


class Supply(NamedTuple):
    """One country of a table of shares: share with its limits [-] and trade variable [-]."""

    place: str
    low: float
    share: float
    high: float
    trade: float


class Parameter(NamedTuple):
    """One printed input, the edition it is from and the stage it was printed for."""

    value: float
    edition: str
    stage: str


@cache
def materials() -> tuple[str, ...]:
    """Return every material and group with shares, in alphabetical order."""
    return tuple(sorted({name for _, name, _ in _shares()} | set(groups())))


def material(text: str) -> str | None:
    """Return the study's name of a mineral; None where it assesses none."""
    # what the study calls a material goes before the library's aliases: it tells titanium metal
    # from titanium ores, which are two forms of one mineral elsewhere
    plain = " ".join(str(text).lower().split())
    for name in (plain, mineral_name(text)):
        name = _ALSO.get(name, name)
        if name in materials() or name in _parameters():
            return name
    return None


def material_or_error(text: str) -> str:
    """Return the study's name of a mineral.

    Raises
    ------
    UnknownNameError
        If the study assesses no such material.
    """
    if (name := material(text)) not in materials():
        raise UnknownNameError(
            f"the EU study assesses no {show(text)}.{suggest(str(text), materials())} "
            f"Materials: {', '.join(materials())}."
        )
    return str(name)


@cache
def groups() -> dict[str, tuple[str, ...]]:
    """Return the members of each group whose score is the mean of its members'."""
    found: dict[str, tuple[str, ...]] = {}
    for row in published("eu_study", "materials"):
        if row["group"]:
            found[row["group"]] = (*found.get(row["group"], ()), row["material"])
    return found


@cache
def strategic() -> dict[str, str]:
    """Return the entry of Annex I of Regulation (EU) 2024/1252 by material."""
    rows = published("eu_study", "materials")
    return {row["material"]: row["strategic"] for row in rows if row["strategic"]}


def stages(name: str) -> tuple[str, ...]:
    """Return the stages for which the study has shares of a material."""
    known = {stage for _, material, stage in _shares() if material == name}
    return tuple(stage for stage in (EXTRACTION, PROCESSING) if stage in known)


def supply(scope: str, name: str, stage: str) -> tuple[Supply, ...]:
    """Return the countries of a table of shares; none where it is not published.

    The study prints EU sourcing of the ten heavy rare earths together; it stands for each of them.
    What comes from the ore of another material has the EU sourcing of that ore.
    """
    rows = _shares().get((scope, name, stage), ())
    if rows or scope != "EU":
        return rows
    if name in ORE_OF and stage == EXTRACTION:
        return _shares().get((scope, ORE_OF[name], stage), ())
    for group, members in groups().items():
        if name in members:
            return _shares().get((scope, group, stage), ())
    return rows


@cache
def _shares() -> Mapping[tuple[str, str, str], tuple[Supply, ...]]:
    found: defaultdict[tuple[str, str, str], list[Supply]] = defaultdict(list)
    for row in published("eu_study", "shares"):
        share = float(row["share"]) / 100.0
        half = half_unit(row["printed"]) / 100.0
        found[row["scope"], row["material"], row["stage"]].append(
            Supply(
                row["place"],
                float(row["share_low"]) / 100.0 if row["share_low"] else max(0.0, share - half),
                share,
                float(row["share_high"]) / 100.0 if row["share_high"] else min(1.0, share + half),
                float(row["t"] or 1.0),
            )
        )
    return {key: tuple(rows) for key, rows in found.items()}


def half_unit(printed: str) -> float:
    """Return half a unit of the last printed digit, in per cent."""
    _, _, decimals = printed.rstrip("%").partition(".")
    return 0.5 * 10.0 ** -len(decimals)


def parameter(name: str, stage: str, what: str, *, older: bool = True) -> Parameter | None:
    """Return the newest printed input of a material, of the same stage if there is one.

    Parameters
    ----------
    name, stage
        Material and stage of the study.
    what
        ``"import_reliance"``, ``"recycling"`` (both [-]), ``"si_sr"`` or ``"si_ei"``.
    older
        Whether an earlier edition may answer where the study of 2023 is silent.
    """
    scale = 100.0 if what in ("import_reliance", "recycling") else 1.0
    best: tuple[tuple[int, bool], Parameter] | None = None
    for row in (*_parameters().get(name, ()), *_of_group(name), *_of_ore(name)):
        new, same = row["edition"].startswith("2023"), row["stage"] == stage
        if not row[what] or not (new or older):
            continue
        if what == "import_reliance" and new and not same:
            continue  # the other stage of the same edition has a number of its own
        rank = (_FIRMNESS[row["edition"]], same)
        if best is None or rank > best[0]:
            best = rank, Parameter(float(row[what]) / scale, row["edition"], row["stage"])
    return None if best is None else best[1]


#: SCRREEN2 prints recycling rates a few years after the assessment of 2017.
_FIRMNESS = {"2017": 0, "SCRREEN2": 1, "2023, its group": 2, "2023, its ore": 2, "2023": 3}


def _of_group(name: str) -> Iterator[dict[str, str]]:
    """Yield what the study of 2023 prints for the group of a material."""
    for group, members in groups().items():
        if name in members:
            for row in _parameters().get(group, ()):
                yield {**row, "edition": f"{row['edition']}, its group"}


def _of_ore(name: str) -> Iterator[dict[str, str]]:
    """Yield what the study of 2023 prints for the ore that a material comes from."""
    for row in _parameters().get(ORE_OF.get(name, ""), ()):
        if row["edition"] == "2023" and row["stage"] == EXTRACTION:
            yield {**row, "edition": "2023, its ore"}


def basis_of(name: str, stage: str) -> Basis | None:
    """Return the supply mix that the study of 2023 names for a stage; None where it is silent."""
    for row in (*_parameters().get(name, ()), *_of_group(name)):
        if row["edition"].startswith("2023") and row["stage"] == stage:
            return next((basis for basis in get_args(Basis) if basis == row["basis"]), None)
    return None


@cache
def _parameters() -> Mapping[str, tuple[dict[str, str], ...]]:
    found: dict[str, tuple[dict[str, str], ...]] = {}
    for row in published("eu_study", "parameters"):
        found[row["material"]] = (*found.get(row["material"], ()), row)
    return found


@cache
def scores() -> Mapping[tuple[str, str, int], tuple[float | None, float | None]]:
    """Return published supply risk and economic importance by material, stage ("") and year."""

    def number(text: str) -> float | None:
        return float(text) if text else None

    return {
        (row["material"], row["stage"], int(row["year"])): (
            number(row["supply_risk"]),
            number(row["economic_importance"]),
        )
        for row in published("eu_study", "scores")
    }
