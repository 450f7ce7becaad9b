import subprocess
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mineralsec
from mineralsec import places
from mineralsec.errors import MineralsecError, RecordError, UnknownNameError
from mineralsec.places import (
    RESIDUAL,
    Membership,
    bloc_members,
    bloc_memberships,
    country_of,
    every_bloc,
    every_country,
    is_bloc,
    is_place,
    place_name,
    resolve_place,
    resolve_places,
    site_of,
)
from mineralsec.places.tables import fold, rows

SOURCE = Path(mineralsec.__file__).parent

countries = st.sampled_from(every_country())
slugs = st.lists(st.text("abcxyz019", min_size=1, max_size=6), min_size=1, max_size=3).map("-".join)

# Spellings as printed by USGS MCS 2022-2026 and its facility files, the EU study 2023, the IEA
# explorer 2025, BACI V202601, the World Bank's WGI and Natural Earth.
PRINTED = {
    "USA": ["United States", "USA", "U.S.", "US", "usa", "The United States of America"],
    "GBR": ["United Kingdom", "UK", "U.K.", "Great Britain"],
    "COD": [
        "Congo (Kinshasa)",
        "Congo, D.R.",
        "Democratic Republic of Congo",
        "Dem. Rep. of the Congo",
        "Congo, Dem. Rep.",
        "DRC",
        "Zaire",
    ],
    "COG": ["Congo (Brazzaville)", "Congo, Rep.", "Republic of the Congo", "Congo - Brazzaville"],
    "CIV": ["Côte d'Ivoire", "Côte d’Ivoire", "Cote d'Ivoire", "Ivory Coast", "COTE D´IVOIRE"],
    "KOR": ["Korea, Republic of", "Korea, South", "Rep. of Korea", "Korea, Rep.", "South Korea"],
    "PRK": ["Korea, North", "North Korea", "Dem. People's Rep. of Korea", "DPRK"],
    "MMR": ["Burma", "Myanmar"],
    "TUR": ["Turkey", "Türkiye", "Turkiye", "Turkyie", "TÜRKİYE"],
    "LAO": ["Laos", "Lao PDR", "Lao People's Dem. Rep."],
    "RUS": ["Russia", "Russian Federation"],
    "VNM": ["Vietnam", "Viet Nam"],
    "IRN": ["Iran", "Iran, Islamic Rep.", "Iran (Islamic Republic of)"],
    "BOL": ["Bolivia", "Bolivia (Plurinational State of)"],
    "TZA": ["Tanzania", "United Rep. of Tanzania"],
    "SYR": ["Syria", "Syrian Arab Republic"],
    "VEN": ["Venezuela", "Venezuela, RB"],
    "BRA": ["Brazil", "Brasil", "Brasilia"],
    "LBN": ["Lebanon", "Libanon"],
    "SUR": ["Suriname", "Surinam"],
    "SWZ": ["Eswatini", "Swaziland"],
    "MKD": ["North Macedonia", "Macedonia"],
    "CZE": ["Czechia", "Czech Republic"],
    "SVK": ["Slovakia", "Slovak Republic"],
    "TWN": ["Taiwan", "Taiwan, China", "Chinese Taipei"],
    "HKG": ["Hong Kong", "China, Hong Kong SAR"],
    "BIH": ["Bosnia and Herzegovina", "Bosnia Herzegovina", "Bosnia & Herzegovina"],
    "KGZ": ["Kyrgyzstan", "Kyrgyz Republic"],
    "NCL": ["New Caledonia"],
    "GRL": ["Greenland"],
    "XKX": ["Kosovo"],
    "PSE": ["West Bank and Gaza", "Palestine"],
    "BHS": ["Bahamas, The", "The Bahamas"],
    "GMB": ["Gambia, The"],
    "KNA": ["St. Kitts and Nevis", "Saint Kitts & Nevis"],
    "STP": ["São Tomé and Principe"],
    "CHN": ["China", "china\xa0", " China "],
    "NAM": ["Namibia"],
    "DOM": ["Dominican Rep."],
    "DMA": ["Dominica"],
}


@pytest.mark.parametrize(
    ("text", "code"), [(text, code) for code, texts in PRINTED.items() for text in texts]
)
def test_what_publishers_print_resolves(text, code):
    assert resolve_place(text) == code


@pytest.mark.parametrize("code", every_country())
def test_every_country_answers_to_code_and_name_in_any_case(code):
    name = place_name(code)
    for text in (code, code.lower(), name, name.upper(), name.lower()):
        assert resolve_place(text) == code


def test_every_country_is_iso_3166_1_and_kosovo():
    assert len(every_country()) == 250
    assert set(every_country()) >= {"CHN", "COD", "TWN", "NCL", "XKX"}
    assert list(every_country()) == sorted(every_country())


def test_every_alias_resolves_unless_it_is_ambiguous():
    table = list(rows("aliases.csv"))
    assert len(table) > 300
    for row in table:
        if row["source"].startswith("ambiguous"):
            with pytest.raises(UnknownNameError, match=row["place"]):
                resolve_place(row["alias"])
        else:
            assert resolve_place(row["alias"]) == row["place"], row


def test_no_alias_or_bloc_takes_the_place_of_a_code():
    codes = places.codes._tables().codes
    for row in rows("aliases.csv"):
        assert codes.get(fold(row["alias"]).upper(), row["place"]) == row["place"]
    assert not any(is_place(bloc) for bloc in every_bloc())


@pytest.mark.parametrize(
    "code", ["AAA", "AAZ", "QMA", "QXR", "QZZ", "XAA", "XXZ", "ZZA", "ZZZ", "xaa"]
)
def test_user_assigned_codes_are_places(code):
    assert resolve_place(code) == code.upper()
    assert code.upper() not in every_country()


@pytest.mark.parametrize("code", ["ABA", "QLZ", "XYA", "ZYZ", "A", "B", "ROM", "ZAR", "KSV"])
def test_other_codes_outside_iso_3166_1_are_not(code):
    assert not is_place(code)


@given(countries, slugs)
def test_a_site_keeps_its_country(country, slug):
    site = f"{country}:{slug}"
    assert resolve_place(site) == site
    assert (country_of(site), site_of(site)) == (country, slug)
    assert place_name(site) == f"{place_name(country)}: {slug}"
    assert resolve_place(f"{place_name(country)}:{slug}") == site


@given(countries)
def test_a_whole_country_has_no_site(country):
    assert country_of(country) == country
    assert site_of(country) is None


@given(st.text(max_size=12) | slugs | countries.map(place_name))
def test_resolving_twice_changes_nothing_and_refusing_is_always_our_error(text):
    if is_place(text):
        once = resolve_place(text)
        assert resolve_place(once) == once
    else:
        with pytest.raises(MineralsecError) as caught:
            resolve_place(text)
        assert str(caught.value).isprintable()


def test_names_to_print():
    assert place_name("CIV") == "Côte d'Ivoire"
    assert place_name("Burma") == "Myanmar"
    assert place_name("XAA") == "XAA"
    assert place_name(RESIDUAL) == "not placed"
    assert place_name("QXR:smelter-2") == "not placed: smelter-2"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Chnia", r"no place is called 'Chnia'\. Did you mean 'China' \(CHN\)"),
        ("CNH", r"Did you mean .*'China' \(CHN\)"),
        ("Cote dIvory", r"Did you mean .*\(CIV\)"),
        ("Kongo", r"'Congo \(Kinshasa\)' \(COD\) or 'Congo \(Brazzaville\)' \(COG\)"),
        ("Atlantis Prime", r"no place is called 'Atlantis Prime'\. Write an ISO 3166-1"),
        ("???", r"no place is called '\?\?\?'\. Write an ISO 3166-1"),
        ("Congo", r"'Congo' may mean 'Congo \(Kinshasa\)' \(COD\) or .* \(COG\); write the code"),
        ("korea", r"\(KOR\) or .*\(PRK\); write the code"),
        ("CN", r"'CN' is a two-letter code.* write 'CHN' \(China\)"),
        ("NA", r"write 'NAM' \(Namibia\)"),
        ("in", r"write 'IND' \(India\)"),
        ("EU27", r"'EU27' is a bloc, not a place; resolve_places\('EU27'\)"),
        ("", "a place is blank"),
        (" \xa0", "a place is blank"),
        ("CH\nN", r"do not print: 'CH\\nN'"),
        ("CHN\x00", r"do not print: 'CHN\\x00'"),
        ("\u202eCHN", r"do not print: '\\u202eCHN'"),
        ("C" * 101, r"\(101 characters\) is too long for a place"),
        (None, "a place must be text, got None"),
        (156, "a place must be text, got 156"),
        (["CHN"], r"a place must be text, got \['CHN'\]"),
        (float("nan"), "a place must be text, got nan"),
        ("CHN:", "write for instance 'CHN:bayan-obo'"),
        ("CHN:Bayan Obo", "write for instance 'CHN:bayan-obo'"),
        ("CHN:bayan--obo", "write for instance 'CHN:bayan-obo'"),
        ("CHN:a:b", "write for instance 'CHN:a-b'"),
        ("BRA:araxá", "write for instance 'BRA:araxa'"),
        ("CHN:白云鄂博", "write for instance 'CHN:bayan-obo'"),
        (":bayan-obo", "a place is blank"),
        ("Atlantis Prime:mine", "no place is called 'Atlantis Prime'"),
    ],
)
def test_what_is_no_place_is_refused_with_what_to_write(text, message):
    with pytest.raises(UnknownNameError, match=message) as caught:
        resolve_place(text)
    assert str(caught.value).isprintable()
    assert not is_place(text)


def test_a_subclass_of_text_becomes_plain_text():
    class Text(str):
        pass

    assert type(resolve_place(Text("CHN"))) is str
    assert type(resolve_place(Text("China"))) is str


# Blocs


@pytest.mark.parametrize(
    ("bloc", "size"),
    [("EU27", 27), ("EU", 27), ("OECD", 38), ("NATO", 32), ("MSP", 14), ("BRICS", 10)],
)
def test_blocs_have_their_members(bloc, size):
    members = bloc_members(bloc)
    assert len(members) == size
    assert members <= set(every_country())


@pytest.mark.parametrize(
    ("bloc", "country", "day_before", "first_day"),
    [
        ("EU", "HRV", "2013-06-30", "2013-07-01"),
        ("EU", "POL", "2004-04-30", "2004-05-01"),
        ("NATO", "FIN", "2023-04-03", "2023-04-04"),
        ("NATO", "SWE", "2024-03-06", "2024-03-07"),
        ("OECD", "CRI", "2021-05-24", "2021-05-25"),
        ("OECD", "CHL", "2010-05-06", "2010-05-07"),
        ("MSP", "IND", "2023-06-21", "2023-06-22"),
        ("MSP", "EST", "2024-03-02", "2024-03-03"),
        ("BRICS", "ZAF", "2010-12-23", "2010-12-24"),
        ("BRICS", "ARE", "2023-12-31", "2024-01-01"),
        ("BRICS", "IDN", "2025-01-05", "2025-01-06"),
    ],
)
def test_membership_starts_on_its_first_day(bloc, country, day_before, first_day):
    assert country not in bloc_members(bloc, on=day_before)
    assert country in bloc_members(bloc, on=first_day)


def test_membership_ends_after_its_last_day():
    assert "GBR" in bloc_members("EU", on=date(2020, 1, 31))
    assert "GBR" not in bloc_members("EU", on=datetime(2020, 2, 1, 12))
    assert "GBR" not in bloc_members("EU")


def test_the_union_grew_as_its_history_says():
    # number of member states after each enlargement
    for year, size in {1958: 6, 1973: 9, 1981: 10, 1986: 12, 1995: 15, 2004: 25, 2007: 27}.items():
        assert len(bloc_members("EU", on=f"{year}-12-31")) == size
    assert len(bloc_members("EU", on="2013-07-01")) == 28


def test_eu27_is_the_union_since_the_united_kingdom_left():
    assert bloc_members("EU27") == bloc_members("EU27", on="2020-02-01") == bloc_members("EU")


def test_saudi_arabia_is_not_counted_among_brics():
    assert "SAU" not in bloc_members("BRICS")
    assert any("Saudi Arabia" in m.note for m in bloc_memberships("BRICS"))


def test_every_membership_has_a_source_and_ends_after_it_starts():
    for bloc in every_bloc():
        for m in bloc_memberships(bloc):
            assert m.source
            assert m.country in every_country()
            assert m.joined is not None
            assert m.left is None or m.joined < m.left


def test_without_dates_a_member_is_one_always():
    always = Membership("B", "XAA", None, None, "", "")
    assert always.holds(date(1950, 1, 1))
    assert always.holds(None)


@pytest.mark.parametrize(
    ("text", "bloc"),
    [("eu27", "EU27"), ("EU-27", "EU27"), ("European Union", "EU"), ("nato", "NATO")],
)
def test_a_bloc_has_spellings_too(text, bloc):
    assert is_bloc(text)
    assert bloc_members(text) == bloc_members(bloc)


@pytest.mark.parametrize("text", ["", "G7", "FRA", "EU\n27", "NATO" + " " * 100, None, 27])
def test_what_is_no_bloc_is_refused_with_the_list(text):
    assert not is_bloc(text)
    with pytest.raises(UnknownNameError, match="Blocs: EU, EU27, OECD, NATO, MSP, BRICS"):
        bloc_members(text)


def test_a_bloc_before_its_first_day_is_an_error_and_not_an_empty_set():
    with pytest.raises(UnknownNameError, match=r"BRICS has no .* 2005-01-01.*2009-06-16"):
        bloc_members("BRICS", on="2005-01-01")


@pytest.mark.parametrize("on", ["2024", "1.1.2024", "2024-13-01", 2024])
def test_a_day_of_membership_must_be_a_day(on):
    with pytest.raises(RecordError, match="on "):
        bloc_members("EU", on=on)
    with pytest.raises(RecordError, match="on "):
        resolve_places("USA", on=on)


# Lists


@pytest.mark.parametrize(
    ("given_as", "codes"),
    [
        ("USA,JPN", ("USA", "JPN")),
        ("USA, Japan ,usa", ("USA", "JPN")),
        ("Korea, Republic of", ("KOR",)),
        ("Korea, Republic of; Japan", ("KOR", "JPN")),
        ("CHN:bayan-obo,CHN", ("CHN:bayan-obo", "CHN")),
        (["Japan", "Congo, D.R."], ("JPN", "COD")),
        ((code for code in ("JPN", "USA")), ("JPN", "USA")),
        ([], ()),
    ],
)
def test_lists_of_places_resolve_in_the_order_given(given_as, codes):
    assert resolve_places(given_as) == codes


def test_a_bloc_in_a_list_becomes_its_members_once():
    eu = resolve_places("EU27")
    assert eu == tuple(sorted(bloc_members("EU27")))
    assert resolve_places("FRA,EU27,USA") == ("FRA", *(c for c in eu if c != "FRA"), "USA")
    assert "GBR" in resolve_places(["EU"], on="2019-01-01")


@pytest.mark.parametrize(
    ("given_as", "message"),
    [
        ("USA,,JPN", "a place is blank"),
        ("", "a place is blank"),
        ("USA,Chnia", "Did you mean 'China'"),
        (["USA", 3], "a place must be text, got 3"),
        (3, "places must be text or a list of texts, got 3"),
        (None, "places must be text or a list of texts, got None"),
    ],
)
def test_a_bad_item_of_a_list_is_named(given_as, message):
    with pytest.raises(UnknownNameError, match=message):
        resolve_places(given_as)


# How it is built


def test_importing_places_reads_no_table_and_loads_nothing_heavy():
    code = (
        "import sys, mineralsec.places as p; from mineralsec.places import codes, blocs; "
        "assert codes._tables.cache_info().currsize == blocs._blocs.cache_info().currsize == 0; "
        "assert p.resolve_place('China') == 'CHN'; "
        "print([m for m in ('attrs', 'pint', 'numpy', 'pandas') if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(SOURCE.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "[]"


def test_the_tables_are_found_inside_a_zip_file(tmp_path):
    archive = tmp_path / "bundle.zip"
    with zipfile.ZipFile(archive, "w") as bundle:
        for path in [SOURCE / "__init__.py", SOURCE / "errors.py", *SOURCE.glob("places/**/*")]:
            if path.suffix in {".py", ".csv"}:
                bundle.write(path, Path("mineralsec") / path.relative_to(SOURCE))
    code = "from mineralsec.places import *; print(resolve_place('Burma'), len(every_bloc()))"
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(archive)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split() == ["MMR", "6"]
