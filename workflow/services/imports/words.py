"""The acts on a draft and the decisions in it, as sentences in the reader's language."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflow.services.imports.state import Decision, LogEntry

ACTS: dict[str, Promise] = {
    "edit_item": gettext_lazy("changed item %(item)s"),
    "merge_item": gettext_lazy("merged item %(item)s into the one before"),
    "move_boundary": gettext_lazy("moved the boundary between items %(item)s and %(next)s"),
    "split_item": gettext_lazy("split item %(item)s"),
    "waive_item": gettext_lazy("took out %(item)s as an item: %(reason)s"),
    "unwaive_item": gettext_lazy("took %(item)s back as an item"),
    "set_party": gettext_lazy("decided who “%(name)s” is"),
    "unite_names": gettext_lazy("said that “%(name)s” are one agency"),
    "clear_party": gettext_lazy("took back the decision about “%(name)s”"),
    "set_header": gettext_lazy("changed the facts of the document"),
    "set_settings": gettext_lazy("changed the settings of the plan"),
    "settle": gettext_lazy("settled a doubt"),
    "settle_rest": gettext_lazy("accepted the remaining doubts as read"),
    "place_sentence": gettext_lazy("said where a sentence belongs"),
    "name_sentences": gettext_lazy("named %(n)s sentences that are no task"),
    "new_version": gettext_lazy("said that it is a new version of “%(name)s”"),
    "other_document": gettext_lazy("said that it is another document than “%(name)s”"),
    "ask_again": gettext_lazy("took back what was said about “%(name)s”"),
    "pin_word": gettext_lazy("pinned “%(word)s” in %(item)s"),
    "mark_word": gettext_lazy("marked “%(word)s” in %(item)s as unmeasurable"),
    "mark_words": gettext_lazy("marked %(n)s vague words as unmeasurable"),
    "reopen_word": gettext_lazy("took back the decision about “%(word)s” in %(item)s"),
    "refuse": gettext_lazy("refused %(n)s repairs of the text, or took that back"),
    "pair_item": gettext_lazy("said which item in force %(item)s is"),
    "decide_differences": gettext_lazy("decided %(n)s differences from the plan in force"),
    "recall": gettext_lazy("decided %(n)s questions as in earlier plans"),
    "undo": gettext_lazy("undid the last change"),
}
SETTLED: dict[str, Promise] = {
    "confirmed": gettext_lazy("as read"),
    "edited": gettext_lazy("item corrected by hand"),
    "merged": gettext_lazy("merged with the item before"),
    "waived": gettext_lazy("not an item"),
    "joined": gettext_lazy("put into an item"),
    "own_item": gettext_lazy("made an item of its own"),
    "explained": gettext_lazy("explanatory, no task"),
    "named": gettext_lazy("no task, waived by name"),
    "pinned": gettext_lazy("pinned"),
    "unmeasurable": gettext_lazy("unmeasurable"),
    "new_version": gettext_lazy("new version"),
    "other_document": gettext_lazy("another document"),
}


def what(code: str, data: dict[str, str]) -> str:
    """The act alone: changed item 二/3."""
    sentence = ACTS.get(code)
    return str(sentence) % _filled(data) if sentence else code


def describe(entry: LogEntry) -> str:
    """Who did what when, one line."""
    at = timezone.localtime(datetime.fromisoformat(entry["at"]))
    return _("%(time)s %(name)s %(what)s") % {
        "time": at.strftime("%H:%M"),
        "name": entry["by"],
        "what": what(entry["act"], entry["data"]),
    }


def decided(decision: Decision) -> str:
    """What was decided about a name: alias of 市数据局, new agency …"""
    match decision["to"]:
        case "create":
            return _("new agency %(name)s") % {"name": decision["label"]}
        case "members":
            return _("stands for %(names)s") % {"names": decision["label"]}
        case "left_out":
            return _("left out: %(reason)s") % {"reason": decision.get("reason", "")}
        case _other:
            return _("alias of %(name)s") % {"name": decision["label"]}


def settled(how: str) -> str:
    """How a doubt was settled."""
    return str(SETTLED.get(how, how))


class _filled(dict[str, Any]):  # noqa: N801 - a mapping for the % operator, read like a function
    def __missing__(self, key: str) -> str:
        return ""
