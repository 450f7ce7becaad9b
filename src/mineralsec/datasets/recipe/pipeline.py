"""Plants that are to open: producers and refiners with a capacity and a first year."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable

from mineralsec.datasets.recipe.actors import DATA_YEAR, frame
from mineralsec.datasets.recipe.policy import Policy
from mineralsec.datasets.recipe.spec import Chain
from mineralsec.datasets.recipe.stage_shares import READ_ON
from mineralsec.datasets.recipe.tables import Row, computed, slug

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

    A plant makes nothing yet; only announced capacity with a first year counts, and of an
    expansion what it adds. Where the list has several dates for one plant (``wagerup-ga``,
    ``wagerup-ga-2028``), the last stands.
    """
    found = Policy()
    stages = {stage.name: stage for stage in chain.stages}
    reader = csv.DictReader(lines)
    listed = [(row, reader.line_num) for row in reader]
    names = [row["id"] for row, _ in listed]
    for row, line in listed:
        if any(name.startswith(f"{row['id']}-") for name in names):
            continue
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
        capacity, before = row["capacity"], re.match(r"from ([\d,]+)", row["note"])
        if before:
            capacity = computed(float(capacity) - float(before[1].replace(",", "")))
            rule += f"; {row['capacity']} in all, less what is there"
        found.sources.append(_source(key, row))
        found.rows.append(
            frame(chain, stage, row["country_iso3"])
            | {
                "id": f"{slug(chain.name)}-{key}",
                "year": str(DATA_YEAR),
                "vintage": "policy sources 2026-11",
                "output": "0",
                "capacity": capacity,
                "unit": "tonne/year",
                "form": form,
                "host": "",
                "host_ratio": "",
                "opens": f"{year}-01-01",
                "quality": "projected",
                "source": key,
                "locator": f"projects.csv line {line}",
                "note": "; ".join(filter(None, (status, rule, row["note"]))),
            }
        )
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
