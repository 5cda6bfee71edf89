"""Who works in the demo city. Every agency has an officer and a head; the office has people of every role.

Account names are the names as they are said, as offices do it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.hashers import make_password

from config.demo.city import OFFICE, Register
from workflow.models import Agency, User
from workflow.services import organisation
from workflow.status import Role

OFFICER_TITLE = "经办人"

AT_OFFICE: tuple[tuple[str, str, Role, str], ...] = (
    ("xuzhiheng", "许志衡", Role.LEADER, "副市长"),
    ("zhaoqiming", "赵启明", Role.LEADER, "秘书长"),
    ("heyizhou", "何亦舟", Role.CLERK, "督办专员"),
    ("gaoyuan", "高远", Role.INSPECTOR, "督查员"),
    ("suwan", "苏婉", Role.INSPECTOR, "督查员"),
    ("gewenbo", "葛文博", Role.ASSESSOR, "第三方评估员"),
    ("nieqin", "聂勤", Role.AUDITOR, "审计员"),
)
"""Account, name, role and post."""

AT_AGENCIES: Mapping[str, tuple[str, str, str, str]] = {
    OFFICE: ("yinzhixing", "尹知行", "panyue", "潘越"),
    "市发展改革委": ("luzhengming", "陆正鸣", "qiaoan", "乔安"),
    "市教育局": ("haowenqing", "郝文清", "hanlu", "韩璐"),
    "市工信局": ("tangjinsong", "唐劲松", "xiefan", "谢帆"),
    "市公安局": ("leizhen", "雷震", "konglin", "孔琳"),
    "市民政局": ("baimuyun", "白慕云", "jiangxia", "江夏"),
    "市司法局": ("jianning", "简宁", "fanyihang", "范一航"),
    "市财政局": ("qianshouzhong", "钱守中", "dongyue", "董悦"),
    "市人社局": ("guchanghe", "顾长河", "miaoqing", "苗青"),
    "市自然资源局": ("linyuanshan", "林远山", "shize", "石泽"),
    "市生态环境局": ("jiqingchuan", "季清川", "wenlan", "温岚"),
    "市住建局": ("songyi", "宋毅", "dingke", "丁可"),
    "市城管局": ("fangzheng", "方正", "yuxiaotong", "于晓彤"),
    "市交通运输局": ("leihong", "雷鸿", "wuchengyu", "吴承宇"),
    "市水利局": ("jianghai", "姜海", "luting", "陆汀"),
    "市农业农村局": ("tianzhuang", "田庄", "hemiao", "禾苗"),
    "市商务局": ("shangrong", "尚荣", "daijie", "戴洁"),
    "市文旅局": ("youran", "尤然", "huating", "华庭"),
    "市卫生健康委": ("peiyiming", "裴一鸣", "shenlan", "沈岚"),
    "市应急局": ("anbangguo", "安邦国", "jingce", "荆策"),
    "市审计局": ("yanmingcha", "严明察", "jixu", "纪叙"),
    "市市场监管局": ("hengyuan", "衡远", "chengzhen", "程真"),
    "市医保局": ("kangtai", "康泰", "chengxi", "程曦"),
    "市政务服务局": ("menglifan", "孟立凡", "ruanqing", "阮晴"),
    "市数据局": ("sunliqun", "孙立群", "lijing", "李婧"),
    "市信访局": ("dingfeng", "丁峰", "mengyao", "孟瑶"),
    "柳桥区政府": ("fangyan", "方砚", "qiushi", "邱实"),
    "白鹭区政府": ("fengjing", "冯静", "lusiyuan", "卢思远"),
    "松涛区政府": ("songqingfeng", "宋清风", "baixue", "柏雪"),
    "青禾县政府": ("machenglin", "马成林", "wanglei", "王蕾"),
    "枫岭县政府": ("zhuangyan", "庄严", "baiqiming", "白启铭"),
    "石塘县政府": ("shijian", "石坚", "tangxin", "唐心"),
    "望川县政府": ("chaolin", "晁林", "wangjing", "汪静"),
    "市委宣传部": ("wenxin", "文欣", "yanshu", "颜书"),
    "市委编办": ("bianjin", "卞谨", "dingyuan", "丁源"),
    "市委网信办": ("wangzhian", "王治安", "luoqi", "罗琪"),
    "市税务局": ("tianye", "田野", "shiyu", "施雨"),
    "市气象局": ("yunqi", "云起", "qingtian", "秦天"),
    "市消防救援支队": ("huoyong", "霍勇", "shusheng", "舒声"),
    "市档案馆": ("quning", "曲宁", "juanxin", "隽欣"),
    "市公积金中心": ("jufeng", "居丰", "zhuanning", "祝安宁"),
    "市融媒体中心": ("bosheng", "柏声", "yingzi", "应紫"),
    "市公共资源交易中心": ("gongping", "龚平", "bianwen", "卞文"),
    "高新区管委会": ("chuangxin", "庄新", "gaolan", "高岚"),
    "临港经济区管委会": ("gangwan", "康湾", "fanying", "范影"),
    "桥东街道办": ("qiaoliang", "乔梁", "dongyu", "东方玉"),
    "芦荡街道办": ("luwei", "卢苇", "dangyang", "唐漾"),
    "双溪镇政府": ("xishan", "席山", "xihe", "习禾"),
    "禾丰乡政府": ("fengnian", "冯年", "suihe", "隋禾"),
    "红枫镇政府": ("hongye", "洪叶", "qiudan", "邱丹"),
}
"""Agency: account and name of its head, account and name of its officer."""
SECOND_OFFICERS: tuple[tuple[str, str, tuple[str, ...]], ...] = (("zhoumin", "周敏", ("市数据局", "市政务服务局")),)
"""A second officer, and the agencies he works at: one person with two posts."""

HEAD_TITLES = (
    ("支队", "支队长"),
    ("县政府", "县长"),
    ("区政府", "区长"),
    ("镇政府", "镇长"),
    ("乡政府", "乡长"),
    ("局", "局长"),
    ("馆", "馆长"),
    ("部", "部长"),
    ("", "主任"),
)
"""What the head of an agency is called, by how its name ends."""


@dataclass
class Cast:
    """The people as entered: by account, and officer and head by the short name of their agency."""

    by_account: dict[str, User] = field(default_factory=dict)
    officers: dict[str, User] = field(default_factory=dict)
    heads: dict[str, User] = field(default_factory=dict)

    @property
    def clerk(self) -> User:
        """The supervision clerk."""
        return self.by_account["heyizhou"]

    @property
    def leaders(self) -> tuple[User, User]:
        """The vice mayor, and the secretary-general who decides when the vice mayor does not."""
        return self.by_account["xuzhiheng"], self.by_account["zhaoqiming"]

    @property
    def inspectors(self) -> tuple[User, User]:
        """The two inspectors."""
        return self.by_account["gaoyuan"], self.by_account["suwan"]


def build(register: Register, password: str, now: datetime) -> Cast:
    """Enter everybody; all accounts have the same password."""
    cast = Cast()

    def person(username: str, name: str, *posts: tuple[Agency, Role, str]) -> User:
        user = organisation.create_user(username, name, password=None, actor=None, now=now)
        for agency, role, title in posts:
            organisation.add_membership(user, agency, role, title=title, actor=None, now=now)
        cast.by_account[username] = user
        return user

    for username, name, role, title in AT_OFFICE:
        person(username, name, (register.office, role, title))
    for short, (head, head_name, officer, officer_name) in AT_AGENCIES.items():
        agency = register.agencies[short]
        cast.heads[short] = person(head, head_name, (agency, Role.HEAD, head_title(short)))
        cast.officers[short] = person(officer, officer_name, (agency, Role.OFFICER, OFFICER_TITLE))
    for username, name, places in SECOND_OFFICERS:
        person(username, name, *((register.agencies[short], Role.OFFICER, OFFICER_TITLE) for short in places))
    # Hashing a hundred times what is one password would take the better part of a minute.
    User.objects.filter(pk__in=[user.pk for user in cast.by_account.values()]).update(password=make_password(password))
    return cast


def head_title(agency: str) -> str:
    """What the head of the agency is called."""
    return next(title for ending, title in HEAD_TITLES if agency.endswith(ending))
