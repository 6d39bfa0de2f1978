"""Task of the import workflow: the assessments of an imported course, with their question sets and keys."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime

from lyceum.assessment.model.assessment import Assessment, Version
from lyceum.assessment.model.drawing import Files
from lyceum.assessment.model.settings import AssessmentSettings
from lyceum.assessment.store import assessments, documents, question_files
from lyceum.assessment.tries import ATTEMPTS
from lyceum.content.outline import AssessmentDocument
from lyceum.content.published import assessment_id
from lyceum.content.question_files import named_files
from lyceum.kernel.errors import Busy, ChangedInTheMeantime


@dataclass(frozen=True, slots=True)
class Written:
    """How many assessments the document has, and how many of them were new or changed."""

    assessments: int
    changed: int


def write_question_sets(
    tenant: str, course: str, *, document: str, requester: str, dry_run: bool, at: datetime
) -> Written:
    """Write each assessment of the document in the content bucket as a draft; publishing the course makes it live.

    The same document again changes nothing, what authors set since included. A dry run only counts.
    Raises InvalidQuestionSet, InvalidWindow, LessonTaken, QuestionSetTooLarge, Busy.
    """
    whole = documents.course_document(document)
    keys = {asset.path: asset.key for asset in whole.assets}
    changed = 0
    for each in whole.assessments:
        files = question_files.among(keys, {one.question.id: named_files(one) for one in each.questions})
        changed += _write(tenant, course, each, files, requester=requester, dry_run=dry_run, at=at)
    return Written(len(whole.assessments), changed)


def _write(
    tenant: str, course: str, document: AssessmentDocument, files: Files, *, requester: str, dry_run: bool, at: datetime
) -> bool:
    id = assessment_id(course, document.id)
    for _ in range(ATTEMPTS):
        there = assessments.find_if_there(tenant, id)
        source = _fingerprint(document, files)
        if there is not None and there.source == source:
            return False
        number = there.newest + 1 if there is not None else 1
        version = Version.of(id, number, document.questions, files=files)
        if dry_run:
            return True
        try:
            if there is None:
                new = _new(id, course, document, version, at)
                assessments.add(tenant, replace(new, source=source), version, None, actor=requester)
            else:
                _change(tenant, replace(there, source=source), document, version, requester, at)
        except (assessments.AssessmentExists, ChangedInTheMeantime):
            continue  # an author or another import was faster: what they did is looked at anew
        return True
    raise Busy("Others are changing the assessment.")


def _new(id: str, course: str, document: AssessmentDocument, version: Version, at: datetime) -> Assessment:
    return Assessment(
        id=id,
        course=course,
        lesson=document.lesson,
        chapter=document.chapter,
        title=document.title,
        settings=AssessmentSettings.of_document(document),
        newest=1,
        changed_at=at,
        digest=version.digest,
        questions=len(document.questions),
        maximum=version.key.maximum,
    )


def _change(
    tenant: str, there: Assessment, document: AssessmentDocument, version: Version, requester: str, at: datetime
) -> None:
    """What the document says replaces what it said before; settings that it knows nothing of stay the author's."""
    moved = replace(
        there,
        lesson=document.lesson,
        chapter=document.chapter,
        title=document.title,
        settings=there.settings.with_document(document),
    )
    changed = moved.with_version(version, at=at)
    new = version if changed.newest != there.newest else None
    assessments.change(tenant, changed, new, actor=requester, at=at, moved=moved.lesson != there.lesson)


def _fingerprint(document: AssessmentDocument, files: Files) -> str:
    said = document.model_dump_json() + (json.dumps(files, sort_keys=True) if files else "")
    return hashlib.sha256(said.encode()).hexdigest()[:32]
