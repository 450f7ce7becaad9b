"""Published models of a disruption, one a file, to compare with the engine."""
