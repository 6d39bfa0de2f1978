"""Files that were sent for questions and that no answer names go, once none can name them any more."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime

from lyceum.assessment.model.answer_file import AnswerUpload
from lyceum.assessment.model.attempt import Attempt, State
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.sight import response_at
from lyceum.assessment.responses import FilesResponse
from lyceum.assessment.store import answer_files, attempts


def discard_files(tenant: str, attempt: str, *, at: datetime) -> int:
    """Take away what was sent for a finished attempt and is in no answer; how many files. Repeats find nothing.

    1 round trip for each hundred uploads of the learner and 1 for the attempt, one more for its long answers; 1 and a
    call of the bucket for each file that goes. Raises AttemptNotFound where it has files and is not there, Busy.
    """
    id = AttemptId.parse(attempt)
    return _discard(tenant, id.learner, lambda found: found.id == id, {attempt}, at=at)


def discard_files_of_course(tenant: str, learner: str, course: str, *, at: datetime) -> int:
    """The same for everything that the learner has given up, or finished, in a course."""
    return _discard(tenant, learner, lambda found: found.course == course, None, at=at)


def _discard(
    tenant: str, learner: str, wanted: Callable[[Attempt], bool], among: set[str] | None, *, at: datetime
) -> int:
    sent = defaultdict[str, list[AnswerUpload]](list)
    for upload in answer_files.completed(tenant, learner):
        if among is None or upload.attempt in among:
            sent[upload.attempt].append(upload)
    gone = 0
    for attempt, uploads in sent.items():
        found = attempts.find(tenant, AttemptId.parse(attempt))
        if found.state is State.IN_PROGRESS or not wanted(found):
            continue
        named = _named(attempts.whole(tenant, found))
        for upload in uploads:
            if upload.id not in named:
                answer_files.remove(tenant, learner, upload, at=at)
                gone += 1
    return gone


def _named(attempt: Attempt) -> set[str]:
    """Uploads that its answers name, as they were when it was finished: nothing changes them afterwards."""
    responses = (response_at(attempt, {}, place) for place in attempt.answers)
    return {file.upload for each in responses if isinstance(each, FilesResponse) for file in each.files}
