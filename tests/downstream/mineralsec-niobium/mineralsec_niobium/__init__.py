"""A downstream package: a stage, an instrument, a metric, a source and a response of its own."""
