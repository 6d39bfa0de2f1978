"""Look at an attempt: its learner as far as it may be shown, staff at everything."""

from dataclasses import replace
from datetime import datetime

from lyceum.assessment.errors import AttemptNotFound
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.disclosure import EVERYTHING, disclosure
from lyceum.assessment.model.sight import Sight
from lyceum.assessment.store import attempts, question_files, question_sets
from lyceum.assessment.store.with_terms import for_view
from lyceum.kernel.access import Caller
from lyceum.kernel.directory import members

PERMISSION = "grade.view"


def view_attempt(caller: Caller, attempt: str, *, at: datetime) -> Sight:
    """An attempt with its questions and answers, and the results that the caller may see.

    Raises AttemptNotFound, also for other learners' attempts: that they exist is nobody's business. 1 to 3 round trips,
    one more for the names of those who marked where two people do, and one more where answers have files.
    Source: RULES S1-23, S2-8.
    """
    id = AttemptId.parse(attempt)
    is_staff = caller.person != id.learner
    if is_staff and not caller.may_somewhere(PERMISSION, at=at):
        raise AttemptNotFound
    found, terms = for_view(caller.tenant, id)
    if is_staff and not caller.may(PERMISSION, at=at, scope=f"course:{found.assessment.course}"):
        raise AttemptNotFound
    disclosed = EVERYTHING if is_staff else disclosure(found.assessment.settings, found.attempt, at=at, terms=terms)
    sight = Sight(
        attempt=attempts.whole(caller.tenant, found.attempt),
        assessment=found.assessment,
        disclosed=disclosed,
        at=at,
        questions=question_sets.of_attempt(caller.tenant, id),
        key=found.key,
        address=question_files.address,
        for_staff=is_staff,
        viewer=caller.person,
    )
    if disclosed.questions:
        sight = _with_sent_files(caller.tenant, sight)
    marked = [mark.by for place in found.attempt.proposals for mark in sight.marks(place)]
    if not marked:
        return sight
    known = members(caller.tenant, marked)
    return replace(sight, names={person: member.name for person, member in known.items()})


def _with_sent_files(tenant: str, sight: Sight) -> Sight:
    uploads = [upload for place in sight.attempt.answers for upload in sight.uploads(place)]
    if not uploads:
        return sight
    # What fetches files costs a cold start what only attempts with files need.
    from lyceum.assessment.store import answer_files

    return replace(sight, sent=answer_files.sent(tenant, sight.attempt.id, uploads, at=sight.at))
