"""Authors make and change assessments by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from lyceum.assessment.errors import CourseNotFound, InvalidQuestionSet
from lyceum.assessment.model.assessment import Assessment, Version
from lyceum.assessment.model.drawing import Files, Settled, pinned_ids
from lyceum.assessment.model.question_set import PLAIN, MarkingKey, QuestionSet, join
from lyceum.assessment.model.sections import Structure
from lyceum.assessment.model.settings import AssessmentSettings
from lyceum.assessment.model.structuring import check_structure
from lyceum.assessment.pin_draws import pin_draws
from lyceum.assessment.store import assessments, question_files, question_sets
from lyceum.assessment.store.items import course_key
from lyceum.content.kinds import AssessmentKind
from lyceum.content.questions import AuthoredQuestion
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.parents import demand_parent
from lyceum.kernel.text import LocalizedText

_NOBODY_HAS_TO_EARN = (AssessmentKind.SURVEY, AssessmentKind.SELF_ASSESSMENT)


@dataclass(frozen=True, slots=True)
class Authored:
    """An assessment with the questions and keys that authors work on."""

    assessment: Assessment
    questions: Sequence[AuthoredQuestion]
    structure: Structure
    drawn: Sequence[AuthoredQuestion] = ()
    """Questions of banks that attempts are drawn from."""
    files: Files = field(default_factory=dict)
    """What all of them show."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Some of a course's assessments, as cards."""

    cards: Sequence[Mapping[str, Any]]
    next_key: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an author wants changed; None leaves it."""

    title: LocalizedText | None = None
    lesson: str | None = None
    settings: Mapping[str, Any] | None = None
    """Settings by name; those that are not named stay."""
    questions: Sequence[AuthoredQuestion] | None = None
    structure: Structure | None = None


def author_assessment(
    caller: Caller,
    course: str,
    *,
    title: LocalizedText,
    lesson: str,
    settings: AssessmentSettings,
    questions: Sequence[AuthoredQuestion],
    structure: Structure = PLAIN,
    creation: Creation,
    at: datetime,
) -> Authored:
    """Make an assessment of a course, as a draft; publishing the course makes it live.

    Draws are from the questions that their banks have now. Raises CourseNotFound, InvalidWindow,
    UnknownTimeZone, InvalidLevels,
    InvalidQuestionSet, InvalidSections, InvalidScoring, InvalidConversion, BankNotFound, InvalidDraw, UnknownFiles,
    NothingToEarn, LessonTaken, QuestionSetTooLarge.
    """
    settings.check()
    settled = pin_draws(caller, structure, questions, at=at)
    if not settled.questions:
        raise InvalidQuestionSet
    _demand_points(settings, settled.questions)
    version = _version(caller, course, creation.id, 1, questions, settled, before=())
    assessment = Assessment(
        id=creation.id,
        course=course,
        lesson=lesson,
        title=title,
        settings=settings,
        newest=1,
        changed_at=at,
        digest=version.digest,
        questions=version.asked,
        maximum=version.key.maximum,
        rev=1,
    )
    assessments.add(caller.tenant, assessment, version, creation, actor=caller.person)
    return _authored(assessment, version.questions, version.key)


def find_assessment(caller: Caller, course: str, assessment: str) -> Authored:
    """An assessment of a course as authors work on it. Raises AssessmentNotFound. 2 round trips."""
    found = assessments.find_of_course(caller.tenant, course, assessment)
    return _authored(found, *question_sets.authored(caller.tenant, found))


def change_assessment(
    caller: Caller, course: str, assessment: str, change: Change, *, expected_revision: int | None, at: datetime
) -> Authored:
    """Change an assessment. Settings hold at once; questions and sections are a new version that waits for the next
    publication.

    Attempts keep the version that they began with. Raises AssessmentNotFound, ChangedInTheMeantime, InvalidWindow,
    UnknownTimeZone,
    InvalidQuestionSet, InvalidSections, InvalidScoring, InvalidConversion, BankNotFound, InvalidDraw, UnknownFiles,
    NothingToEarn, LessonTaken, QuestionSetTooLarge.
    """
    there = find_assessment(caller, course, assessment)
    before = there.assessment
    if expected_revision is not None and expected_revision != before.rev:
        raise ChangedInTheMeantime
    settings = before.settings.changed(change.settings or {})
    after = replace(
        before, title=change.title or before.title, lesson=change.lesson or before.lesson, settings=settings
    )
    version = None
    if settings.kind is not before.settings.kind and change.questions is None:
        _demand_points(settings, [*there.questions, *there.drawn])
    if change.questions is not None or change.structure is not None:
        version = _next_version(caller, course, there, change, settings, at)
        after = after.with_version(version, at=at)
        version = version if after.newest != before.newest else None
    if after == before:
        return there
    moved = after.lesson != before.lesson
    assessments.change(caller.tenant, after, version, actor=caller.person, at=at, moved=moved)
    written = replace(after, rev=before.rev + 1)
    return replace(there, assessment=written) if version is None else _authored(written, version.questions, version.key)


def _next_version(
    caller: Caller, course: str, there: Authored, change: Change, settings: AssessmentSettings, at: datetime
) -> Version:
    """What is not named stays: sections stand for the new questions, questions for the new sections."""
    own = there.questions if change.questions is None else change.questions
    drawn = {each.question.id for each in there.drawn}
    files = {id: files for id, files in there.files.items() if id in drawn}
    settled = Settled(there.structure, [*own, *there.drawn], files)
    if change.structure is not None:
        settled = pin_draws(caller, change.structure, own, at=at)
    _demand_points(settings, settled.questions)
    newest = there.assessment.newest
    return _version(caller, course, there.assessment.id, newest + 1, own, settled, before=there.questions)


def _demand_points(settings: AssessmentSettings, questions: Sequence[AuthoredQuestion]) -> None:
    """Raises NothingToEarn where the assessment is graded and a question can earn nobody points."""
    if settings.kind in _NOBODY_HAS_TO_EARN:
        return
    from lyceum.content.earning import can_earn  # costs a cold start what only writing needs

    for each in questions:
        if not can_earn(each):
            from lyceum.assessment.banks.errors import NothingToEarn

            raise NothingToEarn(question=each.question.id)


def _version(
    caller: Caller,
    course: str,
    assessment: str,
    number: int,
    own: Sequence[AuthoredQuestion],
    settled: Settled,
    *,
    before: Sequence[AuthoredQuestion],
) -> Version:
    """A version of its own questions and of those that it draws from, each with the files that it shows."""
    check_structure(settled.structure, settled.questions)
    found = question_files.of_course(caller.tenant, course, own)
    question_files.demand_known(own, found, before)
    files = {**settled.files, **found}
    return Version.of(assessment, number, settled.questions, settled.structure, files)


def _authored(assessment: Assessment, questions: QuestionSet, key: MarkingKey) -> Authored:
    drawn_from, every = pinned_ids(questions.structure), join(questions, key)
    own = [each for each in every if each.question.id not in drawn_from]
    drawn = [each for each in every if each.question.id in drawn_from]
    return Authored(assessment, own, questions.structure, drawn, questions.files)


def list_assessments(caller: Caller, course: str, *, after: str | None, limit: int) -> Listed:
    """The assessments of a course. 1 round trip; 2 where it has none. Raises CourseNotFound."""
    page = assessments.of_course(caller.tenant, course, after=after, limit=limit)
    demand_parent(page, course_key(caller.tenant, course), CourseNotFound(course=course), after=after)
    return Listed(page.items, page.next_key)
