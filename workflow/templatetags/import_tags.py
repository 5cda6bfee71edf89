"""Codes of an import in words, and look-ups, for its templates."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from workflow.services.imports import labels, words

register = template.Library()


@register.filter
def entry(mapping: Mapping[str, Any], key: str) -> Any:
    """The entry of a mapping, or None."""
    return mapping.get(key)


@register.simple_tag(takes_context=True)
def sentence(context: Context, place: int, item: str = "") -> str:
    """The address of a sentence of the source: on this page, or of the page that holds its part."""
    link: str = context["source"].link(place, item)
    return link


@register.simple_tag(takes_context=True)
def in_source(context: Context, place: int | None, words: str) -> SafeString | str:
    """Words of the table of items that lead to the sentence they were read from; the words alone without one."""
    if place is None or not words:
        return words
    return format_html('<a class="ink" href="{}" data-source>{}</a>', context["source"].link(place), words)


@register.filter
def vague_kind(kind: str) -> str:
    """The kind of a vague wording."""
    return labels.vague(kind)


@register.filter
def pinned(told: str) -> str:
    """What a vague wording was pinned to."""
    return labels.pinned(told)


@register.filter
def settled_how(how: str) -> str:
    """How a doubt was settled."""
    return words.settled(how)


@register.filter
def approval_label(body: str) -> str:
    """Whether a meeting or an organ approved."""
    return labels.approval(body)


@register.filter
def signs(text: str) -> str:
    """A repaired passage with what cannot be seen in it made visible."""
    return labels.signs(text)
