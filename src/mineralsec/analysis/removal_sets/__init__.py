"""Several countries at once: the worst sets, how losses add up, whose part is whose."""
