"""Names of agencies and of sets of agencies, cut out of a list of them."""

import re
from dataclasses import dataclass

# How the names of public bodies, companies and territories end. What ends otherwise is asked, not refused.
ORGAN = (
    r"(?:局|委|办|部|厅|院|会|府|署|处|科|室|中心|公司|集团|社|队|站|所|台|银行|支行|分行|人行|农商行|学校|党校|大学|中学|小学|学院|馆|园|区|县|市|镇|乡"
    r"|旗|盟|街道|(?<!农)村|妇联|残联|文联|社科联|工商联|侨联|科协|政协|小组|工作组|工作专班|共青团|兵团|团体|部门|单位|机构|企业|专班|指挥部|基地|海关|机关"
    r"|工会|广电|基金)"
)
ENDS_AS_ORGAN = re.compile(rf"{ORGAN}(?:[(（][^()（）]{{1,30}}[)）])?$")
COLLECTIVE = re.compile(
    r"各|(?:有关|相关|所属|下属|涉及|承办|责任|成员|牵头|主管|直属|全体|其他|其它)[^、]{0,8}(?:部门|单位|机构|企业|高校|学校|街道|乡镇|政府|组织)"
    r"|(?:部门|单位|委办局|乡镇|镇街|街镇|镇乡|乡镇街道|镇街道|高校|企事业单位|行业主管部门)$|^(?:全市|全区|全县|全省|市直|区直|县直|省直|区属|市属|县属)"
)
# Collectives nobody can list without being asked: the document does not say which.
OPEN_COLLECTIVE = re.compile(
    r"(?:有关|相关|涉及|责任|承办|其他|其它|密切)[^、]{0,10}(?:部门|单位|机构|企业|街道|乡镇|组织|方面)|^(?:各)?(?:主管|行业主管|职能|责任)(?:部门|单位)$"
)
OPEN_END = re.compile(
    r"等(?:\d{1,2}|[一二三四五六七八九十]{1,3})?(?:个|家)?(?:有关|相关|各|多)?(?:部门单位|部门和单位|部门|单位|机构|企业|地方|方面|地区)?$"
)
# 各委、办、局 and its like name one set; the signs inside do not part it.
KEPT_TOGETHER = re.compile(
    r"各(?:部|委|办|局|处|室|院|镇|乡|街道|区|县|市|科|所)(?:[、/](?:部|委|办|局|处|室|院|镇|乡|街道|区|县|市|科|所)(?![\u3400-\u9fff]))+"
)
JOINERS = ("以及", "和", "及", "与", "暨")
LEADING = re.compile(r"^(?:并由|由|其中|以及)")
STRANGE = re.compile(r"[。！？!?：:%％=<>{}“”《》]|\d[年月日]")


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
    return COLLECTIVE.search(name) is not None


def is_open_collective(name: str) -> bool:
    """Whether nobody can say from the document and the register who the members are."""
    return OPEN_COLLECTIVE.search(name) is not None


def looks_like_organ(name: str) -> bool:
    """Whether a name ends as names of agencies do, or is a short word for many of them."""
    if not 2 <= len(name) <= 40 or STRANGE.search(name):
        return False
    if ENDS_AS_ORGAN.search(name):
        return True
    return len(name) <= 16 and "的" not in name and is_collective(name)


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
        if char in "（(":
            depth += 1
        elif char in "）)":
            depth = max(0, depth - 1)
        elif depth == 0 and index not in kept and char in "、，,；;/／ \u3000\t\n":
            pieces.append(written[start:index])
            start = index + 1
    pieces.append(written[start:])
    return pieces


def _joined(piece: str) -> list[str]:
    """Cut at 和, 及, 与 where both sides are names; 发展和改革委 and 人力资源和社会保障局 stay whole."""
    for index in range(2, len(piece) - 1):
        for joiner in JOINERS:
            # 及其所属单位 goes on about the same agency.
            if not piece.startswith(joiner, index) or piece.startswith("其", index + len(joiner)):
                continue
            left, right = piece[:index], piece[index + len(joiner) :]
            left_name, _ = _trim(left)
            if len(right) >= 2 and looks_like_organ(left_name) and looks_like_organ(_trim(right)[0]):
                return [left, *_joined(right)]
    return [piece]


def _trim(part: str) -> tuple[str, bool]:
    name = part.strip(" \u3000\t.．、，,；;“”\"'")
    while match := LEADING.match(name):
        if len(name) - match.end() < 2:
            break
        name = name[match.end() :]
    ended = OPEN_END.search(name)
    if ended and ended.start() > 1:
        return name[: ended.start()].strip(), True
    return ("", True) if ended and name.startswith("等") else (name, False)
