"""Tables, citations and attributions of the facilities dataset."""

from __future__ import annotations

__all__ = ["NOTICE", "NUMBERS", "SOURCES", "TABLES"]

_END = "source,locator,note"

#: What each table is about, and its columns.
TABLES: dict[str, tuple[str, tuple[str, ...]]] = {
    name: (about, tuple(columns.split(",")))
    for name, (about, columns) in {
        "sources": (
            "Citations; every other row names one of these keys",
            "key,title,publisher,locator,as_of,url,licence",
        ),
        "minerals": (
            "Minerals, their stages in order and the basis of contained mass",
            f"name,symbol,stages,basis,{_END}",
        ),
        "forms": (
            "Forms that capacities are the gross weight of; content is a mass fraction",
            f"mineral,name,content,stage,{_END}",
        ),
        "facilities": (
            "One capacity a row: a facility, or several that the publisher reports together",
            "mineral,stage,id,kind,place,facility,capacity,unit,form,operator,status,"
            f"capacity_year,latitude,longitude,quality,{_END}",
        ),
        "owners": (
            "Owners by facility; a share is part of the equity, empty where none is printed",
            "id,owner,printed,share,place,place_source,source,locator",
        ),
        "omitted": (
            "Facilities of these minerals whose figure is not used, and why",
            "commodity,uid,facility,place,published,unit,reason,source,locator",
        ),
    }.items()
}

#: Columns that are numbers.
NUMBERS = {
    "forms": {"content": "number"},
    "facilities": dict.fromkeys(("capacity", "latitude", "longitude"), "number"),
    "owners": {"share": "number"},
}

_USGS = "US Geological Survey, National Minerals Information Center"


def _seat(key: str, title: str, publisher: str, locator: str, url: str) -> dict[str, str]:
    return {
        "key": f"seat-{key}",
        "title": title,
        "publisher": publisher,
        "locator": locator,
        "as_of": "",
        "url": url,
        "licence": "facts cited; no text reproduced",
    }


SOURCES: tuple[dict[str, str], ...] = (
    {
        "key": "usgs-africa-gis",
        "title": "Compilation of geospatial data (GIS) for the mineral industries and related "
        "infrastructure of Africa",
        "publisher": _USGS,
        "locator": "mineral facilities, mostly year-end 2018",
        "as_of": "2018-12-31",
        "url": "https://doi.org/10.5066/P97EQWXP",
        "licence": "US public domain",
    },
    {
        "key": "usgs-indopacific-gis",
        "title": "Compilation of geospatial data (GIS) for the mineral industries and related "
        "infrastructure of the Indo-Pacific",
        "publisher": _USGS,
        "locator": "mineral facilities; year not given",
        "as_of": "",
        "url": "https://www.sciencebase.gov/catalog/item/65caa1aed34ef4b119cb3427",
        "licence": "US public domain",
    },
    {
        "key": "iupac-2021",
        "title": "Standard atomic weights of the elements 2021 (IUPAC Technical Report)",
        "publisher": "IUPAC",
        "locator": "abridged standard atomic weights",
        "as_of": "2022-05-04",
        "url": "https://doi.org/10.1515/pac-2019-0603",
        "licence": "facts cited; no text reproduced",
    },
    {
        "key": "mineralsec-rules",
        "title": "Rules of the facilities dataset",
        "publisher": "The mineralsec developers",
        "locator": "docs/explanation/facilities-dataset.md",
        "as_of": "",
        "url": "",
        "licence": "Apache-2.0",
    },
    _seat("ambatovy", "Change of the structure of the Ambatovy project in Madagascar (in Japanese)",
          "Sumitomo Corporation, 13 November 2017", "first paragraph: head offices of the three "
          "shareholders in Tokyo, Ontario and Gangwon",
          "https://www.sumitomocorp.com/ja/jp/news/release/2017/group/20171113_1"),
    _seat("cmoc", "Chinese companies are betting heavily on Democratic Republic of Congo's mines",
          "South China Morning Post, 27 December 2020", "second paragraph: Chinese company",
          "https://republicofmining.com/2021/01/13/chinese-companies-are-betting-heavily-on-"
          "democratic-republic-of-congos-mines-by-jevans-nyabiage-south-china-morning-post-"
          "december-27-2020/"),
    _seat("erg", "Eurasian Resources Group denies talks on a sale", "Mining Technology",
          "first paragraph: Luxembourg-based", "https://mining-technology.com/?p=687164"),
    _seat("gecamines", "DRC's mining regulator opposes planned sale of cobalt mine",
          "Trends N Africa", "first paragraph: the country's state miner",
          "https://trendsnafrica.com/drcs-mining-regulator-opposes-planned-sale-of-cobalt-mine-"
          "to-chinese"),
    _seat("glencore", "Glencore", "Wikipedia", "head office in Baar, Switzerland (registered "
          "office: Jersey)", "https://en.wikipedia.org/wiki/Glencore"),
    _seat("impala", "Impala Platinum", "Wikipedia", "head office in Johannesburg, South Africa",
          "https://en.wikipedia.org/wiki/Impala_Platinum"),
    _seat("jinchuan", "Jinchuan Group", "Wikipedia", "head office of the group that bears the "
          "name: Jinchang, China", "https://en.wikipedia.org/wiki/Jinchuan_Group"),
    _seat("managem", "Managem", "Wikipedia", "head office in Casablanca, Morocco",
          "https://en.wikipedia.org/wiki/Managem"),
    _seat("mcc", "Cobalt 27 files NI 43-101 technical report on the producing Ramu nickel-cobalt "
          "project", "Cobalt 27 Capital Corp., 25 July 2019", "a Chinese state-owned company",
          "https://en.prnasia.com/releases/apac/cobalt-27-files-ni-43-101-technical-report-on-the-"
          "producing-ramu-nickel-cobalt-project-252853.shtml"),
    _seat("nickel-asia", "Sumitomo, Nickel Asia invest $1.3 billion in RP plant",
          "The Philippine Star, 30 September 2009", "first paragraph: the country's largest "
          "nickel mining group", "https://philstar.com/business/2009/09/30/509391/"
          "sumitomo-nickel-asia-invest-13-billion-rp-plant/amp"),
    _seat("shalina", "Cobalt production to 10,000 tons! Chemaf challenges the hegemony of Glencore",
          "Chemaf, after Arab News", "first paragraph: head office in Dubai",
          "https://chemaf.com/cobalt-production-to-10000-tons-chemaf-challenges-the-hegemony-of-"
          "glencore-cobalt-industry/"),
    _seat("sibanye", "Sibanye-Stillwater", "Wikipedia", "head office in Johannesburg, South Africa",
          "https://en.wikipedia.org/wiki/Sibanye-Stillwater"),
    _seat("sicomines", "Sicomines", "Wikipedia", "Ownership: a consortium of Chinese companies",
          "https://en.wikipedia.org/wiki/Sicomines"),
    _seat("smm", "Consul General Ishikawa visits the plant of Taganito HPAL Nickel Corporation",
          "Consulate-General of Japan in Davao", "Sumitomo Metal Mining of Japan",
          "https://www.davao.ph.emb-japan.go.jp/itpr_ja/11_000001_00623.html"),
    _seat("wanbao", "Managem", "Wikipedia", "Operations: Wanbao Mining of China",
          "https://en.wikipedia.org/wiki/Managem"),
    _seat("zambia", "Zambia receives bids for stake in state mining investment arm",
          "Reuters, 5 February 2019", "Canada's First Quantum; the state's ZCCM-IH",
          "https://news.canadianminingreport.com/news/zambia-receives-bids-for-stake-in-state-"
          "mining-investment-arm"),
    _seat("zijin", "Zijin Mining", "Wikipedia", "head office in Longyan, Fujian, China",
          "https://en.wikipedia.org/wiki/Zijin_Mining"),
)  # fmt: skip

NOTICE = """# Attributions of the bundled facilities dataset

- **US Geological Survey**, National Minerals Information Center: Compilation of geospatial data
  (GIS) for the mineral industries and related infrastructure of Africa, doi:10.5066/P97EQWXP, and
  of the Indo-Pacific, ScienceBase item 65caa1aed34ef4b119cb3427. US public domain.
- **IUPAC** (2022), Standard atomic weights of the elements 2021, doi:10.1515/pac-2019-0603.

Head offices of some owners are facts cited one by one in `sources.csv`. What was converted, joined
or left out, and by which rule, is in `docs/explanation/facilities-dataset.md`.
"""
