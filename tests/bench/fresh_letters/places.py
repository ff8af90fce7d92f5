"""Invent places in real townships: villages, roads, estates, written with names of today, old names and zones."""

import random
from dataclasses import dataclass
from functools import cache

from tests.bench.fresh_letters.material import words
from vocab import Division, load_vocabulary

OLD_COUNTY = {"350604": "龙海市", "350605": "长泰县"}
ZONES = {
    "350604101": ("台商投资区", "漳州台商投资区"),
    "350623115": ("古雷开发区", "古雷港经济开发区"),
    "350623104": ("古雷开发区", "古雷港经济开发区"),
    "350604106": ("漳州高新区",),
    "350604107": ("漳州高新区", "高新区"),
    "350627102": ("漳州高新区",),
}
"""Zones and the townships they look after (shared with the vocabulary by intent: the names writers use)."""
ALONE = {
    "350604501": ("招商局漳州开发区", "漳州开发区", "漳州招商局经济技术开发区"),
    "350622500": ("常山开发区", "常山华侨农场", "常山华侨经济开发区"),
}
"""Zones that are townships of their own and stand without a county."""
FORMER = {"350602008": ("石亭街道", "石亭镇"), "350602007": ("芝山街道", "芝山镇"), "350604001": ("石码街道", "石码镇")}
"""Towns that have become subdistricts, with the names that writers still use."""
WAYS = ("full", "full", "full", "city", "province", "short", "old", "zone", "county-village")


@dataclass(frozen=True)
class Place:
    """A village or estate: how it is written, its code as far as the words go, what it is called when known."""

    written: str
    code: str
    county: str
    township: str
    village: str


@cache
def _townships() -> tuple[tuple[Division, Division], ...]:
    rows = load_vocabulary().divisions
    counties = {row.code: row for row in rows if row.level == "county"}
    return tuple((counties[row.parent_code], row) for row in rows if row.level == "township")


def invent_place(chance: random.Random) -> Place:
    """A place somewhere in the city."""
    county, town = chance.choice(_townships())
    village = _village(chance)
    head, told = _divisions(county, town, chance)
    code = town.code if told else county.code
    street = town.name.endswith("街道") or chance.random() < 0.12
    if street and told:
        village = chance.choice((_road(chance), village, invent_estate(chance)))
    return Place(head + told + village, code, county.name, told or county.name, village)


def _divisions(county: Division, town: Division, chance: random.Random) -> tuple[str, str]:
    """The words before and for the township, as one way of writing has them; no township in one of them."""
    way = chance.choice(WAYS)
    if town.code in ALONE:
        return chance.choice(("", "漳州市")), chance.choice(ALONE[town.code])
    if town.name.startswith("国营"):
        return county.name, town.name
    if town.name.startswith(("福建", county.name)):
        return "", town.name
    told = chance.choice(FORMER.get(town.code, (town.name,)))
    zone = chance.choice(ZONES.get(town.code, (county.name,)))
    heads = {
        "zone": zone,
        "old": OLD_COUNTY.get(county.code, county.name),
        "city": f"漳州市{county.name}",
        "province": f"福建省漳州市{county.name}",
        "short": "" if len(told) > len("某镇") else county.name,
    }
    if way == "county-village" and chance.random() < 0.5:
        return county.name, ""
    return heads.get(way, county.name), told


def invent_house(place: Place, chance: random.Random) -> str:
    """What stands behind a village, road or estate, down to the door."""
    pick, number = chance.choice, chance.randint
    if place.village.endswith(("路", "街", "大道", "巷")):
        flat = f"{number(1, 9)}栋{number(101, 1804)}室"
        estate = f"{invent_estate(chance)}{number(1, 20)}幢{number(201, 2902)}"
        return f"{number(1, 399)}号" + pick(("", "", flat, f"之{number(1, 9)}", estate))
    if place.village.endswith(("村", "社区")):
        said = words()["villages"]
        named = pick(said["first"]) + pick(said["second"]) + pick(("社", "组", "自然村"))
        group = pick((named, f"{number(1, 15)}组", f"第{pick('一二三四五六七八九')}村民小组", "", ""))
        return group + (f"{number(1, 320)}号" if chance.random() < 0.85 or not group else "")
    stair = pick(("", f"{number(1, 4)}单元"))
    return f"{number(1, 28)}{pick(('栋', '幢', '号楼'))}{stair}{number(1, 28)}{number(1, 8):02}{pick(('室', '', '房'))}"


def _village(chance: random.Random) -> str:
    said = words()["villages"]
    return chance.choice(said["first"]) + chance.choice(said["second"]) + chance.choice(said["kinds"])


def _road(chance: random.Random) -> str:
    return str(chance.choice(words()["roads"]["names"]))


def invent_estate(chance: random.Random) -> str:
    """The name of a housing estate."""
    said = words()["estates"]
    return str(chance.choice(said["first"]) + chance.choice(said["second"]) + chance.choice(said["kinds"]))
