"""A report is one page that needs nothing else, and says what the result says."""

from __future__ import annotations

import functools
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

import mineralsec as ms
from mineralsec.reporting.page import (
    Bullets,
    Heading,
    Interactive,
    Page,
    Paragraph,
    Picture,
    Table,
    html_of,
    markdown_of,
)

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))),
    None,
)
VOID = {"meta", "link", "img", "br", "hr", "input"}


@functools.cache
def world(*minerals):
    return ms.load("world", minerals=minerals)


@functools.cache
def removed(country, *minerals):
    return ms.remove_country(world(*minerals), country)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Reports of every kind, written once."""
    folder = tmp_path_factory.mktemp("reports")
    kinds = {
        "impact": (removed("CHN", "gallium"), True),
        "impacts": (removed("CHN", "gallium", "germanium", "cobalt"), False),
        "mineral": ("gallium", False),
        "record": (world("gallium").mineral("gallium"), False),
        "graph": (world("gallium", "germanium"), False),
    }
    return {
        name: ms.report(what, folder / f"{name}.html", interactive=interactive)
        for name, (what, interactive) in kinds.items()
    }


class Words(HTMLParser):
    """The words of a page, and whether its elements are closed."""

    def __init__(self, text):
        super().__init__()
        self.words, self.open, self.images = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag == "img":
            self.images.append(dict(attrs))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("script", "style"):
            self.words.append(data)


def read(path):
    return Words(path.read_text(encoding="utf-8"))


def test_the_page_of_an_impact_says_what_the_impact_says(pages):
    words = " ".join(read(pages["impact"]).words)
    impact = removed("CHN", "gallium")
    assert impact.headline("gallium") in words
    for sentence in impact.explain().splitlines():
        assert sentence in words
    for note in impact.notes:
        assert note in words
    for source in impact.sources:
        assert source.title in words


def test_every_page_is_well_formed_and_its_pictures_have_words(pages):
    for path in pages.values():
        page = read(path)
        assert page.open == []
        assert page.images
        assert all(image["alt"] and image["src"].startswith("data:") for image in page.images)


def test_every_page_has_findings_and_sources(pages):
    for path in pages.values():
        words = " ".join(read(path).words)
        for heading in ("Findings", "Sources", "Made with mineralsec"):
            assert heading in words


def test_a_mineral_is_the_same_by_name_and_by_record(pages):
    assert pages["mineral"].read_bytes() == pages["record"].read_bytes()


def test_the_page_of_several_minerals_starts_with_the_worst(pages):
    words = read(pages["impacts"]).words
    rows = [words.index(name) for name in ("Gallium", "Cobalt")]
    assert rows == sorted(rows)


def test_a_report_is_the_same_bytes_every_time(pages, tmp_path):
    again = ms.report(removed("CHN", "gallium", "germanium", "cobalt"), tmp_path / "a.html",
                      interactive=False)  # fmt: skip
    assert again.read_bytes() == pages["impacts"].read_bytes()


def test_markdown_has_the_same_headings(pages, tmp_path):
    text = ms.report(removed("CHN", "gallium"), tmp_path / "a.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert headings[:2] == ["By response and horizon", "What it means"]
    assert "data:image/svg+xml;base64," in text


def test_many_minerals_are_named_where_they_have_no_figures(tmp_path):
    graph = ms.load("world").select(places=("CHN", "USA"))
    text = ms.report(graph, tmp_path / "a.md").read_text(encoding="utf-8")
    assert "Not drawn here: " in text
    names = tuple(graph.minerals)[:8]
    impact = ms.remove_country(graph.select(minerals=names), "CHN", response=ms.ProRata())
    text = ms.report(impact, tmp_path / "b.md").read_text(encoding="utf-8")
    assert "Without figures of their own here: " in text


@pytest.mark.parametrize(
    ("what", "name", "message"),
    [
        ("gallium", "a.pdf", r"\.html or \.md, got 'a.pdf'. Write 'out.html'"),
        ("galium", "a.html", "did you mean|Did you mean"),
        (3, "a.html", "an impact, a graph or a mineral, got 3"),
        ("gallium", "no/such/folder/a.md", "cannot write"),
    ],
)
def test_what_cannot_be_reported_is_refused(what, name, message, tmp_path):
    with pytest.raises(ms.MineralsecError, match=message):
        ms.report(what, tmp_path / name)


PAGE = Page(
    "A <b> & c",
    [
        Heading("one & two"),
        Paragraph("x < y"),
        Bullets(["a|b", "*"]),
        Table(("name", "t/yr"), [("<CHN>", "1,000"), ("USA", "<5")]),
        Picture(b"<svg/>", 'a "picture"'),
        Interactive("<div>live</div>", Picture(b"<svg/>", "still")),
    ],
)


def test_html_escapes_what_is_said_and_aligns_figures():
    text = html_of(PAGE)
    assert "<b>" not in text
    assert "&lt;CHN&gt;" in text
    assert '<td class="figure">1,000</td>' in text
    assert "<noscript>" in text
    assert 'alt="a &quot;picture&quot;"' in text
    assert Words(text).open == []


def test_markdown_escapes_what_would_be_a_sign():
    text = markdown_of(PAGE)
    assert "- a\\|b" in text
    assert "| --- | ---: |" in text
    assert "![still](data:" in text
    assert "live" not in text


# --- a real browser ---------------------------------------------------------------------------


def visit(page: Path, folder: Path, *options: str) -> tuple[str, str, set[str]]:
    """Return the page as the browser built it, what it complained of, and what it asked for."""
    log = folder / "net.json"
    done = subprocess.run(
        [
            BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-quic", f"--user-data-dir={folder / 'profile'}", "--enable-logging=stderr",
            "--virtual-time-budget=5000", f"--log-net-log={log}", *options, "--dump-dom",
            page.as_uri(),
        ],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    asked = set(re.findall(r'"url":"((?:https?|wss?|ftp):[^"]+)"', log.read_text()))
    return done.stdout, "\n".join(re.findall(r".*CONSOLE.*", done.stderr)), asked


@pytest.mark.skipif(BROWSER is None, reason="no Chromium or Chrome on this machine")
def test_a_browser_shows_the_page_without_a_complaint_or_a_request(pages, tmp_path):
    dom, complaints, asked = visit(pages["impact"], tmp_path)
    assert complaints == ""
    # a browser may ask its maker for updates of its own; a page's requests name this page
    assert not [url for url in asked if "plot" in url or "cdn" in url or "mineralsec" in url]
    assert 'class="main-svg"' in dom  # the interactive chart has been drawn
    assert dom.count("<img") >= 2


def test_without_javascript_a_drawing_stands_in_for_the_interactive_chart(pages):
    text = pages["impact"].read_text(encoding="utf-8")
    still = re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)
    words = " ".join(Words(still).words)
    assert removed("CHN", "gallium").headline("gallium") in words
    (stand_in,) = re.findall(r"<noscript>(.*?)</noscript>", still, flags=re.DOTALL)
    assert 'alt="How gallium moves from maker to user"' in stand_in


def test_the_rungs_are_told_in_words_and_other_responses_as_they_are(pages, tmp_path):
    told = pages["impact"].read_text("utf-8")
    assert "re-arranged along the lanes of today" in told
    assert "ProRata(" not in told
    asked = ms.remove_country(world("gallium"), "CHN", response=ms.Reroute(growth=0.5))
    page = ms.report(asked, tmp_path / "asked.md")
    assert "Reroute(lanes='observed', growth=0.5" in page.read_text("utf-8")
