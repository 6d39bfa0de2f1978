"""What the clients of a furnished school do next, so that every operation has succeeded once."""

import time
from functools import partial
from typing import Any

from tests.e2e.contract.walk_commerce import buy
from tests.e2e.contract.walk_people import people
from tests.e2e.contract.walk_school import agree, operate, school
from tests.e2e.deployed import Deployed, sign_up
from tests.e2e.furnishing import TALK, draw, enroll, look_at_regrade
from tests.e2e.security import tokens
from tests.e2e.world import World
from tools.demo.api import Api, send_form, until
from tools.demo.members import claims

LESSON = {"title": {"en": "A page"}, "units": [{"title": {"en": "Read"}, "blocks": []}]}
ESSAY = {"question": {"id": "q1", "kind": "essay", "stem": {"text": {"en": "Why?"}}}, "key": {"kind": "essay"}}


def walk(world: World, *, operator: str) -> None:
    """Author, read, learn, grade, administer; `operator` is the token of the platform's."""
    _author(world)
    _read(world)
    _learn(world)
    world.author.api.put(f"/attempts/{world.attempt}/grades/{world.question}", {"points": "1"})
    _hand_in(world)
    _administer(world)
    _as_a_program(world)
    _as_somebody_who_signs_in_twice(world)
    school(world)
    people(world)
    platform = Api(f"{world.school.place.api_url}/v1", operator)
    buy(world, platform)
    note = Api(world.school.place.tenant_url(), operator).put("/me/sessions/current", {"device": "Laptop"})
    world.session = note["id"]
    platform.get("/audit")
    platform.get("/sign-ins?identifier=nobody%40example.com")
    operate(world, platform)
    agree(world, platform)


def _author(world: World) -> None:
    api = world.author.api
    course = api.post("/courses", {"title": {"en": "Another"}})["id"]
    own = f"/courses/{course}"
    api.patch(own, {"title": {"en": "Another one"}})
    _bring(api, own)
    api.put(f"{own}/owner", {"person": claims(world.learner.tokens.access)["person"]})
    chapters = [api.post(f"{own}/chapters", {"title": {"en": name}})["id"] for name in ("One", "Two")]
    api.patch(f"{own}/chapters/{chapters[0]}", {"title": {"en": "First"}})
    lessons = [api.post(f"{own}/chapters/{chapters[0]}/lessons", LESSON)["id"] for _ in range(2)]
    api.patch(f"{own}/chapters/{chapters[0]}/lessons/{lessons[0]}", {"title": {"en": "First page"}})
    wish = {"title": {"en": "Test"}, "lesson": lessons[0], "questions": [ESSAY]}
    assessment = api.post(f"{own}/assessments", wish)["id"]
    api.patch(f"{own}/assessments/{assessment}", {"title": {"en": "Exam"}})
    _banks(api)
    level = {"id": "good", "title": {"en": "Good"}, "points": 1}
    criteria = [{"id": "reasons", "title": {"en": "Reasons"}, "levels": [level]}]
    rubric = api.post("/rubrics", {"title": {"en": "Rubric"}, "rubric": {"criteria": criteria}})["id"]
    api.get("/rubrics")
    api.get(f"/rubrics/{rubric}")
    api.patch(f"/rubrics/{rubric}", {"title": {"en": "Essays"}})
    work = {"title": {"en": "Work"}, "instructions": {"en": "Write."}, "lesson": lessons[1]}
    assignment = api.post(f"{own}/assignments", work)["id"]
    api.get(f"{own}/assignments")
    api.get(f"{own}/assignments/{assignment}")
    api.patch(f"{own}/assignments/{assignment}", {"lesson": None, "points": 10})
    api.put(f"{own}/gradebook/scheme", {"items": [TALK]})
    api.put(f"{own}/gradebook/lock", {"reason": "Term is over"})
    api.send("DELETE", f"{own}/gradebook/lock?reason=Mistake")
    for path in ("", "/chapters", f"/chapters/{chapters[0]}", f"/chapters/{chapters[0]}/lessons"):
        api.get(own + path)
    api.get(f"{own}/chapters/{chapters[0]}/lessons/{lessons[0]}")
    api.get(f"{own}/assessments/{assessment}")
    api.send("DELETE", f"{own}/chapters/{chapters[0]}/lessons/{lessons[1]}")
    api.send("DELETE", f"{own}/chapters/{chapters[1]}")
    api.put(f"{own}/publication")
    api.send("DELETE", f"{own}/publication")


def _hand_in(world: World) -> None:
    api, own, course = world.learner.api, f"/assignments/{world.course_assignment}", f"/courses/{world.course}"
    api.get(f"/me{course}/assignments")
    api.get(own)
    api.post(f"{own}/uploads", {"name": "a.pdf", "size": 10, "media_type": "application/pdf"})
    work = api.post(f"{own}/submissions", {"form": "link", "link": "https://example.org/work"})
    api.get(f"/submissions/{work['id']}")
    api.get(f"/submissions/{work['id']}/versions/1")
    staff, number = world.author.api, len(work["versions"])
    staff.get(f"{own}/submissions")
    _review(world, work["id"])
    staff.put(f"/submissions/{work['id']}/grade", {"number": number, "points": 90})
    staff.put(f"/submissions/{work['id']}/return")


def _review(world: World, work: str) -> None:
    """The learner reviews the work of somebody else who has come."""
    api, staff, own = world.learner.api, world.author.api, f"/assignments/{world.course_assignment}"
    peer = world.school.member("peer")
    enroll(world, peer)
    peer.api.post(f"{own}/submissions", {"form": "link", "link": "https://example.org/other"})

    def given_out() -> list[dict[str, Any]]:
        staff.post(f"{own}/peer-reviews")
        found: list[dict[str, Any]] = api.get("/me/peer-reviews")["items"]
        return found

    review = until(given_out, what="something to review")[0]["id"]
    number = api.get(f"/peer-reviews/{review}")["work"]["number"]
    api.put(f"/peer-reviews/{review}", {"number": number, "points": 80, "comment": "Good."})
    staff.get(f"/submissions/{work}/peer-reviews")


def _bring(api: Api, owner: str) -> None:
    """A picture, for a course or a bank."""
    content = b"\x89PNG\r\n\x1a\n"
    form = api.post("/uploads", {"name": "a.png", "size": len(content), "media_type": "image/png"})
    assert send_form(form["url"], form["fields"], "a.png", content).status < 300
    api.put(f"{owner}/assets/{form['id']}", {"path": "a.png"})


def _banks(api: Api) -> None:
    bank = api.post("/banks", {"title": {"en": "Bank"}, "sharing": "school", "tags": ["why"]})["id"]
    own = f"/banks/{bank}"
    _bring(api, own)
    question = api.post(f"{own}/questions", {"content": ESSAY})["id"]
    api.patch(f"{own}/questions/{question}", {"difficulty": "hard"})
    for path in (own, f"{own}/questions", f"{own}/questions/{question}", f"{own}/questions/{question}/versions/1"):
        api.get(path)
    api.get("/banks")
    api.patch(own, {"difficulty": "hard"})
    export = api.post("/question-exports", {"format": "gift", "bank": bank})["id"]
    api.get(f"/question-exports/{export}")


def _read(world: World) -> None:
    api, course = world.author.api, f"/courses/{world.course}"
    for path in ("/courses", "/catalog", f"/catalog/{world.slug}", "/imports", f"/imports/{world.job}", "/reports"):
        api.get(path)
    for place in (course, f"{course}/assessments/{world.assessment}"):
        own = f"{place}/accommodations/{world.path()['person']}"
        api.put(own, {"time_factor": "2"})
        api.get(own)
    row = f"/grades/{world.path()['learner']}"
    api.put(f"{course}{row}/items/talk", {"points": "16"})
    api.post(f"{course}/gradebook/exports", {"format": "csv"})
    sheet = {"csv": f"learner,Talk [talk]\r\n{world.path()['learner']},17\r\n"}
    seen = api.post(f"{course}/gradebook/imports", sheet)["preview"]
    api.post(f"{course}/gradebook/imports", sheet | {"preview": seen})
    api.put(f"{course}{row}/lock", {"reason": "Term is over"})
    api.send("DELETE", f"{course}{row}/lock?reason=Appeal")
    for path in (
        "/accommodations",
        "/assessments",
        "/enrollments",
        "/gradebook",
        "/gradebook/scheme",
        f"{row}/explanation",
    ):
        api.get(course + path)
    api.get(f"/assessments/{world.assessment}/grading-queue?markable=true")
    _regrade(world)
    api.get(f"/reports/{world.report}")


def _regrade(world: World) -> None:
    api, regrades = world.author.api, f"/assessments/{world.exercise}/regrades"
    made = look_at_regrade(world)
    for step, state in (("application", "applied"), ("reversal", "undone")):
        api.put(f"{regrades}/{made}/{step}")
        until(partial(_is, api, f"{regrades}/{made}", state), what=state)
    api.get(regrades)


def _is(api: Api, path: str, state: str) -> bool:
    return bool(api.get(path)["state"] == state)


def _learn(world: World) -> None:
    api, course = world.learner.api, f"/courses/{world.course}"
    explained = f"/grades/{world.course}/explanation"
    for path in ("", "/accommodations", "/enrollments", "/grades", explained, "/notifications"):
        api.get(f"/me{path}")
    lesson = world.path()["lesson"]
    api.get(f"{course}/outline")
    api.get(f"{course}/lessons/{lesson}")
    api.patch(
        f"{course}/progress", {"items": [{"lesson": lesson, "position_seconds": 1, "at": "2026-11-26T00:00:00Z"}]}
    )
    api.get(f"/attempts/{world.attempt}")
    _sit_in_sections(api, world)
    api.put(f"/me/notifications/{world.notification}/read")


def _sit_in_sections(api: Api, world: World) -> None:
    attempt = api.post(f"/assessments/{world.listening}/attempts")["id"]
    api.put(f"/attempts/{attempt}/sections/listening/entry")
    draw(api, attempt)
    api.put(f"/attempts/{attempt}/sections/reading/entry")
    api.put(f"/attempts/{attempt}/flags/read", {"flagged": True})
    api.put(f"/attempts/{attempt}/position", {"question": "read"})
    api.put(f"/attempts/{attempt}/sections/reading/exit")


def _administer(world: World) -> None:
    api = world.school.administrator.api
    api.put(f"/members/{world.path()['person']}/roles", {"roles": ["learner"]})
    wording: dict[str, Any] = api.get("/message-templates/enrolled/en")
    api.put("/message-templates/enrolled/en", {name: wording[name] for name in ("subject", "note", "text")})


def _as_a_program(world: World) -> None:
    """Make, change, rotate and revoke keys, and use one."""
    manager, course = world.school.administrator.api, f"/courses/{world.course}"
    made = manager.post("/api-keys", {"name": "For a while", "permissions": ["grade.view"]})["id"]
    manager.get("/api-keys")
    manager.get(f"/api-keys/{made}")
    manager.patch(f"/api-keys/{made}", {"name": "For an hour"})
    manager.post(f"/api-keys/{made}/rotation", {"overlap_hours": 1})
    manager.put(f"/api-keys/{made}/revocation", {"reason": "over"})
    api = Api(f"{world.school.place.tenant_url()}/service", world.secret)
    for path in ("/courses", course, f"{course}/enrollments", f"{course}/gradebook"):
        api.get(path)
    newcomer = claims(world.school.member("newcomer").tokens.access)["person"]
    for _ in range(2):
        api.post(f"{course}/enrollments", {"person": newcomer})
    wish = {"kind": "course_progress", "course": world.course, "format": "csv"}
    asked = api.post("/reports", wish)["id"]
    api.get("/reports")
    api.get(f"/reports/{asked}")


def _as_somebody_who_signs_in_twice(world: World) -> None:
    """Link another account, and what the school's provider calls a member."""
    school = world.school
    one, other = school.member("twofold"), sign_up(school.place, "another")
    code = one.api.put("/me/identities/code")["code"]
    linked = other.api.put("/me/identities/current", {"code": code})["id"]
    one.api.get("/me/identities")
    one.api.send("DELETE", f"/me/identities/{linked}")
    theirs = f"/members/{claims(one.tokens.access)['person']}/identities"
    wish = {"provider": f"{school.tenant}.okta", "subject": "twofold"}
    made = school.administrator.api.put(theirs, wish)["id"]
    school.administrator.api.get(theirs)
    school.administrator.api.send("DELETE", f"{theirs}/{made}")


def every_role(world: World, stack: Deployed, *, seconds: int) -> str:
    """A token of the instructor with every role, the platform's too; nobody signs in as all of them at once.

    Whatever is published, they have accepted it, and no revocation reaches them: they are still let in at the end.
    """
    header, claims, _ = tokens.parts(world.school.instructor.tokens.access)  # a run may have signed them out since
    tenant, known = world.school.tenant, {name: value for name, value in claims.items() if "jti" not in name}
    roles = f"{tenant}=administrator,instructor,learner;*=operator"
    known |= {"memberships": roles, "memberships_at": str(10**14 - 1), "auth_time": 10**10 - 1}
    known |= {"terms": f"{tenant}=9999;*=9999", "exp": int(time.time()) + seconds}
    return tokens.signed(header, known, tokens.key_of_the_pool(stack))
