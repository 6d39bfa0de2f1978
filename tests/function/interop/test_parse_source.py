"""First task of an import: claim, read, keep."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from interop.parse_source import handler
from lyceum.content.outline import CourseDocument
from lyceum.interop.errors import SourceRefused
from lyceum.kernel.aws import client
from lyceum.kernel.settings import settings
from tests.authoring import make_course
from tests.http import Person, person
from tests.imports import REAL_FILES, ask, look, packed, send_file, zipped

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("files")]

needs_real_courses = pytest.mark.skipif(not (REAL_FILES / "olx").is_dir(), reason="the real OLX course is not here")
needs_real_questions = pytest.mark.skipif(not (REAL_FILES / "gift").is_dir(), reason="the real GIFT files are not here")


@pytest.fixture
def ada(tenant: str) -> Person:
    return person("ada", tenant, "instructor")


def kept(key: str) -> Any:
    return json.loads(client("s3").get_object(Bucket=settings().content, Key=key)["Body"].read())


def keys(prefix: str) -> Iterator[str]:
    for entry in client("s3").list_objects_v2(Bucket=settings().content, Prefix=prefix).get("Contents", []):
        yield entry["Key"]


def requested(ada: Person, tenant: str, content: bytes, name: str = "course.tar.gz", **wish: Any) -> str:
    asked = ask(ada, tenant, upload=send_file(ada, tenant, content, name), **{"format": "olx", **wish})
    assert asked.status == 202, asked.text
    return str(asked.json["id"])


def parse(tenant: str, job: str, execution: str = "one") -> dict[str, Any]:
    return handler({"tenant": tenant, "job": job, "execution": execution}, None)


def test_document_report_and_files_are_kept(ada: Person, tenant: str) -> None:
    job = requested(ada, tenant, packed())
    found = parse(tenant, job)

    assert found["document"] == f"imports/{tenant}/{job}/document.json"
    document = CourseDocument.model_validate(kept(found["document"]))
    assert document.title.root == {"en": "Testing in small steps"}
    (asset,) = document.assets
    assert asset.key.startswith(f"assets/{tenant}/{asset.sha256}")
    stored = client("s3").get_object(Bucket=settings().content, Key=asset.key)
    assert (stored["ContentType"], stored["ContentLength"]) == (asset.media_type, asset.size)
    assert len(kept(found["report"])) == sum(found["counts"][name] for name in ("taken", "changed", "refused"))


def test_the_report_can_be_read_while_the_rest_is_still_written(ada: Person, tenant: str) -> None:
    job = requested(ada, tenant, packed())
    parse(tenant, job)

    shown = look(ada, tenant, job)
    assert shown["state"] == "running"
    assert shown["report"]


def test_a_dry_run_keeps_no_files(ada: Person, tenant: str) -> None:
    parse(tenant, requested(ada, tenant, packed(), dry_run=True))

    assert list(keys(f"assets/{tenant}/")) == []


def test_a_file_that_was_never_sent_is_refused(ada: Person, tenant: str) -> None:
    from catalog.upload import handler as uploads
    from tests.http import request
    from tests.imports import UPLOAD

    wish = {"name": "x", "size": 1, "media_type": "application/zip"}
    upload = request(uploads, UPLOAD, caller=ada, tenant=tenant, body=wish).json["id"]
    job = ask(ada, tenant, format="olx", upload=upload).json["id"]

    with pytest.raises(SourceRefused, match="not uploaded") as refused:
        parse(tenant, job)
    assert type(refused.value).__name__ == "UploadMissing"


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"PK\x03\x04 and then nothing", "ArchiveUnreadable"),
        (packed({"course.xml": "<!DOCTYPE x [<!ENTITY e 'e'>]><course>&e;</course>"}), "SourceDeclaresEntities"),
        (packed({"readme.txt": "no course"}), "NoCourseFound"),
        (packed({"../../etc/passwd": "x"}), "ArchiveHasUnsafePath"),
    ],
)
def test_a_source_that_breaks_a_rule_leaves_nothing_behind(
    ada: Person, tenant: str, content: bytes, error: str
) -> None:
    job = requested(ada, tenant, content)

    with pytest.raises(SourceRefused) as refused:
        parse(tenant, job)
    assert type(refused.value).__name__ == error
    assert list(keys(f"imports/{tenant}/{job}/")) == []
    assert list(keys(f"assets/{tenant}/")) == []


def test_questions_that_nobody_can_read_are_refused_and_reported(ada: Person, tenant: str) -> None:
    course = make_course(ada, tenant)
    assessment = {"title": {"en": "Test"}, "chapter": "c1"}
    content = b"::Broken:: What {=\n"
    job = requested(ada, tenant, content, "q.gift", format="gift", course=course, assessment=assessment)

    with pytest.raises(SourceRefused, match="None of the questions"):
        parse(tenant, job)
    assert any(line["outcome"] == "refused" for line in look(ada, tenant, job)["report"])


@needs_real_courses
def test_the_real_course_is_read_whole(ada: Person, tenant: str) -> None:
    found = parse(tenant, requested(ada, tenant, zipped(REAL_FILES / "olx")))

    document = CourseDocument.model_validate(kept(found["document"]))
    assert found["counts"]["chapters"] == len(document.chapters) > 1
    assert found["counts"]["questions"] > 10
    report = kept(found["report"])
    assert len({line["element"] for line in report}) == len(report)


@needs_real_questions
def test_the_real_questions_are_read_whole(ada: Person, tenant: str) -> None:
    course = make_course(ada, tenant)
    assessment = {"title": {"en": "Test"}, "chapter": "c1"}
    content = zipped(REAL_FILES / "gift")
    found = parse(tenant, requested(ada, tenant, content, format="gift", course=course, assessment=assessment))

    assert found["counts"]["questions"] > 20
    assert found["counts"]["assessments"] == 1


MOODLE = b"""<quiz><question type="truefalse"><name><text>Round</text></name>
<questiontext format="html"><text>&lt;img src="@@PLUGINFILE@@/a.png"&gt; Is it?</text>
<file name="a.png" path="/" encoding="base64">cGljdHVyZQ==</file></questiontext>
<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question></quiz>"""
ITEM = b"""<assessmentItem identifier="i"><responseDeclaration identifier="R" cardinality="single" baseType="float">
<correctResponse><value>4</value></correctResponse></responseDeclaration>
<itemBody><p>2 + 2 = <textEntryInteraction responseIdentifier="R"/></p></itemBody></assessmentItem>"""


@pytest.mark.parametrize(
    ("format", "name", "content", "kind", "assets"),
    [("moodle_xml", "q.xml", MOODLE, "true_false", 1), ("qti", "q.xml", ITEM, "numeric", 0)],
)
def test_questions_in_other_formats_become_an_assessment_with_their_pictures(
    ada: Person, tenant: str, format: str, name: str, content: bytes, kind: str, assets: int
) -> None:
    course = make_course(ada, tenant)
    assessment = {"title": {"en": "Test"}, "chapter": "c1"}
    job = requested(ada, tenant, content, name, format=format, course=course, assessment=assessment)
    found = parse(tenant, job)
    assert (found["format"], found["counts"]["questions"], found["counts"]["assets"]) == (format, 1, assets)
    document = CourseDocument.model_validate(kept(found["document"]))
    ((question,),) = [each.questions for each in document.assessments]
    assert question.question.kind == kind
    assert len(list(keys(f"assets/{tenant}/"))) == assets
    assert document.source.startswith(f"{format}:")


@pytest.mark.parametrize(
    ("format", "content", "error"),
    [
        ("moodle_xml", b'<!DOCTYPE q [<!ENTITY e "x">]><quiz>&e;</quiz>', "SourceDeclaresEntities"),
        ("qti", b'<!DOCTYPE q [<!ENTITY e SYSTEM "file:///etc/passwd">]><questestinterop>&e;</questestinterop>',
         "SourceDeclaresEntities"),
        ("qti", b"<a>" * 200 + b"</a>" * 200, "SourceNestedTooDeep"),
        ("qti", b"<assessmentTest/>", "NoQuestionsFound"),
        ("moodle_xml", b"no xml at all", "NoQuestionsFound"),
    ],
)  # fmt: skip
def test_hostile_question_files_are_refused_and_nothing_of_them_is_kept(
    ada: Person, tenant: str, format: str, content: bytes, error: str
) -> None:
    course = make_course(ada, tenant)
    assessment = {"title": {"en": "Test"}, "chapter": "c1"}
    job = requested(ada, tenant, content, "q.xml", format=format, course=course, assessment=assessment)
    with pytest.raises(SourceRefused) as refused:
        parse(tenant, job)
    assert type(refused.value).__name__ == error
    assert list(keys(f"assets/{tenant}/")) == []


FAMILIES = {"moodle-xml": "moodle_xml", "qti12": "qti", "qti2-3": "qti"}


@pytest.mark.parametrize("family", FAMILIES)
def test_the_real_question_packages_are_read_whole(ada: Person, tenant: str, family: str) -> None:
    if not (REAL_FILES / family).is_dir():
        pytest.skip(f"the real files of {family} are not here")
    course = make_course(ada, tenant)
    assessment = {"title": {"en": "Test"}, "chapter": "c1"}
    content = zipped(REAL_FILES / family)
    wish = {"format": FAMILIES[family], "course": course, "assessment": assessment}
    found = parse(tenant, requested(ada, tenant, content, "all.zip", **wish))
    assert found["counts"]["questions"] > 50
    report = kept(found["report"])
    assert len({line["element"] for line in report}) == len(report)
    assert len(report) == sum(found["counts"][name] for name in ("taken", "changed", "refused"))
