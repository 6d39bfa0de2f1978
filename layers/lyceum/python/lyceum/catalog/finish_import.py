"""Write down how an import ended."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from lyceum.catalog.model.job import Effect, Import, ImportState
from lyceum.catalog.store import jobs
from lyceum.kernel.caught import reason_of


def finish_import(
    tenant: str,
    job: str,
    *,
    state: ImportState,
    course: str | None,
    effect: Effect,
    counts: Mapping[str, int],
    questions: Mapping[str, int] | None = None,
    report: str | None,
    error: Mapping[str, str] | None,
    at: datetime,
) -> Import:
    """The import at its end, which is told once; the same end again changes nothing.

    `questions`: how many the import `added` to a bank, `changed` in it, found `unchanged`. `error`: what the workflow
    caught, as Step Functions writes it (`Error`, `Cause`).
    Raises ImportNotFound, ImportAlreadyEnded.
    """
    found = jobs.find_import(tenant, job, consistent=True)
    ended = replace(
        found,
        state=state,
        course=course or found.course,
        effect=effect if questions is None else effect_on_bank(questions),
        counts={**(counts or found.counts), **{f"questions_{name}": n for name, n in (questions or {}).items()}},
        report_key=report or found.report_key,
        reason=reason_of(error, ours=state is ImportState.FAILED) if error else None,
        finished_at=at,
    )
    jobs.end_import(ended, at=at)
    return ended


def effect_on_bank(questions: Mapping[str, int]) -> Effect:
    """What an import did to a bank, which was there before."""
    return Effect.CHANGED if questions.get("added") or questions.get("changed") else Effect.NONE
