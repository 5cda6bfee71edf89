"""What happens without a person, and what the clerk enters for everybody: the ticker's chores, a year's notice."""

from datetime import date, datetime, timedelta

from flows.actions import duties, reports
from flows.actions import extension as extending
from flows.actions import suspension as suspending
from flows.reminders import remind
from tests.machine.model import Model
from tests.machine.papers import Report
from tests.machine.people import POSTS, Person
from tests.machine.steps import Step
from tests.machine.world import World, look_at_calendar
from workflow.deadlines import seeded
from workflow.errors import Refused
from workflow.models import Commitment
from workflow.services import calendar_entry, plans
from workflow.services.calendar import calendar_in_force


def tick(world: World) -> None:
    """The chores of the engine: open reports and periods of duties, end what has passed, remind."""
    model, now = world.model, world.now
    expected = (
        _lapse(model),
        _lapse_stops(model),
        _resume(model, now),
        _open_reports(model),
        _close_periods(model),
        _open_periods(model),
    )
    got = (
        extending.lapse_undecided(now),
        suspending.lapse_undecided(now),
        suspending.resume_due(now),
        reports.open_due_reports(now),
        duties.close_past(now),
        duties.open_due(now),
    )
    if got != expected:
        raise world.differs("tick", f"lapsed, resumed, opened and closed {got}, the model says {expected}")
    if any(expected):
        world.compare("tick: requests, suspensions, reports and duties")
    reminded = remind(now)
    entries = world.new_entries()
    if len(entries) != reminded or any(act != "reminded" or who for _item, act, who in entries):
        raise world.differs("remind", f"{reminded} reminders, but the journal got {entries}")
    if entries and not model.days.calendar.is_workday(model.today):
        raise world.differs("remind", "reminders went out on a day off")
    for item in model.items:
        if item.rests and any(pk == item.pk for pk, _act, _who in entries):
            raise world.differs("remind", f"item {item.pk} rests, but somebody was reminded of it")
        item.entries += [(act, who) for pk, act, who in entries if pk == item.pk]
    world.compare(f"tick: {reminded} reminders", changed=False)


def _open_reports(model: Model) -> int:
    first = model.today.replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    period, opened = f"{first:%Y-%m}", 0
    for item in model.items:
        if item.published and not item.claimed and not item.ended and not item.rests and period not in item.reports:
            clock = model.clock(last, model.limits.report)
            item.reports[period] = Report(clock)
            item.beside.append(Step("submit_report", clock.due, period))
            model.record(item, "report_opened", "")
            opened += 1
    return opened


def _close_periods(model: Model) -> int:
    closed = 0
    for item in model.items:
        if item.duty is None or item.rests:
            continue
        for period in item.duty.open_ones:
            if period.closes < model.today:
                period.close(item.duty.needed)
                item.drop_period(period.name)
                model.record(item, "duty_lapsed", "")
                closed += 1
    return closed


def _open_periods(model: Model) -> int:
    opened = 0
    for item in model.items:
        if item.duty is None or item.rests or item.ended:
            continue
        while item.duty.next_on <= min(model.today, item.completion):
            period = item.duty.open_next()
            opened += 1
            if period.closes < model.today:
                period.close(item.duty.needed)
                model.record(item, "duty_lapsed", "")
            else:
                item.beside.append(Step("fulfil_duty", period.last, period.name))
                model.record(item, "duty_opened", "")
    return opened


def _lapse(model: Model) -> int:
    running = [item for item in model.items if not item.rests]
    lapsed = [(item, kind) for item in running for kind in item.requests if model.today > item.date_of(kind)]
    for item, kind in lapsed:
        item.drop_request(kind)
        model.record(item, "extension_lapsed", "")
    return len(lapsed)


def _lapse_stops(model: Model) -> int:
    lapsed = [item for item in model.items if item.asked is not None and model.today > item.asked.until]
    for item in lapsed:
        item.drop_stop_request()
        model.record(item, "suspension_lapsed", "")
    return len(lapsed)


def _resume(model: Model, now: datetime) -> int:
    over = [item for item in model.items if item.stopped_until is not None and model.today > item.stopped_until]
    for item in over:
        item.wake(model.days, now)
        model.record(item, "suspension_ended", "")
    return len(over)


def notice_of(year: int, variant: int) -> calendar_entry.NoticeText:
    """Invented notices of a year that differ in where the days off lie."""
    known = seeded().years.get(year)
    off = dict(known.holidays) if known else {date(year, 1, 1): "元旦", date(year, 5, 1): "劳动节"}
    worked = known.make_up_days if known else frozenset()
    for place in range(variant):
        for month in (1, 3, 10, 11, 12):
            day = date(year, month, 9 + 5 * place)
            if day not in worked:
                off[day] = "调休"
    return calendar_entry.NoticeText(year, off, worked, f"{year}年通知（之{variant}）")


def enter_notice(world: World, year: int, variant: int, who: Person, *, late: bool) -> str:
    """Enter it; `late` is somebody who looked at a version that is no longer in force. The code of the refusal."""
    model, notice = world.model, notice_of(year, variant)
    world.now += timedelta(minutes=1)
    present = calendar_in_force().years.get(year)
    version = calendar_entry.version_in_force(year)
    same = present is not None and set(present.holidays) == set(notice.holidays)
    expected = "" if who.name == "clerk" else "not_permitted"
    expected = expected or ("calendar_entered_meanwhile" if late else "calendar_unchanged" if same else "")
    told = f"{who.name}: notice of {year}, variant {variant}"
    try:
        calendar_entry.enter_year(notice, seen_version=version + late, actor=who.user, now=world.now)
        got = ""
    except Refused as refused:
        got = refused.code
    if got != expected:
        raise world.differs(told, f"refused as {got}, the model says {expected}")
    if not got:
        look_at_calendar()
        model.days.calendar = calendar_in_force()
        model.expected.append((0, "calendar_entered", who.name))
        for item in model.items:
            if item.recount(model.days):
                model.record(item, "due_date_moved", who.name)
    world.compare(f"{told} -> {got or 'done'}", changed=not got)
    return got


def set_gates(world: World, gates: set[str], who: Person) -> str:
    """Set the gates of the plan before publication. The code of the refusal."""
    world.now += timedelta(minutes=1)
    posts = POSTS[who.name]
    at_office = any(where == "office" for _role, where in posts)
    may = any(role in ("clerk", "leader") for role, _where in posts)
    expected = "" if may else "not_permitted" if at_office else "not_found"
    told = f"{who.name}: gates {sorted(gates)}"
    plan = Commitment.objects.values_list("plan_id", flat=True).get(pk=world.model.items[0].pk)
    try:
        plans.set_gates(plan, dict.fromkeys(gates, True), actor=who.user, now=world.now)
        got = ""
    except Refused as refused:
        got = refused.code
    if got != expected:
        raise world.differs(told, f"refused as {got}, the model says {expected}")
    if not got and gates != world.model.gates:
        world.model.gates = gates
        world.model.expected.append((0, "gates_changed", who.name))
    world.compare(f"{told} -> {got or 'done'}", changed=not got)
    return got
