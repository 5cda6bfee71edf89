"""What the columns of a table are, told by the words of its header, in whatever order they stand."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Role = Literal[
    "number", "category", "heading", "text", "lead", "responsible", "co", "person", "start", "deadline", "note"
]
# What a title says before its neighbours are known: three weights of "task".
Kind = Literal[
    "number", "category", "aim", "task", "demand", "deed", "lead", "responsible", "co", "person", "start", "deadline",
    "note",
]  # fmt: skip
TASKS: tuple[Kind, ...] = ("aim", "task", "demand", "deed")
AGENCIES: tuple[Role, ...] = ("lead", "responsible", "co")
TEXTS: tuple[Role, ...] = ("category", "heading", "text")
LONGEST_TITLE = 16
LONGEST_LATIN = 48
# More columns than any form has: what lies beyond is not read, so that a hostile sheet stays cheap.
MOST_COLUMNS = 24

NOTE = re.compile(r"[(（\[【][^()（）\[\]【】]{0,40}[)）\]】]")
# 二、重点任务 is the title of a section.
NUMBERED = re.compile(r"[(（]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．]|第.{1,3}[章条部]")
BODY = r"(?:单位|部门|机关|机构|主体|科室|处室|股室|方|者)"
CHINESE: tuple[tuple[Kind, str], ...] = (
    ("number", r"(?:任务|项目|事项|措施|工作)?(?:序号|编号|项次)|序|号|#"),
    ("co", rf"(?:主要)?(?:配合|协办|协助|协同|参与|参加|支持|会办|协作|联合)(?:责任)?{BODY}?"),
    ("lead", rf"(?:总|主要)?(?:牵头|主办|主责|主要责任|第一责任)(?:责任|负责|实施)?{BODY}?"),
    ("responsible", r"(?:牵头|主办)(?:单位|部门)?[和与及、/](?:配合|协办|责任|参与|承办)(?:单位|部门)"),
    ("responsible", r"(?:单位|部门)名称"),
    ("responsible", rf"[^和与及、]{{0,4}}(?:责任|负责|承办|实施|落实|执行|完成|办理|建设|主管|承担){BODY}"),
    ("responsible", r"单位|部门|责任(?:分工|落实|划分)?|(?:任务|职责)?分工|(?:责任)?(?:科室|处室|股室)"),
    ("person", r".{0,8}(?:领导|责任人|负责人|联系人|联络人|联络员|负责同志|经办人|联系方式|电话)(?:及.{0,6})?"),
    ("note", r".{0,8}(?:情况|状态|备注|说明|进展|分值|权重|得分|考核.{0,4}|预算|资金|投资.{0,3}|依据|来源)"),
    ("start", r"(?:计划)?(?:开始|启动|起始|开工)(?:时间|日期)?"),
    ("deadline", r".{0,8}(?:时限|时间|期限|节点|进度|日期|时点|周期|频次)(?:要求|安排|节点|进度)?"),
    ("category", r".{0,6}(?:类别|分类|类型|领域|板块|方面|大类|章节|专项|维度)"),
    ("aim", r".{0,6}(?:目标|指标|成果|成效|效果|目的)(?:要求)?"),
    ("deed", r".{0,10}(?:内容|措施|举措|做法|办法|路径)(?:.{0,2}要求)?"),
    ("demand", r".{0,6}(?:要求|步骤|标准|计划安排)"),
    ("task", r".{0,8}(?:任务|事项|项目|工作|要点|名称|条款|问题|议题|清单|主题|重点|改革)(?:.{0,2}目标)?"),
)  # fmt: skip
LATIN: tuple[tuple[Kind, str], ...] = (
    ("number", r"(?:item |serial |ref(?:erence)? |commitment |action )?(?:no|num|number|#|ref|id|s/?n)\.?"),
    ("start", r"(?:planned |expected )?(?:start|begin|commence)\w*(?: date| time)?"),
    ("deadline", r".*\b(?:deadline|due|ends?|time ?line|time ?frame|completion|when|schedule|date)\b.*"),
    ("co", r".*\b(?:support\w*|partner\w*|assist\w*|co-?operat\w*|participat\w*|collaborat\w*|involved)\b.*"),
    ("co", r"(?:co-?responsible|other (?:agenc|actor|bod)\w*)\b.*"),
    ("person", r".*\b(?:person|officer|contact|point of contact|focal point)\b.*"),
    ("lead", r".*\blead\w*\b.*"),
    ("responsible", r".*\b(?:responsib\w*|implement\w* (?:agenc|bod)\w*|owner|who)\b.*"),
    ("responsible", r"(?:\w+ ){0,2}(?:agency|agencies|institutions?|ministry|ministries|departments?)"),
    ("note", r".*\b(?:status|remark\w*|note\w*|comment\w*|progress|budget|cost|funding|source)\b.*"),
    ("category", r".*\b(?:category|theme|area|section|sector|pillar|chapter|cluster)\b.*"),
    ("deed", r".*\b(?:action|actions|activit\w+|milestone\w*|measure\w*|description|content|details?|steps?|what)\b.*"),
    ("task", r".*\b(?:commitment\w*|tasks?|initiative\w*|project\w*|name|title|reform\w*|recommendation\w*|item)\b.*"),
    ("aim", r".*\b(?:objective\w*|goals?|targets?|outputs?|outcomes?|results?|indicators?|deliverable\w*)\b.*"),
)  # fmt: skip
COMPILED = {
    is_latin: [(kind, re.compile(pattern)) for kind, pattern in patterns]
    for is_latin, patterns in ((False, CHINESE), (True, LATIN))
}
# 单位 alone may be the unit something is measured in; 部门 alone may be one of a staff list.
UNSURE = {
    "单位",
    "部门",
    "单位名称",
    "部门名称",
    "责任",
    "名称",
    "类型",
    "时间",
    "日期",
    "进度",
    "agency",
    "department",
    "date",
    "name",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a task table: its role, the grid columns `[start, end)` it takes up, and its title as written."""

    role: Role
    start: int
    end: int
    title: str = ""


def bare(title: str) -> str:
    """A title without white space, brackets and signs around it."""
    folded = unicodedata.normalize("NFKC", title)
    if re.search(r"[A-Za-z]", folded):
        return " ".join(NOTE.sub(" ", folded).split()).strip(" :.*").lower()
    return re.sub(r"\s+", "", NOTE.sub("", folded)).strip(":*、.")


@lru_cache(maxsize=4096)
def kind_of(title: str) -> Kind | None:
    """What a title names; None for what is no title of a task table."""
    if len(title) > 120:
        return None
    written = bare(title)
    is_latin = re.search(r"[a-z]", written) is not None
    if NUMBERED.match(written):
        return None
    if not written or len(written) > (LONGEST_LATIN if is_latin else LONGEST_TITLE):
        return None
    for kind, pattern in COMPILED[is_latin]:
        if pattern.fullmatch(written):
            return kind
    return None


def is_unsure(title: str) -> bool:
    """Whether a title has other meanings in other tables, so that the cells below it have to bear it out."""
    return bare(title) in UNSURE


def roles(kinds: list[Kind | None]) -> list[Role | None]:
    """The role of each column, in the light of its neighbours.

    Of the columns that speak of the task one holds its text (内容, 措施 before 任务 before 目标), the one before it its
    heading; a 目标 in front of both is the section they stand in.
    """
    found: list[Role | None] = [None if kind in TASKS else kind for kind in kinds]  # type: ignore[misc]
    places = [index for index, kind in enumerate(kinds) if kind in TASKS]
    if not places:
        return found
    text = _text_column(kinds, places)
    found[text] = "text"
    before = [index for index in places if index < text]
    heading = next((i for i in reversed(before) if kinds[i] == "task"), next(iter(reversed(before)), None))
    for index in places:
        if index == text:
            continue
        is_above = heading is not None and index < heading
        found[index] = "heading" if index == heading else "category" if is_above else "text" if index > text else "note"
    if heading is not None and kinds[heading] == "aim" and "category" not in found:
        found[heading] = "category"
    return found


def _text_column(kinds: list[Kind | None], places: list[int]) -> int:
    for wanted in ("deed", "demand"):
        of_kind = [index for index in places if kinds[index] == wanted]
        if of_kind:
            return of_kind[-1] if wanted == "deed" else of_kind[0]
    tasks = [index for index in places if kinds[index] == "task"]
    return tasks[-1] if tasks else places[-1]


def is_task_header(kinds: list[Kind | None]) -> bool:
    """Whether titles are those of a task table: somebody does something, or something is due."""
    has_task = any(kind in TASKS for kind in kinds)
    return has_task and any(kind in {"lead", "responsible", "co", "deadline", "person"} for kind in kinds)
