"""Which places a consumer, or everybody, cannot do without."""

from mineralsec.analysis.chokepoints.ranking import chokepoints
from mineralsec.analysis.chokepoints.result import Chokepoints
from mineralsec.analysis.chokepoints.row import Alternative, Chokepoint

__all__ = ["Alternative", "Chokepoint", "Chokepoints", "chokepoints"]
