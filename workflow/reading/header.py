"""The head of a document and its signature: title, issuer, number, dates, addressees, draft or issued."""

import datetime
import re
from dataclasses import dataclass, field
from itertools import takewhile

from workflow.reading.dates import is_date_line, read_date
from workflow.reading.metadata import is_metadata, read_metadata
from workflow.reading.model import Header, Status
from workflow.reading.offsets import Span
from workflow.reading.parties import is_collective, is_subject, looks_like_organ
from workflow.reading.references import is_approval_line
from workflow.reading.sentences import sentences

KIND = (
    r"(?:要点|方案|计划|意见|办法|规划|细则|措施|安排|分工|任务|清单|(?:任务|责任)?分解表?|指引|行动|通知|通告|公告|决定"
    r"|通报|批复|规定|重点工作|重点项目|民生实事|一览表|台账|(?:计划|安排|进度|推进|项目|任务|汇总|明细|分工|责任|时间)表|路线图|(?:部署|交办|议定|督办|重点)事项)"
)
NOTE = r"(?:[(（〔\[][^()（）]{2,20}[)）〕\]])?"
TITLE_END = re.compile(rf"{KIND}[》」]?(?:的(?:通知|意见|通告|公告|决定|实施意见|函))?\s*{NOTE}$")
NOTICE = re.compile(r"关于")
NOTICE_END = re.compile(rf"的(?:通知|意见|通告|公告|决定|实施意见|批复|函)\s*{NOTE}$")
NUMBER = re.compile(
    r"(?P<number>[\u3400-\u9fff]{1,12}(?:\s?[\u3400-\u9fff]{1,6})?\s*[〔﹝\[［【(（]\s*(?:19|20)\d{2}\s*[〕﹞\]］】)）]\s*"
    r"第?\s*\d{1,4}\s*号)(?:\s*签发人\s*[:：].{0,20})?"
)
# 中華民國115年2月20日府環字第1150023456號函頒, as offices in Taiwan number their letters.
TAIWAN_NUMBER = re.compile(
    r"(?P<date>(?:中华)?民国\s?\d{2,3}年\s?\d{1,2}月\s?\d{1,2}日)?\s?(?P<number>[\u3400-\u9fff]{2,10}字第\s?\d{6,12}号)"
    r"(?:书函|函|令|公告)?(?:颁|颁布|发布|订定|核定|核备|修正|下达)?"
)
# The red head of a document: 云川市人民政府办公室文件.
LETTERHEAD = re.compile(r"(?P<issuer>[\u3400-\u9fff、（）() ]{4,60}?)(?:文件|公文|便函)")
# How a letter of Taiwan begins: who writes, to whom, the matter; 说明： and its like part it.
LETTER = re.compile(r"(?P<issuer>[\u3400-\u9fff]{4,24})\s{1,8}(?:书函|函|令|公告|开会通知单)")
RECEIVER = re.compile(r"受文者\s?[:：]\s?(?P<who>[^。]{2,200})")
MATTER = re.compile(r"主旨\s?[:：]\s?(?P<matter>[^\n]{6,160}?)。?")
PARTED = re.compile(r"(?:说明|办法|公告事项|拟办)\s?[:：]")
DRAFT = re.compile(
    r"征求意见稿|公开征求意见|征求意见|讨论稿|送审稿|草案稿|(?<![\u3400-\u9fff])草案(?![\u3400-\u9fff])|[(（]草案[)）]|[(（]草稿[)）]|[(（]代拟稿[)）]"
)
TRANSMITTAL = re.compile(
    r"(?:印发|转发|下发|发)给你们|已经[^。]{2,40}(?:同意|批准|审议通过)|请[^。]{0,20}(?:认真)?(?:贯彻|组织实施|遵照)[^。]{0,10}(?:落实|执行|实施)"
)
# Addressees and what they are told in one paragraph.
GREETING = re.compile(r"(?P<who>[^。：:《]{4,400})[：:]\s?(?=《|现|经|为|根据|按照|请)")
# What a letter asks of those it speaks to: 请于12月10日前将总结报送….
LIMIT = (
    r"(?:(?:\d{1,2}[月日号]|[年月季]|季度|周[一二三四五六日末]?)(?:底|末|[上中下]旬)?(?:之|以)?[前内]|[年月季]底|\d{1,2}日"
    r"|[\d一二两三四五六七八九十]{1,3}个?(?:工作)?[日天](?:之|以)?[前内])"
)
ASKS = re.compile(
    r"(?<![^，,。；;：:\s])请(?![示求假销客教愿柬安])(?:[^，,。；：]{2,24}[，,]并?(?=[于在]))?"
    r"(?:务必|认真|抓紧|及时|统一|按[^，。；：]{1,12}?)?[于在]?[^，。；：]{0,14}?"
    rf"{LIMIT}[^。；：]{{0,80}}?(?:报|反馈|提交|上传|发至|发送|送|填|完成|参[加会])"
)
# Where a letter has passed on its document, and a day by which something else is due.
PASSED_ON = re.compile(r"[印转下]发(?:给你们|你们)?[，,]")
BY_A_DAY = re.compile(
    r"(?:\d{1,2}月(?:\d{1,2}[日号]|底|末|[上中下]旬)?|[年月季]底|\d{1,3}个?工作日|[一二两三四五六七八九十\d]{1,3}[日天])(?:之|以)?[前内]"
)
ADDRESSED = re.compile(r"各|有关|市|区|县|省|单位|部门|政府|机构")
ISSUER_IN_TITLE = re.compile(
    r"^(?P<issuer>[^\s《》“”「」]{4,40}?)关于(?:印发|转发|公布|下达|做好|推进|开展|加强|进一步|\S)"
)
# Committee and government, without a sign between them above their title.
TWO_ISSUERS = re.compile(r"(中共[^、]{2,12}?委(?:员会)?(?:办公[厅室])?)([^、]{2,12}?政府(?:办公[厅室])?)")
SIGNED = re.compile(
    r"^(?P<issuer>[\u3400-\u9fff（）()、 ]{4,60}?)\s{0,8}"
    r"(?P<date>(?:\d{4}|(?:中华)?民国\s?\d{2,3}|1[0-2]\d|[二〇一三四五六七八九零○]{4})\s{0,2}年(?:.{2,12}日|\s{0,2}\d{1,2}\s{0,2}月))(?:印发)?$"
)
SUBTITLE = re.compile(
    r"[(（]共\s?\d{1,3}\s?[项条件个类]{1,2}[^()（）。]{0,8}[)）]|[(（]\d{4}[^()（）。]{0,24}年?[^()（）。]{0,12}[)）]"
)
# Neither a sentence nor a signature with its date is part of a title.
NO_TITLE = re.compile(r"[。；;：:]|月.{1,3}日$")
LONGEST_TITLE = 80
# An attachment that is a document of its own begins with its number: 附件1.
ATTACHED = re.compile(r"附\s?[件表]\s?\d{0,2}\s?[:：]?")


@dataclass(slots=True)
class Draft:
    """Header facts while they are being gathered, and which paragraphs they came from."""

    facts: dict[str, str] = field(default_factory=dict)
    at: dict[str, Span] = field(default_factory=dict)
    addressees: tuple[str, ...] = ()
    is_draft: bool = False
    is_letter: bool = False
    """Whether the title is only the matter of a letter."""
    asked: list[Span] = field(default_factory=list)
    """What a covering letter asks for by a time, beside passing on the document."""
    taken: list[Span] = field(default_factory=list)

    def put(self, name: str, value: str, at: Span) -> None:
        """Keep the first finding of a fact."""
        if name not in self.facts and value:
            self.facts[name] = value
            self.at[name] = at


def read_head(text: str, paragraphs: list[Span], draft: Draft) -> list[Span]:
    """Take the head of a document out of the paragraphs before the first number; returns those it has no use for."""
    left: list[Span] = []
    index = 0
    paragraphs = [part for at in paragraphs for part in _parted(text, at, draft)]
    while index < len(paragraphs):
        used = _take(text, paragraphs, index, draft)
        if used:
            draft.taken += paragraphs[index : index + used]
        else:
            left.append(paragraphs[index])
        index += max(used, 1)
    return left


def _parted(text: str, at: Span, draft: Draft) -> list[Span]:
    """A paragraph that passes on the document, cut off from what it orders by a time: 印发给你们，请认真落实。请于….

    Any other paragraph is one part.
    """
    if not TRANSMITTAL.search(text[at[0] : min(at[1], at[0] + 400)]) or not BY_A_DAY.search(text, *at):
        return [at]
    parts: list[Span] = []
    for start, end in sentences(text, at):
        passed = PASSED_ON.search(text, start, end)
        cut = passed.end() if passed and BY_A_DAY.search(text, passed.end(), end) else start
        for part in ((start, cut), (cut, end)):
            orders = part[0] == cut and BY_A_DAY.search(text, *part) is not None
            if orders:
                draft.asked.append(part)
            if not orders and parts and parts[-1] not in draft.asked:
                parts[-1] = (parts[-1][0], part[1])
            elif part[0] < part[1]:
                parts.append(part)
    return parts


def _take(text: str, paragraphs: list[Span], index: int, draft: Draft) -> int:
    """How many paragraphs from `index` on belong to the head."""
    at = paragraphs[index]
    line = text[slice(*at)]
    if is_metadata(line):
        for name, value in read_metadata(text, at).items():
            draft.put(name, text[slice(*value)], value)
        return 1
    if DRAFT.search(line) and len(line) <= LONGEST_TITLE:
        draft.is_draft = True
        if re.fullmatch(r"[(（【]?[^()（）。]{2,12}[)）】]?", line) and not TITLE_END.search(line):
            return 1
    if SUBTITLE.fullmatch(line):
        return 1
    if index == 0 and ATTACHED.fullmatch(line):
        return 1
    # (北政办函[2027]21号) below the title.
    bare = 1 if line[:1] in "(（" and line[-1:] in ")）" and line[1:3] not in ("依据", "根据", "按照") else 0
    number = NUMBER.fullmatch(line, bare, len(line) - bare)
    if number:
        draft.put("document_number", number["number"], (at[0] + number.start("number"), at[0] + number.end("number")))
        return 1
    taiwan = TAIWAN_NUMBER.fullmatch(line)
    if taiwan:
        draft.put("document_number", taiwan["number"], (at[0] + taiwan.start("number"), at[0] + taiwan.end("number")))
        draft.put("issued_on", taiwan["date"] or "", (at[0], at[0] + max(taiwan.end("date"), 0)))
        return 1
    if is_approval_line(line) or _take_letter(line, at, draft) or _is_letterhead(line):
        return 1
    if is_date_line(line):
        draft.put("issued_on", line, at)
        return 1
    if _is_addressed(line):
        draft.addressees = draft.addressees or _addressees(line)
        draft.put("addressed", line, at)
        return 1
    greeted = GREETING.match(line)
    if greeted and (TRANSMITTAL.search(line[:400]) or ASKS.search(line)) and ADDRESSED.search(greeted["who"]):
        draft.addressees = draft.addressees or _addressees(greeted["who"])
        draft.put("addressed", greeted["who"], (at[0], at[0] + greeted.end("who")))
    title = _title(text, paragraphs, index)
    if title:
        draft.put("notice" if "关于" in title.text else "title_line", title.text, title.at)
        return title.used
    return take_signature(text, paragraphs, index, draft) or int(TRANSMITTAL.search(line[:400]) is not None)


def _is_letterhead(line: str) -> bool:
    head = LETTERHEAD.fullmatch(line)
    return head is not None and all(is_subject(name) for name in head["issuer"].split())


def _take_letter(line: str, at: Span, draft: Draft) -> bool:
    """Whether a line is one of the head of a letter as offices in Taiwan write them, and what it says."""
    letter, matter = LETTER.fullmatch(line), MATTER.fullmatch(line)
    receiver = RECEIVER.fullmatch(line)
    if letter and is_organ_line(letter["issuer"]):
        draft.put("organ", letter["issuer"], (at[0], at[0] + letter.end("issuer")))
        return True
    if receiver:
        draft.addressees = draft.addressees or _addressees(receiver["who"])
        return True
    if matter:
        draft.is_letter = draft.is_letter or "title" not in draft.facts
        draft.put("title", matter["matter"], (at[0] + matter.start("matter"), at[0] + matter.end("matter")))
        return True
    return PARTED.fullmatch(line) is not None and "title" in draft.facts


def take_signature(text: str, paragraphs: list[Span], index: int, draft: Draft) -> int:
    """An issuer with the date behind it or below it, or alone above the title."""
    at = paragraphs[index]
    line = text[slice(*at)]
    signed = SIGNED.match(line) if len(line) <= 100 else None
    if signed:
        draft.put("signature", signed["issuer"], (at[0], at[0] + signed.end("issuer")))
        draft.put("issued_on", signed["date"], (at[0] + signed.start("date"), at[1]))
        return 1
    if not is_organ_line(line):
        return 0
    signers = _signers(text, paragraphs, index)
    whole = (at[0], paragraphs[index + len(signers) - 1][1])
    below = text[slice(*paragraphs[index + len(signers)])] if index + len(signers) < len(paragraphs) else ""
    if not is_date_line(below):
        draft.put("organ", line, at)
        return 1
    draft.put("signature", "、".join(name for line in signers for name in _organs(line)), whole)
    return len(signers)


def _signers(text: str, paragraphs: list[Span], index: int) -> list[str]:
    """The lines of those who sign together, each an organ."""
    lines = [text[slice(*at)] for at in paragraphs[index : index + 4]]
    return list(takewhile(is_organ_line, lines))


def _organs(line: str) -> list[str]:
    """The organs of a line; `中共云川市委 云川市人民政府` names two."""
    parts = line.split()
    return parts if len(parts) > 1 and all(looks_like_organ(part) for part in parts) else [line]


def is_organ_line(line: str) -> bool:
    return 4 <= len(line) <= 40 and re.search(r"[。，,；;：:！？]", line) is None and _names_one_organ(line)


def _names_one_organ(line: str) -> bool:
    name = re.sub(r"\s", "", line)
    return looks_like_organ(name) and not is_collective(name) and not name.endswith(("单位", "部门"))


def _is_addressed(line: str) -> bool:
    """各县区人民政府，市政府各部门： ends with a colon and names bodies only."""
    bare = re.sub(r"^主送\s*[:：]\s*", "", line)
    if line == bare and not line.endswith((":", "：")):
        return False
    return len(line) <= 500 and "。" not in line and ADDRESSED.search(bare) is not None and "如下" not in line


def _addressees(line: str) -> tuple[str, ...]:
    bare = re.sub(r"^主送\s*[:：]\s*", "", line).rstrip("：: ")
    parts = re.split(r"[，,；;]", bare)
    if len(parts) == 1:
        parts = re.split(r"、(?=[^、]{4,})", bare)
    return tuple(part.strip() for part in parts if part.strip())


@dataclass(frozen=True, slots=True)
class _Title:
    text: str
    at: Span
    used: int


def _title(text: str, paragraphs: list[Span], index: int) -> _Title | None:
    """A title in one line or over several: the issuer above 关于…, and lines up to 的通知."""
    written, start = "", paragraphs[index][0]
    for used, at in enumerate(paragraphs[index : index + 4], start=1):
        line = text[slice(*at)]
        if len(line) > LONGEST_TITLE or NO_TITLE.search(line) or is_metadata(line) or NUMBER.fullmatch(line):
            return None
        written += line
        if NOTICE.search(written):
            if NOTICE_END.search(written) or (
                "印发" not in written and "转发" not in written and TITLE_END.search(written)
            ):
                return _Title(_squeezed(written), (start, at[1]), used)
        elif TITLE_END.search(written) and not (used > 1 and is_organ_line(text[slice(*paragraphs[index])])):
            return _Title(_squeezed(written), (start, at[1]), used)
        elif used > 1 or not (is_organ_line(line) or re.search(r"\d{4}年", line)):
            return None
    return None


def _squeezed(written: str) -> str:
    return re.sub(r"(?<=[^A-Za-z])\s+|\s+(?=[^A-Za-z])", "", written)


def finish(draft: Draft) -> Header:
    """The header out of the facts, with what one of them says about another."""
    facts, at = draft.facts, draft.at
    title, title_from = _first(facts, "title", "notice", "title_line")
    issuer, issuer_from = _first(facts, "issuer", "signature")
    match = ISSUER_IN_TITLE.match(facts.get("notice") or facts.get("title") or "")
    if issuer is None and match and looks_like_organ(match["issuer"]):
        both = TWO_ISSUERS.fullmatch(match["issuer"])
        issuer = "、".join(both.groups()) if both else match["issuer"]
        issuer_from = "notice" if "notice" in facts else "title"
    if issuer is None:
        issuer, issuer_from = _first(facts, "organ")
    if issuer is None and _names_one_organ(facts.get("drawn_up_by", "")):
        # 制表单位 of a table that stands alone: who drew it up hands it out.
        issuer, issuer_from = facts["drawn_up_by"], "drawn_up_by"
    places = {"title": title_from, "issuer": issuer_from}
    spans = {name: at[source] for name, source in places.items() if source and source in at}
    spans |= {name: at[name] for name in ("document_number", "issued_on", "published_on") if name in at}
    number = facts.get("document_number")
    status: Status = "consultation_draft" if draft.is_draft or DRAFT.search(title or "") else "issued"
    return Header(
        title=_squeezed(title) if title else None,
        issuer=_squeezed(issuer) if issuer else None,
        document_number=re.sub(r"\s+", "", number) if number else None,
        issued_on=_date(facts.get("issued_on")),
        published_on=_date(facts.get("published_on")),
        addressees=draft.addressees,
        status=status,
        at=spans,
    )


def _first(facts: dict[str, str], *names: str) -> tuple[str | None, str | None]:
    return next(((facts[name], name) for name in names if facts.get(name)), (None, None))


def _date(written: str | None) -> datetime.date | None:
    return read_date(written) if written else None
