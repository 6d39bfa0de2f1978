"""What crosses the wire."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from lyceum.kernel.clock import Instant
from lyceum.kernel.jobs import Job, JobRunItem

RunState = Literal["due", "running", "succeeded", "failed"]


class JobRunView(BaseModel):
    """One run of a job."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    run: str
    state: RunState
    attempt: int
    due_since: Instant
    ended_at: Instant | None = None
    error: str | None = None
    """Name of what the last attempt failed with."""

    @classmethod
    def of(cls, item: JobRunItem) -> "JobRunView":
        """From the kept run."""
        return cls(
            run=item.run,
            state=item.state,  # type: ignore[arg-type]
            attempt=int(item.attempt),
            due_since=item.due_since,
            ended_at=item.ended_at,
            error=item.error,
        )


class JobView(BaseModel):
    """A scheduled job with its newest runs."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    name: str
    summary: str
    cron: str
    zone: str
    attempts: int
    delay_seconds: int
    timeout_seconds: int
    runs: list[JobRunView]

    @classmethod
    def of(cls, job: Job, runs: list[JobRunItem]) -> "JobView":
        """From the declaration and what is kept."""
        return cls(
            name=job.name,
            summary=job.summary,
            cron=job.cron,
            zone=job.zone,
            attempts=job.attempts,
            delay_seconds=job.delay_seconds,
            timeout_seconds=job.timeout_seconds,
            runs=[JobRunView.of(item) for item in runs],
        )


class JobList(BaseModel):
    """Every declared job."""

    items: list[JobView]
