"""Producers and refiners: rows of the dataset, and what each place makes in the data year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import fsum

from mineralsec.datasets.recipe.spec import Chain, StageSpec, UsgsTable
from mineralsec.datasets.recipe.stage_shares import Share, Total
from mineralsec.datasets.recipe.tables import Row, computed, slug
from mineralsec.datasets.recipe.usgs import Figure, Value
from mineralsec.errors import DataError
from mineralsec.io.country_names import RESIDUAL, place_of

__all__ = ["DATA_YEAR", "TONNES", "Made", "actor_id", "carried_forward", "frame", "from_shares"]
__all__ += ["from_usgs", "gathered", "left_out", "newest", "raise_to_exports", "source_of"]

#: The last year with trade: the year the graph is built for.
DATA_YEAR = 2024

TONNES = {"tonne": 1.0, "kilotonne": 1000.0, "kilogram": 0.001, "megatonne": 1e6}


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


def frame(chain: Chain, stage: StageSpec, place: str) -> dict[str, str]:
    """Return the cells that say which actor this is: what it makes, where, from what."""
    row = {"stage": stage.name}
    if fed_by := chain.takes(stage):
        row = {"takes": fed_by, "makes": stage.name, "recovery": computed(stage.recovery)}
    row |= {
        "id": actor_id(chain.name, stage.name, place),
        "place": place,
        "kind": "primary",
        "form": stage.form,
    }
    if host := stage.hosts.get(place):
        row["host"] = host.record
        row["host_ratio"] = "" if host.ratio is None else computed(host.ratio)
    return row


def _hosted(stage: StageSpec, place: str) -> list[str]:
    host = stage.hosts.get(place)
    return [host.note] if host and host.note else []


def _sum(figures: Sequence[Figure]) -> Figure:
    """Add up the rows of one country, year and edition (ilmenite and rutile)."""
    if len(figures) == 1:
        return figures[0]
    known = [figure for figure in figures if not figure.value.absent]
    if len(known) < 2:
        return (known or list(figures))[0]
    first, points = known[0], [f.value.point for f in known if f.value.point]
    total = computed(fsum(float(point) for point in points))
    # a withheld or bounded part leaves a lower bound
    value = Value(point=total) if len(points) == len(known) else Value(low=total, mark=">")
    lines = "; ".join(f"{f.value.point or f.value.mark} {f.detail}" for f in known)
    notes = dict.fromkeys([*(f.note for f in known if f.note), f"sum of {lines}"])
    locator = " + ".join([first.locator, *(f.locator.split(" line ")[-1] for f in known[1:])])
    estimated = any(f.estimated for f in known)
    return replace(first, value=value, note="; ".join(notes), locator=locator, estimated=estimated)


def gathered(figures: Iterable[Figure]) -> list[Figure]:
    """Return one figure a place, year and edition, in the order of the tables."""
    groups: dict[tuple[str, int, str], list[Figure]] = {}
    for figure in figures:
        if place := place_of(figure.country):
            groups.setdefault((place, figure.year, figure.vintage), []).append(figure)
    return [_sum(group) for group in groups.values()]


def from_usgs(
    chain: Chain,
    stage: StageSpec,
    table: UsgsTable,
    figures: Sequence[Figure],
    content: float = 1.0,
) -> Made:
    """Turn the figures of a USGS table into rows, every edition and year of it.

    A withheld figure is a row without a point. A zero is a row only where idle capacity is
    published; otherwise it is listed as omitted, and so are blanks and "not available". So is a
    country that the newest edition of a year no longer names: it counts it among "other
    countries", and a row of an older edition beside that residual would count it twice.
    """
    made = Made()
    counted = [f for f in figures if table.counts(f.quantity, f.detail)]
    chosen = gathered(f for f in counted if f.quantity == "production")
    editions = newest(chosen)
    named = {(f.year, place_of(f.country)) for f in chosen if f.vintage == editions[f.year]}
    capacity = {
        (place_of(f.country), f.year, f.vintage): f
        for f in sorted(
            gathered(f for f in counted if f.quantity == "capacity"), key=lambda f: f.vintage
        )
        if f.value.point
    }
    latest = {(place, year): figure for (place, year, _), figure in capacity.items()}
    for figure in chosen:
        place = place_of(figure.country)
        assert place is not None  # world totals are not gathered
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
            frame(chain, stage, place)
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
                "note": "; ".join(notes + _hosted(stage, place)),
            }
        )
        current = figure.year == DATA_YEAR and figure.vintage == editions[DATA_YEAR]
        if current and value.point:
            made.output[place] = float(value.point) * TONNES[figure.unit] * content
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
    world: Total | None = None,
) -> Made:
    """Turn IEA output or shares of a stage into makers that can be fed by the stage before.

    Parameters
    ----------
    upstream
        World output of the stage before in the data year, contained tonnes; infinite for a
        stage that nothing feeds.
    as_published
        Whether `shares` are tonnes of the same scope. They stand as published even where the
        stage before cannot feed them: that is for the reconciled column. Others are scaled to it.
    world
        What the stage adds up to and why, where that is not the output of the stage before.

    Raises
    ------
    DataError
        If there are no shares.
    """
    made = Made()
    total = fsum(share.amount for share in shares)
    if total == 0.0:
        raise DataError(f"no shares of {chain.name} at {stage.name} in the raw data")
    whole = world or Total(
        upstream * stage.recovery, "the output of the stage before times recovery"
    )
    limit, why = whole.tonnes, whole.why
    scale = 1.0 if as_published else limit / total
    if scale == 1.0:
        rule = "as published"
    else:
        rule = (
            f"grade C; share x {scale:.6g}: scaled so that the stage"
            f" adds up to {computed(limit)} t, {why}"
        )
    if chain.takes(stage):
        rule += f"; {stage.recovery_note}"
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
            frame(chain, stage, share.place)
            | {
                "year": str(DATA_YEAR),
                "vintage": vintage,
                "output": text,
                **_limits(share.amount / total, whole),
                "unit": "tonne/year",
                "quality": "estimated" if scale == 1.0 else "modelled",
                "source": source,
                "locator": share.locator,
                "note": "; ".join(filter(None, (rule, share.remark, *_hosted(stage, share.place)))),
            }
        )
    return made


def _limits(share: float, whole: Total) -> dict[str, str]:
    """Return the limits of a place's output where the world's is a range."""
    if not whole.high:
        return {}
    ends = {"output_low": whole.low, "output_high": whole.high}
    return {name: computed(share * end) for name, end in ends.items()} | {"mark": "range"}


def left_out(
    chain: Chain, stage: StageSpec, shares: Iterable[Share], reasons: Mapping[str, str]
) -> list[Row]:
    """Return the rows of ``omitted.csv`` of shares that count something else."""
    return [
        {
            "mineral": chain.name,
            "stage": stage.name,
            "place": share.place,
            "year": str(DATA_YEAR),
            "vintage": "EU CRM 2023",
            "reason": f"share of {share.value.point} % left out: {reasons[share.place]}",
            "source": "eu-crm-2023",
            "locator": share.locator,
        }
        for share in shares
        if share.place in reasons
    ]


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
    total = fsum(made.output.values())
    floors = {
        place: net_exports[place]
        for place, output in made.output.items()
        if place != RESIDUAL and net_exports.get(place, 0.0) > output * (1.0 - 1e-6)
    }
    if not floors:
        return
    others = total - fsum(made.output[place] for place in floors)
    scale = (total - fsum(floors.values())) / others
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
    total = fsum(share.amount for share in rest)
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
            made.rows.append(frame(chain, stage, place) | base | cells | note)
            if value.point:
                made.output[place] = float(value.point) * TONNES[figure.unit]
            continue
        for share in rest:
            text = computed(float(value.point) * share.amount / total)
            made.output[share.place] = float(text) * TONNES[figure.unit]
            made.rows.append(
                frame(chain, stage, share.place)
                | base
                | {
                    "output": text,
                    "locator": f"{figure.locator}; {share.locator}",
                    "note": f"grade C; {rule}; other countries ({value.point}) divided by the "
                    f"EU 2023 share, {share.value.point} of {computed(total)} %",
                }
            )
    return made
