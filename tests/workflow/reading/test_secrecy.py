"""Marks of secrecy: found where an office puts them, not where a sentence speaks of secrets."""

import pytest

from workflow.reading.secrecy import HEAD_LINES, marking

PLAN = "云川市2026年公开要点\n\n一、总体要求\n\n（一）列出目录（市数据局牵头）。\n"


@pytest.mark.parametrize(
    "mark",
    [
        "机密★1年", "秘密★10年", "绝密 ★ 长期", "机密", "机 密", "秘　密", "機密", "绝密★", "【机密】", "（内部资料）",
        "内部文件", "内部资料 注意保密", "内部使用，不得外传", "内部", "密级：秘密", "密 级: 机密", "密级 内部",
        "密级\t机密", "工作秘密", "机密3年", "CONFIDENTIAL", "(INTERNAL USE ONLY)",
        "〔内部文件〕注意保存", "【内部资料】 妥善保管", "仅供内部使用", "（仅限内部传阅）", "内部发行", "※内部※",
        "★内部资料★", "涉密文件", "【涉密资料】", "﹝内部文件﹞不得外传", "〔内部刊物〕第3期", "只供内部参考！",
        "仅供机关内部使用", "内部文件　严禁翻印",
    ],
)  # fmt: skip
def test_a_mark_at_the_head_is_found(mark: str) -> None:
    assert marking(f"000012\n{mark}\n特急\n{PLAN}")


@pytest.mark.parametrize(
    "text",
    [
        PLAN,
        PLAN + "（二）涉及国家秘密、商业秘密和个人隐私的，不得公开（市保密局牵头）。\n",
        "关于加强秘密文件管理的通知\n机密文件的收发由专人办理。\n" + PLAN,
        "密级：公开\n" + PLAN,
        "密级：无\n" + PLAN,
        "内部管理\n一、加强内部管理\n" + PLAN,
        "内部控制工作要点\n" + PLAN,
        "市机密局\n" + PLAN,
        "加强内部管理，依法保护国家秘密。\n不得公开涉密信息。\n" + PLAN,
        "机关内部使用的表格由办公室编印。\n涉密文件由专人保管。\n" + PLAN,
        "内部审计\n保密工作\n仅供内部使用的表格要登记\n" + PLAN,
        "编印学习材料（内部资料）。\n" + PLAN,
        PLAN * 6 + "序号\t范围\n1\t仅限内部使用\n2\t供内部人员\n限内部\n",
        PLAN * 6 + "内部发行\n涉密文件\n",
        "Secret ballots\n" + PLAN,
        PLAN + "\n".join("（三）一条。" for _line in range(HEAD_LINES)) + "\n秘密\n",
    ],
)
def test_speaking_of_secrets_is_no_mark(text: str) -> None:
    assert marking(text) == ""


def test_a_star_counts_wherever_it_stands() -> None:
    assert marking(PLAN * 20 + "\n机密★5年\n") == "机密★5年"
    assert marking("序号\t密级\n1\t秘密★3年\n" + PLAN) == "秘密★3年"


@pytest.mark.parametrize("line", ["仅供内部使用", "〔内部资料〕注意保管", "（只限内部交流）"])
def test_a_line_that_limits_the_document_counts_wherever_it_stands(line: str) -> None:
    assert marking(PLAN * 6 + line + "\n") == line


def test_margins_and_file_names_count() -> None:
    assert marking(PLAN, margins="第 1 页\n内部资料\n") == "内部资料"
    assert marking(PLAN, margins="第 2 页\n※内部※") == "※内部※"
    assert marking(PLAN, margins="【仅供内部使用】云川") == "【仅供内部使用】云川"
    assert marking(PLAN, margins="云川市人民政府办公室") == ""
    assert marking(PLAN, filename="（机密）公开要点.docx") == "机密"
    assert marking(PLAN, filename="内部资料-公开要点.docx") == "内部资料"
    assert marking(PLAN, filename="内部控制要点.docx") == ""


@pytest.mark.parametrize(
    "margin",
    ["内部发行 第 2 页", "第 2 页　内部发行", "内部发行  第  页 共  页", "内部发行 - 3 -", "第2页/共9页 内部发行",
     "内部发行 2/9", "— 4 — 内部发行", "内部发行 第十二页"],
)  # fmt: skip
def test_a_mark_beside_the_number_of_the_page_counts(margin: str) -> None:
    assert marking(PLAN, margins=margin) == "内部发行"


@pytest.mark.parametrize("margin", ["第 2 页", "- 2 -", "云川市数据局 第 2 页 共 9 页", "内部管理 第 2 页", "3/9"])
def test_the_number_of_a_page_is_no_mark(margin: str) -> None:
    assert marking(PLAN, margins=margin) == ""
