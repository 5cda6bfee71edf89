"""The entry of the job queue: Django's Tasks API calls this in a worker."""

from django_tasks import task

from workflow.services import job_runs


@task()
def run_job(job_id: int) -> None:
    """Run one job; an id handed over twice runs once."""
    job_runs.run(job_id)
