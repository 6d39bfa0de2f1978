"""A course with an assessment and its learners, for tests that need a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lyceum.assessment.activate_assessments import activate_assessments
from lyceum.assessment.author_assessment import author_assessment
from lyceum.assessment.model.attempt import Attempt
from lyceum.assessment.model.attempt_id import AttemptId
from lyceum.assessment.model.question_set import PLAIN, QuestionSet
from lyceum.assessment.model.sections import Structure
from lyceum.assessment.model.settings import AssessmentSettings
from lyceum.assessment.start_attempt import start_attempt
from lyceum.assessment.store import attempts, question_sets
from lyceum.assessment.store.items import (
    CourseItem,
    EnrollmentItem,
    OutlineItem,
    course_key,
    enrollment_key,
    outline_key,
)
from lyceum.content.published import Outline, OutlineChapter, OutlineLesson
from lyceum.content.questions import AuthoredQuestion
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import Conflict
from lyceum.kernel.ids import new_id
from lyceum.kernel.table import Item, transaction
from lyceum.kernel.text import LocalizedText
from tests.http import Person, person
from tests.unit.assessment.samples import (
    NOON,
    choice_question,
    essay_question,
    numeric_question,
    short_question,
    true_false_question,
)

LESSON = "lesson-1"

MACHINE_GRADED = (choice_question(), true_false_question(), numeric_question(), short_question())
WITH_ESSAY = (choice_question(), essay_question())


def keep(tenant: str, item: Item, at: datetime = NOON) -> None:
    """Write an item of another context as its owner would have."""
    with transaction(tenant=tenant, at=at) as write:
        write.put(item, when=Item.absent(), otherwise=Conflict())


@dataclass(frozen=True)
class World:
    """A school with one published course."""

    tenant: str
    course: str

    def caller(self, name: str, *roles: str) -> Caller:
        return Caller(self.person(name, *roles).id, self.tenant, frozenset(roles or ("learner",)))

    def person(self, name: str, *roles: str) -> Person:
        return person(name, self.tenant, *(roles or ("learner",)))

    def enrolled(self, name: str, status: str = "enrolled") -> Caller:
        caller = self.caller(name)
        key = enrollment_key(self.tenant, caller.person, self.course)
        keep(self.tenant, EnrollmentItem(key.pk, key.sk, status=status))
        return caller

    def publish(self, *, at: datetime = NOON, lessons: Sequence[str] = (LESSON,)) -> None:
        title = LocalizedText.of("Course")
        shown = tuple(OutlineLesson(id=lesson, title=title, content=1) for lesson in lessons)
        chapters = (OutlineChapter(id="chapter-1", title=title, lessons=shown),)
        outline = Outline(course=self.course, version=1, title=title, chapters=chapters)
        key = outline_key(self.tenant, self.course)
        keep(self.tenant, OutlineItem(key.pk, key.sk, document=outline.model_dump(mode="json")))
        activate_assessments(self.tenant, self.course, published_at=at, at=at)

    def draft(
        self,
        questions: Sequence[AuthoredQuestion] = MACHINE_GRADED,
        *,
        structure: Structure = PLAIN,
        at: datetime = NOON,
        **settings: Any,
    ) -> str:
        """An assessment that the author has written and nobody has published."""
        made = author_assessment(
            self.caller("author", "instructor"),
            self.course,
            title=LocalizedText({"en": "Exam", "th": "สอบ"}),
            lesson=LESSON,
            settings=AssessmentSettings(**settings),
            questions=questions,
            structure=structure,
            creation=Creation(new_id()),
            at=at,
        )
        return made.assessment.id

    def live(
        self,
        questions: Sequence[AuthoredQuestion] = MACHINE_GRADED,
        *,
        structure: Structure = PLAIN,
        **settings: Any,
    ) -> str:
        """An assessment that learners can take."""
        assessment = self.draft(questions, structure=structure, **settings)
        self.publish()
        return assessment

    def begin(self, caller: Caller, assessment: str, at: datetime = NOON) -> Attempt:
        return start_attempt(caller, assessment, creation=Creation(new_id()), at=at).sight.attempt

    def kept(self, attempt: Attempt) -> Attempt:
        return attempts.find(self.tenant, attempt.id)

    def questions(self, id: AttemptId) -> QuestionSet:
        return question_sets.question_set(self.tenant, id.assessment, id.version)

    def choice(self, id: AttemptId, question: str, text: str) -> str:
        """The id of the choice with this text: ids tell nothing."""
        found = self.questions(id)
        choices = found.questions[found.place(question)].choices
        return next(choice.id for choice in choices if choice.text.text.in_language() == f"Text of {text}")


def new_world(tenant: str) -> World:
    """A fresh course in a fresh school."""
    world = World(tenant, new_id())
    key = course_key(tenant, world.course)
    keep(tenant, CourseItem(key.pk, key.sk))
    return world


def events_of(tenant: str, item: type[Item], key: Any) -> list[str]:
    """Names of the events that ride on an item."""
    from lyceum.kernel.table import get

    found = get(item, key, consistent=True)
    return [event["n"] for event in (found.events or [])] if found is not None else []
