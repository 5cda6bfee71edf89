"""The labels of a statement of who and by when: 责任单位：, 牵头部门：, 【配合单位】, 完成时限：, 责任领导：."""

import re
from collections.abc import Iterator

from workflow.reading.offsets import Span

LEADS = re.compile(r"牵头|主办|主责")
HELPS = re.compile(
    r"(?:技术|业务|数据|资金|网络)(?:支撑|指导|保障)|配合|协办|参与|参加|协助|协同|协作|支持|(?<!督促)指导$"
)

_ROLE = (
    r"(?:总?牵头|主要责任|责任|主责|主办|主要负责|负责|承办|承担|实施|落实|执行|主管|配合|协办|协同|协作|参与|参加|协助"
    r"|支持|分管|包保|包抓|包案|包联|监督|督办|督导|考核|验收|联系|完成|办结|办理|进度|时序|时限|时间|整改|推进)"
)
_WHAT = (
    r"(?:单位|部门|科室|处室|股室|机构|机关|主体|时限|时间|期限|日期|节点|领导|人员?|要求)"
    r"(?:要求|安排|节点|及责任人|及负责人)?"
)
_ALONE = r"(?:牵头|责任|主办|主责|负责|承办|实施|落实|配合|协办|协同|参与|参加|协助|支持|完成|办结|时间|时限|期限)"
_NAME = rf"{_ROLE}(?:[(（、和及/]?{_ROLE}[)）]?)?(?:责任|要求|的)?{_WHAT}"

# 牵头单位：, 牵头（责任）单位：, 完成时限：, the bare 牵头：, and a label in brackets of its own.
LABEL = re.compile(
    rf"(?:市级|区级|县级)?(?P<name>{_NAME}|{_ALONE})\s{{0,4}}(?:[:：∶﹕︰]|——)|[【\[](?P<boxed>{_NAME})[】\]]\s?[:：∶﹕︰]?"
)
# Each of them holds one of these signs.
_LABELS = re.compile(r"[:：∶﹕︰—【\[]")
_TIME = re.compile(r"时限|时间|期限|日期|节点|进度|时序")
_PERSON = re.compile(r"领导$|^(?!.*(?:单位|部门|机构)).*人员?$")
# Who looks on (监督单位, 验收单位) does none of it.
_OVERSEES = re.compile(r"监督|督办|督导|考核|验收")
# 各责任单位：… speaks to them, 明确责任单位：… of them.
_NO_LABEL_BEHIND = re.compile(r"(?:[各本该由请的和及与为按是]|有关|相关|明确|确定|公布|公开|落实|压实)$")


def find_labels(text: str, at: Span) -> Iterator[re.Match[str]]:
    """The labels of a span; most hold none, which is found out faster."""
    if _LABELS.search(text, *at):
        yield from LABEL.finditer(text, *at)


def words_of(label: re.Match[str]) -> str:
    """The label without its colon or brackets."""
    return label["name"] or label["boxed"]


def names_agencies(label: re.Match[str]) -> bool:
    """Whether agencies follow the label, rather than a time, a person or who looks on."""
    words = words_of(label)
    return not _TIME.search(words) and not _PERSON.search(words) and not _OVERSEES.match(words)


def names_time(label: re.Match[str]) -> bool:
    """Whether a time follows the label."""
    return _TIME.search(words_of(label)) is not None


def opens_statement(text: str, label: re.Match[str], start: int) -> bool:
    """Whether a statement may begin with this label, and not a remark about the agencies in the text."""
    return _NO_LABEL_BEHIND.search(text[max(start, label.start() - 4) : label.start()]) is None


def starts_with_label(text: str, start: int, end: int) -> bool:
    """Whether a line is a labelled one."""
    return LABEL.match(text, start, end) is not None
