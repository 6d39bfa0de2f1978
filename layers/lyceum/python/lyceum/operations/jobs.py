"""Look at scheduled jobs, and run one now."""

from datetime import datetime

from lyceum.kernel.access import Caller
from lyceum.kernel.ids import new_id
from lyceum.kernel.jobs import JOBS, Job, JobRunItem, runs_of, start_run

SHOWN = 10


def list_jobs() -> list[tuple[Job, list[JobRunItem]]]:
    """Every declared job with its newest runs. 1 round trip a job."""
    return [(job, list(runs_of(job.name, limit=SHOWN).items)) for job in JOBS.values()]


def run_job(caller: Caller, name: str, *, key: str | None, at: datetime) -> JobRunItem:
    """Run a job now; the same idempotency key begins one run. Raises JobNotFound."""
    cause = f"{caller.person}:{key or new_id()}"
    return start_run(name, at=at, cause=cause, actor=caller.person, wished=key is not None)
