"""An attempt as somebody may see it: what was read for it, and the switches that decide."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import BaseModel

from lyceum.assessment.grading import Mark, grade
from lyceum.assessment.model.assessment import Assessment
from lyceum.assessment.model.attempt import Attempt
from lyceum.assessment.model.disclosure import Disclosure
from lyceum.assessment.model.drawing import Files
from lyceum.assessment.model.marking import ManualGrade
from lyceum.assessment.model.points import quantised
from lyceum.assessment.model.question_set import KeyEntry, MarkingKey, QuestionSet
from lyceum.assessment.responses import FilesResponse, ResponseValue, expand
from lyceum.content.questions import BY_HAND


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file of an answer, and where its reader fetches it until when."""

    upload: str
    name: str
    """As it was sent, which the question's rules were held against; an answer may call it otherwise."""
    size: int
    """Bytes."""
    media_type: str
    url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Everything that a view is made of."""

    attempt: Attempt
    assessment: Assessment
    disclosed: Disclosure
    at: datetime
    questions: QuestionSet | None = None
    key: MarkingKey | None = None
    texts: Mapping[int, str] = field(default_factory=dict)
    """Long answers by place, where the attempt was not read as a whole."""
    for_staff: bool = False
    viewer: str = ""
    """Who looks."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Of those who marked, by person."""
    address: Callable[[str], str] | None = None
    """Where the reader fetches files that questions show, by their keys in the content bucket."""
    files: Callable[[], Files] | None = None
    """What questions show, where they were not read: asked for where something names a file."""
    sent: Mapping[str, SentFile] = field(default_factory=dict)
    """Files of answers by upload, where their reader can fetch them."""

    def has_come_to(self, question: str) -> bool:
        """Whether a question may be shown: before its section is entered, or it is opened, its clock does not run."""
        if self.questions is None or self.for_staff or not self.attempt.is_open(self.at):
            return True
        section, timed = self.questions.sections.get(question), self.questions.timed(question)
        if timed is not None and self.attempt.timed is not None and timed.place not in self.attempt.timed:
            return False
        return section is None or self.attempt.clock(section.index).entered_at is not None

    def with_files[C: BaseModel](self, question: str, content: C) -> C:
        """A question, or what is said of it, with addresses that its reader can fetch."""
        files = self._files().get(question)
        if not files or self.address is None:
            return content
        # What finds addresses in texts costs a cold start what only questions that show files need.
        from lyceum.content.addresses import finder, with_addresses

        return with_addresses(content, finder(files, self.address))

    def _files(self) -> Files:
        if self.questions is not None:
            return self.questions.files
        return self.files() if self.files is not None else {}

    def marks(self, place: int) -> tuple[ManualGrade, ...]:
        """What each of several people gave for an answer; learners see what holds alone."""
        rules = self.assessment.settings.second_marking
        return self.attempt.marked(place).seen_by(self.viewer, rules) if self.for_staff else ()

    def response(self, place: int) -> ResponseValue | None:
        """What was answered."""
        return response_at(self.attempt, self.texts, place)

    def uploads(self, place: int) -> list[str]:
        """Of the files that were answered with."""
        response = self.response(place)
        return [file.upload for file in response.files] if isinstance(response, FilesResponse) else []


def response_at(attempt: Attempt, texts: Mapping[int, str], place: int) -> ResponseValue | None:
    """What was answered at a place; `texts` has the long answers."""
    answer = attempt.answers.get(place)
    if answer is None:
        return None
    return expand(texts.get(place, "") if answer.elsewhere else answer.text)


def machine_marks(attempt: Attempt, key: MarkingKey, texts: Mapping[int, str]) -> dict[int, Mark]:
    """What the machine gives for each question. Long essays need not be read for it: they need a person anyway."""
    return {place: machine_mark(attempt, place, entry, texts) for place, entry in key.asked.items()}


def machine_mark(attempt: Attempt, place: int, entry: KeyEntry, texts: Mapping[int, str]) -> Mark:
    """What the machine gives for one question."""
    if entry.given is not None:
        return Mark(quantised(entry.points * entry.given), quantised(entry.points))
    answer = attempt.answers.get(place)
    if isinstance(entry.key, BY_HAND) and answer is not None and answer.elsewhere:
        return Mark(None, entry.points)
    return grade(entry.points, entry.key, response_at(attempt, texts, place), floor=entry.floor)


def places_to_read(attempt: Attempt, key: MarkingKey) -> list[int]:
    """Places whose long answers the machine must read to grade them."""
    return [
        place
        for place, answer in attempt.answers.items()
        if answer.elsewhere and place < len(key.entries) and not isinstance(key.entries[place].key, BY_HAND)
    ]
