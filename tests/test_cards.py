"""Cards and tables are escaped, and take the colours of the page they stand on."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mineralsec.cards import card, table


class Reader(HTMLParser):
    """Collects text, and the tags that are open at the end."""

    def __init__(self, html):
        super().__init__()
        self.open, self.tags, self.text = [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def both(text):
    return [card(text, [(text, text)], notes=[text]), table([text], [[text]], text)]


@given(st.text())
@settings(deadline=None)
def test_whatever_the_text_the_tags_are_ours_and_closed(text):
    for html, plain in zip(both(text), both("plain"), strict=True):
        read, expected = Reader(html), Reader(plain)
        assert read.open == []
        # an empty caption is left out
        assert [t for t in read.tags if t[0] != "caption"] == [
            t for t in expected.tags if t[0] != "caption"
        ]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "\"'><img src=x>", "a & b"])
def test_text_comes_out_as_it_went_in(text):
    for html in both(text):
        assert text not in html
        assert set(Reader(html).text) == {text}


def test_nothing_fixes_a_colour_or_loads_anything():
    for html in both("x"):
        for word in ("#", "rgb", "white", "black", "http", "src=", "class="):
            assert word not in html


def test_a_card_has_its_title_first_then_rows_then_notes():
    html = card("title", [("mineral", "gallium"), ("year", 2024)], notes=["one", "two"])
    assert Reader(html).text == ["title", "mineral", "gallium", "year", "2024", "one", "two"]


def test_a_card_without_rows_has_no_table():
    assert "<table" not in card("title", [])


def test_a_table_has_a_head_a_row_each_and_its_caption_on_top():
    html = table(["place", "share"], [["CHN", 0.98], ["KOR", 0.01]], "Gallium")
    assert Reader(html).text == ["Gallium", "place", "share", "CHN", "0.98", "KOR", "0.01"]
    assert html.count("<tr>") == 3
    assert "<caption" not in table(["a"], [])
