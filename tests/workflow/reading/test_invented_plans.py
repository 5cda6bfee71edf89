"""Whole plans in layouts and numberings of their own, with everything a person would read in them."""

import json
from datetime import date

from tests.workflow.reading import invented
from tests.workflow.reading.places import assert_maps, assert_places
from workflow.reading import Reading, read
from workflow.reading.model import Item


def told(reading: Reading) -> list[tuple[object, ...]]:
    """The items in short: number, heading, who, deadlines, recurrences, kinds of doubt."""
    return [(item.number, item.heading, who(item), due(item), returning(item), kinds(item)) for item in reading.items]


def who(item: Item) -> list[tuple[str, str, str]]:
    return [(a.mode, " ".join(a.lead), " ".join(a.co)) for a in item.assignments]


def due(item: Item) -> list[str]:
    return [f"{d.kind} {d.value} {d.event or ''}".strip() for d in item.deadlines]


def returning(item: Item) -> list[str]:
    return [f"{r.kind} {r.period} {r.min_count}" for r in item.recurrences]


def kinds(item: Item) -> list[str]:
    return [doubt.kind for doubt in item.doubts]


def test_chapters_articles_and_an_attachment_list() -> None:
    reading = read(invented.BUSINESS_CLIMATE)
    assert_places(reading)
    assert told(reading) == [
        (
            "第二章/第一条",
            "压缩开办时间",
            [("lead_with", "市市场监管局", "市公安局 市税务局 市人力资源和社会保障局")],
            [],
            ["every_period month 1"],
            [],
        ),
        (
            "第二章/第二条",
            "规范涉企检查",
            [("joint", "", "市司法局 各县（市、区）人民政府")],
            ["fixed_date 2026-04-30", "working_days_after_event 10 检查结束"],
            [],
            [],
        ),
        (
            "第二章/第三条/（一）",
            None,
            [("joint", "", "市政务和大数据局")],
            ["hours_after_event 24"],
            [],
            ["event_unstated"],
        ),
        (
            "第二章/第三条/（二）",
            None,
            [("lead_each", "市工信局 市工商联", "各县（市、区）政府")],
            [],
            ["per_period_min quarter 1"],
            [],
        ),
        (
            "第二章/第三条/（三）",
            None,
            [("joint", "", "市财政局 市发展和改革委员会 市科技局")],
            ["by_period_end 2026-06-30"],
            [],
            ["open_list"],
        ),
        (
            "第三章/第五条",
            "加强组织领导",
            [("joint", "", "市营商办"), ("joint", "", "各县（市、区）")],
            ["working_days_after_event 20 本方案印发"],
            ["every_period year 2"],
            ["numbering_gap", "owner_in_sentence", "period_reading"],
        ),
        ("第三章/第六条", "强化督导考核", [], [], [], ["no_owner"]),
    ]
    header = reading.header
    assert header.title == "云川市人民政府办公室关于印发2026年云川市营商环境提升行动方案的通知"
    assert (header.issuer, header.document_number) == ("云川市人民政府办公室", "云政办字〔2026〕15号")
    assert (header.issued_on, header.published_on, header.status) == (date(2026, 3, 5), None, "issued")
    assert header.addressees == ("各县（市、区）人民政府", "市政府各部门")
    assert ("implementation_plan_working_days", 20) in {(rule.kind, rule.value) for rule in reading.rules}
    assert ("assessment_weight_min_percent", 3) in {(rule.kind, rule.value) for rule in reading.rules}
    assert [doubt.kind for doubt in reading.doubts] == ["attachment_missing"]
    assert reading.coverage.unexplained == ()
    assert reading.coverage.waived_by["attachment"] == 2
    gap = next(doubt for doubt in reading.items[5].doubts if doubt.kind == "numbering_gap")
    assert gap.candidates == ("第三章/第四条",)


def test_decimal_numbers_in_a_draft() -> None:
    reading = read(invented.SERVICE_DESK)
    assert_places(reading)
    assert told(reading) == [
        (
            "2.1.1",
            None,
            [("lead_with", "县行政审批局", "县直有关单位")],
            ["by_period_end 2025-09-30"],
            [],
            ["open_collective"],
        ),
        ("2.1.2", None, [("joint", "", "各乡镇人民政府")], [], [], ["by_reference"]),
        (
            "2.2",
            "提高网办深度",
            [("lead_with", "县大数据中心", "各部门 各单位")],
            ["by_period_end 2025-12-31"],
            [],
            [],
        ),
        (
            "2.3",
            "开展满意度回访",
            [("joint", "", "县信访局 县12345热线办")],
            [],
            ["every_period month 1", "per_period_min month 100"],
            [],
        ),
        (
            "2.5",
            "加强培训",
            [("joint", "", "县委组织部 县人社局")],
            [],
            ["per_period_min year 4", "every_period week 1"],
            ["numbering_gap"],
        ),
        ("3.1", None, [], ["calendar_days_after_event 15 本要点印发"], [], ["no_owner"]),
        ("3.2", None, [], [], [], ["no_owner"]),
    ]
    assert reading.header.status == "consultation_draft"
    assert reading.header.issuer == "青禾县政务服务管理办公室"
    assert reading.header.issued_on == date(2025, 3, 2)
    assert [(rule.kind, rule.value) for rule in reading.rules] == [("implementation_plan_calendar_days", 15)]
    assert reading.coverage.unexplained == ()


def test_circled_numbers_labels_without_brackets_and_brackets_in_brackets() -> None:
    reading = read(invented.TWO_RIVERS)
    assert_places(reading)
    assert told(reading) == [
        (
            "二/（一）/1",
            "排查排污口",
            [("joint", "", "区生态环境局 各镇街")],
            ["fixed_date 2026-06-30"],
            [],
            [],
        ),
        (
            "二/（一）/2",
            "新建污水管网",
            [("lead_with", "区水务局", "区住建局 区财政局")],
            ["by_period_end 2027-12-31"],
            [],
            [],
        ),
        (
            "二/（二）/①",
            None,
            [("joint", "", "区园林绿化中心")],
            ["by_period_end 2026-09-30"],
            [],
            ["mode_unstated", "date_reading"],
        ),
        (
            "二/（二）/②",
            None,
            [("lead_with", "区农业农村和水利局", "区委宣传部（区文明办） 区教育体育局")],
            [],
            ["per_period_min year 2"],
            [],
        ),
        (
            "二/（三）",
            "执法监管",
            [("joint", "", "区公安分局 区生态环境局"), ("lead", "区信访局", "")],
            ["hours_after_event 48 发现问题", "working_days_after_event 5"],
            [],
            ["event_unstated"],
        ),
        ("三", "组织保障", [], [], ["every_period month 1"], ["no_owner"]),
    ]
    assert reading.header.issuer == "临湖区人民政府"
    assert reading.header.addressees == ("各镇人民政府、各街道办事处", "区政府各委、办、局", "各区属机构")
    assert reading.items[0].text == "2026年6月30日前完成全部排污口登记造册，建立“一口一档”。"
    first, second = reading.items[4].assignments
    assert reading.clean[slice(*first.covers)] == "对偷排行为“零容忍”，发现问题后48小时内立案"
    assert reading.clean[slice(*second.covers)] == "对举报线索5个工作日内反馈"
    assert reading.coverage.unexplained == ()


def test_a_count_that_runs_on_through_the_sections() -> None:
    reading = read(invented.OPENNESS)
    assert_places(reading)
    assert told(reading) == [
        (
            "一/（一）",
            "加强预期引导",
            [("joint", "", "市发展改革委 市财政局 市国资委")],
            ["by_period_end 2017-12-31", "by_period_end 2018-01-31"],
            ["per_period_min month 1", "per_period_min year 1"],
            ["open_list"],
        ),
        (
            "一/（二）",
            "推进收费公开",
            [
                (
                    "lead_with",
                    "市财政局 市发展和改革委员会 国网澄江供电公司",
                    "各区（县）政府 市直相关部门及其所属单位",
                )
            ],
            ["fixed_date 2017-10-20", "by_period_end 2017-12-31"],
            [],
            ["open_collective"],
        ),
        (
            "二/（三）",
            "推进“放管服”改革公开",
            [("lead_with", "市编办", "市委网信办 人民银行澄江中心支行 团市委 市妇联")],
            ["working_days_after_event 20 清单调整", "by_period_end P2M 收到申请"],
            ["every_period quarter 1"],
            ["period_reading"],
        ),
        ("二/（四）", None, [("joint", "", "市国资委")], [], [], ["mode_unstated"]),
        (
            "三",
            "工作要求",
            [("joint", "", "市政府办公厅"), ("joint", "", "各区县 各部门")],
            ["by_period_end 2017-05-31", "working_days_after_event 30 本要点印发"],
            [],
            ["owner_in_sentence"],
        ),
    ]
    assert reading.header.issued_on == date(2017, 5, 3)
    assert ("implementation_plan_working_days", 30) in {(rule.kind, rule.value) for rule in reading.rules}
    assert reading.coverage.unexplained == ()


def test_damage_is_mended_and_every_repair_shown() -> None:
    reading = read(invented.damaged())
    assert_places(reading)
    assert_maps(reading)
    assert told(reading) == [
        (
            "一/（一）",
            "数据资源公开",
            [("lead", "市数据局", ""), ("lead_each", "市统计局 市审计局", "")],
            [],
            ["every_period quarter 1"],
            [],
        ),
        (
            "一/（三）",
            "着力推动共享",
            [("joint", "", "各有关单位")],
            ["working_days_after_event 3 目录调整"],
            [],
            ["numbering_gap", "open_collective"],
        ),
    ]
    found = {repair.kind for repair in reading.repairs}
    assert found == {"shifted", "gloss", "traditional", "punctuation"}
    assert [(r.raw, r.clean) for r in reading.repairs[:3]] == [("數", "数"), ("(shù)", ""), ("據", "据")]
    assert reading.header.title == "望海市2024年数据开放工作要点"


def test_the_json_has_the_keys_others_rely_on() -> None:
    document = json.loads(json.dumps(read(invented.TWO_RIVERS).as_json(), ensure_ascii=False))
    assert list(document) == [
        "title",
        "issuer",
        "document_number",
        "issued_on",
        "published_on",
        "addressees",
        "status",
        "approving_meeting",
        "cites",
        "attachments",
        "rules",
        "items",
        "phases",
        "repairs",
        "doubts",
        "coverage",
    ]
    item = document["items"][2]
    assert list(item) == [
        "number",
        "heading",
        "text",
        "at",
        "assignments",
        "deadlines",
        "recurrences",
        "vague",
        "doubts",
    ]
    assert set(item["assignments"][0]) == {"mode", "lead", "co", "collective", "open_list", "phrase", "at"}
    assert set(item["deadlines"][0]) == {"kind", "value", "event", "phrase", "at", "period"}
    assert set(item["doubts"][0]) == {"kind", "message", "candidates"}
    assert set(document["coverage"]) == {"sentences", "in_items", "waived", "unexplained"}
    detail = read(invented.TWO_RIVERS).as_json(detail=True)
    assert detail["clean"][slice(*detail["items"][0]["heading_at"])] == "排查排污口"
    assert sum(detail["coverage"]["waived_by"].values()) == detail["coverage"]["waived"]
