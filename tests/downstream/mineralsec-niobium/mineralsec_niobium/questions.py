"""A metric, a shock and a response."""

from attrs import evolve, frozen

import mineralsec as ms


def missing_third(shares):
    """Return one minus what the three largest hold."""
    return 1.0 - ms.concentration_ratio(shares, 3)


@frozen
class Strike:
    """Every plant of one place works at a part of its capacity."""

    place: str
    left: float = 0.5

    def limit(self, graph, limits):
        columns = graph.columns
        hit = columns.place_mask(graph.place_codes(self.place))[columns.makers.market]
        return limits.cut_makers(hit, self.left).said(f"a strike in {self.place}")


@frozen
class Patient:
    """Contracts as they are, said in this package's own words."""

    def respond(self, graph, limits):
        outcome = ms.ProRata().respond(graph, limits)
        return evolve(outcome, notes=(*outcome.notes, "nobody does anything"))
