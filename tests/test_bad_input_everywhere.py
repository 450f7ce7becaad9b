"""Every argument of every public function refuses what it cannot use, and says so.

`CALLS` holds one call that works for each public function and constructor, with the kind of each
argument. Each argument is then given everything that its kind must refuse, one thing at a time.
Nothing but a :class:`MineralsecError` may come back, with what was seen in it.
"""

from __future__ import annotations

import inspect
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import mineralsec as ms
from mineralsec.analysis.criticality.bgs_2015 import BOUNDS
from mineralsec.analysis.removal_sets.supply_draws import producers_of
from mineralsec.errors import MineralsecError

C = ms.criticality
BACI = Path(__file__).parent / "excerpts" / "baci_trade.csv"
WORLD = ms.load("world", minerals=("gallium", "tungsten"))
GALLIUM = next(r for r in WORLD.records if isinstance(r, ms.Mineral) and r.name == "gallium")
SHOCK = ms.RemoveCountry("CHN")
IMPACT = ms.remove_country(WORLD, "CHN", minerals="gallium", response=ms.ProRata())
SHARES = ms.shares(WORLD, "gallium")
TRACE = ms.trace(WORLD, "tungsten")
SWEEP = ms.sweep(WORLD, [SHOCK], response=ms.ProRata())
RANKING = ms.chokepoints(WORLD, "gallium", measure="coverage")
PATH = ms.simulate_path(WORLD, SHOCK, minerals="gallium", months=2)
MAKERS = len(producers_of(WORLD, "tungsten"))
ELASTICITIES = ms.Elasticities(-0.2, 0.3)
CONTROL = ms.Control(
    id="act", issuer="CHN", instrument=ms.Ban(), minerals="gallium", effective="2026-01-01"
)
FRAME = pd.DataFrame({"id": ["a"], "place": ["COD"], "output": [1.0], "mineral": ["cobalt"]})
TRADE = pd.DataFrame(
    {
        "year": 2022,
        "exporter": ["CHN", "VNM"],
        "importer": "JPN",
        "hs": "260300",
        "quantity_t": [60.0, 20.0],
        "value_kusd": [120.0, 60.0],
    }
)
MINES = pd.DataFrame(
    {
        "material": "Copper",
        "year": 2022,
        "place": ["CHN", "CHL", "JPN"],
        "quantity": [6.0, 2.0, 2.0],
    }
)
FIELDS = {name: name for name in FRAME}
THING = object()
NAN, INF = math.nan, math.inf

#: What each kind of argument must refuse.
BAD = {
    "graph": [None, 3, "", "world", [], THING, GALLIUM, SHARES, True],
    "mineral": [3, "", "galium", [], ("gallium",), THING, WORLD, NAN, True, b"gallium"],
    "minerals": [3, "", "galium", [], ["galium"], [3], THING, WORLD, NAN, True, {}],
    "place": [3, "", "CHINNA", [], ["CHINNA"], THING, WORLD, NAN, True],
    "places": [3, "", "CHINNA", [], ["CHINNA"], [3], THING, WORLD, NAN, True],
    "stage": [3, "", "refinning", [], THING, WORLD, True, ["refinning"]],
    "stages": [3, "", "refinning", [], ["refinning"], [3], THING, WORLD, True],
    "word": [None, 3, "", "plaec", [], ["place"], THING, NAN, WORLD, np.arange(2)],
    "number": [None, "", "x", [], THING, NAN, True, WORLD, [1, 2]],
    "share": [None, "", "x", [], THING, NAN, INF, -1, 1.5, True, WORLD],
    "count": [None, "", "x", [], THING, NAN, INF, -1, 0, 1.5, True, WORLD],
    "size": ["", "x", [], THING, NAN, -1, True, WORLD],
    "year": ["", "2024", [], THING, NAN, INF, -1, 1.5, True, WORLD],
    "shares": [None, 3, "", "x", [], [0, 0], THING, [-1, 2], [NAN, 1], [INF, 1], WORLD, True, {}],
    "floats": [None, "", "x", THING, [NAN], [-1.0], WORLD, True],
    "shock": [None, 3, "", "CHN", [], THING, WORLD, GALLIUM, True],
    "shocks": [None, 3, "", "CHN", [], [3], ["CHN"], THING, WORLD, SHOCK, True],
    "response": [3, "", "reroute", [], THING, WORLD, SHOCK, ms.Reroute, True],
    "date": [3, "", "tomorrow", [], THING, NAN, "2024-02-30", True, WORLD],
    "duration": [None, 3, "", "soon", "1 tonne", [], THING, "-1 year", "0 day", NAN, True, WORLD],
    "mapping": [3, "", "x", THING, ["a"], True, WORLD],
    "text": [3, [], THING, NAN, True, WORLD, "a\nb"],
    "amount": [3, "", "x", "1", [], THING, NAN, "-5 tonne/year", "5 meter", True, WORLD],
    "flag": [3, "", "yes", [], THING, WORLD],
    "path": [3, None, [], THING, True, WORLD],
    "function": [None, 3, "", "hhi", [], THING, WORLD],
    "executor": [3, "", "threads", [], THING, WORLD],
    "progress": [3, "", "bar", [], THING, WORLD],
    "frame": [None, 3, "", "x", [], THING, WORLD, True],
    "record": [None, 3, "Producer", [], THING, WORLD, int, ms.Shares],
    "records": [None, 3, "", "x", [3], THING, WORLD.nx, True],
    "governance": [THING, "", "2023", -1, True, [], WORLD],
    "picked": [
        THING,
        "",
        "x",
        [],
        {"gallium": "x"},
        {"galium": 0.1},
        {"gallium": NAN},
        True,
        WORLD,
    ],
    "owner": [None, 3, "", [], THING, WORLD, True],
    "any": [THING, WORLD],
}

W = (WORLD, "graph")
SHARE_LIKE = {"shares": ([0.5, 0.3, 0.2], "shares")}
SELECTION = {"minerals": ("gallium", "minerals"), "stages": ("refining", "stages")}
WORDS = {"of": ("output", "word"), "kind": ("primary", "word"), "residual": ("one holder", "word")}
WINDOW = {"start": (None, "date"), "duration": ("1 year", "duration")}
SETS = {
    "graph": W,
    "mineral": ("gallium", "mineral"),
    "channel": ("production", "word"),
    "places": (("CHN", "JPN"), "places"),
    "response": (ms.ProRata(), "response"),
    "executor": (None, "executor"),
    "progress": (False, "progress"),
}
ROW = {
    "mineral": ("gallium", "text"),
    "year": (2024, "year"),
    "vintage": ("", "text"),
    "quality": ("reported", "word"),
    "source": (None, "any"),
}
ACTOR = {
    **ROW,
    "id": ("a", "text"),
    "place": ("CHN", "place"),
    "output": ("5 tonne/year", "amount"),
    "capacity": ("9 tonne/year", "amount"),
    "kind": ("primary", "word"),
    "form": (None, "any"),
    "owners": ((), "any"),
    "operator": (None, "text"),
    "host": (None, "any"),
    "host_ratio": (None, "any"),
    "opens": (None, "date"),
}
OPTION = {"cost": ("1 USD", "any"), "most": (1, "count")}

CALLS = {
    # --- records --------------------------------------------------------------------------------
    "Producer": (ms.Producer, {**ACTOR, "stage": ("refining", "text")}),
    "Refiner": (
        ms.Refiner,
        {
            **ACTOR,
            "takes": ("mining", "text"),
            "makes": ("refining", "text"),
            "recovery": (1, "share"),
        },
    ),
    "Consumer": (
        ms.Consumer,
        {
            **ROW,
            "id": ("a", "text"),
            "place": ("CHN", "place"),
            "stage": ("refining", "text"),
            "demand": ("5 tonne/year", "amount"),
            "form": (None, "any"),
            "sector": (None, "text"),
            "priority": (1, "count"),
            "weight": (1.0, "number"),
        },
    ),
    "Flow": (
        ms.Flow,
        {
            **ROW,
            "stage": ("refining", "text"),
            "origin": ("CHN", "place"),
            "destination": ("JPN", "place"),
            "quantity": ("5 tonne/year", "amount"),
            "form": (None, "any"),
            "value": (None, "any"),
            "seller": (None, "text"),
            "buyer": (None, "text"),
            "routes": ((), "any"),
        },
    ),
    "Stockpile": (
        ms.Stockpile,
        {
            "id": ("a", "text"),
            "mineral": ("gallium", "text"),
            "place": ("CHN", "place"),
            "stage": ("refining", "text"),
            "amount": ("5 tonne", "amount"),
            "as_of": ("2024-12-31", "date"),
            "form": (None, "any"),
            "max_release": (None, "any"),
            "holder": (None, "text"),
        },
    ),
    "Reserve": (
        ms.Reserve,
        {
            **ROW,
            "place": ("CHN", "place"),
            "amount": ("5 tonne", "amount"),
            "kind": ("reserves", "word"),
        },
    ),
    "Control": (
        ms.Control,
        {
            "id": ("a", "text"),
            "issuer": ("CHN", "place"),
            "instrument": (ms.Ban(), "any"),
            "minerals": (("gallium",), "any"),
            "stages": ((), "any"),
            "forms": ((), "any"),
            "targets": ("world", "places"),
            "announced": (None, "date"),
            "effective": ("2025-01-01", "date"),
            "ends": (None, "date"),
            "suspended": ((), "any"),
        },
    ),
    "Owner": (ms.Owner, {"name": ("a", "text"), "share": (0.5, "share"), "place": (None, "place")}),
    "Stake": (
        ms.Stake,
        {
            "holder": ("a", "text"),
            "held": ("b", "text"),
            "fraction": (0.5, "share"),
            "as_of": ("2024-12-31", "date"),
        },
    ),
    "Mineral": (
        ms.Mineral,
        {
            "name": ("gallium", "text"),
            "symbol": ("Ga", "text"),
            "stages": (("refining",), "any"),
            "basis": ("Ga", "text"),
            "forms": ((), "any"),
            "hosts": ((), "any"),
        },
    ),
    "Form": (
        ms.Form,
        {
            "name": ("oxide", "text"),
            "content": (0.7, "number"),
            "stage": ("refining", "text"),
            "hs": ((), "any"),
            "unit_value": (None, "any"),
        },
    ),
    "Stage": (ms.Stage, {"0": ("refining", "text")}),
    "Citation": (
        ms.Citation,
        {
            "title": ("a", "text"),
            "publisher": ("", "text"),
            "as_of": (None, "date"),
            "url": ("", "text"),
        },
    ),
    "Quota": (ms.Quota, {"limit": ("5 tonne/year", "amount")}),
    "Licence": (ms.Licence, {"approval_rate": (0.5, "share"), "delay": (None, "any")}),
    "Tariff": (ms.Tariff, {"rate": (0.25, "number")}),
    "Q": (ms.Q, {"value": (5, "number"), "unit": ("tonne", "text")}),
    "Between": (
        ms.Between,
        {"low": ("1 t", "amount"), "high": ("9 t", "amount"), "mark": ("range", "word")},
    ),
    # --- graphs ---------------------------------------------------------------------------------
    "from_records": (
        ms.SupplyGraph.from_records,
        {"records": (WORLD.records, "records"), "year": (2024, "year")},
    ),
    "select": (
        WORLD.select,
        {
            "minerals": ("gallium", "minerals"),
            "stages": ("refining", "stages"),
            "places": ("CHN", "places"),
        },
    ),
    "mineral": (WORLD.mineral, {"name": ("gallium", "mineral")}),
    "mineral_name": (WORLD.mineral_name, {"text": ("gallium", "mineral")}),
    "network": (WORLD.network, {"mineral": ("gallium", "mineral")}),
    "place": (WORLD.place, {"text": ("CHN", "place")}),
    "place_codes": (WORLD.place_codes, {"places": ("CHN", "places")}),
    "stage": (WORLD.stage, {"mineral": ("gallium", "mineral"), "stage": ("refining", "stage")}),
    "flow_network": (
        WORLD.flow_network,
        {
            "mineral": ("gallium", "mineral"),
            "sink": ("JPN", "places"),
            "capacity": ("nameplate", "word"),
            "stocks": (False, "flag"),
        },
    ),
    "load": (
        ms.load,
        {"name": ("world", "word"), "year": (2024, "year"), "minerals": ("gallium", "minerals")},
    ),
    "from_columns": (
        ms.from_columns,
        {
            "mineral": (GALLIUM, "any"),
            "places": (("CHN",), "any"),
            "producers": ({"place": [0], "stage": [0], "output": [1.0]}, "mapping"),
            "year": (2024, "year"),
        },
    ),
    "from_frame": (
        ms.from_frame,
        {
            "frame": (FRAME, "frame"),
            "record": (ms.Producer, "record"),
            "columns": (FIELDS, "mapping"),
            "units": ({"output": "tonne/year"}, "mapping"),
            "marks": (False, "flag"),
        },
    ),
    "read_frame": (
        ms.io.read_frame,
        {
            "frame": (FRAME, "frame"),
            "record": (ms.Producer, "record"),
            "columns": (FIELDS, "mapping"),
            "units": ({"output": "tonne/year"}, "mapping"),
            "marks": (False, "flag"),
            "total": (None, "any"),
            "on_problem": ("raise", "word"),
        },
    ),
    "to_frame": (
        ms.to_frame,
        {"what": (WORLD, "any"), "backend": ("pandas", "word"), "table": ("flows", "word")},
    ),
    "read_json": (ms.read_json, {"path": (BACI, "path")}),
    "read_baci": (
        ms.io.read_baci,
        {
            "path": (BACI, "path"),
            "mineral": (GALLIUM, "any"),
            "year": (None, "year"),
            "countries": (None, "any"),
            "release": ("", "text"),
            "on_problem": ("raise", "word"),
        },
    ),
    "read_wgi": (
        ms.io.read_wgi,
        {
            "path": (BACI, "path"),
            "indicator": ("pv", "word"),
            "year": (None, "year"),
            "on_problem": ("raise", "word"),
        },
    ),
    "read_usgs": (
        ms.io.read_usgs,
        {
            "path": (BACI, "path"),
            "commodity": ("Cobalt", "word"),
            "mineral": (None, "any"),
            "stage": ("mining", "text"),
            "takes": (None, "any"),
            "counts": ("", "text"),
            "form": (None, "any"),
            "on_problem": ("raise", "word"),
        },
    ),
    "read_eu_shares": (
        ms.io.read_eu_shares,
        {
            "path": (BACI, "path"),
            "material": ("Gallium", "word"),
            "stage": (None, "any"),
            "on_problem": ("raise", "word"),
        },
    ),
    "write_json": (
        ms.write_json,
        {"records": (WORLD.records, "records"), "path": ("out.md", "path")},
    ),
    "info": (ms.datasets.info, {"name": ("world", "word")}),
    "critical_list": (ms.datasets.critical_list, {"name": ("US 2025", "word")}),
    "us_reliance": (
        ms.datasets.us_reliance,
        {"mineral": ("gallium", "mineral"), "year": (2024, "year")},
    ),
    "us_statistics": (
        ms.datasets.us_statistics,
        {"mineral": ("gallium", "mineral"), "year": (2024, "year")},
    ),
    "reconcile": (ms.reconcile, {"graph": W, "uncertainty": (None, "mapping")}),
    "every_country": (ms.every_country, {"graph": W}),
    # --- concentration --------------------------------------------------------------------------
    "shares": (
        ms.shares,
        {
            "graph": W,
            "mineral": ("gallium", "mineral"),
            "stage": ("refining", "stage"),
            "by": ("place", "word"),
            **WORDS,
            "rule": ("equity", "word"),
        },
    ),
    "concentration": (
        ms.concentration,
        {"graph": W, "metric": (ms.hhi, "function"), "by": ("place", "word"), **SELECTION, **WORDS},
    ),
    "concentration_trend": (
        ms.concentration_trend,
        {
            "graph": W,
            "metric": (ms.hhi, "function"),
            "by": ("place", "word"),
            **SELECTION,
            **WORDS,
            "editions": ("one", "word"),
        },
    ),
    "contestable": (
        ms.contestable,
        {"graph": W, "importer": ("JPN", "places"), **SELECTION, **WORDS},
    ),
    "ownership_gap": (
        ms.ownership_gap,
        {"graph": W, **SELECTION, **WORDS, "rule": ("control", "word")},
    ),
    "reserve_gap": (
        ms.reserve_gap,
        {"graph": W, "minerals": ("tungsten", "minerals"), "residual": ("one holder", "word")},
    ),
    "hhi": (ms.hhi, SHARE_LIKE),
    "normalised_hhi": (ms.normalised_hhi, SHARE_LIKE),
    "concentration_ratio": (ms.concentration_ratio, {**SHARE_LIKE, "k": (2, "count")}),
    "effective_number": (ms.effective_number, SHARE_LIKE),
    "entropy": (ms.entropy, SHARE_LIKE),
    "hill_number": (ms.hill_number, {**SHARE_LIKE, "order": (2, "size")}),
    "gini": (ms.gini, SHARE_LIKE),
    "theil": (ms.theil, SHARE_LIKE),
    "theil_decomposition": (
        ms.theil_decomposition,
        {**SHARE_LIKE, "groups": (["a", "b", "b"], "any")},
    ),
    "hhi_bounds": (ms.hhi_bounds, {**SHARE_LIKE, "residual": (None, "any")}),
    "hhi_by": (
        ms.hhi_by,
        {
            "frame": (FRAME, "frame"),
            "by": ("mineral", "word"),
            "holder": ("place", "word"),
            "amount": ("output", "word"),
        },
    ),
    "printed_shares": (
        ms.printed_shares,
        {
            "shares": ({"CHN": 0.6, "JPN": 0.4}, "mapping"),
            "unit": (0.01, "number"),
            "whole": (1.0, "number"),
            "residual": ("one holder", "word"),
        },
    ),
    "Shares.from_quantities": (
        ms.Shares.from_quantities,
        {
            "quantities": ({"CHN": 3.0}, "mapping"),
            "residual": ("one holder", "word"),
            "places": (False, "flag"),
        },
    ),
    "Shares.merged": (SHARES.merged, {"by": ("EU27", "any")}),
    "Shares.top": (SHARES.top, {"k": (2, "count")}),
    "Shares.without": (SHARES.without, {"places": (("CHN",), "any")}),
    "Shares.to_frame": (SHARES.to_frame, {"backend": ("pandas", "word")}),
    # --- disruption -----------------------------------------------------------------------------
    "RemoveCountry": (
        ms.RemoveCountry,
        {
            "place": ("CHN", "places"),
            "minerals": (None, "any"),
            "stages": (None, "any"),
            "channel": ("all", "word"),
            "targets": (None, "any"),
            "severity": (1.0, "share"),
            "reexport": (True, "word"),
        },
    ),
    "RemoveFacility": (ms.RemoveFacility, {"ids": ("a", "owner")}),
    "RemoveOwner": (
        ms.RemoveOwner,
        {"owner": ("a", "owner"), "rule": ("equity", "word"), "severity": (1.0, "share")},
    ),
    "CapacityLoss": (
        ms.CapacityLoss,
        {"share": (0.5, "share"), "ids": (None, "any"), "places": ("CHN", "places")},
    ),
    "DemandSurge": (ms.DemandSurge, {"factor": (1.5, "size"), "places": ("CHN", "places")}),
    "CloseLane": (ms.CloseLane, {"origin": ("CHN", "places"), "destination": ("JPN", "places")}),
    "InForce": (ms.InForce, {"control": (CONTROL, "any"), "again": (False, "flag")}),
    "Episode": (
        ms.Episode,
        {"shock": (SHOCK, "shock"), "start": (None, "date"), "ends": (None, "date")},
    ),
    "Reroute": (
        ms.Reroute,
        {
            "lanes": ("observed", "word"),
            "growth": ("history", "number"),
            "spare": ("demonstrated", "word"),
            "rationing": ("proportional", "word"),
            "stocks": (False, "flag"),
            "time_limit": (9.0, "size"),
        },
    ),
    "ProRata": (ms.ProRata, {"priority": ("proportional", "word")}),
    "Elasticities": (ms.Elasticities, {"demand": (-0.2, "number"), "supply": (0.3, "number")}),
    "Clearing": (
        ms.Clearing,
        {"elasticities": (ELASTICITIES, "shock"), "spare": ("nameplate", "word")},
    ),
    "elasticities": (
        ms.elasticities,
        {
            "material": ("Tin", "word"),
            "horizon": ("short run", "word"),
            "supply_horizon": ("short run", "word"),
        },
    ),
    "remove_country": (
        ms.remove_country,
        {
            "graph": W,
            "country": ("CHN", "places"),
            **SELECTION,
            "channel": ("all", "word"),
            "targets": (None, "any"),
            "by": ("place", "word"),
            "severity": (1.0, "share"),
            "reexport": (True, "word"),
            "ownership": ("equity", "word"),
            **WINDOW,
            "response": (ms.ProRata(), "response"),
        },
    ),
    "simulate": (
        ms.simulate,
        {
            "graph": W,
            "1": (SHOCK, "shock"),
            "minerals": ("gallium", "minerals"),
            **WINDOW,
            "response": (ms.ProRata(), "response"),
        },
    ),
    "sweep": (
        ms.sweep,
        {
            "graph": W,
            "shocks": ([SHOCK], "shocks"),
            "response": (ms.ProRata(), "response"),
            "detail": (False, "flag"),
            "executor": (None, "executor"),
            "progress": (False, "progress"),
            **WINDOW,
        },
    ),
    "monte_carlo": (
        ms.monte_carlo,
        {
            "graph": W,
            "1": (SHOCK, "shock"),
            "minerals": ("gallium", "minerals"),
            "response": (ms.ProRata(), "response"),
            "draws": (3, "count"),
            "seed": (0, "size"),
            "shape": ("triangular", "word"),
            "uncertainty": (None, "mapping"),
            "published_limits_only": (False, "flag"),
            "executor": (None, "executor"),
            "progress": (False, "progress"),
            **WINDOW,
        },
    ),
    "interactions": (ms.interactions, SETS),
    "interdiction": (ms.interdiction, {**SETS, "k": (1, "count")}),
    "shapley": (ms.shapley, {**SETS, "orders": (2, "count"), "seed": (0, "size")}),
    "supply_draws": (
        ms.supply_draws,
        {
            "graph": W,
            "mineral": ("tungsten", "mineral"),
            "factors": (np.ones((1, MAKERS)), "floats"),
        },
    ),
    "mitigation": (
        ms.mitigation,
        {
            "graph": W,
            "shocks": ([SHOCK], "shocks"),
            "options": ([ms.AddStock("USA", amount="1 tonne")], "shocks"),
            "mineral": ("gallium", "mineral"),
            "probabilities": (None, "any"),
            "response": (ms.Reroute(), "response"),
            **WINDOW,
        },
    ),
    "AddCapacity": (
        ms.AddCapacity,
        {
            "place": ("CHN", "place"),
            "stage": ("refining", "text"),
            "amount": ("1 t/yr", "amount"),
            **OPTION,
        },
    ),
    "AddLane": (
        ms.AddLane,
        {
            "origin": ("CHN", "place"),
            "destination": ("JPN", "place"),
            "amount": ("1 t/yr", "amount"),
            **OPTION,
        },
    ),
    "AddStock": (ms.AddStock, {"place": ("CHN", "place"), "amount": ("1 t", "amount"), **OPTION}),
    "Recycle": (ms.Recycle, {"part": (0.01, "share"), "places": ("CHN", "places"), **OPTION}),
    "Substitute": (ms.Substitute, {"part": (0.01, "share"), "places": ("CHN", "places"), **OPTION}),
    "threshold_cascade": (
        ms.threshold_cascade,
        {
            "graph": W,
            "country": ("CHN", "place"),
            "mineral": ("tungsten", "mineral"),
            "stage": (None, "stage"),
            "passed_on": (1.0, "share"),
            "tolerance": (0.0, "share"),
        },
    ),
    "trade_vulnerability": (
        ms.trade_vulnerability,
        {
            "graph": W,
            "mineral": ("tungsten", "mineral"),
            "stage": (None, "stage"),
            "of": ("imports", "word"),
            "stability": (None, "mapping"),
        },
    ),
    "yearlong_disruption": (
        ms.yearlong_disruption,
        {
            "graph": W,
            "country": ("RUS", "place"),
            "mineral": ("tungsten", "mineral"),
            "elasticities": (ELASTICITIES, "shock"),
            "stage": (None, "stage"),
            "importer": ("USA", "place"),
            "price": (None, "any"),
        },
    ),
    "simulate_path": (
        ms.simulate_path,
        {
            "graph": W,
            "1": (SHOCK, "shock"),
            "start": (None, "date"),
            "months": (2, "count"),
            "minerals": ("gallium", "minerals"),
            "response": (None, "response"),
            "foresight": ("rolling", "word"),
            "stocks": (True, "flag"),
            "commercial_days": (0.0, "size"),
            "storage_loss": (0.0, "share"),
            "spare_months": (3.0, "size"),
            "ramp": ((0.2, 1.0), "any"),
            "frontload": (0.0, "share"),
            "transit": (0, "any"),
        },
    ),
    "Impact.by": (IMPACT.by, {"word": ("consumer", "word")}),
    "Impact.to_frame": (IMPACT.to_frame, {"backend": ("pandas", "word")}),
    "Impact.explain": (IMPACT.explain, {"mineral": ("gallium", "mineral")}),
    "Impact.headline": (IMPACT.headline, {"mineral": ("gallium", "mineral")}),
    "Impact.compare": (IMPACT.compare, {"other": (IMPACT, "shock")}),
    "Impact.clearing": (
        IMPACT.clearing,
        {"elasticities": (ELASTICITIES, "any"), "spare": ("nameplate", "word")},
    ),
    "Sweep.of": (SWEEP.of, {"mineral": ("gallium", "mineral")}),
    "SupplyPath.explain": (PATH.explain, {"mineral": ("gallium", "mineral")}),
    "SupplyPath.by_place": (PATH.by_place, {"mineral": ("gallium", "mineral")}),
    # --- structure ------------------------------------------------------------------------------
    "chokepoints": (
        ms.chokepoints,
        {
            "graph": W,
            "mineral": ("gallium", "mineral"),
            "consumer": ("JPN", "places"),
            "by": ("place", "word"),
            "measure": ("loss", "word"),
            "response": (ms.ProRata(), "response"),
            "floor": (0.01, "share"),
            "epsilon": (0.01, "share"),
            "capacity": ("nameplate", "word"),
            "stock": ("90 day", "duration"),
            "delays": (None, "mapping"),
            "costs": (None, "mapping"),
        },
    ),
    "Chokepoints.top": (RANKING.top, {"k": (2, "count")}),
    "Chokepoints.matrix": (
        RANKING.matrix,
        {"what": ("coverage", "word"), "backend": ("pandas", "word")},
    ),
    "min_cut_ladder": (
        ms.min_cut_ladder,
        {
            "graph": W,
            "mineral": ("gallium", "mineral"),
            "consumer": ("JPN", "places"),
            "losses": ((0.5,), "any"),
            "k": (1, "count"),
            "largest": (5, "count"),
            "by": ("place", "word"),
            "capacity": ("nameplate", "word"),
        },
    ),
    "dominator_tree": (
        ms.dominator_tree,
        {
            "graph": W,
            "mineral": ("gallium", "mineral"),
            "consumer": ("JPN", "places"),
            "post": (False, "flag"),
            "epsilon": (0.0, "share"),
        },
    ),
    "trace": (
        ms.trace,
        {"graph": W, "mineral": ("tungsten", "mineral"), "mixing": ("proportional", "word")},
    ),
    "Trace.content": (
        TRACE.content,
        {
            "places": ("CHN", "places"),
            "stage": ("mining", "stage"),
            "how": ("made", "word"),
            "at": ("JPN", "places"),
            "per": ("consumer", "word"),
            "bounds": (False, "flag"),
            "prices": (None, "mapping"),
        },
    ),
    "Trace.origins": (TRACE.origins, {"at": ("JPN", "places")}),
    "embedded_share": (
        ms.embedded_share,
        {"coefficients": (np.zeros((1, 1)), "floats"), "direct": ([0.5], "floats")},
    ),
    # --- stocks ---------------------------------------------------------------------------------
    "acquisition_pressure": (
        ms.acquisition_pressure,
        {
            "amount": ("5 tonne", "amount"),
            "markets": ({"world": "100 tonne/year"}, "mapping"),
            "years": (1.0, "size"),
            "elasticity_gap": (None, "any"),
        },
    ),
    "newsvendor_stock": (
        ms.newsvendor_stock,
        {
            "disruptions_per_year": (0.1, "number"),
            "value_ratio": (5.0, "number"),
            "holding": (0.1, "number"),
            "quantile": (lambda q: 10 * q, "function"),
        },
    ),
    "stock_for_chance": (
        ms.stock_for_chance,
        {"shortfalls": ([1.0, 2.0], "floats"), "risk": (0.5, "share")},
    ),
    "stock_for_path": (ms.stock_for_path, {"need": ([1.0], "floats"), "supply": ([1.0], "floats")}),
    # --- pictures and pages ---------------------------------------------------------------------
    "plot_chain": (ms.plot_chain, {"graph": W, "mineral": ("gallium", "mineral")}),
    "plot_map": (
        ms.plot_map,
        {"what": W, "mineral": ("gallium", "mineral"), "stage": ("refining", "stage")},
    ),
    "plot_sankey": (
        ms.plot_sankey,
        {"what": W, "mineral": ("gallium", "mineral"), "largest": (6, "count")},
    ),
    "report": (ms.report, {"what": W, "path": ("out.md", "path")}),
    # --- criticality ----------------------------------------------------------------------------
    "bgs": (
        C.bgs,
        {
            "graph": W,
            "minerals": ("gallium", "minerals"),
            "recycling": (None, "picked"),
            "substitution": (None, "picked"),
            "companion": (None, "picked"),
            "wgi": (None, "governance"),
        },
    ),
    "bgs_index": (C.bgs_index, {"scores": (dict.fromkeys(BOUNDS, 1), "mapping")}),
    "companion_fraction": (
        C.companion_fraction,
        {"graph": W, "minerals": ("gallium", "minerals"), "fractions": (None, "picked")},
    ),
    "compare": (
        C.compare,
        {"graph": W, "minerals": ("gallium", "minerals"), "place": ("EU27", "place")},
    ),
    "concentration_score": (C.concentration_score, {"hhi": (0.5, "size")}),
    "consumption_of_parts": (
        C.consumption_of_parts,
        {"production": (1.0, "size"), "imports": (2.0, "size"), "exports": (1.0, "size")},
    ),
    "reliance_of_parts": (
        C.reliance_of_parts,
        {"production": (1.0, "size"), "imports": (2.0, "size"), "exports": (1.0, "size")},
    ),
    "cover_days": (C.cover_days, {"stock": (1.0, "size"), "consumption": (1.0, "size")}),
    "days_of_cover": (
        C.days_of_cover,
        {
            "graph": W,
            "minerals": ("gallium", "minerals"),
            "place": ("USA", "places"),
            "without": ("CHN", "places"),
            "surviving": (None, "picked"),
            "stock": (None, "picked"),
        },
    ),
    "depletion_score": (C.depletion_score, {"years": (10.0, "size")}),
    "economic_importance": (
        C.economic_importance,
        {
            "uses": ({"a": 0.5}, "mapping"),
            "value_added": ({"a": 9.0}, "mapping"),
            "substitution": (1.0, "share"),
        },
    ),
    "economic_vulnerability": (
        C.economic_vulnerability,
        {
            "value_added": ({"a": 9.0}, "mapping"),
            "spending": ({"a": 9.0}, "mapping"),
            "operating_profit": ({"a": 9.0}, "mapping"),
            "gdp": (100.0, "number"),
        },
    ),
    "eu": (
        C.eu,
        {
            "graph": W,
            "minerals": ("gallium", "minerals"),
            "stages": ("refining", "stages"),
            "bloc": ("EU27", "places"),
            "wgi": (None, "governance"),
            "trade": (None, "mapping"),
            "import_reliance": (None, "picked"),
            "recycling": (None, "picked"),
            "substitution": (None, "picked"),
            "substitution_ei": (None, "picked"),
            "basis": ("GS+EU", "word"),
            "uses": (None, "mapping"),
            "world": (None, "mapping"),
            "sourcing": (None, "mapping"),
            "older_inputs": (True, "flag"),
        },
    ),
    "geopolrisk": (
        C.geopolrisk,
        {
            "trade": (TRADE, "frame"),
            "production": (MINES, "frame"),
            "entities": ("JPN", "places"),
            "years": (2022, "year"),
            "materials": ("Copper", "word"),
            "codes": (None, "mapping"),
            "stability": (None, "governance"),
            "columns": (None, "mapping"),
            "content": (None, "mapping"),
            "screen": (None, "size"),
            "intra": ("counted", "word"),
            "reference": ("Copper", "word"),
            "compat": (False, "flag"),
        },
    ),
    "governance": (
        C.governance,
        {"years": (2019, "year"), "indicators": (("pv",), "word"), "edition": ("2024", "word")},
    ),
    "governance_weight": (C.governance_weight, {"wgi": (0.1, "number")}),
    "import_risk": (
        C.import_risk,
        {
            "graph": W,
            "minerals": ("gallium", "minerals"),
            "place": ("JPN", "places"),
            "wgi": (None, "governance"),
        },
    ),
    "is_critical": (
        C.is_critical,
        {"supply_risk": (1.0, "number"), "economic_importance": (2.8, "number")},
    ),
    "n_minus_1": (
        C.n_minus_1,
        {
            "graph": W,
            "minerals": ("gallium", "minerals"),
            "demand": ("outside", "word"),
        },
    ),
    "n_minus_1 of the tables": (
        C.n_minus_1,
        {"year": (2024, "year"), "scenario": ("STEPS", "word")},
    ),
    "nassar": (
        C.nassar,
        {
            "graph": W,
            "minerals": ("gallium", "minerals"),
            "place": ("USA", "places"),
            "economic_vulnerability": (None, "picked"),
            "inability": (None, "mapping"),
            "unwillingness": (None, "mapping"),
            "combine": ("max", "word"),
            "import_reliance": (None, "picked"),
            "wgi": (None, "governance"),
        },
    ),
    "nassar_supply_risk": (
        C.nassar_supply_risk,
        {
            "disruption_potential": (0.5, "share"),
            "trade_exposure": (0.5, "share"),
            "economic_vulnerability": (0.5, "share"),
        },
    ),
    "net_import_reliance": (
        C.net_import_reliance,
        {
            "graph": W,
            "minerals": ("gallium", "minerals"),
            "place": ("USA", "places"),
            "year": (2024, "year"),
        },
    ),
    "apparent_consumption": (
        C.apparent_consumption,
        {
            "graph": W,
            "minerals": ("gallium", "minerals"),
            "place": ("USA", "places"),
            "year": (2024, "year"),
        },
    ),
    "printed_limits": (C.printed_limits, {"printed": ("50", "text")}),
    "reserve_life": (C.reserve_life, {"graph": W, "minerals": ("gallium", "minerals")}),
    "reserve_years": (C.reserve_years, {"reserves": (5.0, "size"), "production": (1.0, "size")}),
    "single_country": (C.single_country, {"graph": W, "minerals": ("gallium", "minerals")}),
    "supply_risk": (
        C.supply_risk,
        {"world": (1.0, "size"), "sourcing": (1.0, "size"), "basis": ("GS", "word")},
    ),
    "top_shares": (
        C.top_shares,
        {
            "graph": W,
            "minerals": ("gallium", "minerals"),
            "k": (3, "count"),
            "year": (2024, "year"),
        },
    ),
    "weighted_hhi": (
        C.weighted_hhi,
        {
            "shares": ({"CHN": 1.0}, "mapping"),
            "weights": ({"CHN": 1.0}, "mapping"),
            "trade": (None, "mapping"),
        },
    ),
    "yale": (
        C.yale,
        {
            "graph": W,
            "minerals": ("gallium", "minerals"),
            "indicators": (("companion",), "word"),
            "policy_potential": (None, "mapping"),
            "human_development": (None, "mapping"),
            "companion": (None, "picked"),
            "depletion_years": (None, "picked"),
            "wgi": (None, "governance"),
        },
    ),
}

#: What an argument takes although others of its kind do not: a shock names places that are looked
#: up in the graph it hits, None leaves a choice to the function, a law may be of a user's class.
TAKES = {
    ("Control", "instrument"): BAD["any"],
    ("Q", "value"): [NAN],  # refused where an amount is asked for
    ("to_frame", "what"): [WORLD],
    ("report", "what"): [GALLIUM],
    ("hhi_by", "by"): [["place"]],
    ("Reroute", "growth"): [None],
    ("Clearing", "spare"): [None],
    ("Impact.clearing", "spare"): [None],
    ("elasticities", "supply_horizon"): [None],
    ("mitigation", "shocks"): [SHOCK],
    ("simulate_path", "frontload"): [1.5],
    ("chokepoints", "stock"): ["0 day"],
    ("Chokepoints.matrix", "what"): [None],
    ("eu", "basis"): [None],
    ("n_minus_1", "demand"): [None],
    ("n_minus_1 of the tables", "scenario"): [None],
    ("net_import_reliance", "graph"): [None],
    ("apparent_consumption", "graph"): [None],
    ("single_country", "graph"): [None],
    ("supply_risk", "sourcing"): [NAN],
    ("geopolrisk", "materials"): [None],
}
for _name in ("Producer", "Refiner", "Consumer", "Flow", "Stockpile", "Reserve"):
    TAKES[_name, "mineral"] = ["a\nb"]  # white space of any kind separates words
TAKES["Mineral", "name"] = ["a\nb"]
for _name, _argument in (
    ("RemoveCountry", "place"),
    ("CapacityLoss", "places"),
    ("DemandSurge", "places"),
    ("CloseLane", "origin"),
    ("CloseLane", "destination"),
    ("AddCapacity", "place"),
    ("AddLane", "origin"),
    ("AddLane", "destination"),
    ("AddStock", "place"),
    ("Recycle", "places"),
    ("Substitute", "places"),
):
    TAKES[_name, _argument] = ["", "CHINNA", ["CHINNA"]]
TAKES["AddCapacity", "stage"] = ["a\nb"]
TAKES["RemoveFacility", "ids"] = TAKES["RemoveOwner", "owner"] = [""]

#: Calls whose files are no such files, and questions this graph has no data for: refused, whatever
#: the argument.
REFUSED_ANYWAY = {
    "read_json",
    "read_baci",
    "read_wgi",
    "read_usgs",
    "read_eu_shares",
    "ownership_gap",
    "yearlong_disruption",
}

TABLE = [(name, argument) for name, (_, given) in CALLS.items() for argument in given]


def call(name, /, **changed):
    """Call a function as CALLS says, with some arguments changed."""
    function, given = CALLS[name]
    values = {argument: value for argument, (value, _) in given.items()} | changed
    places = {"0": values.pop("0")} if "0" in values else {}
    if "1" in values:  # what follows the graph by its place
        places = {"0": values.pop("graph"), "1": values.pop("1")}
    return function(*places.values(), **values)


@pytest.fixture(autouse=True)
def somewhere(tmp_path, monkeypatch):
    """Write files where they are thrown away."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", CALLS)
def test_every_call_of_the_table_works_as_it_stands(name):
    if name in REFUSED_ANYWAY:
        with pytest.raises(MineralsecError):
            call(name)
    else:
        call(name)


def missed(name, argument):
    """Return the bad values that an argument does not refuse with an error of ours."""
    found = []
    for bad in BAD[CALLS[name][1][argument][1]]:
        try:
            call(name, **{argument: bad})
        except MineralsecError as error:
            message = str(error)
            if not 15 < len(message) < 2000:
                found.append((bad, f"says {len(message)} characters"))
        except Exception as error:
            found.append((bad, f"raises {type(error).__name__}: {error}"))
        else:
            found.append((bad, "is taken"))
    return [(bad, what) for bad, what in found if not takes(name, argument, bad)]


def takes(name, argument, bad):
    """Return whether TAKES says that an argument takes a value."""
    taken = TAKES.get((name, argument), ())
    plain = [value for value in taken if isinstance(value, (str, list, float))]
    return any(bad is value for value in taken) or any(
        type(bad) is type(value) and bad == value for value in plain
    )


@pytest.mark.parametrize(("name", "argument"), TABLE, ids=[f"{n}-{a}" for n, a in TABLE])
def test_an_argument_refuses_what_it_cannot_use(name, argument):
    assert missed(name, argument) == []


#: What is written wrong, and what the message shows of it.
SEEN = {
    "mineral": ("galium", "'galium'"),
    "minerals": (["galium"], "'galium'"),
    "place": ("CHINNA", "'CHINNA'"),
    "places": (["CHINNA"], "'CHINNA'"),
    "stage": ("refinning", "'refinning'"),
    "stages": ("refinning", "'refinning'"),
    "word": ("plaec", "'plaec'"),
    "graph": ("world", "'world'"),
    "count": (0, "0"),
    "share": (-1, "-1"),
    "number": ("x", "'x'"),
    "mapping": (3, "3"),
    "response": ("reroute", "'reroute'"),
    "duration": ("1 tonne", "1 tonne"),
    "date": ("tomorrow", "'tomorrow'"),
    "flag": ("yes", "'yes'"),
}


@pytest.mark.parametrize(
    ("name", "argument"),
    [(n, a) for n, a in TABLE if CALLS[n][1][a][1] in SEEN and n not in REFUSED_ANYWAY],
)
def test_a_message_shows_what_was_seen(name, argument):
    bad, shown = SEEN[CALLS[name][1][argument][1]]
    if takes(name, argument, bad):
        return
    with pytest.raises(MineralsecError) as caught:
        call(name, **{argument: bad})
    assert shown in str(caught.value)


def test_every_public_function_and_constructor_is_in_the_table():
    there = {getattr(function, "__func__", function) for function, _ in CALLS.values()}
    public = [getattr(room, name) for room in (ms, C) for name in room.__all__]
    public += [getattr(ms.io, n) for n in ms.io.__all__] + [
        getattr(ms.datasets, n) for n in ms.datasets.__all__
    ]
    functions = {f for f in public if inspect.isfunction(f)} - NO_ARGUMENTS
    assert sorted(f.__name__ for f in functions - there) == []


NO_ARGUMENTS = {ms.corridors, ms.show_versions, ms.io.json_schema, ms.datasets.names}
