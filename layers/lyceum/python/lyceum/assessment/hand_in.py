"""Learners hand in work for an assignment: every version is kept, the newest counts."""

from dataclasses import replace
from datetime import datetime

from lyceum.assessment.assignments.events import SubmissionHandedIn
from lyceum.assessment.errors import FormNotAccepted, WorkUploadNotFound
from lyceum.assessment.model.course_assignment import AcceptedForms
from lyceum.assessment.model.submission import HandedIn, Submission, SubmissionId, Work, WorkForm
from lyceum.assessment.model.work_file import WorkFile, check_file
from lyceum.assessment.store import submissions, work_files, work_terms
from lyceum.assessment.tries import ATTEMPTS
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import Busy


def hand_in(
    caller: Caller, assignment: str, form: WorkForm, content: str, *, creation: Creation, at: datetime
) -> Submission:
    """Hand in a version. `content` is the text, the address of the link, or the id of the caller's own upload.

    Whether it is in time is decided by `at`, the server's clock. The same creation again is the same version. Of two
    devices at once both are kept, one after the other, as far as the assignment allows, and what the learner was
    granted beyond it (WISHES 12). 2 round trips, and for a file 2 calls of the bucket.
    Raises CourseAssignmentNotFound, AssignmentNotOpenYet, AssignmentClosed, FormNotAccepted, NoResubmissionsLeft,
    NotEnrolled, WorkUploadNotFound, FileKindNotAccepted, FileTooLarge, FileNotWhatItSays, IdempotencyKeyReused, Busy.
    Source: RULES S1-22, S3-16, X9.
    """
    id = SubmissionId(caller.person, assignment)
    upload = content if form is WorkForm.FILE else None
    file: WorkFile | None = None
    for _ in range(ATTEMPTS):
        case = work_terms.case(caller.tenant, id, upload=upload)
        case.assignment.demand_live()
        before = case.submission or Submission(id=id, course=case.assignment.course)
        if before.repeated(creation.id, creation.body_hash) is not None:
            return before
        settings = case.assignment.settings
        settings.demand_open(assignment, at)
        demand_form(settings.accepts, form)
        late = settings.is_late(at)
        version = HandedIn(len(before.versions) + 1, creation.id, at, form, late, creation.body_hash)
        after = before.handed_in(version, resubmissions=settings.resubmissions)
        if form is WorkForm.FILE:
            file = file or _taken(caller.tenant, case)
        work = Work(form, "" if file is not None else content, file)
        try:
            submissions.hand_in(caller.tenant, after, work, _told(after), at=at)
        except submissions.SubmissionMoved:
            continue  # another device was faster, or somebody graded: looked at anew
        return replace(after, rev=before.rev + 1)
    raise Busy("Others are writing this submission.")


def demand_form(accepts: AcceptedForms, form: WorkForm) -> None:
    """Raises FormNotAccepted."""
    taken = {WorkForm.TEXT: accepts.text, WorkForm.LINK: accepts.link, WorkForm.FILE: accepts.files is not None}
    if not taken[form]:
        raise FormNotAccepted(accepted=", ".join(str(each) for each, open in taken.items() if open))


def _taken(tenant: str, case: submissions.Case) -> WorkFile:
    """The file, by the rules that hold now: they may have changed since it was sent."""
    upload, accepts = case.upload, case.assignment.settings.accepts.files
    if upload is None or accepts is None or upload.assignment != case.assignment.id:
        raise WorkUploadNotFound
    check_file(upload.media_type, 0, kinds=frozenset(accepts.kinds), most=accepts.most_bytes)
    file = work_files.take(tenant, upload)
    check_file(file.media_type, file.size, kinds=frozenset(accepts.kinds), most=accepts.most_bytes)
    return file


def _told(submission: Submission) -> SubmissionHandedIn:
    newest = submission.newest
    return SubmissionHandedIn(
        submission=str(submission.id),
        learner=submission.id.learner,
        course=submission.course,
        assignment=submission.id.assignment,
        number=newest.number,
        form=str(newest.form),
        late=newest.late,
    )
