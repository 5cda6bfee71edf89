"""Long jobs: started once, honest progress, an end that is a sentence, and a life after a worker's death."""

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import transaction

from tests.builders import City
from workflow.errors import Invalid, NotVisible, TransitionRefused
from workflow.models import Job, User
from workflow.services import job_runs, jobs
from workflow.services.job_runs import JobHandle
from workflow.status import JobStatus

MINUTE = timedelta(minutes=1)


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Registrations of this test only."""
    monkeypatch.setattr(jobs, "_kinds", {})


def begin(owner: User, now: datetime, kind: str = "count", **arguments: object) -> Job:
    """A waiting job."""
    return jobs.start(kind, title="数一数", owner=owner, arguments=arguments, now=now)


def run(job: Job, at: datetime) -> Job:
    """Run it and look at the row."""
    job_runs.run(job.pk, now=lambda: at)
    job.refresh_from_db()
    return job


@pytest.fixture
def counting(kinds: None) -> None:
    """A job that counts to `arguments["to"]` and leads to the help page."""

    @jobs.register("count")
    def count(job: JobHandle) -> jobs.JobResult:
        for number in range(1, job.arguments["to"] + 1):
            job.progress(number, job.arguments["to"])
        return jobs.JobResult(url="/help/", data={"counted": job.arguments["to"]})


def test_a_job_runs_to_its_result(city: City, now: datetime, counting: None) -> None:
    job = run(begin(city.clerk, now, to=3), now)
    assert (job.status, job.done, job.total) == (JobStatus.DONE, 3, 3)
    assert (job.result_url, job.result) == ("/help/", {"counted": 3})
    assert job.finished_at == now


def test_an_id_handed_over_twice_runs_once(city: City, now: datetime, kinds: None) -> None:
    runs: list[int] = []

    @jobs.register("count")
    def count(job: JobHandle) -> None:
        runs.append(job.job.pk)

    job = begin(city.clerk, now)
    job_runs.run(job.pk)
    job_runs.run(job.pk)
    assert runs == [job.pk]


def test_starting_in_a_transaction_that_fails_starts_nothing(city: City, now: datetime, counting: None) -> None:
    def fail() -> None:
        with transaction.atomic():
            begin(city.clerk, now, to=3)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not Job.objects.exists()


def test_an_unknown_kind_cannot_be_started(city: City, now: datetime, kinds: None) -> None:
    with pytest.raises(LookupError):
        begin(city.clerk, now, "nothing")


def test_a_refusal_becomes_a_sentence_with_its_remedy_and_every_fault(city: City, now: datetime, kinds: None) -> None:
    @jobs.register("count")
    def refused(job: JobHandle) -> None:
        raise Invalid("x", "这份文件没有事项。", remedy="换一份。", details=["第 9 行", "第 12 行"])

    job = run(begin(city.clerk, now), now)
    assert job.status == JobStatus.FAILED
    assert job.error.splitlines() == ["这份文件没有事项。", "换一份。", "第 9 行", "第 12 行"]


def test_a_fault_of_the_code_shows_a_number_and_no_secrets(
    city: City, now: datetime, kinds: None, caplog: pytest.LogCaptureFixture
) -> None:
    @jobs.register("count")
    def broken(job: JobHandle) -> None:
        raise RuntimeError("password=hunter2")

    job = run(begin(city.clerk, now), now)
    assert job.status == JobStatus.FAILED
    assert "hunter2" not in job.error
    number = job.error.rstrip("。.")[-8:]
    assert number in caplog.text


def test_the_sentence_is_in_the_language_of_the_owner(city: City, now: datetime, kinds: None) -> None:
    jobs.register("count")(lambda job: 1 / 0)  # type: ignore[arg-type,return-value]
    city.clerk.language = "en"
    city.clerk.save()
    assert "Error number" in run(begin(city.clerk, now), now).error


def test_a_waiting_job_is_cancelled_at_once(city: City, now: datetime, counting: None) -> None:
    job = begin(city.clerk, now, to=3)
    jobs.cancel(job, city.clerk, now=now)
    assert run(job, now).status == JobStatus.CANCELLED


def test_a_running_job_stops_at_its_next_unit(city: City, now: datetime, kinds: None) -> None:
    @jobs.register("count")
    def count(job: JobHandle) -> None:
        job.progress(1, 3)
        jobs.cancel(job.job, city.clerk, now=now)
        job.progress(2, 3)
        job.progress(3, 3)

    job = run(begin(city.clerk, now), now)
    assert job.status == JobStatus.CANCELLED
    assert job.done < 3


@pytest.mark.django_db(transaction=True)
def test_a_job_inside_its_own_transaction_is_cancelled_too_and_keeps_nothing(
    city: City, now: datetime, kinds: None
) -> None:
    @jobs.register("count")
    def count(job: JobHandle) -> None:
        with transaction.atomic():
            city.clerk.phone = "kept"
            city.clerk.save()
            cache.set(jobs.cache_key(job.job, "cancel"), True)
            job.progress(3, 3)

    job = run(begin(city.clerk, now), now)
    city.clerk.refresh_from_db()
    assert (job.status, city.clerk.phone) == (JobStatus.CANCELLED, "")


def test_a_job_is_cancelled_by_its_owner_only_and_once(city: City, now: datetime, counting: None) -> None:
    job = begin(city.clerk, now, to=1)
    with pytest.raises(NotVisible):
        jobs.cancel(job, city.leader, now=now)
    run(job, now)
    with pytest.raises(TransitionRefused):
        jobs.cancel(job, city.clerk, now=now)


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_by_others_also_from_inside_a_transaction(city: City, now: datetime, kinds: None) -> None:
    seen: list[int] = []

    @jobs.register("count")
    def count(job: JobHandle) -> None:
        with transaction.atomic():
            for number in (1, 2):
                job._told_at = None
                job.progress(number, 2, note=f"第 {number} 条")
                seen.append(jobs.own_job(city.clerk, job.job.pk).done)

    run(begin(city.clerk, now), now)
    assert seen == [1, 2]


def test_progress_is_told_four_times_a_second_at_most(
    city: City, now: datetime, kinds: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    monkeypatch.setattr(jobs, "_on_change", [lambda job: told.append(job.done)])
    moments = (now + timedelta(milliseconds=10 * number) for number in range(10_000))

    @jobs.register("count")
    def count(job: JobHandle) -> None:
        for number in range(1, 101):
            job.progress(number, 100)

    job_runs.run(begin(city.clerk, now).pk, now=lambda: next(moments))
    assert 4 <= len(told) <= 8
    assert told[-1] == 100


def test_a_job_whose_worker_died_starts_again(city: City, now: datetime, counting: None) -> None:
    job = begin(city.clerk, now, to=2)
    Job.objects.filter(pk=job.pk).update(status=JobStatus.RUNNING, attempts=1, leased_until=now)
    assert jobs.recover(now + MINUTE) == 1
    assert jobs.recover(now + MINUTE) == 0
    assert run(job, now + MINUTE).status == JobStatus.DONE


def test_a_job_that_cannot_start_again_says_so(city: City, now: datetime, kinds: None) -> None:
    jobs.register("count", restartable=False)(lambda job: None)
    job = begin(city.clerk, now)
    Job.objects.filter(pk=job.pk).update(status=JobStatus.RUNNING, attempts=1, leased_until=now)
    jobs.recover(now + MINUTE)
    job.refresh_from_db()
    assert job.status == JobStatus.FAILED
    assert job.error


def test_a_job_that_kills_its_worker_again_and_again_ends(city: City, now: datetime, counting: None) -> None:
    job = begin(city.clerk, now, to=2)
    Job.objects.filter(pk=job.pk).update(status=JobStatus.RUNNING, attempts=jobs.MAX_ATTEMPTS, leased_until=now)
    jobs.recover(now + MINUTE)
    job.refresh_from_db()
    assert job.status == JobStatus.FAILED


def test_a_job_with_a_living_worker_is_left_alone(city: City, now: datetime, counting: None) -> None:
    job = begin(city.clerk, now, to=2)
    Job.objects.filter(pk=job.pk).update(status=JobStatus.RUNNING, leased_until=now + 2 * MINUTE)
    assert jobs.recover(now + MINUTE) == 0


def test_a_worker_that_lost_its_lease_cannot_write_into_the_new_run(city: City, now: datetime, kinds: None) -> None:
    @jobs.register("count")
    def slow(job: JobHandle) -> jobs.JobResult:
        Job.objects.filter(pk=job.job.pk).update(attempts=2)
        return jobs.JobResult(url="/late/")

    job = run(begin(city.clerk, now), now)
    assert (job.status, job.result_url) == (JobStatus.RUNNING, "")


@pytest.mark.django_db(transaction=True)
def test_the_queue_of_the_database_runs_what_was_committed(city: City, now: datetime, counting: None) -> None:
    from config.background import run_jobs

    job = begin(city.clerk, now, to=2)
    run_jobs()
    job.refresh_from_db()
    assert job.status == JobStatus.DONE


def test_the_tray_counts_open_jobs_of_the_person(city: City, now: datetime, counting: None) -> None:
    begin(city.clerk, now, to=1)
    run(begin(city.clerk, now, to=1), now)
    counted = dict(User.objects.values_list("username", jobs.running_count()))
    assert counted[city.clerk.username] == 1
    assert counted[city.leader.username] == 0
