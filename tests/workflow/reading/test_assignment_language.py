"""The language of assignments in a whole document."""

from tests.workflow.reading.lines import lines_of
from tests.workflow.reading.places import assert_places
from workflow.reading import read

LANGUAGE = """云川市2026年工作要点
一、甲项。做好甲项。（由市发改委牵头，市直有关部门参加）
二、乙项。做好乙项。（市教育局、市科技局按职责分工牵头，各县区人民政府协同）
三、丙项。（市财政局、审计局负责）
四、丁项。（区发改局、建设局牵头，区委组织部、区总工会配合）
五、戊项。（与宏观经济和民生关系密切的部门负责落实）
六、己项。（谁主管、谁负责）
七、庚项。（市卫生健康委及各区卫生健康局，市医保局等相关单位）
八、辛项。（牵头单位：市住建局（市人防办）；责任单位：市城管局/市水务局）
九、壬项。（各乡镇人民政府、区政府各部门）
十、癸项。（其他部门参照执行）
十一、子项。（市国税局、市气象局、市第一中学组织实施）
十二、丑项。（市住房城乡建设委牵头）
十三、寅项。（市住房城建委、市卫生计生委牵头，市卫计委配合）
十四、卯项。（市统计局 市民政局 市残联 负责）
十五、辰项。（市教育局牵头负责，市公安局、市交通局与各区政府参与）
"""


def test_who_answers_in_every_wording() -> None:
    reading = read(LANGUAGE)
    assert lines_of(reading) == [
        "一 甲项 | lead_with 市发改委 + 市直有关部门 |  | open_collective",
        "二 乙项 | lead_each 市教育局、市科技局 + 各县区人民政府 |  |",
        "三 “丙项。” | joint 市财政局、审计局 |  |",
        "四 “丁项。” | lead_with 区发改局、建设局 + 区委组织部、区总工会 |  |",
        "五 “戊项。” | joint 与宏观经济和民生关系密切的部门 |  | open_collective",
        "六 “己项。（谁主管、谁负责）” |  |  | owner_by_principle no_owner",
        "七 “庚项。” | joint 市卫生健康委、各区卫生健康局、市医保局 等 |  | mode_unstated open_list",
        "八 “辛项。” | lead_with 市住建局（市人防办） + 市城管局、市水务局 |  |",
        "九 “壬项。” | joint 各乡镇人民政府、区政府各部门 |  | mode_unstated",
        "十 “癸项。（其他部门参照执行” |  |  | no_owner by_reference",
        "十一 “子项。” | joint 市国税局、市气象局、市第一中学 |  |",
        "十二 “丑项。” | lead 市住房城乡建设委 |  |",
        "十三 “寅项。” | lead_with 市住房城建委、市卫生计生委 + 市卫计委 |  |",
        "十四 “卯项。” | joint 市统计局、市民政局、市残联 |  |",
        "十五 “辰项。” | lead_with 市教育局 + 市公安局、市交通局、各区政府 |  |",
    ]
    assert reading.coverage.unexplained == ()
    assert_places(reading)
