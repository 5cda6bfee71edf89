"""Whose plan this may be where no issuer is named: the governments of places it speaks of, for a person to choose."""

import re
from collections import Counter

UNIT = r"(?:自治州|自治县|省|市|区|县|州|旗|盟|镇|乡|街道)"
# A name ends where no word goes on: 临湖区政务 names a place, 城市政策 and 市场 do not.
GOES_ON = r"(?!场|区|县|化|民|容|值|级|直|属|委会|域|间|内|外|镇|乡村|村|里|长)"
PLACE = re.compile(rf"(?:^|年|[《「]|\n)(?P<place>[\u3400-\u9fff]{{1,8}}?{UNIT}){GOES_ON}")
# Words that end like a place and name none.
NO_PLACE = re.compile(
    r"^[各全本我有所由向对在和与区市县省]|[社园小库灾牧林景校厂辖片郊山]区$|(?:开发|保护|示范|试验|实验|功能)区$"
    r"|^(?:大|小|老|中心|智慧|海绵|文明|卫生|森林|园林|低碳|重点|试点|示范|国际)*(?:城市|地区|街道|乡镇|省市|市区|县区)$"
)
# 云川县政府115年度计划: whose plan it is, in the title's own words.
WRITTEN = re.compile(rf"(?P<issuer>[\u3400-\u9fff]{{1,8}}?{UNIT}(?:人民)?政府(?:办公[厅室])?)(?!各|所|主|系|职|部门)")
ZONE = re.compile(r"(?:开发|高新|示范|保税|度假|合作|试验|产业园|园)区$")
MOST = 3


def possible_issuers(title: str | None, text: str) -> list[str]:
    """The government that the title begins with, then those, each with its office, of the place the title names, or
    else of the places the text names most."""
    written = WRITTEN.match(title or "")
    named = _places(title or "")[:1] or [place for place, _ in Counter(_places(text)).most_common(MOST)]
    found = [name for place in named for name in _organs(place)]
    return list(dict.fromkeys([written["issuer"], *found] if written else found))


def _organs(place: str) -> tuple[str, ...]:
    # A subdistrict has no government of its own, nor has a zone.
    if ZONE.search(place):
        return f"{place}管理委员会", f"{place}管理委员会办公室"
    return (f"{place}办事处",) if place.endswith("街道") else (f"{place}人民政府", f"{place}人民政府办公室")


def _places(text: str) -> list[str]:
    return [match["place"] for match in PLACE.finditer(text) if not NO_PLACE.match(match["place"])]
