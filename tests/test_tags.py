"""Tags of every page: lights, days, icons, fields, error summaries, pagers; nothing they are given escapes them."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

HOSTILE = "<b onclick=x>\"'&"


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


def rendered(source: str, **context: Any) -> str:
    return Template("{% load duban %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("state", "css", "glyph"),
    [("ok", "ok", "●"), ("soon", "soon", "▲"), ("late", "late", "■"), ("done", "done", "◆"), ("none", "pending", "○")],
)
def test_a_light_says_it_in_colour_shape_and_word(state: str, css: str, glyph: str) -> None:
    html = rendered("{% light state %}", state=state)
    word = {"ok": "正常", "soon": "临期", "late": "逾期", "done": "办结", "none": "未起算"}[state]
    assert html == f'<span class="light {css}"><i aria-hidden="true">{glyph}</i>{word}</span>'
    assert 'class="light soon chip"' in rendered('{% light "soon" chip=True %}')


def test_a_light_of_an_unknown_state_shows_nothing_of_it() -> None:
    assert "onclick" not in rendered("{% light state %}", state=HOSTILE)


@pytest.mark.parametrize(
    ("days", "words"),
    [(5, "剩 5 个工作日"), (0, "已无工作日"), (-3, '<span class="bad">逾 3 个工作日</span>'), (None, "")],
)
def test_remaining_days_are_words(days: int | None, words: str) -> None:
    holiday, before = date(2026, 10, 7), date(2026, 9, 30)
    assert rendered("{% remaining days due_on %}", days=days, due_on=holiday, today=before) == words


def test_only_on_its_day_a_date_is_due_today() -> None:
    on = date(2026, 10, 7)
    assert rendered("{% remaining 0 on %}", on=on, today=on) == "今天到期"


def test_a_provisional_number_of_days_says_so() -> None:
    assert "暂定" in rendered("{% remaining 83 on provisional=True %}", on=date(2026, 12, 31))


def test_remaining_days_in_english_know_one_day() -> None:
    with translation.override("en"):
        assert rendered("{% remaining 1 on %}", on=date(2026, 10, 9)) == "1 working day left"
        assert rendered("{% remaining 2 on %}", on=date(2026, 10, 9)) == "2 working days left"


def test_a_day_names_the_year_only_when_it_is_another() -> None:
    today = date(2026, 10, 13)
    same = rendered("{% day on %}", on=date(2026, 10, 20), today=today)
    other = rendered("{% day on %}", on=date(2027, 2, 10), today=today)
    assert same == '<time datetime="2026-10-20">10月20日</time>'
    assert other == '<time datetime="2027-02-10">2027年2月10日</time>'
    assert rendered("{% day on %}", on=None) == ""


def test_a_narrow_column_may_put_the_year_on_a_line_of_its_own() -> None:
    today, on = date(2026, 10, 13), date(2027, 2, 10)
    cut = rendered("{% day on split=True %}", on=on, today=today)
    assert cut == '<time class="in-two" datetime="2027-02-10"><wbr><span>2027年</span><wbr><span>2月10日</span></time>'
    assert "<wbr>" not in rendered("{% day today split=True %}", today=today)
    with translation.override("en"):
        assert "<span>10 Feb</span><wbr><span> 2027</span>" in rendered("{% day on split=True %}", on=on, today=today)


def test_a_moment_is_told_in_office_time_and_today_by_the_clock_alone() -> None:
    at = datetime(2026, 10, 12, 17, 5, tzinfo=UTC)  # 01:05 on the 13th in Shanghai
    assert "今天 01:05" in rendered("{% moment at %}", at=at, today=date(2026, 10, 13))
    assert "10月13日 01:05" in rendered("{% moment at %}", at=at, today=date(2026, 10, 14))


def test_an_icon_name_is_escaped() -> None:
    assert "<b" not in rendered("{% icon name %}", name=HOSTILE)


def test_the_query_keeps_what_is_not_replaced() -> None:
    request = RequestFactory().get("/ledger/", {"q": "a&b", "older": "9"})
    assert rendered("{% query_replace newer=3 older=None %}", request=request) == "?q=a%26b&amp;newer=3"


def test_pager_links_are_cursors_and_escaped() -> None:
    request = RequestFactory().get("/ledger/", {"q": HOSTILE})
    html = rendered("{% pager page %}", page={"newer": "", "older": '9">x'}, request=request)
    assert "下一页" in html
    assert "上一页" not in html
    assert "<b onclick" not in html
    assert rendered("{% pager page %}", page={}, request=request).strip() == ""
    assert '=3#items"' in rendered('{% pager page "items" %}', page={"newer": "3", "older": ""}, request=request)


class PlanForm(forms.Form):
    name = forms.CharField(label=HOSTILE, help_text="写清楚做什么")
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea)
    scope = forms.ChoiceField(
        label="范围", choices=[("one", "只报送本事项"), ("all", HOSTILE)], widget=forms.RadioSelect
    )
    sure = forms.BooleanField(label="已附佐证", required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_note(self) -> str:
        if self.cleaned_data["note"] == HOSTILE:
            raise forms.ValidationError(HOSTILE)
        return str(self.cleaned_data["note"])


def test_a_field_joins_label_hint_and_widget() -> None:
    html = rendered("{% field form.name span=6 %}", form=PlanForm())
    assert '<label for="id_name">' in html
    assert 'aria-describedby="id_name-hint"' in html
    assert 'id="id_name-hint">写清楚做什么' in html
    assert 'class="input"' in html
    assert 'class="field span-6"' in html
    assert "aria-invalid" not in html
    assert "<b onclick" not in html


def test_an_optional_field_says_so_and_a_required_one_does_not() -> None:
    form = PlanForm()
    assert "（可不填）" in rendered("{% field form.note %}", form=form)
    assert "（可不填）" not in rendered("{% field form.name %}", form=form)


def test_a_faulty_field_says_what_is_wrong_beside_it_and_in_the_summary() -> None:
    form = PlanForm({"note": HOSTILE, "name": "x"})
    field, summary = rendered("{% field form.note %}", form=form), rendered("{% error_summary form %}", form=form)
    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="id_note-error"' in field
    assert 'id="id_note-error"' in field
    assert 'href="#id_note"' in summary
    assert 'href="#id_scope-group"' in summary
    assert "有 2 处要改" in summary
    assert "<b onclick" not in field + summary


class SaidForm(forms.Form):
    """One field of each kind that is read differently."""

    kind = forms.TypedChoiceField(choices=[(1, "按月"), (2, "按季度")], coerce=int)
    sure = forms.BooleanField(required=False)
    on = forms.DateField(required=False)
    note = forms.CharField(required=False)


def test_a_field_is_said_in_words() -> None:
    form = SaidForm(initial={"kind": 2, "sure": True, "on": date(2026, 10, 30), "note": HOSTILE})
    said = [rendered(f"{{% said form.{name} %}}", form=form) for name in ("kind", "sure", "on")]
    assert said == ["按季度", "是", "2026年10月30日"]
    assert "<b" not in rendered("{% said form.note %}", form=form)
    empty = SaidForm({"on": "2026-13-45"})
    assert [rendered(f"{{% said form.{name} %}}", form=empty) for name in ("kind", "sure", "on", "note")] == [
        "",
        "否",
        "2026-13-45",
        "",
    ]


def test_a_group_of_radios_is_a_fieldset_with_a_legend() -> None:
    html = rendered("{% field form.scope %}", form=PlanForm({}))
    assert '<fieldset class="field" id="id_scope-group" aria-describedby="id_scope-error">' in html
    assert "<legend>范围" in html
    assert "<b onclick" not in html


def test_check_boxes_stand_before_their_words_and_hidden_fields_alone() -> None:
    form = PlanForm()
    assert re.search(
        r"<label><input type=\"checkbox\"[^>]*> 已附佐证</label>", rendered("{% field form.sure %}", form=form)
    )
    assert rendered("{% field form.key %}", form=form).count("<") == 1


def test_the_summary_is_empty_when_all_is_well_and_counts_rows_of_a_formset() -> None:
    rows = forms.formset_factory(PlanForm, extra=0)
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-name": "a", "form-0-scope": "one"}
    formset = rows(data | {"form-1-scope": "one", "form-1-note": "x"})
    html = rendered("{% error_summary formset %}", formset=formset)
    assert "第 2 行" in html
    assert 'href="#id_form-1-name"' in html
    good = PlanForm({"name": "a", "scope": "one"})
    assert rendered("{% error_summary good %}", good=good).strip() == ""
