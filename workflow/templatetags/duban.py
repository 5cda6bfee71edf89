"""Tags of every page: lights, days, icons, fields, error summaries, pagers. Each returns escaped HTML or a context."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.forms import (
    BaseForm,
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    ChoiceField,
    DateField,
    FileInput,
    HiddenInput,
    RadioSelect,
)
from django.forms.formsets import BaseFormSet
from django.template import Context
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

register = template.Library()

# state -> (css class, glyph, word); the glyph repeats in shape what the colour says
_LIGHTS: dict[str, tuple[str, str, Any]] = {
    "ok": ("ok", "●", pgettext_lazy("light", "On course")),
    "soon": ("soon", "▲", pgettext_lazy("light", "Due soon")),
    "late": ("late", "■", pgettext_lazy("light", "Overdue")),
    "done": ("done", "◆", pgettext_lazy("light", "Closed")),
    "none": ("pending", "○", pgettext_lazy("light", "Not started")),
    "unsure": ("unsure", "◌", pgettext_lazy("light", "Provisional")),
    "halted": ("halted", "❚❚", pgettext_lazy("light", "Suspended")),
}


@register.simple_tag
def light(state: str, chip: bool = False) -> SafeString:
    """A light: colour, shape and word. `state` is ok, soon, late, done, none, unsure or halted."""
    css, glyph, word = _LIGHTS.get(str(state), _LIGHTS["none"])
    chipped = " chip" if chip or css in {"unsure", "halted"} else ""
    return format_html('<span class="light {}{}"><i aria-hidden="true">{}</i>{}</span>', css, chipped, glyph, word)


@register.simple_tag
def worded_light(state: str, word: str) -> SafeString:
    """A light that stands for something else than a due date and says so in words of its own; `soft` is neither red
    nor green."""
    css, glyph, _word = _LIGHTS.get(str(state), _LIGHTS["none"])
    return format_html('<span class="light {}"><i aria-hidden="true">{}</i>{}</span>', css, glyph, word)


@register.simple_tag(takes_context=True)
def remaining(context: Context, days: int | None, due_on: date | None, provisional: bool = False) -> SafeString | str:
    """Working days to the date `due_on`: positive left, negative over, nothing for None. None left is "due today" on
    that day alone: before a day off nobody works on, the last working day may lie a week ahead of it."""
    if days is None:
        return ""
    if days > 0:
        text = ngettext("%(n)d working day left", "%(n)d working days left", days) % {"n": days}
        words = format_html("{}", text)
    elif days == 0:
        words = format_html("{}", _("due today") if due_on == _today(context) else _("no working day left"))
    else:
        text = ngettext("%(n)d working day over", "%(n)d working days over", -days) % {"n": -days}
        words = format_html('<span class="bad">{}</span>', text)
    return format_html("{} {}", words, light("unsure")) if provisional else words


@register.simple_tag(takes_context=True)
def day(context: Context, value: date | None, split: bool = False) -> SafeString | str:
    """A date as people write it, with the year only when it is not the year of `today`; nothing for None. `split`
    lets a narrow column put the year on a line of its own."""
    if value is None:
        return ""
    on = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return _day(on, split, _today(context).year, get_language() or "")


@lru_cache(maxsize=1024)
def _day(on: date, split: bool, this_year: int, language: str) -> SafeString:
    """A list says the same few days many times; the language is that of the thread."""
    same_year = on.year == this_year
    pattern = pgettext("date format", "j M") if same_year else pgettext("date format", "j M Y")
    shown = date_format(on, pattern)
    if not split or same_year:
        return format_html('<time datetime="{}">{}</time>', on.isoformat(), shown)
    short = date_format(on, pgettext("date format", "j M"))
    before, _short, after = shown.partition(short)
    parts = format_html_join("", "<wbr><span>{}</span>", ((part,) for part in (before, short, after) if part))
    return format_html('<time class="in-two" datetime="{}">{}</time>', on.isoformat(), parts)


@register.simple_tag(takes_context=True)
def moment(context: Context, value: datetime | None) -> SafeString | str:
    """A moment in local time: 今天 09:12, 10月12日 17:05; nothing for None."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    clock = date_format(local, "H:i")
    today = _today(context)
    if local.date() == today:
        shown = _("today %(time)s") % {"time": clock}
    else:
        same_year = local.year == today.year
        pattern = pgettext("date format", "j M") if same_year else pgettext("date format", "j M Y")
        shown = f"{date_format(local, pattern)} {clock}"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), shown)


def _today(context: Context) -> date:
    today = context.get("today")
    return today if isinstance(today, date) else timezone.localdate()


@register.filter
def notice_source(notice: Any) -> str:
    """What a year of the calendar rests on, for people: the notice that came with the system without its package."""
    if "(chinesecalendar" not in notice.source:
        return str(notice.source)
    return _("Notice of the State Council's General Office on the holidays of %(year)s (comes with the system)") % {
        "year": notice.year
    }


@register.simple_tag
def icon(name: str, size: int = 20) -> SafeString:
    """A decorative icon of the sprite; the words beside it carry the meaning."""
    return format_html('<svg width="{0}" height="{0}" aria-hidden="true"><use href="#i-{1}"/></svg>', size, name)


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, span: int = 0, hint: str = "", label: str = "") -> dict[str, Any]:
    """One form field: label, widget, hint, error, joined by aria-describedby and aria-invalid. `span` of 12 columns.

    A field that need not be filled in says so, unless its form names it in `depends`: asked for or not by what else is
    filled in.
    """
    widget = bound.field.widget
    hint_text = hint or bound.help_text
    hint_id = f"{bound.auto_id}-hint"
    error_id = f"{bound.auto_id}-error"
    error = " ".join(str(message) for message in bound.errors)
    described = " ".join(name for name, there in ((hint_id, hint_text), (error_id, error)) if there)
    attrs: dict[str, Any] = {}
    if described:
        attrs["aria-describedby"] = described
    if error:
        attrs["aria-invalid"] = "true"
    found: dict[str, Any] = {
        "label": label or bound.label,
        "hint": hint_text,
        "hint_id": hint_id,
        "error": error,
        "error_id": error_id,
        "described": described,
        "optional": not bound.field.required and bound.name not in getattr(bound.form, "depends", ()),
        "span": f" span-{span}" if span else "",
        "target": bound.id_for_label or bound.auto_id,
        "hidden": isinstance(widget, HiddenInput),
    }
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return found | {"kind": "group", "group_id": f"{bound.auto_id}-group", "options": list(bound.subwidgets)}
    if isinstance(widget, CheckboxInput):
        return found | {"kind": "check", "widget": bound.as_widget(attrs=attrs)}
    if not found["hidden"]:
        attrs["class"] = f"{widget.attrs.get('class', '')} input".strip()
    kind = "file" if isinstance(widget, FileInput) else "input"
    return found | {"kind": kind, "widget": bound.as_widget(attrs=attrs)}


@register.simple_tag
def said(bound: BoundField) -> str:
    """What a field says, for reading: the label of a choice, yes or no, a date, else the text; empty for nothing."""
    value = bound.value()
    if isinstance(bound.field.widget, CheckboxInput):
        return _("yes") if value else _("no")
    if isinstance(bound.field, DateField) and (found := _day_of(value)):
        return date_format(found, pgettext("date format", "j M Y"))
    choices: Any = bound.field.choices if isinstance(bound.field, ChoiceField) else ()
    value = next((label for chosen, label in choices if str(chosen) == str(value)), value)
    return "" if value is None else str(value)


def _day_of(typed: Any) -> date | None:
    try:
        return parse_date(str(typed))
    except ValueError:
        return None


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm | BaseFormSet[Any] | None) -> dict[str, Any]:
    """Every fault of the forms and formsets in one list, each a link to its field. Empty when all is well."""
    return {"faults": [fault for form in forms if form is not None for fault in _faults(form)]}


def _faults(form: BaseForm | BaseFormSet[Any]) -> Iterable[dict[str, str]]:
    if isinstance(form, BaseFormSet):
        for message in form.non_form_errors():
            yield {"target": "", "label": "", "text": str(message)}
        for number, row in enumerate(form.forms, start=1):
            for fault in _faults(row):
                label = _("Row %(n)d, %(label)s") % {"n": number, "label": fault["label"]}
                yield fault | {"label": label if fault["label"] else _("Row %(n)d") % {"n": number}}
        return
    for name, messages in form.errors.items():
        bound = form[name] if name in form.fields else None
        for message in messages:
            yield {
                "target": _target(bound) if bound is not None else "",
                "label": str(bound.label or "") if bound is not None else "",
                "text": str(message),
            }


def _target(bound: BoundField) -> str:
    if isinstance(bound.field.widget, RadioSelect | CheckboxSelectMultiple):
        return f"{bound.auto_id}-group"
    return str(bound.id_for_label or bound.auto_id)


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: Context, page: Any, anchor: str = "") -> dict[str, Any]:
    """Keyset links: `page.newer` and `page.older` are cursors or empty; the rest of the query is kept. `anchor` is the
    id of the list where it does not begin the page."""
    return {"page": page, "request": context["request"], "place": f"#{anchor}" if anchor else ""}


@register.simple_tag(takes_context=True)
def query_replace(context: Context, **changes: Any) -> str:
    """The query of this address with keys set, or removed where the value is None; with its question mark."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        if value is None:
            query.pop(key, None)
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}"
