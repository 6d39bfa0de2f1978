"""Attempts read together with what their learner was granted; apart, for saving an answer needs none of it."""

from functools import partial
from typing import Any

from lyceum.assessment.errors import AssessmentNotFound
from lyceum.assessment.model.accommodation import terms_for
from lyceum.assessment.model.assessment import Assessment
from lyceum.assessment.model.attempt import Attempt
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.terms import Terms
from lyceum.assessment.store import accommodations, attempts, prepared
from lyceum.assessment.store.assessments import assessment_of
from lyceum.assessment.store.attempt_items import attempts_of, is_prepared
from lyceum.assessment.store.attempts import Sitting
from lyceum.assessment.store.items import AssessmentItem, AttemptItem, assessment_key, attempt_prefix
from lyceum.kernel.table import get, query, tenant_key
from lyceum.kernel.table.read import in_parallel


def before_start(tenant: str, learner: str, assessment: str) -> tuple[Assessment, Attempt | None, Terms]:
    """The assessment, the learner's latest attempt at it, and what they have beyond others. Where one waits for them
    that was prepared, it is remembered that the assessment was opened.

    Raises AssessmentNotFound. 1 round trip, ≤ 2 RCU.
    """
    found: list[Any] = in_parallel(
        partial(get, AssessmentItem, assessment_key(tenant, assessment)),
        partial(
            query,
            AttemptItem,
            tenant_key(tenant, "U", learner),
            prefix=attempt_prefix(assessment),
            limit=1,
            forward=False,
            consistent=True,
        ),
        partial(accommodations.of_learner, tenant, learner),
    )
    item, page, granted = found
    if item is None:
        raise AssessmentNotFound(assessment=assessment)
    if any(map(is_prepared, page.items)):
        prepared.remember(tenant, assessment, item.course)
    return assessment_of(item), next(iter(attempts_of(page.items)), None), terms_for(item.course, assessment, granted)


def for_view(tenant: str, id: AttemptId) -> tuple[Sitting, Terms]:
    """An attempt with its assessment and key, and what its learner has now, which may be more than it began with.

    Raises AttemptNotFound. 1 round trip, 3.5 RCU and up.
    """
    read: list[Any] = in_parallel(
        partial(attempts.sitting, tenant, id), partial(accommodations.of_learner, tenant, id.learner)
    )
    found, granted = read
    return found, terms_for(found.attempt.course, id.assessment, granted)
