"""Importing the register: all faults at once with row and column, nothing half-saved, the same file twice is once."""

import zipfile
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.builders import City
from tests.workflow.register.conftest import ClientOf
from workflow.errors import Invalid
from workflow.exports.xlsx import write_sheet
from workflow.models import Agency, AgencyAlias, JournalEntry, Membership, User
from workflow.services import organisation, register_import
from workflow.services.register_plan import Checked
from workflow.services.register_table import Table, read_table
from workflow.services.register_words import kind_of, role_of
from workflow.status import AgencyKind, Role

HEADER = ["单位全称", "简称", "类别", "别名", "上级行政区", "姓名", "账号", "角色", "职务"]
GOOD = [
    ["云川市教育局", "市教育局", "市政府部门", "市教委、教育委员会", "云川市", "韩璐", "hanlu", "经办人", "科长"],
    ["云川市教育局", "", "", "", "", "郝文清", "haowenqing", "负责人", "局长"],
    ["云川市数据局", "", "", "市大数据局", "", "李婧", "officer", "经办人", ""],
]


def xlsx(rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER) -> bytes:
    return write_sheet("名录", list(header), rows)


def table(rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER) -> Table:
    return read_table("名录.xlsx", xlsx(rows, header))


def examine(city: City, now: datetime, *rows: Sequence[str]) -> Checked:
    return register_import.examine(table(rows), actor=city.clerk, now=now)


def upload(client: Client, content: bytes, name: str = "名录.xlsx") -> Any:
    return client.post(reverse("organisation_import"), {"file": SimpleUploadedFile(name, content)})


def state() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Agency, AgencyAlias, User, Membership, JournalEntry))


def test_a_good_file_is_shown_first_and_saved_when_confirmed(city: City, clerk: Client) -> None:
    before = state()
    page = upload(clerk, xlsx(GOOD))
    checked = page.context["checked"]
    assert not checked.faults
    assert state() == before
    answer = clerk.post(reverse("organisation_import_confirm"), {"checked": page.context["sealed"]})
    assert answer.status_code == 200
    made = Agency.objects.get(name="云川市教育局")
    assert (made.kind, made.short_name) == (AgencyKind.DEPARTMENT, "市教育局")
    assert set(made.aliases.values_list("name", flat=True)) == {"市教委", "教育委员会"}
    assert set(made.memberships.values_list("user__username", "role", "title")) == {
        ("hanlu", "officer", "科长"),
        ("haowenqing", "head", "局长"),
    }
    assert city.agency.aliases.get().name == "市大数据局"
    assert not User.objects.get(username="hanlu").has_usable_password()
    entry = JournalEntry.objects.get(act="register_imported")
    assert (entry.data["agencies"], entry.data["accounts"], entry.data["posts"]) == (1, 2, 2)


def test_the_same_file_twice_changes_nothing(city: City, now: datetime) -> None:
    register_import.run_import(table(GOOD), actor=city.clerk, now=now)
    before = state()
    again = register_import.examine(table(GOOD), actor=city.clerk, now=now)
    assert not again.faults
    assert not again.anything
    assert again.unchanged == 3
    assert not register_import.run_import(table(GOOD), actor=city.clerk, now=now).anything
    assert state() == before


def test_what_goes_out_can_come_in_again_unchanged(city: City, clerk: Client, now: datetime) -> None:
    content = clerk.get(reverse("organisation_export")).content
    checked = register_import.examine(read_table("名录.xlsx", content), actor=second_clerk(city, now), now=now)
    assert [str(fault) for fault in checked.faults] == []
    assert not checked.anything


def second_clerk(city: City, now: datetime) -> User:
    """A clerk who is not in the file: nobody imports posts of his own account."""
    user = organisation.create_user("clerk2", "潘越", password=None, actor=None, now=now)
    organisation.add_membership(user, city.office, Role.CLERK, actor=None, now=now)
    return user


@pytest.mark.parametrize(
    ("row", "letter", "said"),
    [
        (["", "", "部门"], "A", "空着"),
        (["云川市教育局", "", "政府组成部门"], "C", "没有这个类别"),
        (["云川市教育局", "", ""], "C", "空着"),
        (["云川市教育局", "市数据局", "部门"], "B", "已经是 云川市数据局 的名称"),
        (["市数据局", "", "部门"], "A", "已经是 云川市数据局 的名称"),
        (["云川市教育局", "", "部门", "市司法局"], "D", "市司法局"),
        (["云川市教育局", "", "部门", "", "火星市"], "E", "云川市"),
        (["云川市数据局", "", "事业单位"], "C", "登记的是"),
        (["云川市数据局", "市大数局"], "B", "登记的是“市数据局”"),
        (["云川市教育局", "", "部门", "", "", "韩璐"], "G", "空着"),
        (["云川市教育局", "", "部门", "", "", "", "hanlu", "经办人"], "F", "空着"),
        (["云川市教育局", "", "部门", "", "", "韩璐", "han lu", "经办人"], "G", "不能作账号"),
        (["云川市教育局", "", "部门", "", "", "韩璐", "officer", "经办人"], "G", "另一个姓名"),
        (["云川市教育局", "", "部门", "", "", "何亦舟", "clerk", "经办人"], "G", "您自己的账号"),
        (["云川市教育局", "", "部门", "", "", "韩璐", "hanlu", "局座"], "H", "没有这个角色"),
        (["云川市教育局", "", "部门", "", "", "韩璐", "hanlu", "领导"], "H", "只在政府办公室设置"),
        (["局" * 130, "", "部门"], "A", "超过 120 个字"),
    ],
)
def test_every_fault_names_row_column_and_remedy(
    city: City, now: datetime, row: list[str], letter: str, said: str
) -> None:
    found = examine(city, now, GOOD[2], row)
    fault = found.faults[0]
    assert (fault.row, fault.letter, fault.heading) == (3, letter, HEADER["ABCDEFGHI".index(letter)])
    assert said in f"{fault.problem}{fault.remedy}"
    assert fault.remedy
    assert f"第 3 行，{letter} 列" in str(fault)


def test_the_nearest_kind_is_proposed(city: City, now: datetime) -> None:
    remedy = examine(city, now, ["云川市教育局", "", "县区人民政府"]).faults[0].remedy
    assert str(AgencyKind.COUNTY_GOVERNMENT.label) in remedy


def test_all_faults_are_listed_at_once_and_nothing_is_saved(city: City, clerk: Client) -> None:
    before = state()
    bad = [["云川市教育局", "", "火星"], ["云川市体育局", "", "部门", "", "木星市"], *GOOD]
    answer = upload(clerk, xlsx(bad))
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "第 2 行，C 列 类别" in page
    assert "第 3 行，E 列 上级行政区" in page
    assert "5 行，3 行可以导入，2 行要改" in page
    assert 'name="checked"' not in page
    assert state() == before


def test_two_rows_that_contradict_each_other_are_a_fault(city: City, now: datetime) -> None:
    found = examine(
        city,
        now,
        ["云川市教育局", "市教育局", "部门", "", "", "韩璐", "hanlu", "经办人"],
        ["云川市教育局", "市教局", "", "", "", "韩大", "hanlu", "负责人"],
        ["云川市教育局", "", "", "", "", "韩大", "hanlu", "负责人"],
        ["云川市教育局", "", "", "", "", "韩璐", "hanlu", "经办人"],
        ["云川市体育局", "", "部门", "市教育局"],
    )
    assert [(fault.row, fault.letter) for fault in found.faults] == [(3, "B"), (4, "G"), (5, "G"), (6, "D")]


def test_headings_may_be_english_and_in_any_order(city: City, now: datetime) -> None:
    header = ["Role", "Account", "Person", "Kind", "Full name", "Remark"]
    rows = [["Officer", "hanlu", "Han Lu", "Department", "云川市教育局", "ignored"]]
    found = register_import.examine(table(rows, header), actor=city.clerk, now=now)
    assert not found.faults
    assert [post.account for post in found.posts] == ["hanlu"]
    with translation.override("en"):
        fault = register_import.examine(
            table([["Boss", "hanlu", "Han Lu", "Department", "云川市教育局", ""]], header), actor=city.clerk, now=now
        ).faults[0]
    assert (fault.row, fault.letter, fault.heading) == (2, "A", "Role")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_the_usual_encodings(city: City, now: datetime, encoding: str) -> None:
    text = "\r\n".join(",".join(line) for line in [HEADER, *GOOD])
    found = register_import.examine(read_table("名录.csv", text.encode(encoding)), actor=city.clerk, now=now)
    assert not found.faults
    assert list(found.agencies) == [(city.jurisdiction.pk, "云川市教育局")]


def bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (60 * 1024 * 1024))
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("名录.pdf", b"%PDF-1.7", "table_kind"),
        ("名录.xlsx", b"", "table_empty"),
        ("名录.xlsx", b"hello", "table_unreadable"),
        ("名录.xlsx", b"PK\x03\x04broken", "table_unreadable"),
        ("名录.xlsx", bomb(), "table_unreadable"),
        ("名录.csv", b"\xff\xfe\x55\x53", "table_encoding"),
        ("名录.csv", "单位,电话\n云川市教育局,1".encode(), "table_headings"),
        ("名录.csv", ",".join(HEADER).encode(), "table_no_rows"),
        ("名录.csv", (",".join(HEADER) + "\n云川市教育局,,部门" * 2001).encode(), "table_too_long"),
        ("名录.csv", b"x" * (2 * 1024 * 1024 + 1), "table_too_large"),
    ],
)
def test_what_is_no_register_is_refused_in_a_sentence(name: str, content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_table(name, content)
    assert refused.value.code == code
    assert refused.value.remedy


def test_a_refused_file_is_explained_on_the_page(city: City, clerk: Client) -> None:
    answer = upload(clerk, b"%PDF-1.7", "名录.pdf")
    assert answer.status_code == 400
    assert "不能导入这种文件" in answer.content.decode()
    assert clerk.post(reverse("organisation_import"), {}).status_code == 400


def test_a_changed_register_stops_the_confirmation(city: City, clerk: Client, now: datetime) -> None:
    sealed = upload(clerk, xlsx(GOOD)).context["sealed"]
    organisation.add_alias(city.other, "市教委", actor=None, now=now)
    before = state()
    answer = clerk.post(reverse("organisation_import_confirm"), {"checked": sealed})
    assert answer.status_code == 409
    assert "第 2 行，D 列 别名" in answer.content.decode()
    assert state() == before


def test_a_seal_is_for_one_person_and_one_content(city: City, clerk: Client, now: datetime) -> None:
    sealed = register_import.seal(table(GOOD), actor=city.leader)
    before = state()
    for sent in (sealed, sealed[:-2], "nonsense", ""):
        assert clerk.post(reverse("organisation_import_confirm"), {"checked": sent}).status_code == 409
    assert state() == before


@pytest.mark.parametrize("person", ["officer", "leader", "inspector"])
def test_others_cannot_import(city: City, client_of: ClientOf, person: str) -> None:
    browser = client_of(getattr(city, person))
    before = state()
    assert upload(browser, xlsx(GOOD)).status_code == 404
    sealed = register_import.seal(table(GOOD), actor=getattr(city, person))
    assert browser.post(reverse("organisation_import_confirm"), {"checked": sealed}).status_code == 404
    assert state() == before


def test_the_template_holds_the_headings_and_is_taken_back(clerk: Client) -> None:
    answer = clerk.get(reverse("organisation_import_template"))
    assert "attachment" in answer["Content-Disposition"]
    with pytest.raises(Invalid) as refused:
        read_table("t.xlsx", answer.content)
    assert refused.value.code == "table_no_rows"


def test_every_word_for_a_kind_and_a_role_is_understood() -> None:
    for kind in AgencyKind:
        assert kind_of(kind.value) == kind_of(str(kind.label)) == kind
    for role in Role:
        assert role_of(role.value) == role_of(str(role.label)) == role
    assert kind_of("县（市、区）政府") == AgencyKind.COUNTY_GOVERNMENT
    assert kind_of("") is None
