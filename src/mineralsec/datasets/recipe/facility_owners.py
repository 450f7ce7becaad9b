"""Owners as the facility layers print them: one name a company, its share, and where it sits."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mineralsec.places import place_name, resolve_place

__all__ = ["OVER", "Printed", "owners_of"]

#: Shares that add up to more than this are not used. Below it they are rounding, and are
#: divided by their sum.
OVER = 1.005

#: Names used here for companies that the layers spell in several ways. Each line joins
#: spellings of one company or of a group and the arm that bears its name.
_ONE_NAME = {
    "African Rainbow Minerals Ltd.": "African Rainbow Minerals",
    "Anglo American Platinum Ltd.": "Anglo American Platinum",
    "Anglo Platinum Ltd.": "Anglo American Platinum",
    "China Molybdenum Co. Ltd.": "China Molybdenum (CMOC)",
    "China Nonferrous Metal Mining (Group) Co. Ltd.": "China Nonferrous Metal Mining (Group)",
    "China Nonferrous Metals Mining (Group) Co. Ltd.": "China Nonferrous Metal Mining (Group)",
    "Eurasian Resources Group Plc": "Eurasian Resources Group (ERG)",
    "Eurasian Resources Group, S.a.r.l. (ERG)": "Eurasian Resources Group (ERG)",
    "Gecamines": "Gécamines",
    "Glencore International AG": "Glencore",
    "Glencore Plc": "Glencore",
    "Glencore Plc.": "Glencore",
    "Korea Resources Corp. (Government of South Korea)": "Korea Resources Corp.",
    "Jinchuan Group International Resources Co. Ltd.": "Jinchuan Group International Resources",
    "Jinchuan Group International Resources Co. Ltd. (via wholly owned subsidiary Metorex)": (
        "Jinchuan Group International Resources"
    ),
    "La Générale des Carrières et des Mines SA (Gécamines)": "Gécamines",
    "Managem Group": "Managem",
    "Nickel Asia Corp.": "Nickel Asia",
    "Sibanye-Stillwater Ltd.": "Sibanye-Stillwater",
    "Sumitomo Metal Mining Co., Ltd.": "Sumitomo Metal Mining",
    "Vedanta Resources Plc": "Vedanta Resources",
    "Vedanta Resources plc": "Vedanta Resources",
    "Wanbao Mining Ltd.": "Wanbao Mining",
    "Zambia Consolidated Copper Mines Investments Holdings Plc (ZCCM–IH)": "ZCCM-IH",
    "Zijin Mining Group Company Ltd.": "Zijin Mining",
}

#: Where an owner has its head office, and the key of the source that says so. The layers do not
#: say it; owners without a line here have no place.
_SEATS = {
    "China Molybdenum (CMOC)": ("CHN", "seat-cmoc"),
    "China Railway Engineering Corporation": ("CHN", "seat-sicomines"),
    "China Railway Group Ltd.": ("CHN", "seat-sicomines"),
    "Eurasian Resources Group (ERG)": ("LUX", "seat-erg"),
    "First Quantum Minerals Ltd.": ("CAN", "seat-zambia"),
    "Glencore": ("CHE", "seat-glencore"),
    "Gécamines": ("COD", "seat-gecamines"),
    "Impala Platinum Holdings Ltd.": ("ZAF", "seat-impala"),
    "Jinchuan Group International Resources": ("CHN", "seat-jinchuan"),
    "Korea Resources Corp.": ("KOR", "seat-ambatovy"),
    "Managem": ("MAR", "seat-managem"),
    "Metallurgical Corp. of China Ltd. (MCC)": ("CHN", "seat-mcc"),
    "Nickel Asia": ("PHL", "seat-nickel-asia"),
    "Shalina Resources Ltd.": ("ARE", "seat-shalina"),
    "Sherritt International Corp.": ("CAN", "seat-ambatovy"),
    "Sibanye-Stillwater": ("ZAF", "seat-sibanye"),
    "Sino Hydro Corp": ("CHN", "seat-sicomines"),
    "Sumitomo Corp.": ("JPN", "seat-ambatovy"),
    "Sumitomo Metal Mining": ("JPN", "seat-smm"),
    "Wanbao Mining": ("CHN", "seat-wanbao"),
    "ZCCM-IH": ("ZMB", "seat-zambia"),
    "Zijin Mining": ("CHN", "seat-zijin"),
}

#: Words that stand where a name should: the share belongs to nobody in particular.
_NOBODY = re.compile(r"other(s|\b.*)?|common shares|.*employees?|.*<null>", re.IGNORECASE)
_GOVERNMENT = re.compile(r"\bGovernment of (?P<country>[A-Z][A-Za-z ]+)")
_ITEM = re.compile(r"(?P<name>.+?) \[(?P<share>[0-9.]+)%\]")


@dataclass(frozen=True)
class Printed:
    """One owner of one facility.

    Parameters
    ----------
    name, printed
        Name used here, and as printed.
    share
        Part of the equity; None where none is printed.
    """

    name: str
    printed: str
    share: float | None

    def seat(self, home: str) -> tuple[str, str]:
        """Return the owner's place and the key of its source, both empty if unknown.

        Parameters
        ----------
        home
            Country of the facility: the one whose government "Government" is.
        """
        if self.printed == "Government":
            return home, "mineralsec-rules"
        if found := _GOVERNMENT.search(self.printed):
            return resolve_place(found["country"].strip()), "mineralsec-rules"
        return _SEATS.get(self.name, ("", ""))


def owners_of(text: str, home: str) -> tuple[list[Printed], str]:
    """Read the owners of one row.

    Parameters
    ----------
    text
        As in the table: ``"Glencore Plc [69%]; Fleurette Properties Ltd. [31%]"``.
    home
        Country of the facility.

    Returns
    -------
    tuple
        The owners, and why their shares are not used (empty if they are).

    Examples
    --------
    >>> found, remark = owners_of("Glencore Plc [69%]; Fleurette Properties Ltd. [31%]", "COD")
    >>> [(owner.name, owner.share) for owner in found], remark
    ([('Glencore', 0.69), ('Fleurette Properties Ltd.', 0.31)], '')
    >>> owners_of("Tronox Ltd. [74%]; Exxaro Resources Ltd. [44.65%]", "ZAF")[1]
    'the shares printed add up to 118.65 %'
    """
    found: dict[str, Printed] = {}
    total = 0.0
    for item in (part.strip() for part in text.split("; ")):
        match = _ITEM.fullmatch(item)
        share = float(match["share"]) / 100 if match else None
        printed = match["name"].strip() if match else item
        total += share or 0.0
        if not printed or _NOBODY.fullmatch(printed) or share == 0:
            continue
        name = _ONE_NAME.get(printed, printed)
        if printed == "Government":
            name = f"Government of {place_name(home)}"
        before = found.get(name)
        if before is not None and before.share is not None and share is not None:
            share += before.share
        found[name] = Printed(name, printed, share)
    if total > OVER:
        remark = f"the shares printed add up to {total * 100:.6g} %"
        return [Printed(o.name, o.printed, None) for o in found.values()], remark
    scale = max(total, 1.0)
    return [
        Printed(o.name, o.printed, None if o.share is None else o.share / scale)
        for o in found.values()
    ], ""
