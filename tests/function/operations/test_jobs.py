"""Scheduled jobs: begun once per cause, claimed once per attempt, repeated when they fail or die."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lyceum.kernel import jobs
from lyceum.kernel.clock import now
from lyceum.kernel.jobs import JobNotFound, JobRunItem, job_entry_point, runs_of
from lyceum.kernel.timers import Due, claim
from operations.jobs import handler
from operations.repeat_job import handler as repeat
from operations.start_job import handler as start
from tests.http import person, request

pytestmark = pytest.mark.store
SAMPLE = json.loads(Path("events/operations/repeat_job.json").read_text(encoding="utf-8"))
JOB = "insight.seal_days"
_instants = iter(range(10_000))


@pytest.fixture
def at() -> str:
    """An instant that no other test's run stands for."""
    instant = datetime(2021, 1, 1, tzinfo=UTC) + timedelta(days=next(_instants), microseconds=0)
    return f"{instant:%Y-%m-%dT%H:%M:%S}.000Z"


def run_of(at: str) -> JobRunItem:
    (found,) = [item for item in runs_of(JOB, limit=1000).items if f"#{at}#" in item.sk]
    return found


def due(item: JobRunItem, attempt: int) -> dict[str, Any]:
    detail: dict[str, Any] = SAMPLE["detail"] | {
        "name": "JobDue",
        "data": {"job": JOB, "run": item.sk, "attempt": attempt},
    }
    return {**SAMPLE, "detail": detail}


def overdue(item: JobRunItem) -> dict[str, Any]:
    """What the sweep tells of a run's timer, which it takes away."""
    if item.gsi2sk:
        place = {"PK": item.pk, "SK": item.sk, "GSI2SK": item.gsi2sk}
        assert claim(Due.of({name: {"S": text} for name, text in place.items()}), at=now())
    data = {"id": f"{item.pk}|{item.sk}", "due": "2026-01-01T00:00:00.000Z"}
    return {**SAMPLE, "detail": SAMPLE["detail"] | {"data": data}}


def test_a_schedule_that_fires_twice_begins_one_run(table: str, at: str) -> None:
    assert start({"job": JOB, "at": at}, None) == start({"job": JOB, "at": at}, None)
    item = run_of(at)
    assert (item.state, int(item.attempt)) == ("due", 1)
    assert item.gsi2pk is not None


def test_an_undeclared_job_is_refused(table: str, at: str) -> None:
    with pytest.raises(JobNotFound):
        start({"job": "insight.nothing", "at": at}, None)


def test_an_attempt_is_made_once_however_often_it_is_told(table: str, at: str) -> None:
    start({"job": JOB, "at": at}, None)
    worked: list[datetime] = []
    function = job_entry_point(JOB, worked.append)
    for _ in range(3):
        function(due(run_of(at), 1), None)
    assert [instant.isoformat() for instant in worked] == [datetime.fromisoformat(at).isoformat()]
    item = run_of(at)
    assert item.state == "succeeded"
    assert not item.gsi2pk
    assert item.ended_at is not None


def test_a_failing_job_is_tried_three_times_and_then_given_up(table: str, at: str) -> None:
    start({"job": JOB, "at": at}, None)

    def fail(_: datetime) -> None:
        raise LookupError("no such day")

    function = job_entry_point(JOB, fail)
    for attempt in (1, 2):
        function(due(run_of(at), attempt), None)
        waiting = run_of(at)
        assert (waiting.error, int(waiting.attempt)) == ("LookupError", attempt)
        assert waiting.gsi2pk is not None
        repeat(overdue(waiting), None)
        assert (run_of(at).state, int(run_of(at).attempt)) == ("due", attempt + 1)
    function(due(run_of(at), 3), None)
    ended = run_of(at)
    assert (ended.state, ended.error) == ("failed", "LookupError")
    assert not ended.gsi2pk


def test_a_job_whose_function_dies_goes_on_by_its_timer(table: str, at: str) -> None:
    start({"job": JOB, "at": at}, None)

    def die(_: datetime) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        job_entry_point(JOB, die)(due(run_of(at), 1), None)
    assert run_of(at).state == "running"
    repeat(overdue(run_of(at)), None)
    repeat(overdue(run_of(at)), None)
    assert int(run_of(at).attempt) == 3
    repeat(overdue(run_of(at)), None)
    assert (run_of(at).state, run_of(at).error) == ("failed", "TimedOut")


def test_a_run_that_ended_is_not_repeated(table: str, at: str) -> None:
    start({"job": JOB, "at": at}, None)
    job_entry_point(JOB, lambda _: None)(due(run_of(at), 1), None)
    repeat(overdue(run_of(at)), None)
    assert run_of(at).state == "succeeded"


def test_an_operator_sees_jobs_and_runs_one(table: str) -> None:
    operator = person("operator", "*", "operator")
    key = {"Idempotency-Key": f"run-{next(_instants)}-now"}
    first = request(handler, "POST /v1/jobs/{job}/runs", caller=operator, headers=key, job=JOB)
    again = request(handler, "POST /v1/jobs/{job}/runs", caller=operator, headers=key, job=JOB)
    assert (first.status, again.status) == (202, 202)
    listed = request(handler, "GET /v1/jobs", caller=operator)
    assert [job["name"] for job in listed.json["items"]] == sorted(jobs.JOBS)
    (ours,) = [job for job in listed.json["items"] if job["name"] == JOB]
    assert first.json["run"] in {run["run"] for run in ours["runs"]}


def test_an_unknown_job_cannot_be_run(table: str) -> None:
    operator = person("operator", "*", "operator")
    answer = request(handler, "POST /v1/jobs/{job}/runs", caller=operator, job="no.job")
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (404, "job-not-found")
