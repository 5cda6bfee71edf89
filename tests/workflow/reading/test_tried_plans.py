"""Plans tried as a new user would try them: what each of them lost before, in the words offices use."""

from datetime import date

from tests.workflow.reading.grids import LEFT, UP, source
from tests.workflow.reading.places import assert_places
from workflow.reading import Reading, Source, read

TITLE = "禾川市2026年工作要点\n"


def whole(document: str | Source) -> Reading:
    """Read, with no sentence left over."""
    reading = read(document)
    assert_places(reading)
    assert reading.coverage.unexplained == ()
    return reading


def test_a_quota_among_the_aims_is_a_duty() -> None:
    quotas = "试点街道每月联合巡查不少于4次，区级领导每半年至少调研1次。"
    reading = whole(f"柏溪区2026年试点方案\n一、工作目标\n{quotas}\n二、任务\n（一）建立台账（区城管局牵头）。\n")
    assert [(one.who, one.period, one.min_count) for one in reading.items[0].recurrences] == [
        ("试点街道", "month", 4), ("区级领导", "year", 2),
    ]  # fmt: skip
    aims = "到2026年底，路段达标率达到90%，群众满意度明显提升。"
    reading = whole(f"柏溪区2026年试点方案\n一、工作目标\n{aims}\n二、任务\n（一）建立台账（区城管局牵头）。\n")
    assert [item.number for item in reading.items] == ["二/（一）"]


def test_a_letter_of_taiwan_with_its_number_and_last_sentence() -> None:
    reading = whole(
        "雲川縣政府115年度淨零推動計畫\n中華民國115年2月20日府環字第1150023456號函頒\n壹、推動項目\n"
        "一、完成盤查。（主辦機關：工務處；協辦機關：財政處）\n二、推動循環杯。（主辦機關：環境保護局）\n"
        "貳、本計畫奉核後實施，修正時亦同。\n"
    )
    assert reading.header.document_number == "府环字第1150023456号"
    assert reading.header.issued_on == date(2026, 2, 20)
    assert [item.number for item in reading.items] == ["壹/一", "壹/二"]
    doubt = next(one for one in reading.doubts if one.kind == "issuer_missing")
    assert doubt.candidates[0] == "云川县政府"


def test_the_foot_of_a_saved_page_is_no_task() -> None:
    reading = whole(
        f"{TITLE}一、任务\n1.编制目录（市数据局牵头）。\n2.开放数据（市数据局牵头）。\n禾川市人民政府办公室\n2026年1月28日\n"
        "附件下载：禾川市2026年工作要点.docx\n"
    )
    assert [item.number for item in reading.items] == ["一/1", "一/2"]
    assert reading.header.issuer == "禾川市人民政府办公室"
    assert reading.header.issued_on == date(2026, 1, 28)


def test_committee_and_government_above_one_title() -> None:
    reading = whole(
        "中共禾川市委办公室　禾川市人民政府办公室\n关于做好公众参与工作的实施意见\n各镇党委、政府，市级各部门：\n"
        "一是健全目录。市司法局要会同市数据局编制目录。\n二是扩大参与。市信访局负责每半年汇总一次。\n"
        "本意见自2026年5月1日起施行。\n"
    )
    assert reading.header.issuer == "中共禾川市委办公室、禾川市人民政府办公室"
    assert reading.coverage.waived_by["closing"] == 1
    assert len(reading.items) == 2


def test_a_signature_with_the_month_alone() -> None:
    reading = whole(f"{TITLE}禾川市人民政府办公室　2026年3月\n一、任务\n1.编制目录（市数据局牵头）。\n")
    assert reading.header.issuer == "禾川市人民政府办公室"
    assert reading.header.issued_on is None


def test_the_clock_of_a_task_is_no_rule_of_the_document() -> None:
    def rules(sentence: str) -> list[tuple[str, object]]:
        reading = read(f"{TITLE}一、任务\n1.{sentence}（市数据局牵头）。\n二、要求\n各部门要加强领导。\n")
        return [(rule.kind, rule.value) for rule in reading.rules]

    assert rules("轮换计划下达后15个工作日内制定方案") == []
    assert rules("项目立项后20个工作日内编制实施方案并报市政府备案") == []
    own = ("本要点印发后", "自本方案公布之日起", "文件印发后", "自《工作要点》印发之日起", "本《要点》公布后")
    for start in (*own, "收到通知后", ""):
        assert rules(f"各部门要在{start}15个工作日内制定实施方案") == [("implementation_plan_working_days", 15)]


def test_an_order_with_its_number() -> None:
    reading = whole(
        f"{TITLE}根据《营商环境条例》（国务院令第722号），制定本要点。\n一、任务\n1.编制目录（市数据局牵头）。\n"
    )
    assert [(one.title, one.number) for one in reading.header.cites] == [("营商环境条例", "国务院令第722号")]


def test_the_list_of_attachments_above_an_attached_table() -> None:
    above = f"{TITLE}一、任务\n（一）办好附件1所列事项（市数据局牵头）。\n附件：1.任务分解表\n附件1\n任务分解表\n"
    reading = whole(source(above, [["工作任务", "牵头单位"], ["编制目录", "市数据局"], ["开放数据", "市数据局"]]))
    assert [(one.number, one.title, one.is_missing) for one in reading.header.attachments] == [
        ("1", "任务分解表", False)
    ]
    assert [item.number for item in reading.items] == ["一/（一）", "1", "2"]


def test_a_title_of_tasks_with_an_unknown_word() -> None:
    reading = whole(
        source(
            "东溪开发区2026年攻坚任务台账\n",
            [
                ["责任分工", LEFT, "攻坚任务", "完成时限"],
                ["牵头部门", "配合部门", UP, UP],
                ["应急管理局", "各有关部门", "开展宣贯", "5月底前开工，11月底前完工"],
                ["建设管理局会同行政审批局", "各社区", "更新管道", "2026年底"],
            ],
        )
    )
    assert [(item.text, item.assignments[0].lead) for item in reading.items] == [
        ("开展宣贯", ("应急管理局",)), ("更新管道", ("建设管理局",)),
    ]  # fmt: skip
    assert [one.value for one in reading.items[0].deadlines] == ["2026-05-31", "2026-11-30"]
    doubt = next(one for one in reading.doubts if one.kind == "issuer_missing")
    assert doubt.candidates == ("东溪开发区管理委员会", "东溪开发区管理委员会办公室")


def test_a_colon_inside_of_a_bracket_ends_no_heading() -> None:
    reading = whole(f"{TITLE}一、任务\n1.于2026年8月15日上午9时前报市政府办公室（联系电话：0571-12345678）。\n")
    assert reading.items[0].heading is None
    assert [one.value for one in reading.items[0].deadlines] == ["2026-08-15"]


def test_from_when_the_plan_holds_is_no_part_of_its_last_task() -> None:
    reading = whole(
        "禾川市防汛三年行动计划（2026—2028年）\n一、任务\n（一）除险加固。完成二十座水库。\n牵头单位：市水利局\n配合单位：市财政局\n"
        "二、要求\n（一）严格考核。市水利局要将结果纳入绩效考核，占比不低于3%。\n本行动计划自印发之日起施行，有效期三年。\n"
    )
    assert reading.items[-1].text == "市水利局要将结果纳入绩效考核，占比不低于3%。"
    assert ("assessment_weight_min_percent", 3) in {(rule.kind, rule.value) for rule in reading.rules}
    assert reading.coverage.waived_by["closing"] == 1


def test_the_first_number_right_behind_the_title_of_a_text_without_breaks() -> None:
    reading = whole(
        "关于印发云岭县2026年整治要点的通知各乡镇人民政府，县直各单位：现将《云岭县2026年整治要点》印发给你们，请认真贯彻执行。"
        "云岭县人民政府办公室2026年3月3日云岭县2026年整治要点一、工作重点1.推进厕所革命。年底前新建2000座。"
        "（县农业农村局牵头，各乡镇人民政府落实）2.开展垃圾治理。每周清扫不少于1次。（县住建局负责）二、保障措施"
        "1.强化调度。县农业农村局每月调度。2.严格考核。县政府督查室要组织考核。"
    )
    assert [item.number for item in reading.items] == ["一/1", "一/2", "二/1", "二/2"]
    assert reading.items[0].assignments[0].lead == ("县农业农村局",)


def test_what_is_done_by_the_week_is_no_heading() -> None:
    reading = whole(f"{TITLE}一、任务\n1.汛期实行“日巡查、周会商、月总结”。市水利局发布预警信息。\n")
    assert reading.items[0].heading is None
    assert [one.period for one in reading.items[0].recurrences] == ["week", "month"]


def test_times_in_a_column_of_aims_behind_the_agencies() -> None:
    reading = whole(
        source(
            TITLE,
            [
                ["项目名称", "建设内容", "主办单位", "协办单位", "年度目标"],
                ["学校扩建", "扩建教学楼", "区教育局", "区住建局", "8月底投入使用"],
                ["医院迁建", "迁建医院", "区卫健局", "区资源局", "上半年开工，年底主体封顶"],
                ["养老服务", "建设设施", "区民政局", "各街道", "三季度"],
            ],
        )
    )
    assert [[one.value for one in item.deadlines] for item in reading.items] == [
        ["2026-08-31"], ["2026-06-30"], ["2026-09-30"],
    ]  # fmt: skip
    asked = [one for item in reading.items for one in item.doubts if one.kind == "date_unread"]
    assert [one.candidates for one in asked] == [("年底主体封顶",)]


def test_an_english_utility_and_a_number_with_a_comma() -> None:
    reading = whole(
        "Port Marlow City Council\nClimate Action Plan 2026\n1. Pumps. The Water Utility shall inspect all pumps at "
        "least twice a year; the Fire Department supports.\n2. Trees. The Parks Department must plant 4,000 trees by "
        "the end of 2026.\n"
    )
    assert [(one.lead, one.co) for one in reading.items[0].assignments] == [(("Water Utility",), ("Fire Department",))]
    assert "4,000 trees" in reading.items[1].deadlines[0].phrase


def test_the_time_of_a_stage_in_the_cell_beside_the_task() -> None:
    reading = whole(
        source(
            TITLE,
            [
                ["阶段", "工作内容", "责任单位"],
                ["准备阶段（2月底前）", "检查农资市场", "县市场监管局"],
                [UP, "落实种子储备，2月10日前完成", "县农业农村局"],
                ["播种阶段（3月—5月）", "组织农机作业", "县农业农村局"],
                ["总结阶段", "上报总结", "县农业农村局"],
            ],
        )
    )
    assert [[(one.kind, one.value) for one in item.deadlines] for item in reading.items] == [
        [("phase", "2026-02-28")], [("fixed_date", "2026-02-10")], [("phase", "2026-05-31")], [],
    ]  # fmt: skip


def test_a_table_of_projects_with_its_unit() -> None:
    reading = whole(
        source(
            "澜湖市2026年为民办实事项目表\n单位：万元\n",
            [
                ["项目", "主要内容", "总投资", "责任单位", "完成时限"],
                ["新建学校", "新建小学", "800", "市教育局", "8月"],
            ],
        )
    )
    assert reading.header.title == "澜湖市2026年为民办实事项目表"
    assert reading.items[0].deadlines[0].value == "2026-08-31"


def test_what_one_task_says_of_itself_is_no_rule_of_the_document() -> None:
    def rules(body: str) -> list[str]:
        return [rule.kind for rule in whole(f"{TITLE}{body}").rules]

    tasks = (
        "一、任务\n（一）排查隐患。建立隐患台账，督促各部门健全领导小组（市应急局牵头）。\n"
        "（二）推进改革。市政府办公室要对窗口进行督促检查，结果纳入考核（市司法局负责）。\n"
        "（三）改造小区。市住建局应在20个工作日内制定改造实施方案，按照谁审批谁监管的原则配齐配强人员（市住建局牵头）。\n"
        "（四）加强监督检查。建立问题台账，开展第三方评估（市统计局牵头）。\n"
    )
    assert rules(tasks) == []
    managing = "二、保障措施\n（一）建立任务台账。\n（二）结果纳入绩效考核（市政府督查室）。\n"
    assert rules(f"{tasks}{managing}") == ["build_task_ledger", "include_in_performance_assessment"]
    assert rules(f"{tasks}（五）分解任务。各承办单位要建立任务台账（市统计局汇总）。\n") == ["build_task_ledger"]
