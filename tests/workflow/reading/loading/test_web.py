"""Pages saved from the web: the document, its tables, and nothing that surrounds it."""

import pytest

from tests.workflow.reading.loading.shared import cells, lines, only_table, refused, spans
from workflow.reading.furniture import is_furniture
from workflow.reading.loading import load

PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>网页标题</title><script>var a = "甲";</script>
<style>p {{ color: red }}</style></head><body>
<div class="top-nav"><a href="/">首页</a> <a href="/b">要闻</a></div>
<ul><li><a href="/1">机构</a></li><li><a href="/2">公开</a></li>
<li><a href="/3">服务</a></li><li><a href="/4">互动</a></li></ul>
<div>当前位置：<a href="/">首页</a> &gt; <a href="/c">文件</a></div>
<h1>青禾县工作要点</h1><div style="display:none">看不见</div><p hidden>也看不见</p>
<p>&nbsp;&nbsp;一、完善
制度。<br/>二、<b>加强</b>培训（县<span>财政</span>局负责）。</p>
<div>第一节<div>第二节</div>第三节</div>
<form><input value="甲"><button>查询</button></form>
<div id="share-box">分享到：<a href="#">微信</a></div><footer>版权所有</footer></body></html>"""


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("gb2312", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-8", "gb18030"),
        ("gb2312", "utf-8"),
        ("x", "utf-16"),
    ],
)
def test_the_document_of_a_page(charset: str, encoding: str) -> None:
    source = load(PAGE.format(charset=charset).encode(encoding), "page.html")
    kept = [line for line in lines(source) if not is_furniture(line.strip())]
    assert source.kind == "html"
    assert [line.strip() for line in kept] == [
        "青禾县工作要点",
        "一、完善 制度。",
        "二、加强培训（县财政局负责）。",
        "第一节",
        "第二节",
        "第三节",
    ]


def test_a_table_with_merged_cells() -> None:
    markup = """<table><caption>任务表</caption><tr><th rowspan=2>序号<th colspan=2>任务</tr><tr><th>内容<th>单位</tr>
    <tr><td rowspan="2">1<td><p>甲</p><p>乙</p><td>市局</tr><tr><td>丙<td></tr></table><p>完。"""
    source = load(f"<html><body>{markup}".encode(), "page.htm")
    table = only_table(source)
    assert spans(table) == {(0, 0): (2, 1), (0, 1): (1, 2), (2, 0): (2, 1)}
    assert cells(source, table) == {
        (0, 0): "序号",
        (0, 1): "任务",
        (1, 1): "内容",
        (1, 2): "单位",
        (2, 0): "1",
        (2, 1): "甲\n乙",
        (2, 2): "市局",
        (3, 1): "丙",
        (3, 2): "",
    }
    assert lines(source)[0] == "任务表"
    assert lines(source)[-1] == "完。"


def test_a_page_laid_out_with_tables_is_text() -> None:
    inner = "<table><tr><td>序号<td>任务<tr><td>1<td>甲</table>"
    source = load(f"<table><tr><td>左<td><p>一、甲</p>{inner}<p>二、乙</p><tr><td><td></table>".encode(), "page.html")
    assert lines(source) == ["左", "一、甲", "序号\t任务", "1\t甲", "二、乙"]
    assert cells(source, only_table(source))[1, 1] == "甲"


@pytest.mark.parametrize(
    ("attributes", "numbers"),
    [
        ("", ["1. 甲", "2. 乙"]),
        ('start="3"', ["3. 甲", "4. 乙"]),
        ('type="a"', ["a. 甲", "b. 乙"]),
        ('style="list-style-type: cjk-ideographic"', ["一、甲", "二、乙"]),
        ('style="list-style: none"', ["甲", "乙"]),
    ],
)
def test_the_numbers_a_browser_shows(attributes: str, numbers: list[str]) -> None:
    assert lines(load(f"<html><ol {attributes}><li>甲<li>乙</ol>".encode(), "page.html")) == numbers


def test_a_list_of_attachments_is_no_menu() -> None:
    items = "".join(f'<li><a href="/{number}.doc">附件{number}</a></li>' for number in range(1, 6))
    assert len(lines(load(f"<html><p>甲。</p><ul>{items}</ul>".encode(), "page.html"))) == 6


def test_a_page_in_one_file() -> None:
    body = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n"
    body += "Content-Transfer-Encoding: quoted-printable\r\n\r\n<html><p>=E7=94=B2=E3=80=82</p></html>\r\n--x--\r\n"
    source = load(body.encode(), "page.mht")
    assert (source.kind, lines(source)) == ("html", ["甲。"])


def test_entities_are_not_fetched_or_multiplied() -> None:
    markup = '<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd">]><html><p>甲&a;乙</p></html>'
    assert "root:" not in load(markup.encode(), "page.html").text


def test_a_page_without_text() -> None:
    assert refused(b"<html><body><img src=a.png></body></html>") == "no_text"
