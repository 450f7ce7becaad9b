"""From tables of facts to the columns of a graph, without a record in between.

The rules are those of :mod:`mineralsec.graph.vintages` and :mod:`mineralsec.graph.build`, on whole
columns at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from mineralsec.datasets.coded import WIDTH, Coded
from mineralsec.datasets.editions import Codes, Odd, answers, distinct, starts
from mineralsec.datasets.facts import Facts
from mineralsec.datasets.tables import slug
from mineralsec.graph.columns import (
    POINT,
    Columns,
    Lanes,
    Makers,
    Markets,
    Reserves,
    Stocks,
    Users,
)
from mineralsec.graph.vintages import LOOK_BACK

__all__ = ["Assembled", "assembled"]

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]


#: Columns that producers and refiners have in common.
_MAKER = (
    "id", "place", "kind", "year", "vintage", "output_low", "output", "output_high", "mark",
    "capacity", "unit", "form", "host", "host_ratio", "opens", "quality",
)  # fmt: skip


@frozen(eq=False)
class Assembled:
    """Columns, and the row of the tables that each row of them comes from.

    Parameters
    ----------
    columns
        Of the graph.
    makers
        For each maker the row among producers, or after all producers among refiners.
    users
        For each consumer its row.
    lanes
        For each lane that carries something in the year its row.
    """

    columns: Columns
    makers: Integers
    users: Integers
    lanes: Integers


def assembled(
    tables: Mapping[str, Facts],
    minerals: Sequence[str],
    chains: Sequence[Sequence[str]],
    forms: Mapping[tuple[str, str], float],
    year: int,
) -> Assembled:
    """Return the columns of a graph for one year.

    Parameters
    ----------
    tables
        Facts by kind.
    minerals
        Names, in the order of the facts' codes.
    chains
        Stages of each.
    forms
        Contained mineral per gross weight by (mineral, form). [-]
    year
        Year to answer for.

    Raises
    ------
    Odd
        If facts do not fit together; the records then say how.
    GraphError
        If there is nothing of that year.
    """
    made = _Assembly(tables, minerals, chains, forms, year)
    return made.columns()


class _Assembly(Coded):
    # ---- tables

    def columns(self) -> Assembled:
        """Return everything together."""
        makers, maker_rows, ends = self.makers()
        users, user_rows, buys = self.users()
        lanes, lane_rows, way, lane_years = self.lanes()
        stocks, kept = self.stocks()
        reserves = self.reserves()
        keys = np.concatenate([ends[0], ends[1], buys, way[0], way[1], kept])
        if not len(keys) and not len(reserves["place"]):
            raise Odd
        # only what stands in a row is in a vocabulary
        key = keys[keys >= 0]
        traded = np.array([stage for _, stage in lane_years], np.int64)
        stages = distinct(np.concatenate([(key // WIDTH) % WIDTH, traded]))
        places = distinct(np.concatenate([key % WIDTH, reserves["place"]]))
        markets = distinct(key)
        place_names, stage_names = list(self.places.code), list(self.stages.code)

        def row(market: Integers) -> NDArray[np.int32]:
            found = np.searchsorted(markets, market)
            return np.where(market >= 0, found, -1).astype(np.int32)

        columns = Columns(
            minerals=self.minerals,
            stages=tuple(stage_names[code] for code in stages.tolist()),
            places=tuple(place_names[code] for code in places.tolist()),
            markets=Markets(
                (markets // WIDTH**2).astype(np.int32),
                np.searchsorted(stages, (markets // WIDTH) % WIDTH).astype(np.int32),
                np.searchsorted(places, markets % WIDTH).astype(np.int32),
            ),
            makers=Makers(market=row(ends[0]), intake=row(ends[1]), **makers),
            users=Users(market=row(buys), **users),
            lanes=Lanes(origin=row(way[0]), destination=row(way[1]), **lanes),
            stocks=Stocks(market=row(kept), **stocks),
            reserves=Reserves(
                **reserves | {"place": np.searchsorted(places, reserves["place"]).astype(np.int32)}
            ),
            lane_years={
                (mineral, int(np.searchsorted(stages, stage))): count
                for (mineral, stage), count in lane_years.items()
            },
        )
        return Assembled(columns, maker_rows, user_rows, lane_rows)

    def makers(self) -> tuple[dict[str, Any], Integers, tuple[Integers, Integers]]:
        producers, refiners = self.tables["producers"], self.tables["refiners"]
        both = Facts(
            np.concatenate([producers.mineral, refiners.mineral]),
            {
                name: (*producers[name], *refiners[name])
                for name in (*_MAKER, *(("reconciled",) if _has(producers, refiners) else ()))
            },
        )
        n = len(both)
        made = np.concatenate([self.stage(producers, "stage"), self.stage(refiners, "makes")])
        taken = np.concatenate(
            [np.full(len(producers), -1, np.int64), self.stage(refiners, "takes")]
        )
        self.forward(refiners)
        place, content = self.place(both), self.content(both)
        output = both.amounts("output") * content
        when = both.year
        found = answers(Codes().of(both["id"], n), when, both["vintage"], self.year)
        rows = found.current
        ids = tuple(both["id"][i] for i in rows.tolist())
        capacity = (both.numbers("capacity") * both.scale * content)[rows]
        opens = [both["opens"][i] for i in rows.tolist()]
        late = [bool(day) and int(day[:4]) > self.year for day in opens]
        capacity[np.array(late, np.bool_)] = np.nan
        slot = np.full(n, -1)
        slot[found.thing[rows]] = np.arange(len(rows))
        peak = np.maximum(np.nan_to_num(output[POINT, rows]), 0.0)
        years = (~np.isnan(output[POINT, rows])).astype(np.int32)
        past = found.history[
            (when[found.history] > self.year - LOOK_BACK) & (when[found.history] < self.year)
        ]
        past = past[(slot[found.thing[past]] >= 0) & ~np.isnan(output[POINT, past])]
        np.maximum.at(peak, slot[found.thing[past]], output[POINT, past])
        np.add.at(years, slot[found.thing[past]], 1)
        recovery = np.concatenate([np.ones(len(producers)), refiners.numbers("recovery")])[rows]
        host, ratio = self.hosts(both, rows, ids)
        secondary = np.array([both["kind"][i] == "secondary" for i in rows.tolist()], np.bool_)
        amounts = np.ascontiguousarray(output[:, rows])
        market = self.market(both.mineral, made, place)[rows]
        intake = np.where(taken < 0, -1, self.market(both.mineral, taken, place))[rows]
        arrays = {
            "id": ids,
            "recovery": recovery,
            "output": amounts,
            "capacity": capacity,
            "peak": peak,
            "years": years,
            "host": host,
            "host_ratio": ratio,
            "secondary": secondary,
            "quality": self.quality(both, rows),
            "reconciled": self.balanced(both, rows, amounts, content),
        }
        return arrays, rows, (market, intake)

    def forward(self, refiners: Facts) -> None:
        ways = zip(refiners.mineral.tolist(), refiners["takes"], refiners["makes"], strict=True)
        for m, takes, makes in set(ways):
            if self.chain[m, takes] >= self.chain[m, makes]:
                raise Odd

    def hosts(
        self, both: Facts, rows: Integers, ids: tuple[str, ...]
    ) -> tuple[NDArray[np.int32], Floats]:
        host, ratio = np.full(len(rows), -1, np.int32), np.full(len(rows), np.nan)
        known = {name: i for i, name in enumerate(ids)}
        ours = tuple(f"{slug(mineral)}-" for mineral in self.minerals)
        names: dict[str, str] = {}
        for i, row in enumerate(rows.tolist()):
            name = both["host"][row]
            # a host of a mineral that is not here limits nothing here
            if not name or not name.startswith(ours):
                continue
            if name not in known:
                raise Odd
            names[ids[i]] = name
            if both["host_ratio"][row]:
                host[i], ratio[i] = known[name], float(both["host_ratio"][row])
        for start in names:
            line = [start]
            while (name := names.get(line[-1], "")) and name not in line:
                line.append(name)
            if name == start:
                raise Odd
        return host, ratio

    def users(self) -> tuple[dict[str, Any], Integers, Integers]:
        facts = self.tables["consumers"]
        stage, place, content = self.stage(facts, "stage"), self.place(facts), self.content(facts)
        demand = facts.amounts("demand") * content
        thing = Codes().of(facts["id"], len(facts))
        rows = answers(thing, facts.year, facts["vintage"], self.year).current
        amounts = np.ascontiguousarray(demand[:, rows])
        arrays = {
            "id": tuple(facts["id"][i] for i in rows.tolist()),
            "demand": amounts,
            "priority": facts.numbers("priority")[rows].astype(np.int32),
            "weight": facts.numbers("weight")[rows],
            "quality": self.quality(facts, rows),
            "reconciled": self.balanced(facts, rows, amounts, content),
        }
        return arrays, rows, self.market(facts.mineral, stage, place)[rows]

    def lanes(
        self,
    ) -> tuple[dict[str, Any], Integers, tuple[Integers, Integers], dict[tuple[int, int], int]]:
        facts = self.tables["flows"]
        n, content, when = len(facts), self.content(facts), facts.year
        stage = self.stage(facts, "stage")
        start, end = self.place(facts, "origin"), self.place(facts, "destination")
        form = self.form_codes.of(facts["form"], n)
        quantity = facts.amounts("quantity") * content
        lane = ((facts.mineral * WIDTH + stage) * WIDTH + start) * WIDTH + end
        order = np.lexsort((np.arange(n), form, lane))
        new = starts(lane[order], form[order])
        first, thing = order[new], np.empty(n, np.int64)
        thing[order] = np.cumsum(new) - 1
        found = answers(thing, when, facts["vintage"], self.year)
        current = found.current
        past = found.history[when[found.history] < self.year]
        past = past[~np.isnan(quantity[POINT, past])]
        slot = np.full(len(first), -1)
        slot[thing[current]] = np.arange(len(current))
        # a lane that carried something in an earlier year only is still a lane
        gone = past[slot[thing[past]] < 0]
        most = gone[np.lexsort((when[gone], -quantity[POINT, gone], thing[gone]))]
        most = most[starts(thing[most])]
        idle = most[np.argsort(first[thing[most]], kind="stable")]
        rows = np.concatenate([current, idle])
        peak = np.nan_to_num(quantity[POINT, rows])
        again = past[slot[thing[past]] >= 0]
        np.maximum.at(peak, slot[thing[again]], quantity[POINT, again])
        amounts = np.ascontiguousarray(quantity[:, rows])
        amounts[:, len(current) :] = 0.0
        moved = np.zeros(len(rows))
        moved[: len(current)] = self.balanced(facts, current, amounts[:, : len(current)], content)
        arrays = {
            "quantity": amounts,
            "peak": peak,
            "label": tuple(facts["form"][i] for i in rows.tolist()),
            "quality": self.quality(facts, rows),
            "reconciled": moved,
        }
        seen = np.concatenate([current, past])
        kinds = zip(
            facts.mineral[seen].tolist(), stage[seen].tolist(), when[seen].tolist(), strict=True
        )
        lane_years: dict[tuple[int, int], int] = {}
        for mineral, step, _ in sorted(set(kinds)):
            lane_years[mineral, step] = lane_years.get((mineral, step), 0) + 1
        ends = tuple(self.market(facts.mineral, stage, p)[rows] for p in (start, end))
        return arrays, current, (ends[0], ends[1]), lane_years

    def stocks(self) -> tuple[dict[str, Any], Integers]:
        facts = self.tables["stockpiles"]
        content, ids = self.content(facts), facts["id"]
        newest: dict[str, dict[str, int]] = {}
        for i, (name, day, edition) in enumerate(
            zip(ids, facts["as_of"], facts["vintage"], strict=True)
        ):
            days = newest.setdefault(name, {})
            if day in days and facts["vintage"][days[day]] == edition:
                raise Odd
            if day not in days or facts["vintage"][days[day]] < edition:
                days[day] = i
        rows = []
        for days in newest.values():
            # the last count in or before the year, else the first after it
            counted = [day for day in sorted(days) if int(day[:4]) <= self.year]
            rows.append(days[counted[-1] if counted else min(days)])
        row = np.array(sorted(rows), np.int64)
        stage, place = self.stage(facts, "stage"), self.place(facts)
        release = facts.numbers("max_release", np.inf) * content
        return {
            "id": tuple(ids[i] for i in row.tolist()),
            "amount": np.ascontiguousarray((facts.amounts("amount") * content)[:, row]),
            "max_release": release[row],
        }, self.market(facts.mineral, stage, place)[row]

    def reserves(self) -> dict[str, Any]:
        facts = self.tables["reserves"]
        content, place = self.content(facts), self.place(facts)
        names = zip(
            facts.mineral.tolist(), facts["place"], facts["kind"], facts["form"], strict=True
        )
        thing = Codes().of(names, len(facts))
        rows = answers(thing, facts.year, facts["vintage"], self.year).current
        return {
            "mineral": facts.mineral[rows].astype(np.int32),
            "place": place[rows],
            "amount": np.ascontiguousarray((facts.amounts("amount") * content)[:, rows]),
            "resources": np.array(
                [facts["kind"][i] == "resources" for i in rows.tolist()], np.bool_
            ),
        }


def _has(*tables: Facts) -> bool:
    return any("reconciled" in facts.columns for facts in tables)
