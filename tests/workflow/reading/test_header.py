"""The head of a document: who issued it under which number, who approved it, what it rests on, what is attached."""

from datetime import date

import pytest

from tests.workflow.reading.places import assert_places
from workflow.reading import Reading, read

TASKS = "一、任务\n（一）编制目录（市统计局牵头）。\n（二）开放数据（市大数据局负责）。\n"


def head(lines: str, tail: str = "") -> Reading:
    reading = read(f"{lines}\n{TASKS}{tail}")
    assert_places(reading)
    assert [item.number for item in reading.items] == ["一/（一）", "一/（二）"]
    return reading


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("云政发〔2026〕15号", "云政发〔2026〕15号"),
        ("云政发﹝2026﹞15 号", "云政发﹝2026﹞15号"),
        ("云政发[2026]15号", "云政发[2026]15号"),
        ("云政发［2026］15号", "云政发［2026］15号"),
        ("云政发(2026)15号", "云政发（2026）15号"),
        ("云政发（2026）15号", "云政发（2026）15号"),
        ("云政发【2026】15号", "云政发【2026】15号"),
        ("云政办〔2026〕第8号    签发人：张某", "云政办〔2026〕第8号"),
        ("文    号： 云政发〔2026〕15号", "云政发〔2026〕15号"),
    ],
)
def test_document_numbers(line: str, number: str) -> None:
    reading = head(f"{line}\n云川市2026年工作要点")
    assert reading.header.document_number == number
    assert reading.coverage.unexplained == ()


def test_two_who_sign_together() -> None:
    reading = head(
        "关于印发《青禾县2026年工作要点》的通知\n各乡镇党委、人民政府：\n现将《青禾县2026年工作要点》印发给你们，请认真贯彻落实。\n"
        "中共青禾县委办公室\n青禾县人民政府办公室\n2026年3月5日\n青禾县2026年工作要点"
    )
    assert reading.header.issuer == "中共青禾县委办公室、青禾县人民政府办公室"
    assert reading.header.issued_on == date(2026, 3, 5)


def test_titles_in_the_quotation_marks_of_taiwan() -> None:
    reading = head(
        "雲川市政府關於印發「雲川市2026年工作要點」的通知\n各區公所：\n現將「雲川市2026年工作要點」印發給你們，請認真貫徹落實。\n"
        "雲川市政府\n2026年3月5日\n雲川市2026年工作要點",
        "附件：「指標清單」\n",
    )
    assert reading.header.title == "云川市政府关于印发「云川市2026年工作要点」的通知"
    assert reading.header.issuer == "云川市政府"
    assert attachments(reading) == [("指标清单", None, True)]
    assert reading.coverage.unexplained == ()


def test_a_title_in_such_marks_names_no_time() -> None:
    reading = read(
        "云川市2026年工作要点\n一、任务\n（一）落實「6月底前完成之開放計畫」，於9月底前公布目錄（市統計局主辦）。\n"
    )
    assert [one.phrase for one in reading.items[0].deadlines] == ["于9月底前公布目录"]


def test_addressees_and_message_in_one_paragraph() -> None:
    reading = head(
        "各镇、各街道，区各有关单位：《临湖区2026年工作要点》已经区政府专题会议研究通过。现下发给你们，请认真组织实施。\n"
        "临湖区人民政府办公室 2026年3月5日\n临湖区2026年工作要点"
    )
    assert reading.header.addressees == ("各镇、各街道", "区各有关单位")
    assert reading.header.approving_meeting == "区政府专题会议"
    assert reading.header.issuer == "临湖区人民政府办公室"


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("《要点》已经市政府同意，现印发给你们，请认真落实执行。", "市政府"),
        ("经2026年3月1日市政府第12次常务会议审议通过，现印发给你们。", "市政府第12次常务会议"),
        ("经县委、县政府研究同意，现将方案印发给你们。", "县委、县政府"),
        ("方案已经市委全面深化改革委员会第三次会议审定，现印发给你们。", "市委全面深化改革委员会第三次会议"),
        ("（2026年3月1日云川市人民政府第12次常务会议通过）", "云川市人民政府第12次常务会议"),
        ("经研究同意，现印发给你们，请贯彻执行。", None),
        ("现将要点印发给你们，请认真贯彻执行。", None),
    ],
)
def test_who_approved_it(sentence: str, who: str | None) -> None:
    reading = head(
        f"云川市人民政府关于印发2026年工作要点的通知\n{sentence}\n云川市人民政府\n2026年3月5日\n2026年工作要点"
    )
    assert reading.header.approving_meeting == who
    if who:
        assert reading.clean[slice(*reading.header.at["approving_meeting"])] == who
    assert reading.coverage.unexplained == ()


def test_an_approval_that_a_task_needs_is_not_the_documents() -> None:
    reading = read("云川市2026年工作要点\n一、任务\n（一）方案经市政府同意后实施（市统计局牵头）。\n")
    assert reading.header.approving_meeting is None


@pytest.mark.parametrize(
    ("sentence", "cited"),
    [
        (
            "根据《国务院关于加强统计工作的意见》（国发〔2025〕14号）要求，制定本要点。",
            [("国务院关于加强统计工作的意见", "国发〔2025〕14号")],
        ),
        (
            "按照《云河省统计条例》、《云河省数据规划（2026—2030年）》和《数据标准》，制定本要点。",
            [("云河省统计条例", None), ("云河省数据规划（2026—2030年）", None), ("数据标准", None)],
        ),
        (
            "依据国发〔2025〕14号《关于加强统计工作的意见》制定本要点。",
            [("关于加强统计工作的意见", "国发〔2025〕14号")],
        ),
        ("按照云政办发﹝2025﹞30号文件要求，制定本要点。", [(None, "云政办发﹝2025﹞30号")]),
        ("为贯彻落实《云河省统计条例》，制定本要点。", [("云河省统计条例", None)]),
        (
            "依據「雲河省統計條例」及「雲河省資料開放計畫」，制定本要點。",
            [("云河省统计条例", None), ("云河省资料开放计划", None)],
        ),
        ("配合「放管服」改革、落实「一次办好」，制定本要点。", []),
        ("开设「数据开放计划」专栏，制定本要点。", []),
        ("依法公开「统计办法」，制定本要点。", []),
        ("订阅《云川日报》，制定本要点。", []),
        ("根据《云川市2026年工作要点》，制定如下要点。", []),
        ("根据云政发〔2026〕3号文件，制定本要点。", []),
    ],
)
def test_what_it_rests_on(sentence: str, cited: list[tuple[str | None, str | None]]) -> None:
    reading = head(f"云川市2026年工作要点\n云政发〔2026〕3号\n{sentence}")
    assert [(one.title, one.number) for one in reading.header.cites] == cited
    for one in reading.header.cites:
        assert (one.title or one.number or "") in reading.clean[slice(*one.at)]


def test_what_a_task_rests_on_stands_in_the_task() -> None:
    reading = read(
        "云川市2026年工作要点\n一、任务\n（一）编制目录（市统计局牵头）。\n（二）落实《云河省统计条例》，开放数据（市统计局牵头）。\n"
    )
    (cited,) = reading.header.cites
    assert reading.items[1].at[0] <= cited.at[0] < reading.items[1].at[1]


def attachments(reading: Reading) -> list[tuple[str | None, str | None, bool]]:
    return [(one.title, one.number, one.is_missing) for one in reading.header.attachments]


def test_attachments_that_are_missing() -> None:
    reading = head("云川市2026年工作要点", "附件：1．任务分解表\n2．指标清单\n")
    assert attachments(reading) == [("任务分解表", "1", True), ("指标清单", "2", True)]
    doubt = reading.doubts[-1]
    assert (doubt.kind, doubt.candidates) == ("attachment_missing", ("任务分解表", "指标清单"))


def test_attachments_below_the_letter_of_transmittal() -> None:
    reading = head(
        "云川市人民政府关于印发2026年工作要点的通知\n各区人民政府：\n现将要点印发给你们，请认真贯彻执行。\n"
        "附件：1．任务分解表\n2．指标清单\n云川市人民政府\n2026年3月5日\n云川市2026年工作要点"
    )
    assert attachments(reading) == [("任务分解表", "1", True), ("指标清单", "2", True)]
    assert reading.coverage.waived_by["attachment"] == 2
    assert reading.header.issuer == "云川市人民政府"


def test_an_attachment_the_text_refers_to() -> None:
    reading = read("云川市2026年工作要点\n一、任务\n（一）编制目录（见附件2），明确标准（市统计局牵头）。\n")
    assert attachments(reading) == [(None, "2", True)]
    assert [doubt.kind for doubt in reading.doubts] == ["issuer_missing", "attachment_missing"]


def test_an_attachment_that_is_part_of_the_text_is_not_asked_for() -> None:
    reading = read(
        "云川市人民政府关于印发2026年工作要点的通知\n附件：云川市2026年工作要点\n云川市人民政府\n2026年3月5日\n云川市2026年工作要点\n"
        + TASKS
    )
    assert attachments(reading) == [("云川市2026年工作要点", None, False)]
    assert "attachment_missing" not in {doubt.kind for doubt in reading.doubts}


@pytest.mark.parametrize(
    ("title", "candidates"),
    [
        ("2026年临湖区政务公开工作要点", ("临湖区人民政府", "临湖区人民政府办公室")),
        ("云川市2026年工作要点", ("云川市人民政府", "云川市人民政府办公室")),
        ("2026年城市政务工作要点", ()),
        ("2026年工作要点", ()),
    ],
)
def test_who_may_have_issued_it(title: str, candidates: tuple[str, ...]) -> None:
    reading = head(title)
    assert reading.header.issuer is None
    assert reading.doubts[0].candidates == candidates


def test_who_may_have_issued_a_text_without_a_title() -> None:
    reading = read(
        f"根据《云川市工作方案》和《临湖区2026年实施计划》，制定如下方案。\n{TASKS}二、其他\n（一）落实《临湖区统计办法》（区统计局牵头）。\n"
    )
    doubt = next(d for d in reading.doubts if d.kind == "issuer_missing")
    assert reading.header.issuer is None
    assert doubt.candidates[:2] == ("临湖区人民政府", "临湖区人民政府办公室")


def test_a_draft_for_consultation() -> None:
    assert head("云川市2026年工作要点\n（征求意见稿）").header.status == "consultation_draft"
    assert head("云川市2026年工作要点（公开征求意见稿）").header.status == "consultation_draft"
    assert head("云川市2026年工作要点").header.status == "issued"


def test_as_json() -> None:
    told = head("云川市2026年工作要点\n根据《云河省统计条例》，制定本要点。", "附件：指标清单\n").as_json()
    assert told["approving_meeting"] is None
    assert told["cites"] == [{"title": "云河省统计条例", "number": None, "at": [15, 24]}]
    assert told["attachments"] == [{"title": "指标清单", "number": None, "missing": True, "at": [75, 79]}]
