"""The table of facts that government sites print above a document: 发文机关, 发文字号, 成文日期, 发布日期 …"""

import re

from workflow.reading.offsets import Span
from workflow.reading.sentences import strip

# The labels of each fact; those of "" the reading does not keep.
FACTS = {
    "title": "标题 名称 文件名称",
    "issuer": "发文机关 发文机构 发文单位 发布机构 发布机关 发布单位 制发机关 制定机关",
    "document_number": "发文字号 文号 文件编号",
    "issued_on": "成文日期 发文日期 印发日期 生成日期 成文时间 发文时间",
    "published_on": "发布日期 公开日期 公布日期 发布时间 公开时间",
    "drawn_up_by": "填报单位 填表单位 制表单位 编制单位",
    "": (
        "索引号 信息索引 信息索引号 主题分类 信息分类 组配分类 统一编号 效力状态 有效性 "
        "信息有效性 公文种类 体裁 "
        "来源 信息来源 关键词 主题词 废止日期 实施日期 生效日期 公开方式 "
        "公开形式 公开范围 内容概述 所属主题 统一登记号 登记号 "
        "填报日期 填报时间 填报人 填表日期 填表时间 填表人 制表日期 制表人 报送单位"
    ),
}
SPACED = r"\s{0,4}"
LABELS = {label: fact for fact, labels in FACTS.items() for label in labels.split()}

WRITTEN = "|".join(SPACED.join(label) for label in sorted(LABELS, key=len, reverse=True))
LABEL = re.compile(
    rf"(?:^|(?<=[\s|】]))[【\[]?(?P<label>{WRITTEN})(?:[（(](?:盖章|签章|公章)[）)])?[】\]]?"
    r"(?:\s{0,4}[:：]\s{0,4}|[\s|]{1,8}|$)"
)
LONGEST_LINE = 400


def is_metadata(line: str) -> bool:
    """Whether a line is a row of that table; 来源于… and 名称为… at the start of a sentence are none."""
    return len(line) <= LONGEST_LINE and LABEL.match(line) is not None and not line.endswith("。")


def read_metadata(text: str, at: Span) -> dict[str, Span]:
    """The spans of the facts in one row."""
    labels = list(LABEL.finditer(text[slice(*at)]))
    found: dict[str, Span] = {}
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        name = LABELS[re.sub(r"\s", "", label["label"])]
        end = at[0] + following.start() if following else at[1]
        value = strip(text, (at[0] + label.end(), end))
        while value[1] > value[0] and text[value[1] - 1] in "|【[":
            value = strip(text, (value[0], value[1] - 1))
        if name and value[0] < value[1]:
            found.setdefault(name, value)
    return found
