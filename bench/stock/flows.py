"""Start, one human step, end: the least a stock process can be, on viewflow's own tables."""

from typing import Any

from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.models import Process, Task


class StockFlow(flow.Flow):
    """As in viewflow's own examples: everything by default."""

    process_class = Process
    task_class = Task

    start = flow.StartHandle().Next(this.approve)
    approve = flow.View(None).Next(this.end)
    end = flow.End()


def start_one() -> Any:
    """One start the stock way; returns the process."""
    return StockFlow.start.run()
