"""Marks that a document is classified or for internal use, as GB/T 9704-2012 (7.2.2, 7.2.3) and offices write them.

A mark stands by itself: in a line of its own at the head of the document, in the margin of a page, beside its star
(机密★3年), behind its label (密级：机密), or in brackets in the file name. 国家秘密 or 内部管理 inside a sentence is
what the sentence is about, not a mark.
"""

import re

HEAD_LINES = 12
"""Lines with text at the head of a document among which a mark may stand alone."""
LINE_LENGTH = 24
"""Characters of a line that may be a mark; longer ones are sentences."""


def _any(words: str) -> str:
    """A pattern of any of the words, however they are spaced out."""
    return "(?:" + "|".join(r"\s*".join(word) for word in words.split()) + ")"


_LEVEL = _any("绝密 絕密 机密 機密 秘密")
_PERIOD = r"(?:长\s*期|長\s*期|[0-9０-９一二三四五六七八九十]{1,3}\s*(?:年|个月|月))"
_INSIDE = _any("内部 內部")
_INTERNAL = _INSIDE + r"\s*" + _any("文件 资料 資料 材料 使用 掌握 参考 參考 刊物 传阅 傳閱 明电 发行 發行")
_HOUSE = rf"(?:本?(?:机关|單位|单位|系统|部门))?{_INSIDE}(?:工作)?"
_USE = _any("使用 参考 參考 掌握 传阅 傳閱 发行 發行 交流 学习 阅读 传达 人员使用")
_ONLY = rf"[仅僅只]\s*[供限]\s*(?:[于於]\s*)?{_HOUSE}\s*{_USE}"
_FOR = rf"(?:[仅僅只]\s*[供限]|[供限])\s*(?:[于於]\s*)?{_HOUSE}(?:\s*(?:{_USE}|人员))?"
_CLASSIFIED = _any("涉密 保密 秘密 机密 絕密 绝密") + r"\s*" + _any("文件 资料 資料 材料")
_CARE = (
    r"(?:[，,、：:；;\s（(]*"
    + _any("注意保密 注意保存 注意保管 妥善保管 不得外传 严禁外传 请勿外传 禁止外传 严禁翻印 不得翻印")
    + "[）)]?)"
)
_LABEL = _any("密级 密級 保密等级 保密等級 秘密等级")
_ENGLISH = (
    r"TOP SECRET|SECRET|CONFIDENTIAL|RESTRICTED|OFFICIAL[- ]SENSITIVE|INTERNAL USE ONLY|FOR INTERNAL USE(?: ONLY)?"
)
_OPEN, _CLOSE = r"[（(\[【〔﹝［<《〈「『※★☆*＊◆■●—-]{0,3}\s*", r"\s*[）)\]】〕﹞］>》〉」』※★☆*＊◆■●！!。—-]{0,3}"

STARRED = re.compile(rf"{_LEVEL}\s*[★☆*＊]")
LABELLED = re.compile(rf"{_LABEL}\s*[:：]?\s*(?:{_LEVEL}|{_INSIDE})")
_WORDS = rf"(?:{_LEVEL}(?:\s*[★☆*＊/／]?\s*{_PERIOD})?|(?:{_INTERNAL}|{_FOR}|{_CLASSIFIED}){_CARE}?)"
# A caution beside the mark may stand outside its brackets: 〔内部文件〕注意保存.
ALONE = re.compile(rf"{_OPEN}(?:{_WORDS}|{_INSIDE}{_CARE}?|{_any('工作秘密')}){_CLOSE}(?:{_CARE}{_CLOSE})?")
BRACKETED = re.compile(rf"[（(\[【〔﹝［※]\s*{_WORDS}\s*[）)\]】〕﹞］※]")
# Whatever stands around it, such a line speaks of the document itself.
ANYWHERE = re.compile(rf"{_OPEN}(?:{_ONLY}{_CARE}?|{_INTERNAL}{_CLOSE}{_CARE}){_CLOSE}")
ENGLISH_ALONE = re.compile(rf"{_OPEN}(?:{_ENGLISH}){_CLOSE}")
# What numbers the pages in a margin: 第 2 页 共 9 页, - 2 -, 2/9; the number itself may be a field without text.
_NUMBER = r"[0-9０-９一二三四五六七八九十百]*"
PAGES = re.compile(
    rf"(?:[第共]\s*{_NUMBER}\s*[页頁][,，/／\s]*)+|[-—–－]\s*[0-9０-９]*\s*[-—–－]|(?:Page\s*)?[0-9０-９]+(?:\s*(?:[/／]|of)\s*[0-9０-９]+)?$",
    re.IGNORECASE,
)
IN_A_MARGIN = (STARRED, LABELLED, BRACKETED)
NAMED = re.compile(
    rf"[（(\[【〔_\-—]\s*({_LEVEL}|{_INTERNAL}|{_INSIDE})\s*[）)\]】〕_\-—]|^({_LEVEL}|{_INTERNAL})[★_\-—\s]"
)


def marking(text: str, *, margins: str = "", filename: str = "") -> str:
    """The mark of a document in its own words (机密★1年, 内部资料), or nothing.

    `text` is that of the document, `margins` what stands in headers, footers and behind its pages, in comments, names
    of sheets and properties. A starred or labelled level counts wherever it stands in a line of its own length; a bare
    one at the head and in the margins, there in brackets and beside the number of the page too; 仅供内部使用 wherever
    it is a line of its own.
    """
    named = NAMED.search(filename)
    if named:
        return _plain(next(word for word in named.groups() if word))
    head = 0
    for line in text.splitlines():
        for words in (cell.strip() for cell in (*line.split("\t"), line.replace("\t", "："))):
            if not words or len(words) > LINE_LENGTH:
                continue
            at_head = head < HEAD_LINES and (_alone(words) or BRACKETED.match(words))
            if at_head or STARRED.search(words) or LABELLED.search(words) or ANYWHERE.fullmatch(line.strip()):
                return _plain(words)
        head += bool(line.strip())
    for words in (PAGES.sub(" ", line).strip() for line in margins.splitlines()):
        if len(words) <= LINE_LENGTH and (_alone(words) or any(mark.search(words) for mark in IN_A_MARGIN)):
            return _plain(words)
    return ""


def _alone(words: str) -> bool:
    return bool(ALONE.fullmatch(words) or ENGLISH_ALONE.fullmatch(words))


def _plain(words: str) -> str:
    return re.sub(r"\s+", "", words) if not words.isascii() else words
