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
BODY = r"(?:单位|部门|机关|机构|主体|科室|处室|股室|镇街|乡镇|区县|县区|科|处|方|者)"
# Of which level: 市级牵头部门, 县直责任单位.
LEVEL = r"(?:[省市区县州镇][级直属]?)?"
PEOPLE = r"(?:[及和与、/](?:责任人|负责人|责任领导|分管领导|联系人|领导|职责|分工|(?:完成)?(?:时限|时间)))?"


def _some(words: str) -> str:
    """Any number of these words: a title is made of such words only, which the text of a cell is not."""
    return f"(?:{'|'.join([*words.split(), '20[0-9]{2}年?', '及', '和', '与', '、', '/'])})*"


# 乡镇 over names of towns: each answers for its row, where no other column says who.
PLACES = r"(?:乡镇|镇街|街镇|镇乡|乡镇街道|镇街道|街道|镇|乡|县区|区县|县市区|村居|村|社区|学校|园区)(?:名称|名)?"
ABOUT = _some(
    "重点 主要 具体 工作 目标 年度 全年 本年 任务 事项 项目 改革 建设 民生 实事 创建 督办 督查"
    " 整改 化解 整治 专项 推进 落实 实施 培训 公开 采取 拟采取 行动 工程 测评 考核 评价 的 内容 服务 核心 措施"
)
CHINESE: tuple[tuple[Kind, str], ...] = (
    ("number", r"(?:任务|项目|事项|措施|工作)?(?:序号|编号|项次)|序|号|#"),
    ("co", rf"{LEVEL}(?:主要)?(?:配合|协办|协助|协同|参与|参加|支持|会办|协作|联合)(?:责任)?(?:{BODY}{PEOPLE})?"),
    ("lead", rf"{LEVEL}(?:总|主要)?(?:牵头|主办|主责|主要责任|第一责任)(?:责任|负责|实施)?(?:{BODY}{PEOPLE})?"),
    ("responsible", r"(?:牵头|主办)(?:单位|部门)?[和与及、/](?:配合|协办|责任|参与|承办)(?:单位|部门)"),
    ("responsible", r"(?:单位|部门)名称"),
    (
        "responsible",
        rf"[^和与及、]{{0,4}}(?:责任|负责|承办|实施|落实|执行|完成|办理|建设|主管|承担|公开){BODY}{PEOPLE}",
    ),
    ("responsible", r"单位|部门|责任(?:分工|落实|划分)?(?:及(?:完成)?时限)?|(?:任务|职责)?分工|科室|处室|股室"),
    ("responsible", PLACES),
    (
        "person",
        _some(
            "责任 分管 牵头 主管 包保 包联 包抓 包案 领办 督办 挂钩 联系 级 省 市 州 区 县 镇 局"
            " 单位 部门 主要 具体 政府 党政 第一 直接 项目 工作"
        )
        + "(?:领导|责任人|牵头人|负责人|联系人|联络人|联络员|负责同志|经办人|联系方式|电话)"
        + "(?:及联系方式|及电话|及职务)?",
    ),
    (
        "note",
        _some("工作 目前 当前 完成 落实 推进 进展 项目 总 计划 年度 整改 任务 政策 文件 备注 实施 建设 考核")
        + "(?:情况|状态|备注|说明|进展|分值|权重|得分|考核|评分|办法|预算|资金|投资|投资额|依据|来源)",
    ),
    ("start", r"(?:计划)?(?:开始|启动|起始|开工)(?:时间|日期)?"),
    (
        "deadline",
        _some(
            "计划 预计 拟 完成 办结 化解 整治 工作 整改 任务 序时 推进 实施 年度 起止 要求 目标"
            " 落实 竣工 建设 责任 反馈 上报 报送 公开 更新 召开 阶段 关键 办理 执行 预定"
        )
        + "(?:时限|时间|期限|期程|节点|进度|日期|时点|周期|频次)(?:[及和与]?(?:要求|安排|节点|进度|步骤))*",
    ),
    (
        "category",
        _some("任务 工作 项目 指标 事项 重点 一级 二级 所属 公开 主题 改革")
        + "(?:类别|分类|类型|领域|板块|方面|大类|章节|专项|维度)",
    ),
    ("category", "(?:实施|推进|工作)?阶段(?:划分|名称)?"),
    (
        "aim",
        _some("工作 年度 主要 预期 总体 阶段 绩效 考核 测评 整改 任务 一级 二级 三级 量化 具体 完成 核心 建设")
        + "(?:目标|指标|成果|成效|效果|目的)(?:要求)?",
    ),
    ("deed", ABOUT + "(?:内容|措施|举措|做法|办法|路径)(?:.{0,2}要求)?"),
    ("demand", ABOUT + "(?:要求|步骤|标准|计划|安排|分解)"),
    ("task", "[^和与及、，。：]{2,4}(?:任务|事项)"),
    ("task", ABOUT + "(?:任务|事项|项目|工作|要点|名称|条款|问题|议题|清单|主题|重点|改革|行动|工程)(?:.{0,2}目标)?"),
)  # fmt: skip
BEFORE = (
    r"(?:(?:the|key|main|proposed|specific|planned|brief|short|expected|target|current|new|priority|overall"
    r"|strategic|verifiable|performance|commitment) )*"
)
AFTER = (
    r"(?: (?:and|or|of|the|to|be|for|by|title|name|text|description|details?|activit\w+|dates?|time|steps?|areas?|taken"
    r"|agenc\w+|bod(?:y|ies)|institutions?|organi[sz]ations?|ministr\w+|departments?|entit\w+|actors?|partners?"
    r"|part(?:y|ies)|units?|no|commitments?|milestones?|implementation|completion|deliverables?|outputs?|status|period"
    r"|involved|with|a|verifiable|required|responsible|lead|leading|implementing|supporting|other|frame|line|lines|level"
    r"|notes?|comments?))*"
)
WORDS: tuple[tuple[Kind, str], ...] = (
    ("number", r"(?:(?:item|serial|ref|reference|commitment|action|milestone) )?(?:no|num|number|#|ref|id|s ?n)"),
    ("start", r"(?:start|begin|commence|starting|beginning|commencement)"),
    ("deadline", r"(?:start (?:date )?(?:and |to )?)?(?:deadline|due|ends?|timeline|timeframe|time|completion"
        r"|completed|by when|when|schedule|period|date)"),
    ("co", r"(?:supporting|support|partners?|assisting|co ?operating|participating|collaborating|involved|co"
        r" ?responsible|other)"),
    ("person", r"(?:responsible |contact )?(?:person|officer|staff|contact|focal point)"),
    ("lead", r"(?:lead|leading)"),
    ("responsible", r"(?:responsib\w+|implementing|owner|who)"),
    ("responsible", r"(?:(?:government|public|state) )?(?:agenc\w+|institutions?|ministr\w+|departments?)"),
    ("note", r"(?:status|remarks?|notes?|comments?|progress|budget|costs?|funding|source|new or ongoing)"),
    ("category", r"(?:category|theme|thematic|area|section|sector|pillar|chapter|cluster)"),
    ("deed", r"(?:actions?|activit\w+|milestones?|measures?|description|content|details?|steps?|what)"),
    ("task", r"(?:commitments?|tasks?|initiatives?|projects?|name|title|reforms?|recommendations?|item)"),
    ("aim", r"(?:objectives?|goals?|targets?|outputs?|outcomes?|results?|indicators?|deliverables?)"),
)  # fmt: skip
LATIN = tuple((kind, f"{BEFORE}{pattern}{AFTER}") for kind, pattern in WORDS)
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
        return " ".join(re.sub(r"[-–—&,:./]", " ", NOTE.sub(" ", folded)).split()).strip(" *").lower()
    return re.sub(r"\s+", "", NOTE.sub("", folded)).strip(":*、.0123456789")


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
    return bare(title) in UNSURE or names_place(title)


def names_place(title: str) -> bool:
    """Whether a title names a kind of place, which may be where something is done or who does it."""
    return re.fullmatch(PLACES, bare(title)) is not None


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
