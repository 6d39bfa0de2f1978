"""The instructor's part: a course and questions imported, dry first, then for real, and published."""

from typing import Any

from tools.demo.api import Answer, Api, fetch
from tools.demo.importing import Import, run_import, upload
from tools.demo.journal import Broken, Step
from tools.demo.olx_sheet import OlxSheet
from tools.demo.sources import Source, differences, read_course
from tools.demo.stage import Stage


def import_course(stage: Stage) -> OlxSheet:
    """Upload the course, import it dry and for real, and hold the report against an independent count."""
    api, journal = stage.instructor.api, stage.journal
    with journal.step("Count the course's source elements, with the standard library alone") as step:
        source = _read(stage, step)
        sheet = OlxSheet(source.files)
    with journal.step("Make a course") as step:
        made = api.post("/courses", {"title": {"en": f"Demonstration {stage.run}"}, "slug": f"demo-{stage.run}"})
        stage.course, stage.slug = made["id"], made["slug"]
        step.say(f"draft {stage.slug}")
    with journal.step("Upload the course with a presigned form") as step:
        sent = upload(api, source.name, source.content, media_type=source.media_type)
        step.say(f"{len(source.content):,} bytes")
    wish = {"format": "olx", "upload": sent, "course": stage.course}
    with journal.step("Import it dry") as step:
        check_report(run_import(api, {**wish, "dry_run": True}), source, step)
        step.equal(_chapters(stage, api), [], "chapters after a dry run")
    with journal.step("Import it for real; every source element is in the report once") as step:
        real = run_import(api, wish)
        stage.keep("import_report.json", {**real.view, "report": real.report})
        check_report(real, source, step)
        _check_lessons(stage, sheet, step)
    with journal.step("Import it again: nothing changes") as step:
        again = run_import(api, wish)
        step.equal(again.view["effect"], "none", "effect of the same import")
    return sheet


def publish(stage: Stage) -> None:
    """Publish, and find the course in the catalogue without sign-in."""
    api = stage.instructor.api
    with stage.journal.step("Publish the course") as step:
        published = api.put(f"/courses/{stage.course}/publication")
        step.say(f"version {published['version']}")
        step.equal(api.put(f"/courses/{stage.course}/publication")["version"], published["version"], "published again")
    with stage.journal.step("Find it in the catalogue, without signing in") as step:
        found = _in_catalogue(stage)
        course = found.json
        stage.title = course["title"]["all"]["en"]
        step.say(stage.title)
        anybody = Api(stage.place.tenant_url())
        known = {"If-None-Match": found.headers["etag"]}
        again = anybody.send("GET", f"/catalog/{stage.slug}", headers=known, expect=(200, 304))
        step.equal(again.status, 304, "the same page again, with its ETag")
        step.equal(fetch(f"{stage.place.tenant_url()}/courses").status, 401, "the drafts, without signing in")


def _in_catalogue(stage: Stage) -> Answer:
    anybody = Api(stage.place.tenant_url())
    if not any(course["slug"] == stage.slug for course in anybody.every("/catalog", limit=100)):
        raise Broken(f"{stage.slug} is not in the catalogue")
    return anybody.send("GET", f"/catalog/{stage.slug}")


def _read(stage: Stage, step: Step) -> Source:
    try:
        source = read_course(stage.course_path)
    except (OSError, ValueError) as error:
        raise Broken(f"{stage.course_path}: {error}") from error
    step.say(f"{len(source.elements)} in {len(source.files)} files")
    return source


def check_report(made: Import, source: Source, step: Step) -> None:
    """Hold a report against the count: every element once, and why where it was not taken as it is."""
    if made.state != "finished":
        raise Broken(f"{source.name} was not imported: {made.why()}")
    step.say(made.outcomes())
    for difference in differences(made.report, source.elements)[:10]:
        step.check(False, difference)
    unexplained = [line["element"] for line in made.report if line["outcome"] != "taken" and not line["why"]]
    step.equal(unexplained, [], "changed or refused without saying why")


def _check_lessons(stage: Stage, sheet: OlxSheet, step: Step) -> None:
    found = [lesson["title"].get("en") for chapter in _chapters(stage) for lesson in chapter["lessons"]]
    step.equal(found, [lesson.title for lesson in sheet.sequentials()], "lessons, in order")
    step.say(f"{len(found)} lessons")


def _chapters(stage: Stage, api: Api | None = None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (api or stage.instructor.api).get(f"/courses/{stage.course}/chapters")["items"]
    return found
