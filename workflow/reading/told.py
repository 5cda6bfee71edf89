"""Who the sentences themselves tell to act: `区教育局要…`, `由市民政局牵头，会同市残联于6月底前…`, `各街道每季度…`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from workflow.reading.latin import is_latin
from workflow.reading.latin_told import tell_latin
from workflow.reading.model import Assignment, Mode
from workflow.reading.offsets import Span
from workflow.reading.parties import HAS_LEVEL, INSTITUTES, Parties, is_subject, split_parties
from workflow.reading.sentences import sentences, strip
from workflow.reading.timing import masked

CLAUSE = re.compile(r"(?:[^，,；;：:\n、]|、(?<!牵头、)(?<!负责、)(?<!落实、))+")
TIME = (
    r"(?:(?:\d{4}|今|明|本|每)年(?:度)?(?:\d{1,2}月)?(?:\d{1,2}日|底|末|初)?(?:之|以)?(?:前|内|起)?"
    r"|\d{1,2}月(?:\d{1,2}日|底|末|初|[上中下]旬)?(?:之|以)?(?:前|内|起)?|年底前?|年内|[上下]半年|每[年月周](?!度)|每季度)"
)
# What may stand in front of who has to act.
OPENING = re.compile(
    rf"(?:\s|(?:备注|注)[:：]|[一二三四五六七八九十]{{1,2}}[是要]|[（(]?(?:\d{{1,2}}|[一二三四五六七八九十]{{1,2}})[)）、.．]|[①-⑳]|同时|其中|另外|此外|首先|其次|最后|原则上|具体|统一|要求|并且?|且|{TIME})*"
    r"(?P<by>(?<![理自缘事经])(?:由|交由|责成|请))?\s*"
)
BY = re.compile(r"(?<![理自缘事经])由(?=[\u3400-\u9fff]{2})")
MODAL = r"要(?![求点素闻件])|应当|应(?![急用对收届变])|务必|必须|须|需要?(?!求)|将(?![军来])|至少|不少于"
DUTY = (
    r"(?:按照?|根据|依)(?:各自)?(?:职[责能]|分工)|分别|各自|牵头|负责(?![人制]|同志)|会同|联合(?=[市区县省各有相]|.{2,12}?[局委办])"
    r"|(?:技术|业务|数据|资金|网络)(?:支持|支撑|指导|保障)(?![中局科站处])|主办|主责|承办|(?<=[局委厅院府室部所处队站会])协办|承担|具体(?=负责|承担|承办|实施|落实|组织)|落实|配合|协助|参与|参加|组织实施|共同"
)
PLAIN = (
    r"组织(?![部委处科人])|召开|开展|开设|开通|制定|制订|编制|拟定|起草|建立|健全|完善|完成|报送|上报|报|审核|审查|审定"
    r"|统筹|协调(?![处科])|推进|推动|加强|强化|加快|抓好|抓实|做好|做实|督促|督查(?![室局组])|督导(?![室组])|指导(?![组处])"
    r"|监督(?![管局站所])|检查(?![站院])|发布|公布|公开(?!办)|公示|提供|提出|印发|出台|举办|逐[项户个步一级]|全面|全部"
    r"|严格|严肃|认真|切实|积极|主动|带头|进一步|继续|率先|选派|安排|设立|成立|实施|执行|汇总|收集|收齐|拨付|保障(?![中局])"
    r"|确保|承接|受理|办理|查处|处罚|验收|评估(?!中心)|考核(?!办)|培训(?!中心)|宣传(?![部处])|巡查|排查|清理|更新|新建"
    r"|改造|建设(?![局委厅部])|支持|引导|做到|履行|明确|确定|指定|每(?=[年月季周半日天])|定期|及时|按[月季年时期要程规]|[一二两三四五六七八九十\d]{1,3}个?(?:工作日|[天日周月])(?:之|以)?内|依法|依据"
    r"|(?:可以?|统一|适时|择优|择机|视情况?|另行)?(?:委托(?![管育幼养人方书])|聘请|邀请|选聘|引入|引进)"
    r"|联合|跟踪|于|从(?!业)|研究(?![院所中室会])|对(?![外口台])|向|围绕|结合|根据|按照|通过|最终|[为是](?=第一责任|责任)|参照|比照|年内|采取|运用|利用|在(?!线)|\d{1,2}月|20\d{2}年|年底"
)
FOLLOWS = re.compile(rf"(?P<modal>{MODAL})|(?P<duty>{DUTY})|(?P<plain>(?:{PLAIN})(?!的|过的|了的))")
NOTHING = re.compile(r"(?P<modal>(?!))?(?P<duty>(?!))?(?P<plain>)")
WITH = re.compile(r"\s*(?:会同|联合|商)(?=[市区县省州各有相国人中][\u3400-\u9fff])")
PERSON = re.compile(
    r"(?:还|也|都|均|又|则|再)?(?:党政)?(?:主要)?(?:负责同志|负责人|领导|一把手)?(?:还|也|都|均|又|则|再)?$"
)
EACH = re.compile(r"(?:按照?|根据|依)?(?:各自)?(?:职[责能]|分工)|分别|各自|分头")
HELPS = re.compile(
    r"(?:要|应|积极|密切|共同|协同|予以|做好|按职责)*(?:配合|协助|参与|参加|协办)|(?:提供)?(?:技术|业务|数据|资金|网络)(?:支持|支撑|指导|保障)"
)
# 由市统计局配合提供数据: helps somebody whom another place names.
ONLY_HELPS = re.compile(r"(?:要|应|须|积极|密切|协同|予以|做好|按职责)*(?:配合|协助|协办)")
NO_OBJECT = re.compile(r"(?:按职责分工)?(?:负责|具体|共同|组织)?(?:落实|实施|负责)[。\s]*$")
BY_REFERENCE = re.compile(r"(?P<part>[^，,。；;（()）\n]{0,40}(?:参照|比照)(?:本[^，。]{1,6})?(?:执行|落实|办理|实施))")
# 建立由主管部门统一登记的制度: the sentence sets up a rule and tells no agency of some place to act.
SET_UP = re.compile(rf"{INSTITUTES}[^由]{{0,12}}$")
RULE = re.compile(r"(?:制度|机制|原则|体制|格局|[责任长]制)[^，。；]{0,4}$")
LONGEST_LIST = 220
# 由市行政审批局梳理…: whatever the verb, the name ends where names of agencies do.
NAMED = re.compile(
    r".{2,24}?(?:局|委员会|委(?!员)|办公室|办(?![公事])|厅|政府|中心|公司|集团|街道|学校|部门|单位|[查察教研]室|[支大]队|处(?![理罚置分])"
    r"|各[^、，]{0,4}(?:园区|开发区|乡镇|镇街|街镇|县区|区县))(?:等(?![级候额待于])(?:有关|相关)?(?:部门|单位)?)?(?=[\u3400-\u9fff]{2})"
)


@dataclass(slots=True)
class _Group:
    """One duty of a sentence: who leads, acts and helps, and the part of the sentence that says so."""

    at: Span
    strength: str
    lead: list[str] = field(default_factory=list)
    do: list[str] = field(default_factory=list)
    co: list[str] = field(default_factory=list)
    each: bool = False
    open_list: bool = False
    order: list[str] = field(default_factory=list)

    def add(self, role: str, parties: Parties, end: int) -> None:
        names = {"lead": self.lead, "do": self.do}.get(role, self.co)
        new = [name for name in parties.names if name not in self.order]
        names += new
        self.order += new
        self.open_list = self.open_list or parties.open_list
        self.at = (self.at[0], max(self.at[1], end))


@dataclass(frozen=True, slots=True)
class Told:
    """An assignment a sentence makes. `strength` is `duty` (牵头, 负责, 由…), `modal` (要, 应) or `plain` (a verb)."""

    assignment: Assignment
    strength: str


def find_told(text: str, body: list[Span]) -> list[Told]:
    """Everyone the sentences of an item tell to act, in text order; the same parties twice are told once."""
    told: list[Told] = []
    seen: set[tuple[Mode, tuple[str, ...], tuple[str, ...]]] = set()
    for paragraph in body:
        if is_latin(text, paragraph):
            told += [Told(one, strength) for one, strength in tell_latin(text, paragraph)]
            continue
        plain = masked(text, paragraph)
        for start, end in sentences(text, paragraph):
            groups = _groups(plain[start - paragraph[0] : end - paragraph[0]], start)
            for group, following in zip(groups, [*groups[1:], None], strict=False):
                one = _assignment(text, group, (group.at[0], following.at[0] if following else end))
                key = (one.mode, one.lead, one.co)
                if key not in seen:
                    seen.add(key)
                    told.append(Told(one, group.strength))
    return told


def _assignment(text: str, group: _Group, covers: Span) -> Assignment:
    mode: Mode
    if group.lead:
        mode = "lead_each" if group.each else "lead_with" if group.co or group.do else "lead"
        lead, co = group.lead, [name for name in group.order if name not in group.lead]
    elif group.do and group.co and not group.each:
        mode, lead, co = "lead_with", group.do, group.co
    else:
        mode, lead, co = "joint", [], group.order
    start, end = strip(text, group.at)
    while end > start and text[end - 1] in "。；;！":
        end -= 1
    at = (start, end)
    named = Parties((*lead, *co))
    who = mode, tuple(lead), tuple(co), named.collective
    helping = tuple(name for name in co if name in group.co and name not in group.do)
    return Assignment(*who, group.open_list, text[slice(*at)], at, strip(text, covers), helpers=helping)


def _groups(sentence: str, offset: int) -> list[_Group]:
    groups: list[_Group] = []
    listed: int | None = None
    for match in CLAUSE.finditer(sentence):
        start = match.start() if listed is None else listed
        listed = None
        clause = sentence[start : match.end()]
        at = (offset + start, offset + match.end())
        helpers = WITH.match(clause)
        if helpers and groups:
            found = _who(clause, helpers.end(), needs_follow=False, by=True)
            if found:
                if groups[-1].do and not groups[-1].lead:
                    groups[-1].lead, groups[-1].do = groups[-1].do, []
                groups[-1].add("co", found.parties, at[1])
                continue
        if _is_list(clause):
            # `区教委，区民政局要…`: the list goes on behind the comma.
            listed = start
            continue
        groups += _read(clause, at, groups[-1] if groups else None)
    return groups


def _is_principle(clause: str, by: int, found: "_Who") -> bool:
    """Whether what stands behind 由 is part of a rule that is set up, and no agency of some place."""
    rule = SET_UP.search(clause, 0, by) and RULE.search(clause.rstrip("。；;， "), found.end)
    return bool(rule) and not any(HAS_LEVEL.match(name) for name in found.parties.names)


def _is_list(clause: str) -> bool:
    if len(clause) > LONGEST_LIST:
        return False
    names = split_parties(clause).names
    return bool(names) and all(is_subject(name) and name[:1] in "市区县省州各" for name in names)


@dataclass(frozen=True, slots=True)
class _Who:
    parties: Parties
    end: int
    follows: re.Match[str] | None


def _who(clause: str, start: int, *, needs_follow: bool = True, by: bool = False) -> _Who | None:
    """The agencies that a clause names from `start` on, up to the first word of what they do; behind 由 (`by`) any word
    will do."""
    limit = min(len(clause), start + LONGEST_LIST)
    for tries, match in enumerate(FOLLOWS.finditer(clause, start + 2, limit)):
        parties = _parties(clause[start : match.start()])
        if parties:
            return _Who(parties, match.start(), match)
        if tries > 8:
            break
    if not needs_follow and len(clause) - start <= LONGEST_LIST:
        parties = _parties(clause[start:].rstrip("。 "))
        if parties:
            return _Who(parties, len(clause), None)
    if by and (named := NAMED.match(clause, start, limit)):
        parties = _parties(named.group())
        return _Who(parties, named.end(), NOTHING.match(clause, named.end())) if parties else None
    return None


def _parties(written: str) -> Parties | None:
    """The names of a list, if it is one of bodies that can be told to act and nothing else."""
    written = written.rstrip("：: ")
    if sum(written.count(sign) for sign in "（(") != sum(written.count(sign) for sign in "）)"):
        return None
    person = PERSON.search(written)
    parties = split_parties(written[: person.start()] if person else written)
    return parties if parties.names and all(is_subject(name) for name in parties.names) else None


def _read(clause: str, at: Span, before: _Group | None) -> Iterator[_Group]:
    """The duty a clause states; a helper is added to the duty `before` it in the same sentence."""
    if "解释" in clause and "负责解释" in clause:
        # Who explains the document has no task of it.
        return
    opening = OPENING.match(clause)
    start = opening.end() if opening else 0
    by = bool(opening and opening["by"])
    found = _who(clause, start, by=by)
    # 进展由县商务局汇总: what is done stands in front of who does it.
    inner = None if by and found else BY.search(clause, start, found.end if found else len(clause))
    named = _who(clause, inner.end(), by=True) if inner else None
    if inner and named:
        if _is_principle(clause, inner.start(), named):
            return
        found, start, by = named, inner.start(), True
    elif found is None:
        return
    elif opening and opening["by"]:
        start = opening.start("by")
    follows = found.follows
    if follows is None:
        return
    rest = clause[found.end :]
    leads = re.match(rf"(?:要|应|须)?(?:{EACH.pattern})*(?:牵头|主办|主责|发挥牵头)", rest) is not None
    if before and HELPS.match(rest):
        before.add("co", found.parties, at[1])
        return
    if before and before.lead and not leads and NO_OBJECT.match(rest):
        before.add("do", found.parties, at[1])
        return
    strength = "duty" if by or follows["duty"] else "modal" if follows["modal"] else "plain"
    group = _Group((at[0] + start, at[1]), strength, each=EACH.match(rest) is not None)
    with_others = re.match(r"(?:要|应|须|负责|牵头)?(?:会同|联合|商)", rest)
    helpers = _who(rest, with_others.end(), needs_follow=False, by=True) if with_others else None
    role = "lead" if leads or helpers else "co" if ONLY_HELPS.match(rest) else "do"
    group.add(role, found.parties, at[1])
    if helpers:
        group.add("co", helpers.parties, at[1])
    yield group
