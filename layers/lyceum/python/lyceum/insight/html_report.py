"""A report as one self-contained page: no scripts, no requests; for a phone, for print and for a screen reader."""

from dataclasses import dataclass

from markupsafe import Markup

from lyceum.insight.charts import Accessible, Bar, activity_chart, funnel_chart, score_chart
from lyceum.insight.page_templates import page_template
from lyceum.insight.report_figures import CourseFigures, ScoreFigures
from lyceum.insight.report_model import CourseProgressReport, DayActivity, ReportedAssessment
from lyceum.insight.texts import words
from lyceum.insight.wording import Words


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page that a chart leads: what it says in a sentence, and the chart."""

    lead: str
    chart: Markup


@dataclass(frozen=True, slots=True)
class AssessmentSection:
    """An assessment with its figures; no chart where there is no score."""

    number: int
    assessment: ReportedAssessment
    figures: ScoreFigures
    heading: str
    section: Section | None


def render_html(report: CourseProgressReport, language: str | None = None) -> str:
    """The page in `language` (English or Thai, else English), or in the report's own. Everything in it is escaped."""
    chosen = words(language or report.language)
    figures = report.figures()
    title_language, title = report.course.title.best((chosen.tag,))
    days = report.activity_by_day()
    return page_template("course_progress.html").render(
        report=report,
        timezone=report.timezone,
        width=" wide",
        figures=figures,
        words=chosen,
        say=chosen.notation,
        title=title,
        title_language=title_language,
        funnel=_funnel(figures, chosen) if figures.learners else None,
        assessments=[_assessment(n, *pair, chosen) for n, pair in enumerate(_pairs(report, figures), 1)],
        days=days,
        activity=_activity(days, chosen) if any(day.lessons_completed for day in days) else None,
    )


def _pairs(report: CourseProgressReport, figures: CourseFigures) -> list[tuple[ReportedAssessment, ScoreFigures]]:
    return list(zip(report.assessments, figures.assessments, strict=True))


def _funnel(figures: CourseFigures, chosen: Words) -> Section:
    say, loss = chosen.notation, figures.largest_loss
    bars = [
        Bar(chosen.stages[step.stage], f"{say.number(step.learners)} · {say.percent(step.percent or 0)}", step.learners)
        for step in figures.funnel
    ]
    lead = chosen.funnel_no_loss
    if loss:
        lead = chosen.funnel_lead.format(
            reached=chosen.stages[loss.reached],
            missed=chosen.stages[loss.missed],
            part=say.number(loss.learners),
            whole=say.number(figures.learners),
        )
    return Section(lead, funnel_chart(bars, _about("chart-funnel", chosen.funnel_caption, bars)))


def _assessment(number: int, assessment: ReportedAssessment, figures: ScoreFigures, chosen: Words) -> AssessmentSection:
    say, section = chosen.notation, None
    pass_mark = say.percent(assessment.pass_mark)
    if figures.mean is not None and figures.median is not None:
        bars = [Bar(f"{each.lower}–{each.upper}%", say.number(each.learners), each.learners) for each in figures.bins]
        lead = chosen.distribution_lead.format(
            passed=say.number(figures.passed),
            scores=say.number(figures.scores),
            pass_mark=pass_mark,
            mean=say.percent(figures.mean),
            median=say.percent(figures.median),
        )
        about = _about(f"chart-scores-{number}", chosen.distribution_caption.format(number=number), bars)
        counts = [bar.count for bar in bars]
        # The drawing takes binary floats; no figure is computed with them.
        label = chosen.passing_score_at.format(percent=pass_mark)
        section = Section(lead, score_chart(counts, float(assessment.pass_mark), label, about))
    title = assessment.title.in_language(chosen.tag)
    return AssessmentSection(
        number, assessment, figures, chosen.distribution.format(number=number, title=title), section
    )


def _activity(days: tuple[DayActivity, ...], chosen: Words) -> Section:
    say = chosen.notation
    bars = [Bar(say.day(each.day), say.number(each.lessons_completed), each.lessons_completed) for each in days]
    busiest = max(days, key=lambda each: each.lessons_completed)
    lead = chosen.activity_lead.format(
        lessons=say.number(sum(each.lessons_completed for each in days)),
        first=say.date(days[0].day),
        last=say.date(days[-1].day),
        day=say.date(busiest.day),
        most=say.number(busiest.lessons_completed),
    )
    return Section(lead, activity_chart(bars, _about("chart-activity", chosen.lessons_completed, bars)))


def _about(id: str, title: str, bars: list[Bar]) -> Accessible:
    """What a screen reader says of a chart: its bars, without the empty ones. The table beside it has them all."""
    return Accessible(id, title, "; ".join(f"{bar.label}: {bar.value}" for bar in bars if bar.count))
