"""A whole OLX course as a document, with a report line for every file, block, response and policy entry."""

from collections.abc import Mapping
from dataclasses import dataclass

from lyceum.content.outline import AssessmentDocument, ChapterDocument, CourseDocument
from lyceum.content.report import ReportLine
from lyceum.interop import errors
from lyceum.interop.ledger import Ledger
from lyceum.interop.markup import is_language
from lyceum.interop.olx.assessments import Assessor, with_assessment
from lyceum.interop.olx.assets import Assets
from lyceum.interop.olx.desk import Desk
from lyceum.interop.olx.outline import Outliner
from lyceum.interop.olx.pages import read_about, report_files
from lyceum.interop.olx.policy import Policy
from lyceum.interop.olx.tree import Block, Tree
from lyceum.interop.olx.vocabulary import is_clutter

ROOT = "course.xml"


@dataclass(frozen=True)
class OlxReading:
    """The course, the report, and the contents of its assets by key."""

    document: CourseDocument
    report: tuple[ReportLine, ...]
    assets: dict[str, bytes]


def read_olx(files: Mapping[str, bytes], asset_prefix: str) -> OlxReading:
    """Raises NoCourseFound, and a SourceRefused for hostile files and wrong encodings."""
    inside = without_top_folder(files)
    ledger = Ledger()
    tree = Tree(inside, ledger)
    root = _root(inside)
    policy = Policy(inside, tree.run_of(root), ledger)
    course = tree.grow(root, policy.blocks)
    if course.tag != "course" or course.refusal:
        raise errors.NoCourseFound(f"{root} holds no course: {course.refusal or course.tag[:60]}", path=root)
    desk = Desk(inside, ledger, Assets(inside, asset_prefix), language=_language(course))
    document = _document(course, desk, policy)
    policy.report(course)
    report_files(desk, tree)
    return OlxReading(document, ledger.lines(), desk.assets.contents)


def without_top_folder(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files by path, without the single folder that archives of courses have around them."""
    tops = {path.split("/")[0] for path in files if not is_clutter(path)}
    if ROOT in files or len(tops) != 1:
        return dict(sorted(files.items()))
    top = f"{tops.pop()}/"
    return {path.removeprefix(top): content for path, content in sorted(files.items())}


def _root(files: Mapping[str, bytes]) -> str:
    """course.xml, or in older courses, where that is a link, the only file of roots/."""
    if ROOT in files:
        return ROOT
    roots = [path for path in files if path.startswith("roots/") and path.endswith(".xml")]
    if len(roots) == 1:
        return roots[0]
    if "library.xml" in files:
        raise errors.NoCourseFound("This is a content library, not a course")
    raise errors.NoCourseFound("There is no course.xml at the top of the archive")


def _language(course: Block) -> str:
    """The course's language as a tag; English where it is missing or none."""
    primary, *rest = (course.settings.text("language") or "en").strip().replace("_", "-").split("-")
    tag = "-".join([primary.lower(), *rest])
    return tag if is_language(tag) else "en"


def _document(course: Block, desk: Desk, policy: Policy) -> CourseDocument:
    settings = course.settings
    outliner = Outliner(desk)
    chapters = tuple(outliner.chapters(course))
    grading = policy.grading()
    made = Assessor(desk, grading, outliner.lessons).assessments()
    summary, description = read_about(desk)
    document = CourseDocument(
        source=_source(course),
        title=desk.title(settings, settings.text("course") or course.url_name),
        summary=summary,
        description_html=description,
        language=desk.language,
        image=desk.assets.find(image) if (image := settings.text("course_image")) else None,
        starts_at=settings.instant("start"),
        ends_at=settings.instant("end"),
        enrollment_opens_at=settings.instant("enrollment_start"),
        enrollment_closes_at=settings.instant("enrollment_end"),
        pass_mark=grading.pass_mark,
        chapters=tuple(_with_assessments(chapter, made) for chapter in chapters),
        assessments=tuple(made.values()),
        assets=tuple(desk.assets.by_path.values()),
    )
    desk.ledger.taken(course.name, course.tag, target="course", notes=settings.account())
    return document


def _with_assessments(chapter: ChapterDocument, made: dict[str, AssessmentDocument]) -> ChapterDocument:
    return chapter.model_copy(update={"lessons": tuple(with_assessment(lesson, made) for lesson in chapter.lessons)})


def _source(course: Block) -> str:
    settings = course.settings
    return "/".join((settings.text("org") or "unknown", settings.text("course") or "unknown", course.url_name))[:300]
