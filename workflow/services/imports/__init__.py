"""Bringing a plan document in: upload and reading, review of the draft, and the one commit that makes it a plan."""

from workflow.services.imports.acts import (
    ItemValues,
    abandon,
    clear_party,
    copy_parties,
    edit_item,
    merge_item,
    move_boundary,
    name_parties,
    set_header,
    set_party,
    set_settings,
    split_item,
    undo,
    unwaive_item,
    waive_item,
)
from workflow.services.imports.commit import commit
from workflow.services.imports.doubts import name_sentences, place_sentence, settle, settle_rest
from workflow.services.imports.proposals import recall_points, recall_words
from workflow.services.imports.refusing import refuse
from workflow.services.imports.session import review_of
from workflow.services.imports.uniting import unite_names
from workflow.services.imports.upload import SameDocument, make_draft, read_again, receive, too_large
from workflow.services.imports.vague import mark_word, mark_words, pin_word, reopen_word
from workflow.services.imports.verdicts import decide_differences, pair_item
from workflow.services.imports.versions import ask_again, choose_plan, continue_plan, tell_apart

__all__ = [
    "ItemValues",
    "SameDocument",
    "abandon",
    "ask_again",
    "choose_plan",
    "clear_party",
    "commit",
    "continue_plan",
    "copy_parties",
    "decide_differences",
    "edit_item",
    "make_draft",
    "mark_word",
    "mark_words",
    "merge_item",
    "move_boundary",
    "name_parties",
    "name_sentences",
    "pair_item",
    "pin_word",
    "place_sentence",
    "read_again",
    "recall_points",
    "recall_words",
    "receive",
    "refuse",
    "reopen_word",
    "review_of",
    "set_header",
    "set_party",
    "set_settings",
    "settle",
    "settle_rest",
    "split_item",
    "tell_apart",
    "too_large",
    "undo",
    "unite_names",
    "unwaive_item",
    "waive_item",
]
