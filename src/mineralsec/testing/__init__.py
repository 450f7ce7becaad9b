"""What tests of your own extensions need: strategies for records and graphs, and checks.

Needs hypothesis (``pip install mineralsec[test]``).
"""

from __future__ import annotations

from mineralsec.testing.graphs import supply_graphs, supply_records

__all__ = ["supply_graphs", "supply_records"]
