"""Lines of the page around a document, and those of the document that look like them."""

import pytest

from workflow.reading import read
from workflow.reading.furniture import find_furniture, is_furniture


@pytest.mark.parametrize(
    "line",
    [
        "当前位置：首页 > 政务公开 > 文件",
        "您当前所在的位置：首页>文件",
        "首页 > 政府信息公开",
        "【字体：大 中 小】",
        "字号：[大] [中] [小] 打印 关闭",
        "分享到：",
        "一键分享",
        "扫一扫在手机打开当前页",
        "浏览次数：123",
        "阅读量: 12",
        "打印本页 关闭窗口",
        "文件下载",
        "上一篇：关于某事的通知",
        "下一条：无",
        "PAGE 12",
        "- 3 -",
        "— 3 —",
        "第3页 共10页",
        "责任编辑：某某",
        "单位：万元",
        "（单位：个）",
        "附件下载：云川市2026年工作要点.docx",
        "（此件主动公开）附件下载：附件1.docx",
        "相关解读：一图读懂《云川市2026年工作要点》",
        "https://www.example.invalid/art/2026/3/2/art_1.html 1/3",
        "副本：本府卫生局",
    ],
)
def test_furniture(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "中小企业局",
        "大力推进",
        "打印机采购",
        "位置优越",
        "微信公众号运营",
        "点击率提升",
        "首页改版由市数据局负责",
        "下一步，加强督导。",
        "政策解读：各单位要在文件印发后5日内发布。",
        "（此件公开发布）市财政局牵头",
        "2026/3/5 10:30 召开全市动员会",
    ],
)
def test_no_furniture(line: str) -> None:
    assert not is_furniture(line)


def test_the_title_that_every_page_repeats() -> None:
    lines = ["云川市方案", "一、甲", "- 1 -", "云川市方案", "二、乙", "- 2 -", "云川市方案", "三、丙", "- 3 -"]
    assert [line for line, dropped in zip(lines, find_furniture(lines), strict=True) if not dropped] == [
        "云川市方案",
        "一、甲",
        "二、乙",
        "三、丙",
    ]


def test_what_only_returns_stays() -> None:
    lines = ["市数据局", "建平台", "市数据局", "办培训", "市数据局"]
    assert not any(find_furniture(lines))
    assert find_furniture(["市数据局", "1", "建平台", "市财政局", "2", "办培训"]) == [
        False,
        True,
        False,
        False,
        True,
        False,
    ]


def test_a_paragraph_cut_by_nothing_but_a_running_header_keeps_its_items() -> None:
    title = "云川市2026年工作要点"
    tasks = ["1.甲事（市财政局负责）。", "2.乙事（市教育局负责）。", "3.丙事（市司法局负责）。"]
    text = f"{title}\n一、任务\n" + f"\n- 1 -\n{title}\n".join(tasks)
    reading = read(text)
    assert [item.number for item in reading.items] == ["一/1", "一/2", "一/3"]
    assert all("工作要点" not in item.text for item in reading.items)


def test_a_time_above_a_title_goes_only_where_the_address_of_a_page_is_printed() -> None:
    lines = ["2026/3/5 10:30 云川市方案_云川市人民政府", "云川市方案", "https://www.example.invalid/1.html 1/1"]
    assert find_furniture(lines) == [True, False, True]
    assert not any(find_furniture(lines[:2]))
