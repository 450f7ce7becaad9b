"""Questions asked of a supply graph: shares, concentration, chokepoints, disruption."""
