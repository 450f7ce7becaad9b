"""What a stage takes in where no source counts it: ore that is made, got and not shipped on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import fsum

from mineralsec.datasets.recipe.actors import DATA_YEAR, Made, frame
from mineralsec.datasets.recipe.content import Factor
from mineralsec.datasets.recipe.output_spec import MassBalance
from mineralsec.datasets.recipe.spec import Chain, StageSpec
from mineralsec.datasets.recipe.tables import Row, computed
from mineralsec.datasets.recipe.trade import Lane
from mineralsec.io.country_names import RESIDUAL

__all__ = ["from_balance"]

_RULES = "mineralsec-rules"
_VINTAGE = "MCS 2026"
_SMALL = "keep less than {:g} % of the world's, too little to tell from stocks and errors of trade"


def from_balance(
    chain: Chain,
    stage: StageSpec,
    rule: MassBalance,
    ore: Made,
    lanes: Iterable[Lane],
    contents: Mapping[str, Factor],
) -> Made:
    """Turn output of the stage before and its observed trade into the makers of this stage.

    A place takes in what it makes of the ore, and gets, and does not ship on. Places that the
    table of the ore does not name and that ship more than they get are some of its "other
    countries": what they miss comes out of the residual's own intake.

    Parameters
    ----------
    chain, stage, rule
        The stage to fill and its rule.
    ore
        Output of the stage before.
    lanes
        Observed lanes of the data year.
    contents
        Content by form.
    """
    before = chain.takes(stage)
    lanes = [lane for lane in lanes if lane.form.stage == before]
    gets, ships = _sums(lanes, contents, 1), _sums(lanes, contents, 0)
    places = sorted({*ore.output, *gets, *ships})
    stays = {
        place: ore.output.get(place, 0.0) + gets.get(place, 0.0) - ships.get(place, 0.0)
        for place in places
    }
    missing = fsum(
        -amount for place, amount in stays.items() if amount < 0.0 and place not in ore.output
    )
    if RESIDUAL in ore.output:
        stays[RESIDUAL] = max(0.0, stays[RESIDUAL] - missing)
    world = fsum(ore.output.values())
    codes = " + ".join(sorted({lane.form.code for lane in lanes}))
    made, reasons = Made(), dict(rule.without)
    left: dict[str, list[float]] = {}
    for place, amount in stays.items():
        if amount < 0.0:
            if place in ore.output:
                why = f"ships {computed(-amount)} t more than it makes and gets, contained"
                made.omitted.append(_omitted(chain, stage, place, f"no plant: {why}"))
        elif place in reasons:
            why = f"{computed(amount)} t of ore stay, contained: {reasons[place]}"
            made.omitted.append(_omitted(chain, stage, place, f"no plant: {why}"))
        elif rule.at_mines and place not in ore.output:
            left.setdefault(f"make no ore ({rule.at_mines})", []).append(amount)
        elif amount < rule.least * world:
            left.setdefault(_SMALL.format(100.0 * rule.least), []).append(amount)
        else:
            text = computed(amount * stage.recovery)
            made.output[place] = float(text)
            parts = (
                f"{computed(ore.output.get(place, 0.0))} t made + {computed(gets.get(place, 0.0))} "
                f"t in - {computed(ships.get(place, 0.0))} t out"
            )
            if place == RESIDUAL:
                parts += f" - {computed(missing)} t that places without a row ship on balance"
            made.rows.append(
                frame(chain, stage, place)
                | {
                    "year": str(DATA_YEAR),
                    "vintage": _VINTAGE,
                    "output": text,
                    "unit": "tonne/year",
                    "quality": "modelled",
                    "source": _RULES,
                    "locator": f"mass balance of {before}",
                    "note": f"grade C; mass balance of {before}: {parts}, contained (USGS and "
                    f"BACI {codes} of {DATA_YEAR}); {stage.recovery_note}",
                }
            )
    for why, amounts in left.items():
        reason = f"no plants: {computed(fsum(amounts))} t of ore stay, contained, in "
        reason += f"{len(amounts)} places that {why}"
        made.omitted.append(_omitted(chain, stage, "", reason))
    return made


def _sums(lanes: Iterable[Lane], contents: Mapping[str, Factor], end: int) -> dict[str, float]:
    """Return contained tonnes by origin (end 0) or destination (end 1)."""
    found: dict[str, float] = {}
    for lane in lanes:
        place = lane.ends[end]
        amount = lane.gross * contents[lane.form.name].value
        found[place] = found.get(place, 0.0) + amount
    return found


def _omitted(chain: Chain, stage: StageSpec, place: str, reason: str) -> Row:
    return {
        "mineral": chain.name,
        "stage": stage.name,
        "place": place,
        "year": str(DATA_YEAR),
        "vintage": _VINTAGE,
        "reason": reason,
        "source": _RULES,
        "locator": "mass balance",
    }
