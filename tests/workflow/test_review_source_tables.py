"""A table of the document is shown as one: header, merged cells, and every sentence where its links lead."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import City
from tests.workflow.importing import Clerk, draft_of, settle_rest
from tests.workflow.reading.grids import LEFT, UP, Rows, source
from workflow.models import ImportDraft, PlanDocument
from workflow.reading import read
from workflow.reading.source import Source
from workflow.services import imports
from workflow.services.imports.blocks import SourceTable
from workflow.services.imports.drawing import Drawn, drawn_tables
from workflow.services.imports.page import open_page
from workflow.services.imports.places import Places
from workflow.services.imports.upload import make_draft

TITLE = "云川市2026年政务公开工作要点\n云川市人民政府办公室\n"
MERGED: Rows = [
    ["序号", "任务", "责任分工", LEFT, "完成时限"],
    [UP, UP, "牵头单位", "配合单位", UP],
    ["1", "建设平台。每季度更新目录\n并公布", "市数据局", "市司法局", "6月底前"],
    ["2", "举办培训", UP, "市司法局", "9月底前"],
]


def draft_from(city: City, now: datetime, given: Source) -> ImportDraft:
    """The draft of what a file format gave."""
    document = PlanDocument.objects.create(
        office=city.office,
        filename="plan.docx",
        content=b"-",
        sha256="0" * 64,
        size=1,
        raw_text=given.text,
        clean_text="",
        uploaded_by=city.clerk,
        uploaded_at=now,
    )
    return make_draft(document, read(given), actor=city.clerk, now=now)


def tables(given: Source) -> list[Drawn]:
    reading = read(given)
    return drawn_tables(reading.clean, reading.as_json(detail=True)["tables"])


def table_of(draft: ImportDraft, city: City) -> SourceTable:
    return next(block for block in open_page(draft.pk, city.clerk).source() if isinstance(block, SourceTable))


def words(row: Any) -> list[str]:
    """The texts of a row, lines of a cell parted by a stroke."""
    return ["/".join("".join(run.text for run in line.runs) for line in cell.lines) for cell in row.cells]


@pytest.mark.django_db
def test_header_rows_and_merged_cells_are_kept(city: City, now: datetime) -> None:
    table = table_of(draft_from(city, now, source(TITLE, MERGED)), city)
    assert [words(row) for row in table.head] == [
        ["序号", "任务", "责任分工", "完成时限"],
        ["牵头单位", "配合单位"],
    ]
    assert [(cell.rows, cell.columns) for cell in table.head[0].cells] == [(2, 1), (2, 1), (1, 2), (2, 1)]
    assert [words(row) for row in table.body] == [
        ["1", "建设平台。每季度更新目录/并公布", "市数据局", "市司法局", "6月底前"],
        ["2", "举办培训", "市司法局", "9月底前"],
    ]
    assert table.body[0].cells[2].rows == 2
    assert len({row.item for row in table.body}) == 2


@pytest.mark.django_db
def test_the_page_names_columns_and_lets_the_keyboard_reach_the_table(
    city: City, now: datetime, client_of: Any
) -> None:
    draft = draft_from(city, now, source(TITLE, MERGED))
    page = client_of(city.clerk).get(f"/imports/{draft.pk}/").content.decode()
    frame = re.search(r'<div class="swipe table-of-text"[^>]*>', page)
    assert frame is not None
    assert 'tabindex="0" role="region" aria-label="表格' in frame[0]
    assert '<th scope="colgroup" colspan="2">' in page
    assert '<th scope="col" rowspan="2">' in page
    assert re.search(r'<td rowspan="2"><span class="s" id="s\d+"><span class="mark-org">市数据局', page)
    rows = re.findall(r'<tr[^>]* data-item="(i\d+)"><td class="row-n">', page)
    assert len(rows) == 2
    assert all(f'href="?item={item}#cur"' in page for item in rows)


@pytest.mark.django_db
def test_every_link_to_the_source_finds_its_sentence(city: City, now: datetime, client_of: Any) -> None:
    draft = draft_from(city, now, source(TITLE, MERGED, "以上任务由市督查室督查，市督查室自己做什么另行通知。"))
    client = client_of(city.clerk)
    for item in draft.review["items"]:
        page = client.get(f"/imports/{draft.pk}/?item={item['id']}").content.decode()
        links = re.findall(r'href="#(s\d+)"', page)
        assert len(links) > 4
        shown = re.findall(r'id="(s\d+)"', page)
        assert len(shown) == len(set(shown))
        assert set(links) <= set(shown)
    for name in ("item", "table", "unexplained"):
        listed = client.get(f"/imports/{draft.pk}/sentences/?name={name}").content.decode()
        assert set(re.findall(r"#(s\d+)", listed)) <= set(shown)


@pytest.mark.django_db
def test_the_sentence_of_a_field_is_its_cell(city: City, now: datetime) -> None:
    page = open_page(draft_from(city, now, source(TITLE, MERGED)).pk, city.clerk)
    text = page.draft.text
    for name in ("市司法局", "9月底前", "每季度更新目录"):
        place = text.index(name)
        assert page.places.anchor([place, place + len(name)]) == place
    between = text.index("9月底前") - 1
    assert text[between] == "\t"
    assert page.places.anchor([between, between + 3]) == between + 1


@pytest.mark.django_db
def test_a_sentence_nobody_explained_is_marked_in_its_cell(city: City, now: datetime) -> None:
    draft = draft_from(city, now, source(TITLE, MERGED))
    text = draft.text
    told = next(one for one in draft.reading["coverage"]["read_as"] if one["at"][0] == text.index("并公布"))
    draft.review["sentences"] = [{"text": text[slice(*told["at"])], "at": told["at"]}]
    draft.save(update_fields=["review"])
    lines = [line for cell in table_of(draft, city).body[0].cells for line in cell.lines]
    lost = [run.text for line in lines for run in line.runs if run.kind == "lost"]
    assert lost == ["并公布"]


def test_a_title_of_the_header_that_reaches_into_the_rows_leaves_an_empty_cell() -> None:
    rows = [
        ["序号", "任务", "牵头单位", "备注"],
        ["1", "建设平台", "市数据局", UP],
        ["2", "举办培训", "市司法局", "下半年"],
    ]
    (table,) = tables(source(TITLE, rows))
    assert [len(row) for row in table.rows] == [4, 4, 4]
    assert table.rows[0][3].rows == 1
    assert table.rows[1][3].start == table.rows[1][3].end


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ([[0, 2, 0, 0, 1, 2], [3, 5, 0, 1, 1, 1], [6, 8, 1, 0, 1, 1]], "two over one another"),
        ([[0, 2, 0, 0, 2, 1], [3, 5, 0, 1, 1, 1], [6, 8, 1, 0, 1, 1]], "one from above over one below"),
        ([[0, 2, 0, 0, 1, 1], [3, 5, 0, 1, 1, 1]], "words outside of the cells"),
        ([[0, 5, 0, 0, 1, 1], [3, 5, 0, 1, 1, 1], [6, 8, 1, 0, 1, 1]], "a text in two cells"),
        ([[0, 0, 0, number, 1, 1] for number in range(60)], "more columns than anybody reads"),
    ],
)
def test_what_cannot_be_drawn_without_loss_stays_text(cells: list[list[int]], why: str) -> None:
    whole = [[0, 2, 0, 0, 1, 1], [3, 5, 0, 1, 1, 1], [6, 8, 1, 0, 1, 1]]
    table = {"at": [0, 8], "name": "", "head": [0, 0], "cells": whole}
    assert len(drawn_tables("甲一\t乙二\n丙三", [table])) == 1
    assert drawn_tables("甲一\t乙二\n丙三", [table | {"cells": cells}]) == [], why


def test_tables_with_more_cells_than_a_page_bears_stay_text() -> None:
    lines = 30_000
    cells = [[2 * number, 2 * number + 1, number, 0, 1, 1] for number in range(lines)]
    table = {"at": [0, 2 * lines], "name": "", "head": [0, 0], "cells": cells}
    assert drawn_tables("甲\n" * lines, [table]) == []
    assert len(drawn_tables("甲\n" * lines, [table | {"at": [0, 200], "cells": cells[:100]}])) == 1


def test_what_parts_cells_is_no_place_to_lead_to() -> None:
    text = "| 建设平台 | 市数据局 |"
    cells = [[2, 6, 0, 0, 1, 1], [9, 13, 0, 1, 1, 1]]
    found = drawn_tables(text, [{"at": [0, len(text)], "name": "", "head": [0, 0], "cells": cells}])
    places = Places(text, found)
    assert [places.anchor([place, place + 1]) for place in (0, 3, 7, 10)] == [2, 2, 9, 9]


@pytest.mark.django_db
def test_the_plan_shows_the_table_too(city: City, now: datetime, client_of: Any) -> None:
    draft = draft_from(city, now, source(TITLE, MERGED))
    clerk = Clerk(draft, city, now)
    settle_rest(clerk)
    plan = imports.commit(draft.pk, revision=ImportDraft.objects.get(pk=draft.pk).revision, actor=city.clerk, now=now)
    page = client_of(city.clerk).get(f"/plans/{plan.pk}/source/").content.decode()
    assert '<th scope="col" rowspan="2"><span class="s"' in page
    assert f'data-item="{plan.items.all()[0].pk}"' in page[page.index("table-of-text") : page.rindex("</table>")]


@pytest.mark.django_db
def test_three_hundred_rows_cost_the_queries_and_the_size_of_one_page(
    city: City, now: datetime, client_of: Any
) -> None:
    rows = "".join(
        f"| {number} | 把第{number}件事的办事指南写明。定期回访。 | 市数据局 | 市司法局 | 2026年10月底前 |\n"
        for number in range(1, 301)
    )
    head = "| 序号 | 任务 | 牵头单位 | 配合单位 | 完成时限 |\n| --- | --- | --- | --- | --- |\n"
    draft = draft_of(city, now, f"{TITLE}\n{head}{rows}")
    client = client_of(city.clerk)
    client.get(f"/imports/{draft.pk}/")
    with CaptureQueriesContext(connection) as queries:
        page = client.get(f"/imports/{draft.pk}/")
    assert page.content.count(b'<td class="row-n"><a class="n"') == 300
    assert len(queries) <= 8
    assert len(page.content) < 600_000
