"""Charts from plain arrays and labels; they know nothing of the model."""
