"""Lines of the page around the document: navigation, download links, print and page marks. They are dropped by rule."""

import re

from workflow.reading.offsets import Span

NAVIGATION = re.compile(
    r"(?:您?(?:现在|当前)?的?(?:位置|所在位置)|当前位置)是?(?:[:：]|\s)|(?:网站)?首页\s*(?:>|»|›|/|—|-)"
)
BUTTON = (
    r"(?:下载\s*\w{0,6}|关闭(?:窗口|本页|页面)?|(?:我要)?打印(?:本文|本页|此页)?|字体|字号|大|中|小|大中小|收藏(?:本页)?|分享(?:到)?|返回(?:顶部|列表|首页)?"
    r"|上一[篇页条]|下一[篇页条]|纠错|朗读|扫一扫[^。]{0,20}|附件下载|我要纠错|微信|微博|QQ空间)"
)
BUTTONS = re.compile(rf"(?>[\[【〖(（|]?\s*{BUTTON}\s*[:：]?\s*[\]】〗)）|]?[\s|·、/]*){{1,12}}+")
PAGE_MARK = re.compile(
    r"(?i:page)\s*\d{0,4}|[-—–－·\s]*\d{1,4}[-—–－·\s]*|第\s*\d{1,4}\s*页(?:[\s,，/]*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}"
)
PUBLICATION = re.compile(
    r"[(（【]?(?:此件|本文|此文)?(?:主动|依申请|全文|不予|删减后)?(?:公开发布|公开|不公开)[)）】]?[。]?|(?:此件|本文)[^。]{0,12}公开[)）]?"
)
HOST = re.compile(r"(?:主办|承办)单位\s*[:：]")
PAGE_FOOT = re.compile(
    r"(?:责任编辑|编辑|作者|供稿|审核|浏览次数|点击数?|阅读次数|访问量|版权所有|主办单位|网站标识码|[京沪津渝冀晋辽吉黑苏浙皖闽赣鲁豫鄂湘粤琼川贵云陕甘青蒙桂宁新藏]ICP备)\s*[:：\d]"
)
DISTRIBUTION = re.compile(r"[（(]?(?:抄送|抄报|分送|报送|联系人|联系电话|传真)\s*[:：]")


def page_furniture(text: str, lines: list[Span]) -> list[Span]:
    """The lines that belong to the page.

    主办单位：… is the foot of a page only beside others of it; below a task it says who answers for that.
    """
    found = [is_furniture(text[slice(*at)]) for at in lines]
    return [
        at
        for index, at in enumerate(lines)
        if found[index]
        and (
            not HOST.match(text, *at)
            or any(
                found[near] and not HOST.match(text, *lines[near])
                for near in (index - 1, index + 1)
                if 0 <= near < len(lines)
            )
        )
    ]


def is_furniture(line: str) -> bool:
    """Whether a line (without white space around it) belongs to the page and not to the document."""
    if len(line) > 200:
        return False
    if NAVIGATION.match(line) or PAGE_FOOT.match(line) or DISTRIBUTION.match(line):
        return True
    return any(pattern.fullmatch(line) for pattern in (PAGE_MARK, PUBLICATION)) or _only_buttons(line)


def _only_buttons(line: str) -> bool:
    return len(line) <= 80 and BUTTONS.fullmatch(line) is not None
