"""Where an act on a draft leads back to: to the item or the doubt the person works at."""

from collections.abc import Mapping

from workflow.models import ImportDraft
from workflow.services.imports.session import review_of
from workflow.services.imports.state import Review

ON_ITEM = ("edit_item", "split_item", "move_boundary", "unwaive_item")


def back_to(code: str, sent: Mapping[str, str], before: Review, draft_pk: int) -> tuple[dict[str, str], str]:
    """The query and the anchor after an act: the editor after work on an item, the doubts after a decision, and what an
    undo brought back. `before` is the working copy the act was done on."""
    item = sent.get("item", "")
    if code == "merge_item":
        return _item(_one_before(before, item))
    if code == "undo":
        return _undone(sent, before, review_of(ImportDraft.objects.get(pk=draft_pk)))
    if (code in ON_ITEM or (code == "waive_item" and "stay" in sent)) and item:
        return _item(item)
    if code in ("set_header", "set_settings"):
        return {}, "facts" if code == "set_header" else "settings"
    return {}, "doubt"


def _item(item_id: str) -> tuple[dict[str, str], str]:
    return ({"item": item_id}, "cur") if item_id else ({}, "doubt")


def _one_before(before: Review, item_id: str) -> str:
    """The item another one was merged into."""
    ids = [item["id"] for item in before["items"]]
    return ids[ids.index(item_id) - 1] if item_id in ids[1:] else item_id


def _undone(sent: Mapping[str, str], before: Review, after: Review) -> tuple[dict[str, str], str]:
    """The item an undo changed, otherwise the doubt it opened again, otherwise what was in hand."""
    old = {item["id"]: item for item in before["items"]}
    changed = [item for item in after["items"] if old.get(item["id"]) != item]
    named = before["undo"].get("data", {}).get("item", "") if before["undo"] else ""
    if changed:
        found = next((item for item in changed if item["number"] == named), changed[0])
        return _item(found["id"])
    opened = next((key for key in before["settled"] if key not in after["settled"]), sent.get("doubt", ""))
    at_hand = {"doubt": opened} | ({"item": sent["item"]} if sent.get("item") and opened == sent.get("doubt") else {})
    return at_hand, "doubt"
