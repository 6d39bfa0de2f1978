"""The assessment itself: where it belongs, its settings, and which version of its questions learners get."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from lyceum.assessment.errors import AssessmentNotFound
from lyceum.assessment.model.drawing import Files
from lyceum.assessment.model.fingerprint import fingerprint
from lyceum.assessment.model.fitting import check_questions
from lyceum.assessment.model.question_set import PLAIN, MarkingKey, QuestionSet, split
from lyceum.assessment.model.sealing import sealed
from lyceum.assessment.model.sections import Structure
from lyceum.assessment.model.settings import AssessmentSettings
from lyceum.content.questions import AuthoredQuestion
from lyceum.kernel.text import LocalizedText

if TYPE_CHECKING:  # only publications have outlines: an attempt starts without them
    from lyceum.content.published import Outline


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """One assessment of a course. Question sets are immutable versions; `newest` is what authors work on."""

    id: str
    course: str
    lesson: str
    """Id of its lesson within the course."""
    chapter: str | None = None
    title: LocalizedText
    settings: AssessmentSettings
    newest: int
    active: int | None = None
    """The version that learners get; None before the course was published with it."""
    changed_at: datetime
    """When the newest version was written."""
    digest: str
    questions: int
    maximum: Decimal
    source: str | None = None
    """Fingerprint of the imported document that it was last made from."""
    rev: int = 0

    @property
    def is_live(self) -> bool:
        """Whether learners can take it."""
        return self.active is not None

    def version_for_learners(self, published: "Outline | None" = None) -> int:
        """The version of a new attempt. Raises AssessmentNotFound for a draft.

        `published` is looked at while the news of the first publication is still on its way: who may see the lesson may
        start its assessment.
        """
        if self.active is not None:
            return self.active
        if published is None or not self.is_listed_in(published):
            raise AssessmentNotFound(assessment=self.id)
        return self.newest

    def is_listed_in(self, outline: "Outline") -> bool:
        """Whether an outline shows it, or the lesson that it belongs to."""
        return outline.shows_assessment(self.id, self.lesson)

    def activated(self, outline: "Outline", *, published_at: datetime) -> "Assessment":
        """With its newest version taken by learners, if it was there when the course was published and is listed."""
        if self.changed_at > published_at or not self.is_listed_in(outline):
            return self
        return replace(self, active=self.newest)

    def with_version(self, version: "Version", *, at: datetime) -> "Assessment":
        """With newer questions, where they differ from the newest there are."""
        if version.digest == self.digest:
            return self
        return replace(
            self,
            newest=version.questions.version,
            changed_at=at,
            digest=version.digest,
            questions=version.asked,
            maximum=version.key.maximum,
        )


@dataclass(frozen=True, slots=True)
class Version:
    """A question set about to be written."""

    questions: QuestionSet
    key: MarkingKey
    digest: str

    @property
    def asked(self) -> int:
        """How many questions an attempt has."""
        return len(self.key.of_attempt("").asked)

    @classmethod
    def of(
        cls,
        assessment: str,
        number: int,
        authored: Sequence[AuthoredQuestion],
        structure: Structure = PLAIN,
        files: Files | None = None,
    ) -> "Version":
        """The two halves with opaque choice ids, and their fingerprint. `structure` fits (`check_structure`).

        `files`: what questions show; other files are other questions.

        Raises InvalidQuestionSet.
        """
        check_questions(authored)
        closed = [sealed(each, of=assessment) for each in authored]
        questions, key = split(number, closed, structure)
        known = dict(files or {})
        return cls(replace(questions, files=known), key, fingerprint(closed, structure, known))
