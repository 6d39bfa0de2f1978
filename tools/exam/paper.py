"""The exam that is driven: two sections with clocks of their own, an essay, one attempt for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from lyceum.assessment.activate_assessments import activate_assessments
from lyceum.assessment.author_assessment import author_assessment
from lyceum.assessment.model.sections import Section, Structure
from lyceum.assessment.model.settings import AssessmentSettings
from lyceum.content.kinds import AssessmentKind
from lyceum.content.questions import (
    AuthoredQuestion,
    Choice,
    ChoiceKey,
    EssayKey,
    Question,
    QuestionKind,
    RichText,
)
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import now
from lyceum.kernel.creation import Creation
from lyceum.kernel.ids import new_id
from lyceum.kernel.text import LocalizedText
from tools.measure.school import School

SECTIONS: Final = {"basics": 20, "design": 40}
"""Minutes of each section; both have as many questions."""
ASKED: Final = 20
ESSAY: Final = ASKED - 1
"""Place of the essay, at the very end."""
MINUTES: Final = 60
TEXT: Final = "A request that is repeated finds what the first one wrote, and is answered alike. " * 12
"""An essay: above what an answer may have to lie in its attempt."""


@dataclass(frozen=True)
class Exam:
    """Where everybody sits."""

    school: School
    staff: str
    """Who accommodates."""
    id: str
    opens: datetime
    """When its window opened."""

    def section(self, place: int) -> str:
        """The section that a question's place is in."""
        return list(SECTIONS)[place * len(SECTIONS) // ASKED]


def written_exam(school: School) -> Exam:
    """An exam of the school's course, live. Its window opens now, so nothing is prepared before somebody does it."""
    staff, at = new_id(), now()
    made = author_assessment(
        Caller(person=staff, tenant=school.tenant, roles=frozenset({"instructor"})),
        school.course,
        title=LocalizedText({"en": "Exam in two sections", "th": "สอบสองตอน"}),
        lesson="l1",
        settings=AssessmentSettings(
            kind=AssessmentKind.EXAM, time_limit_minutes=MINUTES, available_from=at, show_correct_answers=False
        ),
        questions=[_question(place) for place in range(ASKED)],
        structure=Structure(sections=tuple(_sections())),
        creation=Creation(new_id()),
        at=at,
    )
    activate_assessments(school.tenant, school.course, published_at=now(), at=now())
    return Exam(school, staff, made.assessment.id, at)


def response(place: int, choices: Sequence[str]) -> dict[str, Any]:
    """What is answered to the question at a place."""
    return {"text": TEXT} if place == ESSAY else {"choice": choices[0]}


def _sections() -> list[Section]:
    share = ASKED // len(SECTIONS)
    return [
        Section(
            id=name,
            title=LocalizedText({"en": name}),
            questions=tuple(f"q{place}" for place in range(number * share, (number + 1) * share)),
            time_limit_seconds=minutes * 60,
        )
        for number, (name, minutes) in enumerate(SECTIONS.items())
    ]


def _question(place: int) -> AuthoredQuestion:
    stem = RichText.of(f"Question {place}: what happens to a request that is repeated with the same key?")
    if place == ESSAY:
        shown = Question(id=f"q{place}", kind=QuestionKind.ESSAY, stem=stem, points=Decimal(10))
        return AuthoredQuestion(question=shown, key=EssayKey())
    choices = tuple(Choice(id=id, text=RichText.of(f"Choice {id} of question {place}")) for id in "abcd")
    shown = Question(id=f"q{place}", kind=QuestionKind.MULTIPLE_CHOICE, stem=stem, points=Decimal(1), choices=choices)
    return AuthoredQuestion(question=shown, key=ChoiceKey(shares={"b": Decimal(1)}))
