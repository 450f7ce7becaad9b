"""What a market makes, gets, sends and uses; lanes and feed that no source gives.

Three rules fill gaps, each named where it is used:

- residual bridge: output of "other countries" serves the countries a table does not name but
  trade does, and their surplus feeds the residual's refineries;
- surplus to deficit: what is left over goes to where it is missing, in proportion;
- scrap closes the gap: refinery intake that no ore can cover is secondary feed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from math import fsum

from mineralsec.io.country_names import RESIDUAL

__all__ = ["Lanes", "Market", "Stage", "surplus_to_deficit"]

#: Contained tonnes by origin and destination.
Lanes = dict[tuple[str, str], float]

#: Tonnes below which a difference is rounding, relative to the stage's output.
ROUNDING = 1e-9


@dataclass
class Market:
    """Contained tonnes a year at one place and stage."""

    output: float = 0.0
    inflow: float = 0.0
    outflow: float = 0.0
    intake: float = 0.0
    use: float = 0.0

    @property
    def net(self) -> float:
        """Surplus, or deficit where negative."""
        return self.output + self.inflow - self.outflow - self.intake - self.use


def surplus_to_deficit(surplus: Mapping[str, float], deficit: Mapping[str, float]) -> Lanes:
    """Send what is left over to where it is missing, in proportion on both sides.

    Examples
    --------
    >>> surplus_to_deficit({"AUS": 30.0, "CHL": 10.0}, {"CHN": 20.0})
    {('AUS', 'CHN'): 15.0, ('CHL', 'CHN'): 5.0}
    """
    have, need = fsum(surplus.values()), fsum(deficit.values())
    if have <= 0.0 or need <= 0.0:
        return {}
    moved = min(have, need)
    return {
        (origin, destination): moved * (amount / have) * (missing / need)
        for origin, amount in sorted(surplus.items())
        for destination, missing in sorted(deficit.items())
        if amount > 0.0 and missing > 0.0 and origin != destination
    }


@dataclass
class Stage:
    """All markets of one mineral at one stage.

    Parameters
    ----------
    markets
        By place.
    modelled
        Modelled lanes and the rule that made each.
    """

    markets: dict[str, Market] = field(default_factory=dict)
    modelled: dict[tuple[str, str], tuple[float, str]] = field(default_factory=dict)

    def at(self, place: str) -> Market:
        """Return the market at `place`, opened when first asked for."""
        return self.markets.setdefault(place, Market())

    @property
    def world_output(self) -> float:
        """Output of all places."""
        return fsum(market.output for market in self.markets.values())

    def send(self, lanes: Mapping[tuple[str, str], float], rule: str) -> None:
        """Add modelled lanes."""
        for (origin, destination), amount in sorted(lanes.items()):
            if amount <= ROUNDING * max(self.world_output, 1e-9):
                continue
            earlier, first = self.modelled.get((origin, destination), (0.0, rule))
            rules = rule if rule == first else f"{first}; {rule}"
            self.modelled[origin, destination] = (earlier + amount, rules)
            self.at(origin).outflow += amount
            self.at(destination).inflow += amount

    def surplus(self, places: Iterable[str] | None = None) -> dict[str, float]:
        """Return what is left over, by place."""
        chosen = self.markets if places is None else places
        return {p: self.at(p).net for p in sorted(chosen) if self.at(p).net > 0.0}

    def deficit(self, places: Iterable[str] | None = None) -> dict[str, float]:
        """Return what is missing, by place."""
        chosen = self.markets if places is None else places
        return {p: -self.at(p).net for p in sorted(chosen) if self.at(p).net < 0.0}

    def bridge_residual(self, named: Collection[str], makers: Collection[str]) -> None:
        """Let the residual serve, or be served by, the places its table does not name.

        Parameters
        ----------
        named
            Places that the tables of this stage or the next name.
        makers
            Places that the table of this stage names. Another that ships more than it gets must
            be one of the "other countries", even if it has a plant.
        """
        if RESIDUAL not in self.markets:
            return
        others = [p for p in self.markets if p not in named and p != RESIDUAL]
        rest = self.at(RESIDUAL).net + self.at(RESIDUAL).intake
        missing = {
            p: min(gap, self.at(p).outflow)
            for p, gap in self.deficit().items()
            if p not in makers and p != RESIDUAL
        }
        self.send(surplus_to_deficit({RESIDUAL: rest}, missing), "residual bridge")
        lanes = surplus_to_deficit(self.surplus(others), self.deficit([RESIDUAL]))
        self.send(lanes, "residual bridge")

    def spare(self) -> dict[str, float]:
        """Return what each place has left of what it makes itself, by place.

        Stocks of imported feed stay where they are.
        """
        return {p: min(left, self.at(p).output) for p, left in self.surplus().items()}

    def lacking(self) -> dict[str, float]:
        """Return the feed that refineries lack, by place."""
        return {
            p: min(gap, self.at(p).intake)
            for p, gap in self.deficit().items()
            if self.at(p).intake > 0.0
        }

    def complete(self, rule: str = "surplus to deficit") -> None:
        """Send surplus to refineries that lack feed; a place gives at most what it makes itself."""
        self.send(surplus_to_deficit(self.spare(), self.lacking()), rule)

    def scrap(self) -> dict[str, float]:
        """Return the secondary feed that closes refinery intake, and add it to output."""
        feed = {}
        for place, gap in self.deficit().items():
            amount = min(gap, self.at(place).intake)
            if amount > ROUNDING * self.world_output:
                feed[place] = amount
        for place, amount in feed.items():
            self.at(place).output += amount
        return feed

    def fix_imports(self, fixed: Mapping[str, Mapping[str, float]]) -> None:
        """Serve fixed uses from cited sources.

        Parameters
        ----------
        fixed
            For each destination the share of its imports that each origin ships. An origin
            without supply of its own passes on what it gets.
        """
        for destination, shares in sorted(fixed.items()):
            gap = max(0.0, -self.at(destination).net)
            self.send(
                {(origin, destination): gap * share for origin, share in shares.items()},
                "import sources of the USGS",
            )

    def serve_uses(self) -> None:
        """Serve what fixed uses still lack: home first, then surplus to deficit."""
        self.send(surplus_to_deficit(self.surplus(), self.deficit()), "surplus to deficit")
