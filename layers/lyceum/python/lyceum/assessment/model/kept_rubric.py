"""Rubrics that are kept to be used again: of the whole school, or of one course. Assignments take copies."""

from dataclasses import dataclass, replace
from datetime import datetime

from lyceum.assessment.model.rubric import Rubric
from lyceum.kernel.text import LocalizedText


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRubric:
    """One rubric. What was copied from it stays as it was."""

    id: str
    title: LocalizedText
    course: str | None
    """The course that it belongs to; None: the school's."""
    rubric: Rubric
    retired: bool = False
    made_at: datetime
    rev: int = 0

    @property
    def scope(self) -> str:
        """Where somebody needs the right to write it; empty for the whole school."""
        return f"course:{self.course}" if self.course is not None else ""

    def changed(
        self, *, title: LocalizedText | None = None, rubric: Rubric | None = None, retired: bool | None = None
    ) -> "KeptRubric":
        """With what is given changed."""
        return replace(
            self,
            title=title or self.title,
            rubric=rubric or self.rubric,
            retired=self.retired if retired is None else retired,
        )
