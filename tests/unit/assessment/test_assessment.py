"""The assessment: when learners get it, in which version, and what makes a new version of its questions."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lyceum.assessment.errors import AssessmentNotFound, InvalidQuestionSet
from lyceum.assessment.model.assessment import Assessment, Version
from lyceum.assessment.model.fingerprint import fingerprint
from lyceum.assessment.model.sections import Structure
from lyceum.content.published import Outline
from lyceum.content.questions import QuestionKind
from tests.published_course import graded, lesson, outline, title
from tests.unit.assessment.samples import (
    ADA,
    COURSE,
    EXAM,
    NOON,
    choice_question,
    essay_question,
    numeric_question,
    one_of_each,
    question,
    settings,
    short_question,
    true_false_question,
    two_parts,
)

LATER = NOON + timedelta(days=1)
FIRST = Version.of(EXAM, 1, [choice_question()])
SECOND = Version.of(EXAM, 2, [choice_question(), essay_question()])
DRAFT = Assessment(
    id=EXAM,
    course=COURSE,
    lesson="l1",
    title=title("Quiz"),
    settings=settings(),
    newest=3,
    changed_at=NOON,
    digest=FIRST.digest,
    questions=1,
    maximum=Decimal(1),
)
WITH_ITS_LESSON = outline(COURSE, [lesson("l0"), lesson("l1")])
WITH_ITSELF = outline(COURSE, [lesson("l9", assessment=EXAM)])
AS_ASSESSMENT = outline(COURSE, assessments=[graded(COURSE, "l9").model_copy(update={"id": EXAM})])
WITHOUT = outline(COURSE, [lesson("l2", assessment=ADA)], assessments=[graded(COURSE, "l2")])


def test_a_new_assessment_is_a_draft_of_no_chapter_and_no_import() -> None:
    assert (DRAFT.chapter, DRAFT.active, DRAFT.source, DRAFT.rev, DRAFT.is_live) == (None, None, None, 0, False)


@pytest.mark.parametrize("published", [None, WITHOUT])
def test_learners_get_no_draft(published: Outline | None) -> None:
    with pytest.raises(AssessmentNotFound) as refusal:
        DRAFT.version_for_learners(published)
    assert refusal.value.facts == {"assessment": EXAM}


@pytest.mark.parametrize("published", [WITH_ITS_LESSON, WITH_ITSELF, AS_ASSESSMENT])
def test_who_sees_the_lesson_may_start_before_the_news_of_the_publication_has_come(published: Outline) -> None:
    assert DRAFT.version_for_learners(published) == 3
    assert DRAFT.activated(published, published_at=LATER) == replace(DRAFT, active=3)


@pytest.mark.parametrize("published", [None, WITHOUT, WITH_ITSELF])
def test_a_live_assessment_gives_its_active_version_whatever_is_newer(published: Outline | None) -> None:
    live = replace(DRAFT, active=2)
    assert live.is_live
    assert live.version_for_learners(published) == 2


def test_only_what_was_there_when_the_course_was_published_becomes_active() -> None:
    assert DRAFT.activated(WITH_ITSELF, published_at=NOON).active == 3
    assert DRAFT.activated(WITH_ITSELF, published_at=NOON - timedelta(milliseconds=1)) == DRAFT
    assert DRAFT.activated(WITHOUT, published_at=LATER) == DRAFT


def test_the_same_questions_make_no_new_version() -> None:
    assert DRAFT.with_version(replace(SECOND, digest=DRAFT.digest), at=LATER) == DRAFT


def test_other_questions_make_a_new_version_and_leave_the_active_one() -> None:
    live = replace(DRAFT, active=1)
    assert live.with_version(SECOND, at=LATER) == replace(
        live, newest=2, changed_at=LATER, digest=SECOND.digest, questions=2, maximum=Decimal(11)
    )


@given(st.permutations(one_of_each()), st.integers(1, 99), st.integers(1, 99))
def test_the_fingerprint_is_of_the_questions_in_their_order_and_of_nothing_else(order, one: int, other: int) -> None:  # type: ignore[no-untyped-def]
    assert Version.of(EXAM, one, order).digest == Version.of(EXAM, other, order).digest
    assert (Version.of(EXAM, one, order).digest == Version.of(EXAM, one, one_of_each()).digest) == (
        tuple(order) == one_of_each()
    )


def test_a_fingerprint_is_32_hexadecimal_digits_and_tells_a_changed_key() -> None:
    plain = choice_question()
    rekeyed = plain.model_copy(update={"key": plain.key.model_copy(update={"general_feedback": None})})
    assert len(FIRST.digest) == 32
    assert set(FIRST.digest) <= set("0123456789abcdef")
    assert Version.of(EXAM, 1, [rekeyed]).digest != FIRST.digest


def test_the_fingerprint_of_the_same_questions_is_that_of_earlier_releases() -> None:
    """Kept ones are compared with it: another way to compute it would renew every question set with its next import."""
    thai = question("thai", QuestionKind.ESSAY, title=title("E", "ก"))
    authored = [*one_of_each(), essay_question().model_copy(update={"question": thai})]
    assert Version.of(EXAM, 1, authored).digest == "713db8798e78161f6ed27d409bcd8a21"  # pragma: allowlist secret


def test_the_fingerprint_of_questions_in_sections_is_of_both() -> None:
    """The order and the clocks count, and what a later release adds to sections only where an author uses it."""
    questions = [choice_question(), true_false_question("round"), numeric_question(), short_question()]
    known = fingerprint(questions, two_parts())
    assert known == "73545fdfbd07e4f45e84cf2ca4773b41"  # pragma: allowlist secret
    rekeyed = [choice_question(points=2), *questions[1:]]
    others = [fingerprint(rekeyed, two_parts()), fingerprint(questions, two_parts(first=11)), fingerprint(questions)]
    assert len({known, *others}) == 4
    assert fingerprint(questions, Structure()) == fingerprint(questions)


def test_other_files_are_another_version() -> None:
    """The same picture under two names, two pictures under one: whatever learners see changes."""
    questions, files = [choice_question()], {"capital": {"map.png": "assets/a", "b.png": "assets/b"}}
    again = {"capital": {"b.png": "assets/b", "map.png": "assets/a"}}
    known = fingerprint(questions, two_parts(), files)
    assert fingerprint(questions, two_parts(), again) == known
    others = [
        fingerprint(questions, two_parts(), {"capital": {"map.png": "assets/c", "b.png": "assets/b"}}),
        fingerprint(questions, None, files),
        fingerprint([true_false_question("round")], two_parts(), files),
        fingerprint(questions, two_parts()),
    ]
    assert len({known, *others}) == 5
    assert fingerprint(questions, two_parts(), {}) == fingerprint(questions, two_parts())


def test_a_version_has_its_number_in_both_halves_and_ids_that_tell_nothing() -> None:
    assert (SECOND.questions.version, SECOND.key.version) == (2, 2)
    assert not {"paris", "lyon"} & {choice.id for choice in SECOND.questions.questions[0].choices}
    elsewhere = Version.of(COURSE, 2, [choice_question()])
    assert elsewhere.questions.questions[0].choices[0].id != SECOND.questions.questions[0].choices[0].id


def test_a_version_of_questions_that_contradict_themselves_is_refused() -> None:
    with pytest.raises(InvalidQuestionSet):
        Version.of(EXAM, 1, [choice_question("q"), essay_question("q")])
