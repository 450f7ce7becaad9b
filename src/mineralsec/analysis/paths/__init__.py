"""Month by month: stocks drawn down, plants ramped up, time to the first shortage."""
