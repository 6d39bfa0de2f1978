"""Uploads in foreign formats as what Lyceum writes: a course document or questions, and a report. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lyceum.content.outline import Asset, CourseDocument
from lyceum.content.question_files import QuestionsDocument
from lyceum.content.questions import AuthoredQuestion
from lyceum.content.report import Outcome, ReportLine
from lyceum.interop.archive import read_folder
from lyceum.interop.doubts import doubted
from lyceum.interop.exchange.bench import Bench
from lyceum.interop.gift.reader import read_gift
from lyceum.interop.moodle.reader import read_moodle
from lyceum.interop.olx.reader import read_olx
from lyceum.interop.qti.package import read_qti


@dataclass(frozen=True)
class ParsedSource:
    """What an upload holds. `document` is set for OLX, `questions` for the others."""

    report: tuple[ReportLine, ...]
    document: CourseDocument | None = None
    questions: tuple[AuthoredQuestion, ...] = ()
    banked: QuestionsDocument | None = None
    """The questions as a bank takes them, where they go into one."""
    files: tuple[Asset, ...] = ()
    """Files that the questions refer to; a course's stand in its document."""
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
    return ParsedSource(report=doubted(reader.ledger.lines(), reader.questions), questions=tuple(reader.questions))


def parse_moodle(files: Mapping[str, bytes], *, language: str = "en", asset_prefix: str = "assets/") -> ParsedSource:
    """Questions in Moodle XML (file name → content), with the pictures that stand in them.

    Raises NoQuestionsFound and every SourceRefused of a hostile file. What has no place here is kept as it was found,
    in a question worth no points. Source: Moodle documentation, "Moodle XML format".
    """
    bench = Bench(read_folder(files), language, asset_prefix)
    read_moodle(bench.files, bench)
    return _of_bench(bench)


def _of_bench(bench: Bench) -> ParsedSource:
    return ParsedSource(
        report=doubted(bench.ledger.lines(), bench.questions),
        questions=tuple(bench.questions),
        files=tuple(bench.assets.values()),
        assets=bench.contents,
    )


def parse_qti(files: Mapping[str, bytes], *, language: str = "en", asset_prefix: str = "assets/") -> ParsedSource:
    """Questions in QTI 1.2, 2.0 to 2.2 and 3.0, as packages or single files (path → content).

    Raises NoQuestionsFound and every SourceRefused of a hostile file. Scoring rules are tried out, never executed as
    code; what does not come out as shares is kept as it was found, in a question worth no points.
    Source: 1EdTech, QTI 1.2 (ASI), 2.2 and 3.0.
    """
    bench = Bench(read_folder(files), language, asset_prefix)
    read_qti(bench)
    return _of_bench(bench)
