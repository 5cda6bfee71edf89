"""Lines of the page around the document: navigation, download links, print and page marks. They are dropped by rule."""

import re
from collections import Counter
from collections.abc import Sequence

from workflow.reading.offsets import Span

NAVIGATION = re.compile(
    r"[您你]?(?:现在|当前|目前)?(?:所在)?的?(?:所在)?(?:位置|栏目)是?(?:[:：]|\s)|(?:网站)?首\s*页\s*(?:>|»|›|＞|→|/|—|-|\|)"
    r"|[上下]一[篇页条][:：].{0,80}$|(?:用|使用|打开)?(?:手机|微信|支付宝)?扫(?:一扫|描|码)[^。]{0,30}$"
)
BUTTON = (
    r"(?:(?:文件|全文|附件|正文|本文)?下载\s*\w{0,6}|关闭(?:窗口|本页|页面)?|(?:我要)?打印(?:本文|本页|此页|文章|预览)?|字体|字号|文字大小|大|中|小|大中小"
    r"|默认|特大|收藏(?:本页|本站)?|加入收藏|设为首页|(?:一键)?分享(?:到|至)?|返回(?:顶部|列表|首页|上页)?|上一[篇页条]|下一[篇页条]|首页|末页|尾页"
    r"|纠错|朗读|收听|播报|扫一扫[^。]{0,20}|附件下载|我要纠错|微信|微博|新浪微博|朋友圈|QQ(?:空间|好友)?|繁體|繁体|简体|English|无障碍(?:浏览|阅读)?|适老(?:化|模式)"
    r"|长者(?:模式|版)|登录|注册|网站地图|移动版|手机版|点赞|视力保护色)"
)
BUTTONS = re.compile(rf"(?>[\[【〖(（|]?\s*{BUTTON}\s*[:：]?\s*[\]】〗)）|]?[\s|·、/+-]*){{1,16}}+")
PAGE_MARK = re.compile(
    r"(?i:page)\s*\d{0,4}|[-—–－·\s]*\d{1,4}[-—–－·\s]*|第\s*\d{1,4}\s*页(?:[\s,，/]*共\s*\d{1,4}\s*页)?|\d{1,4}\s*/\s*\d{1,4}"
)
PUBLICATION = re.compile(
    r"[(（【]?(?:此件|本文|此文)?(?:主动|依申请|全文|不予|删减后)?(?:公开发布|公开|不公开)[)）】]?[。]?|(?:此件|本文)[^。]{0,12}公开[)）]?"
)
# What a page says about other pages, or that nothing is attached.
BESIDE = re.compile(
    r"[(（]?单位\s*[:：]\s*(?:[万亿千百]{0,2}(?:元|亩|吨|人|户|个|项|件|公里|平方米|公顷)|%|％)[)）]?|附件下载\s*[:：].{0,120}|相关(?:附件|文件|文档|下载|链接)\s*[:：]?\s*(?:无|暂无)?|(?:相关|延伸|推荐)(?:阅读|链接|新闻|报道|文章|稿件|推荐)\s*[:：].{0,80}"
    r"|(?:相关|延伸)(?:解读|图解)\s*[:：].{0,80}|(?:政策|文件|图文)(?:解读|图解)\s*[:：]\s*(?:一图读懂|图解|《|关于)[^。]{0,80}"
)
# The banner of a site at the top of its page, with the menu behind it: 云川市人民政府门户网站 首页 政务公开.
BANNER = re.compile(
    r"(?:欢迎(?:您?访问|光临|来到))?[\u3400-\u9fff]{2,12}?[省市县区州旗盟]人民政府(?:办公[厅室])?(?:门户网站|网站|政务网)"
    r"(?:[\s|·>]{1,4}[\u3400-\u9fff]{2,6}){0,12}"
)
TOP_LINES = 3
HOST = re.compile(r"(?:主办|承办)(?:单位)?\s*[:：]")
# What a browser prints below a page, and, where it does, above it: its address, and when it was printed.
ADDRESS = re.compile(r"(?:https?|ftp|(?:f|\ufb01)i?le)://\S{1,180}(?:\s+\d{1,3}/\d{1,3})?", re.IGNORECASE)
PRINTED = re.compile(r"\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}日?,?\s{1,3}\d{1,2}:\d{2}(?:\s?[AP]M)?\s{1,8}\S.{0,160}")
# What only the foot of a site holds, wherever in its line.
SITE = re.compile(r"ICP备\s?\d|公网安备|网站标识码|版权所有|技术支持\s*[:：]")
PAGE_FOOT = re.compile(
    r"(?:责任编辑|编辑|作者|供稿|审核|浏览(?:次数|量)?|点击(?:数|量|率|次数)?|阅读(?:次数|量|数)?|访问(?:次数|量)|人气|版权所有|主办(?:单位)?|网站标识码|[京沪津渝冀晋辽吉黑苏浙皖闽赣鲁豫鄂湘粤琼川贵云陕甘青蒙桂宁新藏]ICP备)\s*[:：\d]"
)
DISTRIBUTION = re.compile(
    r"[（(]?(?:抄送|抄报|分送|报送|正本|副本|联系人|联系电话|联系方式|传真|(?i:contacts?|enquiries|telephone|e-?mail))\s*[:：]|联系方式$"
)

# What is asked of somebody, though the line begins like a contact or a link.
ORDER = re.compile(
    r"(?:[月日]底?前|工作日内|[年季]底前).*(?:报|完成|送|交|清点|整改)|由[^，,。；;]{2,20}(?:负责|牵头|完成)|请各|责任单位"
)


def page_furniture(text: str, lines: list[Span], *, running: bool = True) -> list[Span]:
    """The lines that belong to the page; with `running` also those that return beside the page marks.

    主办单位：… is the foot of a page only beside others of it; below a task it says who answers for that.
    """
    written = [text[slice(*at)] for at in lines]
    found = find_furniture(written) if running else _by_itself(written)
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
    if ORDER.search(line) and (DISTRIBUTION.match(line) or BESIDE.fullmatch(line)):
        return False
    if SITE.search(line) or NAVIGATION.match(line) or PAGE_FOOT.match(line) or DISTRIBUTION.match(line):
        return True
    if any(pattern.fullmatch(line) for pattern in (PAGE_MARK, PUBLICATION, BESIDE, ADDRESS, BANNER)) or _only_buttons(
        line
    ):
        return True
    noted = PUBLICATION.match(line) if line[:1] in "（(【" else None
    return noted is not None and is_furniture(line[noted.end() :].strip())


def _only_buttons(line: str) -> bool:
    return len(line) <= 80 and BUTTONS.fullmatch(line) is not None


# A line counts as a running header when it stands beside page marks so often.
LEAST_PAGES = 2
LONGEST_RUNNING = 60


def find_furniture(lines: Sequence[str]) -> list[bool]:
    """Which lines of a document are furniture: each by itself, or because it returns beside the page marks, as the
    title at the head of every page does. What only returns (a cell, an agency) is none."""
    found = _by_itself(lines)
    marks = [index for index, line in enumerate(lines) if len(line) <= LONGEST_RUNNING and PAGE_MARK.fullmatch(line)]
    if len(marks) < LEAST_PAGES:
        return found
    beside = {place for index in marks for place in (index - 1, index + 1) if 0 <= place < len(lines)}
    running = [place for place in beside if not found[place] and _may_run(lines[place])]
    counted = Counter(lines[place] for place in running)
    for place in running:
        found[place] = counted[lines[place]] >= LEAST_PAGES
    return found


def _by_itself(lines: Sequence[str]) -> list[bool]:
    """Which lines are furniture whatever stands beside them; a time above a title only where the address of a page is
    printed too: 2028/3/5 10:21 …门户网站."""
    is_printed = any(ADDRESS.fullmatch(line) for line in lines)
    return [
        is_furniture(line)
        or (is_printed and PRINTED.fullmatch(line) is not None)
        or (index < TOP_LINES and len(line) <= 200 and BANNER.fullmatch(line) is not None)
        for index, line in enumerate(lines)
    ]


def _may_run(line: str) -> bool:
    return len(line) <= LONGEST_RUNNING and not line.endswith(("。", "；", "：", "）", ")"))
