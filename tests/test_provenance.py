import pickle
from datetime import UTC, date, datetime

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineralsec.errors import MineralsecError, RecordError
from mineralsec.provenance import Citation, check_text, to_date

FULL = {
    "title": "Mineral Commodity Summaries 2025",
    "publisher": "USGS",
    "locator": "Cobalt, table 2",
    "as_of": date(2025, 1, 31),
    "url": "https://www.usgs.gov/centers/national-minerals-information-center",
    "licence": "public domain",
    "note": "tonnes from kilograms",
}
plain_text = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30)


def test_a_citation_prints_as_one_reference():
    assert str(Citation(**FULL)) == (
        "USGS, Mineral Commodity Summaries 2025, Cobalt, table 2, as of 2025-01-31. "
        "Licence: public domain. Changes: tonnes from kilograms. "
        "https://www.usgs.gov/centers/national-minerals-information-center"
    )


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"title": "A report"}, "A report."),
        ({"title": "Who mines cobalt?"}, "Who mines cobalt?"),
        ({"title": "A report", "url": "10.1000/182"}, "A report. https://doi.org/10.1000/182"),
        ({"title": "A report", "licence": "CC BY 4.0"}, "A report. Licence: CC BY 4.0."),
    ],
)
def test_what_is_not_known_is_not_printed(fields, text):
    assert str(Citation(**fields)) == text
    assert repr(Citation(**fields)) == f"Citation({text})"


def test_dates_may_be_days_or_iso_strings():
    assert Citation(title="A", as_of="2025-01-31") == Citation(title="A", as_of=date(2025, 1, 31))
    assert Citation(title="A").as_of is None


def test_a_citation_is_frozen_and_keyword_only():
    source = Citation(**FULL)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        source.title = "another"
    with pytest.raises(TypeError, match="positional"):
        Citation("A report")


@given(plain_text, plain_text, st.none() | st.dates())
def test_citations_with_the_same_fields_are_equal_and_hash_alike(title, publisher, as_of):
    one, other = (Citation(title=title, publisher=publisher, as_of=as_of) for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)
    assert "\n" not in str(one)
    assert one != attrs.evolve(one, locator="page 1")


def test_a_citation_survives_pickling():
    source = Citation(**FULL)
    assert pickle.loads(pickle.dumps(source)) == source
    assert len({source, pickle.loads(pickle.dumps(source))}) == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": ""}, "Citation.title is blank; write at least one word"),
        ({"title": " \xa0 "}, "Citation.title is blank"),
        ({"title": 3}, "Citation.title must be text, got 3"),
        ({"title": None}, "Citation.title must be text, got None"),
        ({"title": "two\nlines"}, r"Citation.title holds the control character U\+000A"),
        ({"publisher": "US\x00GS"}, r"Citation.publisher holds the control character U\+0000"),
        ({"locator": "\u202eelbat"}, r"Citation.locator holds the control character U\+202E"),
        ({"licence": "\ud800"}, r"Citation.licence holds the control character U\+D800"),
        ({"note": b"bytes"}, "Citation.note must be text"),
        ({"url": "javascript:alert(1)"}, "write a web address"),
        ({"url": "www.usgs.gov"}, "write a web address"),
        ({"url": "https://"}, "write a web address"),
        ({"url": 'https://a.b/"><script>'}, "write a web address"),
        ({"url": "https://a.b/ c"}, "write a web address"),
        ({"url": "10.1/x"}, "write a web address"),
        ({"url": 7}, "Citation.url must be text, got 7"),
        ({"as_of": "31.1.2025"}, "Citation.as_of must be a date, got '31.1.2025'; write it as"),
        ({"as_of": "2025"}, "write it as '2025-01-31'"),
        ({"as_of": ""}, "Citation.as_of must be a date"),
        ({"as_of": "20250131"}, "write it as '2025-01-31'"),
        ({"as_of": "٢٠٢٥-٠١-٣١"}, "write it as '2025-01-31'"),
        ({"as_of": 2025}, "Citation.as_of must be a date, got 2025"),
        ({"as_of": "2025-02-30"}, "a day the calendar does not have"),
    ],
)
def test_a_bad_field_is_refused_by_name(changes, message):
    with pytest.raises(RecordError, match=message) as caught:
        Citation(**{**FULL, **changes})
    assert isinstance(caught.value, MineralsecError)
    assert str(caught.value).isprintable()  # nothing raw comes back in the message


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("", ""),
        ("http://example.org", "http://example.org"),
        ("HTTPS://example.org/a?b=c#d", "HTTPS://example.org/a?b=c#d"),
        ("doi:10.3133/mcs2025", "https://doi.org/10.3133/mcs2025"),
        ("DOI: 10.3133/mcs2025", "https://doi.org/10.3133/mcs2025"),
        ("10.1000.10/a", "https://doi.org/10.1000.10/a"),
        (
            "10.1002/(SICI)1097<1::AID>3.0.CO;2-A",
            "https://doi.org/10.1002/(SICI)1097%3C1::AID%3E3.0.CO;2-A",
        ),
    ],
)
def test_link_is_an_address_a_browser_opens(url, link):
    assert Citation(title="A", url=url).link == link


@given(st.dates())
def test_an_iso_day_reads_back_as_itself(day):
    assert to_date(day.isoformat(), "on") == day == to_date(day, "on")


def test_of_a_datetime_the_day_is_kept():
    day = to_date(datetime(2025, 1, 31, 23, 59, tzinfo=UTC), "on")
    assert day == date(2025, 1, 31)
    assert type(day) is date


def test_ordinary_text_of_any_script_passes():
    for text in ("", "Côte d'Ivoire — €5", "中国地质调查局", "وزارة", "می‌خواهم"):
        check_text(text, "title")


@pytest.mark.parametrize(
    ("publisher", "title", "reference"),
    [
        ("Mondaq", "Mondaq, 2023", "Mondaq, 2023"),
        ("mondaq", "Mondaq", "Mondaq"),
        ("", "A paper", "A paper"),
        ("USGS", "Commodity Summaries", "USGS: Commodity Summaries"),
    ],
)
def test_a_publisher_that_its_title_names_is_printed_once(publisher, title, reference):
    source = Citation(title=title, publisher=publisher)
    assert source.reference == reference
    assert str(source) == reference.replace(": ", ", ") + "."
