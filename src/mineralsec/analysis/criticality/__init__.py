"""How critical a mineral is: one file per published method, side by side on the same data."""

__all__: list[str] = []
