"""GET /v1/jobs and POST /v1/jobs/{job}/runs: scheduled jobs, their runs, and running one by hand."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Depends, Response
from aws_lambda_powertools.event_handler.openapi.params import Path

from lyceum.kernel import clock
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import IdempotencyKey
from lyceum.kernel.http import REFUSALS, allowed, http_entry_point
from lyceum.kernel.jobs import JobNotFound
from lyceum.kernel.problems import problems
from lyceum.operations.api import JobList, JobRunView, JobView
from lyceum.operations.jobs import list_jobs, run_job

app = APIGatewayHttpResolver(enable_validation=True)


@app.get(
    "/v1/jobs",
    operation_id="listJobs",
    tags=["operations"],
    summary="Scheduled jobs and their newest runs",
    responses={
        200: {"description": "Every job.", "content": {"application/json": {"model": JobList}}},
        **problems(*REFUSALS),
    },
)
def get(caller: Annotated[Caller, Depends(allowed("job.view"))]) -> JobList:
    """For operators of the platform."""
    return JobList(items=[JobView.of(job, runs) for job, runs in list_jobs()])


@app.post(
    "/v1/jobs/<job>/runs",
    operation_id="runJob",
    tags=["operations"],
    summary="Run a job now",
    status_code=202,
    responses={
        202: {"description": "Begun.", "content": {"application/json": {"model": JobRunView}}},
        **problems(*REFUSALS, JobNotFound),
    },
)
def run(
    job: Annotated[str, Path(pattern=r"^[a-z_]+\.[a-z_]+$", max_length=80)],
    caller: Annotated[Caller, Depends(allowed("job.run"))],
    idempotency_key: IdempotencyKey = None,
) -> Response[JobRunView]:
    """For operators of the platform. The run goes on after the answer; look at it in the list."""
    begun = run_job(caller, job, key=idempotency_key, at=clock.now())
    return Response(
        status_code=202,
        content_type="application/json",
        body=JobRunView.of(begun),
        headers={"Location": "/v1/jobs"},
    )


handler = http_entry_point(app)
