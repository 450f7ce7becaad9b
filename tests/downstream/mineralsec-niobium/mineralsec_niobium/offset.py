"""An instrument: exporters must sell a part at home. A file can name it."""

from attrs import frozen


@frozen
class Offset:
    """Part of what would leave that must stay."""

    part: float
