"""Rebuild a bundled dataset: ``python -m mineralsec.datasets.recipe FOLDER [--dataset NAME]``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from mineralsec.datasets.recipe.build import build
from mineralsec.datasets.recipe.chains import CHAINS
from mineralsec.datasets.recipe.elasticities import elasticity_files
from mineralsec.datasets.recipe.eu_study import eu_study_files
from mineralsec.datasets.recipe.facilities import facility_files
from mineralsec.datasets.recipe.geopolrisk import geopolrisk_files
from mineralsec.datasets.recipe.governance import governance_files
from mineralsec.datasets.recipe.iea_outlook import iea_outlook_files
from mineralsec.datasets.recipe.lists import critical_list_files
from mineralsec.datasets.recipe.package import describe
from mineralsec.datasets.recipe.published_totals import published_total_files
from mineralsec.datasets.recipe.raw import Raw
from mineralsec.datasets.recipe.reconciliation import with_reconciled
from mineralsec.datasets.recipe.sources import NOTICE, SOURCES
from mineralsec.datasets.recipe.spec import Chain
from mineralsec.datasets.recipe.straits import straits_files
from mineralsec.datasets.recipe.tables import TOP_TABLES, slug, text_of, write
from mineralsec.datasets.recipe.us_salient import us_salient_files
from mineralsec.errors import MineralsecError

__all__ = ["RECIPES", "main", "texts"]

_DATASETS = Path(__file__).parent.parent


def texts(folder: Path, chains: Sequence[Chain] = CHAINS) -> dict[str, str]:
    """Return every file of the dataset, as text by path below its folder.

    Parameters
    ----------
    folder
        Folder of raw data.
    chains
        Minerals to build.
    """
    built = build(Raw(folder), chains)
    built.add("sources", SOURCES)
    files = {f"{table}.csv": text_of(table, built.top.get(table, [])) for table in TOP_TABLES}
    for mineral, tables in built.minerals.items():
        for table, rows in tables.items():
            if rows:
                files[f"{slug(mineral)}/{table}.csv"] = text_of(table, rows)
    files["NOTICE.md"] = NOTICE
    files = with_reconciled(files)
    return files | describe(files)


#: What makes the files of each dataset from the folder of raw data.
RECIPES: dict[str, Callable[[Path], dict[str, str]]] = {
    "world": texts,
    "elasticities": elasticity_files,
    "eu_study": eu_study_files,
    "facilities": facility_files,
    "geopolrisk": geopolrisk_files,
    "governance": governance_files,
    "iea_outlook": iea_outlook_files,
    "straits": straits_files,
    "lists": critical_list_files,
    "published_totals": published_total_files,
    "us_salient": us_salient_files,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the recipe; return 0, or 2 after one clear line on what is wrong."""
    parser = argparse.ArgumentParser(prog="python -m mineralsec.datasets.recipe")
    parser.add_argument("folder", type=Path, help="folder of raw data")
    parser.add_argument("--dataset", choices=RECIPES, default="world", help="default: world")
    parser.add_argument("--out", type=Path, help="where to write (default: here)")
    options = parser.parse_args(arguments)
    try:
        files = RECIPES[options.dataset](options.folder)
    except MineralsecError as error:
        print(error, file=sys.stderr)
        return 2
    for path, text in files.items():
        write((options.out or _DATASETS / options.dataset) / path, text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
