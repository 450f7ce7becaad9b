"""Countries, sites below them, and blocs of countries.

A place is an ISO 3166-1 alpha-3 code (``"CHN"``), a code of the ranges that ISO leaves to users
(AAA-AAZ, QMA-QZZ, XAA-XXZ, ZZA-ZZZ; for tests and residuals), or a site below one
(``"CHN:bayan-obo"``). :func:`resolve_place` turns what people and publishers write into that
form. A bloc is a named set of countries with the days on which they joined and left.

>>> from mineralsec.places import bloc_members, resolve_place
>>> resolve_place("Congo (Kinshasa)")
'COD'
>>> sorted(bloc_members("BRICS", on="2012-01-01"))
['BRA', 'CHN', 'IND', 'RUS', 'ZAF']
"""

from mineralsec.places.blocs import (
    Membership,
    bloc_members,
    bloc_memberships,
    every_bloc,
    is_bloc,
)
from mineralsec.places.codes import (
    RESIDUAL,
    country_of,
    every_country,
    is_place,
    place_name,
    resolve_place,
    resolve_places,
    site_of,
)

__all__ = [
    "RESIDUAL",
    "Membership",
    "bloc_members",
    "bloc_memberships",
    "country_of",
    "every_bloc",
    "every_country",
    "is_bloc",
    "is_place",
    "place_name",
    "resolve_place",
    "resolve_places",
    "site_of",
]
