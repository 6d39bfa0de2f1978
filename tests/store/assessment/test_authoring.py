"""Assessments from authors and imports: drafts, versions, going live, and that the same import changes nothing."""

from datetime import timedelta
from decimal import Decimal

import pytest

from lyceum.assessment import write_question_sets as writing
from lyceum.assessment.activate_assessments import activate_assessments
from lyceum.assessment.author_assessment import (
    Change,
    author_assessment,
    change_assessment,
    find_assessment,
    list_assessments,
)
from lyceum.assessment.errors import AssessmentNotFound, CourseNotFound, InvalidQuestionSet, InvalidWindow
from lyceum.assessment.model.settings import AssessmentSettings
from lyceum.assessment.store import assessments, documents
from lyceum.assessment.submit_attempt import submit_attempt
from lyceum.content.outline import AssessmentDocument, Asset, CourseDocument
from lyceum.content.parts import RichText, TextFormat
from lyceum.content.published import assessment_id
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import ChangedInTheMeantime, IdempotencyKeyReused
from lyceum.kernel.ids import new_id
from lyceum.kernel.text import LocalizedText
from tests.store.assessment.world import LESSON, MACHINE_GRADED, World
from tests.unit.assessment.samples import NOON, choice_question, essay_question, matching_question

pytestmark = pytest.mark.store

MINUTE = timedelta(minutes=1)
TITLE = LocalizedText.of("Exam")


def document(*parts: AssessmentDocument) -> CourseDocument:
    return CourseDocument(source="org/course/run", title=TITLE, assessments=parts)


def part(id: str = "quiz", **said: object) -> AssessmentDocument:
    defaults: dict[str, object] = {
        "title": TITLE,
        "chapter": "chapter-1",
        "lesson": LESSON,
        "questions": MACHINE_GRADED,
    }
    return AssessmentDocument.model_validate({"id": id, **defaults, **said})


@pytest.fixture
def imported(world: World, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Import a document into the world's course."""

    def run(found: CourseDocument, *, dry_run: bool = False, at=NOON) -> writing.Written:  # type: ignore[no-untyped-def]
        monkeypatch.setattr(documents, "course_document", lambda _key: found)
        return writing.write_question_sets(
            world.tenant, world.course, document="imports/x", requester=new_id(), dry_run=dry_run, at=at
        )

    return run


def test_the_same_wish_makes_one_assessment(world: World) -> None:
    author = world.caller("author", "instructor")

    def make(body: str) -> str:
        wish = Creation.of("key-of-the-author", tenant=world.tenant, caller=author.person, operation="x", body=body)
        made = author_assessment(
            author,
            world.course,
            title=TITLE,
            lesson=LESSON,
            settings=AssessmentSettings(),
            questions=[choice_question()],
            creation=wish,
            at=NOON,
        )
        return made.assessment.id

    assert make("body") == make("body")
    with pytest.raises(IdempotencyKeyReused):
        make("another body")


def test_an_assessment_needs_a_course_sound_dates_and_sound_questions(world: World) -> None:
    with pytest.raises(CourseNotFound):
        World(world.tenant, new_id()).draft()
    with pytest.raises(InvalidWindow):
        world.draft(available_from=NOON, available_until=NOON)
    with pytest.raises(InvalidQuestionSet):
        world.draft([choice_question("same"), essay_question("same")])


def test_an_author_sees_what_they_wrote_with_sealed_choices(world: World) -> None:
    author, exam = world.caller("author", "instructor"), world.draft([matching_question(), essay_question()])
    seen = find_assessment(author, world.course, exam)
    assert [each.key.kind for each in seen.questions] == ["matching", "essay"]
    (card,) = list_assessments(author, world.course, after=None, limit=20).cards
    assert (card["id"], card["questions"], card["maximum"]) == (exam, 2, 11)
    with pytest.raises(AssessmentNotFound):
        find_assessment(author, new_id(), exam)


def test_new_questions_wait_for_the_next_publication_and_running_attempts_keep_theirs(world: World) -> None:
    exam = world.live(max_attempts=5)
    author, ada = world.caller("author", "instructor"), world.enrolled("ada")
    before = world.begin(ada, exam)
    later = NOON + MINUTE
    change_assessment(
        author, world.course, exam, Change(questions=[choice_question("new")]), expected_revision=None, at=later
    )
    assert assessments.find(world.tenant, exam).active == 1
    activate_assessments(world.tenant, world.course, published_at=NOON, at=later)  # news of the publication before
    assert assessments.find(world.tenant, exam, consistent=True).active == 1
    activate_assessments(world.tenant, world.course, published_at=later, at=later)
    submit_attempt(ada, str(before.id), at=later)
    after = world.begin(ada, exam, at=later)
    assert (before.id.version, after.id.version) == (1, 2)
    assert [each.id for each in world.questions(after.id).questions] == ["new"]
    assert len(world.questions(before.id).questions) == 4


def test_settings_hold_at_once_and_changes_on_an_old_revision_are_refused(world: World) -> None:
    exam, author = world.live(), world.caller("author", "instructor")
    change = Change(settings={"time_limit_minutes": 5, "pass_mark": Decimal(70)})
    changed = change_assessment(author, world.course, exam, change, expected_revision=2, at=NOON)
    assert changed.assessment.settings.time_limit_minutes == 5
    assert world.begin(world.enrolled("ada"), exam).deadline == NOON + 5 * MINUTE
    with pytest.raises(ChangedInTheMeantime):
        change_assessment(author, world.course, exam, Change(title=TITLE), expected_revision=2, at=NOON)


def test_a_change_that_changes_nothing_writes_nothing(world: World) -> None:
    exam, author = world.draft(), world.caller("author", "instructor")
    seen = find_assessment(author, world.course, exam)
    again = change_assessment(
        author, world.course, exam, Change(questions=seen.questions), expected_revision=None, at=NOON
    )
    assert again == seen


def test_an_import_writes_drafts_and_the_same_import_changes_nothing(world: World, imported) -> None:  # type: ignore[no-untyped-def]
    source = document(part("quiz"), part("exam", time_limit_minutes=20, questions=[essay_question()]))
    assert imported(source, dry_run=True).changed == 2
    assert assessments.find_if_there(world.tenant, assessment_id(world.course, "quiz")) is None
    assert imported(source) == writing.Written(assessments=2, changed=2)
    assert imported(source) == writing.Written(assessments=2, changed=0)
    found = assessments.find(world.tenant, assessment_id(world.course, "exam"))
    assert (found.active, found.newest, found.settings.time_limit_minutes) == (None, 1, 20)


def test_a_changed_import_is_a_new_version_and_keeps_what_authors_set(world: World, imported) -> None:  # type: ignore[no-untyped-def]
    imported(document(part("quiz")))
    quiz, author = assessment_id(world.course, "quiz"), world.caller("author", "instructor")
    world.publish()
    change_assessment(
        author, world.course, quiz, Change(settings={"attempt_delay_minutes": 9}), expected_revision=None, at=NOON
    )
    assert imported(document(part("quiz"))).changed == 0
    imported(document(part("quiz", pass_mark=80, questions=[choice_question("new")])))
    found = assessments.find(world.tenant, quiz, consistent=True)
    assert (found.active, found.newest) == (1, 2)
    assert found.settings.pass_mark == 80
    assert found.settings.attempt_delay_minutes == 9


def test_imported_questions_show_files_and_other_files_are_a_new_version(world: World, imported) -> None:  # type: ignore[no-untyped-def]
    question = choice_question()
    stem = RichText.of('<img src="/static/map.png">', TextFormat.HTML)
    shows = question.model_copy(update={"question": question.question.model_copy(update={"stem": stem})})

    def brought(*assets: Asset) -> CourseDocument:
        return document(part(questions=(shows,))).model_copy(update={"assets": assets})

    def found() -> dict[str, object]:
        made = find_assessment(world.caller("author", "instructor"), world.course, assessment_id(world.course, "quiz"))
        return {"version": made.assessment.newest, **made.files}

    map, other, sound = (asset(path, key) for path, key in (("map.png", "a"), ("map.png", "b"), ("say.mp3", "c")))
    assert imported(brought()).changed == 1
    assert found() == {"version": 1}
    for assets, changed, version, key in (((map, sound), 1, 2, "a"), ((map,), 0, 2, "a"), ((other,), 1, 3, "b")):
        assert imported(brought(*assets)).changed == changed
        assert found() == {"version": version, "capital": {"map.png": f"assets/{key}"}}


def asset(path: str, key: str) -> Asset:
    return Asset(path=path, media_type="image/png", size=1, sha256="0" * 64, key=f"assets/{key}")
