"""BACI trade: rows to forms, screened quantities, history of lanes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

from mineralsec.datasets.recipe.spec import FormSpec
from mineralsec.datasets.recipe.tables import computed
from mineralsec.errors import MineralsecError

__all__ = ["FLOOR_SHARE", "Lane", "TradeRow", "assign", "drop_small"]
__all__ += ["history", "read_hs92", "read_v202601", "screen"]
__all__ += ["weighted_median"]

#: Share of the form's world trade below which lanes under the form's own floor are dropped.
FLOOR_SHARE = 1e-4

#: "Other Asia, nes" and codes that stand for it.
_PLACES = {"S19": "TWN", "R20": "QXR"}


@dataclass(frozen=True)
class TradeRow:
    """One row of BACI: gross tonnes (None where missing) and thousand USD."""

    year: int
    origin: str
    destination: str
    code: str
    tonnes: float | None
    value: float


@dataclass(frozen=True)
class Lane:
    """A trade row as the form it carries.

    Parameters
    ----------
    form, row
        The form and the row.
    gross
        Tonnes after screening.
    remark
        What screening did, in words; empty where the quantity stands as published.
    """

    form: FormSpec
    row: TradeRow
    gross: float
    remark: str = ""

    @property
    def ends(self) -> tuple[str, str]:
        """Origin and destination."""
        return self.row.origin, self.row.destination


def _rows(path: Path, code: str, codes: Collection[str], since: int) -> list[TradeRow]:
    try:
        from pyarrow import parquet  # an extra: the rest of the recipe does without
    except ImportError as error:
        raise MineralsecError(
            f"{path.name} is a Parquet file, which needs pyarrow ({error}). "
            'Write: pip install "mineralsec[frames]"'
        ) from None
    table = parquet.read_table(
        path,
        columns=["year", "exporter", "importer", code, "quantity_t", "value_kusd"],
        filters=[(code, "in", sorted(codes)), ("year", ">=", since)],
    )
    rows = []
    for row in table.to_pylist():
        quantity = row["quantity_t"]
        missing = quantity is None or quantity != quantity
        rows.append(
            TradeRow(
                year=int(row["year"]),
                origin=_PLACES.get(row["exporter"], row["exporter"]),
                destination=_PLACES.get(row["importer"], row["importer"]),
                code=row[code],
                tonnes=None if missing else float(quantity),
                value=float(row["value_kusd"]),
            )
        )
    return rows


def read_hs92(path: Path, codes: Collection[str], since: int = 2019) -> list[TradeRow]:
    """Read the HS 1992 extract (``baci_trade.parquet``), quantities in every year."""
    return _rows(path, "hs", codes, since)


def read_v202601(path: Path, codes: Collection[str], since: int = 2024) -> list[TradeRow]:
    """Read the release V202601 (``baci_v202601_flows.parquet``), quantities in 2024 only."""
    return _rows(path, "hs6", codes, since)


def weighted_median(values: Iterable[tuple[float, float]]) -> float:
    """Return the value at which half of the weight is reached.

    Parameters
    ----------
    values
        Pairs of value and weight. Weighting by trade value keeps the many small lots of samples
        from setting the price of a bulk good.

    Examples
    --------
    >>> weighted_median([(1.0, 10.0), (50.0, 1.0), (60.0, 1.0)])
    1.0
    """
    ordered = sorted(values)
    reached = list(accumulate(weight for _, weight in ordered))
    return ordered[bisect_left(reached, reached[-1] / 2.0)][0]


def _medians(
    prices: Iterable[tuple[tuple[str, int], TradeRow]], *, by_value: bool
) -> dict[tuple[str, int], float]:
    found: dict[tuple[str, int], list[tuple[float, float]]] = {}
    for key, row in prices:
        if row.tonnes and row.value > 0.0:
            found.setdefault(key, []).append(
                (row.value / row.tonnes, row.value if by_value else 1.0)
            )
    return {key: weighted_median(values) for key, values in found.items()}


def _fits(form: FormSpec, row: TradeRow, mine_origins: Collection[str], level: float) -> bool:
    if form.mine_origin and row.origin not in mine_origins:
        return False
    low, high = form.unit_value
    if not row.tonnes:
        return low is None and high is None
    price = row.value / row.tonnes / level
    return (low is None or price >= low) and (high is None or price < high)


def assign(
    rows: Iterable[TradeRow],
    forms: Sequence[FormSpec],
    mine_origins: Collection[str],
    year: int = 2024,
) -> Iterator[tuple[FormSpec, TradeRow]]:
    """Give each row its form: by code, origin and unit value; the first form takes the rest.

    Forms that ask for a mine as origin are asked first. Bands of unit value hold for `year`; in
    other years they move with the median unit value of the code, each row counted once.
    """
    rows = [row for row in rows if row.origin != row.destination]
    usual = _medians((((row.code, row.year), row) for row in rows), by_value=False)
    ordered = sorted(forms, key=lambda form: not form.mine_origin)
    for row in rows:
        now, then = (usual.get((row.code, y)) for y in (year, row.year))
        level = then / now if now and then else 1.0
        fitting = [
            form
            for form in ordered
            if form.code == row.code and _fits(form, row, mine_origins, level)
        ]
        fallback = [form for form in forms if form.code == row.code]
        yield (fitting or fallback)[0], row


def screen(pairs: Iterable[tuple[FormSpec, TradeRow]]) -> list[Lane]:
    """Replace quantities that are missing or whose unit value cannot be.

    The quantity becomes value over the median unit value of its form in its year, weighted by
    value. A row that is too dear keeps its quantity where the code holds dearer goods.
    """
    pairs = list(pairs)
    medians = _medians((((form.name, row.year), row) for form, row in pairs), by_value=True)
    lanes = []
    for form, row in pairs:
        usual = medians.get((form.name, row.year))
        if row.tonnes and (
            usual is None or usual / form.screen <= row.value / row.tonnes <= usual * form.screen
        ):
            lanes.append(Lane(form, row, row.tonnes))
        elif usual is not None and row.tonnes and form.dear and row.value > usual * row.tonnes:
            times = row.value / row.tonnes / usual
            remark = f"{times:.3g} times the median unit value of {usual:.4g} USD/kg; the "
            lanes.append(Lane(form, row, row.tonnes, f"{remark}quantity stands: {form.dear}"))
        elif usual is not None:
            gross = float(computed(row.value / usual))
            seen = f"{row.tonnes:g} t" if row.tonnes else "no quantity"
            lanes.append(
                Lane(
                    form,
                    row,
                    gross,
                    f"screened: BACI has {seen}; value / median {usual:.4g} USD/kg gives "
                    f"{gross:.6g} t",
                )
            )
    return lanes


def drop_small(lanes: Iterable[Lane], contents: dict[str, float]) -> tuple[list[Lane], list[Lane]]:
    """Split lanes into kept ones and those below both floors."""
    lanes = list(lanes)
    world: dict[tuple[str, int], float] = {}
    for lane in lanes:
        key = (lane.form.name, lane.row.year)
        world[key] = world.get(key, 0.0) + lane.gross
    kept: list[Lane] = []
    dropped: list[Lane] = []
    for lane in lanes:
        share = lane.gross / world[lane.form.name, lane.row.year]
        small = share < FLOOR_SHARE and lane.gross * contents[lane.form.name] < lane.form.floor
        (dropped if small else kept).append(lane)
    return kept, dropped


def history(lanes: Iterable[Lane], year: int) -> Iterator[Lane]:
    """Yield each lane's largest earlier quantity where it exceeds that of `year`."""
    best: dict[tuple[str, str, str], Lane] = {}
    now: dict[tuple[str, str, str], float] = {}
    for lane in lanes:
        key = (lane.form.name, *lane.ends)
        if lane.row.year == year:
            now[key] = lane.gross
        elif lane.row.year < year and (key not in best or lane.gross > best[key].gross):
            best[key] = lane
    for key, lane in best.items():
        if lane.gross > now.get(key, 0.0):
            remark = "; ".join(filter(None, ("largest quantity of 2019-2023", lane.remark)))
            yield replace(lane, remark=remark)
