"""Many writers at one course, released together: one version, one owner, no seat lost and none sold twice."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest

from lyceum.catalog.author_chapter import create_chapter
from lyceum.catalog.author_course import change_course, create_course
from lyceum.catalog.import_course import import_course
from lyceum.catalog.model.course import About, CourseWish
from lyceum.catalog.model.importing import LessonContent, content_number
from lyceum.catalog.model.job import Effect, Format
from lyceum.catalog.model.publication import Seats
from lyceum.catalog.publish_course import INDEX_LAG_SECONDS, publish_course
from lyceum.catalog.store import courses, documents, lessons, publications
from lyceum.catalog.upload import upload
from lyceum.catalog.write_import import write_import
from lyceum.content.outline import ChapterDocument, CourseDocument, LessonDocument
from lyceum.enrollment.enroll import enroll
from lyceum.enrollment.store import enrollment_key
from lyceum.interop import store as interop
from lyceum.interop.errors import ImportClaimed
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import now
from lyceum.kernel.creation import Creation
from lyceum.kernel.errors import DomainError
from lyceum.kernel.ids import new_id
from lyceum.kernel.table.client import dynamodb
from lyceum.kernel.text import LocalizedText
from tests.authoring import fill

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("files")]


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Every call in a thread of its own, released together: results, and names of refusals."""
    barrier = threading.Barrier(len(calls))
    results: list[Any] = []

    def one(call: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            results.append(call())
        except DomainError as error:
            results.append(type(error).__name__)

    threads = [threading.Thread(target=one, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def someone(tenant: str, role: str = "instructor") -> Caller:
    return Caller(person=new_id(), tenant=tenant, roles=frozenset({role}))


def make_course(tenant: str, *, seats: int | None = None) -> str:
    ada = someone(tenant)
    wish = CourseWish(title=LocalizedText.of("Race"), about=About(seats=seats))
    course, _ = create_course(ada, wish, creation=Creation(new_id()), at=now())
    fill(ada, course.id)
    return course.id


def set_seats(tenant: str, course: str, seats: int | None) -> Any:
    ada = someone(tenant)
    change_course(ada, course, {"seats": seats}, expected=None, at=now())
    return publish_course(ada, course, expected=None, at=now()).version


def enroll_someone(tenant: str, course: str) -> Callable[[], str]:
    def call() -> str:
        enroll(someone(tenant, "learner"), course, creation=Creation(new_id()), at=now())
        return "enrolled"

    return call


def test_two_publishers_make_one_version(table: str, tenant: str) -> None:
    course = make_course(tenant)
    calls = [lambda: publish_course(someone(tenant), course, expected=None, at=now()).version] * 8

    assert at_once(calls) == [1] * 8
    found, _ = courses.find(tenant, course)
    assert found.version == 1


def test_authors_at_once_all_find_their_chapter_in_the_draft(table: str, tenant: str) -> None:
    course = make_course(tenant)

    def add(number: int) -> Callable[[], str]:
        title = LocalizedText.of(f"Chapter {number}")
        return lambda: (
            create_chapter(
                someone(tenant),
                course,
                title=title,
                release_at=None,
                creation=Creation(new_id()),
                expected=None,
                at=now(),
            )[0].id
        )

    made = at_once([add(number) for number in range(4)])
    there = {chapter.id for chapter in courses.find(tenant, course)[1].outline.chapters}
    assert there == {"c1", *made}
    assert len(there) == 5


def test_one_slug_has_one_owner(table: str, tenant: str) -> None:
    def make() -> str:
        wish = CourseWish(title=LocalizedText.of("Race"), slug="wanted", code="W-1")
        return create_course(someone(tenant), wish, creation=Creation(new_id()), at=now())[0].id

    results = at_once([make] * 8)
    counted = Counter("made" if len(result) == 26 else result for result in results)
    assert counted["made"] == 1
    assert counted["made"] + counted["SlugTaken"] + counted["Busy"] == 8


def test_a_name_that_was_given_up_already_takes_no_change_with_it(table: str, tenant: str) -> None:
    """A claim that is gone, or another's by now, is no reason to lose what its course became."""
    ada = someone(tenant)
    course = create_course(
        ada, CourseWish(title=LocalizedText.of("One"), slug="old"), creation=Creation(new_id()), at=now()
    )[0]
    claim = {"PK": {"S": f"T#{tenant}#UNIQUE#SLUG#old"}, "SK": {"S": "CLAIM"}}
    dynamodb().delete_item(TableName=table, Key=claim)

    change_course(ada, course.id, {"slug": "new"}, expected=None, at=now())
    assert courses.find(tenant, course.id)[0].slug == "new"

    claim["PK"]["S"] = claim["PK"]["S"].replace("old", "new")
    anothers = {"kind": {"S": "claim"}, "v": {"N": "1"}, "rev": {"N": "1"}, "o": {"S": new_id()}}
    dynamodb().put_item(TableName=table, Item=claim | anothers)
    with pytest.raises(DomainError):
        change_course(ada, course.id, {"slug": "newest"}, expected=None, at=now())
    assert courses.find(tenant, course.id)[0].slug == "new"


def test_no_seat_is_lost_or_sold_twice_while_the_capacity_grows(table: str, tenant: str) -> None:
    course = make_course(tenant, seats=5)
    publish_course(someone(tenant), course, expected=None, at=now())

    results = at_once([enroll_someone(tenant, course) for _ in range(16)] + [lambda: set_seats(tenant, course, 10)])
    taken = results.count("enrolled")
    seats = publications.snapshot(tenant, course).seats
    assert seats is not None
    assert (seats.total, seats.left) == (10, 10 - taken)
    assert 5 <= taken <= 10


def test_a_limit_that_begins_while_learners_enroll_counts_them_all(table: str, tenant: str) -> None:
    course = make_course(tenant)
    publish_course(someone(tenant), course, expected=None, at=now())

    results = at_once([enroll_someone(tenant, course) for _ in range(12)] + [lambda: set_seats(tenant, course, 20)])
    taken = results.count("enrolled")
    seats = publications.snapshot(tenant, course).seats
    assert seats is not None
    assert (seats.total, seats.left) == (20, 20 - taken)


def test_a_limit_waits_until_the_roster_shows_who_enrolled_last(table: str, tenant: str) -> None:
    course = make_course(tenant)
    publish_course(someone(tenant), course, expected=None, at=now())
    last = someone(tenant, "learner")
    enroll(last, course, creation=Creation(new_id()), at=now())
    appear = out_of_the_index(table, tenant, last.person, course)
    change_course(someone(tenant), course, {"seats": 2}, expected=None, at=now())
    waited: list[float] = []

    def settle(seconds: float) -> None:
        assert refusal(enroll_someone(tenant, course)) == "CourseFull"  # nobody takes a place while they are counted
        waited.append(seconds)
        appear()

    publish_course(someone(tenant), course, expected=None, at=now(), settle=settle)

    assert waited == [INDEX_LAG_SECONDS]
    assert publications.snapshot(tenant, course).seats == Seats(2, 1)


def test_a_count_that_was_broken_off_goes_on_with_what_is_left_of_the_wait(table: str, tenant: str) -> None:
    course, at = make_course(tenant), now()
    publish_course(someone(tenant), course, expected=None, at=at)
    enroll(someone(tenant, "learner"), course, creation=Creation(new_id()), at=at)
    change_course(someone(tenant), course, {"seats": 2}, expected=None, at=at)

    def die(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish_course(someone(tenant), course, expected=None, at=at, settle=die)
    waited: list[float] = []
    publish_course(someone(tenant), course, expected=None, at=at + timedelta(seconds=1.5), settle=waited.append)

    assert waited == [0.5]
    assert publications.snapshot(tenant, course).seats == Seats(2, 1)


def test_a_limit_that_begins_again_counts_what_is_held_for_orders(table: str, tenant: str) -> None:
    course, at = make_course(tenant), now()
    publish_course(someone(tenant), course, expected=None, at=at)
    enroll(someone(tenant, "learner"), course, creation=Creation(new_id()), at=at)
    key = {"PK": {"S": f"T#{tenant}#C#{course}"}, "SK": {"S": "OFFER"}}
    two: Any = {"ExpressionAttributeValues": {":two": {"N": "2"}}}
    dynamodb().update_item(TableName=table, Key=key, UpdateExpression="SET rs = :two", **two)
    change_course(someone(tenant), course, {"seats": 5}, expected=None, at=at)

    publish_course(someone(tenant), course, expected=None, at=at, settle=lambda _: None)

    assert publications.snapshot(tenant, course).seats == Seats(5, 2)


def refusal(call: Callable[[], Any]) -> str:
    with pytest.raises(DomainError) as refused:
        call()
    return type(refused.value).__name__


def out_of_the_index(table: str, tenant: str, learner: str, course: str) -> Callable[[], object]:
    """As if the index lagged behind the enrollment; what lets it catch up."""
    key = enrollment_key(tenant, learner, course)
    place: Any = {"TableName": table, "Key": {"PK": {"S": key.pk}, "SK": {"S": key.sk}}}
    old = dynamodb().update_item(**place, UpdateExpression="REMOVE GSI1PK", ReturnValues="UPDATED_OLD")
    listed = old["Attributes"]["GSI1PK"]
    return lambda: dynamodb().update_item(
        **place, UpdateExpression="SET GSI1PK = :listed", ExpressionAttributeValues={":listed": listed}
    )


def test_two_executions_claim_one_import_once(table: str, tenant: str) -> None:
    ada = someone(tenant)
    sent, _, _ = upload(ada, name="f", size=1, media_type="a/b", creation=Creation(new_id()), at=now())
    job = import_course(
        ada,
        format=Format.OLX,
        upload=sent.id,
        course=None,
        assessment=None,
        dry_run=False,
        creation=Creation(new_id()),
        at=now(),
    )

    def claim(execution: str) -> Callable[[], str]:
        return lambda: interop.claim(tenant, job.id, execution=execution, at=now()).id

    results = at_once([claim(f"execution-{number}") for number in range(6)])
    assert sorted(results) == sorted([job.id, *[ImportClaimed.__name__] * 5])


def test_the_same_source_imported_at_once_becomes_one_course(table: str, tenant: str) -> None:
    title = LocalizedText.of("Same")
    chapter = ChapterDocument(id="c1", title=title, lessons=(LessonDocument(id="l1", title=title),))
    document = CourseDocument(source="olx:same", title=title, chapters=(chapter,))
    documents.write(f"imports/{tenant}/d.json", document.model_dump(mode="json"))

    def write() -> Effect:
        return write_import(
            tenant,
            requester=new_id(),
            format=Format.OLX,
            document=f"imports/{tenant}/d.json",
            course=None,
            dry_run=False,
            at=now(),
        )[1]

    assert Counter(at_once([write] * 5)) == {Effect.CREATED: 1, Effect.NONE: 4}


def test_the_same_key_sent_at_once_is_one_import(table: str, tenant: str) -> None:
    ada = someone(tenant)
    sent, _, _ = upload(ada, name="f", size=1, media_type="a/b", creation=Creation(new_id()), at=now())
    creation = Creation.of("one-key-for-all", tenant=tenant, caller=ada.person, operation="import", body="{}")

    def ask() -> str:
        return import_course(
            ada,
            format=Format.OLX,
            upload=sent.id,
            course=None,
            assessment=None,
            dry_run=False,
            creation=creation,
            at=now(),
        ).id

    assert at_once([ask] * 6) == [creation.id] * 6


def test_a_large_lesson_lies_in_the_bucket_and_is_read_like_any_other(table: str, tenant: str) -> None:
    import secrets

    from lyceum.content.outline import HtmlBlock, Unit
    from lyceum.kernel.table import get

    html = HtmlBlock(html=LocalizedText.of(secrets.token_hex(400_000)))
    title = LocalizedText.of("Large")
    content = LessonContent(id="l1", title=title, units=(Unit(id="u1", title=title, blocks=(html,)),))
    number = content_number(content)
    for _ in range(2):
        lessons.keep(tenant, "c1", [(number, content)], actor="ada", at=now())

    from lyceum.catalog.store.items import LessonItem, lesson_key

    item = get(LessonItem, lesson_key(tenant, "c1", "l1", number))
    assert item is not None
    assert item.doc is None
    assert item.s3 == f"lessons/{tenant}/c1/l1/{number}.json"
    assert lessons.find(tenant, "c1", "l1", number) == content
