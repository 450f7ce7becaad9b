"""A page a mineral, made from the bundled data when the docs are built.

The pages go to ``docs/data``, which is not kept in version control. They are made again when the
data, the library or this file has changed; a stamp beside them says for what they were made. A
quick look at other pages needs no cards of all minerals: ``-D data_card_minerals=antimony,talc``.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from sphinx.application import Sphinx

import mineralsec as ms
from mineralsec.datasets.tables import minerals, published, rows, slug
from mineralsec.errors import GraphError, UnknownNameError
from mineralsec.graph.finding import Finding
from mineralsec.graph.grade import GRADES, grade
from mineralsec.graph.supply_graph import SupplyGraph
from mineralsec.places import place_name
from mineralsec.quantities import percent

#: Holders, uses, reserves and findings that a table lists by name.
LISTED = 10

#: Sizes of the units that the tables print, in tonnes.
TONNES = {"tonne": 1.0, "kilotonne": 1e3, "megatonne": 1e6, "kilogram": 1e-3}


def cell(text: object) -> str:
    """Return text that cannot break a Markdown table or become markup."""
    shown = " ".join(str(text).split())
    for sign in "\\|*_`<>[]$":
        shown = shown.replace(sign, f"\\{sign}")
    return shown


def table(header: Sequence[str], body: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table; nothing if it has no rows."""
    lines = ["| " + " | ".join(map(cell, row)) + " |" for row in body]
    if not lines:
        return ""
    top = "| " + " | ".join(header) + " |"
    return "\n".join([top, "| " + " | ".join("---" for _ in header) + " |", *lines, "", ""])


def amount(tonnes: float) -> str:
    """Return a mass in tonnes with three figures."""
    if tonnes != tonnes:
        return "-"
    size = float(f"{tonnes:.3g}")
    return f"{size:,.0f}" if size >= 100 or size == int(size) else f"{size:g}"


def name_of(place: str) -> str:
    """Return what a reader calls a place."""
    return "other countries" if place == "QXR" else place_name(place)


def editions(names: Iterable[str]) -> str:
    """Return editions for people: a run of the USGS as its first and last year.

    Examples
    --------
    >>> editions(["MCS 2024", "MCS 2025", "IEA 2025"])
    'IEA 2025, MCS 2024-2025'
    """
    found = sorted(set(names))
    years = [name.removeprefix("MCS ") for name in found if name.startswith("MCS ")]
    rest = [name for name in found if not name.startswith("MCS ")]
    if years:
        rest.append(f"MCS {years[0]}-{years[-1]}" if len(years) > 1 else f"MCS {years[0]}")
    return ", ".join(rest)


def within(low: float, high: float) -> str:
    """Return the limits of an HHI in points; a dash where they are one."""
    first, last = f"{1e4 * low:,.0f}", f"{1e4 * high:,.0f}"
    return f"{first} to {last}" if first != last else "-"


class Card:
    """What one page says, section by section.

    Parameters
    ----------
    mineral
        Name in the world dataset.
    """

    def __init__(self, mineral: str) -> None:
        self.mineral = mineral
        self.graph: SupplyGraph = ms.load("world", minerals=mineral)
        self.later: SupplyGraph | None
        try:
            self.later = ms.load("world", year=2025, minerals=mineral)
        except GraphError:
            self.later = None
        (self.about,) = (r for r in rows("world", "minerals.csv") if r["name"] == mineral)
        self.stages = self.about["stages"].split(";")
        at = slug(mineral)
        self.makers = rows("world", at, "producers.csv") + rows("world", at, "refiners.csv")
        self.flows = rows("world", at, "flows.csv")
        self.concentration = {row.stage: row for row in ms.concentration(self.graph).rows}
        self.findings: tuple[Finding, ...] = self.graph.findings()
        self.grade = grade(self.graph, mineral)

    @property
    def title(self) -> str:
        """Heading of the page."""
        symbol = f" ({self.about['symbol']})" if self.about["symbol"] else ""
        return f"{self.mineral[0].upper()}{self.mineral[1:]}{symbol}"

    def made_at(self, stage: str) -> list[dict[str, str]]:
        """Return the rows of primary output of one stage."""
        return [
            row
            for row in self.makers
            if (row.get("stage") or row.get("makes")) == stage and row["kind"] == "primary"
        ]

    def leader(self) -> str:
        """Return the largest named producer of the first stage with figures."""
        for stage in self.stages:
            try:
                found = ms.shares(self.graph, self.mineral, stage=stage)
            except GraphError:
                continue
            return next(label for label in found.labels if label != "QXR")
        raise LookupError(self.mineral)

    def chain(self) -> str:
        """Return the table of stages: years, editions, places, concentration."""
        body = []
        for stage in self.stages:
            made = self.made_at(stage)
            years = sorted({row["year"] for row in made})
            quality = Counter(row["quality"] for row in made if row["year"] == "2024")
            row = self.concentration.get(stage)
            body.append(
                (
                    stage,
                    f"{years[0]}-{years[-1]}" if len(years) > 1 else ", ".join(years),
                    editions(row["vintage"] for row in made),
                    len(row.shares.everyone[0]) if row else "-",
                    ", ".join(sorted(quality)) or "-",
                    f"{row.points:,.0f}" if row else "-",
                    within(row.low, row.high) if row else "-",
                )
            )
        header = ("stage", "years", "editions", "makers", "figures of 2024", "HHI", "HHI within")
        return f"{' → '.join(self.stages)}\n\n{table(header, body)}"

    def holders(self) -> str:
        """Return who makes how much at each stage."""
        text = ""
        for stage in self.stages:
            text += f"### {stage[0].upper()}{stage[1:]}\n\n"
            try:
                found = ms.shares(self.graph, self.mineral, stage=stage)
            except GraphError:
                text += "No output of 2024 in the data.\n\n"
                continue
            later = self._later(stage)
            points = dict(zip(found.labels, found.quantities[1].tolist(), strict=True))
            parts = dict(zip(found.labels, found.share.tolist(), strict=True))
            shown = [label for label in found.labels if label != "QXR"][:LISTED]
            body = [self._holder(label, points, parts, later) for label in shown]
            rest = [label for label in found.labels if label not in shown and label != "QXR"]
            if rest:
                body.append(
                    (
                        f"{len(rest)} more",
                        amount(sum(points[label] for label in rest)),
                        percent(sum(parts[label] for label in rest)),
                        "",
                        "",
                    )
                )
            if "QXR" in points:
                body.append(self._holder("QXR", points, parts, later))
            text += table(("place", "2024 [t]", "share", "2025 [t]", "share of 2025"), body)
            if found.withheld:
                names = ", ".join(name_of(label) for label in found.withheld)
                text += f"Withheld or without a figure: {cell(names)}. "
            text += f"{self._printed(stage)}\n\n"
        return text

    def _later(self, stage: str) -> dict[str, tuple[float, float]]:
        if self.later is None:
            return {}
        try:
            found = ms.shares(self.later, self.mineral, stage=stage)
        except (GraphError, UnknownNameError):
            return {}
        pairs = zip(found.quantities[1].tolist(), found.share.tolist(), strict=True)
        return dict(zip(found.labels, pairs, strict=True))

    @staticmethod
    def _holder(
        label: str,
        points: dict[str, float],
        parts: dict[str, float],
        later: dict[str, tuple[float, float]],
    ) -> tuple[str, str, str, str, str]:
        mass, share = later.get(label, (float("nan"), float("nan")))
        return (
            name_of(label),
            amount(points[label]),
            percent(parts[label]),
            amount(mass),
            percent(share),
        )

    def _printed(self, stage: str) -> str:
        totals = [
            row
            for row in published("published_totals", "totals")
            if (row["mineral"], row["stage"], row["quantity"])
            == (self.mineral, stage, "production")
            and (row["year"], row["vintage"]) == ("2024", "MCS 2026")
            and row["published"]
        ]
        if not totals:
            return "No world total of 2024 is printed for this stage."
        (row,) = totals
        part = float(row["rows_sum"]) / float(row["published"])
        printed = float(row["published"]) * TONNES.get(row["unit"], 1.0)
        return (
            f"Printed world total of 2024: {amount(printed)} t ({row['vintage']}); the rows of "
            f"its table add up to {100 * part:.1f} % of it."
        )

    def removal(self) -> str:
        """Return what happens when the largest producer stops."""
        place = self.leader()
        try:
            impact = ms.remove_country(self.graph, place)
        except GraphError as error:
            return f"{cell(error)}\n"
        return f'`ms.remove_country(graph, "{place}")`: ' + cell(impact.explain()) + "\n"

    def trade(self) -> str:
        """Return how many lanes are observed, how many modelled, and by which codes."""
        now = [row for row in self.flows if row["year"] == "2024"]
        if not now:
            return "No lanes.\n"
        body = []
        for stage in self.stages:
            lanes = [row for row in now if row["stage"] == stage]
            modelled = [row for row in lanes if row["quality"] == "modelled"]
            forms = sorted({row["form"] for row in lanes if row["form"]})
            if lanes:
                observed = len(lanes) - len(modelled)
                body.append((stage, observed, len(modelled), "; ".join(forms) or "-"))
        text = table(("stage", "observed lanes", "modelled lanes", "traded forms"), body)
        forms_ = [r for r in rows("world", "forms.csv") if r["mineral"] == self.mineral]
        text += table(
            ("form", "stage", "code", "content", "where the content is from"),
            (
                (r["name"], r["stage"], r["hs"] or "-", f"{float(r['content']):.4g}", r["note"])
                for r in forms_
            ),
        )
        return text

    def use(self) -> str:
        """Return what sits inside use."""
        found = rows("world", slug(self.mineral), "consumers.csv")
        if not found:
            return "No use on record.\n"
        kinds: dict[tuple[str, str, str], list[float]] = {}
        for row in found:
            scale = TONNES[row["unit"].removesuffix("/year")]
            what = row["sector"] or "published or from trade and output"
            kinds.setdefault((row["stage"], what, row["quality"]), []).append(
                float(row["demand"] or 0) * scale
            )
        body = [
            (stage, what, quality, len(sizes), amount(sum(sizes)))
            for (stage, what, quality), sizes in sorted(kinds.items())
        ]
        return table(("stage", "what", "figures", "places", "2024 [t]"), body)

    def reserves(self) -> str:
        """Return who has what in the ground."""
        try:
            found = ms.shares(self.graph, self.mineral, of="reserves")
        except GraphError:
            return "No reserves by country in tonnes.\n"
        pairs = zip(found.labels, found.quantities[1].tolist(), found.share.tolist(), strict=True)
        body = [(name_of(p), amount(t), percent(s)) for p, t, s in list(pairs)[:LISTED]]
        return table(("place", "reserves [t]", "share"), body)

    def controls(self) -> str:
        """Return trade controls and stockpiles on record."""
        acts = rows("world", slug(self.mineral), "controls.csv")
        body = [
            (r["issuer"], r["instrument"], r["effective"] or "-", r["ends"] or "-", r["targets"])
            for r in acts
        ]
        text = table(("issuer", "instrument", "effective", "ends", "targets"), body)
        stocks = rows("world", slug(self.mineral), "stockpiles.csv")
        text += table(
            ("stockpile of", "stage", "amount", "as of"),
            (
                (r["holder"] or r["place"], r["stage"], f"{r['amount']} {r['unit']}", r["as_of"])
                for r in stocks
            ),
        )
        return text or "None on record.\n"

    def reliance(self) -> str:
        """Return US net import reliance as printed, year by year."""
        try:
            lines = ms.datasets.us_reliance(self.mineral)
        except UnknownNameError:
            return ""
        kept: dict[str, dict[int, str]] = {}
        for line in lines:
            kept.setdefault(line.form or self.mineral, {})[line.year] = line.printed
        years = range(2021, 2026)
        body = [(form, *(by.get(year, "") for year in years)) for form, by in kept.items()]
        note = "Percent of consumption as printed; E: net exporter, NA: not available.\n\n"
        return note + table(("form", *map(str, years)), body)

    def lists(self) -> str:
        """Return the official lists that name the mineral."""
        found = []
        for name in ("US 2025", "EU 2023"):
            names = [
                entry.name
                for entry in ms.datasets.critical_list(name).entries
                if self.mineral in entry.records
            ]
            if names:
                found.append(f"{name} ({', '.join(names)})")
        return cell("; ".join(found)) or "none"

    def found(self) -> str:
        """Return the findings of the checks."""
        text = table(
            ("severity", "code", "finding"),
            ((f.severity, f.code, f.message) for f in self.findings[:LISTED]),
        )
        if not text:
            return "None.\n"
        more = len(self.findings) - LISTED
        return text + (f"{more} more: `graph.findings()`.\n" if more > 0 else "")

    def sources(self) -> str:
        """Return publishers, titles and licences, with the number of places cited."""
        cited = Counter((c.publisher, c.title, c.licence) for c in self.graph.citations())
        body = [(*key, number) for key, number in sorted(cited.items())]
        return table(("publisher", "title", "licence", "places cited"), body)

    def text(self, figure: str) -> str:
        """Return the page."""
        sections: list[tuple[str, Callable[[], str]]] = [
            ("Chain", self.chain),
            ("Who holds each stage", self.holders),
            ("If the largest producer stops", self.removal),
            ("Trade", self.trade),
            ("What sits in use", self.use),
            ("Reserves", self.reserves),
            ("Controls and stockpiles", self.controls),
            ("US net import reliance", self.reliance),
            ("Findings", self.found),
            ("Sources", self.sources),
        ]
        said = cell(self.about["note"])
        note = f"{said[:1].upper()}{said[1:]}.\n\n" if said else ""
        text = (
            f"# {cell(self.title)}\n\n{note}Contained mass is counted as "
            f"{cell(self.about['basis'])}. **Grade {self.grade}**: {GRADES[self.grade]}. "
            f"On official lists: {self.lists()}.\n\n"
            f"```{{image}} {figure}\n:alt: Shares of output by place at each stage of "
            f"{self.mineral} in 2024\n:width: 100%\n```\n\n"
        )
        for heading, section in sections:
            if body := section():
                text += f"## {heading}\n\n{body.rstrip()}\n\n"
        return text.rstrip() + "\n"

    def draw(self, path: Path) -> None:
        """Draw who holds each stage."""
        from matplotlib.figure import Figure

        figure = Figure(figsize=(8.0, 1.7 + 0.75 * len(self.stages)), layout="constrained")
        ms.plot_chain(self.graph, self.mineral, ax=figure.add_subplot())
        figure.savefig(path, dpi=90)

    def overview(self) -> tuple[object, ...]:
        """Return the row of the coverage table."""
        years = sorted({row["year"] for row in self.makers if row["kind"] == "primary"})
        tops = [
            f"{self.concentration[s].top} {percent(self.concentration[s].top_share)}"
            if s in self.concentration
            else "-"
            for s in self.stages
        ]
        lanes = [row for row in self.flows if row["year"] == "2024"]
        observed = sum(row["quality"] != "modelled" for row in lanes)
        worst = Counter(f.severity for f in self.findings)
        return (
            f"[{self.mineral}]({slug(self.mineral)})",
            " → ".join(self.stages),
            " → ".join(tops),
            f"{years[0]}-{years[-1]}",
            f"{observed} + {len(lanes) - observed}",
            self.grade,
            f"{worst['warning']} + {worst['note']}",
        )


def stamp() -> str:
    """Return what the pages depend on: the data, the library, this file."""
    digest = hashlib.sha256(ms.datasets.info("world").checksum.encode())
    package = Path(ms.__file__).parent
    for path in sorted([*package.rglob("*.py"), *package.glob("datasets/*/*.csv"), Path(__file__)]):
        digest.update(path.read_bytes())
    return digest.hexdigest()


INDEX = """# Data cards

One page a mineral, made from the bundled data when this documentation was built: the chain, who
holds each stage, coverage and editions, what sits in use, findings and sources. How the numbers
were put together is in [The world dataset](../explanation/world-dataset.md); which printed figures
they were checked against, in [Checked against print](../explanation/checked-against-print.md).

Grades: **A** {A}; **B** {B}; **C** {C}. Shares are of primary output in 2024, each stage's largest
place; lanes are those of 2024, observed + modelled; findings are warnings + notes.

{table}
```{{toctree}}
:hidden:
:maxdepth: 1

{pages}
```
"""


def make(folder: Path, names: Sequence[str] | None = None) -> None:
    """Write the cards of some minerals, every one by default, and the overview.

    Parameters
    ----------
    folder
        Where the pages go.
    names
        Minerals of the world dataset.
    """
    folder.mkdir(parents=True, exist_ok=True)
    body = []
    chosen = list(names or minerals("world"))
    for mineral in chosen:
        card = Card(mineral)
        card.draw(folder / f"{slug(mineral)}.png")
        (folder / f"{slug(mineral)}.md").write_text(card.text(f"{slug(mineral)}.png"), "utf-8")
        first, *others = card.overview()
        body.append((first, *map(cell, others)))
    header = ("mineral", "stages", "largest place", "output of", "lanes", "grade", "findings")
    lines = ["| " + " | ".join(row) + " |" for row in [header, ("---",) * len(header), *body]]
    index = INDEX.format(
        **GRADES, table="\n".join(lines) + "\n", pages="\n".join(map(slug, chosen))
    )
    (folder / "index.md").write_text(index, "utf-8")


def bring_cards(app: Sphinx, config: object) -> None:
    """Make the pages unless those that are there are of the same data and code."""
    folder = Path(app.srcdir) / "data"
    mark = folder / ".stamp"
    names = app.config.data_card_minerals
    wanted = " ".join([stamp(), *names])
    if mark.is_file() and mark.read_text("utf-8") == wanted:
        return
    for old in folder.glob("*.*"):
        old.unlink()
    make(folder, names)
    mark.write_text(wanted, "utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_config_value("data_card_minerals", [], "env", types=[list])
    app.connect("config-inited", bring_cards)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
