"""Reviews in the table: what reviewers see and give, until when, who sees it, and several at once."""

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from lyceum.assessment.errors import (
    NotEnrolled,
    PointsOrMarksNeeded,
    PointsOutOfRange,
    RubricMarksIncomplete,
    SubmissionMovedOn,
    SubmissionNotFound,
    UnknownRubricMark,
)
from lyceum.assessment.model.submission import Submission, SubmissionId, WorkForm
from lyceum.assessment.peer_review import ReviewsOfWork, my_peer_reviews, reviews_of_work, view_peer_review
from lyceum.assessment.peer_reviews.errors import PeerReviewClosed, PeerReviewNotFound
from lyceum.assessment.store import submissions
from lyceum.assessment.store.items import EnrollmentItem, enrollment_key
from lyceum.assessment.store.peer_review_items import PeerReviewItem, peer_review_key
from lyceum.kernel.access import Caller
from lyceum.kernel.aws import client
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.ids import new_id
from lyceum.kernel.settings import settings
from lyceum.kernel.table import transaction
from tests.store.assessment.reviewing import allocate, duties, give, handed, of, reviewed, reviewed_by, works
from tests.store.assessment.test_races import at_once
from tests.store.assessment.work import ESSAY_RUBRIC, FILES, give_back, grade, hand, hand_file, send
from tests.store.assessment.world import World, events_of
from tests.unit.assessment.samples import NOON

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("files")]
HOUR, INSTANT = timedelta(hours=1), timedelta(milliseconds=1)


def given_out(world: World, tutor: Caller, count: int = 2, **more: Any) -> tuple[str, list[Caller]]:
    """Works with their reviewers: of two, each reviews the other's."""
    assignment, people = works(world, count, **more)
    assert allocate(tutor, assignment).is_complete
    return assignment, people


def seen(caller: Caller, assignment: str, author: Caller) -> ReviewsOfWork:
    return reviews_of_work(caller, str(SubmissionId(author.person, assignment)), at=NOON)


def test_a_reviewer_sees_the_work_without_its_author(world: World, tutor: Caller) -> None:
    assignment, (ada, bo) = given_out(world, tutor)
    (duty,) = my_peer_reviews(ada, after=None, limit=20).items
    assert (duty.of, duty.course, duty.given) == (SubmissionId(bo.person, assignment), world.course, None)
    sight = view_peer_review(ada, duty.id, at=NOON)
    assert (sight.work.work.text, sight.work.version.number, sight.author) == ("My work.", 1, None)
    assert sight.assignment.demand_live().instructions.in_language() == "Write a page."
    assert (sight.is_open, sight.review) == (True, duty)


def test_where_names_are_no_secret_the_author_is_told(world: World, tutor: Caller) -> None:
    _, (ada, bo) = given_out(world, tutor, peer_review=reviewed_by(1, anonymous=False))
    assert view_peer_review(ada, of(world, ada, bo), at=NOON).author == bo.person


def test_nothing_of_an_anonymous_file_tells_whose_it_is(world: World, tutor: Caller) -> None:
    assignment, people = works(world, 1, accepts=FILES)
    bo = world.enrolled("bo")
    hand_file(bo, assignment, send(bo, assignment))
    allocate(tutor, assignment)
    review = of(world, people[0], bo)
    sight = view_peer_review(people[0], review, at=NOON)
    assert sight.work.work.form is WorkForm.FILE
    assert sight.work.work.file is not None
    assert sight.work.url is not None
    assert (sight.work.work.file.name, bo.person in sight.work.url) == ("work.pdf", False)
    copied = client("s3").get_object(Bucket=settings().content, Key=f"reviewing/{world.tenant}/{review}-1")
    assert copied["Body"].read().startswith(b"%PDF")
    assert view_peer_review(people[0], review, at=NOON).work.url is not None


def test_where_names_are_no_secret_a_file_is_shown_as_it_is(world: World, tutor: Caller) -> None:
    assignment, people = works(world, 1, accepts=FILES, peer_review=reviewed_by(1, anonymous=False))
    bo = world.enrolled("bo")
    hand_file(bo, assignment, send(bo, assignment))
    allocate(tutor, assignment)
    sight = view_peer_review(people[0], of(world, people[0], bo), at=NOON)
    assert sight.work.url is not None
    assert "/submissions/" in sight.work.url


def test_a_review_is_given_told_and_kept_beside_the_work(world: World, tutor: Caller) -> None:
    assignment, (ada, bo) = given_out(world, tutor)
    review = of(world, ada, bo)
    given = give(ada, review, 80, feedback="Well argued.")
    assert given.given is not None
    assert (given.given.points, given.given.percent, given.given.comment, given.rev) == (80, 80, "Well argued.", 2)
    key = peer_review_key(world.tenant, ada.person, review)
    assert events_of(world.tenant, PeerReviewItem, key) == ["PeerReviewGiven"]
    assert reviewed(world, assignment, [bo])[bo.person].asked[ada.person].percent == 80
    assert view_peer_review(ada, review, at=NOON).review == given
    assert my_peer_reviews(ada, after=None, limit=20).items == [given]


def test_the_same_again_changes_nothing_and_another_one_takes_its_place(world: World, tutor: Caller) -> None:
    assignment, (ada, bo) = given_out(world, tutor)
    review = of(world, ada, bo)
    first = give(ada, review, 80)
    assert give(ada, review, 80, at=NOON + HOUR, expected=1) == first
    with pytest.raises(ChangedInTheMeantime):
        give(ada, review, 70, expected=1)
    changed = give(ada, review, 70, expected=2)
    assert (changed.rev, reviewed(world, assignment, [bo])[bo.person].percents) == (3, [70])


def test_marks_by_the_rubric_become_points(world: World, tutor: Caller) -> None:
    """On paper: good (4) and poor (1) are 5 of 8; 100 points x 5/8 = 62.5."""
    _, (ada, bo) = given_out(world, tutor, judged_by=ESSAY_RUBRIC)
    review, marks = of(world, ada, bo), {"reasons": "good", "style": "poor"}
    for wish, refusal in (
        ({"points": None}, PointsOrMarksNeeded),
        ({"points": None, "marks": {"reasons": "good"}}, RubricMarksIncomplete),
        ({"points": None, "marks": marks | {"style": "best"}}, UnknownRubricMark),
        ({"points": 101}, PointsOutOfRange),
    ):
        with pytest.raises(refusal):
            give(ada, review, **wish)
    given = give(ada, review, None, marks=marks).given
    assert given is not None
    assert (given.points, given.percent, given.marks) == (Decimal("62.5"), Decimal("62.50"), marks)


def test_it_may_change_until_it_is_due(world: World, tutor: Caller) -> None:
    _, (ada, bo) = given_out(world, tutor, peer_review=reviewed_by(1, due_after_hours=1))
    review = of(world, ada, bo)
    assert give(ada, review, 80, at=NOON + HOUR).rev == 2
    with pytest.raises(PeerReviewClosed):
        give(ada, review, 70, at=NOON + HOUR + INSTANT)
    assert give(ada, review, 80, at=NOON + 2 * HOUR).rev == 2, "the same again is no change"
    assert view_peer_review(ada, review, at=NOON + HOUR).is_open
    assert not view_peer_review(ada, review, at=NOON + HOUR + INSTANT).is_open


def test_a_review_is_of_the_newest_version_and_shows_the_one_it_is_of(world: World, tutor: Caller) -> None:
    assignment, (ada, bo) = given_out(world, tutor, resubmissions=1)
    review = of(world, ada, bo)
    hand(bo, assignment, "Better work.")
    with pytest.raises(SubmissionMovedOn) as refused:
        give(ada, review)
    assert refused.value.facts == {"newest": "2"}
    assert view_peer_review(ada, review, at=NOON).work.work.text == "Better work."
    give(ada, review, version=2)
    assert view_peer_review(ada, review, at=NOON).work.version.number == 2


def test_others_reviews_and_what_went_to_others_are_not_found(world: World, tutor: Caller) -> None:
    assignment, (ada, bo, chai) = given_out(world, tutor, 3, peer_review=reviewed_by(1, due_after_hours=1))
    (review,) = duties(world, ada)
    for caller, id in ((bo, review), (chai, review), (tutor, review), (ada, new_id())):
        with pytest.raises(PeerReviewNotFound):
            give(caller, id)
        with pytest.raises(PeerReviewNotFound):
            view_peer_review(caller, id, at=NOON)
    handed(world, assignment, "late")
    allocate(tutor, assignment, at=NOON + 2 * HOUR)
    with pytest.raises(PeerReviewNotFound):
        give(ada, review, at=NOON)
    assert my_peer_reviews(ada, after=None, limit=20).items == []


def test_who_has_left_the_course_reviews_nothing(world: World, tutor: Caller) -> None:
    _, (ada, bo) = given_out(world, tutor)
    review, key = of(world, ada, bo), enrollment_key(world.tenant, ada.person, world.course)
    with transaction(tenant=world.tenant, at=NOON) as write:
        write.update(EnrollmentItem, key, [EnrollmentItem.status.set("withdrawn")], otherwise=ChangedInTheMeantime())
    for ask in (partial(give, ada, review), partial(view_peer_review, ada, review, at=NOON)):
        with pytest.raises(NotEnrolled):
            ask()


def test_lists_go_on_page_by_page(world: World, tutor: Caller) -> None:
    _, people = given_out(world, tutor, 4, peer_review=reviewed_by(3))
    first = my_peer_reviews(people[0], after=None, limit=2)
    rest = my_peer_reviews(people[0], after=first.next_key, limit=2)
    assert {each.id for each in (*first.items, *rest.items)} == set(duties(world, people[0]))
    assert (len(first.items), len(rest.items)) == (2, 1)


def test_the_author_sees_what_was_given_once_the_work_is_returned(world: World, tutor: Caller) -> None:
    assignment, people = given_out(world, tutor, 3)
    bo, (ada, chai) = people[0], people[1:]
    give(ada, of(world, ada, bo), 80, feedback="Good.")
    assert seen(bo, assignment, bo) == ReviewsOfWork((), with_names=False)
    by_staff = seen(tutor, assignment, bo)
    assert {each.reviewer for each in by_staff.reviews} == {ada.person, chai.person}
    assert by_staff.with_names
    give_back(tutor, grade(tutor, _submission(world, assignment, bo)))
    shown = seen(bo, assignment, bo)
    assert [each.given.comment for each in shown.reviews if each.given is not None] == ["Good."]
    assert (len(shown.reviews), shown.with_names, shown.people) == (1, False, {})


def test_the_author_is_told_who_where_names_are_no_secret(world: World, tutor: Caller) -> None:
    assignment, (ada, bo) = given_out(world, tutor, peer_review=reviewed_by(1, anonymous=False))
    give(ada, of(world, ada, bo))
    give_back(tutor, grade(tutor, _submission(world, assignment, bo)))
    assert seen(bo, assignment, bo).with_names


def test_nobody_else_sees_the_reviews(world: World, tutor: Caller) -> None:
    assignment, (ada, bo) = given_out(world, tutor)
    for caller in (ada, world.caller("nobody")):
        with pytest.raises(SubmissionNotFound):
            seen(caller, assignment, bo)
    with pytest.raises(SubmissionNotFound):
        seen(tutor, new_id(), bo)


def test_reviewers_at_once_all_stand_beside_the_work(world: World, tutor: Caller) -> None:
    assignment, people = given_out(world, tutor, 4, peer_review=reviewed_by(3))
    author, reviewers = people[0], people[1:]
    calls = [partial(give, each, of(world, each, author), 10 * place) for place, each in enumerate(reviewers)]
    at_once(calls)
    found = reviewed(world, assignment, [author])[author.person]
    assert sorted(found.percents) == [0, 10, 20]
    assert found.is_complete


def test_a_review_that_is_given_as_it_goes_to_others_is_one_of_both(world: World, tutor: Caller) -> None:
    """Whichever comes first: a review that counts is never taken away, and one that was taken never counts."""
    assignment, people = given_out(world, tutor, 3, peer_review=reviewed_by(1, due_after_hours=1))
    ada = people[0]
    (review,) = duties(world, ada)
    handed(world, assignment, "late")
    late = NOON + 2 * HOUR
    given, _ = at_once([partial(give, ada, review), partial(allocate, tutor, assignment, at=late)])
    allocate(tutor, assignment, at=late)
    counts = [ada.person in each.asked for each in reviewed(world, assignment, people).values()]
    assert any(counts) == (not isinstance(given, Exception)) == (review in duties(world, ada))


def _submission(world: World, assignment: str, author: Caller) -> Submission:
    return submissions.find(world.tenant, SubmissionId(author.person, assignment))
