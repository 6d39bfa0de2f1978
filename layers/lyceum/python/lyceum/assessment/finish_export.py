"""Last task of the export workflow: how it ended is written down and told."""

from collections.abc import Mapping
from datetime import datetime

from lyceum.assessment.model.question_export import QuestionExportState
from lyceum.assessment.store import question_exports
from lyceum.kernel.caught import reason_of


def finish_export(
    tenant: str,
    export: str,
    *,
    state: QuestionExportState,
    counts: Mapping[str, int],
    error: Mapping[str, str] | None,
    at: datetime,
) -> None:
    """Write it down once; an export that has ended stays as it is.

    `error`: what the workflow caught, as Step Functions writes it (`Error`, `Cause`). Raises QuestionExportNotFound.
    2 round trips.
    """
    found = question_exports.find(tenant, export, at=at)
    reason = reason_of(error, ours=state is QuestionExportState.FAILED) if error else None
    question_exports.finish(found, state, counts=counts, reason=reason, at=at)
