"""The table of `docs/acts.md`, written from the code: acts and graphs of `flows`, rights, who is told."""

from django.utils import translation

from flows.acts import BY_ITSELF, OF_AGENCIES, OF_POSTS, ROWS, human_nodes, next_steps, right_of, roles_with
from flows.acts.row import ActRow
from notifications.recipients import RULES, Rule
from workflow.services.acts import act_label

HEAD = """# Acts

Every act on a work plan and its commitments. `manage.py acts` writes this page from the code; a test of
`tests/flows/test_acts_page.py` fails on a difference. Rights come from `workflow.policies`, steps from the graphs of
`flows`, who is told from `notifications.recipients`, the rest from `flows.acts`. An act is refused with 404 to those
the commitment is foreign to, with 403 to those who may only see it, with 409 when the step is no longer open.

*Own*: at the agency of the commitment; *reach*: every agency of the office's jurisdiction and below; *not by the same
hands*: not by somebody who had a hand in what is decided. In bold: who is asked to do something. Whoever acts is not
told.

| act | from step | who | effect | told | undone by |
|---|---|---|---|---|---|
"""
ALONE = """
## What the system records by itself

Named as such in every history (系统自动), never as a person's consent.

| entry | made by | told |
|---|---|---|
"""
POSTS = """
## Acts on a post

| act | who | effect | told | undone by |
|---|---|---|---|---|
"""
AGENCIES = """
## Acts on agencies

| act | who | effect | told | undone by |
|---|---|---|---|---|
"""


def page() -> str:
    """The whole page."""
    with translation.override("en"):
        rows = [_line(_cells(row, node)) for row in ROWS for node in (row.nodes or ("",))]
        alone = [_line([_named(entry), maker, _told(entry)]) for entry, maker in BY_ITSELF.items()]
        posts = [
            _line([_named(entry), who, effect, _told(entry), undo]) for entry, (who, effect, undo) in OF_POSTS.items()
        ]
        agencies = [
            _line([_named(entry), who, effect, _told(entry), undo])
            for entry, (who, effect, undo) in OF_AGENCIES.items()
        ]
    beside = [POSTS, *posts, AGENCIES, *agencies, ALONE, *alone]
    return HEAD + "".join([*rows, *beside])


def _cells(row: ActRow, node: str) -> list[str]:
    steps = human_nodes()
    record = row.record_at(node)
    opened = [f"opens “{steps[name].task_title}”" for name in next_steps(row, node)]
    effect = "; ".join([*opened, *([row.effect] if row.effect else [])])
    beside = "a closed or discontinued commitment" if row.of_ended else "any step of an open commitment"
    where = f"{steps[node].task_title} `{node}`" if node else beside
    return [_named(record), where, _who(row, node), effect or "ends the flow", _told(record), row.undo]


def _who(row: ActRow, node: str) -> str:
    right = right_of(row, node)
    names = [f"{role.value} ({'reach' if wide else 'own'})" for role, wide in roles_with(right)]
    return f"`{right}`: {', '.join(names)}" + ("; not by the same hands" if row.separate else "")


def _told(entry: str) -> str:
    rule = RULES.get(entry)
    return _people(rule) if rule is not None else "nobody"


def _people(rule: Rule) -> str:
    names = [f"**{told.role.value}**" if told.asks else told.role.value for told in rule.told]
    names += ["those it is about"] if rule.own_account else []
    return ", ".join([*names, *(["**those the step waits for**"] if rule.by_act else [])])


def _named(entry: str) -> str:
    with translation.override("zh-hans"):
        chinese = act_label(entry)
    return f"{act_label(entry)} {chinese} `{entry}`"


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |\n"
