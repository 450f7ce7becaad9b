"""Plants that are to open: producers and refiners with a capacity and a first year."""

from __future__ import annotations

import csv
from collections.abc import Iterable

from mineralsec.datasets.recipe.actors import DATA_YEAR, frame
from mineralsec.datasets.recipe.policy import Policy
from mineralsec.datasets.recipe.spec import Chain
from mineralsec.datasets.recipe.stage_shares import READ_ON
from mineralsec.datasets.recipe.tables import Row, slug

__all__ = ["projects"]

#: Minerals of the list that are part of one of ours.
_PART_OF = {
    "graphite_natural": "natural graphite",
    "rare_earths": "rare earths",
    "ndpr": "rare earths",
    "neodymium": "rare earths",
    "dysprosium": "rare earths",
    "terbium": "rare earths",
    "dysprosium;terbium": "rare earths",
}

#: What the unit of a capacity counts: a form of ours, or contained mass; others are ambiguous.
_COUNTED = {
    "t/yr": "",
    "t/yr W": "",
    "t/yr NdPr oxide": "",
    "t/yr Dy oxide": "",
    "t/yr Tb oxide": "",
    "t/yr REO under binding offtake": "",
    "t/yr Nd": "rare-earth metals",
    "t/yr NdFeB": "rare-earth magnets",
    "t/yr AAM": "",
}

#: Forms of a capacity in plain t/yr, where the mineral's basis is something else.
_FORMS = {("aluminium", "refining"): "alumina"}


def projects(chain: Chain, lines: Iterable[str]) -> Policy:
    """Return the plants of a mineral that open after the data year.

    A plant makes nothing yet; only announced capacity with a first year counts. Where the list
    has several dates for one plant, the last row stands.
    """
    found = Policy()
    plants: dict[tuple[str, str], Row] = {}
    sources: dict[str, Row] = {}
    stages = {stage.name: stage for stage in chain.stages}
    reader = csv.DictReader(lines)
    for row in reader:
        mineral = _PART_OF.get(row["mineral"], row["mineral"])
        stage = stages.get(row["stage"].split(";")[0])
        year = row["first_year"]
        if mineral != chain.name or stage is None or row["unit"] not in _COUNTED:
            continue
        if not row["capacity"] or not year or int(year) <= DATA_YEAR:
            continue
        key = f"project-{row['id']}"
        form = _FORMS.get((chain.name, stage.name), _COUNTED[row["unit"]])
        status = f"{row['operator']}; {row['status']}; confidence {row['confidence']}"
        rule = (
            f"capacity as announced, {row['unit']}; the day of opening is not known, the first "
            "of its year stands for it"
        )
        sources[key] = _source(key, row)
        plants[row["mineral"], row["operator"].split(",")[-1]] = frame(
            chain, stage, row["country_iso3"]
        ) | {
            "id": f"{slug(chain.name)}-{key}",
            "year": str(DATA_YEAR),
            "vintage": "policy sources 2026-11",
            "output": "0",
            "capacity": row["capacity"],
            "unit": "tonne/year",
            "form": form,
            "host": "",
            "host_ratio": "",
            "opens": f"{year}-01-01",
            "quality": "projected",
            "source": key,
            "locator": f"projects.csv line {reader.line_num}",
            "note": "; ".join(filter(None, (status, rule, row["note"]))),
        }
    found.rows = list(plants.values())
    found.sources = [sources[row["source"]] for row in found.rows]
    return found


def _source(key: str, row: dict[str, str]) -> Row:
    return {
        "key": key,
        "title": row["source_title"],
        "publisher": row["source_title"].split(",")[0],
        "as_of": READ_ON,
        "url": row["source_url"],
        "licence": "facts cited; no text reproduced",
    }
