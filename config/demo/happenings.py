"""Events of the demo city: what happened or is planned, who registered it, and what the agency recorded it did."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from config.demo.people import Cast
from flows.actions import events
from flows.models import Task
from workflow import policies
from workflow.models import Plan
from workflow.services.event_hanging import Reported, hanging


@dataclass(frozen=True, slots=True)
class Happening:
    """An event on a working day since the issue: `words` are those of the plan, `known` hours after it happened.
    `answered` is the day on which the agency recorded what it did; None while it has not."""

    day: int
    hour: int
    words: str
    name: str
    known: int = 0
    by: str = ""
    """The agency whose officer registered it; the clerk without one."""
    answered: int | None = None
    text: str = ""


HAPPENINGS = (
    Happening(
        16, 9, "收到差评", "政务大厅三号窗口差评", known=1, answered=18,
        text="已电话联系当事人，说明材料退回的原因并约定再次办理时间。",
    ),
    Happening(
        20, 10, "收到报错", "“公交站点”数据集坐标报错", by="市数据局", answered=21,
        text="已核对并更正十一个站点的坐标，答复报错人。",
    ),
    Happening(25, 15, "征集结束", "停车收费办法意见征集结束", known=1),
)  # fmt: skip


def register(plan: Plan, found: Happening, cast: Cast, now: datetime) -> None:
    """Enter it, with all that hangs on it."""
    actor = cast.officers[found.by] if found.by else cast.clerk
    happened = now - timedelta(hours=found.known, minutes=20)
    told = Reported(name=found.name, words=[found.words], happened_at=happened, known_at=now - timedelta(minutes=20))
    chosen = [hang.key for hang in hanging(plan, told, policies.scope_of(actor))]
    events.register(plan.pk, told, chosen, actor=actor, now=now)


def answer(found: Happening, cast: Cast, now: datetime) -> None:
    """Whoever has to record what he did, does; on an item that has ended meanwhile nobody has to."""
    waiting = Task.objects.open().filter(node="answer_event", process__event_response__event__name=found.name)
    for task in waiting.select_related("agency"):
        if task.agency is not None:
            officer = cast.officers[task.agency.short_name]
            events.answer(task.pk, text=found.text, done_at=now - timedelta(minutes=30), actor=officer, now=now)
