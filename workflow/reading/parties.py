"""Names of agencies and of sets of agencies, cut out of a list of them."""

import re
from dataclasses import dataclass

# How the names of public bodies, companies and territories end. What ends otherwise is asked, not refused.
ORGAN = (
    r"(?:局|委|办|部|厅|院|会|府|署|处|科|室|中心|公司|集团|社|队|站|所|台|银行|支行|分行|人行|农商行|农发行|国开行|[工农中建交]行|学校|党校|大学|中学|小学|学院|馆|园|区|县|市|镇|乡"
    r"|旗|盟|街道|(?<!农)村|妇联|残联|文联|社科联|工商联|侨联|科协|政协|小组|工作组|工作专班|共青团|兵团|团体|部门|单位|机构|企业|专班|指挥部|基地|海关|机关"
    r"|工会|广电|基金|(?:储备|直属|粮)库)"
)
ENDS_AS_ORGAN = re.compile(rf"{ORGAN}(?:[(（〔\[][^()（）〔〕]{{1,30}}[)）〕\]])?$")
COLLECTIVE = re.compile(
    r"各|(?:有关|相关|所属|下属|涉及|承办|责任|成员|牵头|主管|直属|全体|其他|其它)[^、]{0,8}(?:部门|单位|机构|企业|高校|学校|街道|乡镇|政府|组织)"
    r"|(?:部门|单位|委办局|乡镇|镇街|街镇|镇乡|乡镇街道|镇街道|高校|企事业单位|行业主管部门)$|^(?:全市|全区|全县|全省|市直|区直|县直|省直|区属|市属|县属)"
    r"|^(?:有关|相关)(?:镇|乡|街道|村|社区|县区|区县|县|区|市|园区|乡镇|镇街)(?:(?:人民)?政府|街道办事处|办事处)?$|^(?:街道|街道办事处|乡镇|镇街|乡镇政府|中小学|学校|医院|企业|园区|社区)$"
)
# Collectives nobody can list without being asked: the document does not say which.
OPEN_COLLECTIVE = re.compile(
    r"(?:有关|相关|涉及|责任|承办|其他|其它|密切)[^、]{0,10}(?:部门|单位|机构|企业|街道|乡镇|组织|方面)|^各?(?:主管|行业主管|职能|责任)(?:部门|单位)$"
    r"|^(?:有关|相关)(?:镇|乡|街道|村|社区|县区|区县|县|区|市|园区|乡镇|镇街)(?:(?:人民)?政府|街道办事处|办事处)?$|试点(?:单位|部门|地区|街道|乡镇|学校|企业)$"
)
OPEN_END = re.compile(
    r"等(?:\d{1,2}|[一二三四五六七八九十]{1,3})?(?:个|家)?(?:有关|相关|各|多)?(?:部门单位|部门和单位|部门|单位|机构|企业|地方|方面|地区"
    r"|与[^、]{2,24}的(?:部门|单位|机构|企业)(?:单位)?)?$"
)
# 各委、办、局 and its like name one set; the signs inside do not part it.
KEPT_TOGETHER = re.compile(
    r"(?<=党委)、(?=政府)|"
    r"各(?:部|委|办|局|处|室|院|镇|乡|街道|区|县|市|科|所)(?:[、/](?:部|委|办|局|处|室|院|镇|乡|街道|区|县|市|科|所)(?![\u3400-\u9fff]))+"
)
# 每个试点乡镇, 每家单位: each member of a class.
MEMBER = re.compile(
    r"每(?:一)?(?:个|家|所)[^，,。；：、每]{0,10}?(?:部门|单位|机构|企业|街道|乡镇|镇街|街镇|县区|区县|县市区|县|区|市|镇|乡|村|社区|学校|医院|园区)"
    r"(?:政府|办事处)?"
)
JOINERS = ("以及", "和", "及", "与", "暨")
OPENS, CLOSES = "（(【[〔", "）)】]〕"
LEADING = re.compile(r"^(?:(?:[^、，]{0,4}(?:层面|方面|部分|环节))?(?:并由|由)|其中|以及)")
# 规划由市规划局: the part of the work in front of who leads it.
LEADING_PART = re.compile(r"[\u3400-\u9fff]{2,12}?(?<![理自缘事经])由(?=[市区县省州各国])")
STRANGE = re.compile(r"[。！？!?：:%％=<>{}“”「」《》]|\d[年月日]")


@dataclass(frozen=True, slots=True)
class Parties:
    """The names of a list, and whether it ends with 等."""

    names: tuple[str, ...]
    open_list: bool = False

    @property
    def collective(self) -> tuple[str, ...]:
        """The names that stand for more than one agency."""
        return tuple(name for name in self.names if is_collective(name))


def is_collective(name: str) -> bool:
    """Whether a name has to be expanded to members."""
    return COLLECTIVE.search(name) is not None or MEMBER.fullmatch(name) is not None or is_described(name)


def is_open_collective(name: str) -> bool:
    """Whether nobody can say from the document and the register who the members are."""
    return OPEN_COLLECTIVE.search(name) is not None or is_described(name)


def looks_like_organ(name: str) -> bool:
    """Whether a name ends as names of agencies do, or is a short word for many of them."""
    if not 2 <= len(name) <= 40 or STRANGE.search(name):
        return False
    if ENDS_AS_ORGAN.search(name):
        return True
    return len(name) <= 16 and "的" not in name and is_collective(name)


# Words that end like names of agencies and name none.
NO_ORGAN = re.compile(
    r"(?:社会|机会|大会|[布谈进训例务公席调证报表]会|平台|[舞前后阳]台|公园|校园|家园|社区|地区|[城辖小景专市郊片]区|城市|城镇|乡村|干部|内部|全部|外部|部署"
    r"|场所|处所|厕所|[车网]站|[我本该全其各两]?[省市区县镇乡村]|一村|团队"
    r"|(?:现场|动员|见面|运动|博览|研讨|交流|招聘|宣讲|生活|展示|总结|家长|[开参与])会|[布结格]局|[好难用]处|[学本专]科)$"
    # Verbs of two characters: 出台清单, 举办培训, 依法查处.
    r"|^(?:依法|严肃|从严|坚决)?(?:[出上搭]台|[举承主督交转领查协开申催批帮代联通新网自拟补]办|[查惩]处|[带组排]队)$"
    r"|^[入进建出住办][园院社馆站库村校乡镇区]$"
)
HAS_LEVEL = re.compile(r"[市区县省州旗盟镇乡各]|国家|国务院|中央")
NOT_IN_A_NAME = re.compile(
    r"[，。：:；]|的|[局委办厅部]等|要(?!素)|应(?![急用])|须|将(?!军)|对(?![外口台])|把|由(?!贸)|通过|会同|牵头|负责|配合|推动|督促"
    # 州财政局协办: it ends in a verb, not as an office; 市科协办 is one.
    r"|[局委厅院府室部所处队站会][主协承]办$"
)
NOT_IN_A_PLAIN_NAME = re.compile(
    r"[对向在把将为按以从到于报经让使被给等]|推进|推动|加快|建立|完善|加强|强化|落实|组织(?!部)|开展|做好|优化|提升|提高|健全|推行|创新|鼓励|支持"
    r"|引导|督促|指导|召开|至少|聘请|专家|\d|要求|通过|利用|充分|积极|全面|作为|属于|成立|设立|邀请|方便|服务(?!中心|局|办|站)"
)
# What is set up that way is how work is done (实行制定机关负责制), nobody who is told to do it.
INSTITUTES = r"(?:实行|推行|施行|试行|坚持|遵循|遵照|建立|健全|完善|形成|构建|确立|探索|严格|执行|落实|贯彻|恪守)"
PRINCIPLE = re.compile(rf"{INSTITUTES}(?!局|委|办|处|科|中心|院)")
DESCRIBED = re.compile(r"^[^，。；：]{2,26}的(?:[^，。；：的]{0,4})(?:部门|单位|机构|企业|街道|乡镇|地方|学校|医院)$")
# 市统计局委托第三方机构: who is hired is told by its agency, and no name of an agency holds that it hires.
HIRED = re.compile(r"委托(?![管育幼养])|聘请|选聘|第三方")
EVERY = re.compile(
    r"^(?:各(?:牵头|责任|主办|承办|协办|配合)(?:单位|部门)|各地|各级|各方|各[县市区镇乡村街道、（）()]{1,12})$"
)


def is_described(name: str) -> bool:
    """Whether a party is told by what it does (承担任务的单位), so that somebody has to say who that is."""
    return DESCRIBED.match(name) is not None


def is_subject(name: str) -> bool:
    """Whether a sentence can tell this body to act: stricter than `looks_like_organ`, for words that stand in prose."""
    if not 2 <= len(name) <= 40 or STRANGE.search(name) or HIRED.search(name) or name == "政府":
        return False
    if is_described(name) or EVERY.match(name) or MEMBER.fullmatch(name):
        return True
    if (NO_ORGAN.search(name) and not name.startswith("各")) or not ENDS_AS_ORGAN.search(name):
        return False
    if HAS_LEVEL.match(name):
        return NOT_IN_A_NAME.search(name) is None
    if PRINCIPLE.match(name):
        return False
    return len(name) <= 18 and NOT_IN_A_PLAIN_NAME.search(name) is None and NOT_IN_A_NAME.search(name) is None


def split_parties(written: str) -> Parties:
    """`市科技局、市教育局和各县区政府等` → the three names, open."""
    names: list[str] = []
    is_open = False
    for piece in _pieces(written):
        for part in _joined(piece):
            name, was_open = _trim(part)
            is_open = is_open or was_open
            if name and name not in names:
                names.append(name)
    return Parties(tuple(names), is_open)


def _pieces(written: str) -> list[str]:
    """Cut at the signs that part a list, outside brackets only: 各县（市、区） is one name."""
    kept = {index for match in KEPT_TOGETHER.finditer(written) for index in range(*match.span())}
    pieces, depth, start = [], 0, 0
    for index, char in enumerate(written):
        if char in OPENS:
            depth += 1
        elif char in CLOSES:
            depth = max(0, depth - 1)
        elif depth == 0 and index not in kept and char in "、，,；;/／ \u3000\t\n":
            pieces.append(written[start:index])
            start = index + 1
    pieces.append(written[start:])
    return pieces


def _joined(piece: str) -> list[str]:
    """Cut at 和, 及, 与 where both sides are names; 发展和改革委 and 人力资源和社会保障局 stay whole."""
    if not any(joiner in piece for joiner in JOINERS):
        return [piece]
    if (ended := OPEN_END.search(piece)) and "与" in ended.group():
        # 等与民生密切相关的部门 closes a list; its 与 joins nothing.
        return [piece]
    for index in range(2, len(piece) - 1):
        for joiner in JOINERS:
            # 及其所属单位 goes on about the same agency.
            if not piece.startswith(joiner, index) or piece.startswith("其", index + len(joiner)):
                continue
            left, right = piece[:index], piece[index + len(joiner) :]
            left_name, _ = _trim(left)
            if right.startswith("政府") and left.endswith(("党委", "党工委")):
                continue
            if len(right) >= 2 and looks_like_organ(left_name) and looks_like_organ(_trim(right)[0]):
                return [left, *_joined(right)]
    return [piece]


def _trim(part: str) -> tuple[str, bool]:
    name = part.strip(" \u3000\t.．、，,；;“”「」\"'")
    if name[:1] in OPENS and not any(sign in name for sign in CLOSES):
        name = name[1:]
    while match := LEADING.match(name):
        if len(name) - match.end() < 2:
            break
        name = name[match.end() :]
    if "由" in name and (led := LEADING_PART.match(name)):
        name = name[led.end() :]
    ended = OPEN_END.search(name)
    if ended and ended.start() > 1:
        return name[: ended.start()].strip(), True
    return ("", True) if ended and name.startswith("等") else (name, False)
