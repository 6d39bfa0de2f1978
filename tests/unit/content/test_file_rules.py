"""Rules of files: which of them some file fits that is taken at all."""

import pytest

from lyceum.assessment.model.work_file import MEDIA_TYPES
from lyceum.content.file_rules import EXTENSIONS, leaves_files, possible_rules
from lyceum.content.keys import QuestionKind

UPLOAD, AUDIO, VIDEO = QuestionKind.FILE_UPLOAD, QuestionKind.AUDIO, QuestionKind.VIDEO


def test_the_types_are_those_that_are_taken() -> None:
    assert EXTENSIONS.keys() == frozenset().union(*MEDIA_TYPES.values())


@pytest.mark.parametrize(
    ("kind", "rules", "possible"),
    [
        (UPLOAD, ["application/pdf", ".docx", "image/*", "*/*"], ["application/pdf", ".docx", "image/*", "*/*"]),
        (UPLOAD, [".DOCX", "Image/PNG"], [".DOCX", "Image/PNG"]),
        (UPLOAD, [".exe", "application/x-msdownload", "font/*", "document", ""], []),
        (AUDIO, ["audio/*", ".mp3", ".pdf", "video/*", "audio/mpeg", "*/*"], ["audio/*", ".mp3", "audio/mpeg", "*/*"]),
        (VIDEO, ["audio/mpeg", ".webm", "video/mp4"], [".webm", "video/mp4"]),
    ],
)
def test_rules_that_some_file_fits(kind: QuestionKind, rules: list[str], possible: list[str]) -> None:
    assert list(possible_rules(kind, rules)) == possible


@pytest.mark.parametrize(
    ("kind", "rules", "leaves"),
    [
        (UPLOAD, [], True),
        (UPLOAD, ["document"], True),
        (UPLOAD, [".exe"], False),
        (UPLOAD, [".exe", ".pdf"], True),
        (AUDIO, ["video/mp4"], False),
        (AUDIO, ["document", ".pdf"], False),
    ],
)
def test_rules_that_leave_no_file(kind: QuestionKind, rules: list[str], leaves: bool) -> None:
    assert leaves_files(kind, rules) is leaves
