"""Bringing a plan document in: upload and reading, review of the draft, and the one commit that makes it a plan."""

from workflow.services.imports.acts import (
    ItemValues,
    abandon,
    clear_party,
    copy_parties,
    edit_item,
    merge_item,
    name_parties,
    place_sentence,
    set_header,
    set_party,
    set_settings,
    settle,
    settle_rest,
    split_item,
    undo,
    unwaive_item,
    waive_item,
)
from workflow.services.imports.commit import commit
from workflow.services.imports.session import review_of
from workflow.services.imports.upload import SameDocument, make_draft, read_again, receive, too_large

__all__ = [
    "ItemValues",
    "SameDocument",
    "abandon",
    "clear_party",
    "commit",
    "copy_parties",
    "edit_item",
    "make_draft",
    "merge_item",
    "name_parties",
    "place_sentence",
    "read_again",
    "receive",
    "review_of",
    "set_header",
    "set_party",
    "set_settings",
    "settle",
    "settle_rest",
    "split_item",
    "too_large",
    "undo",
    "unwaive_item",
    "waive_item",
]
