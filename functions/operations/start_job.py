"""Started by a job's schedule: begins the run of that instant, once."""

from pydantic import BaseModel, ConfigDict

from lyceum.kernel.clock import Instant, iso
from lyceum.kernel.entry import task_entry_point
from lyceum.kernel.jobs import start_run


class Scheduled(BaseModel):
    """What the schedule sends."""

    model_config = ConfigDict(extra="forbid")

    job: str
    at: Instant
    """The instant that the schedule stands for (`<aws.scheduler.scheduled-time>`)."""


class Begun(BaseModel):
    """The run."""

    run: str


def act(scheduled: Scheduled) -> Begun:
    """Translate and call; a schedule that fires twice for one instant begins one run."""
    return Begun(run=start_run(scheduled.job, at=scheduled.at, cause=iso(scheduled.at)).run)


handler = task_entry_point(Scheduled, act)
