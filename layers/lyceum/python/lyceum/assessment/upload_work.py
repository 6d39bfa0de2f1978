"""Let a learner send a file for an assignment."""

from datetime import datetime

from lyceum.assessment.hand_in import demand_form
from lyceum.assessment.model.submission import WorkForm
from lyceum.assessment.model.work_file import WorkUpload, check_file
from lyceum.assessment.store import work_files, work_terms
from lyceum.assessment.store.sent_files import UPLOAD_LIVES
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation


def upload_work(
    caller: Caller, assignment: str, *, name: str, size: int, media_type: str, creation: Creation, at: datetime
) -> tuple[WorkUpload, str, dict[str, str]]:
    """The upload, and address and fields of the form that sends it. The same creation again gives the same upload.

    The form takes one file of at most `size` bytes and this media type, for 15 minutes; only its learner can hand it
    in, for this assignment alone. 2 round trips.
    Raises CourseAssignmentNotFound, AssignmentNotOpenYet, AssignmentClosed, NotEnrolled, FormNotAccepted,
    FileKindNotAccepted, FileTooLarge, IdempotencyKeyReused. Source: RULES S3-16.
    """
    found = work_terms.find(caller.tenant, caller.person, assignment)
    found.demand_live()
    found.settings.demand_open(assignment, at)
    accepts = found.settings.accepts
    demand_form(accepts, WorkForm.FILE)
    if accepts.files is not None:
        check_file(media_type, size, kinds=frozenset(accepts.files.kinds), most=accepts.files.most_bytes)
    upload = WorkUpload(
        id=creation.id,
        learner=caller.person,
        assignment=assignment,
        name=name,
        size=size,
        media_type=media_type,
        expires_at=at + UPLOAD_LIVES,
    )
    work_files.add_upload(caller.tenant, upload, creation, course=found.course, at=at)
    url, fields = work_files.form(caller.tenant, upload)
    return upload, url, fields
