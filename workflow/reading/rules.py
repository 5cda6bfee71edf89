"""Duties of the whole document: an implementation plan within N working days, a ledger, a weight in the assessment."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from workflow.reading.model import Rule
from workflow.reading.numerals import NUMBER, parse_number
from workflow.reading.offsets import Span
from workflow.reading.rules_scope import Scope
from workflow.reading.sentences import part_end, part_start

# A character of the same part of a sentence.
PART = r"[^，,。；;]"
PLAN_NAMES = r"(?:实施|工作|落实|行动|具体|推进|配套)?(?:方案|计划|细则|措施|办法|任务分解表?|任务清单)"
DRAWS_UP = r"(?:研究)?(?:制定|制订|拟定|拟订|编制|出台|细化|形成|提出)"
HANDS_IN = r"(?:报送|上报|报[^，,。；;]{0,16}(?:备案|审核|审定|办)|提交|印发|公布|公开|发布|备案)"
PLAN_NOUN = (
    rf"(?:实施|工作|落实|行动|具体|推进)(?:方案|计划|细则|措施|办法)|任务分解|{DRAWS_UP}{PART}{{0,12}}(?:方案|措施)"
)

PLAN_CLOCK = re.compile(rf"(?P<number>{NUMBER})个?(?P<unit>工作[日天]|日|天)(?:之|以)?内")
# What a clock of the whole document starts from: its own issue, or that somebody was told of it.
OF_DOCUMENT = re.compile(
    r"(?:^|.*[自在于从要应])(?:收到|接到)?(?:(?:本|该|此)?□+|(?:本|该|此)?(?:实施|工作|行动)?"
    r"(?:要点|方案|意见|通知|计划|文件|办法|规划|决定|纲要|条例|规定|细则|措施))?"
    r"(?:正式)?(?:印发|发布|公布|下发|下达|出台|施行|实施|收到|发文)?"
)
STARTS = re.compile(r"(?P<event>[^，,。；;]*?)(?:之日起|以后|之后|后|起)(?:的|[，,])?(?:应当?|要|须|必须)?(?:在|于)?$")
PLAN_AFTER = re.compile(rf"[^。；;]{{0,40}}?(?:{DRAWS_UP}|{HANDS_IN})[^。；;，,]{{0,24}}?{PLAN_NAMES}")
PLAN_BEFORE = re.compile(rf"(?:{PLAN_NOUN})[^。；;]{{0,60}}$")
HANDED_IN = re.compile(rf"[^。；;，,]{{0,24}}?{HANDS_IN}")

Value = int | str | bool
ValueOf = Callable[[re.Match[str]], Value | None]


def _number(match: re.Match[str]) -> int | None:
    return parse_number(match["number"])


def _yes(_: re.Match[str]) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class _Pattern:
    kind: str
    pattern: re.Pattern[str]
    value: ValueOf


# 谁主管、谁负责 names nobody; who that is has to be found out.
PRINCIPLE = r"谁[\u3400-\u9fff]{1,6}[、，,]?谁[\u3400-\u9fff]{1,6}"

# Each pattern starts at a word that is rare, and reaches over a bounded distance only.
YES = {
    "publish_plan_on_website": (
        rf"(?:方案|措施|计划|细则)[，,]{PART}{{0,24}}(?:网站|门户){PART}{{0,4}}(?:公布|公开|发布)"
    ),
    "build_task_ledger": rf"建立{PART}{{0,12}}台账",
    "lead_agency_guides_system": (
        rf"牵头{PART}{{0,8}}(?:部门|单位){PART}{{0,12}}本(?:系统|行业|领域){PART}{{0,10}}指导"
    ),
    "supervision_by_issuer": (
        rf"办公?室?{PART}{{0,4}}(?:将|要|负责){PART}{{0,40}}(?:督查|督导|督促检查|监督检查|跟踪问效)"
    ),
    "assessment_and_third_party_evaluation": r"开展第三方评估",
    "include_in_performance_assessment": rf"(?:纳入|列入){PART}{{0,14}}(?:考核|考评)",
    "leading_body": rf"(?:建立|健全|成立){PART}{{0,20}}领导(?:机构|小组)",
    "dedicated_staff": rf"配[齐备强]{PART}{{0,12}}(?:人员|力量)",
    "training_plan": rf"制定{PART}{{0,12}}培训计划",
    "responsible_by_principle": PRINCIPLE,
    "report_in_annual_report": rf"纳入{PART}{{0,20}}年度报告",
}
COUNTED = {
    "assessment_weight_min_percent": (
        rf"(?:分值|权重|考核[^。；;]{{0,24}}(?:占比|比重)){PART}{{0,8}}(?:不应?低于|不得低于|不少于)(?P<number>\d{{1,3}})[%％]"
    ),
    "designated_leader": rf"(?:确定|明确|指定)(?P<number>{NUMBER})[名位]?(?:分管)?(?:负责同志|负责人|领导)",
    "report_hearings_min_per_year": rf"年(?:内|度)?(?:至少|不少于)?听取(?:不少于)?(?P<number>{NUMBER})次",
}
PATTERNS = (
    *(_Pattern(kind, re.compile(pattern), _yes) for kind, pattern in YES.items()),
    *(_Pattern(kind, re.compile(pattern), _number) for kind, pattern in COUNTED.items()),
)


def find_rules(text: str, sentences: list[Span], scope: Scope) -> tuple[Rule, ...]:
    """The rules of a document, in text order; the same kind and value is kept where it stands first. What one task says
    of itself is none."""
    found: list[Rule] = []
    seen: set[tuple[str, Value]] = set()
    for sentence in sentences:
        for rule in (*_plan_clocks(text, sentence), *_patterns(text, sentence)):
            if (rule.kind, rule.value) not in seen and scope.holds(rule.at, sentence):
                seen.add((rule.kind, rule.value))
                found.append(rule)
    return tuple(sorted(found, key=lambda rule: rule.at))


def _plan_clocks(text: str, sentence: Span) -> Iterator[Rule]:
    """N working days within which everyone draws up an implementation plan."""
    for match in PLAN_CLOCK.finditer(text, *sentence):
        number = parse_number(match["number"])
        if not number or not _is_about_plan(text, match, sentence):
            continue
        unit = "working" if match["unit"].startswith("工作") else "calendar"
        at = (part_start(text, match.start(), sentence[0]), part_end(text, match.end(), sentence[1]))
        yield Rule(f"implementation_plan_{unit}_days", number, text[slice(*at)], at)


def _is_about_plan(text: str, match: re.Match[str], sentence: Span) -> bool:
    limit = min(sentence[1], match.end() + 120)
    before = text[max(sentence[0], match.start() - 80) : match.start()]
    start = STARTS.search(re.sub(r"《[^《》]*》|“[^“”]*”", lambda title: "□" * len(title.group()), before))
    if start and not OF_DOCUMENT.fullmatch(start["event"].strip()):
        # 轮换计划下达后15个工作日内制定方案 is the clock of one task.
        return False
    if PLAN_AFTER.match(text, match.end(), limit):
        return True
    return PLAN_BEFORE.search(before) is not None and HANDED_IN.match(text, match.end(), limit) is not None


def _patterns(text: str, sentence: Span) -> Iterator[Rule]:
    written = text[slice(*sentence)]
    for entry in PATTERNS:
        for match in entry.pattern.finditer(written):
            value = entry.value(match)
            if value is None:
                continue
            start, end = sentence[0] + match.start(), sentence[0] + match.end()
            at = (part_start(text, start, sentence[0]), part_end(text, end, sentence[1]))
            yield Rule(
                entry.kind,
                value,
                text[slice(*at)].rstrip("。；;"),
                (at[0], at[0] + len(text[slice(*at)].rstrip("。；;"))),
            )
