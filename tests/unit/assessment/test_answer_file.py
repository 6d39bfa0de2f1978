"""Which files a question takes as an answer."""

import pytest

from lyceum.assessment.errors import FileKindNotAccepted, FileTooLarge, WrongResponseKind
from lyceum.assessment.model.answer_file import check_answer_file
from lyceum.assessment.model.work_file import MOST_BYTES
from lyceum.assessment.sittings.errors import AnswerFileNotAccepted
from lyceum.content.questions import FileRules, Question, QuestionKind
from lyceum.kernel.errors import DomainError
from tests.unit.assessment.samples import essay_question, file_question

FILE, AUDIO, VIDEO = QuestionKind.FILE_UPLOAD, QuestionKind.AUDIO, QuestionKind.VIDEO
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def question(kind: QuestionKind, *wanted: str) -> Question:
    asked = file_question(kind).question
    return asked.model_copy(update={"files": FileRules(media_types=wanted) if wanted else None})


@pytest.mark.parametrize(
    ("asked", "name", "media_type"),
    [
        (question(FILE), "notes.pdf", "application/pdf"),
        (question(FILE), "noise.ogg", "audio/ogg"),
        (question(FILE, "application/pdf"), "notes", "application/pdf"),
        (question(FILE, "image/*"), "drawing.png", "image/png"),
        (question(FILE, ".docx", ".pdf"), "Essay.DOCX", DOCX),
        (question(FILE, "IMAGE/PNG"), "drawing.png", "image/png"),
        (question(FILE, "document"), "notes.pdf", "application/pdf"),  # a group of Moodle's, which is no rule of HTML's
        (question(FILE, "*/*"), "notes.pdf", "application/pdf"),
        (question(AUDIO), "answer.webm", "audio/webm"),
        (question(AUDIO, "audio/*"), "answer.m4a", "audio/mp4"),
        (question(VIDEO), "answer.mov", "video/quicktime"),
        (question(VIDEO, ".webm"), "answer.webm", "video/webm"),
    ],
)
def test_what_is_taken(asked: Question, name: str, media_type: str) -> None:
    check_answer_file(asked, name=name, size=MOST_BYTES, media_type=media_type)


@pytest.mark.parametrize(
    ("asked", "name", "size", "media_type", "refusal", "facts"),
    [
        (question(FILE), "page.html", 1, "text/html", FileKindNotAccepted, {"media_type": "text/html"}),
        (question(AUDIO), "answer.webm", 1, "video/webm", FileKindNotAccepted, {"media_type": "video/webm"}),
        (question(VIDEO), "answer.pdf", 1, "application/pdf", FileKindNotAccepted, {"media_type": "application/pdf"}),
        (question(FILE), "all.zip", MOST_BYTES + 1, "application/zip", FileTooLarge, {"limit": str(MOST_BYTES)}),
        (
            question(FILE, ".docx", "image/*"),
            "docx",
            1,
            "application/pdf",
            AnswerFileNotAccepted,
            {"question": "file_upload", "accepted": ".docx image/*"},
        ),
        (essay_question().question, "a.pdf", 1, "application/pdf", WrongResponseKind, {"expected": "text"}),
    ],
)
def test_what_is_refused(
    asked: Question, name: str, size: int, media_type: str, refusal: type[DomainError], facts: dict[str, str]
) -> None:
    with pytest.raises(refusal) as refused:
        check_answer_file(asked, name=name, size=size, media_type=media_type)
    assert facts.items() <= {key: str(value) for key, value in refused.value.facts.items()}.items()
