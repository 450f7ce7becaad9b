"""Where the EU gets a mineral from: sourcing shares of the European Commission, in tonnes.

The shares are parts of an EU supply that no source gives in tonnes. Two rules find the tonnes,
each named in the lanes it makes:

- EU sourcing of modelled intake: where refineries of EU members lack feed, the tonnage is what
  surplus to deficit would bring them, and the shares say from where;
- EU sourcing from domestic output: at a last stage, output of the members over their own part of
  the sourcing is the whole of it, and the rest comes from where the shares say.

The shares are means of 2016 to 2020 and name the last shipper. Origins below 1 % are not printed;
what is missing from 100 % is divided like the rest. No origin ships more than it has left; what
does not fit is for the general rule.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum
from typing import TextIO

from mineralsec.datasets.recipe.balance import Lanes, Stage, surplus_to_deficit
from mineralsec.datasets.recipe.stage_shares import Share
from mineralsec.datasets.recipe.tables import Row, computed
from mineralsec.places import bloc_members

__all__ = ["BETWEEN", "DRIFT", "FEED", "HOME", "USE", "EuUse", "Reliance", "Sourcing", "cited_by"]
__all__ += ["feed", "gdp", "place_use", "reliance"]

FEED = "EU sourcing of modelled intake"
USE = "EU sourcing from domestic output"
HOME = "EU members first"
BETWEEN = "EU members first, their use divided by GDP"

#: Factor by which the members' part of world output may differ from that of the study, before
#: its shares are held to be of another time or of other plants.
DRIFT = 1.5

_SIZES = ("natural-earth", "ne_110m_admin_0_countries.json, GDP_MD_EST")
_MEAN = "mean of 2016-2020, before most measures against Russia and Belarus"


@dataclass(frozen=True)
class Reliance:
    """Import reliance that the study prints for a material and stage: part of use, and where."""

    part: float
    locator: str


@dataclass(frozen=True)
class Sourcing:
    """What the study says on one material and stage.

    Parameters
    ----------
    shares
        Parts of EU sourcing by place, percent.
    world
        The members' part of world output, percent.
    reliance
        Net imports over use; None where it is not to be had.
    gdp
        Size of the members' economies, by which use is divided.
    """

    shares: Sequence[Share]
    world: float = 0.0
    reliance: Reliance | None = None
    gdp: Mapping[str, float] = field(default_factory=dict, hash=False)

    @property
    def domestic(self) -> float:
        """The members' own part of EU sourcing, percent."""
        members = bloc_members("EU27")
        return fsum(share.amount for share in self.shares if share.place in members)

    @property
    def foreign(self) -> dict[str, Share]:
        """Shares of origins outside the EU."""
        members = bloc_members("EU27")
        return {s.place: s for s in self.shares if s.place not in members and s.amount > 0.0}


@dataclass
class EuUse:
    """Use of the members that the shares imply: tonnes by place, the rule, and where it stands."""

    tonnes: dict[str, float] = field(default_factory=dict)
    rule: str = ""
    locator: str = ""


def reliance(lines: Iterable[str], material: str, stage: str) -> Reliance | None:
    """Read the import reliance of a material at extraction (E) or processing (P).

    None where the table has no figure, or 100 %, which says nothing of the tonnage.
    """
    column = {"E": "import_reliance_extraction_pct", "P": "import_reliance_processing_pct"}[stage]
    reader = csv.DictReader(lines)
    for row in reader:
        if row["material"].casefold() == material.casefold() and row[column]:
            part = float(row[column]) / 100.0
            where = f"eu2023_results.csv line {reader.line_num}"
            return Reliance(part, where) if part < 1.0 else None
    return None


def gdp(file: TextIO) -> dict[str, float]:
    """Read the size of each economy, million USD, from the countries of Natural Earth."""
    countries = (feature["properties"] for feature in json.load(file)["features"])
    return {row["ADM0_A3"]: float(row["GDP_MD_EST"]) for row in countries}


def cited_by(rule: str) -> tuple[str, str]:
    """Return the source that a lane's rule cites, and the place there; empty for other rules.

    Examples
    --------
    >>> cited_by("EU sourcing of modelled intake: f.csv line 5; 3 % of EU sourcing")
    ('eu-crm-2023', 'f.csv line 5')
    """
    if rule.startswith(BETWEEN):
        return _SIZES
    if rule.startswith((FEED, USE)):
        return "eu-crm-2023", rule.split(": ", 1)[1].split("; ", 1)[0]
    return "", ""


def feed(
    stage: Stage, sourcing: Sourcing, observed: Iterable[tuple[str, str, float]], frame: Row
) -> list[Row]:
    """Complete the feed of refineries; what EU members get of it comes from where the shares say.

    Each member gets the tonnage that the general rule would bring, the feed of other members
    first. Observed imports count towards an origin's share.

    Parameters
    ----------
    stage
        Markets, changed in place.
    sourcing
        The shares.
    observed
        Lanes of trade statistics: origin, destination, contained tonnes.
    frame
        Cells that every row of ``omitted.csv`` has.

    Returns
    -------
    list of rows
        Rows of ``omitted.csv``.
    """
    members = bloc_members("EU27")
    spare, missing, foreign = stage.spare(), stage.lacking(), sourcing.foreign
    gets = {place: 0.0 for place in missing if place in members}
    for (_, destination), amount in surplus_to_deficit(spare, missing).items():
        if destination in gets:
            gets[destination] += amount
    if not fsum(gets.values()) or not foreign:
        why = "no EU member gets modelled feed" if foreign else "no origin outside the EU is named"
        stage.complete()
        return [_omitted(frame, "", f"EU sourcing shares not used: {why}", sourcing.shares)]
    home = surplus_to_deficit({p: left for p, left in spare.items() if p in members}, gets)
    stage.send(home, HOME)
    _take(home, spare, gets)
    arrived: dict[str, float] = {}
    for origin, destination, amount in observed:
        if destination in members and origin not in members:
            arrived[origin] = arrived.get(origin, 0.0) + amount
    gap = fsum(gets.values())
    named = fsum(share.amount for share in foreign.values())
    whole = gap + fsum(arrived.values())
    wanted = {
        place: max(0.0, share.amount / named * whole - arrived.get(place, 0.0))
        for place, share in foreign.items()
    }
    scale = gap / (fsum(wanted.values()) or 1.0)
    wanted = {place: scale * amount for place, amount in wanted.items()}
    lanes, omitted = _lanes(spare, foreign, wanted, gets, frame)
    for origin, found in lanes.items():
        stage.send(found, _rule(FEED, foreign[origin]))
        _take(found, spare, gets)
    stage.send(surplus_to_deficit(spare, missing | gets), "surplus to deficit")
    return omitted


def _take(lanes: Lanes, spare: dict[str, float], gets: dict[str, float]) -> None:
    """Take what lanes carry off what their ends have left and still get."""
    for (origin, destination), amount in lanes.items():
        spare[origin] = max(0.0, spare[origin] - amount)
        gets[destination] = max(0.0, gets[destination] - amount)


def place_use(
    stage: Stage, sourcing: Sourcing, output: Mapping[str, float], frame: Row
) -> tuple[EuUse, list[Row]]:
    """Place the use of EU members at a last stage, and serve it from where the shares say.

    Sourcing is the members' output over their part of it. Net imports are import reliance times
    use; where that is not published all of the sourcing but what the USA is known to get is use.

    Parameters
    ----------
    stage
        Markets, changed in place.
    sourcing
        The shares.
    output
        Output by place, without scrap.
    frame
        Cells that every row of ``omitted.csv`` has.

    Returns
    -------
    tuple
        The use and rows of ``omitted.csv``.
    """
    members = bloc_members("EU27")
    domestic, part = fsum(output.get(p, 0.0) for p in members), sourcing.domestic
    if why := _unusable(sourcing, domestic, fsum(output.values())):
        return EuUse(), [
            _omitted(frame, "", f"EU sourcing shares not used: {why}", sourcing.shares)
        ]
    total = 100.0 * domestic / part
    exports = fsum(stage.at(place).outflow for place in members)
    use = max(0.0, total - exports)
    rule = f"grade C; {USE}: {computed(domestic)} t made is {part:g} % of {computed(total)} t; "
    if reliance := sourcing.reliance:
        use = min(use, domestic / (1.0 - reliance.part))
        rule += f"import reliance {100.0 * reliance.part:g} % ({reliance.locator}); "
    else:
        rule += f"less {computed(exports)} t of exports that a source gives: an upper limit; "
    rule += f"{_MEAN}; divided among members by GDP (Natural Earth)"
    size = fsum(sourcing.gdp.values())
    uses = {place: use * gdp / size for place, gdp in sorted(sourcing.gdp.items())}
    for place, amount in uses.items():
        stage.at(place).use += amount
    foreign = sourcing.foreign
    named = fsum(share.amount for share in foreign.values())
    wanted = {place: share.amount / named * (total - domestic) for place, share in foreign.items()}
    lanes, omitted = _lanes(stage.spare(), foreign, wanted, stage.deficit(members), frame)
    for origin, found in lanes.items():
        stage.send(found, _rule(USE, foreign[origin]))
    stage.send(surplus_to_deficit(stage.surplus(members), stage.deficit(members)), BETWEEN)
    for place in sorted(members - set(sourcing.gdp)):
        why = "use in the EU is divided by GDP, and the source of GDP has no such country"
        source, locator = _SIZES
        row = _omitted(frame, place, why, ())
        omitted.append({**row, "source": source, "locator": locator})
    lines = [share for share in sourcing.shares if share.place in members]
    return EuUse(uses, rule, _lines(lines)), omitted


def _unusable(sourcing: Sourcing, domestic: float, world: float) -> str:
    """Say why the shares give no tonnes at a last stage; empty where they do."""
    if not sourcing.foreign:
        return "no origin outside the EU is named"
    if not domestic or not sourcing.domestic:
        return "no output of members to scale them by, and no source gives use in the EU"
    now = 100.0 * domestic / world
    ratio = now / sourcing.world if sourcing.world else 0.0
    if not 1.0 / DRIFT <= ratio <= DRIFT:
        return (
            f"members make {now:.3g} % of the world here and {sourcing.world:.3g} % in the study, "
            f"more than a factor of {DRIFT:g} apart"
        )
    return ""


def _lanes(
    spare: Mapping[str, float],
    shares: Mapping[str, Share],
    wanted: Mapping[str, float],
    gets: Mapping[str, float],
    frame: Row,
) -> tuple[dict[str, Lanes], list[Row]]:
    """Divide what origins should send among members; list what they do not have."""
    need = fsum(gets.values())
    found: dict[str, Lanes] = {}
    omitted: list[Row] = []
    for origin, amount in sorted(wanted.items()):
        have = min(amount, spare.get(origin, 0.0))
        if have < amount * (1.0 - 1e-9):
            share = shares[origin]
            why = (
                f"{share.amount:g} % of EU sourcing asks for {computed(amount)} t and "
                f"{computed(have)} t are left there; the rest by surplus to deficit"
            )
            omitted.append(_omitted(frame, origin, why, (share,)))
        if need and have:
            found[origin] = {(origin, place): have * gap / need for place, gap in gets.items()}
    return found, omitted


def _rule(name: str, share: Share) -> str:
    return f"{name}: {share.locator}; {share.amount:g} % of EU sourcing, {_MEAN}"


def _lines(shares: Iterable[Share]) -> str:
    first, *rest = [share.locator for share in shares] or ["fact_EUSupplyShares_t.csv"]
    return " + ".join([first, *(locator.split(" line ")[-1] for locator in rest)])


def _omitted(frame: Row, place: str, reason: str, shares: Iterable[Share]) -> Row:
    return {
        **frame,
        "place": place,
        "vintage": "EU CRM 2023",
        "reason": reason,
        "source": "eu-crm-2023",
        "locator": _lines(shares),
    }
