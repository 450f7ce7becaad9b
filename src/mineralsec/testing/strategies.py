"""Hypothesis strategies for every record, and for the values inside.

Each draws what the library accepts, from the plain to the odd: withheld figures, short tons a
week, sites, user-assigned codes, names with ``<`` and accents.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from mineralsec.model import (
    Ban,
    Consumer,
    Control,
    Flow,
    Form,
    Licence,
    Mineral,
    Owner,
    Producer,
    Quota,
    Record,
    Refiner,
    Reserve,
    Stage,
    Stake,
    Stockpile,
    Tariff,
)
from mineralsec.model.fields import QUALITIES
from mineralsec.quantities import Q
from mineralsec.testing.values import (
    amounts,
    betweens,
    citations,
    days,
    names,
    places,
    quantities,
    stages,
)
from mineralsec.units import MASS

__all__ = [
    "amounts",
    "betweens",
    "citations",
    "consumers",
    "controls",
    "days",
    "flows",
    "forms",
    "instruments",
    "minerals",
    "names",
    "owners",
    "places",
    "producers",
    "quantities",
    "records",
    "refiners",
    "reserves",
    "stages",
    "stakes",
    "stockpiles",
]

_MINERALS = ("gallium", "cobalt", "rare earths", "natural graphite", "platinum-group metals")


def _published(*, year: bool = True) -> dict[str, st.SearchStrategy[Any]]:
    fields: dict[str, st.SearchStrategy[Any]] = {
        "vintage": st.sampled_from(["", "MCS 2025", "MCS 2026"]),
        "quality": st.sampled_from(QUALITIES),
        "source": st.none() | citations(),
    }
    if year:
        fields["year"] = st.none() | st.integers(1800, 2200)
    return fields


def _mineral_names() -> st.SearchStrategy[str]:
    return st.sampled_from(_MINERALS)


def _shares(count: int) -> st.SearchStrategy[list[float]]:
    """Return a strategy for `count` shares that sum to at most one."""
    return st.lists(
        st.floats(0.001, 1 / count, allow_subnormal=False), min_size=count, max_size=count
    )


def owners() -> st.SearchStrategy[tuple[Owner, ...]]:
    """Return a strategy for the owners of a plant: distinct names, shares of at most one."""

    def build(who: list[str]) -> st.SearchStrategy[tuple[Owner, ...]]:
        sites = st.lists(st.none() | places(), min_size=len(who), max_size=len(who))
        return st.builds(
            lambda shares, at: tuple(map(Owner, who, shares, at)), _shares(len(who) or 1), sites
        )

    return st.lists(names(), max_size=3, unique=True).flatmap(build)


def forms(stage: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[Form]:
    """Return a strategy for forms.

    Parameters
    ----------
    stage
        Strategy for the stage; any stage if None.
    """
    prices = st.tuples(st.floats(0, 100), st.floats(100, 1e6)).map(
        lambda pair: (Q(pair[0], "USD/kilogram"), Q(pair[1], "USD/kilogram"))
    )
    dearer = st.floats(0, 100).map(lambda low: (Q(low, "USD/kilogram"), None))
    return st.builds(
        Form,
        names(),
        content=st.floats(0.001, 1),
        stage=stages() if stage is None else stage,
        hs=st.lists(st.from_regex(r"[0-9]{4,10}", fullmatch=True), max_size=2).map(tuple),
        unit_value=st.none() | prices | dearer,
        source=st.none() | citations(),
    )


@st.composite
def minerals(draw: st.DrawFn) -> Mineral:
    """Draw a mineral with a chain, and forms that fit it."""
    chain = draw(st.lists(stages(), min_size=1, unique=True))
    name = draw(_mineral_names())
    return Mineral(
        name,
        symbol=draw(st.sampled_from([None, "Ga", "Co"])),
        stages=chain,
        basis=draw(st.sampled_from([None, "REO", "Ga"])),
        forms=draw(st.lists(forms(st.sampled_from(chain)), max_size=2, unique_by=lambda f: f.name)),
        hosts=[host for host in draw(st.sets(_mineral_names(), max_size=2)) if host != name],
        **{key: draw(value) for key, value in _published(year=False).items()},
    )


def _plant() -> dict[str, st.SearchStrategy[Any]]:
    return {
        "id": names(),
        "mineral": _mineral_names(),
        "place": places(),
        "output": amounts(),
        "capacity": st.none() | amounts(),
        "form": st.none() | names(),
        "kind": st.sampled_from(("primary", "secondary")),
        "owners": owners(),
        "operator": st.none() | names(),
        "opens": st.none() | days(),
        **_published(),
    }


@st.composite
def _hosted(draw: st.DrawFn, cls: Any, options: dict[str, st.SearchStrategy[Any]]) -> Any:
    values = {key: draw(value) for key, value in options.items()}
    host = draw(st.none() | names().filter(lambda name: name != values["id"]))
    ratio = None if host is None else draw(st.none() | st.floats(1e-9, 1e3))
    return cls(**values, host=host, host_ratio=ratio)


def producers() -> st.SearchStrategy[Producer]:
    """Return a strategy for producers."""
    found: st.SearchStrategy[Producer] = _hosted(Producer, {**_plant(), "stage": stages()})
    return found


def refiners() -> st.SearchStrategy[Refiner]:
    """Return a strategy for refiners."""
    steps = st.lists(stages(), min_size=2, max_size=2, unique=True)
    recovery = st.floats(0.001, 1)

    def build(pair: list[Stage]) -> st.SearchStrategy[Refiner]:
        ends = {"takes": st.just(pair[0]), "makes": st.just(pair[1])}
        found: st.SearchStrategy[Refiner] = _hosted(
            Refiner, {**_plant(), **ends, "recovery": recovery}
        )
        return found

    return steps.flatmap(build)


def consumers() -> st.SearchStrategy[Consumer]:
    """Return a strategy for consumers."""
    return st.builds(
        Consumer,
        id=names(),
        mineral=_mineral_names(),
        place=places(),
        stage=stages(),
        demand=amounts(),
        form=st.none() | names(),
        sector=st.none() | names(),
        priority=st.integers(1, 9),
        weight=st.floats(1e-6, 1e6),
        **_published(),
    )


@st.composite
def _routes(draw: st.DrawFn) -> tuple[Any, ...]:
    lanes = draw(st.lists(names(), max_size=3, unique=True))
    shares = draw(_shares(len(lanes) or 1))
    named = draw(st.lists(st.booleans(), min_size=len(lanes), max_size=len(lanes)))
    return tuple(
        (lane, share) if with_share else lane
        for lane, share, with_share in zip(lanes, shares, named, strict=False)
    )


def flows() -> st.SearchStrategy[Flow]:
    """Return a strategy for flows."""
    ends = st.lists(places(), min_size=2, max_size=2, unique=True)
    return ends.flatmap(
        lambda pair: st.builds(
            Flow,
            mineral=_mineral_names(),
            stage=stages(),
            origin=st.just(pair[0]),
            destination=st.just(pair[1]),
            quantity=amounts(),
            form=st.none() | names(),
            value=st.none() | quantities("USD / year"),
            seller=st.none() | names(),
            buyer=st.none() | names(),
            routes=_routes(),
            **_published(),
        )
    )


def stockpiles() -> st.SearchStrategy[Stockpile]:
    """Return a strategy for stockpiles."""
    return st.builds(
        Stockpile,
        id=names(),
        mineral=_mineral_names(),
        place=places(),
        stage=stages(),
        amount=amounts(MASS),
        as_of=days(),
        form=st.none() | names(),
        max_release=st.none() | amounts(),
        holder=st.none() | names(),
        **_published(year=False),
    )


def reserves() -> st.SearchStrategy[Reserve]:
    """Return a strategy for reserves."""
    return st.builds(
        Reserve,
        mineral=_mineral_names(),
        place=places(),
        amount=amounts(MASS),
        form=st.none() | names(),
        kind=st.sampled_from(("reserves", "resources")),
        **_published(),
    )


def instruments() -> st.SearchStrategy[Any]:
    """Return a strategy for instruments."""
    return st.one_of(
        st.just(Ban()),
        st.builds(Quota, amounts()),
        st.builds(Licence, st.floats(0, 1), st.none() | quantities("day")),
        st.builds(Tariff, st.floats(0, 10)),
    )


@st.composite
def controls(draw: st.DrawFn) -> Control:
    """Draw a control whose days are in order."""
    # announced, effective, up to two suspensions, end
    line = sorted(draw(st.lists(days(), min_size=7, max_size=7, unique=True)))
    announced, effective, *between, ends = line
    pairs = [(between[0], between[1]), (between[2], between[3])]
    suspended: list[Any] = pairs[: draw(st.integers(0, 2))]
    open_end = draw(st.booleans())
    if suspended and open_end:
        suspended[-1] = (suspended[-1][0], None)
    targets = st.lists(places() | st.just("NATO"), min_size=1, max_size=3, unique=True)
    return Control(
        id=draw(names()),
        issuer=draw(places() | st.just("EU")),
        instrument=draw(instruments()),
        minerals=draw(st.lists(_mineral_names(), min_size=1, max_size=3, unique=True)),
        stages=draw(st.lists(stages(), max_size=2, unique=True)),
        forms=draw(st.lists(names(), max_size=2, unique=True)),
        targets=draw(st.just(["world"]) | targets),  # which is kept as "world"
        announced=draw(st.none() | st.just(announced)),
        effective=effective,
        ends=draw(st.none() | st.just(ends)),
        suspended=suspended,
        **{key: draw(value) for key, value in _published(year=False).items()},
    )


def stakes() -> st.SearchStrategy[Stake]:
    """Return a strategy for holdings."""
    firms = st.lists(names(), min_size=2, max_size=2, unique=True)
    return firms.flatmap(
        lambda pair: st.builds(
            Stake,
            holder=st.just(pair[0]),
            held=st.just(pair[1]),
            fraction=st.floats(0.001, 1),
            as_of=days(),
            **_published(year=False),
        )
    )


def records() -> st.SearchStrategy[Record]:
    """Return a strategy for any record.

    Examples
    --------
    >>> from hypothesis import given
    >>> @given(records())
    ... def test_every_record_has_a_key(record):
    ...     assert isinstance(record.key, tuple)
    >>> test_every_record_has_a_key()
    """
    return st.one_of(
        minerals(),
        producers(),
        refiners(),
        consumers(),
        flows(),
        stockpiles(),
        reserves(),
        controls(),
        stakes(),
    )
