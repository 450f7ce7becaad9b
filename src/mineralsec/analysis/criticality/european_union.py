r"""EU supply risk and economic importance, from the study's own tables or from a graph.

The formulas stand in :mod:`~mineralsec.analysis.criticality.eu_formula`; here the inputs are
found, what is missing is said, and both stages of a material are set side by side: the stage with
the higher supply risk names the material's score.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from attrs import frozen

from mineralsec.analysis.criticality import eu_tables
from mineralsec.analysis.criticality.eu_formula import Basis
from mineralsec.analysis.criticality.eu_mixes import sourcing_of, world_of
from mineralsec.analysis.criticality.eu_options import Options, Picked
from mineralsec.analysis.criticality.eu_rows import (
    EuropeanScore,
    group_rows,
    scored,
    study_row,
)
from mineralsec.analysis.criticality.governance import Governance, governance_of, numbers_by_place
from mineralsec.analysis.criticality.scores import Scores
from mineralsec.analysis.criticality.trade_balance import balance, importer
from mineralsec.analysis.criticality.wanted import wanted_minerals
from mineralsec.arguments import is_word, several, yes
from mineralsec.errors import UnknownNameError, show, suggest
from mineralsec.graph.given import given_graph
from mineralsec.provenance import Citation

if TYPE_CHECKING:
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["EuropeanScore", "EuropeanScores", "eu"]

STUDY = Citation(
    title=eu_tables.STUDY,
    publisher="European Commission, Grohol, M. and Veeh, C.",
    url="doi:10.2873/725585",
    licence="CC BY 4.0",
)
GUIDELINES = Citation(
    title="Methodology for establishing the EU list of critical raw materials: guidelines",
    publisher="European Commission",
    as_of="2017-01-01",
    url="doi:10.2873/769526",
)
LAW = Citation(
    title="Regulation (EU) 2024/1252, Annex I, section 1",
    publisher="European Union",
    url="https://data.europa.eu/eli/reg/2024/1252/oj",
)


@frozen(eq=False, repr=False, kw_only=True)
class EuropeanScores(Scores):
    """Supply risk a material and stage, with economic importance and the verdict.

    Examples
    --------
    >>> import mineralsec as ms
    >>> scores = ms.criticality.eu(minerals=("cobalt", "tungsten"))
    >>> {row.mineral for row in scores.rows} == {"cobalt", "tungsten"}
    True
    """

    def _named(self, text: str, names: tuple[str, ...]) -> str:
        found = super()._named(text, names)
        return found if found in names else eu_tables.material(text) or found

    @property
    def critical(self) -> tuple[str, ...]:
        """Materials whose riskiest stage is critical by the thresholds."""
        return tuple(name for name, row in self.by_mineral.items() if row["critical"])

    @property
    def strategic(self) -> tuple[str, ...]:
        """Materials that the law lists as strategic, whatever their score."""
        return tuple(name for name, row in self.by_mineral.items() if row["strategic"])


def eu(
    graph: SupplyGraph | None = None,
    minerals: str | Iterable[str] | None = None,
    *,
    stages: str | Iterable[str] | None = None,
    bloc: str | Iterable[str] = "EU27",
    wgi: Governance | Mapping[str, float] | int | tuple[int, int] | None = None,
    trade: Mapping[str, float] | None = None,
    import_reliance: Picked = None,
    recycling: Picked = None,
    substitution: Picked = None,
    substitution_ei: Picked = None,
    basis: Basis | Mapping[Any, Basis] | None = None,
    uses: Mapping[str, Mapping[str, float]] | None = None,
    world: Mapping[Any, Mapping[str, float]] | None = None,
    sourcing: Mapping[Any, Mapping[str, float]] | None = None,
    older_inputs: bool = True,
) -> EuropeanScores:
    """Return EU supply risk and economic importance, a row a material and stage.

    Without a graph every input is the study's of 2023. With one, shares of the world and of the
    EU's sourcing and import reliance come from the graph; recycling, substitution, trade variables
    and uses stay the study's.

    Parameters
    ----------
    graph
        Graph to score; None scores the study's own tables, all 85 materials and three groups.
    minerals
        Which; None takes all.
    stages
        Which stages: ``"extraction"`` and ``"processing"`` of the study, or those of the graph.
    bloc
        Importer, with a graph: a bloc, a country or several.
    wgi
        Governance: a table of :func:`governance`, a mapping from country to estimate, a year or
        two years. None takes 2019, as the study's scores are reproduced best, and with a graph the
        five years up to the graph's.
    trade
        Trade variable by country, in place of the study's. [-]
    import_reliance, recycling, substitution, substitution_ei
        Inputs in place of the study's [-]: a number for all; a mapping from material, from stage
        or from (material, stage).
    basis
        Supply mix: ``"GS+EU"``, ``"GS"`` or ``"EU"``, or a mapping as above. None takes the
        study's, and what the data allow where it is silent.
    uses
        Use shares by NACE sector (``"C24"``) by material, in place of the study's. [-]
    world, sourcing
        Shares by country in place of the tables' or the graph's, by material, by stage or by both:
        ``{"cobalt": {"COD": 0.63, "RUS": 0.07}}``. [-]
    older_inputs
        Whether an input that the tables of 2023 lack is taken from SCRREEN2 or from the study of
        2017. Rows that rest on one say so. With False they are missing.

    Returns
    -------
    EuropeanScores
        Values are supply risks. Inputs of a row: ``economic_importance`` with its limits
        (``_low``, ``_high``), ``uses_placed`` (part of all use that the study places in a sector;
        1 if its uses are complete), ``critical``, ``decisive`` (whether the stage is the riskier
        one), ``strategic``, ``basis``, ``world``,
        ``sourcing``, ``import_reliance``, ``recycling``, ``substitution``, ``substitution_ei``,
        ``unweighted``, ``published`` (the study's printed supply risk). A row without a value says
        which input is missing; its limits stand where they can be given.

    Raises
    ------
    UnknownNameError
        If a material, stage, place or basis is not known.
    GraphError
        If an input is out of its range.

    Notes
    -----
    Limits carry the rounding of printed shares, countries without governance indicators (weight 0
    to 10) and what the tables leave unlisted. They are safe, not tight. A group (light and heavy
    rare earths, platinum-group metals) has the mean of its members' scores, not the score of
    their sum, as in the study.

    Printed use shares that add up to one within their rounding are divided by their sum. Use in no
    sector counts nothing in the value of economic importance, and anything up to the largest sector
    in its limits, which also carry the rounding of shares and substitution index.

    A missing substitution index counts as 1 (nothing can replace the material), which the row
    notes. EU sourcing of single heavy rare earths is printed for the group only.

    References
    ----------
    .. [1] European Commission (2023). Study on the critical raw materials for the EU 2023. DOI
       10.2873/725585.
    .. [2] European Commission (2017). Methodology for establishing the EU list of critical raw
       materials: guidelines. DOI 10.2873/769526.

    Examples
    --------
    >>> import mineralsec as ms
    >>> row = ms.criticality.eu(minerals="dysprosium")["dysprosium", "processing"]
    >>> round(row.supply_risk, 2), row.critical
    (5.61, None)
    >>> ms.criticality.eu(minerals="antimony", import_reliance=0)["antimony", "extraction"].known
    True
    """
    options = Options(
        trade=None if trade is None else numbers_by_place(trade, "trade"),
        import_reliance=import_reliance,
        recycling=recycling,
        substitution=substitution,
        substitution_ei=substitution_ei,
        basis=basis,
        uses=uses,
        world=world,
        sourcing=sourcing,
        older=yes(older_inputs, "older_inputs"),
    )
    if graph is None:
        governance = governance_of(wgi, 2019, "2020")
        rows = _of_study(minerals, stages, governance, options)
    else:
        graph = given_graph(graph)
        last = 2023 if graph.year is None else min(graph.year, 2023)
        governance = governance_of(wgi, (last - 4, last))
        rows = _of_graph(graph, minerals, stages, bloc, governance, options)
    found = [citation for citation in (STUDY, GUIDELINES, LAW, governance.citation) if citation]
    return EuropeanScores(
        method="EU criticality" if graph is None else "EU criticality of this graph",
        measure="supply_risk",
        rows=tuple(_decided(rows)),
        year=2023 if graph is None else graph.year,
        assumptions=options.assumptions(governance, graph is not None),
        citations=tuple(found),
    )


def _of_study(
    minerals: str | Iterable[str] | None,
    stages: str | Iterable[str] | None,
    governance: Governance,
    options: Options,
) -> list[EuropeanScore]:
    names = (
        eu_tables.materials()
        if minerals is None
        else tuple(
            dict.fromkeys(
                eu_tables.material_or_error(name)
                for name in several(minerals, "minerals", "minerals='gallium'")
            )
        )
    )
    wanted = _stages(stages, (eu_tables.EXTRACTION, eu_tables.PROCESSING))
    rows = []
    for name in names:
        members = eu_tables.groups().get(name)
        for stage in wanted:
            if members:
                rows += group_rows(name, stage, members, governance, options)
            elif stage in eu_tables.stages(name):
                rows.append(study_row(name, stage, governance, options))
    return rows


def _of_graph(
    graph: SupplyGraph,
    minerals: str | Iterable[str] | None,
    stages: str | Iterable[str] | None,
    bloc: str | Iterable[str],
    governance: Governance,
    options: Options,
) -> list[EuropeanScore]:
    members = importer(graph, bloc)
    union = members == importer(graph, "EU") or members == importer(graph, "EU27")
    chains = {m: tuple(str(s) for s in graph.mineral(m).stages) for m in graph.minerals}
    names = wanted_minerals(graph, minerals)
    every = tuple(dict.fromkeys(stage for name in names for stage in chains[name]))
    rows = []
    wanted = _stages(stages, every)
    for name in names:
        material = eu_tables.material(name)
        for stage in (s for s in chains[name] if s in wanted):
            theirs = _theirs(material, chains[name], stage)
            # trade variables are the Union's: agreements of another importer are not in the study
            printed = (material, theirs) if material and union else None
            found = balance(graph, name, stage, members)
            words = (name, material, stage, theirs)
            rows_of_world = world_of(graph, name, stage, members, printed)
            world = options.mix("world", words, rows_of_world, governance)
            sourcing = options.mix("EU", words, sourcing_of(found, members, printed), governance)
            reliance = found.reliance(secondary=False) if found.recorded else None
            rows.append(
                scored(name, stage, material, theirs, world, sourcing, reliance, options, True)
            )
    return rows


def _theirs(material: str | None, chain: tuple[str, ...], stage: str) -> str:
    """Return the study's word for a stage of a graph: the ground comes first in a chain."""
    first = stage in ("mining", "extraction") or (stage == chain[0] and len(chain) > 1)
    theirs = eu_tables.EXTRACTION if first else eu_tables.PROCESSING
    known = () if material is None else eu_tables.stages(material)
    # a chain of one stage that the study calls otherwise is still that stage
    return known[0] if len(known) == 1 == len(chain) else theirs


def _stages(asked: str | Iterable[str] | None, known: tuple[str, ...]) -> tuple[str, ...]:
    if asked is None:
        return known
    wanted = several(asked, "stages", f"stages={known[0]!r}")
    for stage in wanted:
        if not is_word(stage, known):
            raise UnknownNameError(
                f"no stage {show(stage)} here.{suggest(str(stage), known)} "
                f"Stages: {', '.join(known)}."
            )
    if not wanted:
        raise UnknownNameError(f"stages is empty. Stages: {', '.join(known)}.")
    return wanted


def _decided(rows: list[EuropeanScore]) -> list[EuropeanScore]:
    """Mark the riskier stage of each material; without both values none is."""
    best: dict[str, EuropeanScore] = {}
    for row in rows:
        if row.value is not None and (
            row.mineral not in best or row.value > (best[row.mineral].value or 0.0)
        ):
            best[row.mineral] = row
    return [
        row
        if row is not best.get(row.mineral)
        else EuropeanScore(
            **{
                name: getattr(row, name)
                for name in ("mineral", "stage", "value", "low", "high", "reason", "notes")
            },
            inputs={**row.inputs, "decisive": True},
        )
        for row in rows
    ]
