"""The words of the command and what they call.

Every command makes one document of plain values; ``--json`` prints it, a table shows it. So the
two cannot say different things.
"""

from __future__ import annotations

import json as json_text
import sys
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TextIO, cast

import typer
from typer.core import TyperGroup

from mineralsec.cli import answers, tables
from mineralsec.errors import MineralsecError, MineralsecWarning

if TYPE_CHECKING:
    from mineralsec.analysis.disruption.shocks import Channel
    from mineralsec.graph.supply_graph import SupplyGraph

__all__ = ["app"]

# Older typers take their errors from click, newer ones bring their own: either way the class in
# common is the base of the one that typer has always shown.
_UsageError: Any = typer.BadParameter.__base__

#: What bad input ends with.
_REFUSED = 2


class _OneLineErrors(TyperGroup):
    """Ends bad input with one line on the error stream and exit code 2, never a traceback."""

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                # a terminal without the letters of "Côte d'Ivoire" shows "?" instead of failing
                stream.reconfigure(errors="replace")
        with warnings.catch_warnings():
            warnings.showwarning = _show_warning
            try:
                code = super().main(*args, **{**extra, "standalone_mode": False})
            except _UsageError as error:
                _refuse(error.format_message())
            except MineralsecError as error:
                _refuse(str(error))
            except typer.Abort:
                raise SystemExit(1) from None
        raise SystemExit(code if isinstance(code, int) else 0)


def _refuse(message: str) -> NoReturn:
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    print("error:", "; ".join(lines), file=sys.stderr)
    raise SystemExit(_REFUSED) from None


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    if issubclass(category, MineralsecWarning):
        print("warning:", message, file=sys.stderr)
    else:
        print(warnings.formatwarning(message, category, filename, lineno, line), file=sys.stderr)


app = typer.Typer(
    name="mineralsec",
    cls=_OneLineErrors,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Critical mineral supply security: how concentrated, where it chokes, what if.",
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Year = Annotated[
    int | None, typer.Option("--year", help="Year of the data; the last one with trade.")
]


def _load(year: int | None, mineral: str | None = None) -> SupplyGraph:
    from mineralsec.datasets import load

    return load("world", year, mineral)


def _show(document: dict[str, Any], as_json: bool, table: Callable[[dict[str, Any]], None]) -> None:
    if as_json:
        print(json_text.dumps(document, indent=2, allow_nan=False))
    else:
        table(document)


def _version(asked: bool) -> None:
    if asked:
        import mineralsec

        print("mineralsec", mineralsec.__version__)
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _top(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=_version, is_eager=True),
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())


@app.command()
def remove(
    place: Annotated[str, typer.Argument(help="Country, site or bloc: CHN, China, EU27.")],
    mineral: Annotated[
        str | None, typer.Option("--mineral", "-m", help="One mineral, in detail.")
    ] = None,
    channel: Annotated[str, typer.Option(help="What stops: all, production or exports.")] = "all",
    to: Annotated[
        str | None, typer.Option(help="Destinations, with --channel exports: USA,JPN.")
    ] = None,
    date: Annotated[
        str | None, typer.Option(help="First day, as 2025-04-01; the day after the data's year.")
    ] = None,
    year: Year = None,
    json: Json = False,
) -> None:
    """Show what goes short if a country stops; without --mineral a row for each mineral."""
    graph = _load(year, mineral)
    targets = tuple(t.strip() for t in to.split(",")) if to is not None else None
    if mineral is None:
        document = answers.removal(graph, place, channel, targets, date)
        _show(document, json, tables.removal)
    else:
        document = answers.removal_of(graph, mineral, place, channel, targets, date)
        _show(document, json, tables.removal_of)


@app.command()
def concentration(
    mineral: Annotated[
        str | None, typer.Option("--mineral", "-m", help="One mineral, with its holders.")
    ] = None,
    by: Annotated[str, typer.Option(help="Whose shares: place, site or id.")] = "place",
    year: Year = None,
    json: Json = False,
) -> None:
    """Show how concentrated each stage is, and in whose hands."""
    _show(answers.concentration(_load(year, mineral), mineral, by), json, tables.concentration)


@app.command()
def chokepoints(
    mineral: Annotated[str, typer.Argument(help="Name or symbol: tungsten, W.")],
    consumer: Annotated[
        str | None, typer.Option(help="Whose supply; everybody's by default: USA.")
    ] = None,
    year: Year = None,
    json: Json = False,
) -> None:
    """Show which places a consumer cannot do without."""
    found = answers.chokepoints(_load(year, mineral), mineral, consumer)
    _show(found, json, tables.chokepoints)


@app.command()
def data(year: Year = None, json: Json = False) -> None:
    """Show what is bundled, from whom, and how complete it is."""
    _show(answers.data(_load(year)), json, tables.data)


@app.command()
def report(
    place: Annotated[
        str | None, typer.Argument(help="Country, site or bloc that stops; none for a mineral.")
    ] = None,
    mineral: Annotated[
        str | None, typer.Option("--mineral", "-m", help="One mineral, in detail.")
    ] = None,
    out: Annotated[
        str, typer.Option("--output", "-o", help="File to write: .html or .md.")
    ] = "report.html",
    channel: Annotated[str, typer.Option(help="What stops: all, production or exports.")] = "all",
    still: Annotated[
        bool, typer.Option("--still", help="Leave out the interactive figure (5 MB).")
    ] = False,
    year: Year = None,
) -> None:
    """Write one self-contained page: answer, figures, tables, sources."""
    from mineralsec.analysis.disruption.simulate import remove_country
    from mineralsec.reporting.report import report as write

    graph = _load(year, mineral)
    # the words are checked where they are used, as in `remove`
    how = cast("Channel", channel)
    what = graph if place is None else remove_country(graph, place, channel=how)
    print("wrote", write(what, out, interactive=not still))
