"""A file becomes a course: with a report of every element, or refused with the reason and nothing written."""

from typing import Any

import pytest

from tests.e2e.deployed import School
from tools.demo.api import Api, until
from tools.demo.importing import Import, run_import, upload
from tools.demo.sources import SAMPLE_COURSE, differences, read_course, zipped
from tools.demo.stage import Stage

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

SMALL = {
    "course.xml": b'<course url_name="run" org="Lyceum" course="SMALL"/>',
    "course/run.xml": b'<course display_name="Small"><chapter url_name="one"/></course>',
    "chapter/one.xml": b'<chapter display_name="One"><sequential url_name="s"/></chapter>',
    "sequential/s.xml": b'<sequential display_name="Read"><vertical url_name="v"/></sequential>',
    "vertical/v.xml": b'<vertical display_name="Page"><html url_name="h"/></vertical>',
    "html/h.xml": b'<html display_name="Text" filename="h"/>',
    "html/h.html": b"<p>First edition.</p><script>alert(1)</script>",
}


def imported(school: School, files: dict[str, bytes] | bytes, **wish: Any) -> Import:
    content = files if isinstance(files, bytes) else zipped(files)
    api = school.instructor.api
    sent = upload(api, "course.zip", content, media_type="application/zip")
    return run_import(api, {"format": "olx", "upload": sent, **wish})


def test_the_sample_course_is_there_in_both_languages(school: School, stage: Stage) -> None:
    for language, title in (("en", "Building serverless systems"), ("th", "สร้างระบบแบบไร้เซิร์ฟเวอร์")):
        shown = Api(school.place.tenant_url(), language=language).get(f"/catalog/{stage.slug}")
        assert (shown["title"]["language"], shown["title"]["text"]) == (language, title)
        assert len([lesson for chapter in shown["chapters"] for lesson in chapter["lessons"]]) == 14


def test_a_dry_run_reports_all_and_writes_nothing(school: School) -> None:
    source = read_course(SAMPLE_COURSE)
    before = school.instructor.api.get("/courses", limit=100)["items"]
    made = imported(school, source.content, dry_run=True)
    assert (made.state, differences(made.report, source.elements)) == ("finished", [])
    assert school.instructor.api.get("/courses", limit=100)["items"] == before


def test_a_new_edition_becomes_a_draft_and_then_a_version(school: School) -> None:
    api = school.instructor.api
    course = imported(school, SMALL).course
    assert api.put(f"/courses/{course}/publication")["version"] == 1
    assert imported(school, SMALL).view["effect"] == "none"
    again = imported(school, {**SMALL, "html/h.html": b"<p>Second edition.</p>"})
    assert again.course == course
    draft = api.get(f"/courses/{course}")
    assert (draft["version"], draft["unpublished_changes"]) == (1, True)
    assert api.put(f"/courses/{course}/publication")["version"] == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"not an archive at all", "archive-unreadable"),
        (zipped({"readme.txt": b"no course here"}), "no-course-found"),
        (zipped({**SMALL, "../outside.xml": b"<html/>"}), "archive-has-unsafe-path"),
        (zipped({**SMALL, "static/zeros.bin": b"\0" * 40_000_000}), "archive-is-bomb"),
    ],
    ids=["garbage", "no course", "traversal", "bomb"],
)
def test_what_cannot_be_trusted_is_refused_with_the_reason(school: School, content: bytes, code: str) -> None:
    before = school.instructor.api.get("/courses", limit=100)["items"]
    made = imported(school, content)
    assert (made.state, made.view["reason"]["code"]) == ("refused", code)
    assert school.instructor.api.get("/courses", limit=100)["items"] == before

    def told() -> bool:
        return any(
            note["kind"] == "import-refused" and note["about"]["import"] == made.view["id"]
            for note in school.instructor.api.every("/me/notifications")
        )

    until(told, what="the instructor hears of it")
