"""The head and the end of a document that is one paragraph: title, addressees and signature cut apart."""

import re

from workflow.reading.offsets import Span
from workflow.reading.parties import looks_like_organ
from workflow.reading.sentences import strip

_KIND = (
    r"(?:要点|方案|计划|意见|办法|规划|细则|措施|安排|分工|清单|任务|行动|指引|通知|台账"
    r"|(?:分解|一览|推进|计划|责任)表)"
)
_DATE = r"(?:\d{4}|[二〇零一三四五六七八九○]{4})\s?年\s?.{1,3}月\s?.{1,3}日"
TITLE = re.compile(
    rf"[^。；;：:]{{4,70}}?{_KIND}》?(?:的(?:通知|意见|函|公告))?\s*(?:[（(〔][^（）()〔〕]{{2,24}}[)）〕])?"
    rf"(?=\s|$|各|为(?!民)|根据|按照?|现将|经|全市|全区|全县|今年|\d{{4}}年|[市区县]直|[\u3400-\u9fff]{{1,12}}[〔\[【]\d{{4}})"
)
NUMBER = re.compile(r"[\u3400-\u9fff]{1,12}\s?[〔﹝\[【(（]\s?\d{4}\s?[〕﹞\]】)）]\s?第?\s?\d{1,4}\s?号")
ADDRESSEES = re.compile(r"(?:各|[^。；;：:，,、]{0,4}[市区县])[^。；;：:]{2,200}[：:]")
SIGNATURE = re.compile(rf"(?P<organ>[^。；;：:，,\d]{{4,40}}?)\s{{0,8}}{_DATE}")
FINAL = re.compile(rf"{SIGNATURE.pattern}\s*$")
# The sentence turns from one task to the whole plan, or lists what is attached.
WHOLE_PLAN = re.compile(
    r"(?<=。)\s*(?=本(?:要点|方案|计划|意见|通知|办法|规划|安排)(?:公布|印发|下发|发布|自)|附件\s?\d{0,2}\s?[:：])"
)
SENTENCE = re.compile(r"[^。]*(?:。|$)")
PLACE = re.compile(r"[\u3400-\u9fff]{1,4}?[省市区县州旗镇乡](?=[\u3400-\u9fff\d])")
LONGEST_HEAD = 2_000


def cut_head(text: str, at: Span) -> list[Span]:
    """The parts of what stands before the first number, as if each had a line of its own."""
    parts: list[Span] = []
    position, limit = at[0], min(at[1], at[0] + LONGEST_HEAD)
    while position < limit:
        while position < limit and text[position].isspace():
            position += 1
        match = _part(text, position, limit)
        if match is None or match.end() == position:
            break
        parts.append(strip(text, (position, match.end())))
        position = match.end()
    parts.append(strip(text, (position, at[1])))
    return [part for part in parts if part[0] < part[1]]


def _part(text: str, position: int, limit: int) -> re.Match[str] | None:
    """What the head goes on with: a number, a signature, a title, addressees, or a sentence."""
    signed = SIGNATURE.match(text, position, limit)
    if signed and looks_like_organ(re.sub(r"\s", "", signed["organ"])):
        return signed
    for pattern in (NUMBER, TITLE, ADDRESSEES):
        if found := pattern.match(text, position, limit):
            return found
    return SENTENCE.match(text, position, limit)


def cut_tail(text: str, at: Span) -> list[Span]:
    """The last paragraph, cut before what speaks of the whole plan, before attachments and before the signature."""
    start = max(at[0], at[1] - LONGEST_HEAD)
    cuts = [match.start() for match in WHOLE_PLAN.finditer(text, start, at[1])]
    stop = text.rfind("。", max(start, at[1] - 120), at[1]) + 1
    if stop > at[0] and FINAL.match(text, stop, at[1]):
        cuts.append(stop)
    elif place := PLACE.match(text):
        # Behind a list of agencies nothing parts the signature but the place the document begins with.
        signed = text.rfind(place.group(), max(start, at[1] - 60, stop), at[1])
        if signed > at[0] and FINAL.match(text, signed, at[1]):
            cuts.append(signed)
    cuts = [cut for cut in sorted(set(cuts)) if cut > at[0]]
    parts = [strip(text, part) for part in zip([at[0], *cuts], [*cuts, at[1]], strict=True)]
    return [part for part in parts if part[0] < part[1]]
