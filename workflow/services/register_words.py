"""Kinds and roles as people write them in a table: the words of both languages, and usual Chinese variants."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from typing import TypeVar

from django.db.models import TextChoices
from django.utils import translation

from workflow.status import AgencyKind, Role

Choice = TypeVar("Choice", bound=TextChoices)

_KINDS = {
    AgencyKind.OFFICE: ("政府办公室", "政府办", "办公室", "政府办公厅"),
    AgencyKind.DEPARTMENT: ("部门", "市政府部门", "政府部门", "县政府部门", "区政府部门", "工作部门"),
    AgencyKind.COUNTY_GOVERNMENT: ("县区政府", "县政府", "区政府", "县（市、区）政府", "县区", "县市区政府"),
    AgencyKind.TOWNSHIP: ("乡镇政府", "乡政府", "镇政府", "乡镇"),
    AgencyKind.SUBDISTRICT: ("街道办事处", "街道", "街道办"),
    AgencyKind.PARTY_ORGAN: ("党委部门", "党委机关", "市委部门", "党的机关"),
    AgencyKind.VERTICAL: ("垂直管理单位", "垂直管理部门", "垂管单位", "中省直单位"),
    AgencyKind.INSTITUTION: ("事业单位", "直属事业单位"),
    AgencyKind.ZONE: ("开发区管委会", "开发区", "管委会", "功能区"),
}
_ROLES = {
    Role.OFFICER: ("经办人", "联络员"),
    Role.HEAD: ("负责人", "单位负责人", "主要负责人"),
    Role.CLERK: ("督办专员", "督办员"),
    Role.LEADER: ("领导", "分管领导"),
    Role.INSPECTOR: ("督查员",),
    Role.ASSESSOR: ("第三方评估", "评估人员"),
    Role.AUDITOR: ("审计", "审计人员"),
}


def kind_of(text: str) -> AgencyKind | None:
    """The kind a word stands for, None for an unknown one."""
    return _kind_words().get(_tidy(text))


def role_of(text: str) -> Role | None:
    """The role a word stands for, None for an unknown one."""
    return _role_words().get(_tidy(text))


def kind_words() -> list[str]:
    """The words to write for the kinds, in the current language."""
    return [str(kind.label) for kind in AgencyKind]


def role_words() -> list[str]:
    """The words to write for the roles, in the current language."""
    return [str(role.label) for role in Role]


def closest_kind(text: str) -> str:
    """The word for the kind whose usual words look most like the text; empty when none does."""
    known = _kind_words()
    near = get_close_matches(_tidy(text), known, n=1, cutoff=0.45)
    return str(known[near[0]].label) if near else ""


def _tidy(text: str) -> str:
    return " ".join(text.lower().split())


@cache
def _kind_words() -> Mapping[str, AgencyKind]:
    return _all(AgencyKind, _KINDS)


@cache
def _role_words() -> Mapping[str, Role]:
    return _all(Role, _ROLES)


def _all(choices: Iterable[Choice], usual: Mapping[Choice, tuple[str, ...]]) -> dict[str, Choice]:
    found: dict[str, Choice] = {}
    for choice in choices:
        labels = []
        for language in ("zh-hans", "en"):
            with translation.override(language):
                labels.append(str(choice.label))
        for word in (str(choice.value), *labels, *usual.get(choice, ())):
            found.setdefault(_tidy(word), choice)
    return found
