"""Who gets which answer at which address. Every address of Duban has a line here; a new one without fails the build.

A line says what GET and POST answer to each of the cast. `None` means the method is not offered (405 to everybody who
is signed in). Addresses `open_to_all` need no account.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from tests.access.world import CAST, World
from tests.flows.pages import plan_fields
from workflow.models import DutyPeriod
from workflow.services import adopting
from workflow.services.plans import SETTINGS
from workflow.services.succession_plan import Choices, Reorganisation, preview
from workflow.status import SuccessionKind

Answers = Mapping[str, int]
Arguments = Callable[[World], tuple[Any, ...]]
Fields = Callable[[World], dict[str, Any]]

SIGNED_IN = tuple(person for person in CAST if person != "anonymous")
OFFICE = ("clerk", "leader", "inspector")
AGENCY = ("officer", "head")


@dataclass(frozen=True)
class Rule:
    """One address. `inert` acts change no row that is kept (a cookie, a search, a preview)."""

    get: Answers | None
    post: Answers | None = None
    args: Arguments = lambda world: ()
    fields: Fields = lambda world: {}
    query: str | Callable[[World], str] = ""
    inert: bool = False
    open_to_all: bool = False

    def answer(self, method: str, person: str) -> int:
        """The status this person gets; 405 where the method is not offered."""
        answers = self.get if method == "GET" else self.post
        return 405 if answers is None else answers[person]


def change_of(kind: str) -> Callable[[World], str]:
    """The query of the page on which the draft under consultation is changed in this way."""

    def query(world: World) -> str:
        item = world.consulted.items.all()[0].pk
        return f"edit={world.comment.pk}&do={kind}&item={item}"

    return query


def drafting(kind: str, **fields: Any) -> Rule:
    """A change of the draft under consultation, beside the decision about its comment."""
    given = {"act": "decide", "version": "1", "outcome": "adopted", "reason": "", "change": kind, **fields}

    def posted(world: World) -> dict[str, Any]:
        item = adopting.item_of(world.consulted, world.consulted.items.all()[0].pk)
        assert item is not None
        seen = adopting.clauses_seen(item) if kind == "parties" else adopting.item_seen(item)
        return {**given, "comment": str(world.comment.pk), "item": str(item.pk), "seen": seen}

    return Rule(
        get=only("clerk", "leader"), post=only("clerk", then=302, leader=403), args=lambda world: (world.consulted.pk,),
        fields=posted, query=change_of(kind),
    )  # fmt: skip


def everybody(status: int = 200) -> Answers:
    """Everybody who is signed in."""
    return dict.fromkeys(SIGNED_IN, status)


def only(*people: str, then: int = 200, others: int = 404, **differing: int) -> Answers:
    """`then` for these people, `others` (missing, like a foreign object) for everybody else, but `differing`."""
    return {**dict.fromkeys(SIGNED_IN, others), **dict.fromkeys(people, then), **differing}


def seeing(*people: str, then: int = 200, seen: int = 403) -> Answers:
    """For what belongs to the agency's commitments: `then` for these people, `seen` for those who may only look, 404
    for those it is foreign to."""
    return {**only(*OFFICE, *AGENCY, then=seen), **dict.fromkeys(people, then)}


def duty_period(world: World) -> DutyPeriod:
    """The period of a duty the officer has, with one record."""
    period = world.task("fulfil_duty").process.duty_period
    assert period is not None
    return period


CLAUSE = {
    "c-TOTAL_FORMS": "1", "c-INITIAL_FORMS": "0", "c-0-mode": "lead", "c-0-lead": "市数据局", "c-0-co": "",
    "c-0-partner": "",
}  # fmt: skip


def settings_of(world: World) -> dict[str, Any]:
    """The settings of the plan in draft, as its form posts them."""
    return {name: getattr(world.drafted, name) or "" for name in SETTINGS}


COMMITMENT = only(*OFFICE, *AGENCY)
REGISTER = only("clerk")


def step(node: str, *people: str, **fields: Any) -> Rule:
    """A step: its form for those who may do it; who may see it is led to the item and refused when posting."""
    return Rule(
        get=seeing(*people, seen=302),
        post=seeing(*people, then=302),
        args=lambda world: (world.task(node).pk,),
        fields=lambda world: {"node": node, **fields},
    )


def taking_back(name: str, node: str) -> Rule:
    """Who handed in what lies at the node takes it back."""
    return Rule(
        get=seeing("officer", seen=302),
        post=seeing("officer", then=302),
        args=lambda world: (world.commitments[node].pk, name),
    )


def item_act(name: str, *people: str, **fields: Any) -> Rule:
    """An act of the item menu: its form for those who may do it; who may see the item is led back to it."""
    return Rule(
        get=seeing(*people, seen=302),
        post=seeing(*people, then=302),
        args=lambda world: (world.commitment.pk, name),
        fields=lambda world: fields,
    )


AGREE = {"decision": "agree"}
FRAME: dict[str, Rule] = {
    "login": Rule(get=everybody(302), post=everybody(302), open_to_all=True, inert=True),
    "logout": Rule(get=None, post=everybody(), open_to_all=True, inert=True),
    "delegations": Rule(
        get=everybody(),
        post={**everybody(422), "officer": 302},
        fields=lambda world: world.delegating(),
    ),
    "delegation_end": Rule(get=None, post=only("officer", "head", then=302), args=lambda world: (world.delegation.pk,)),
    "password_change": Rule(get=everybody(), post=everybody(), inert=True),
    "password_change_done": Rule(get=everybody(), post=None),
    "set_language": Rule(
        get=everybody(302), post=everybody(302), fields=lambda world: {"language": "en"}, open_to_all=True, inert=True
    ),
    "text_size": Rule(
        get=None, post=everybody(302), fields=lambda world: {"size": "comfortable"}, open_to_all=True, inert=True
    ),
    "help": Rule(get=everybody()),
    "home": Rule(get=everybody()),
    "jobs": Rule(get=everybody()),
    "job": Rule(get=only("clerk", then=302), args=lambda world: (world.finished_job.pk,)),
    "job_cancel": Rule(get=None, post=only("clerk", then=302), args=lambda world: (world.waiting_job.pk,)),
    "notifications": Rule(get=everybody()),
    "notifications_read": Rule(
        get=None, post=everybody(302), fields=lambda world: {"through": str(world.notification.pk)}, inert=True
    ),
    "notification_settings": Rule(
        get=everybody(), post=everybody(302), fields=lambda world: {"quiet_from": "20:00", "quiet_until": "08:00"}
    ),
    "notifications_bell": Rule(get=everybody()),
    "notifications_since": Rule(get=everybody(), query="id=0&topics=bell&topics=inbox"),
    "notification_open": Rule(get=only("officer", then=302), args=lambda world: (world.notification.pk,)),
}
WORK: dict[str, Rule] = {
    "inbox": Rule(get=everybody()),
    "inbox_done": Rule(get=everybody()),
    "inbox_bulk": Rule(
        get=None, post=seeing(*AGENCY, then=302, seen=409), fields=lambda world: {"task": world.task("acknowledge").pk}
    ),
    "inbox_decide": Rule(
        get=None, post=seeing("leader", then=302), args=lambda world: (world.task("approve_plan").pk,),
        fields=lambda world: AGREE,
    ),
    "item": Rule(get=COMMITMENT, args=lambda world: (world.commitment.pk,)),
    "item_bpmn": Rule(get=COMMITMENT, args=lambda world: (world.commitment.pk, world.process.pk)),
    "item_act": item_act("discontinue", "clerk", "leader", reason="机构撤并。"),
    "item_follow": Rule(
        get=None, post=only(*OFFICE, *AGENCY, then=302), args=lambda world: (world.commitment.pk,),
        fields=lambda world: {"follow": "1"},
    ),
    "items_urge": Rule(
        get=None, post=seeing("clerk", "leader", "inspector", then=302),
        fields=lambda world: {"item": world.commitment.pk, "confirmed": "1", "remark": "请抓紧办理。"},
    ),
    "items_slip": Rule(
        get=None, post=seeing("clerk", "leader", "inspector", then=302),
        fields=lambda world: {"item": world.commitment.pk, "confirmed": "1", "demand": "请按期报送。"},
    ),
    "step": step("acknowledge", *AGENCY),
    "step_limit": Rule(get=COMMITMENT, args=lambda world: (world.task("acknowledge").pk,)),
    "step_draft": Rule(
        get=None, post=seeing("officer", then=200, seen=200), args=lambda world: (world.task("write_plan").pk,),
        fields=lambda world: plan_fields(), inert=True,
    ),
    "file": Rule(get=COMMITMENT, args=lambda world: (world.attachment.pk,)),
    "certificate": Rule(get=COMMITMENT, args=lambda world: (world.clock.pk,)),
    "ledger": Rule(get=everybody()),
    "ledger_export": Rule(get=everybody(), post=everybody(), inert=True),
    "ledger_export_file": Rule(get=only("clerk"), args=lambda world: (world.export_job.pk,)),
    "rounds": Rule(get=everybody()),
    "duties": Rule(get=everybody()),
    "duty_export": Rule(get=everybody()),
    "leaders": Rule(get=everybody()),
    "leader_export": Rule(get=everybody()),
    "leader": Rule(
        get=COMMITMENT, post=seeing("officer", "head", "clerk", then=302), args=lambda world: (world.city.agency.pk,),
        fields=lambda world: {"name": "范一航", "post": "副局长", "since": "2026-09-01"},
    ),
    "contributions": Rule(get=everybody()),
    "slips": Rule(get=everybody()),
    "slip_export": Rule(get=everybody()),
    "slip": Rule(get=COMMITMENT, args=lambda world: (world.slip_pk("answer_slip"),)),
    "duty_record": Rule(
        get=seeing("officer", seen=302), post=seeing("officer", then=302),
        args=lambda world: (duty_period(world).pk,),
        fields=lambda world: {
            "token": "3f2c1f6e-6c0b-4a52-9a4e-0d7f3b9f1a11", "done_on": str(world.now.date()), "what": "已公开。",
        },
    ),
    "duty_strike": Rule(
        get=seeing("officer", seen=302), post=seeing("officer", then=302),
        args=lambda world: (duty_period(world).records.all()[0].pk,), fields=lambda world: {"reason": "误记。"},
    ),
    "extensions": Rule(get=everybody()),
    "disputes": Rule(get=everybody()),
    "journal": Rule(get=only(*OFFICE, "neighbour")),
    "calendar": Rule(get=everybody()),
    "calendar_year": Rule(get=everybody(), args=lambda world: (2026,)),
    "calendar_notice": Rule(
        get=only("clerk", "neighbour", then=302), post=only("clerk", "neighbour"), args=lambda world: (2027,),
        fields=lambda world: {"source": "国办发明电〔2026〕7号", "off_0": "2027-01-01", "act": "check"}, inert=True,
    ),
}  # fmt: skip
PLANS: dict[str, Rule] = {
    "plan_list": Rule(get=everybody()),
    "plan": Rule(
        get=only(*OFFICE, *AGENCY, "outsider", "county_officer"),
        post=only("clerk", then=400, leader=403, inspector=403),
        args=lambda world: (world.plan.pk,),
    ),
    "plan_gates": Rule(
        get=None,
        post=only("clerk", "leader", then=302, inspector=403),
        args=lambda world: (world.plan.pk,),
        fields=lambda world: {"gate_confidentiality": "on", "gate_disclosure": "on"},
    ),
    "plan_events": Rule(get=only(*OFFICE, *AGENCY, "outsider", "county_officer"), args=lambda world: (world.plan.pk,)),
    "plan_event": Rule(get=COMMITMENT, args=lambda world: (world.plan.pk, world.event.pk)),
    "plan_event_new": Rule(
        get=only("clerk", "inspector", "officer", "outsider", "county_officer", leader=403, head=403),
        post=only("clerk", "inspector", "officer", then=302, leader=403, head=403, outsider=422, county_officer=409),
        args=lambda world: (world.plan.pk,),
        fields=lambda world: world.reporting(),
    ),
    "plan_source": Rule(get=only(*OFFICE, *AGENCY, "outsider", "county_officer"), args=lambda world: (world.plan.pk,)),
    "import_upload": Rule(get=only("clerk", "neighbour"), post=only("clerk", "neighbour", then=400)),
    "import_agencies": Rule(get=only("clerk", "neighbour"), query="q=市"),
    "import_review": Rule(
        get=only("clerk"), post=only("clerk", then=302), args=lambda world: (world.draft.pk,),
        fields=lambda world: {"act": "abandon", "revision": str(world.draft.revision)},
    ),
    "import_source": Rule(
        get=only("clerk"), args=lambda world: (world.draft.pk,),
        query=lambda world: f"part=0&revision={world.draft.revision}",
    ),
    "import_repairs": Rule(
        get=only("clerk"), post=only("clerk", then=400), args=lambda world: (world.draft.pk,),
        fields=lambda world: {"act": "refuse", "revision": str(world.draft.revision), "one": "0-0"}, inert=True,
    ),
    "import_wording": Rule(
        get=only("clerk"), post=only("clerk", then=302), args=lambda world: (world.draft.pk,),
        fields=lambda world: {"act": "mark_all", "revision": str(world.draft.revision), "word": "逐条"},
    ),
    "import_sentences": Rule(
        get=only("clerk"), post=only("clerk", then=302), args=lambda world: (world.draft.pk,),
        fields=lambda world: {"act": "name_sentences", "revision": str(world.draft.revision), "name": "closing"},
        query="name=unexplained",
    ),
    "plan_chain": Rule(
        get=only(*OFFICE, *AGENCY, "outsider", "county_officer"),
        post=only("clerk", then=302, leader=403, inspector=403),
        args=lambda world: (world.plan.pk,),
        fields=lambda world: {
            "act": "link", "document": str(world.upper.pk), "ours": "二/（一）/1", "theirs": "一/2",
        },
    ),
    "plan_chain_missing": Rule(
        get=only(*OFFICE, *AGENCY, "outsider", "county_officer"), args=lambda world: (world.plan.pk, world.upper.pk)
    ),
    "import_compare": Rule(
        get=only("clerk"), post=only("clerk", then=302), args=lambda world: (world.version_draft.pk,),
        fields=lambda world: {"revision": str(world.version_draft.revision), "group": "added", "how": "accepted"},
    ),
    "import_version": Rule(
        get=only("clerk"), post=only("clerk", then=302), args=lambda world: (world.version_draft.pk,),
        fields=lambda world: {
            "act": "choose", "revision": str(world.version_draft.revision), "plan": str(world.plan.pk),
        },
    ),
    "plan_doubts": Rule(
        get=only("clerk", "leader"), post=only("clerk", then=302, leader=403), args=lambda world: (world.drafted.pk,),
        fields=lambda world: {"one": str(world.doubt.pk), "reason": "按原文办理。"},
    ),
    "consultation": Rule(
        get=only("clerk", "leader"), post=only("clerk", then=302, leader=403), args=lambda world: (world.consulted.pk,),
        fields=lambda world: {
            "act": "decide", "comment": str(world.comment.pk), "version": "1", "outcome": "adopted", "reason": "",
        },
    ),
    "consultation_export": Rule(get=only("clerk", "leader"), args=lambda world: (world.consulted.pk,)),
    "consultation_agency": Rule(
        get=only(*AGENCY), post=only(*AGENCY, then=302), args=lambda world: (world.consulted.pk,),
        fields=lambda world: {
            "act": "withdraw", "comment": str(world.comment.pk), "version": str(world.comment.version),
        },
    ),
    "import_commit": Rule(
        get=None, post=only("clerk", then=302), args=lambda world: (world.open_draft.pk,),
        fields=lambda world: {"revision": str(world.open_draft.revision)},
    ),
}  # fmt: skip
NEW_AGENCY = {"name": "云川市文化局", "short_name": "市文化局", "kind": "department", "order": "9"}
END = {"last_day": "2026-12-31", "reason": "撤并。"}


def renaming(world: World) -> dict[str, Any]:
    """What the clerk confirms after he has looked at what a renaming does."""
    city, on = world.city, date(2026, 9, 7)
    names = ("云川市司法行政局", "市司法行政局")
    wanted = Reorganisation(SuccessionKind.RENAME, on, "云发〔2026〕9号", (city.other,), (city.other,), *names)
    return {
        "act": "carry_out",
        "kind": "rename",
        "on": on.isoformat(),
        "jurisdiction": str(city.jurisdiction.pk),
        "predecessors": city.other.name,
        "name": wanted.name,
        "short_name": wanted.short_name,
        "ground": wanted.ground,
        "seen": preview(wanted, Choices(), timezone.localdate()).seen,
    }


REGISTERS: dict[str, Rule] = {
    "organisation": Rule(get=only("clerk", "neighbour")),
    "agency_new": Rule(
        get=only("clerk", "neighbour"), post=only("clerk", then=302, neighbour=400),
        fields=lambda world: NEW_AGENCY | {"jurisdiction": str(world.city.jurisdiction.pk)},
    ),
    "organisation_place_new": Rule(
        get=only("clerk", "neighbour"), post=only("clerk", then=302, neighbour=400),
        fields=lambda world: {"name": "新河县", "level": "county", "parent": str(world.city.jurisdiction.pk)},
    ),
    "organisation_import": Rule(get=only("clerk", "neighbour"), post=only("clerk", "neighbour", then=400)),
    "organisation_import_confirm": Rule(
        get=None, post=only("clerk", "neighbour", then=409), fields=lambda world: {"checked": "forged"}
    ),
    "organisation_import_template": Rule(get=only("clerk", "neighbour")),
    "organisation_export": Rule(get=only("clerk", "neighbour")),
    "succession": Rule(
        get=only("clerk", "neighbour"), post=only("clerk", then=302, neighbour=400), fields=renaming
    ),
    "organisation_sets": Rule(get=only("clerk", "neighbour")),
    "organisation_set_new": Rule(
        get=only("clerk", "neighbour"), post=only("clerk", then=302, neighbour=400),
        fields=lambda world: {"name": "各部门", "kind": "department", "jurisdiction": str(world.city.jurisdiction.pk)},
    ),
    "organisation_set": Rule(
        get=REGISTER, post=only("clerk", then=302), args=lambda world: (world.agency_set.pk,),
        fields=lambda world: {"name": "各县市区政府", "kind": "county_government"},
    ),
    "organisation_set_add": Rule(
        get=None, post=only("clerk", then=302), args=lambda world: (world.set_member.agency_set_id,),
        fields=lambda world: {"members": world.city.county.name, "valid_from": "2026-12-31"},
    ),
    "organisation_set_end": Rule(
        get=REGISTER, post=only("clerk", then=302), fields=lambda world: END,
        args=lambda world: (world.set_member.agency_set_id, world.set_member.pk),
    ),
    "agency": Rule(
        get=REGISTER, post=only("clerk", then=302), args=lambda world: (world.city.other.pk,),
        fields=lambda world: NEW_AGENCY,
    ),
    "agency_alias_add": Rule(
        get=None, post=only("clerk", then=302), args=lambda world: (world.city.other.pk,),
        fields=lambda world: {"alias": "市司法行政局"},
    ),
    "agency_alias_remove": Rule(
        get=None, post=only("clerk", then=302), args=lambda world: (world.city.agency.pk, world.alias.pk)
    ),
    "agency_deactivate": Rule(
        get=REGISTER, post=only("clerk", then=302), args=lambda world: (world.city.other.pk,), fields=lambda world: END
    ),
    "agency_reactivate": Rule(
        get=None, post=only("clerk", then=302), args=lambda world: (world.city.other.pk,), inert=True
    ),
    "agency_person_new": Rule(
        get=REGISTER, post=only("clerk", then=200), args=lambda world: (world.city.other.pk,),
        fields=lambda world: {
            "full_name": "新人", "username": "xinren", "role": "officer", "valid_from": "2026-09-07",
        },
    ),
    "membership_end": Rule(
        get=REGISTER, post=only("clerk", then=302), args=lambda world: (world.membership.pk,), fields=lambda world: END
    ),
    "person": Rule(
        get=REGISTER, post=only("clerk", then=302), args=lambda world: (world.city.officer.pk,),
        fields=lambda world: {"full_name": "李静", "email": "", "phone": "123"},
    ),
    "person_password": Rule(get=None, post=only("clerk"), args=lambda world: (world.city.officer.pk,)),
    "person_deactivate": Rule(
        get=None, post=only("clerk", then=302), args=lambda world: (world.city.officer.pk,), fields=lambda world: END
    ),
    "person_reactivate": Rule(
        get=None, post=only("clerk", then=302), args=lambda world: (world.city.officer.pk,), inert=True
    ),
}  # fmt: skip

RULES: dict[str, Rule] = {**FRAME, **WORK, **PLANS, **REGISTERS}

STATES: dict[str, Rule] = {
    "item_act:urge": item_act("urge", "clerk", "leader", "inspector", remark="请抓紧办理。"),
    "item_act:copy": Rule(
        get=seeing(*OFFICE, *AGENCY), post=seeing(*OFFICE, *AGENCY, then=302),
        args=lambda world: (world.commitment.pk, "copy"),
        fields=lambda world: {"people": world.city.second_leader.pk, "remark": "请了解。"},
    ),
    "item_act:correct": Rule(
        get=seeing(*OFFICE, *AGENCY), post=seeing("clerk", then=302, seen=422),
        args=lambda world: (world.commitment.pk, "correct"), fields=lambda world: {"entry": "1", "text": "日期写错。"},
    ),
    **{
        f"item_act:{name}": taking_back(name, node)
        for name, node in (
            ("withdraw-plan", "sign_plan"),
            ("withdraw-report", "execute"),
            ("withdraw-claim", "inspect"),
            ("withdraw-rectification", "recheck"),
            ("withdraw-slip-answer", "sign_slip"),
            ("withdraw-duty", "sign_duty"),
            ("withdraw-part", "confirm_part"),
        )
    },
    "item_act:withdraw-contribution": Rule(
        get=seeing("outsider", seen=302), post=seeing("outsider", then=302),
        args=lambda world: (world.commitments["take_in"].pk, "withdraw-contribution"),
    ),
    "item_act:ask-return": Rule(
        get=seeing("officer", seen=302), post=seeing("officer", then=302, seen=409),
        args=lambda world: (world.commitments["approve_plan"].pk, "ask-return"),
        fields=lambda world: {"reason": "数字要核对。"},
    ),
    "item_act:snooze": item_act("snooze", *AGENCY, until="2099-06-01", reason="等省里的口径。"),
    "plan:draft": Rule(
        get=only("clerk", "leader"),
        post=only("clerk", then=302, leader=403),
        args=lambda world: (world.drafted.pk,),
        fields=lambda world: settings_of(world) | {"plan_working_days": "25"},
    ),
    "consultation:parties": drafting("parties", **CLAUSE),
    "consultation:out": drafting("out", why="与上级要求重复。"),
    "consultation:new": drafting("new", number="二/9", text="设立咨询窗口。", after="", **CLAUSE),
    "step:write_plan": Rule(
        get=seeing("officer", seen=302), post=seeing("officer", then=302),
        args=lambda world: (world.task("write_plan").pk,), fields=lambda world: plan_fields(),
    ),
    "step:sign_plan": step("sign_plan", "head", **AGREE),
    "step:approve_plan": step("approve_plan", "leader", **AGREE),
    "step:publish_plan": step("publish_plan", "officer", url="https://example.org/p", published_on="2026-09-12"),
    "step:execute": step("execute", "officer", text="全部上线。"),
    "step:submit_report": step("submit_report", "officer", text="已梳理三百问。", percent="40"),
    "step:sign_report": step("sign_report", "head", **AGREE),
    "step:inspect": step("inspect", "inspector", decision="accept", conclusion="属实。"),
    "step:rectify": step("rectify", "officer", text="已更新。"),
    "step:recheck": step("recheck", "inspector", **AGREE),
    "step:close": step("close", "leader", **AGREE),
    "step:sign_extension": step("sign_extension", "head", **AGREE),
    "step:advise_extension": step("advise_extension", "inspector", **AGREE, remark="理由属实。"),
    "step:grant_extension": step("grant_extension", "leader", **AGREE),
    "step:fulfil_duty": step("fulfil_duty", "officer", remark="均已公开。"),
    "step:sign_duty": step("sign_duty", "head", **AGREE),
    "item_act:extension": item_act(
        "extension", "officer", clock="completion", to="2099-12-01", cause="机房改造延后。"
    ),
    "item_act:extension-withdraw": Rule(
        get=seeing("officer", seen=302), post=seeing("officer", then=302),
        args=lambda world: (world.commitments["sign_extension"].pk, "extension-withdraw"),
        fields=lambda world: {"clock": "completion"},
    ),
    "step:sign_suspension": step("sign_suspension", "head", **AGREE),
    "step:grant_suspension": step("grant_suspension", "leader", **AGREE),
    "item_act:suspension": Rule(
        get=seeing("officer", "clerk", "inspector", seen=302),
        post=seeing("officer", "clerk", "inspector", then=302),
        args=lambda world: (world.commitment.pk, "suspension"),
        fields=lambda world: {"until": str(timezone.localdate() + timedelta(days=60)), "cause": "等待上级细则。"},
    ),
    "item_act:suspension-withdraw": Rule(
        get=seeing("officer", seen=302), post=seeing("officer", then=302),
        args=lambda world: (world.commitments["sign_suspension"].pk, "suspension-withdraw"),
    ),
    "item_act:resume": Rule(
        get=seeing("head", "clerk", "leader", seen=302), post=seeing("head", "clerk", "leader", then=302),
        args=lambda world: (world.commitments["suspended"].pk, "resume"),
        fields=lambda world: {"remark": "原因已消除。"},
    ),
    "step:review_release": step("review_release", "head", **AGREE, remark="已对照保密事项清单。"),
    "item_act:release": Rule(
        get=seeing("officer", seen=302), post=seeing("officer", then=302),
        args=lambda world: (world.commitments["release"].pk, "release"),
    ),
    "item_act:release-withdraw": Rule(
        get=seeing("officer", seen=302), post=seeing("officer", then=302),
        args=lambda world: (world.commitments["review_release"].pk, "release-withdraw"),
    ),
    "item_act:release-object": Rule(
        get=seeing("inspector", seen=302), post=seeing("inspector", then=302),
        args=lambda world: (world.commitments["withheld"].pk, "release-object"),
        fields=lambda world: {"reason": "报价可以遮盖后公布。"},
    ),
    "step:sign_dispute": step("sign_dispute", "head", **AGREE),
    "step:answer_dispute": step("answer_dispute", "clerk", **AGREE, remark="职责规定在先。"),
    "step:rule_dispute": step("rule_dispute", "leader", **AGREE, remark="维持原分工。"),
    "item_act:dispute": item_act("dispute", "officer", reason="三定方案未列此项职责。", agency="市司法局"),
    "item_act:ruling": Rule(
        get=seeing("officer", seen=302), post=seeing("officer", then=302),
        args=lambda world: (world.commitments["upheld"].pk, "ruling"),
        fields=lambda world: {"reason": "答复未涉及职责依据。"},
    ),
    "item_act:dispute-withdraw": Rule(
        get=seeing("officer", seen=302), post=seeing("officer", then=302),
        args=lambda world: (world.commitments["sign_dispute"].pk, "dispute-withdraw"),
    ),
    "item_act:transfer": item_act("transfer", "clerk", "leader", agency="市司法局", reason="归口办理。"),
    "item_act:answer-difficulties": Rule(
        get=seeing("clerk", "leader", "inspector", seen=302),
        post=seeing("clerk", "leader", "inspector", then=302),
        args=lambda world: (world.commitments["difficult"].pk, "answer-difficulties"),
        fields=lambda world: {"text": "由办公室协调两名借调人员。"},
    ),
    "item_act:slip": item_act("slip", "clerk", "leader", "inspector", demand="请按期报送。"),
    "item_act:slip-withdraw": Rule(
        get=seeing("inspector", seen=302), post=seeing("inspector", then=302),
        args=lambda world: (world.commitments["answer_slip"].pk, "slip-withdraw"),
        fields=lambda world: {"reason": "已电话说明。"},
    ),
    "step:answer_event": step("answer_event", "officer", text="已书面答复。", done_at="2026-09-07T09:30"),
    "step:answer_slip": step("answer_slip", "officer", text="已逐项整改。"),
    "step:sign_slip": step("sign_slip", "head", **AGREE),
    "step:accept_slip": step("accept_slip", "clerk", "inspector", **AGREE),
    "item_act:split": item_act("split", "clerk", "leader", text="建立问答库。", reason="任务过大。"),
    "item_act:merge": Rule(
        get=seeing("clerk", "leader", seen=302), post=seeing("clerk", "leader", then=302),
        args=lambda world: (world.commitment.pk, "merge"),
        fields=lambda world: {"into": str(world.commitments["write_plan"].pk), "reason": "内容重复。"},
    ),
    "item_act:hand-out": Rule(
        get=seeing("head", seen=302), post=seeing("head", then=302),
        args=lambda world: (world.commitment.pk, "hand-out"),
        fields=lambda world: {"section": "数据资源科", "officer": str(world.city.officer.pk)},
    ),
    "step:state_part": step("state_part", "officer", text="本局负责数据归集。"),
    "step:confirm_part": step("confirm_part", "clerk", **AGREE),
    "step:contribute": step("contribute", "outsider", text="已提供三年数据。"),
    "step:take_in": Rule(
        get=seeing("officer", seen=302), post=seeing("officer", then=302),
        args=lambda world: (world.task("take_in").pk,), fields=lambda world: {"node": "take_in", **AGREE},
    ),
    "step:countersign": Rule(
        get={**seeing("head", seen=302), "county_officer": 302},
        post={**seeing("head", then=302), "county_officer": 403},
        args=lambda world: (world.task("countersign").pk,), fields=lambda world: {"node": "countersign", **AGREE},
    ),
    "item_act:contribution": Rule(
        get=seeing("officer", seen=302), post=seeing("officer", then=302),
        args=lambda world: (world.commitment.pk, "contribution"),
        fields=lambda world: {
            "agency": str(world.city.other.pk), "demand": "请提供近三年数据。", "due_on": str(world.soon()),
        },
    ),
    "item_act:escalate": Rule(
        get={**seeing("officer", seen=302), "outsider": 302},
        post={**seeing("officer", then=302), "outsider": 404},
        args=lambda world: (world.commitments["contribute"].pk, "escalate"),
        fields=lambda world: {"remark": "影响方案成稿。"},
    ),
    "item_act:contribution-waive": Rule(
        get={**seeing("officer", seen=302), "outsider": 302},
        post={**seeing("officer", then=302), "outsider": 404},
        args=lambda world: (world.commitments["contribute"].pk, "contribution-waive"),
        fields=lambda world: {
            "contribution": str(world.task("contribute").process.contribution_id), "reason": "已从平台取得。",
        },
    ),
    "item_act:signer": item_act("signer", "officer", "head", agency="市司法局", reason="涉及执法数据。"),
    "item:of_another": Rule(
        get={**COMMITMENT, "outsider": 200}, args=lambda world: (world.commitments["contribute"].pk,)
    ),
    "item_act:reopen": Rule(
        get=seeing("leader", seen=302), post=seeing("leader", then=302),
        args=lambda world: (world.commitments["ended"].pk, "reopen"),
        fields=lambda world: {"until": str(world.day_ahead("ended")), "reason": "问题反弹。"},
    ),
    "step:review": Rule(
        get=only("clerk", leader=302, inspector=302), post=only("clerk", then=302, leader=403, inspector=403),
        args=lambda world: (world.task("review").pk,), fields=lambda world: {"node": "review"},
    ),
    "step:approve": Rule(
        get=only("leader", clerk=302, inspector=302), post=only("leader", then=302, clerk=403, inspector=403),
        args=lambda world: (world.task("approve").pk,), fields=lambda world: {"node": "approve", **AGREE},
    ),
    "step:issue": Rule(
        get=only("clerk", "leader", inspector=302), post=only("clerk", "leader", then=302, inspector=403),
        args=lambda world: (world.task("issue").pk,),
        fields=lambda world: {"node": "issue", "published_on": "2026-09-07", "overdue": "on"},
    ),
}  # fmt: skip
"""The same address in another state: a plan in draft, a change of a draft under consultation, the page
`step` at every other human node."""
