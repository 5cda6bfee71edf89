"""How far each commitment of the demo has come: walks by name, and who takes which.

A walk is a list of (working day since the issue, act). Acts on one day happen in the order of `HOURS`.
"""

from collections.abc import Mapping
from itertools import cycle

Walk = tuple[tuple[int, str], ...]

HOURS: Mapping[str, int] = {
    "acknowledge": 9,
    "draft": 11,
    "hand_in": 10,
    "sign": 14,
    "head_returns": 14,
    "approve": 15,
    "office_returns": 15,
    "publish": 16,
    "report": 10,
    "report_returned": 15,
    "claim": 11,
    "accept": 14,
    "find": 14,
    "rectify": 10,
    "recheck": 15,
    "recheck_returns": 15,
    "close": 16,
    "send_back": 16,
    "discontinue": 17,
    "ask_later": 10,
    "sign_later": 14,
    "advise_later": 15,
    "grant_later": 16,
    "ask_stop": 10,
    "sign_stop": 14,
    "grant_stop": 16,
    "dispute": 10,
    "sign_dispute": 14,
    "uphold": 15,
    "dispute_again": 10,
    "rule": 16,
    "transfer": 17,
    "prepare": 10,
    "prepare_withheld": 10,
    "review": 15,
    "withhold": 16,
    "slip": 11,
    "answer_slip": 10,
    "sign_slip": 15,
    "accept_slip": 16,
}

_EARLY: Walk = ((1, "acknowledge"), (3, "hand_in"), (4, "sign"), (6, "approve"), (8, "publish"))
_REVIEWED: Walk = ((22, "approve"), (24, "prepare"), (25, "review"))
_WITHHELD: Walk = ((24, "prepare_withheld"), (25, "review"), (26, "withhold"))
_CLAIMED: Walk = (*_EARLY, (14, "claim"))

WALKS: Mapping[str, Walk] = {
    "unread": (),
    "acknowledged": ((2, "acknowledge"),),
    "drafting": ((1, "acknowledge"), (25, "draft")),
    "with_head": ((1, "acknowledge"), (25, "hand_in")),
    "with_head_late": ((2, "acknowledge"), (20, "hand_in")),
    "returned_by_head": ((1, "acknowledge"), (22, "hand_in"), (24, "head_returns")),
    "with_office": ((2, "acknowledge"), (22, "hand_in"), (24, "sign")),
    "with_office_new": ((2, "acknowledge"), (23, "hand_in"), (26, "sign")),
    "with_office_late": ((1, "acknowledge"), (15, "hand_in"), (16, "sign")),
    "returned_by_office": ((1, "acknowledge"), (12, "hand_in"), (13, "sign"), (16, "office_returns"), (25, "draft")),
    "second_draft": (
        (1, "acknowledge"),
        (8, "hand_in"),
        (9, "sign"),
        (12, "office_returns"),
        (20, "hand_in"),
        (23, "sign"),
    ),
    "second_draft_new": (
        *((1, "acknowledge"), (8, "hand_in"), (9, "sign")),
        *((12, "office_returns"), (25, "hand_in")),
    ),
    "to_publish": ((1, "acknowledge"), (15, "hand_in"), (17, "sign"), (22, "approve")),
    "to_publish_late": (
        *((1, "acknowledge"), (9, "hand_in"), (10, "sign"), (14, "approve")),
        *((21, "slip"), (22, "answer_slip"), (23, "sign_slip"), (24, "accept_slip")),
    ),
    "executing": ((2, "acknowledge"), (6, "hand_in"), (8, "sign"), (11, "approve"), (13, "publish")),
    "published_new": ((3, "acknowledge"), (15, "hand_in"), (18, "sign"), *_REVIEWED, (26, "publish")),
    "withheld": ((3, "acknowledge"), (15, "hand_in"), (18, "sign"), (22, "approve"), *_WITHHELD),
    "release_waits": ((1, "acknowledge"), (15, "hand_in"), (17, "sign"), (22, "approve"), (26, "prepare")),
    "executing_early": (*_EARLY, (15, "report")),
    "report_late": _EARLY,
    "report_waiting": (*_EARLY, (25, "report")),
    "report_returned": (*_EARLY, (24, "report"), (25, "report_returned")),
    "claimed": (*_EARLY, (22, "claim")),
    "claimed_new": (*_EARLY, (26, "claim")),
    "claimed_late": _CLAIMED,
    "finding_open": (*_CLAIMED, (20, "find")),
    "finding_late": (*_EARLY, (12, "claim"), (15, "find"), (25, "slip")),
    "recheck": (*_CLAIMED, (18, "find"), (23, "rectify")),
    "recheck_returned": (*_CLAIMED, (17, "find"), (21, "rectify"), (24, "recheck_returns")),
    "accepted": (*_CLAIMED, (24, "accept")),
    "accepted_after_recheck": (*_CLAIMED, (17, "find"), (20, "rectify"), (25, "recheck")),
    "closed": (*_CLAIMED, (19, "accept"), (21, "close")),
    "closed_new": (*_CLAIMED, (24, "accept"), (26, "close")),
    "closed_after_recheck": (*_CLAIMED, (16, "find"), (18, "rectify"), (20, "recheck"), (22, "close")),
    "sent_back": (*_CLAIMED, (17, "accept"), (19, "send_back")),
    "discontinued": ((2, "acknowledge"), (11, "discontinue")),
    "later_asked": (*_EARLY, (23, "ask_later"), (24, "sign_later"), (26, "advise_later")),
    "stop_asked": (*_EARLY, (25, "ask_stop"), (26, "sign_stop")),
    "stopped": (*_EARLY, (19, "ask_stop"), (20, "sign_stop"), (22, "grant_stop")),
    "transferred": ((2, "acknowledge"), (24, "transfer")),
    "disputed": ((2, "acknowledge"), (5, "dispute"), (24, "sign_dispute")),
    "disputed_ruled": (
        (1, "acknowledge"),
        (2, "dispute"),
        (3, "sign_dispute"),
        (5, "uphold"),
        (6, "dispute_again"),
        (9, "rule"),
        (15, "hand_in"),
        (17, "sign"),
        (22, "approve"),
    ),
    "later_granted": (*_EARLY, (15, "ask_later"), (16, "sign_later"), (18, "advise_later"), (20, "grant_later")),
}

SILENT = frozenset({"report_late", "report_waiting", "report_returned"})
"""Walks that do not report by themselves at the end of a period."""
SHORT_RECTIFICATION = frozenset({"finding_late"})
"""Findings with so few days that they are over by now."""

USUAL = (
    "executing", "executing_early", "acknowledged", "with_office", "executing", "closed", "report_late", "to_publish",
    "executing_early", "claimed", "executing", "returned_by_office", "executing_early", "accepted", "executing",
    "drafting", "closed_after_recheck", "executing_early", "second_draft", "executing", "finding_open", "closed_new",
    "with_head", "executing_early", "returned_by_head", "executing", "recheck",
)  # fmt: skip
"""What agencies do that nobody looks at in particular, in turn."""

CHOSEN: Mapping[tuple[int, str], str] = {
    (1, "市司法局"): "second_draft_new",
    (2, "市财政局"): "closed",
    (2, "市司法局"): "with_office_late",
    (3, "市交通运输局"): "drafting",
    (3, "市卫生健康委"): "accepted_after_recheck",
    (3, "市住建局"): "claimed_late",
    (4, "市信访局"): "sent_back",
    (5, "市数据局"): "finding_late",
    (6, "市数据局"): "returned_by_office",
    (6, "市人社局"): "release_waits",
    (6, "市文旅局"): "disputed",
    (6, "市公安局"): "with_head_late",
    (6, "市教育局"): "with_office_new",
    (6, "市商务局"): "withheld",
    (6, "市生态环境局"): "with_office",
    (6, "市水利局"): "to_publish_late",
    (6, "市民政局"): "second_draft",
    (6, "市应急局"): "report_waiting",
    (6, "市城管局"): "returned_by_head",
    (6, "市医保局"): "with_office_new",
    (6, "市交通运输局"): "disputed_ruled",
    (7, "石塘县政府"): "claimed_new",
    (7, "青禾县政府"): "recheck_returned",
    (7, "柳桥区政府"): "closed_after_recheck",
    (8, "青禾县政府"): "unread",
    (9, "市民政局"): "recheck",
    (10, "市数据局"): "report_returned",
    (11, "市数据局"): "unread",
    (11, "市委网信办"): "closed",
    (12, "市数据局"): "acknowledged",
    (12, "市发展改革委"): "accepted",
    (13, "市审计局"): "later_granted",
    (13, "市财政局"): "stop_asked",
    (14, "市消防救援支队"): "discontinued",
    (14, "市水利局"): "transferred",
    (15, "高新区管委会"): "with_office_late",
    (15, "白鹭区政府"): "published_new",
    (15, "青禾县政府"): "drafting",
    (16, "市档案馆"): "later_asked",
    (17, "市政务服务局"): "stopped",
    (18, "市数据局"): "claimed_new",
    (18, "市教育局"): "claimed_new",
    (18, "市民政局"): "closed_new",
    (18, "市公安局"): "accepted",
    (18, "市交通运输局"): "unread",
    (18, "青禾县政府"): "executing",
}
"""Who stands where for the people a visitor signs in as, and walks that are rare: by item and agency."""


def assign(shares: list[tuple[int, str]]) -> dict[tuple[int, str], str]:
    """The walk of every share, given as (number of the item in the document, short name of the agency)."""
    usual = cycle(USUAL)
    return {share: CHOSEN.get(share) or next(usual) for share in shares}
