"""Ways in and out: files, data frames."""
