"""Many ways to say how often something is due, each with what it is read as."""

import pytest

from tests.workflow.reading.test_timing import item_of
from workflow.reading import read
from workflow.reading.model import Item

RETURNS = {
    "每季度举办发布会不少于2次。": "per_period_min quarter 2",
    "每年至少召开1次会议。": "per_period_min year 1",
    "每年度不少于3次。": "per_period_min year 3",
    "每周至少更新1次。": "per_period_min week 1",
    "每月至少编发一期简报。": "per_period_min month 1",
    "每个季度至少走访两次。": "per_period_min quarter 2",
    "一年内至少开展两次演练。": "per_period_min year 2",
    "一个季度至少督查一次。": "per_period_min quarter 1",
    "全年举办培训至少4期。": "per_period_min year 4",
    "年内至少听取2次汇报。": "per_period_min year 2",
    "年度内开展检查2次以上。": "per_period_min year 2",
    "每半年至少研究一次。": "per_period_min year 2",
    "每两个月至少会商一次。": "per_period_min year 6",
    "每三个月通报一次。": "every_period quarter 1",
    "每双月召开例会。": "every_period year 6",
    "每季度抽查2次，合格率95%。": "every_period quarter 2",
    "每两个月通报一次。": "every_period year 6",
    "每半年通报进展。": "every_period year 2",
    "每季度召开两次会议。": "every_period quarter 2",
    "每年4次向社会公布。": "every_period year 4",
    "按月公开名单。": "every_period month 1",
    "按季度公开情况。": "every_period quarter 1",
    "按周更新数据。": "every_period week 1",
    "逐月核对台账。": "every_period month 1",
    "按年公布目录。": "every_period year 1",
    "每年发布年度报告。": "every_period year 1",
    "实行月调度。": "every_period month 1",
    "开展季度会商。": "every_period quarter 1",
    "一月一调度。": "every_period month 1",
    "坚持一周一研判。": "every_period week 1",
    "推行一季一通报。": "every_period quarter 1",
    "建立月报制度。": "every_period month 1",
    "实行信息季报制度。": "every_period quarter 1",
    "每月10日前报送进度。": "every_period month 1 by 10",
    "每月5号前报送进度。": "every_period month 1 by 5",
    "每月底前报送进度。": "every_period month 1 by end",
    "每月末汇总情况。": "every_period month 1 by end",
    "每季度末前通报。": "every_period quarter 1 by end",
    "每季度首月10日前报送上季度情况。": "every_period quarter 1 by 1-10",
    "每季度末月25日前报送情况。": "every_period quarter 1 by 3-25",
    "每年1月31日前发布年度报告。": "every_period year 1 by 01-31",
    "每年第一季度编制目录。": "every_period year 1 by 03-end",
    "每逢双月发布指数。": "every_period year 6",
    "每年上半年、下半年各不少于1次。": "per_period_min year 2",
    "主要负责人出席不少于2次/年。": "per_period_min year 2",
    "开展巡查1次/季度。": "every_period quarter 1",
    "开展巡查2次／月以上。": "per_period_min month 2",
    "全年宣传不少于4次，其中下半年不少于2次。": "per_period_min year 4",
    "按季度开展评比，结果公示不少于5个工作日。": "every_period quarter 1",
    "每年3月底前公布计划。": "every_period year 1 by 03-end",
    "每年年底前报告情况。": "every_period year 1 by end",
    "每周五报送进展。": "every_period week 1 by 5",
    "每周两次通报。": "every_period week 2",
    "每周五前更新清单。": "every_period week 1 by 5",
    "每月统计一次，次月10日前报送。": "every_period month 1 by +10",
    "于次月8日前报送数据。": "every_period month 1 by +8",
    "每季度结束后10日内报送报表。": "every_period quarter 1 by +1-10",
    "坚持半年一考核。": "every_period year 2",
    "年度一总结。": "every_period year 1",
    "逢双月25日前报送进展。": "every_period year 6",
    "每逢单月组织沙龙。": "every_period year 6",
    "一年两次体检。": "every_period year 2",
    "每年3月开展一次检查。": "every_period year 1 by 03-end",
    "每年3月至5月集中整治。": "every_period year 1 by 05-end",
    "每年上半年完成评估。": "every_period year 1 by 06-end",
    "每年春季、秋季各开展一次管护。": "every_period year 2",
    "每月5日公开结果。": "every_period month 1 by 5",
    "每月中旬调度。": "every_period month 1 by 20",
    "每月最后一个工作日前通报。": "every_period month 1 by end",
}
SEVERAL = {
    "每月一调度、每季一通报、半年一考核。": ["every_period month 1", "every_period quarter 1", "every_period year 2"],
    "每年3月、9月为集中宣传月。": ["every_period year 1 by 03-end", "every_period year 1 by 09-end"],
    "每年年中、年底各评估一次。": ["every_period year 1 by 06-end", "every_period year 1 by end"],
    "每周一、周四更新数据。": ["every_period week 1 by 1", "every_period week 1 by 4"],
    "每月上旬、下旬各巡诊一次。": ["every_period month 1 by 10", "every_period month 1 by end"],
    "每季度随访1次以上，年度内随访不少于4次。": ["per_period_min quarter 1", "per_period_min year 4"],
    "每年6月底和12月底前各报送一次。": ["every_period year 1 by 06-end", "every_period year 1 by 12-end"],
    "每月5日、20日前报送进展。": ["every_period month 1 by 5", "every_period month 1 by 20"],
    "每年组织攻防演练不少于1次、应急培训不少于2次。": ["per_period_min year 1", "per_period_min year 2"],
    "实行“周调度、月通报、季考核”机制。": ["every_period week 1", "every_period month 1", "every_period quarter 1"],
    "每月25日前报送进展，每月底汇总通报。": ["every_period month 1 by 25", "every_period month 1 by end"],
    "月调度、季通报、年考核。": ["every_period month 1", "every_period quarter 1", "every_period year 1"],
    "部门每年至少1次，各街道每年至少2次。": ["per_period_min year 1", "per_period_min year 2"],
    "每年开展开放日，市直部门不少于4次，各乡镇不少于2次。": ["per_period_min year 4", "per_period_min year 2"],
    "每季度更新目录，每年评估一次。": ["every_period quarter 1", "every_period year 1"],
}
LONG_LIST = (
    "市直各部门、区教育局、区民政局、区水务局、区交通局、区商务局、区文旅局、区卫健局、区应急局、区体育局、"
    "区住建局、区园林局等与民生密切相关的部门"
)
WHO = {
    "每年组织攻防演练不少于1次、应急培训不少于2次。": ["市统计局", "市统计局"],
    "注：各承办单位每月25日前报送进展。": ["各承办单位"],
    "2.重点企业负责人每季度至少带队检查1次。": ["重点企业负责人"],
    "市司法局要会同市数据局每年汇总一次。": ["市司法局"],
    "市政务公开办负责每半年汇总一次。": ["市政务公开办"],
    "粮油价格每周监测1次。": ["市统计局"],
    "县农业农村局每月调度、每季度通报。": ["县农业农村局", "县农业农村局"],
    "请各牵头单位于每季度末月25日前报送进展。": ["各牵头单位"],
    "市直部门主要负责同志每年至少调研2次，班子其他成员每年不少于4次。": ["市直部门主要负责同志", "班子其他成员"],
    "领导干部每人每年至少联系企业2次，每季度走访不少于1次。": ["领导干部", "领导干部"],
    "月底前将名单报送市教育局，次月5日前汇总。": ["市统计局"],
    "各镇每月不少于2次、村（社区）每周不少于1次开展巡查。": ["各镇", "村（社区）"],
    "依《云河省统计办法》每季度开会1次。": ["市统计局"],
    "部门每年至少1次，各街道每年至少2次。": ["部门", "各街道"],
    "每年开展开放日，市直部门不少于4次，各乡镇不少于2次。": ["市直部门", "各乡镇"],
    "主要负责同志年内至少讲授2次党课。": ["主要负责同志"],
    "每季度主要负责人至少接访1次。": ["主要负责人"],
    f"{LONG_LIST}每年应至少开放1次。": [LONG_LIST],
    "原则上体验活动每年不少于3次。": ["市统计局"],
    "各乡镇每月报送一次。": ["各乡镇"],
    "对重点企业每季度至少检查1次。": ["市统计局"],
    "建立日报告、周调度制度。": ["市统计局"],
    "局领导每月至少调研1次，科级干部每月不少于2次。": ["局领导", "科级干部"],
    "按月公开名单。": ["市统计局"],
    "本年度内每季度培训不少于1次。": ["市统计局"],
}
NOT_RETURNING = [
    "定期公开。",
    "及时更新。",
    "动态调整清单。",
    "按年度计划办理。",
    "每年检查不超过2次。",
    "每年增长不低于4%。",
    "每年提高2个百分点。",
    "检查每周期的数据。",
    "每日更新。",
    "每两年评估一次。",
    "抓好3月督查。",
    "完成第一季度考核。",
    "做好一年一度的评比。",
    "开展上半年评估。",
    "落实“每月一会”的要求。",
    "执行《每季度通报办法》。",
    "组织年度考核。",
    "提前三个月通报。",
    "每年抽查比例不低于5%。",
    "各级每年要拿出不少于10%的财力。",
    "隔周调度一次。",
    "每学期开展一次家访。",
    "报送半年和全年工作总结。",
    "开展本年度考核。",
]


def told(sentence: str) -> list[str]:
    return [
        " ".join(filter(None, (r.kind, r.period, str(r.min_count), r.by and f"by {r.by}")))
        for r in item_of(sentence).recurrences
    ]


@pytest.mark.parametrize(("sentence", "expected"), RETURNS.items())
def test_returns(sentence: str, expected: str) -> None:
    assert told(sentence) == [expected]
    assert not item_of(sentence).deadlines


@pytest.mark.parametrize(("sentence", "expected"), SEVERAL.items())
def test_several_in_one_sentence(sentence: str, expected: list[str]) -> None:
    assert told(sentence) == expected


@pytest.mark.parametrize(("sentence", "who"), WHO.items())
def test_who(sentence: str, who: list[str]) -> None:
    assert [r.who for r in item_of(sentence).recurrences] == who


@pytest.mark.parametrize("sentence", NOT_RETURNING)
def test_does_not_return(sentence: str) -> None:
    assert told(sentence) == []


def test_every_ten_days_is_asked_about() -> None:
    for sentence in ("每10天督导一次。", "每十五日通报一次。"):
        assert [one.kind for one in item_of(sentence).doubts if one.kind == "period_reading"] == ["period_reading"]
        assert told(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "asked"),
    [
        ("每逢重大节假日前开展检查。", "period_reading"),
        ("逢集日开展义诊。", "period_reading"),
        ("五年一评估。", "period_reading"),
        ("每届任期内至少轮训一次。", "period_reading"),
        ("每季度通报，其中汛期每月不少于4次。", "period_reading"),
        ("全年不少于5次，其中下半年不少于2次。", "time_unread"),
        ("上半年召开会议不少于2次，下半年不少于3次。", "time_unread"),
    ],
)
def test_how_often_is_asked_about(sentence: str, asked: str) -> None:
    assert [one.kind for one in item_of(sentence).doubts] == [asked]


# In a plan of one year, without a period: how often, who where it is said, or None where nothing returns.
BARE = {
    "召开新闻发布会不少于2次（市数据局）。": [(2, "市数据局")],
    "至少举办3场专题培训，不少于50人参加（市数据局）。": [(3, "市数据局")],
    "开展在线访谈不少于4期，县区不少于2期（市数据局）。": [(4, "市数据局"), (2, "县区")],
    "市直部门组织演练不少于2次（市数据局牵头）。": [(2, "市数据局")],
    "制作解读材料不少于10篇，6月底前完成（市数据局）。": [],
    "新增泊位不少于500个（市数据局）。": [],
    "通报整改不少于两次的单位（市数据局）。": [],
    "对投诉累计不少于3次的窗口开展约谈（市数据局）。": [],
}


@pytest.mark.parametrize("sentence", BARE)
def test_a_quota_without_a_period_is_one_of_the_plans_year_and_asked_about(sentence: str) -> None:
    def item(title: str) -> Item:
        return read(f"{title}\n2026年1月8日\n一、任务\n1.{sentence}\n").items[0]

    one = item("云川市2026年政务公开工作要点")
    assert [(duty.period, duty.min_count, duty.who) for duty in one.recurrences] == [
        ("year", count, who) for count, who in BARE[sentence]
    ]
    asked = [doubt for doubt in one.doubts if doubt.kind == "period_inherited"]
    assert bool(asked) == bool(BARE[sentence])
    for title in ("云川市政务公开工作办法", "云川市政务公开行动计划（2026—2028年）"):
        assert item(title).recurrences == ()


def test_what_stands_in_a_stage_is_no_quota_of_the_year() -> None:
    text = "云川市2026年整治方案\n一、实施步骤\n（一）动员阶段（3月底前）。召开动员会不少于1次（市城管局牵头）。\n"
    assert read(text).items[0].recurrences == ()
