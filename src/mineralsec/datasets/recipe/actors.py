"""Producers and refiners: rows of the dataset, and what each place makes in the data year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mineralsec.datasets.recipe.names import RESIDUAL, place_of
from mineralsec.datasets.recipe.spec import Chain, StageSpec, UsgsTable
from mineralsec.datasets.recipe.stage_shares import Share
from mineralsec.datasets.recipe.tables import Row, computed, slug
from mineralsec.datasets.recipe.usgs import Figure

__all__ = ["DATA_YEAR", "TONNES", "Made", "actor_id", "carried_forward", "from_shares"]
__all__ += ["from_usgs", "newest", "raise_to_exports", "source_of"]

#: The last year with trade: the year the graph is built for.
DATA_YEAR = 2024

TONNES = {"tonne": 1.0, "kilotonne": 1000.0, "kilogram": 0.001}


@dataclass
class Made:
    """Output of one stage.

    Parameters
    ----------
    rows
        Rows of ``producers.csv`` or ``refiners.csv``.
    output
        Contained tonnes made in the data year, by place.
    omitted
        Rows of ``omitted.csv``.
    """

    rows: list[Row] = field(default_factory=list)
    output: dict[str, float] = field(default_factory=dict)
    omitted: list[Row] = field(default_factory=list)


def source_of(vintage: str) -> str:
    """Return the source key of a USGS edition.

    Examples
    --------
    >>> source_of("MCS 2026")
    'usgs-mcs-2026'
    """
    return "usgs-" + vintage.casefold().replace(" ", "-")


def actor_id(mineral: str, stage: str, place: str, suffix: str = "") -> str:
    """Return the id an actor keeps through all years and editions."""
    return "-".join(filter(None, (slug(mineral), slug(stage), place, suffix)))


def newest(figures: Iterable[Figure]) -> dict[int, str]:
    """Return the newest edition that has figures of each year."""
    found: dict[int, str] = {}
    for figure in figures:
        found[figure.year] = max(figure.vintage, found.get(figure.year, ""))
    return found


def _frame(chain: Chain, stage: StageSpec, place: str) -> dict[str, str]:
    position = [spec.name for spec in chain.stages].index(stage.name)
    if position == 0:
        row = {"stage": stage.name}
    else:
        row = {
            "takes": chain.stages[position - 1].name,
            "makes": stage.name,
            "recovery": computed(stage.recovery),
        }
    return row | {
        "id": actor_id(chain.name, stage.name, place),
        "place": place,
        "kind": "primary",
    }


def from_usgs(chain: Chain, stage: StageSpec, table: UsgsTable, figures: Sequence[Figure]) -> Made:
    """Turn the figures of a USGS table into rows, every edition and year of it.

    A withheld figure is a row without a point. A zero is a row only where idle capacity is
    published; otherwise it is listed as omitted, and so are blanks and "not available". So is a
    country that the newest edition of a year no longer names: it counts it among "other
    countries", and a row of an older edition beside that residual would count it twice.
    """
    made = Made()
    chosen = [
        figure
        for figure in figures
        if table.words in figure.detail.casefold() and figure.quantity == "production"
    ]
    editions = newest(chosen)
    named = {(f.year, place_of(f.country)) for f in chosen if f.vintage == editions[f.year]}
    capacity = {
        (place_of(f.country), f.year, f.vintage): f
        for f in sorted(figures, key=lambda f: f.vintage)
        if f.quantity == "capacity" and f.value.point
    }
    latest = {(place, year): figure for (place, year, _), figure in capacity.items()}
    for figure in chosen:
        place = place_of(figure.country)
        if place is None:
            continue
        if (figure.year, place) not in named:
            reason = f"not named by {editions[figure.year]}, which counts it in other countries"
            made.omitted.append(_omitted(chain, stage, place, figure, reason))
            continue
        value, notes = figure.value, [figure.note] if figure.note else []
        where = (place, figure.year)
        idle = capacity.get((*where, figure.vintage)) or latest.get(where)
        if value.absent and not (value.absent == "zero" and idle):
            reason = value.absent
            if reason == "blank":
                reason = "blank: withheld, not available or zero"
            made.omitted.append(_omitted(chain, stage, place, figure, reason))
            continue
        if idle:
            notes.append(f"capacity: {idle.vintage}, {idle.locator}")
        made.rows.append(
            _frame(chain, stage, place)
            | {
                "year": str(figure.year),
                "vintage": figure.vintage,
                "output_low": value.low,
                "output": "0" if value.absent else value.point,
                "output_high": value.high,
                "mark": value.mark,
                "capacity": _converted(idle, figure.unit) if idle else "",
                "unit": f"{figure.unit}/year",
                "quality": "estimated" if figure.estimated else "reported",
                "source": source_of(figure.vintage),
                "locator": figure.locator,
                "note": "; ".join(notes),
            }
        )
        current = figure.year == DATA_YEAR and figure.vintage == editions[DATA_YEAR]
        if current and value.point:
            made.output[place] = float(value.point) * TONNES[figure.unit]
    return made


def _converted(capacity: Figure, unit: str) -> str:
    if capacity.unit == unit:
        return capacity.value.point
    return computed(float(capacity.value.point) * TONNES[capacity.unit] / TONNES[unit])


def _omitted(
    chain: Chain, stage: StageSpec, place: str, figure: Figure, reason: str
) -> dict[str, str]:
    return {
        "mineral": chain.name,
        "stage": stage.name,
        "place": place,
        "year": str(figure.year),
        "vintage": figure.vintage,
        "reason": reason,
        "source": source_of(figure.vintage),
        "locator": figure.locator,
    }


def from_shares(
    chain: Chain,
    stage: StageSpec,
    shares: Sequence[Share],
    upstream: float,
    *,
    source: str,
    vintage: str,
    as_published: bool,
) -> Made:
    """Turn IEA output or EU shares into refiners that can be fed by the stage before.

    Parameters
    ----------
    upstream
        World output of the stage before in the data year, contained tonnes.
    as_published
        Whether `shares` are tonnes of the same scope. They stand as published where the stage
        before can feed them, and are scaled down to it otherwise.
    """
    made = Made()
    total = sum(share.amount for share in shares)
    limit = upstream * stage.recovery
    scale = min(1.0, limit / total) if as_published else limit / total
    if scale == 1.0:
        rule = "as published"
    else:
        rule = (
            f"grade C; {'output' if as_published else 'share'} x {scale:.6g}: scaled so that the "
            f"stage adds up to {computed(limit)} t, the output of the stage before times recovery"
        )
    for share in shares:
        if share.value.mark:
            made.omitted.append(
                {
                    "mineral": chain.name,
                    "stage": stage.name,
                    "place": share.place,
                    "year": str(DATA_YEAR),
                    "vintage": vintage,
                    "reason": f"share below {share.value.high} % of the world, no figure",
                    "source": source,
                    "locator": share.locator,
                }
            )
            continue
        text = computed(share.amount * scale)
        made.output[share.place] = float(text)
        made.rows.append(
            _frame(chain, stage, share.place)
            | {
                "year": str(DATA_YEAR),
                "vintage": vintage,
                "output": text,
                "unit": "tonne/year",
                "quality": "estimated" if scale == 1.0 else "modelled",
                "source": source,
                "locator": share.locator,
                "note": f"{rule}; {stage.recovery_note}",
            }
        )
    return made


def raise_to_exports(made: Made, net_exports: Mapping[str, float]) -> None:
    """Let no modelled refiner make less than its country ships away on balance.

    The shares are older than the trade. Refiners below their country's net exports are raised to
    them, the others give way in proportion, and the stage's total stays.

    Parameters
    ----------
    made
        Refiners of one stage, changed in place.
    net_exports
        Exports less imports of the data year by place, contained tonnes.
    """
    total = sum(made.output.values())
    floors = {
        place: net_exports[place]
        for place, output in made.output.items()
        if place != RESIDUAL and net_exports.get(place, 0.0) > output
    }
    if not floors:
        return
    others = total - sum(made.output[place] for place in floors)
    scale = (total - sum(floors.values())) / others
    for position, row in enumerate(made.rows):
        place, before = row["place"], made.output[row["place"]]
        after = floors.get(place, before * scale)
        rule = "raised to net exports" if place in floors else "gives way"
        text = computed(after)
        made.output[place] = float(text)
        made.rows[position] = {
            **row,
            "output": text,
            "note": f"{row['note']}; net-export floor: {rule}, {computed(before)} before",
        }


def carried_forward(
    chain: Chain,
    stage: StageSpec,
    figures: Sequence[Figure],
    shares: Sequence[Share],
) -> Made:
    """Let the last year of a stopped table stand for the data year.

    "Other countries" is divided among the countries that the shares name and the table does
    not.
    """
    made = Made()
    named = {place_of(figure.country) for figure in figures}
    rest = [share for share in shares if share.place not in named]
    total = sum(share.amount for share in rest)
    for figure in figures:
        place, value = place_of(figure.country), figure.value
        if place is None or value.absent:
            continue
        rule = f"carried forward: {figure.vintage} figure of {figure.year} stands for {DATA_YEAR}"
        base = {
            "year": str(DATA_YEAR),
            "vintage": figure.vintage,
            "unit": f"{figure.unit}/year",
            "quality": "modelled",
            "source": source_of(figure.vintage),
        }
        if place != RESIDUAL:
            cells = {"output_low": value.low, "output": value.point, "mark": value.mark}
            note = {"locator": figure.locator, "note": f"grade C; {rule}"}
            made.rows.append(_frame(chain, stage, place) | base | cells | note)
            if value.point:
                made.output[place] = float(value.point) * TONNES[figure.unit]
            continue
        for share in rest:
            text = computed(float(value.point) * share.amount / total)
            made.output[share.place] = float(text) * TONNES[figure.unit]
            made.rows.append(
                _frame(chain, stage, share.place)
                | base
                | {
                    "output": text,
                    "locator": f"{figure.locator}; {share.locator}",
                    "note": f"grade C; {rule}; other countries ({value.point}) divided by the "
                    f"EU 2023 share, {share.value.point} of {computed(total)} %",
                }
            )
    return made
