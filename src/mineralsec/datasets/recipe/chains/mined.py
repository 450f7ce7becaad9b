"""A mineral of one stage, whose producers one world table of the USGS names."""

from __future__ import annotations

from typing import Literal

from mineralsec.datasets.recipe.spec import (
    FLOOR_TONNES,
    Assumed,
    Chain,
    EuShares,
    FormSpec,
    NationalUse,
    StageSpec,
    UsgsTable,
)

__all__ = ["as_counted", "one_stage"]


def as_counted(
    name: str,
    code: str,
    release: Literal["hs92", "v202601"] = "hs92",
    floor: float = FLOOR_TONNES,
    dear: str = "",
) -> FormSpec:
    """Return the form of a mineral that is traded and counted by gross weight."""
    return FormSpec(
        name,
        "mining",
        code,
        Assumed(
            1.0,
            "the basis is gross weight, as in the USGS tables",
            "mineralsec-rules",
            "content factors",
        ),
        release,
        dear=dear,
        floor=floor,
    )


def one_stage(
    name: str,
    table: UsgsTable,
    basis: str = "",
    *,
    symbol: str = "",
    stage: str = "mining",
    hosts: tuple[str, ...] = (),
    form: str = "",
    forms: tuple[FormSpec, ...] = (),
    reserves_form: str = "",
    us_use: str = "",
    us_use_note: str = "",
    us_sources: str = "",
    eu: EuShares | None = None,
    eu_sectors: str = "",
    note: str = "",
) -> Chain:
    """Return the chain of a mineral with one stage and no code of its own in the trade tables.

    Parameters
    ----------
    name, symbol, basis
        As the library prints them; no basis is gross weight of the mineral.
    table, stage
        Where the producers stand, and what they do.
    hosts
        Minerals it is a by-product of.
    form, forms
        Form that output is counted in where that is not the basis, and its content.
    reserves_form
        Form that reserves are counted in where that is not the basis.
    us_use, us_use_note, us_sources
        Rows of the US statistics and of the US import sources.
    eu, eu_sectors
        Shares of EU sourcing, and material of the EU's use shares.
    note
        What a reader must know.
    """
    return Chain(
        name,
        symbol,
        basis or name,
        stages=(
            StageSpec(
                stage,
                table,
                "modelled",
                form=form,
                sources_detail=us_sources,
                eu_sourcing=eu,
                eu_sectors=eu_sectors,
                uses=(NationalUse("USA", detail=us_use, note=us_use_note),) if us_use else (),
            ),
        ),
        forms=forms,
        hosts=hosts,
        reserves_form=reserves_form,
        note="; ".join(filter(None, ("" if basis else "gross weight", note))),
    )
