"""Many ways to say when something is due, each with what it is read as; the plan is of 2026, dated 5 January."""

import pytest

from tests.workflow.reading.test_timing import item_of

AFTER_EVENT = {
    "清单调整后10个工作日内向社会公开。": "working_days_after_event 10 清单调整",
    "自文件公开之日起3个工作日内发布解读。": "working_days_after_event 3 文件公开",
    "收到群众来信后5个工作日内答复。": "working_days_after_event 5 收到群众来信",
    "在方案印发之日起二十个工作日内报送细则。": "working_days_after_event 20 方案印发",
    "项目验收合格后的15个工作日内归档。": "working_days_after_event 15 项目验收合格",
    "会议结束后1个工作日内公开纪要。": "working_days_after_event 1 会议结束",
    "受理申请之日起7个工作日内作出决定。": "working_days_after_event 7 受理申请",
    "接到投诉后，责任单位应于3个工作日内办结。": "working_days_after_event 3 接到投诉",
    "名录变更的，应在10个工作日内更新。": "working_days_after_event 10 名录变更",
    "办理条件发生变化的事项，应在1个工作日内公布。": "working_days_after_event 1 办理条件发生变化的事项",
    "应在接到通知的3个工作日内报送名单。": "working_days_after_event 3 接到通知",
    "收到整改通知3至5个工作日内反馈。": "working_days_after_event 5 收到整改通知",
    "突发事件发生后24小时内发布信息。": "hours_after_event 24 突发事件发生",
    "接报后 12 个小时内到场。": "hours_after_event 12 接报",
    "险情发生2小时内上报。": "hours_after_event 2 险情发生",
    "舆情发现后四十八小时之内回应。": "hours_after_event 48 舆情发现",
    "公示期满之日起30日内办结。": "calendar_days_after_event 30 公示期满",
    "每次抽查后7天内通报结果。": "calendar_days_after_event 7 每次抽查",
    "本方案印发后两周内报送联络员名单。": "calendar_days_after_event 14 本方案印发",
    "本方案印发15日内报送台账。": "calendar_days_after_event 15 本方案印发",
    "接到举报半个月内查清。": "calendar_days_after_event 15 接到举报",
    "自签约之日起3个月内开工。": "by_period_end P3M 签约",
    "收到申请后两个月内办结。": "by_period_end P2M 收到申请",
    "项目批准后一年之内建成。": "by_period_end P1Y 项目批准",
}
CONTINUED = {
    "重大突发事件要在5小时内发布权威信息。": "hours_after_event 5 重大突发事件",
    "规范性文件应当自公布之日起20个工作日内备案。": "working_days_after_event 20 公布",
    "项目获批后30天内开工。": "calendar_days_after_event 30 项目获批",
    "重要文件发布后5个工作日内，起草部门应当解读。": "working_days_after_event 5 重要文件发布",
    "自本方案印发之日起至2026年12月31日，集中整治。": "fixed_date 2026-12-31",
    "不迟于2026年8月31日提交成果。": "fixed_date 2026-08-31",
    "最迟于5月31日前完成。": "fixed_date 2026-05-31",
    "务于4月10日（星期五）前报送。": "fixed_date 2026-04-10",
    "请于4月10日17:00前报送。": "fixed_date 2026-04-10",
    "请于2026年4月10日（周五）下班前反馈。": "fixed_date 2026-04-10",
    "4月10日上午12时前上报。": "fixed_date 2026-04-10",
    "总结于次年1月15日前报送。": "fixed_date 2027-01-15",
    "11月总结提升。": "by_period_end 2026-11-30 month",
    "争取上半年开工建设。": "by_period_end 2026-06-30 half_year",
    "２０２６年６月３０日前完成。": "fixed_date 2026-06-30",
    "2026 年 6 月 30 日前完成。": "fixed_date 2026-06-30",
    "二〇二七年六月底前完成。": "by_period_end 2027-06-30 month",
    "二〇二七年底前完成。": "by_period_end 2027-12-31 year",
    "二〇二六年三月至二〇二七年九月，分批推进。": "by_period_end 2027-09-30 month",
    "收到申请后一百二十日内办结。": "calendar_days_after_event 120 收到申请",
    "事后7天内回访。": "calendar_days_after_event 7 事",
    "办结后次日公示。": "calendar_days_after_event 1 办结",
    "收到后下一个工作日转办。": "working_days_after_event 1 收到",
    "6月份集中宣传。": "by_period_end 2026-06-30 month",
    "由统计局3月至5月开展普查。": "by_period_end 2026-05-31 month",
    "7—8月份集中检查。": "by_period_end 2026-08-31 month",
    "2027年全部完成。": "by_period_end 2027-12-31 year",
    "市统计局于10月15日前提交报告。": "fixed_date 2026-10-15",
    "9月底前提出清单。": "by_period_end 2026-09-30 month",
    "三季度末归集目录不少于6000条。": "by_period_end 2026-09-30 quarter",
    "上半年完成部署，目录不少于6000条。": "by_period_end 2026-06-30 half_year",
    "原则上年底前完成80%。": "by_period_end 2026-12-31 year",
    "10月中下旬组织开展活动。": "by_period_end 2026-10-31 month",
    "第四季度迎接评估。": "by_period_end 2026-12-31 quarter",
    "会议纪要于会后3个工作日内印发。": "working_days_after_event 3 会",
    "6月底汇总各镇数据。": "by_period_end 2026-06-30 month",
    "第二季度组织开展专项检查。": "by_period_end 2026-06-30 quarter",
    "第三季前达到200家。": "by_period_end 2026-09-30 quarter",
    "至2026年12月31日止，汰换30辆。": "fixed_date 2026-12-31",
    "接获通知后7个工作天内提报。": "working_days_after_event 7 接获通知",
    "编制工作最迟不超过6月。": "by_period_end 2026-06-30 month",
    "最迟不得晚于6月底报送。": "by_period_end 2026-06-30 month",
    "收到申请后1.5-3个工作日内办结。": "working_days_after_event 3 收到申请",
    "自受理之日起最长不超过20个工作日。": "working_days_after_event 20 受理",
    "收到申请后3日答复。": "calendar_days_after_event 3 收到申请",
    "抽查结束后10个工作日通报。": "working_days_after_event 10 抽查结束",
    "9月为质量月，集中开展宣传。": "by_period_end 2026-09-30 month",
    "年末开展总结。": "by_period_end 2026-12-31 year",
    "到2028年底全部达标。": "by_period_end 2028-12-31 year",
    "2026年一2027年，完成改造。": "by_period_end 2027-12-31 year",
    "档案日（6月9日）前布展。": "fixed_date 2026-06-09",
    "最迟会前3日报送。": "before_event P3D 会",
}
BEFORE_EVENT = {
    "重大事项决策前至少两周公开草案。": "before_event P14D 重大事项决策",
    "会议召开前5个工作日送达材料。": "before_event P5D 会议召开 working_days",
    "于公布前10日征求意见。": "before_event P10D 公布",
    "应在听证会举行的7个工作日前发出公告。": "before_event P7D 听证会举行 working_days",
    "至少提前3个工作日通知参会代表。": "before_event P3D working_days",
    "提前30天发布停水公告。": "before_event P30D",
    "会前3天报送议题。": "before_event P3D 会",
    "道路施工前24小时告知周边住户。": "before_event PT24H 道路施工",
    "合同到期前一个月启动招标。": "before_event P1M 合同到期",
    "政策实施之前不少于15日开展解读。": "before_event P15D 政策实施",
    "活动举办前提前一周报备。": "before_event P7D 活动举办",
    "会议召开前5个工作天送达材料。": "before_event P5D 会议召开 working_days",
    "公开时间由“审议前一周”延长至“审议前两周”。": "before_event P14D 审议",
}
DAYS = {
    "2026年6月30日前完成。": "fixed_date 2026-06-30",
    "6月30日前报送总结。": "fixed_date 2026-06-30",
    "于6月30日之前建成。": "fixed_date 2026-06-30",
    "5月8日以前上线。": "fixed_date 2026-05-08",
    "六月三十日前办结。": "fixed_date 2026-06-30",
    "2026-06-30前报送。": "fixed_date 2026-06-30",
    "2026.6.30前报送。": "fixed_date 2026-06-30",
    "2026/6/30前报送。": "fixed_date 2026-06-30",
    "5月上旬完成摸排。": "fixed_date 2026-05-10",
    "10月中旬前公布名单。": "fixed_date 2026-10-20",
    "5月20日举办启动仪式。": "fixed_date 2026-05-20",
    "国庆节前完成亮化。": "fixed_date 2026-09-30",
    "下月10日前报送名单。": "fixed_date 2026-02-10",
    "3月1日至4月30日开展集中整治。": "fixed_date 2026-04-30",
    "自2026年3月1日起至6月30日，开展排查。": "fixed_date 2026-06-30",
    "编制目录；完成时限：2026年6月30日。": "fixed_date 2026-06-30",
}
ENDS = {
    "6月底前完成首批。": "by_period_end 2026-06-30 month",
    "6月末前完成首批。": "by_period_end 2026-06-30 month",
    "十一月底前编制。": "by_period_end 2026-11-30 month",
    "11月份底前编制。": "by_period_end 2026-11-30 month",
    "9月下旬完成。": "by_period_end 2026-09-30 month",
    "2026年6月完成试点。": "by_period_end 2026-06-30 month",
    "9月，全面完成验收。": "by_period_end 2026-09-30 month",
    "8月份启动招生。": "by_period_end 2026-08-31 month",
    "6月内完成清理。": "by_period_end 2026-06-30 month",
    "编制目录；完成时限：2026.6。": "by_period_end 2026-06-30 month",
    "编制目录；完成时限：2026年6月。": "by_period_end 2026-06-30 month",
    "编制目录；完成时限：12月。": "by_period_end 2026-12-31 month",
    "编制目录；完成时间：2026年底。": "by_period_end 2026-12-31 year",
    "编制目录；完成时间：2026年。": "by_period_end 2026-12-31 year",
    "编制目录；完成时间：第三季度。": "by_period_end 2026-09-30 quarter",
    "年底前完成。": "by_period_end 2026-12-31 year",
    "年末前完成。": "by_period_end 2026-12-31 year",
    "今年底前完成。": "by_period_end 2026-12-31 year",
    "今年年底前完成。": "by_period_end 2026-12-31 year",
    "年内建成平台。": "by_period_end 2026-12-31 year",
    "年度内建成平台。": "by_period_end 2026-12-31 year",
    "本年内建成平台。": "by_period_end 2026-12-31 year",
    "2026年底，覆盖全部乡镇。": "by_period_end 2026-12-31 year",
    "到2028年，覆盖全部乡镇。": "by_period_end 2028-12-31 year",
    "到2027年底，覆盖率达到90%。": "by_period_end 2027-12-31 year",
    "至2027年底，建成十个站点。": "by_period_end 2027-12-31 year",
    "2027年建成新馆。": "by_period_end 2027-12-31 year",
    "明年3月底前收尾。": "by_period_end 2027-03-31 month",
    "“十五五”末全部达标。": "by_period_end 2030-12-31 year",
    "上半年完成首批。": "by_period_end 2026-06-30 half_year",
    "上半年前完成首批。": "by_period_end 2026-06-30 half_year",
    "下半年，开展评估。": "by_period_end 2026-12-31 half_year",
    "第二季度完成首批。": "by_period_end 2026-06-30 quarter",
    "二季度末完成首批。": "by_period_end 2026-06-30 quarter",
    "三季度末前完成首批。": "by_period_end 2026-09-30 quarter",
    "2026年第四季度完成首批。": "by_period_end 2026-12-31 quarter",
    "前三季度完成七成。": "by_period_end 2026-09-30 quarter",
    "前三个季度完成七成。": "by_period_end 2026-09-30 quarter",
    "本季度内完成首批。": "by_period_end 2026-03-31 quarter",
    "本月底前完成首批。": "by_period_end 2026-01-31 month",
    "2026年6-9月开展攻坚。": "by_period_end 2026-09-30 month",
    "2026年3月至9月，分批推进。": "by_period_end 2026-09-30 month",
    "6月—9月开展攻坚。": "by_period_end 2026-09-30 month",
    "2026年11月至次年2月开展巡查。": "by_period_end 2027-02-28 month",
    "11月至2月开展巡查。": "by_period_end 2027-02-28 month",
    "2026年10月到2027年3月，集中攻坚。": "by_period_end 2027-03-31 month",
    "3月至5月底前完成普查。": "by_period_end 2026-05-31 month",
    "2026—2028年，分三批改造。": "by_period_end 2028-12-31 year",
    "2026年至2027年，完成管网改造。": "by_period_end 2027-12-31 year",
    "力争2年培训一遍。": "by_period_end P2Y",
    "用三年时间完成改造。": "by_period_end P3Y",
    "今后三年内完成改造。": "by_period_end P3Y",
}
NOT_DUE = [
    "截至2025年12月底，已建成三个。",
    "近两年来的决策要公开。",
    "自2024年以来的文件要清理。",
    "2025年11月印发的方案继续执行。",
    "3月5日召开的常务会议作了部署。",
    "本办法自2026年7月1日起施行。",
    "办法有效期自2026年7月1日至2031年6月30日。",
    "试行期为2026年3月至2027年3月。",
    "有效期5年。",
    "落实《2026年底前重点工作安排》。",
    "落实“年底前全部清零”的要求。",
    "覆盖率不低于4%。",
    "审批时限压缩到3个工作日内。",
    "办理时限控制在5个工作日以内。",
    "平均办理时间3个工作日内。",
    "审批用时由10个工作日缩短为3个工作日。",
    "收件后办理不超过5个工作日。",
    "提供24小时自助服务。",
    "服务毕业2年内的高校毕业生。",
    "扶持成立3年内的企业。",
    "30日内未提出异议的视为同意。",
    "落实7天无理由退货。",
    "根据云政发〔2026〕6号文件办理。",
    "执行2026年度预算。",
    "目前3个平台已上线。",
    "三年前的文件要清理。",
    "提前一个月完成年度任务。",
    "制定2026—2028年行动计划。",
    "印发三年行动方案（2026—2028年）。",
    "公布2026年1月至6月的统计数据。",
    "对比2025年同期数据。",
    "年满60周岁的老人免费体检。",
    "及时、定期、适时公开，逐步推进。",
    "由“决策前一周”改变。",
    "决策前要公布草案。",
    "推进2026年重点项目。",
    "规范性文件自公布之日起30日后施行。",
    "公示时间不少于5个工作日。",
    "三年内不得新增项目。",
    "每年春节、国庆前走访慰问。",
    "自2026年1月1日起至2026年12月31日止，实行减免。",
    "按3月检查中发现的问题整改。",
    "整改期限不超过3个月。",
    "对到期前3个月的许可证提醒办理。",
    "2026年新建公路100公里。",
    "植树节3月12日前后组织义务植树。",
    "以6月底的存量为基数。",
    "三季度末累计完成七成的予以通报。",
    "把完成10月任务作为前提。",
    "编制目录；完成时限：2026年汛期前。",
    "将响应时间缩短到30分钟内。",
    "15分钟内到达现场。",
    "企业可在期满前3个月内申请续期。",
    "加强年中考核。",
]
TWO = {
    "3月、6月、9月、12月底前分别报送。": ["2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"],
    "4月、8月、11月各开展一次集中检查。": ["2026-04-30", "2026-08-31", "2026-11-30"],
    "上半年和下半年各召开1次会议。": ["2026-06-30", "2026-12-31"],
    "事前3天告知，事后7天内回访。": ["P3D", "7"],
    "自收到交办单之日起2个工作日内签收，10个工作日内办结。": ["2", "10"],
    "于6月底、11月底分别报送总结。": ["2026-06-30", "2026-11-30"],
    "2026年一季度启动，二季度完成主体，三季度投入使用。": ["2026-03-31", "2026-06-30", "2026-09-30"],
    "4月底前动员部署，5月至10月集中整治，11月总结提升。": ["2026-04-30", "2026-10-31", "2026-11-30"],
    "6月底前完成摸排，12月底前完成整改。": ["2026-06-30", "2026-12-31"],
    "收到申请后3个工作日内受理，受理后20个工作日内办结。": ["3", "20"],
    "3月底前制定方案，会议召开前5个工作日送达材料。": ["2026-03-31", "P5D"],
    "工单派发后2小时内签收、5个工作日内反馈。": ["2", "5"],
    "年中、年底各开展一次评估。": ["2026-06-30", "2026-12-31"],
    "3月、9月为集中宣传月。": ["2026-03-31", "2026-09-30"],
    "第一、二季度各更新1次。": ["2026-03-31", "2026-06-30"],
    "二、三季度完成投资。": ["2026-09-30"],
    "4月、7月、10月开展回访。": ["2026-04-30", "2026-07-31", "2026-10-31"],
    "4月、5月开展回访。": ["2026-05-31"],
    "突发事件30分钟内电话报告、1小时内书面报告。": ["1", "1"],
    "补贴在申报后20个工作日内兑付，最长不得超过30个工作日。": ["20", "30"],
}


def told(sentence: str) -> list[str]:
    item = item_of(sentence)
    return [" ".join(filter(None, (d.kind, d.value, d.event, d.period))) for d in item.deadlines]


@pytest.mark.parametrize(("sentence", "expected"), (AFTER_EVENT | CONTINUED | BEFORE_EVENT | DAYS | ENDS).items())
def test_due(sentence: str, expected: str) -> None:
    assert told(sentence) == [expected]
    assert not item_of(sentence).recurrences


@pytest.mark.parametrize("sentence", NOT_DUE)
def test_not_due(sentence: str) -> None:
    assert told(sentence) == []


@pytest.mark.parametrize(("sentence", "values"), TWO.items())
def test_two_limits_of_one_sentence(sentence: str, values: list[str]) -> None:
    assert [d.value for d in item_of(sentence).deadlines] == values


def test_both_limits_of_a_sentence_count_from_the_same_event() -> None:
    item = item_of("自收到交办单之日起2个工作日内签收，10个工作日内办结。")
    assert [deadline.event for deadline in item.deadlines] == ["收到交办单", "收到交办单"]
    item = item_of("工单派发后2小时内签收、5个工作日内反馈。")
    assert [deadline.event for deadline in item.deadlines] == ["工单派发", "工单派发"]


@pytest.mark.parametrize("sentence", AFTER_EVENT | CONTINUED | BEFORE_EVENT | DAYS | ENDS)
def test_the_phrase_holds_the_words_of_time(sentence: str) -> None:
    for deadline in item_of(sentence).deadlines:
        assert deadline.phrase.replace(" ", "") in sentence.replace(" ", "")
        assert deadline.event is None or deadline.event in deadline.phrase


@pytest.mark.parametrize(
    ("sentence", "kind", "candidates"),
    [
        ("2027年前完成。", "date_reading", ("2026-12-31", "2027-12-31")),
        ("第三季度前完成。", "date_reading", ("2026-09-30", "2026-06-30")),
        ("48小时内回应。", "event_unstated", ("48小时内回应",)),
        ("至少提前3个工作日通知。", "event_unstated", ("至少提前3个工作日通知",)),
        ("接到举报半个月内查清。", "date_reading", ("接到举报半个月内查清",)),
        ("年中完成评估。", "date_reading", ("2026-06-30", "2026-07-31")),
        ("3月，把名单送审。", "time_unread", ("3月，把名单送审",)),
        ("年底主体封顶。", "time_unread", ("年底主体封顶",)),
        ("数日内办结。", "time_unread", ("数日内办结",)),
        ("月底前上报。", "time_unread", ("月底前上报",)),
        ("整改最长不超过3个月。", "time_unread", ("整改最长不超过3个月",)),
        ("当日受理、三日反馈。", "time_unread", ("当日受理、三日反馈",)),
        ("预警信息发布后30分钟内通知到户。", "date_reading", ("预警信息发布后30分钟内通知到户",)),
    ],
)
def test_asked(sentence: str, kind: str, candidates: tuple[str, ...]) -> None:
    assert (kind, candidates) in {(doubt.kind, doubt.candidates) for doubt in item_of(sentence).doubts}


@pytest.mark.parametrize("sentence", [*NOT_DUE, *AFTER_EVENT, *CONTINUED, *BEFORE_EVENT, *DAYS, *ENDS, *TWO])
def test_nothing_is_asked_about_a_time_that_is_read_or_only_mentioned(sentence: str) -> None:
    assert "time_unread" not in {doubt.kind for doubt in item_of(sentence).doubts}


@pytest.mark.parametrize(
    "sentence",
    [
        "把不动产登记压缩至0.5个工作日以内。",
        "开办手续提速到2．5天内。",
        "用时缩短为一点五个工作日内。",
        "收件后1.5年内建成。",
    ],
)
def test_a_part_of_a_day_is_no_number_of_days(sentence: str) -> None:
    assert told(sentence) == []
    assert "event_unstated" not in {doubt.kind for doubt in item_of(sentence).doubts}


def test_a_limit_of_a_day_and_a_half_is_pinned_by_a_person() -> None:
    item = item_of("自收件之日起1.5个工作日内出证。")
    assert not item.deadlines
    assert [(one.kind, one.word) for one in item.vague] == [("elastic_time", "1.5个工作日内")]
    assert item_of("把登记用时压缩至0.5个工作日以内。").vague == ()


def test_a_part_of_an_hour_leaves_the_other_limit_alone() -> None:
    assert told("收到申请后3个工作日内受理，受理后1.5小时内告知。") == ["working_days_after_event 3 收到申请"]


@pytest.mark.parametrize(
    ("sentence", "event"),
    [
        ("巡查发现裂缝的，12小时内报告。", "巡查发现裂缝"),
        ("对查实违规收费的，应当在7个工作日内退还。", "查实违规收费"),
        ("一旦出现停水的，责任单位要于2小时内告知用户。", "出现停水"),
        ("经营主体反映情况属实的，主管部门应在5日内答复。", "经营主体反映情况属实"),
        ("逾期未整改的，3个工作日内约谈。", "逾期未整改"),
    ],
)
def test_a_condition_that_comes_true_starts_the_clock(sentence: str, event: str) -> None:
    item = item_of(sentence)
    assert [deadline.event for deadline in item.deadlines] == [event]
    assert "event_unstated" not in {doubt.kind for doubt in item.doubts}


@pytest.mark.parametrize("sentence", ["由街道负责的，3个工作日内公开。", "能够网上办的，2日内上线。"])
def test_a_class_of_things_is_no_event(sentence: str) -> None:
    item = item_of(sentence)
    assert [deadline.event for deadline in item.deadlines] == [None]
    assert "event_unstated" in {doubt.kind for doubt in item.doubts}
