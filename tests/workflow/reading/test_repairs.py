"""Damage that texts are found with: what is mended, what is left, and what a person refused."""

from itertools import pairwise

import pytest

from tests.workflow.reading.places import assert_maps, assert_places
from workflow.reading import Reading, read
from workflow.reading.clean import clean

PLAN = "云川市2026年工作要点\n一、任务\n（一）编制目录，按月公布。（市统计局牵头）\n"


def kinds(text: str) -> list[tuple[str, str, str]]:
    return [(repair.kind, repair.raw, repair.clean) for repair in clean(text).repairs]


@pytest.mark.parametrize(
    "text",
    [
        "各鎮(zhèn)要抓好落實",
        "各鎮（zhèn）要抓好落實",
        "各鎮(zhen4)要抓好落實",
        "各鎮（zhen４）要抓好落實",
        "各鎮(ｚｈèｎ)要抓好落實",
        "各鎮[zhèn]要抓好落實",
        "各鎮 (zhèn)要抓好落實",
        "各鎮(zhe\u0300n)要抓好落實",
    ],
)
def test_glosses_of_several_styles(text: str) -> None:
    assert clean(text).text == "各镇要抓好落实"


def test_glosses_without_tones_go_where_there_are_many() -> None:
    text = "各鎮（zhen）各區（qu）要推進（jin）數（shu）據（ju）公開（kai）"
    assert clean(text).text == "各镇各区要推进数据公开"
    assert clean("推广政务（pai）平台和数据（hao）平台").text == "推广政务（pai）平台和数据（hao）平台"


@pytest.mark.parametrize("text", ["开发应用(app)", "安装系统(beta)", "项目(a)和项目(b)", "标准(iso9)"])
def test_latin_words_in_brackets_are_no_glosses(text: str) -> None:
    assert "gloss" not in {repair.kind for repair in clean(text).repairs}


def garbled(text: str, written: str, taken_for: str) -> str:
    """A text whose bytes were read in another encoding."""
    return text.encode(written).decode(taken_for)


@pytest.mark.parametrize(
    ("written", "taken_for"), [("utf-8", "gb18030"), ("utf-8", "latin-1"), ("gb18030", "latin-1"), ("utf-8", "cp1252")]
)
def test_paragraphs_read_in_the_wrong_encoding(written: str, taken_for: str) -> None:
    line = {"cp1252": "政务大厅", "gb18030": "政务公开"}.get(taken_for, "一、推进政务公开工作，公开办事指南。")
    raw = f"{garbled(line, written, taken_for)}\n（一）编制目录"
    mended = clean(raw)
    assert mended.text == f"{line}\n（一）编制目录"
    assert [(repair.kind, repair.clean) for repair in mended.repairs] == [("mojibake", line)]
    assert mended.repairs[0].raw == raw.partition("\n")[0]


def test_the_byte_that_windows_shows_as_a_euro_sign() -> None:
    assert clean("涓€缃戦€氬姙浜嬮」").text == "一网通办事项"


def test_a_whole_plan_read_in_the_wrong_encoding() -> None:
    # Line by line: a line of an odd number of bytes cannot be read as GBK without loss.
    usual = read(PLAN)
    reading = read(PLAN.encode().decode("latin-1"))
    assert [item.text for item in reading.items] == [item.text for item in usual.items]
    assert_places(reading)
    assert_maps(reading)


@pytest.mark.parametrize(
    "text",
    ["联通公司开展清理", "Café crème brûlée à déjà vu", "Ünïcödé", "政务公开", "電子政務平臺建設", "naïve façade"],
)
def test_no_real_line_is_taken_for_garbled(text: str) -> None:
    assert "mojibake" not in {repair.kind for repair in clean(text).repairs}


@pytest.mark.parametrize("damage", ["按\ufffd", "按锟斤拷", "鎸夋湀锛?", "????"])
def test_what_is_lost_for_good_is_asked_about(damage: str) -> None:
    reading = read(PLAN.replace("按月", damage))
    assert [doubt.kind for doubt in reading.doubts] == ["issuer_missing", "text_lost"]


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("各县区,市直各单位:", "各县区，市直各单位："),
        ("要公开;要解读", "要公开；要解读"),
        ("(一)编制目录(含附表)", "（一）编制目录（含附表）"),
        ("（市统计局牵头)", "（市统计局牵头）"),
        ("在30个工作日内,2026年", "在30个工作日内，2026年"),
        ("达到95%,各县区", "达到95%，各县区"),
        ("区委宣传部(区文明办(区网信办))", "区委宣传部（区文明办（区网信办））"),
        ("(2026年)", "（2026年）"),
        ("是否公开?\n", "是否公开？\n"),
    ],
)
def test_punctuation_between_chinese_characters(text: str, mended: str) -> None:
    assert clean(text).text == mended
    assert {repair.kind for repair in clean(text).repairs} == {"punctuation"}


@pytest.mark.parametrize(
    "text",
    [
        "投资1,000万元",
        "时间10:30开始",
        "比例为3:1",
        "登录http://www.example.cn/a,b;c:d?e=(1)查看",
        "邮箱ab@example.cn",
        "采用TCP(v4)协议",
        "1)编制目录",
        "1.编制目录",
        "A,B两类",
        "做好?工作",
        "plain (Latin) text, only; this: one",
    ],
)
def test_punctuation_that_stays(text: str) -> None:
    assert clean(text).text == text


@pytest.mark.parametrize(
    ("written", "simplified"),
    [
        ("各機關應當著力推動數據開放", "各机关应当着力推动数据开放"),
        ("於會議後發佈裡程碑", "于会议后发布里程碑"),
        ("皇后大道的著作權登記於後臺", "皇后大道的著作权登记于后台"),
    ],
)
def test_traditional_characters_by_word(written: str, simplified: str) -> None:
    assert clean(written).text == simplified


DAMAGED = "云川市2026年工作要點\n一、任務\n（一）編製目錄(lù),按月公佈;及時更新。（市統(tǒng)計局牽頭）\n"


def test_a_refused_repair_is_not_made() -> None:
    usual = read(DAMAGED)
    for refused in usual.repairs:
        reading = read(DAMAGED, refused=[list(refused.raw_at)])
        assert refused.raw_at not in [repair.raw_at for repair in reading.repairs]
        assert refused.raw in reading.clean
        made = {(repair.raw_at, repair.clean) for repair in reading.repairs}
        assert made == {(r.raw_at, r.clean) for r in usual.repairs if r.raw_at != refused.raw_at}
        assert_places(reading)
        assert_maps(reading)


def test_all_repairs_refused_leave_the_text_as_received() -> None:
    assert read(DAMAGED, refused=[repair.raw_at for repair in read(DAMAGED).repairs]).clean == DAMAGED


def test_a_refused_line_stays_as_a_whole() -> None:
    raw = f"{garbled('一、推進政務公開，公開辦事指南。', 'utf-8', 'latin-1')}\n各機關應當公開"
    line = clean(raw).repairs[0]
    kept = clean(raw, [line.raw_at])
    assert kept.text.partition("\n")[0] == raw.partition("\n")[0]
    assert kept.text.partition("\n")[2] == "各机关应当公开"


def test_a_refusal_of_nothing_changes_nothing() -> None:
    usual = read(DAMAGED)
    for span in [(-5, -1), (0, 0), (10**9, 10**9 + 1), (7, 3), (0, 2)]:
        assert read(DAMAGED, refused=[span]).clean == usual.clean


def test_what_no_database_keeps_is_taken_out_all_the_same() -> None:
    raw = "编制\x00目\ud800录\u200b。"
    assert clean(raw, [(0, len(raw))]).text == "编制目录\u200b。"


def test_repairs_of_a_line_brought_back_are_not_listed_twice() -> None:
    raw = garbled("（一）推進數據公開,按月更新", "utf-8", "latin-1")
    repairs = clean(raw).repairs
    assert [repair.kind for repair in repairs] == ["mojibake"]
    assert repairs[0].clean == "（一）推进数据公开，按月更新"


def test_repairs_stand_in_the_order_of_the_text() -> None:
    places = [repair.raw_at for repair in clean(DAMAGED).repairs]
    assert all(first <= second for first, second in pairwise(places))


def doubts(reading: Reading) -> list[tuple[str, tuple[str, ...]]]:
    return [(d.kind, d.candidates) for item in reading.items for d in item.doubts]


@pytest.mark.parametrize(
    ("written", "candidates"),
    [("2O26年6月底前", ("2O26", "2026")), ("6月l5日前", ("l5", "15")), ("目录调整后1O个工作日内", ("1O", "10"))],
)
def test_letters_in_numbers_are_asked_about(written: str, candidates: tuple[str, ...]) -> None:
    reading = read(PLAN.replace("按月", written))
    assert ("digit_reading", candidates) in doubts(reading)
    assert written in reading.clean


@pytest.mark.parametrize("written", ["O2O平台", "IPv6", "Ⅲ类", "A类10个", "B2B企业"])
def test_letters_that_are_letters(written: str) -> None:
    assert not [kind for kind, _ in doubts(read(PLAN.replace("按月", written))) if kind == "digit_reading"]


def test_letters_in_numbers_of_the_head_are_asked_about_too() -> None:
    reading = read(PLAN.replace("2026", "2O26"))
    assert ("digit_reading", ("2O26", "2026")) in [(d.kind, d.candidates) for d in reading.doubts]
