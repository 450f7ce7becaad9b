"""Run with the downstream package installed: everything it adds, used through the public names."""

import pathlib
import sys
import warnings

import mineralsec_niobium
from mineralsec_niobium.offset import Offset
from mineralsec_niobium.questions import Patient, Strike, missing_third
from mineralsec_niobium.survey import FERRO, Survey

import mineralsec as ms
from mineralsec.testing import check_metric, check_response, check_shock, check_source

target, scratch = map(pathlib.Path, sys.argv[1:])
assert target in pathlib.Path(mineralsec_niobium.__file__).parents, mineralsec_niobium.__file__

# a source by entry point, with a stage of its own
check_source(Survey)
graph = ms.load("niobium-survey")
assert graph.mineral("niobium").stages == ("mining", "ferroniobium")
assert ms.shares(graph, "niobium", stage=FERRO).labels == ("BRA",)
assert "niobium-survey" in ms.datasets.names()

# one that is broken: a warning by name, and the rest works
said = ""
with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    try:
        ms.load("niobium-broken")
    except ms.UnknownNameError as error:
        said = str(error)
assert "niobium-survey" in said
assert "'niobium-broken'" in str(told[0].message)

# a metric
check_metric(missing_third)
table = ms.concentration(graph, metric=missing_third)
assert len(table) > 0, table

# a shock and a response
check_shock(Strike("BRA"), graph)
check_shock(Strike("CHN"))
check_response(Patient(), graph)
impact = ms.simulate(graph, Strike("BRA"), response=Patient())
assert 0.0 < impact.shortfall_share < 1.0, impact

# an instrument that a file names
ban = ms.Control(
    id="offset",
    issuer="BRA",
    instrument=Offset(0.25),
    minerals=("niobium",),
    effective="2024-06-01",
)
ms.write_json([ban], scratch / "control.json")
assert ms.read_json(scratch / "control.json") == (ban,)
print("all of it works")
