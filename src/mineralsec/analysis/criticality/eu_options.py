"""Inputs of the EU method beside the shares: printed, given by the user, or missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from attrs import frozen

from mineralsec.analysis.criticality import eu_tables
from mineralsec.analysis.criticality.eu_formula import Basis
from mineralsec.analysis.criticality.eu_mixes import Mix, mixed, own_rows
from mineralsec.analysis.criticality.eu_tables import Supply
from mineralsec.analysis.criticality.eu_uses import Importance, Uses, importance, own_uses, uses
from mineralsec.analysis.criticality.governance import Governance
from mineralsec.analysis.words import word
from mineralsec.arguments import number
from mineralsec.errors import UnknownNameError, show, suggest
from mineralsec.model.names import mineral_name

__all__ = ["Options", "Picked"]

#: An input given by the user: a number for all, or by mineral, by stage, or by both.
Picked: TypeAlias = float | Mapping[Any, float] | None


def picked(given: Any, *keys: str | None) -> Any:
    """Return what an input given by the user says of a mineral and stage, None if nothing.

    Parameters
    ----------
    given
        A value, or a mapping from mineral, from stage or from (mineral, stage).
    *keys
        Mineral as the graph and as the study names it, then stage as each of them names it.
    """
    if not isinstance(given, Mapping):
        return given
    minerals, stages = keys[:2], keys[2:]
    plain = {_folded(key): value for key, value in given.items()}
    # a graph may use a name that the study does not: both find what was given
    plain |= {_plain(key): value for key, value in given.items()}
    for mineral in minerals:
        for stage in stages:
            if (mineral, stage) in plain:
                return plain[mineral, stage]
    for key in (*minerals, *stages):
        if key in plain:
            return plain[key]
    _not_misspelt(given, [key for key in keys if key])
    return None


def _not_misspelt(given: Mapping[Any, Any], keys: list[str]) -> None:
    """Refuse a key that is no name of anything but nearly that of what was looked for."""
    for key in given:
        for part in key if isinstance(key, tuple) else (key,):
            unknown = isinstance(part, str) and not _known(part) and part not in keys
            if unknown and (hint := suggest(part, keys, 1)):
                raise UnknownNameError(
                    f"an input is given for {show(part)}, which is no mineral or stage here.{hint}"
                )


def _known(name: str) -> bool:
    from mineralsec.datasets.tables import minerals  # only a name that found nothing needs it

    return mineral_name(name) in minerals("world") or eu_tables.material(name) is not None


def _folded(key: Any) -> Any:
    if isinstance(key, tuple):
        return (_folded(key[0]), *key[1:])
    return eu_tables.material(key) or mineral_name(key)


def _plain(key: Any) -> Any:
    return (mineral_name(key[0]), *key[1:]) if isinstance(key, tuple) else mineral_name(key)


@frozen
class Options:
    """What the user gave in place of the study's inputs."""

    trade: Mapping[str, float] | None
    import_reliance: Picked
    recycling: Picked
    substitution: Picked
    substitution_ei: Picked
    basis: Any
    uses: Mapping[str, Mapping[str, float]] | None
    world: Mapping[Any, Mapping[str, float]] | None
    sourcing: Mapping[Any, Mapping[str, float]] | None
    older: bool

    def mix(
        self,
        scope: Literal["world", "EU"],
        names: tuple[str, str | None, str, str],
        rows: tuple[Supply, ...],
        governance: Governance,
    ) -> Mix | None:
        """Return a supply mix: of the user's shares where there are some, else of the rows.

        Parameters
        ----------
        scope
            Whose supply.
        names
            Mineral as the graph and as the study name it, then stage as each of them does.
        rows
            Countries of the study or of the graph.
        governance
            Estimates of governance.
        """
        own = picked(self.world if scope == "world" else self.sourcing, *names)
        if own is not None:
            printed = () if names[1] is None else eu_tables.supply(scope, names[1], names[3])
            rows = own_rows(own, {row.place: row.trade for row in printed})
        return mixed(rows, governance, self.trade)

    def basis_of(
        self,
        name: str,
        stage: str,
        material: str | None,
        theirs: str,
        world: Mix | None,
        sourcing: Mix | None,
        of_graph: bool,
        notes: list[str],
    ) -> Basis:
        """Return the supply mix a row rests on; what has no shares cannot carry a score."""
        own = picked(self.basis, name, material, stage, theirs)
        if own is not None:
            word(own, Basis, "basis")
            chosen: Basis = own
            return chosen
        printed = None if of_graph or material is None else eu_tables.basis_of(material, theirs)
        allowed: Basis = (
            "GS+EU" if world and sourcing else "GS" if world else "EU" if sourcing else "GS"
        )
        if printed is None:
            if allowed == "GS":
                notes.append("no EU sourcing is recorded at this stage: world mix only")
            return allowed
        if printed == "GS+EU" != allowed:
            notes.append(f"the study scores {printed}; its tables have {allowed} only")
            return allowed
        return printed

    def reliance_of(
        self,
        name: str,
        stage: str,
        material: str | None,
        theirs: str,
        reliance: tuple[float, float, float] | None,
        of_graph: bool,
        basis: str,
        notes: list[str],
    ) -> tuple[float, float, float] | None:
        """Return low, point, high of import reliance; None where it is not known."""
        own = picked(self.import_reliance, name, material, stage, theirs)
        if own is not None:
            return (number(own, "import_reliance", "import_reliance=0.9"),) * 3
        if of_graph and (reliance is not None or material is None or basis != "GS+EU"):
            return reliance
        if of_graph:
            study = eu_tables.parameter(material or "", theirs, "import_reliance", older=False)
            if study is None:
                return None
            notes.append(
                f"import reliance {study.value:g} is the study's: in this graph more leaves than "
                "is made and comes in"
            )
            return study.value, study.value, study.value
        found = self._printed(material, theirs, "import_reliance", notes if "+" in basis else [])
        return None if found is None else (found, found, found)

    def recycling_of(
        self, name: str, stage: str, material: str | None, theirs: str, notes: list[str]
    ) -> float | None:
        """Return the end-of-life recycling input rate; None where it is not known."""
        own = picked(self.recycling, name, material, stage, theirs)
        return own if own is not None else self._printed(material, theirs, "recycling", notes)

    def substitution_of(
        self, name: str, stage: str, material: str | None, theirs: str, notes: list[str]
    ) -> float:
        """Return the substitution index for supply risk, 1 where none is printed."""
        own = picked(self.substitution, name, material, stage, theirs)
        found = own if own is not None else self._printed(material, theirs, "si_sr", notes)
        if found is None:
            notes.append("no substitution index for supply risk is published; 1 is assumed")
        return 1.0 if found is None else number(found, "substitution", "substitution=0.9")

    def substitution_ei_of(self, name: str, material: str | None, theirs: str) -> float | None:
        """Return the substitution index for economic importance; None where none is printed."""
        own = picked(self.substitution_ei, name, material)
        found: float | None = (
            own if own is not None else self._printed(material, theirs, "si_ei", [])
        )
        return found

    def uses_of(self, name: str, material: str | None) -> Uses | None:
        """Return the uses of a material; None where none are published."""
        if (own := picked(self.uses, name, material)) is not None:
            return own_uses(own)
        found = uses(material) if material else None
        return found if found and found.rows else None

    def importance_of(
        self, name: str, material: str | None, theirs: str, notes: list[str]
    ) -> tuple[Uses, Importance] | None:
        """Return uses and economic importance; None where no uses are published."""
        found = self.uses_of(name, material)
        if found is None:
            return None
        if found.placed < 1:
            notes.append(
                f"{found.placed:.0%} of use is placed in a sector; the rest counts nothing in the "
                "value of economic importance, and up to the largest sector in its limits"
            )
        index = self.substitution_ei_of(name, material, theirs)
        if index is None:
            notes.append("no substitution index for economic importance is published; 1 is assumed")
        own = picked(self.substitution_ei, name, material) is not None
        return found, importance(found, index, exact=own)

    def _printed(
        self, material: str | None, theirs: str, what: str, notes: list[str]
    ) -> float | None:
        if material is None:
            return None
        found = eu_tables.parameter(material, theirs, what, older=self.older)
        if found is None:
            return None
        if found.edition != "2023":
            of = f", {found.stage}" if found.stage not in ("", theirs) else ""
            source = {
                "SCRREEN2": "SCRREEN2",
                "2017": "the study of 2017",
                "2023, its ore": f"{eu_tables.ORE_OF.get(material)}, whose ore it is",
            }.get(found.edition, "its group in the study of 2023")
            notes.append(f"{what.replace('_', ' ')} {found.value:g} is from {source}{of}")
        return found.value

    def assumptions(self, governance: Governance, of_graph: bool) -> tuple[str, ...]:
        """Return what every row rests on, with the argument that changes it."""
        years = f" of {governance.years[0]} to {governance.years[-1]}" if governance.years else ""
        said = [f"governance: edition {governance.edition}{years} (wgi=)"]
        if self.older:
            said.append(
                "inputs that the tables of 2023 lack are from SCRREEN2 or the study of 2017 "
                "(older_inputs=False leaves them out)"
            )
        if of_graph:
            said.append(
                "trade variable: the study's; 0.8 inside the bloc and 1 elsewhere where it prints "
                "none (trade=)"
            )
            said.append("recycling, substitution and uses: the study's of 2023")
        return tuple(said)
