"""What an import takes as it is, and its author should look at: questions whose keys hold no right answer."""

from collections.abc import Iterable, Sequence

from lyceum.content.earning import has_right_answer
from lyceum.content.questions import AuthoredQuestion
from lyceum.content.report import Outcome, ReportLine

NOTHING = "no answer to it can earn points: it has no right one"


def doubted(report: Iterable[ReportLine], questions: Sequence[AuthoredQuestion]) -> tuple[ReportLine, ...]:
    """The report, with a word at the first element that each such question was made of."""
    doubtful = {f"question:{each.question.id}" for each in questions if not has_right_answer(each)}
    lines = []
    for line in report:
        is_first = line.target in doubtful
        doubtful.discard(line.target or "")
        lines.append(_doubted(line) if is_first else line)
    return tuple(lines)


def _doubted(line: ReportLine) -> ReportLine:
    if line.outcome is Outcome.REFUSED:
        return line
    why = f"{line.why}; {NOTHING}" if line.why else NOTHING
    return line.model_copy(update={"outcome": Outcome.CHANGED, "why": why})
