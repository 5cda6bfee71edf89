"""What is easily lost without a question: the first of two dates, a helper behind 主办, an order in the letter."""

import pytest

from workflow.reading import Reading, read
from workflow.reading.loading import load
from workflow.reading.model import Item

TITLE = "云溪市2027年政务公开工作要点\n"
END = "云溪市人民政府办公室\n2027年2月26日\n"
SECOND = "（二）做好解读。6月底前完成解读。（市财政局牵头）\n"


def reading_of(text: str) -> Reading:
    return read(load(text.encode(), "plan.txt"), filename="plan.txt")


def item_of(sentence: str, bracket: str = "（市司法局牵头）") -> Item:
    return reading_of(f"{TITLE}一、深化公开\n（一）做好公开。{sentence}{bracket}\n{SECOND}{END}").items[0]


def labelled(lines: str) -> Item:
    second = "（二）做好解读。完成解读。\n责任单位：市财政局\n"
    return reading_of(f"{TITLE}一、深化公开\n（一）做好公开。建立台账。\n{lines}\n{second}{END}").items[0]


def days(item: Item) -> list[str | None]:
    return [deadline.value for deadline in item.deadlines]


def kinds(item: Item) -> set[str]:
    return {doubt.kind for doubt in item.doubts}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("于7月10日和12月10日前填报成果。", ["2027-07-10", "2027-12-10"]),
        ("于7月10日及次年1月10日前填报成果。", ["2027-07-10", "2028-01-10"]),
        ("于3月底、9月15日前报送名单。", ["2027-03-31", "2027-09-15"]),
        ("年度报告于次年1月20日前报市政府，并于3月31日前向社会公开。", ["2028-01-20", "2028-03-31"]),
        # Only a part that goes on from the limit before is in its year.
        ("总结于次年2月底前报送，台账于12月20日前封存。", ["2028-02-29", "2027-12-20"]),
        ("为次年1月开学做好准备，8月底前完成校舍维修。", ["2027-08-31"]),
        ("根据明年1月的部署，3月底前启动。", ["2027-03-31"]),
        ("于次年3月底前完成审计，其中集中培训10月底前完成。", ["2028-03-31", "2027-10-31"]),
        ("要求上下半年各部门均衡推进，不搞突击。", []),
        ("上下半年均实现增长5%以上。", []),
        ("于次年1月20日前报送，2027年12月1日前公开。", ["2028-01-20", "2027-12-01"]),
        ("上下半年各举办一期业务培训班。", ["2027-06-30", "2027-12-31"]),
        ("12月10日至25日逐村验收。", ["2027-12-25"]),
        ("12月10日至12月25日逐村验收。", ["2027-12-25"]),
    ],
)
def test_no_date_of_a_sentence_is_lost(sentence: str, expected: list[str]) -> None:
    assert days(item_of(sentence)) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("6月、12月", ["2027-06-30", "2027-12-31"]),
        ("6月底、12月底", ["2027-06-30", "2027-12-31"]),
        ("2027年6月、2028年6月", ["2027-06-30", "2028-06-30"]),
        ("3月1日、9月1日", ["2027-03-01", "2027-09-01"]),
    ],
)
def test_no_date_behind_a_label_is_lost(written: str, expected: list[str]) -> None:
    item = labelled(f"责任单位：市司法局\n完成时限：{written}")
    assert days(item) == expected
    assert "time_unread" not in kinds(item)


@pytest.mark.parametrize("written", ["长期坚持", "尽快", "全年", "贯穿全年", "2027年汛期前"])
def test_a_label_nobody_can_measure_is_asked_about(written: str) -> None:
    item = labelled(f"责任单位：市司法局\n完成时限：{written}")
    assert days(item) == []
    assert [vague.word for vague in item.vague] == [written.removeprefix("2027年")]


@pytest.mark.parametrize("written", ["待定", "即日起", "市委换届之后"])
def test_a_label_nobody_can_read_is_asked_about(written: str) -> None:
    assert "time_unread" in kinds(labelled(f"责任单位：市司法局\n完成时限：{written}"))


def test_a_stage_that_runs_into_the_next_year_ends_in_it() -> None:
    stages = "（一）动员部署阶段（3月）\n动员部署。\n（二）验收巩固阶段（11月至次年2月）\n组织验收。\n"
    found = reading_of(f"{TITLE}一、实施步骤\n{stages}{END}")
    assert [str(phase.end) for phase in found.phases] == ["2027-03-31", "2028-02-29"]
    assert days(found.items[-1]) == ["2028-02-29"]


@pytest.mark.parametrize(
    ("lines", "lead", "co"),
    [
        ("责任单位：县政府督查室会同县行政审批局", ("县政府督查室",), ("县行政审批局",)),
        ("责任单位：市司法局会同市财政局、市审计局", ("市司法局",), ("市财政局", "市审计局")),
        ("牵头单位：市教育局会同市财政局", ("市教育局",), ("市财政局",)),
        ("责任单位：市司法局、联合国项目办", (), ("市司法局", "联合国项目办")),
    ],
)
def test_who_acts_with_others_behind_a_label_leads_them(lines: str, lead: tuple[str, ...], co: tuple[str, ...]) -> None:
    (assignment,) = labelled(lines).assignments
    assert (assignment.lead, assignment.co) == (lead, co)


@pytest.mark.parametrize(
    ("sentence", "lead", "helpers"),
    [
        ("由市政协办牵头，市科协办配合，建立台账。", "市政协办", "市科协办"),
        ("由县残协办牵头，市民政局配合，建立台账。", "县残协办", "市民政局"),
    ],
)
def test_offices_whose_names_end_like_a_verb_keep_them(sentence: str, lead: str, helpers: str) -> None:
    (assignment,) = item_of(sentence, "").assignments
    assert (assignment.lead, assignment.helpers) == ((lead,), (helpers,))


@pytest.mark.parametrize("helps", ["协办", "配合", "协助"])
@pytest.mark.parametrize("leads", ["主办", "牵头"])
def test_who_helps_in_a_sentence_is_kept(leads: str, helps: str) -> None:
    (assignment,) = item_of(f"由州教育局{leads}，州财政局{helps}，组织读书活动。", "").assignments
    assert (assignment.lead, assignment.helpers) == (("州教育局",), ("州财政局",))


def test_those_in_front_of_who_helps_do_not_help() -> None:
    (assignment,) = item_of("建立台账。", "（市工业和信息化局、市科技局，市金融办协助）").assignments
    assert assignment.lead == ("市工业和信息化局", "市科技局")
    assert assignment.helpers == ("市金融办",)


LETTER = (
    "云溪市人民政府办公室关于印发2027年政务公开工作要点的通知\n各县区人民政府，市政府各部门：\n"
    "现将《2027年政务公开工作要点》印发给你们，请认真贯彻落实。{asks}\n" + TITLE
)
OPENING = "2027年，全市政务公开工作以服务群众为中心，现制定如下要点。\n"
TASKS = f"一、深化公开\n（一）做好公开。6月底前完成公开。（市司法局牵头）\n{SECOND}{END}"


@pytest.mark.parametrize("between", ["", OPENING])
def test_an_order_before_the_first_number_is_an_item(between: str) -> None:
    order = "各县区、各部门要结合实际，于3月20日前制定任务分解表，并报市政府办公室备案。\n"
    found = reading_of(f"{TITLE}{order}{between}{TASKS}")
    assert days(found.items[0]) == ["2027-03-20"]
    assert found.coverage.unexplained == ()


@pytest.mark.parametrize(
    "asks",
    [
        "请明确1名联络员，于3月15日前将名单报市政府办公室。",
        "请于3月15日前将分解表报市政府办公室。",
        "各县区要于3月15日前将分解表报市政府办公室。",
        "市财政局要于3月15日前下达资金。",
    ],
)
def test_an_order_in_the_covering_letter_is_an_item(asks: str) -> None:
    found = reading_of(LETTER.format(asks=asks) + OPENING + TASKS)
    assert (found.items[0].text, days(found.items[0])) == (asks, ["2027-03-15"])
    assert kinds(found.items[0]) & {"no_owner", "owner_in_sentence"}
    assert found.coverage.unexplained == ()


def test_an_order_in_the_sentence_that_passes_on_the_plan_is_an_item() -> None:
    letter = LETTER.format(asks="").replace("请认真贯彻落实。", "请于3月15日前将联络员名单报市政府办公室。")
    found = reading_of(letter + OPENING + TASKS)
    assert (found.items[0].text, days(found.items[0])) == ("请于3月15日前将联络员名单报市政府办公室。", ["2027-03-15"])
    assert found.coverage.unexplained == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "目前，群众请求内容已填报完成，工作成效明显。",
        "严格执行请销假制度，在外出前向主管领导报备，是纪律的基本要求。",
        "附注：如有疑问，请在工作日内发送邮件咨询。",
    ],
)
def test_what_asks_for_nothing_by_a_day_is_no_item(sentence: str) -> None:
    assert [item.number for item in reading_of(f"{TITLE}{sentence}\n{TASKS}").items] == ["一/（一）", "一/（二）"]


def test_a_letter_that_asks_for_nothing_by_a_day_is_no_item() -> None:
    found = reading_of(LETTER.format(asks="") + OPENING + TASKS)
    assert [item.number for item in found.items] == ["一/（一）", "一/（二）"]
    assert found.coverage.unexplained == ()


def test_sections_numbered_with_a_comma_and_a_number_in_brackets() -> None:
    found = reading_of(
        "北山区农村户厕改造工作方案\n(北政办函[2027]21号)\n一, 工作目标\n年内改造户厕900座.\n二, 重点任务\n"
        "1. 摸底排查. 5月底前完成摸底(区农业农村局牵头)\n2. 分批改造. 9月底前完成改造(区住建局牵头)\n"
        "三, 保障措施\n成立工作专班, 定期调度.\n北山区人民政府办公室\n2027年3月1日\n"
    )
    assert [item.number for item in found.items] == ["二/1", "二/2", "三"]
    assert found.header.document_number == "北政办函[2027]21号"
    assert found.header.cites == ()


def test_a_day_of_the_month_is_kept_in_front_of_how_it_is_done() -> None:
    (duty,) = item_of("各村每月25日集中开展1次清洁日活动。").recurrences
    assert (duty.period, duty.by) == ("month", "25")


def test_an_event_is_named_without_the_word_of_duty() -> None:
    (limit,) = item_of("应当在建议答复后的10日内公开。").deadlines
    assert limit.event == "建议答复"


@pytest.mark.parametrize(
    "body",
    [
        "要做到三点：\n一，坚持统一标准。\n二，坚持公开透明。\n三，坚持结果导向。",
        "基层反映的问题有\n二，其中一个是慢。",
        "推进平台建设：\n市政府门户网站|9月底前改版上线。",
        "建设\n云溪市人民政府门户网站，9月底前上线。",
    ],
)
def test_lines_of_a_task_stay_in_it(body: str) -> None:
    found = reading_of(f"{TITLE}一、深化公开\n（一）做好公开。{body}（市司法局牵头）\n{SECOND}{END}")
    assert [item.number for item in found.items] == ["一/（一）", "一/（二）"]
    assert found.items[0].assignments[0].lead == ("市司法局",)
    assert body.rsplit("\n", 1)[1] in found.items[0].text


def test_letterhead_and_banner_belong_to_the_page() -> None:
    found = reading_of(f"云溪市人民政府门户网站 首页 政务公开\n云溪市人民政府办公室文件\n{TITLE}{TASKS}")
    assert found.coverage.unexplained == ()
