"""Where material comes from, what it has passed, and where it was processed."""

from mineralsec.analysis.tracing.content import Content, ContentRow
from mineralsec.analysis.tracing.traced import Trace, trace
from mineralsec.analysis.tracing.value import embedded_share, price_of_capture, share_at_price

__all__ = [
    "Content",
    "ContentRow",
    "Trace",
    "embedded_share",
    "price_of_capture",
    "share_at_price",
    "trace",
]
