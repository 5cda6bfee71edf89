"""Who a cell names: a list of agencies, at times with its own words of duty, broken over lines, or cut off."""

import re
from dataclasses import dataclass, field

from workflow.reading.grammar import DUTY, EACH, parse_duties
from workflow.reading.offsets import Span
from workflow.reading.parties import NO_ORGAN, is_open_collective, looks_like_organ, split_parties
from workflow.reading.tables_due import is_due

# A cell that says that there is nobody.
NOBODY = re.compile(r"[-—–―/\\无*·.、，\s]*|(?:暂无|没有|n/?a|none|nil|tbd|tbc)", re.IGNORECASE)
SAME_AS_ABOVE = re.compile(r"同上|同前|〃|″|ditto|same as above", re.IGNORECASE)
# What a list cannot end with: the rest stood on a line that is gone.
CUT = re.compile(r"(?:[、，,；;（(]|(?:^|[、，,区市县省州])(?:各|有关|相关|各有关|各相关|所属)|[和及与]|社会)$")
FRAGMENT = re.compile(r"单位|部门|机构|等(?:有关|相关)?(?:部门|单位)|局|办|委|厅|部|室|会")
LEADS = re.compile(r"[(（](?:总?牵头|主办|主责)(?:单位|部门)?[)）]")
HELPS = re.compile(r"[(（](?:配合|协办|协助|参与)(?:单位|部门)?[)）]")
# A sentence about agencies (各单位要加强宣传) is no list of them.
SPEAKS = re.compile(r"(?<!对)应(?![急用])|要(?!素)|必?须|加强|做好|抓好|认真|切实|不得")
DUTY_LABEL = re.compile(r"牵头|配合|协办|会同|参与|协助|分别|按职责|负责|主办|承办")
LATIN_ORGAN = (
    r"(?:ministry|department|office|agency|authority|bureau|commission|committee|board|council|secretariat|national"
    r"|institute|directorate|chamber|association|union|federation|university|court|police|bank|the|municipal|state|public|central|city|civil|ngos?)\b"
)
LATIN_CUT = re.compile(rf"[;\n/]|,(?!\s*and\b)|,?\s+and\s+(?={LATIN_ORGAN})|\s+&\s+(?={LATIN_ORGAN})", re.IGNORECASE)
LATIN_OTHERS = re.compile(r"(?:and )?(?:others|etc|and so on)", re.IGNORECASE)
# What no cell of a form exceeds; the rest is said to be cut off.
LONGEST = 2000
MOST = 60


@dataclass(slots=True)
class Named:
    """Who the cells of one role name. `lead` and `co` are filled where the cell itself says who leads and helps."""

    names: list[str] = field(default_factory=list)
    lead: list[str] = field(default_factory=list)
    co: list[str] = field(default_factory=list)
    is_open: bool = False
    each: bool = False
    divided: bool = False
    """Whether the cell says that they answer by division of their duties, so that none of them leads."""
    strange: list[str] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    at: list[Span] = field(default_factory=list)

    @property
    def everyone(self) -> list[str]:
        """All names, whatever their role."""
        return [
            *self.lead,
            *(n for n in self.names if n not in self.lead),
            *(n for n in self.co if n not in self.names),
        ]


def is_nobody(written: str) -> bool:
    """Whether a cell is empty in other signs: /, —, 无."""
    return len(written) <= 20 and NOBODY.fullmatch(written.strip()) is not None


def is_cut(written: str) -> bool:
    """Whether a list of names or a sentence breaks off: it ends with a sign that wants more, or in a bracket."""
    written = written.strip()
    if not written:
        return False
    opened = sum(written.count(sign) for sign in "（(") - sum(written.count(sign) for sign in "）)")
    return (written[-1] in "、，,（(：:" and not written.endswith("：")) or opened > 0


def read_names(text: str, cells: list[Span]) -> Named:
    """The names of some cells that share a role."""
    named = Named()
    written = ""
    for at in cells[:MOST]:
        cell = text[at[0] : min(at[1], at[0] + LONGEST)]
        if is_nobody(cell):
            continue
        named.at.append(at)
        if written and is_unfinished(written):
            # A row that was parted by the end of a page: the name goes on in the next one.
            named.cut.append(written)
            written += cell.strip()
        else:
            _read(written, named)
            written = cell.strip()
    _read(written, named)
    if len(cells) > MOST or any(at[1] - at[0] > LONGEST for at in named.at):
        named.cut.append("…")
    return named


def _read(written: str, named: Named) -> None:
    if not written:
        return
    if is_latin(written):
        names = [name for part in LATIN_CUT.split(written) if (name := " ".join(part.split()).strip(" .,"))]
        known = [name for name in names if not LATIN_OTHERS.fullmatch(name)]
        _add(named.names, known)
        named.is_open = named.is_open or len(known) < len(names)
        return
    flat = joined(written)
    rest = _without_cut_end(flat, named)
    if LEADS.search(rest) or HELPS.search(rest):
        _read_notes(rest, named)
        return
    if DUTY.search(rest) and DUTY_LABEL.search(rest):
        duties = parse_duties(rest)
        if duties is not None:
            _add(named.lead, list(duties.lead))
            others = [name for name in duties.co if name not in duties.helpers]
            _add(named.co if duties.lead else named.names, others)
            _add(named.co, list(duties.helpers))
            named.is_open = named.is_open or duties.open_list
            named.each = named.each or duties.mode == "lead_each"
            named.divided = named.divided or (not duties.lead and EACH.search(rest) is not None)
            named.strange += duties.strange
            return
    parties = split_parties(rest)
    # A time beside the names (市财政局，6月底前) is read as one (`tables_items`).
    names = [name for name in parties.names if not is_due(name)]
    _add(named.names, names)
    named.is_open = named.is_open or parties.open_list
    named.strange += [name for name in names if not looks_like_organ(name)]


def _read_notes(written: str, named: Named) -> None:
    """市财政局（牵头）、市教育局（配合）: the note behind a name says its role."""
    for part in re.split(r"[、，,；;]", written):
        lead, helps = LEADS.search(part), HELPS.search(part)
        names = split_parties(HELPS.sub("", LEADS.sub("", part)))
        _add(named.lead if lead else named.co if helps else named.names, list(names.names))
        named.is_open = named.is_open or names.open_list
    if named.lead:
        _add(named.co, [name for name in named.names if name not in named.lead])
        named.names.clear()


def _add(names: list[str], more: list[str]) -> None:
    names += [name for name in dict.fromkeys(more) if name not in names]


def _without_cut_end(flat: str, named: Named) -> str:
    """The list without what is left of a name at its end; that much is known to be missing."""
    written = flat.strip()
    if is_fragment(written):
        named.cut.append(written)
        return ""
    match = CUT.search(written)
    if match is None and not is_cut(written):
        return written
    named.cut.append(written)
    last = max(written.rfind(sign) for sign in "、，,；;（(")
    whole = looks_like_organ(written[last + 1 :].strip()) and match is None
    return written if whole else written[: max(last, 0)]


def is_fragment(written: str) -> bool:
    """Whether a cell is the end of a name whose beginning is gone: 单位, 部门."""
    return FRAGMENT.fullmatch(written.strip()) is not None


def is_unfinished(written: str) -> bool:
    """Whether the next line goes on with the same name or list."""
    return CUT.search(written.strip()) is not None or is_cut(written)


def is_latin(written: str) -> bool:
    """Whether a cell is written in Latin letters."""
    return len(re.findall(r"[A-Za-z]", written)) > 2 * len(re.findall(r"[\u3400-\u9fff]", written))


def joined(written: str) -> str:
    """The lines of a cell as one list: one agency a line, or a name broken over lines."""
    lines = [line.strip() for line in written.split("\n") if line.strip()]
    flat = lines[0] if lines else ""
    for line in lines[1:]:
        last = re.split(r"[、，,；;]", flat[-60:])[-1]
        first = re.split(r"[、，,；;]", line[:60])[0]
        apart = looks_like_organ(last) and looks_like_organ(first) and not is_unfinished(flat[-80:])
        flat += ("、" if apart and not is_fragment(first) else "") + line
    return flat


def lists_agencies(written: str) -> bool:
    """Whether a line is nothing but names of agencies, or what is left of some."""
    written = written.strip()
    if not 2 <= len(written) <= 300 or re.search(r"[。！？!?：:《》“”「」]", written):
        return False
    if is_fragment(written):
        return True
    names = split_parties(CUT.sub("", written)).names
    if any(SPEAKS.search(name) for name in names):
        return False
    known = sum(looks_like_organ(name) and not (NO_ORGAN.search(name) and name[0] != "各") for name in names)
    if known == len(names) and known:
        return True
    if CUT.search(written) and len(written) <= 8 and not names:
        return True
    return known > 1 and known * 3 >= len(names) * 2 and "、" in written


def unknown_members(names: list[str]) -> list[str]:
    """The names that stand for agencies which the document does not list."""
    return [name for name in names if is_open_collective(name)]
