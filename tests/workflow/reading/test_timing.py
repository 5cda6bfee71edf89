"""When something is due and how often it returns, one sentence at a time."""

import pytest

from workflow.reading import read
from workflow.reading.model import Item
from workflow.reading.numbering import to_han
from workflow.reading.numerals import parse_number

DUE = {
    "目录调整后10个工作日内公开。": "working_days_after_event 10 目录调整",
    "自受理之日起五个工作日内办结。": "working_days_after_event 5 受理",
    "本要点公布后,各县要在30个工作日内制定措施。": "working_days_after_event 30 本要点公布",
    "常务会议议定的事项，除保密的外，要在3个工作日内公开。": "working_days_after_event 3 常务会议议定的事项",
    "重大、特大事故发生后，应在24小时内发布。": "hours_after_event 24 重大、特大事故发生",
    "收到举报后15日内答复。": "calendar_days_after_event 15 收到举报",
    "6月30日前完成。": "fixed_date 2026-06-30",
    "于2027年3月1日之前报送。": "fixed_date 2027-03-01",
    "2026-09-01前报送。": "fixed_date 2026-09-01",
    "11月底前编制完成。": "by_period_end 2026-11-30 month",
    "十一月底前编制完成。": "by_period_end 2026-11-30 month",
    "11月底完成编制。": "by_period_end 2026-11-30 month",
    "10月中旬前公布。": "fixed_date 2026-10-20",
    "11月前完成。": "by_period_end 2026-10-31 month",
    "年底前完成。": "by_period_end 2026-12-31 year",
    "年内建成平台。": "by_period_end 2026-12-31 year",
    "2027年年底前完成。": "by_period_end 2027-12-31 year",
    "次年1月底前评估。": "by_period_end 2027-01-31 month",
    "上半年，完成首批。": "by_period_end 2026-06-30 half_year",
    "第三季度末前完成。": "by_period_end 2026-09-30 quarter",
    "力争2年将人员培训一遍。": "by_period_end P2Y",
    "三年内全部改造完毕。": "by_period_end P3Y",
    "半年内完成整改。": "by_period_end P6M",
}
NOT_DUE = [
    "近两年来的重要决策要公开。",
    "落实《2025年12月底前工作安排》。",
    "由“决策前两周”延长。",
    "截至2025年底已建成三个。",
    "2025年6月底前的文件已清理。",
    "自2026年7月1日起施行。",
    "及时、定期、适时公开，逐步推进。",
    "开办时间压缩至1个工作日内。",
    "报告上半年工作情况和下半年安排。",
    "权重不低于4%。",
    "根据国办发〔2026〕12号文件办理。",
    "执行三年行动计划。",
]
RETURNS = {
    "每季度举办发布会不少于2次。": "per_period_min quarter 2",
    "每周至少更新1次。": "per_period_min week 1",
    "年内至少听取一次汇报。": "per_period_min year 1",
    "年内,负责人要解读政策不少于三次。": "per_period_min year 3",
    "每年开展培训4次以上。": "per_period_min year 4",
    "按月公开名单。": "every_period month 1",
    "按季度公开情况。": "every_period quarter 1",
    "每年发布报告。": "every_period year 1",
    "每月10日前报送。": "every_period month 1",
    "每年1月31日前报送年度报告。": "every_period year 1",
    "每季度召开两次会议。": "every_period quarter 2",
    "每半年通报一次。": "every_period year 2",
    "每三个月通报一次。": "every_period quarter 1",
}
NOT_RETURNING = ["定期公开。", "按年度计划办理。", "每年检查不超过2次。", "检查每周期的数据。", "每日更新。"]


def item_of(sentence: str) -> Item:
    return read(f"2026年工作要点\n云川市人民政府\n2026年1月5日\n一、任务\n（一）{sentence}（市统计局牵头）\n").items[0]


@pytest.mark.parametrize(("sentence", "expected"), DUE.items())
def test_due(sentence: str, expected: str) -> None:
    item = item_of(sentence)
    told = [" ".join(filter(None, (d.kind, d.value, d.event, d.period))) for d in item.deadlines]
    assert told == [expected]
    assert not item.recurrences


@pytest.mark.parametrize("sentence", NOT_DUE)
def test_not_due(sentence: str) -> None:
    assert item_of(sentence).deadlines == ()


@pytest.mark.parametrize(("sentence", "expected"), RETURNS.items())
def test_returns(sentence: str, expected: str) -> None:
    item = item_of(sentence)
    assert [f"{r.kind} {r.period} {r.min_count}" for r in item.recurrences] == [expected]
    assert not item.deadlines


@pytest.mark.parametrize("sentence", NOT_RETURNING)
def test_does_not_return(sentence: str) -> None:
    assert item_of(sentence).recurrences == ()


def test_who_has_a_returning_duty() -> None:
    assert item_of("按月公开名单。").recurrences[0].who == "市统计局"
    assert item_of("各乡镇每月报送一次。").recurrences[0].who == "各乡镇"
    assert item_of("各乡镇要主动公开，每月报送一次。").recurrences[0].who == "各乡镇"


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("要在3个工作日内公开。", "event_unstated"),
        ("11月前完成。", "date_reading"),
        ("每半年通报一次。", "period_reading"),
        ("每两年评估一次。", "period_reading"),
    ],
)
def test_what_can_be_read_in_two_ways_is_asked(sentence: str, kind: str) -> None:
    assert kind in {doubt.kind for doubt in item_of(sentence).doubts}


def test_a_date_before_the_document_is_asked_about() -> None:
    text = "2026年工作要点\n云川市人民政府\n2026年5月5日\n一、任务\n（一）3月底前完成（市统计局牵头）。\n"
    doubt = next(d for d in read(text).items[0].doubts if d.kind == "date_passed")
    assert doubt.candidates == ("2026-03-31", "2027-03-31")


def test_a_date_without_any_year_is_asked_about() -> None:
    item = read("工作要点\n一、任务\n（一）3月底前完成（市统计局牵头）。\n").items[0]
    assert item.deadlines[0].value is None
    assert [doubt.kind for doubt in item.doubts] == ["year_unstated"]


def test_phases_set_the_last_day_of_what_stands_in_them() -> None:
    reading = read(
        "2026年工作方案\n一、实施步骤\n（一）准备阶段（3月底前）。制定细则。\n（二）实施阶段（2026年4月至2027年2月）。全面推进。\n"
    )
    assert [(p.number, p.name, str(p.start), str(p.end)) for p in reading.phases] == [
        ("一/（一）", "准备阶段", "None", "2026-03-31"),
        ("一/（二）", "实施阶段", "2026-04-01", "2027-02-28"),
    ]
    assert [d.value for item in reading.items for d in item.deadlines] == ["2026-03-31", "2027-02-28"]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("30", 30),
        ("３０", 30),
        ("三十", 30),
        ("十一", 11),
        ("二十一", 21),
        ("一百零八", 108),
        ("两", 2),
        ("二〇二六", 2026),
    ],
)
def test_numbers(written: str, value: int) -> None:
    assert parse_number(written) == value


@pytest.mark.parametrize("written", ["", "十三五", "一二", "零十", "十十", "百百", "12345", "甲", "十一二"])
def test_no_numbers(written: str) -> None:
    assert parse_number(written) is None


def test_numbers_are_written_as_they_are_read() -> None:
    assert all(parse_number(to_han(value)) == value for value in range(1, 1000))
