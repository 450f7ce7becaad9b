"""From the raw folder to the tables of the dataset."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import fsum

from mineralsec.datasets.recipe import actors, content, pipeline, policy, trade
from mineralsec.datasets.recipe.actors import DATA_YEAR, Made
from mineralsec.datasets.recipe.content import Factor
from mineralsec.datasets.recipe.markets import Markets
from mineralsec.datasets.recipe.mass_balance import from_balance
from mineralsec.datasets.recipe.raw import Raw
from mineralsec.datasets.recipe.sectors import by_sector
from mineralsec.datasets.recipe.spec import (
    Anchored,
    Balanced,
    CarriedForward,
    Chain,
    CitedShares,
    EuShares,
    Implied,
    MassBalance,
    StageSpec,
    UsgsTable,
)
from mineralsec.datasets.recipe.stage_shares import Total, anchored
from mineralsec.datasets.recipe.stocks import other_stocks, stockpiles
from mineralsec.datasets.recipe.tables import Row, computed
from mineralsec.datasets.recipe.us_figures import Statistics

__all__ = ["Built", "build"]


@dataclass
class Built:
    """The tables of the dataset.

    Parameters
    ----------
    top
        Rows of the tables of the whole dataset, by table.
    minerals
        Rows of each mineral's tables, by mineral and table.
    """

    top: dict[str, list[Row]] = field(default_factory=dict)
    minerals: dict[str, dict[str, list[Row]]] = field(default_factory=dict)

    def add(self, table: str, rows: Iterable[Row]) -> None:
        """Add rows to a table of the whole dataset."""
        self.top.setdefault(table, []).extend(rows)


def build(raw: Raw, chains: Sequence[Chain]) -> Built:
    """Build every table from the folder of raw data."""
    built = Built()
    statistics = Statistics(raw.usgs_2026)
    names = [chain.name for chain in chains]
    for chain in chains:
        _mineral(raw, chain, names, statistics, built)
    others = other_stocks(names, raw.lines("reserves_strategic.csv"))
    built.add("omitted", others.omitted)
    built.add("sources", others.sources)
    unique = {row["key"]: row for row in built.top.get("sources", [])}
    built.top["sources"] = list(unique.values())
    return built


def _from_table(raw: Raw, chain: Chain, stage: StageSpec, content: float) -> Made:
    assert isinstance(stage.made, UsgsTable)
    return actors.from_usgs(chain, stage, stage.made, raw.figures(stage.made), content)


def _stage_factors(raw: Raw, chain: Chain) -> dict[str, Factor]:
    """Return the content of the forms that output is counted in, last stage first."""
    found: dict[str, Factor] = {}
    following = 0.0
    for stage in reversed(chain.stages):
        factor = 1.0
        if stage.form:
            rule = next(form.content for form in chain.forms if form.name == stage.form)
            if isinstance(rule, Balanced):
                gross = fsum(_from_table(raw, chain, stage, 1.0).output.values())
                known = content.balanced(following, gross, stage.name)
            else:
                known = content.fixed(rule)
            found[stage.form] = replace(known, value=float(computed(known.value)))
            factor = found[stage.form].value
        if isinstance(stage.made, UsgsTable):
            made = _from_table(raw, chain, stage, factor)
            following = fsum(made.output.values()) / stage.recovery
    return found


def _made(raw: Raw, chain: Chain, factors: dict[str, Factor], built: Built) -> dict[str, Made]:
    made: dict[str, Made] = {}
    before = 0.0
    for stage in chain.stages:
        spec = stage.made
        upstream = before if chain.takes(stage) else math.inf
        if isinstance(spec, UsgsTable):
            factor = factors[stage.form].value if stage.form else 1.0
            found = _from_table(raw, chain, stage, factor)
        elif isinstance(spec, MassBalance):
            found = Made()  # see _after_trade
        elif isinstance(spec, CarriedForward):
            figures = raw.figures(spec.table)
            found = actors.from_usgs(chain, stage, spec.table, figures)
            last = [f for f in figures if (f.vintage, f.year) == (spec.vintage, spec.year)]
            shares = raw.eu(spec.shares.material)
            ahead = actors.carried_forward(chain, stage, last, shares)
            found = Made(found.rows + ahead.rows, ahead.output, found.omitted)
        elif isinstance(spec, EuShares):
            found = _from_eu(raw, chain, stage, spec, upstream, built)
        elif isinstance(spec, CitedShares):
            shares, source = raw.cited(spec)
            world = None
            if spec.total:
                output, factor, why = spec.total
                tonnes = fsum(share.amount for share in raw.iea(output.mineral, output.stage))
                world = Total(tonnes * factor, f"{computed(tonnes)} t ({why})")
            built.add("sources", [source])
            found = actors.from_shares(
                chain,
                stage,
                shares,
                upstream,
                source=source["key"],
                vintage="policy sources 2026-11",
                as_published=False,
                world=world,
            )
        else:
            found = actors.from_shares(
                chain,
                stage,
                raw.iea(spec.mineral, spec.stage),
                upstream,
                source="iea-cm-2025",
                vintage="IEA 2025",
                as_published=spec.same_scope,
            )
        made[stage.name] = found
        before = fsum(found.output.values())
    return made


def _from_eu(
    raw: Raw, chain: Chain, stage: StageSpec, spec: EuShares, upstream: float, built: Built
) -> Made:
    if isinstance(spec.total, Anchored):
        return Made()  # see _after_trade
    left_out, shares = dict(spec.without), raw.eu(spec.material, spec.stage)
    built.add("omitted", actors.left_out(chain, stage, shares, left_out))
    return actors.from_shares(
        chain,
        stage,
        [share for share in shares if share.place not in left_out],
        upstream,
        source="eu-crm-2023",
        vintage="EU CRM 2023",
        as_published=False,
        world=None if spec.total is None else raw.total(spec.total),
    )


def _after_trade(
    raw: Raw,
    chain: Chain,
    made: dict[str, Made],
    lanes: list[trade.Lane],
    contents: dict[str, Factor],
) -> None:
    """Fill the stages that trade tells of, and let no modelled stage make less than it ships."""
    for position, stage in enumerate(chain.stages):
        spec = stage.made
        if isinstance(spec, MassBalance):
            ore = made[chain.takes(stage)]
            made[stage.name] = from_balance(chain, stage, spec, ore, lanes, contents)
            continue
        if isinstance(spec, EuShares) and isinstance(spec.total, Anchored):
            shares = raw.eu(spec.material, spec.stage)
            shipped = _net_exports(lanes, stage, contents)[spec.total.place]
            made[stage.name] = actors.from_shares(
                chain,
                stage,
                shares,
                math.inf,
                source="eu-crm-2023",
                vintage="EU CRM 2023",
                as_published=False,
                world=anchored(shares, spec.total, shipped),
            )
        elif position == 0 or isinstance(spec, UsgsTable):
            continue
        if _scaled(made[stage.name]):
            actors.raise_to_exports(made[stage.name], _net_exports(lanes, stage, contents))


def _mine_origins(raw: Raw, chain: Chain, made: dict[str, Made]) -> set[str]:
    """Return the mine producers that no table gives a plant at the next stage."""
    if len(chain.stages) < 2:
        return set()
    plants = set(made[chain.stages[1].name].output)
    for shares in chain.plants:
        plants |= {share.place for share in raw.eu(shares.material) if share.amount > 0.0}
    return (set(made[chain.stages[0].name].output) | set(chain.extra_mine_origins)) - plants


def _scaled(made: Made) -> bool:
    return any(row["quality"] == "modelled" for row in made.rows)


def _net_exports(
    lanes: Iterable[trade.Lane], stage: StageSpec, contents: dict[str, Factor]
) -> dict[str, float]:
    net: dict[str, float] = {}
    for lane in lanes:
        if lane.form.stage == stage.name:
            amount = lane.gross * contents[lane.form.name].value
            for place, sign in zip(lane.ends, (1.0, -1.0), strict=True):
                net[place] = net.get(place, 0.0) + sign * amount
    return net


def _contents(
    chain: Chain,
    made: dict[str, Made],
    lanes: list[trade.Lane],
    statistics: Statistics,
    given: dict[str, Factor],
) -> dict[str, Factor]:
    first = chain.stages[0]
    published = {}
    for form in chain.forms:
        rule = form.content
        if not isinstance(rule, Implied):
            continue
        if rule.details:
            found = [statistics.find(_chapter(chain), detail) for detail in rule.details]
            tonnes, locator = fsum(f.tonnes for f in found), "; ".join(f.locator for f in found)
        else:
            places = rule.place.split(";")
            tonnes = fsum(made[first.name].output[place] for place in places)
            locator = "; ".join(
                row["locator"]
                for row in made[first.name].rows
                if row["place"] in places
                and (row["year"], row["vintage"]) == (str(DATA_YEAR), "MCS 2026")
            )
        published[form.name] = content.Published(tonnes, locator)
    current = [lane for lane in lanes if lane.row.year == DATA_YEAR]
    exact = content.factors(chain.forms, current, published, given)
    # the tables are computed from the factors as they are written
    return {name: replace(f, value=float(computed(f.value))) for name, f in exact.items()}


def _chapter(chain: Chain) -> str:
    table = chain.table()
    return chain.chapter or (table.chapter if table else "")


def _mineral(
    raw: Raw, chain: Chain, names: list[str], statistics: Statistics, built: Built
) -> None:
    given = _stage_factors(raw, chain)
    made = _made(raw, chain, given, built)
    rows = raw.trade(
        [form.code for form in chain.forms if form.code and form.release == "hs92"],
        [form.code for form in chain.forms if form.code and form.release == "v202601"],
    )
    pairs = trade.assign(rows, chain.forms, _mine_origins(raw, chain, made))
    screened = trade.screen(pairs)
    contents = _contents(chain, made, screened, statistics, given)
    kept, dropped = trade.drop_small(screened, {k: f.value for k, f in contents.items()})
    lanes = [lane for lane in kept if lane.row.year == DATA_YEAR]
    _after_trade(raw, chain, made, lanes, contents)
    lanes += trade.history(kept, DATA_YEAR)
    sourcing = {s.name: raw.sourcing(s.eu_sourcing) for s in chain.stages if s.eu_sourcing}
    markets = Markets(chain, _chapter(chain), made, lanes, contents, statistics, sourcing)
    markets.fill()
    sectors = {s.name: raw.sectors(s.eu_sectors) for s in chain.stages if s.eu_sectors}

    in_ground = policy.reserves(chain, raw)
    stocks = stockpiles(chain, raw.lines("reserves_strategic.csv"))
    acts = policy.controls(chain, names, raw.lines("controls.csv"))
    plants = pipeline.projects(chain, raw.lines("projects.csv"))
    makers = [row for stage in chain.stages for row in made[stage.name].rows] + plants.rows
    built.minerals[chain.name] = {
        "producers": [row for row in makers if "stage" in row] + markets.producers,
        "refiners": [row for row in makers if "makes" in row],
        "consumers": by_sector(markets.consumers, sectors),
        "flows": markets.flows,
        "stockpiles": stocks.rows,
        "reserves": in_ground.rows,
        "controls": acts.rows,
    }
    built.add("minerals", [_mineral_row(chain)])
    built.add("forms", [_form_row(chain, form.name, contents[form.name]) for form in chain.forms])
    built.add("balances", markets.balances)
    built.add("sources", [*stocks.sources, *acts.sources, *plants.sources])
    for stage in chain.stages:
        built.add("omitted", made[stage.name].omitted)
    built.add("omitted", [*in_ground.omitted, *acts.omitted, *stocks.omitted, *markets.omitted])
    built.add("omitted", _dropped(chain, dropped, contents))
    built.add("omitted", _screened(chain, kept))


def _mineral_row(chain: Chain) -> Row:
    usgs = chain.table() is not None
    return {
        "name": chain.name,
        "symbol": chain.symbol,
        "stages": ";".join(stage.name for stage in chain.stages),
        "basis": chain.basis,
        "hosts": ";".join(chain.hosts),
        "source": "usgs-mcs-2026" if usgs else chain.source,
        "locator": f"chapter {_chapter(chain)}" if usgs else chain.note,
        "note": chain.note,
    }


def _form_row(chain: Chain, name: str, factor: Factor) -> Row:
    form = next(form for form in chain.forms if form.name == name)
    low, high = form.unit_value
    return {
        "mineral": chain.name,
        "name": name,
        "content": computed(factor.value),
        "stage": form.stage,
        "hs": form.code,
        "unit_value_low": "" if low is None else computed(low),
        "unit_value_high": "" if high is None else computed(high),
        "source": factor.source,
        "locator": factor.locator,
        "note": "; ".join(filter(None, (factor.note, form.note))),
    }


def _dropped(chain: Chain, lanes: Iterable[trade.Lane], contents: dict[str, Factor]) -> list[Row]:
    totals: dict[tuple[str, str], list[float]] = {}
    for lane in lanes:
        if lane.row.year == DATA_YEAR:
            amount = lane.gross * contents[lane.form.name].value
            totals.setdefault((lane.form.stage, lane.form.name), []).append(amount)
    return [
        {
            "mineral": chain.name,
            "stage": stage,
            "place": "",
            "year": str(DATA_YEAR),
            "vintage": "BACI",
            "reason": f"{len(amounts)} lanes of {form} below the floors, "
            f"{computed(fsum(amounts))} t contained together",
            "source": "mineralsec-rules",
            "locator": "floors",
        }
        for (stage, form), amounts in sorted(totals.items())
    ]


def _screened(chain: Chain, lanes: Iterable[trade.Lane]) -> list[Row]:
    """List, by form, what screening took out of the published quantities of the data year."""
    rows: list[Row] = []
    for form in chain.forms:
        off = [
            lane
            for lane in lanes
            if lane.form is form
            and lane.row.year == DATA_YEAR
            and lane.row.tonnes not in (None, lane.gross)
        ]
        if off:
            seen = computed(fsum(lane.row.tonnes or 0.0 for lane in off))
            used = computed(fsum(lane.gross for lane in off))
            rows.append(
                {
                    "mineral": chain.name,
                    "stage": form.stage,
                    "place": "",
                    "year": str(DATA_YEAR),
                    "vintage": "BACI",
                    "reason": f"{len(off)} lane{'s' if len(off) > 1 else ''} of {form.name} with "
                    f"a unit value off by more than {form.screen:g} times its median: {seen} t in "
                    f"BACI, {used} t used, gross",
                    "source": "mineralsec-rules",
                    "locator": "screen",
                }
            )
    return rows
