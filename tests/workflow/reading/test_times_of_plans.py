"""Whole plans full of times, each with what an official would read: what is due, what returns, what nobody can measure,
and what a person is asked. Nothing of it is lost without one of these."""

from tests.workflow.reading.grids import source
from tests.workflow.reading.places import assert_places
from workflow.reading import Source, read

TIMES = ("period_reading", "time_unread", "event_unstated", "date_reading", "date_unread", "period_inherited")


def times(document: str | Source) -> dict[str, list[str]]:
    """By number of item: deadlines, `/` recurrences, `~` vague words, `?` doubts about times."""
    reading = read(document)
    assert_places(reading)
    assert reading.coverage.unexplained == ()
    return {
        item.number: [
            *(" ".join(filter(None, (d.value, d.event))) for d in item.deadlines),
            *(f"/{r.min_count} {r.period}" + (f" by {r.by}" if r.by else "") for r in item.recurrences),
            *(f"~{v.word}" for v in item.vague),
            *(f"?{d.kind}" for d in item.doubts if d.kind in TIMES),
        ]
        for item in reading.items
    }


def test_a_plan_of_services() -> None:
    assert times(
        "澄溪县2026年政务服务提升工作方案\n澄溪县人民政府办公室\n2026年3月2日\n一、重点任务\n"
        "（一）自本方案印发之日起30日内完成梳理；来电收到后2个小时内响应，3日内回复。（县行政审批局牵头）\n"
        "（二）材料于会前3日送达，重大事项决策前至少两周公示；逢双月25日前报送计划。（县政府办公室负责）\n"
        "（三）1—10月归集数据80%以上，一季度末完成部署，次月10日前核对上月数据。（县大数据中心负责）\n"
        "（四）节前一周完成检查，每半月通报一次，上半年完成首轮巡查、下半年开展回头看。（县应急管理局负责）\n"
        "（五）本届政府任期内全部改造完毕，2026年一2027年先行改造12处，年内启动3处。（县住建局负责）\n"
    ) == {
        "一/（一）": ["30 本方案印发", "2 来电收到", "3 来电收到"],
        "一/（二）": ["P3D 会", "P14D 重大事项决策", "/6 year", "?period_reading"],
        "一/（三）": ["2026-03-31", "/1 month by +10", "?time_unread"],
        "一/（四）": ["P7D 节", "2026-06-30", "2026-12-31", "/24 year", "?period_reading"],
        "一/（五）": ["2026-12-31", "~本届政府任期内", "?time_unread"],
    }


def test_a_plan_of_three_years() -> None:
    assert times(
        "临桂河流域治理三年行动计划（2026—2028年）\n青河市人民政府\n2026年1月12日\n一、主要任务\n"
        "（一）2026年汛期前完成首批12公里，2027年中完成中期评估，到2028年底全部达标。（市水利局牵头）\n"
        "（二）发现偷排后48小时内立案，自立案之日起不超过60日办结，复杂的可延长30日。（市生态环境局负责）\n"
        "（三）市级河长每季度巡河不少于1次，县级河长每月不少于2次，其中汛期每月不少于4次。（市水利局负责）\n"
        "（四）每年植树节前后补植一次，每年春季、秋季各开展一次管护。（市林业局负责）\n"
    ) == {
        "一/（一）": ["2027-06-30", "2028-12-31", "~汛期前", "?date_reading"],
        "一/（二）": ["48 发现偷排", "60 立案"],
        "一/（三）": ["/1 quarter", "/2 month", "/4 month", "?period_reading"],
        "一/（四）": ["/1 year", "/2 year", "?period_reading"],
    }


def test_a_notice_of_one_season() -> None:
    assert times(
        "关于做好2026年春耕生产工作的通知\n安澜县农业农村局\n2026年2月6日\n一、备耕\n"
        "1.种子2月底前备足，3月15日前下摆到位率达到90%，最迟不超过3月底。（县供销社负责）\n"
        "2.补贴在农户申报后20个工作日内兑付，最长不得超过30个工作日。（县财政局负责）\n"
        "3.墒情每周一、周四监测，遇干旱每日监测。（县气象局负责）\n"
        "4.特派员任期内至少到村服务10次。（县科技局负责）\n"
        "5.去年冬季已完成的工程，今年3月开闸放水前再检修一遍。（县水利局负责）\n"
    ) == {
        "一/1": ["2026-02-28", "2026-03-15", "2026-03-31"],
        "一/2": ["20 农户申报", "30 农户申报"],
        "一/3": ["/1 week by 1", "/1 week by 4", "?period_reading"],
        "一/4": ["~任期内", "?period_reading"],
        "一/5": ["?time_unread"],
    }


def test_a_plan_from_taiwan() -> None:
    assert times(
        "雲嶺縣政府115年度循環經濟推動計畫\n雲嶺縣政府\n中華民國115年1月10日\n"
        "一、建置資訊平臺，民國115年6月底前上線。（主辦機關：工商發展處）\n"
        "二、116年3月31日以前完成設施汰換，至117年底達成率80%。（主辦機關：工務處）\n"
        "三、收件後7個工作天內審查完畢，必要時得延長5個工作天。（主辦機關：環境保護局）\n"
        "四、自115年7月1日起至115年12月31日止辦理宣導，每月至少2場次。（主辦機關：教育處）\n"
    ) == {
        "一": ["2026-06-30"],
        "二": ["2027-03-31", "2028-12-31"],
        "三": ["7 收件"],
        "四": ["2026-12-31", "/2 month"],
    }


def test_a_plan_about_petitions() -> None:
    assert times(
        "金湖区2026年信访积案化解工作要点\n金湖区人民政府办公室\n2026年2月25日\n一、任务\n"
        "（一）6月、9月为集中化解月，每月25日前报送进度；年中、年底各通报一次。（区信访局牵头）\n"
        "（二）区级领导全年接访不少于12次，其中下半年不少于6次。（区信访局牵头）\n"
        "（三）受理后15日内办结，复杂的自受理之日起1.5-3个月内办结，法定期限内答复率100%。（区信访局负责）\n"
        "（四）实行每周一研判、每月一调度、半年一考核，每逢重大节假日前集中排查。（区委政法委负责）\n"
        "（五）对2023年以来终结的案件，于4月、7月、10月开展回访，回访后5日内录入系统。（区信访局负责）\n"
        "（六）连续3个月排名末位的予以约谈，推诿超过10个工作日的予以通报。（区纪委监委负责）\n"
    ) == {
        "一/（一）": ["2026-06-30", "2026-09-30", "2026-06-30", "2026-12-31", "/1 month by 25", "?date_reading"],
        "一/（二）": ["/12 year", "?time_unread"],
        "一/（三）": ["15 受理", "P3M 受理", "~法定期限内"],
        "一/（四）": ["/1 week", "/1 month", "/2 year", "?period_reading", "?period_reading"],
        "一/（五）": ["2026-04-30", "2026-07-31", "2026-10-31", "5 回访"],
        "一/（六）": [],
    }


def test_a_plan_about_safety() -> None:
    assert times(
        "海棠市2026年安全生产治本攻坚工作要点\n海棠市安全生产委员会办公室\n2026年1月30日\n一、重点工作\n"
        "（一）一季度末前完成首轮排查，三季度“回头看”，四季度验收。（市应急管理局牵头）\n"
        "（二）重大隐患立即整改，整改期限最长不超过3个月。（市工信局负责）\n"
        "（三）企业每半年至少组织1次演练，学校每学期不少于1次。（市消防救援支队负责）\n"
        "（四）6月为安全生产月，11月9日前后开展消防宣传周。（市委宣传部负责）\n"
        "（五）实行24小时值班，突发事件30分钟内电话报告、1小时内书面报告。（市应急管理局负责）\n"
        "（六）自2020年以来连续五年开展的专项行动，2025年底已收官，不再组织。（市应急管理局负责）\n"
    ) == {
        "一/（一）": ["2026-03-31", "2026-12-31", "?time_unread"],
        "一/（二）": ["~立即", "?time_unread"],
        "一/（三）": ["/2 year", "?period_reading", "?period_reading"],
        "一/（四）": ["2026-06-30", "?time_unread"],
        "一/（五）": ["1 突发事件", "1 突发事件", "?date_reading"],
        "一/（六）": [],
    }


def test_a_plan_in_stages() -> None:
    assert times(
        "关于开展城市更新体检评估工作的通知\n星沙市住房和城乡建设局\n2026年4月10日\n一、时间安排\n"
        "（一）动员部署（4月中旬—5月上旬）。各区县4月底前成立专班。\n"
        "（二）数据采集（5月中旬至7月底）。每周五下班前更新进度。\n"
        "（三）评估总结（8月—10月）。8月底形成初稿，9月征求意见，次年2月前公布结果。\n"
        "二、工作要求\n"
        "（一）每两周调度一次，每月最后一个工作日前通报。（市住建局负责）\n"
        "（二）今后每年一次，五年一评估，第一次评估于2030年底前完成。（市住建局负责）\n"
        "（三）优惠政策有效期至2027年12月31日，企业可在期满前3个月内申请续期。（市财政局负责）\n"
        "（四）2025年9月召开的推进会明确的事项，年内全部销号。（市住建局负责）\n"
    ) == {
        "一/（一）": ["2026-04-30"],
        "一/（二）": ["2026-07-31", "/1 week by 5"],
        "一/（三）": ["2026-08-31", "2027-01-31", "?date_reading", "?time_unread"],
        "二/（一）": ["/1 month by end", "?period_reading"],
        "二/（二）": ["2030-12-31", "/1 year", "?period_reading"],
        "二/（三）": [],
        "二/（四）": ["2026-12-31"],
    }


def test_a_plan_about_doctors() -> None:
    assert times(
        "松岭县2026年乡村医疗服务提升方案\n松岭县卫生健康局\n2026年2月18日\n一、任务\n"
        "（一）首诊后7日内建档，慢病患者每季度随访1次以上，年度内随访不少于4次。（县卫健局牵头）\n"
        "（二）每月上旬、下旬各巡诊一次，逢集日开展义诊。（县卫健局负责）\n"
        "（三）月末盘点，季末公示，次年一季度兑现奖励。（县医保局负责）\n"
        "（四）系统于9月1日上线试运行，试运行期3个月，年底前正式运行。（县大数据中心负责）\n"
    ) == {
        "一/（一）": ["7 首诊", "/1 quarter", "/4 year"],
        "一/（二）": ["/1 month by 10", "/1 month by end", "?period_reading"],
        "一/（三）": ["?time_unread", "?time_unread", "?time_unread"],
        "一/（四）": ["2026-09-01", "2026-12-31"],
    }


def test_a_list_of_what_is_put_right() -> None:
    assert times(
        "白石区2026年营商环境整改落实方案\n白石区人民政府办公室\n2026年5月6日\n一、整改任务\n"
        "（一）不动产登记由5个工作日压减到1个工作日内，7月1日起执行。（区行政审批局负责）\n"
        "（二）对2024年底前形成的欠款，6月底前清偿60%，12月20日前清零。（区财政局负责）\n"
        "（三）办结后3个工作日内回访，自回访之日起10日内重办；结果每月5日、20日公开。（区营商办负责）\n"
        "（四）待省条例出台后3个月内制定细则；仍适用2019年办法的，于2026年四季度前清理。（区司法局负责）\n"
        "（五）开标20日前发布，评标结束后3日公示，公示期不少于3日。（区公共资源中心负责）\n"
        "（六）当日受理、次日派单、三日反馈、一周办结。（区营商办负责）\n"
    ) == {
        "一/（一）": [],
        "一/（二）": ["2026-06-30", "2026-12-20"],
        "一/（三）": ["3 办结", "10 回访", "/1 month by 5", "/1 month by 20"],
        "一/（四）": ["P3M 待省条例出台", "2026-12-31", "~待省条例出台后", "?date_reading"],
        "一/（五）": ["P20D 开标", "3 评标结束"],
        "一/（六）": ["?time_unread"],
    }


def test_a_plan_of_an_archive() -> None:
    assert times(
        "望江县2026年档案工作要点\n望江县档案馆\n2026年1月15日\n一、工作任务\n"
        "1.永久档案满20年后移交，年内开放不少于2万件，其中上半年不少于8000件。（县档案馆负责）\n"
        "2.一期3月—8月、二期9月—12月；一期成果9月15日前验收。（县档案馆负责）\n"
        "3.3月、4月自查，5月抽查，结果于抽查结束后10个工作日通报。（县档案馆负责）\n"
        "4.国际档案日（6月9日）前布展完毕，每逢单月组织沙龙。（县档案馆负责）\n"
    ) == {
        "一/1": ["2026-12-31", "?time_unread"],
        "一/2": ["2026-09-15", "?time_unread"],
        "一/3": ["2026-04-30", "10 抽查结束", "?time_unread"],
        "一/4": ["2026-06-09", "/6 year", "?period_reading"],
    }


def test_an_english_plan_with_its_date_on_a_line() -> None:
    assert times(
        "Riverside District Government\nDigital Services Action Plan 2026\n12 January 2026\n\n"
        "1. Permits. The Planning Office shall move all permits online by end of Q2 and publish figures twice a year.\n"
        "2. Complaints. The Service Centre shall answer complaints within 10 working days of receipt.\n"
        "3. Reports. The Finance Office reports quarterly, no later than 15 days after the end of each quarter.\n"
        "4. Training. The Personnel Office shall train staff at least once every six months, first by mid-2026.\n"
        "5. Audit. The Audit Office shall review contracts every two years, first in the second half of 2026.\n"
        "6. Archive. The Archive Office shall digitise records as soon as possible, between March and September 2026.\n"
        "7. Drains. The Works Department cleans drains before the rainy season and within two weeks after each storm.\n"
        "8. Funds. Grants valid until 31 December 2027 shall be paid by the Treasury in monthly instalments.\n"
    ) == {
        "1": ["2026-06-30", "/2 year"],
        "2": ["10 receipt"],
        "3": ["/1 quarter by +1-15"],
        "4": ["2026-06-30", "/2 year", "?date_reading", "?period_reading"],
        "5": ["2026-12-31", "?period_reading"],
        "6": ["2026-09-30", "~as soon as possible"],
        "7": ["14 each storm", "~before the rainy season"],
        "8": ["/1 month"],
    }  # fmt: skip


CELLS = {
    "长期坚持": ["~长期坚持"],
    "全年": ["~全年"],
    "6月底前完成并长期坚持": ["2026-06-30", "~长期坚持"],
    "6月底前，长期坚持": ["2026-06-30", "~长期坚持"],
    "立行立改": ["~立行立改"],
    "已完成": [],
    "每季度末月25日前": ["/1 quarter by 3-25"],
    "年中、年底": ["2026-06-30", "2026-12-31", "?date_reading"],
    "第一、三季度": ["2026-03-31", "2026-09-30"],
    "民国115年6月": ["2026-06-30"],
    "半年一次": ["/2 year", "?period_reading"],
    "每逢节假日前": ["?period_reading"],
    "本届任期内": ["?date_unread"],
}


def test_the_cells_of_a_column_of_times() -> None:
    rows = [
        ["序号", "任务", "责任单位", "完成时限"],
        *([f"{n}", f"编制目录{n}", "市统计局", cell] for n, cell in enumerate(CELLS, 1)),
    ]
    assert list(times(source("云川市2026年工作任务表\n", rows)).values()) == list(CELLS.values())
