"""云川市: jurisdictions, agencies with their other names, and the sets documents speak of. All of it is invented."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from workflow.models import Agency, AgencySet, Jurisdiction
from workflow.services import organisation
from workflow.status import AgencyKind, JurisdictionLevel

CITY = "云川市"
OFFICE = "市政府办公室"
COUNTIES = (
    ("柳桥区", "柳桥"),
    ("白鹭区", "白鹭"),
    ("松涛区", "松涛"),
    ("青禾县", "青禾"),
    ("枫岭县", "枫岭"),
    ("石塘县", "石塘"),
    ("望川县", "望川"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """One agency: full name, short name, kind, other names, and the county it belongs to (the city when empty)."""

    name: str
    short: str
    kind: AgencyKind
    aliases: tuple[str, ...] = ()
    county: str = ""


@dataclass
class Register:
    """The register as built: jurisdictions by name, agencies by short name, sets by name."""

    jurisdictions: dict[str, Jurisdiction] = field(default_factory=dict)
    agencies: dict[str, Agency] = field(default_factory=dict)
    sets: dict[str, AgencySet] = field(default_factory=dict)

    @property
    def office(self) -> Agency:
        """The office that supervises."""
        return self.agencies[OFFICE]


def _departments(*rows: tuple[str, ...]) -> tuple[Place, ...]:
    return tuple(Place(f"{CITY}{row[0]}", row[1], AgencyKind.DEPARTMENT, row[2:]) for row in rows)


def _counties() -> tuple[Place, ...]:
    return tuple(
        Place(f"{name}人民政府", f"{name}政府", AgencyKind.COUNTY_GOVERNMENT, (name,)) for name, _short in COUNTIES
    )


PLACES: tuple[Place, ...] = (
    Place(f"{CITY}人民政府办公室", OFFICE, AgencyKind.OFFICE, ("市府办", "市政府办")),
    *_departments(
        ("发展和改革委员会", "市发展改革委", "市发改委"),
        ("教育局", "市教育局"),
        ("工业和信息化局", "市工信局", "市工业和信息化局"),
        ("公安局", "市公安局"),
        ("民政局", "市民政局"),
        ("司法局", "市司法局", "市政府法制办"),
        ("财政局", "市财政局"),
        ("人力资源和社会保障局", "市人社局", "市人力资源社会保障局"),
        ("自然资源和规划局", "市自然资源局", "市规划局"),
        ("生态环境局", "市生态环境局", "市环保局"),
        ("住房和城乡建设局", "市住建局", "市住房城乡建设局"),
        ("城市管理局", "市城管局", "市城市管理局"),
        ("交通运输局", "市交通运输局", "市交通局"),
        ("水利局", "市水利局"),
        ("农业农村局", "市农业农村局", "市农业局"),
        ("商务局", "市商务局"),
        ("文化和旅游局", "市文旅局", "市文化和旅游局"),
        ("卫生健康委员会", "市卫生健康委", "市卫健委"),
        ("应急管理局", "市应急局", "市应急管理局", "市安监局"),
        ("审计局", "市审计局"),
        ("市场监督管理局", "市市场监管局", "市市场监督管理局"),
        ("医疗保障局", "市医保局", "市医疗保障局"),
        ("政务服务管理局", "市政务服务局", "市政务服务管理局", "市行政审批局"),
        ("数据局", "市数据局", "市大数据局"),
        ("信访局", "市信访局"),
    ),
    *_counties(),
    Place("中共云川市委宣传部", "市委宣传部", AgencyKind.PARTY_ORGAN),
    Place("中共云川市委机构编制委员会办公室", "市委编办", AgencyKind.PARTY_ORGAN, ("市编办",)),
    Place("中共云川市委网络安全和信息化委员会办公室", "市委网信办", AgencyKind.PARTY_ORGAN, ("市网信办",)),
    Place("国家税务总局云川市税务局", "市税务局", AgencyKind.VERTICAL, ("市国税局", "市地税局")),
    Place(f"{CITY}气象局", "市气象局", AgencyKind.VERTICAL),
    Place(f"{CITY}消防救援支队", "市消防救援支队", AgencyKind.VERTICAL, ("市消防支队",)),
    Place(f"{CITY}档案馆", "市档案馆", AgencyKind.INSTITUTION, ("市档案局",)),
    Place(f"{CITY}住房公积金管理中心", "市公积金中心", AgencyKind.INSTITUTION, ("市住房公积金管理中心",)),
    Place(f"{CITY}融媒体中心", "市融媒体中心", AgencyKind.INSTITUTION, ("市广播电视台",)),
    Place(f"{CITY}公共资源交易中心", "市公共资源交易中心", AgencyKind.INSTITUTION, ("市交易中心",)),
    Place("云川高新技术产业开发区管理委员会", "高新区管委会", AgencyKind.ZONE, ("云川高新区管委会", "高新区")),
    Place("云川临港经济区管理委员会", "临港经济区管委会", AgencyKind.ZONE, ("临港经济区",)),
    Place("柳桥区桥东街道办事处", "桥东街道办", AgencyKind.SUBDISTRICT, ("桥东街道",), "柳桥区"),
    Place("白鹭区芦荡街道办事处", "芦荡街道办", AgencyKind.SUBDISTRICT, ("芦荡街道",), "白鹭区"),
    Place("青禾县双溪镇人民政府", "双溪镇政府", AgencyKind.TOWNSHIP, ("双溪镇",), "青禾县"),
    Place("青禾县禾丰乡人民政府", "禾丰乡政府", AgencyKind.TOWNSHIP, ("禾丰乡",), "青禾县"),
    Place("枫岭县红枫镇人民政府", "红枫镇政府", AgencyKind.TOWNSHIP, ("红枫镇",), "枫岭县"),
)

SETS_BY_KIND: Mapping[str, tuple[AgencyKind, tuple[str, ...]]] = {
    "各县区政府": (AgencyKind.COUNTY_GOVERNMENT, ("各县（区）政府", "各县区人民政府", "各县（区）人民政府")),
    "市政府各部门": (AgencyKind.DEPARTMENT, ("市直各部门", "各部门", "市各部门")),
    "各开发区管委会": (AgencyKind.ZONE, ("各开发区", "各功能区管委会")),
    "市属各事业单位": (AgencyKind.INSTITUTION, ("市属事业单位",)),
}
SETS_BY_LIST: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "市政府有关部门": (
        ("市教育局", "市民政局", "市人社局", "市住建局", "市交通运输局", "市卫生健康委", "市医保局", "市数据局"),
        ("市有关部门", "市直有关部门"),
    ),
    "公共服务单位": (
        ("市公积金中心", "市公共资源交易中心", "市融媒体中心", "市档案馆", "市气象局"),
        ("公共企事业单位",),
    ),
}


def build(now: datetime) -> Register:
    """Enter the register as the command line does: before anybody is there to do it."""
    built = Register()
    city = organisation.create_jurisdiction(CITY, JurisdictionLevel.CITY, short_name="云川", actor=None, now=now)
    built.jurisdictions[""] = city
    for name, short in COUNTIES:
        built.jurisdictions[name] = organisation.create_jurisdiction(
            name, JurisdictionLevel.COUNTY, short_name=short, parent=city, actor=None, now=now
        )
    for number, place in enumerate(PLACES, start=1):
        built.agencies[place.short] = organisation.create_agency(
            built.jurisdictions[place.county],
            name=place.name,
            short_name=place.short,
            kind=place.kind,
            aliases=place.aliases,
            order=number * 10,
            actor=None,
            now=now,
        )
    for name, (kind, aliases) in SETS_BY_KIND.items():
        built.sets[name] = organisation.create_agency_set(city, name, kind=kind, aliases=aliases, actor=None, now=now)
    for name, (members, aliases) in SETS_BY_LIST.items():
        listed = [built.agencies[member] for member in members]
        built.sets[name] = organisation.create_agency_set(
            city, name, members=listed, aliases=aliases, actor=None, now=now
        )
    return built
