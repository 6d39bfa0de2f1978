"""Authors bring files by hand, and lessons, questions of assessments and questions of banks show them."""

from typing import Any
from urllib.request import urlopen

import pytest

from catalog.upload import handler
from lyceum.assessment.api.attempts import AttemptView
from lyceum.assessment.navigate_attempt import enter_section
from lyceum.kernel.aws import client
from lyceum.kernel.settings import settings
from tests.assets import MP3, OF_COURSE, PNG, brought, sent
from tests.authoring import LESSON, make_chapter, make_course, make_lesson, send
from tests.function.assessment.client import Client, problem
from tests.http import Person, person, request
from tests.imports import UPLOAD
from tests.store.assessment.world import World
from tests.unit.assessment.samples import NOON, true_false_question

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("files")]
PDF = b"%PDF-1.7 and more"
MP4 = b"\x00\x00\x00\x18ftypisom and more"
LOOK = '<p>Look.</p><img src="/static/maps/one.png" alt="A map">'


@pytest.fixture
def ada(tenant: str) -> Person:
    return person("ada", tenant, "instructor")


def showing(html: str = LOOK, sound: str | None = "/static/say.mp3") -> dict[str, Any]:
    content: dict[str, Any] = true_false_question("q1").model_dump(mode="json")
    content["question"]["stem"] = {"format": "html", "text": {"en": html}}
    content["question"]["media"] = [{"kind": "audio", "source": sound}] if sound else []
    return content


def fetched(address: str) -> tuple[bytes, str]:
    with urlopen(address.replace("&amp;", "&")) as answer:
        return answer.read(), answer.headers["Content-Type"]


def with_files(ada: Person, tenant: str, **place: str) -> None:
    for content, media_type, path in ((PNG, "image/png", "maps/one.png"), (MP3, "audio/mpeg", "say.mp3")):
        answer = brought(ada, tenant, sent(ada, tenant, content, media_type), path, **place)
        assert answer.status == 200, answer.text
        assert answer.json == {"path": path, "address": f"/static/{path}", "media_type": media_type}


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(PNG, "image/png"), (MP3, "audio/mpeg"), (MP4, "video/mp4"), (PDF, "application/pdf")],
)
def test_a_lesson_shows_what_its_author_brought(ada: Person, tenant: str, content: bytes, media_type: str) -> None:
    course = make_course(ada, tenant, lessons=0)
    upload = sent(ada, tenant, content, media_type)
    assert brought(ada, tenant, upload, "a.file", course=course).status == 200
    chapter = make_chapter(ada, tenant, course)
    html = {"en": '<a href="/static/a.file">Look</a>'}
    units = [{"title": {"en": "Read"}, "blocks": [{"kind": "html", "html": html}]}]
    lesson = make_lesson(ada, tenant, course, chapter, units=units)
    place = {"tenant": tenant, "course": course, "chapter": chapter, "lesson": lesson}
    assert send(ada, f"GET {LESSON}", **place).status == 200
    (key,) = kept(tenant)
    found = client("s3").get_object(Bucket=settings().content, Key=key)
    assert (found["Body"].read(), found["ContentType"]) == (content, media_type)
    assert lesson_links(tenant, course, lesson) == {"a.file": key}


def kept(tenant: str) -> list[str]:
    found = client("s3").list_objects_v2(Bucket=settings().content, Prefix=f"assets/{tenant}/")
    return [each["Key"] for each in found.get("Contents", ())]


def lesson_links(tenant: str, course: str, lesson: str) -> dict[str, str]:
    from lyceum.catalog.store import courses, lessons

    content = courses.find(tenant, course)[1].outline.lessons()[lesson].content
    found = lessons.find(tenant, course, lesson, content)
    assert found is not None
    return {link.path: link.key for link in found.assets}


def test_the_same_again_is_one_file_and_another_takes_its_place(ada: Person, tenant: str) -> None:
    course = make_course(ada, tenant, lessons=0)
    upload = sent(ada, tenant)
    before = [brought(ada, tenant, upload, "a.png", course=course) for _ in range(2)]
    assert before[0].json == before[1].json
    assert len(kept(tenant)) == 1
    assert brought(ada, tenant, sent(ada, tenant, PNG + b"!"), "a.png", course=course).status == 200
    from lyceum.catalog.store import courses

    (link,) = courses.find(tenant, course)[1].about.assets
    assert client("s3").get_object(Bucket=settings().content, Key=link.key)["Body"].read() == PNG + b"!"


def test_questions_of_an_assessment_show_files_of_their_course(table: str, tenant: str) -> None:
    ada = person("author", tenant, "instructor")
    course = make_course(ada, tenant, lessons=0)
    world, author = World(tenant, course), Client(ada, tenant)
    body = {"title": {"en": "Test"}, "lesson": "lesson-1", "questions": [showing()]}
    refused = author.make(course, body)
    assert problem(refused) == "unknown-files"
    assert refused.json["detail"] == "maps/one.png, say.mp3"
    with_files(ada, tenant, course=course)
    made = author.make(course, body)
    assert made.status == 201, made.text
    world.publish()
    begun = Client(_learner(world), tenant).start(made.json["id"])
    (question,) = begun.json["questions"]
    assert_fetched(question)
    changed = author.change(course, made.json["id"], {"questions": [showing(sound="/static/none.mp3")]})
    assert (problem(changed), changed.json["detail"]) == ("unknown-files", "none.mp3")


def _learner(world: World) -> Person:
    world.enrolled("bob")
    return world.person("bob")


def assert_fetched(question: Any) -> None:
    picture = question["stem"]["text"]["en"].partition('src="')[2].partition('"')[0]
    assert fetched(picture) == (PNG, "image/png")
    assert fetched(question["media"][0]["source"]) == (MP3, "audio/mpeg")


def test_drawn_questions_show_files_of_their_bank(table: str, tenant: str) -> None:
    ada = person("author", tenant, "instructor")
    author, course = Client(ada, tenant), make_course(ada, tenant, lessons=0)
    world = World(tenant, course)
    bank = author.bank("POST ", {"title": {"en": "Bank"}}).json["id"]
    wish = {"content": showing()}
    refused = author.bank("POST /{bank}/questions", wish, bank=bank)
    assert (problem(refused), refused.json["detail"]) == ("unknown-files", "maps/one.png, say.mp3")
    with_files(ada, tenant, bank=bank)
    assert author.bank("POST /{bank}/questions", wish, bank=bank).status == 201
    sections = [{"id": "only", "draws": [{"bank": bank, "count": 1}]}]
    body = {"title": {"en": "Test"}, "lesson": "lesson-1", "questions": [], "structure": {"sections": sections}}
    exam = author.make(course, body)
    assert exam.status == 201, exam.text
    world.publish()
    begun = Client(_learner(world), tenant).start(exam.json["id"]).json["id"]
    view = AttemptView.of(enter_section(world.caller("bob"), begun, "only", at=NOON)).model_dump(mode="json")
    assert_fetched(view["questions"][0])


def test_a_question_of_a_bank_takes_a_newer_file_when_it_is_written_again(table: str, tenant: str) -> None:
    ada = person("author", tenant, "instructor")
    author = Client(ada, tenant)
    bank = author.bank("POST ", {"title": {"en": "Bank"}}).json["id"]
    with_files(ada, tenant, bank=bank)
    wish = {"content": showing()}
    question = author.bank("POST /{bank}/questions", wish, bank=bank).json["id"]
    there = {"bank": bank, "bank_question": question}
    route = "PATCH /{bank}/questions/{bank_question}"
    assert author.bank(route, wish, **there).json["version"] == 1
    assert brought(ada, tenant, sent(ada, tenant, PNG + b"!"), "maps/one.png", bank=bank).status == 200
    assert author.bank(route, {"difficulty": "hard"}, **there).json["version"] == 1
    assert author.bank(route, wish, **there).json["version"] == 2
    unknown = {"content": showing(sound="/static/none.mp3")}
    assert author.bank(route, unknown, **there).json["detail"] == "none.mp3"


def test_a_text_that_only_talks_of_a_file_shows_none(table: str, tenant: str) -> None:
    author = Client(person("author", tenant, "instructor"), tenant)
    bank = author.bank("POST ", {"title": {"en": "Bank"}}).json["id"]
    talk = {"content": showing("<p>What does /static/x.png mean?</p>", sound=None)}
    assert author.bank("POST /{bank}/questions", talk, bank=bank).status == 201


@pytest.mark.parametrize(
    ("content", "media_type", "name"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml", "asset-kind-not-accepted"),
        (b"<!doctype html><script>", "text/html", "asset-kind-not-accepted"),
        (b"PK\x03\x04", "application/zip", "asset-kind-not-accepted"),
        (b"<!doctype html><script>", "image/png", "file-not-what-it-says"),
        (b"MZ\x90\x00", "application/pdf", "file-not-what-it-says"),
        (b"RIFF\x00\x00\x00\x00WAVE", "image/webp", "file-not-what-it-says"),
    ],
)
def test_what_is_no_such_file_is_refused(ada: Person, tenant: str, content: bytes, media_type: str, name: str) -> None:
    course = make_course(ada, tenant, lessons=0)
    answer = brought(ada, tenant, sent(ada, tenant, content, media_type), "a.png", course=course)
    assert (answer.status, problem(answer)) == (422, name)
    assert kept(tenant) == []


def test_what_was_not_sent_or_is_too_large_is_refused(ada: Person, tenant: str) -> None:
    course = make_course(ada, tenant, lessons=0)
    most = 20 * 1024 * 1024
    for size, expected in ((most + 1, "asset-too-large"), (most, "file-not-sent")):
        wish = {"name": "a.png", "size": size, "media_type": "image/png"}
        upload = request(handler, UPLOAD, caller=ada, tenant=tenant, body=wish).json["id"]
        answer = brought(ada, tenant, upload, "a.png", course=course)
        assert problem(answer) == expected
    assert problem(brought(ada, tenant, sent(ada, tenant), "a.png", course="01J0000000000000000000000Z")) == (
        "course-not-found"
    )


@pytest.mark.parametrize(
    "path", ["", "../a.png", "a/../b.png", "/a.png", "a//b.png", ".a", "a\\b", "a b.png", "a?b", "é.png", "a/b/c/d/e/f"]
)
def test_an_unsafe_name_is_refused(ada: Person, tenant: str, path: str) -> None:
    course = make_course(ada, tenant, lessons=0)
    upload = sent(ada, tenant)
    assert brought(ada, tenant, upload, path, course=course).status == 422
    assert (
        request(
            handler, OF_COURSE, caller=ada, tenant=tenant, course=course, upload=upload, body={"path": "a", "key": "b"}
        ).status
        == 422
    )
