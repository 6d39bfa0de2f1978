"""Scheduled jobs: declared once here, their runs kept, repeated by timer, each runnable by an operator (RULES S1-39).

A run is an item. Starting it tells `JobDue`; the function that owns the job claims the attempt, works, and writes down
how it ended. A function that dies leaves its timer behind, which tells again after the timeout: no scheduler has to be
trusted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from lyceum.kernel import clock, observe
from lyceum.kernel.entry import Consumer, event_entry_point
from lyceum.kernel.errors import Conflict, DomainError, NotFound
from lyceum.kernel.events import SYSTEM, Envelope, Event
from lyceum.kernel.ids import derived_id
from lyceum.kernel.table import InstantAttribute, Item, Key, Page, get, query, transaction

KEPT_DAYS = 90
OVERDUE = "operations.JobRunOverdue"


@dataclass(frozen=True, slots=True)
class Job:
    """Something that is to happen at set times."""

    name: str
    """`<context>.<operation>`, the function that does it."""
    summary: str
    cron: str
    """EventBridge Scheduler's form, six fields."""
    zone: str = "UTC"
    """IANA zone that `cron` is read in."""
    attempts: int = 3
    delay_seconds: int = 60
    timeout_seconds: int = 300


JOBS: dict[str, Job] = {
    job.name: job
    for job in (
        Job(
            "commerce.reconcile",
            "Compares what the payment provider lists with each school's orders, and puts right what differs.",
            "30 2 * * ? *",
            timeout_seconds=900,
        ),
        Job(
            "insight.seal_days", "Seals yesterday's counters, so that reading a month costs one query.", "15 1 * * ? *"
        ),
        Job(
            "operations.rotate_cursor_secret",
            "Lets the next key sign cursors; what the last one signed stays good until the rotation after.",
            "45 1 1 1,4,7,10 ? *",
        ),
    )
}


class JobDue(Event, context="operations"):
    """An attempt at a job is to be made."""

    job: str
    run: str
    attempt: int


class JobRunOverdue(Event, context="operations"):
    """A run has not ended in time, or waits for its next attempt."""

    id: str
    due: clock.Instant


class JobNotFound(NotFound):
    """No job of this name is declared."""

    title = {"en": "There is no such job", "th": "ไม่พบงานนี้"}


class JobIsRunning(Conflict):
    """This attempt was claimed before, or the run has ended."""

    title = {"en": "The job is running already", "th": "งานนี้กำลังทำอยู่"}


class JobRunItem(Item):
    """`JOB#<name> / RUN#<started>#<run>`."""

    KIND = "job_run"

    job = UnicodeAttribute(attr_name="j")
    run = UnicodeAttribute(attr_name="r")
    state = UnicodeAttribute(attr_name="s")
    """due, running, succeeded, failed."""
    attempt = NumberAttribute(attr_name="a")
    due_since = InstantAttribute(attr_name="at")
    ended_at = InstantAttribute(attr_name="e", null=True)
    error = UnicodeAttribute(attr_name="err", null=True)
    by = UnicodeAttribute(attr_name="by", null=True)


class JobWishItem(Item):
    """`JOB#<name> / WISH#<run>`: which run an operator's key has begun."""

    KIND = "job_wish"

    run = UnicodeAttribute(attr_name="r")
    """Sort key of the run."""


def job_named(name: str) -> Job:
    """The declared job. Raises JobNotFound."""
    if name not in JOBS:
        raise JobNotFound(job=name)
    return JOBS[name]


def start_run(name: str, *, at: datetime, cause: str, actor: str = SYSTEM, wished: bool = False) -> JobRunItem:
    """Begin a run, once per cause (a scheduled instant, an operator's key). Raises JobNotFound.

    `wished`: the cause may come again at another instant, as a repeated request does, and then gives the run that it
    began. 1 round trip; a wish costs 1 item more, and a repeated one 1 round trip more.
    """
    job = job_named(name)
    run = derived_id("job-run", name, cause)
    item = JobRunItem(
        f"JOB#{name}",
        f"RUN#{clock.iso(at)}#{run}",
        job=name,
        run=run,
        state="due",
        attempt=1,
        due_since=at,
        by=actor,
        ttl=int((at + timedelta(days=KEPT_DAYS)).timestamp()),
    )
    item.set_timer(OVERDUE, tenant="", id=f"{item.pk}|{item.sk}", at=_overdue(job, at))
    begun = item.sk

    def explain(old: JobWishItem) -> None:
        nonlocal begun
        begun = old.run

    with transaction(tenant="", at=at, actor=actor) as write:
        if wished:
            wish = JobWishItem(item.pk, f"WISH#{run}", run=item.sk, ttl=item.ttl)
            write.put(wish, when=JobWishItem.absent(), otherwise=explain)
        write.put(
            item,
            when=JobRunItem.absent(),
            otherwise=lambda _: None,  # the same cause again: the run is there
            events=[JobDue(job=name, run=item.sk, attempt=1)],
        )
    return item if begun == item.sk else get(JobRunItem, Key(item.pk, begun), consistent=True) or item


def repeat_overdue(id: str, *, at: datetime) -> None:
    """A run did not end in time: tell the next attempt, or give up after the last. Repeats change nothing.

    The sweep took the timer away that told of this. One in the future is that of the next attempt, so this was done.
    """
    pk, _, sk = id.partition("|")
    item = get(JobRunItem, Key(pk, sk), consistent=True)
    if item is None or item.state in ("succeeded", "failed"):
        return
    again: datetime | None = item.due
    if again is not None and again > at:
        return
    if item.state == "running":
        observe.count("JobFailed")  # it died: nobody else counts it
    job, attempt = job_named(item.job), int(item.attempt)
    if attempt >= job.attempts:
        _end(item, attempt, state="failed", error="TimedOut", at=at)
        return
    actions = [JobRunItem.state.set("due"), JobRunItem.attempt.set(attempt + 1)]
    actions += JobRunItem.timer_set(OVERDUE, tenant="", id=id, at=_overdue(job, at))
    with transaction(tenant="", at=at) as write:
        write.update(
            JobRunItem,
            item.key,
            actions,
            when=(JobRunItem.attempt == attempt) & JobRunItem.state.is_in("due", "running"),
            otherwise=lambda _: None,
            events=[JobDue(job=item.job, run=item.sk, attempt=attempt + 1)],
        )


def runs_of(name: str, *, limit: int) -> Page[JobRunItem]:
    """The newest runs of a job. 1 round trip."""
    return query(JobRunItem, f"JOB#{name}", prefix="RUN#", limit=limit, forward=False)


class _Attempt(BaseModel):
    job: str
    run: str
    attempt: int


def job_entry_point(name: str, work: Callable[[datetime], object]) -> Callable[[dict[str, Any], Any], None]:
    """The handler of the function that does a job: claims each attempt once and writes down how it ended.

    `work(due_since)` gets the instant that the run stands for. What it raises is kept by name and repeated by timer.
    """

    def act(_: Envelope, attempt: _Attempt) -> None:
        if attempt.job != name:
            return  # another function's; the rule lets none through
        key = Key(f"JOB#{attempt.job}", attempt.run)
        try:
            item = _claim(key, attempt.attempt)
        except JobIsRunning:
            return
        try:
            work(item.due_since)
        except Exception as error:  # noqa: BLE001 - whatever it was, the run keeps its name and is repeated by its timer
            _failed(item, attempt.attempt, error)
            return
        _end(item, attempt.attempt, state="succeeded", error=None, at=clock.now())

    handler = event_entry_point(Consumer("JobDue", _Attempt, act))
    handler.job = job_named(name)  # type: ignore[attr-defined]
    return handler


def _claim(key: Key, attempt: int) -> JobRunItem:
    with transaction(tenant="", at=clock.now()) as write:
        write.update(
            JobRunItem,
            key,
            [JobRunItem.state.set("running")],
            when=(JobRunItem.state == "due") & (JobRunItem.attempt == attempt),
            otherwise=JobIsRunning(),
        )
    item = get(JobRunItem, key, consistent=True)
    if item is None:
        raise JobIsRunning
    return item


def _failed(item: JobRunItem, attempt: int, error: Exception) -> None:
    observe.count("JobFailed")
    observe.logger().exception("job failed", extra={"job": item.job, "attempt": attempt})
    job, at = job_named(item.job), clock.now()
    name = type(error).__name__
    if attempt >= job.attempts:
        _end(item, attempt, state="failed", error=name, at=at)
        return
    # Back to waiting: the timer tells the next attempt after the delay.
    again = JobRunItem.timer_set(
        OVERDUE, tenant="", id=f"{item.pk}|{item.sk}", at=at + timedelta(seconds=job.delay_seconds)
    )
    _write(item, attempt, [JobRunItem.error.set(name), *again], at)


def _end(item: JobRunItem, attempt: int, *, state: str, error: str | None, at: datetime) -> None:
    actions = [JobRunItem.state.set(state), JobRunItem.ended_at.set(at), *JobRunItem.timer_removed()]
    actions.append(JobRunItem.error.set(error) if error else JobRunItem.error.remove())
    _write(item, attempt, actions, at)


def _write(item: JobRunItem, attempt: int, actions: list[Any], at: datetime) -> None:
    def explain(_: Any) -> DomainError | None:
        return None  # a later attempt has taken over: its word counts

    with transaction(tenant="", at=at) as write:
        write.update(JobRunItem, item.key, actions, when=JobRunItem.attempt == attempt, otherwise=explain)


def _overdue(job: Job, at: datetime) -> datetime:
    return at + timedelta(seconds=job.timeout_seconds + job.delay_seconds)
