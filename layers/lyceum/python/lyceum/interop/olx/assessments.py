"""The questions of each lesson as its one assessment (RULES S3-8), weighted as the grading policy says."""

from collections import Counter
from decimal import Decimal

from lyceum.content.kinds import AssessmentKind
from lyceum.content.outline import AssessmentDocument, LessonDocument
from lyceum.interop.olx.desk import Desk
from lyceum.interop.olx.outline import Lesson
from lyceum.interop.olx.policy import Grading, report_types

_DEFAULT_PASS_MARK = Decimal(60)
_MOST_MINUTES = Decimal(10_080)


class Assessor:
    """Makes the assessments of a course and tells about its lessons and assignment types."""

    def __init__(self, desk: Desk, grading: Grading, lessons: list[Lesson]) -> None:
        self._desk = desk
        self._grading = grading
        self._lessons = lessons
        self._formats = {id(lesson): self._format(lesson) for lesson in lessons}
        self._counted = Counter(name for lesson in lessons if (name := self._formats[id(lesson)]) and _points(lesson))

    def assessments(self) -> dict[str, AssessmentDocument]:
        """Lesson id → assessment, for the lessons that have questions."""
        made = {}
        for lesson in self._lessons:
            if lesson.questions:
                made[lesson.document.id] = self._assessment(lesson)
            elif not lesson.implied and lesson.block.settings.text("due"):
                lesson.notes.append("the due date is not kept: there is nothing to hand in")
            self._report(lesson, made.get(lesson.document.id))
        report_types(self._grading, self._counted, self._desk.ledger)
        return made

    def _format(self, lesson: Lesson) -> str | None:
        """The assignment type of a graded lesson."""
        settings = lesson.block.settings
        name = settings.text("format")
        return name if not lesson.implied and settings.flag("graded") and name and name != "notgraded" else None

    def _assessment(self, lesson: Lesson) -> AssessmentDocument:
        minutes = None if lesson.implied else self._minutes(lesson)
        format = self._formats[id(lesson)]
        pass_mark = self._grading.pass_mark if self._grading.pass_mark is not None else _DEFAULT_PASS_MARK
        gradable = _points(lesson) > 0
        if not gradable:
            lesson.notes.append("none of its questions can be graded, so it counts for nothing")
        due = None if lesson.implied else lesson.block.settings.instant("due")
        return AssessmentDocument(
            id=self._desk.id("a", lesson.document.id),
            title=lesson.document.title,
            kind=AssessmentKind.EXAM if minutes or "exam" in (format or "").lower() else AssessmentKind.QUIZ,
            chapter=lesson.chapter,
            lesson=lesson.document.id,
            pass_mark=pass_mark if gradable else Decimal(0),
            time_limit_minutes=minutes,
            max_attempts=self._attempts(lesson),
            weight=self._weight(lesson, format) if gradable else Decimal(0),
            due_at=due,
            questions=tuple(lesson.questions),
        )

    def _minutes(self, lesson: Lesson) -> int | None:
        settings = lesson.block.settings
        limited = settings.flag("is_time_limited") or settings.flag("is_proctored_enabled")
        minutes = settings.number("default_time_limit_minutes", most=_MOST_MINUTES)
        if limited and not minutes:
            lesson.notes.append("it is timed, but no time is given: it has no limit here")
        return int(minutes) if limited and minutes and minutes >= 1 else None

    def _attempts(self, lesson: Lesson) -> int | None:
        if len(lesson.attempts) == 1:
            return next(iter(lesson.attempts))
        if len(lesson.attempts) > 1:
            allowed = ", ".join(sorted(str(number or "any number of") for number in lesson.attempts))
            lesson.notes.append(f"its problems allow {allowed} attempts; the assessment as a whole does not limit them")
        return None

    def _weight(self, lesson: Lesson, format: str | None) -> Decimal:
        if format is None:
            return Decimal(1) if not self._grading.found and lesson.block.settings.flag("graded") else Decimal(0)
        if not self._grading.found:
            return Decimal(1)
        if format not in self._grading.types:
            lesson.notes.append(
                f"graded as '{format[:60]}', which the grading policy does not know: it counts for nothing"
            )
        return self._grading.weight(format, self._counted[format])

    def _report(self, lesson: Lesson, assessment: AssessmentDocument | None) -> None:
        if lesson.implied:
            return
        block = lesson.block
        target = f"lesson:{lesson.document.id}"
        if assessment is None and self._formats[id(lesson)]:
            lesson.notes.append("it is graded, but has no questions")
        self._desk.ledger.taken(block.name, block.tag, target=target, notes=[*lesson.notes, *block.settings.account()])


def _points(lesson: Lesson) -> Decimal:
    return sum((question.question.points for question in lesson.questions), Decimal(0))


def with_assessment(lesson: LessonDocument, made: dict[str, AssessmentDocument]) -> LessonDocument:
    """The lesson naming its assessment."""
    assessment = made.get(lesson.id)
    return lesson.model_copy(update={"assessment": assessment.id}) if assessment else lesson
