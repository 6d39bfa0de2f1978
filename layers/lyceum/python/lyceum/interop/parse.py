"""Uploads in foreign formats as what Lyceum writes: a course document or questions, and a report. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lyceum.content.outline import CourseDocument
from lyceum.content.questions import AuthoredQuestion
from lyceum.content.report import Outcome, ReportLine
from lyceum.interop.archive import read_folder
from lyceum.interop.gift.reader import read_gift
from lyceum.interop.olx.reader import read_olx


@dataclass(frozen=True)
class ParsedSource:
    """What an upload holds. `document` is set for OLX, `questions` for GIFT."""

    report: tuple[ReportLine, ...]
    document: CourseDocument | None = None
    questions: tuple[AuthoredQuestion, ...] = ()
    assets: dict[str, bytes] = field(default_factory=dict)
    """Asset's `key` → its content, to be stored beside the document."""

    def counts(self) -> dict[str, int]:
        """How many source elements were taken, changed and refused."""
        told = [line.outcome for line in self.report]
        return {outcome.value: told.count(outcome) for outcome in Outcome}


def parse_olx(files: Mapping[str, bytes], *, asset_prefix: str = "assets/") -> ParsedSource:
    """A course in OLX (path → content, from `read_archive`). Assets get the key prefix + SHA-256 + extension.

    Raises NoCourseFound, SourceNotUtf8, SourceDeclaresEntities, SourceNestedTooDeep, SourceTextTooLarge, SourceTooBig:
    such a source is refused as a whole. Everything less is a refused line of the report. Source: Open edX, OLX guide.
    """
    return ParsedSource(**vars(read_olx(read_folder(files), asset_prefix)))


def parse_gift(files: Mapping[str, bytes], *, language: str = "en") -> ParsedSource:
    """Questions in GIFT (file name → content); several files make one list. `language` is that of their texts.

    Raises NoQuestionsFound, SourceNotUtf8, SourceTextTooLarge, SourceTooBig. A malformed question is a refused line.
    Source: Moodle documentation, "GIFT format".
    """
    reader = read_gift(read_folder(files), language)
    return ParsedSource(report=reader.ledger.lines(), questions=tuple(reader.questions))
