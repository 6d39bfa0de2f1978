"""Makes a school with a bit of everything through the API: a course, a learner, attempts, a report, messages."""

import json
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any

from lyceum.kernel.api_keys import GRANTABLE
from lyceum.kernel.clock import iso, now
from tests.e2e.deployed import School, sign_up
from tests.e2e.world import World
from tests.imports import COURSE, packed, post_form
from tools.demo.api import Api, until
from tools.demo.importing import run_import, upload
from tools.demo.members import Member
from tools.local_stripe import SIGNING_SECRET
from tools.stripe_local.delivery import signature

ESSAY = "// [id:e1]\n::Essay::Tell what you have learned. {}\n\n// [id:e2]\n::Sum::Two and two? {#4:0}\n"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(8)
DRAWING = {"question": "drawn", "name": "drawing.png", "size": len(PICTURE), "media_type": "image/png"}


def furnish(
    school: School,
    files: Mapping[str, str] | None = None,
    *,
    learner: Member | None = None,
    between: Callable[[World], None] = lambda _: None,
) -> World:
    """Import, publish, enroll, study, sit a test that waits for a grader, ask for a report.

    `between`: waits, where what runs by itself and what comes next move the same grade in either order.
    """
    world = import_course(school, files, learner=learner)
    world.listening = make_sections(world)
    world.course_assignment = set_work(world)
    world.author.api.put(f"/courses/{world.course}/publication")
    enroll(world, world.learner)
    accommodate(world)
    world.attempt, questions = begin(world, world.learner)
    world.question = next(question["id"] for question in questions if question["kind"] == "essay")
    answer(world, world.learner, "All of it.")
    world.learner.api.put(f"/attempts/{world.attempt}/submission")
    world.submission = hand_in(world)
    world.report = report(world)
    world.bank, world.bank_question = keep_question(world)
    world.question_export = export_bank(world)
    world.regrade = look_at_regrade(world)
    level = {"id": "good", "title": {"en": "Good"}, "points": 1}
    criteria = [{"id": "reasons", "title": {"en": "Reasons"}, "levels": [level]}]
    wish = {"title": {"en": "Rubric"}, "rubric": {"criteria": criteria}}
    world.rubric = world.author.api.post("/rubrics", wish)["id"]
    between(world)
    grade_by_hand(world, between)
    between(world)
    organise(world)
    administer(world)
    make_key(world)
    sell(world)
    world.notification = until(
        lambda: next(iter(world.learner.api.get("/me/notifications")["items"]), None), what="a notification"
    )["id"]
    return world


def accommodate(world: World) -> None:
    """The learner has more time in the course, and another attempt at the essay."""
    course, person = f"/courses/{world.course}", world.path()["person"]
    world.author.api.put(f"{course}/accommodations/{person}", {"time_factor": "1.5"})
    more = {"extra_attempts": 1}
    world.author.api.put(f"{course}/assessments/{world.assessment}/accommodations/{person}", more)


def make_sections(world: World) -> str:
    """Two sections, one with a clock, no grade; a question shows a file, as does what is told of it; one takes one."""
    dot = {"format": "html", "text": {"en": '<p>Why?</p><img src="/static/dot.svg" alt="A dot">'}}
    stems = {"heard": dot, "read": {"text": {"en": "Why?"}}}
    questions: list[dict[str, Any]] = [
        {"question": {"id": name, "kind": "essay", "stem": stem}, "key": {"kind": "essay", "general_feedback": stem}}
        for name, stem in stems.items()
    ]
    drawing = {"id": "drawn", "kind": "file_upload", "stem": {"text": {"en": "Draw it."}}}
    questions.append({"question": drawing, "key": {"kind": "file_upload"}})
    sections = [
        {"id": "listening", "questions": ["heard", "drawn"]},
        {"id": "reading", "questions": ["read"], "time_limit_seconds": 3_000},
    ]
    wish = {
        "title": {"en": "Listening"},
        "lesson": world.chapters[0]["lessons"][0]["id"],
        "settings": {"practice": True, "max_attempts": None},
        "questions": questions,
        "structure": {"sections": sections},
    }
    return str(world.author.api.post(f"/courses/{world.course}/assessments", wish)["id"])


def ask_drawing(api: Api, attempt: str) -> dict[str, Any]:
    """The form of a file for the question that takes one."""
    asked: dict[str, Any] = api.post(f"/attempts/{attempt}/uploads", DRAWING)
    return asked


def draw(api: Api, attempt: str) -> str:
    """A file that was sent for that question, and answered with; its upload."""
    form = ask_drawing(api, attempt)
    assert post_form(form, PICTURE) < 300
    own, upload = f"/attempts/{attempt}", str(form["id"])
    api.put(f"{own}/uploads/{upload}/completion")
    answer = {"files": [{"upload": upload, "name": DRAWING["name"]}]}
    api.put(f"{own}/answers/drawn", {"response": answer, "revision": 1})
    return upload


def keep_question(world: World) -> tuple[str, str]:
    """A question bank that the school shares, and a question in it."""
    api = world.author.api
    bank = api.post("/banks", {"title": {"en": "Bank"}, "sharing": "school"})["id"]
    why = {"question": {"id": "q1", "kind": "essay", "stem": {"text": {"en": "Why?"}}}, "key": {"kind": "essay"}}
    return bank, api.post(f"/banks/{bank}/questions", {"content": why})["id"]


def sell(world: World) -> None:
    """A course with a price and seats, which the learner orders and does not pay."""
    world.learner.api.put("/me/billing", {"name": "Ada Example", "country": "TH"})
    world.goods = priced(world.author.api, seats=500)
    world.school.administrator.api.put("/coupons/SPRING", {"percent": "10", "limit": 1_000})
    wish = {"items": [{"course": world.goods}], "pay_with": "payment_element"}
    world.order = world.learner.api.post("/orders", wish)["id"]
    decline(world)
    world.reconciliation = world.school.administrator.api.post("/reconciliations", {"days": 1})["id"]


def decline(world: World) -> None:
    """Stripe tells that the learner's card was refused."""
    names = {"tenant": world.school.tenant, "order": world.order}
    about = {"id": "pi_declined", "object": "payment_intent", "metadata": names}
    document = {"id": f"evt_{world.order}", "type": "payment_intent.payment_failed", "data": {"object": about}}
    signed = signature(json.dumps(document).encode(), SIGNING_SECRET, int(time.time()))
    visitor = Api(f"{world.school.place.api_url}/v1", "")
    visitor.send("POST", "/webhooks/stripe", document, headers={"Stripe-Signature": signed}, expect=(200,))


def priced(api: Api, amount: int = 50_000, **more: Any) -> str:
    """A published course that costs something."""
    price = {"amount": amount, "currency": "THB"}
    course = str(api.post("/courses", {"title": {"en": "For sale"}, "price": price, **more})["id"])
    chapter = api.post(f"/courses/{course}/chapters", {"title": {"en": "One"}})["id"]
    api.post(f"/courses/{course}/chapters/{chapter}/lessons", {"title": {"en": "One"}})
    api.put(f"/courses/{course}/publication")
    return course


def export_bank(world: World, format: str = "gift") -> str:
    """A file of the bank's questions, ready to be fetched; the export's id."""
    api = world.author.api
    asked = str(api.post("/question-exports", {"format": format, "bank": world.bank})["id"])
    until(lambda: api.get(f"/question-exports/{asked}").get("download"), what="the export of questions")
    return asked


def set_work(world: World) -> str:
    """An assignment of the course, for text, links and files; live once the course is published."""
    wish = {
        "title": {"en": "Work"},
        "instructions": {"en": "Write a page."},
        "settings": {
            "resubmissions": 19,
            "accepts": {"files": {"kinds": ["pdf"]}},
            "peer_review": {"reviewers": 1},
        },
    }
    return str(world.author.api.post(f"/courses/{world.course}/assignments", wish)["id"])


def hand_in(world: World) -> str:
    """The learner's work; the submission's id."""
    api, own = world.learner.api, f"/assignments/{world.course_assignment}"

    def is_live() -> bool:
        return bool(api.send("GET", own, expect=(200, 404)).status == 200)

    until(is_live, what="the assignment goes live")
    return str(api.post(f"{own}/submissions", {"form": "text", "text": "All of it."})["id"])


TALK = {"id": "talk", "kind": "participation", "title": {"en": "Talk"}, "maximum": "20"}


def grade_by_hand(world: World, between: Callable[[World], None]) -> None:
    """A gradebook with an item of its own, for which the learner has points."""
    api, own = world.author.api, f"/courses/{world.course}"
    api.put(f"{own}/gradebook/scheme", {"items": [TALK]})
    between(world)
    mark = f"{own}/grades/{world.path()['learner']}/items/talk"
    until(
        lambda: api.send("PUT", mark, {"points": "15"}, expect=(200, 404)).status == 200,
        what="the learner's row in the gradebook",
        seconds=120,
    )


def organise(world: World) -> None:
    """A branch and a unit with the learner in both; the course activated for the branch; somebody invited."""
    api = world.school.administrator.api
    person = world.path()["person"]
    world.branch = api.post("/branches", {"name": {"en": "North"}})["id"]
    api.put(f"/branches/{world.branch}/members/{person}")
    api.put(f"/branches/{world.branch}/courses/{world.course}")
    world.unit = api.post("/units", {"kind": "team", "name": {"en": "Team"}})["id"]
    api.put(f"/units/{world.unit}/members/{person}", {"primary": True})
    place = f"{secrets.token_hex(6)}.{world.school.tenant}.example"  # a school may be furnished more than once
    world.invitation = api.post("/invitations", {"email": f"grace@{place}"})["id"]
    rows = [{"email": f"alan@{place}"}]
    world.batch = api.post("/invitation-batches", {"rows": rows})["id"]


def administer(world: World) -> None:
    """A role of the school's own, the learner assigned to it in the course, their session, an export of the audit."""
    api = world.school.administrator.api
    api.post("/roles", {"slug": "ours", "name": {"en": "Ours"}})
    wish = {"role": "ours", "scope": f"course:{world.course}", "reason": "Shows what it may."}
    world.assignment = api.post(f"/members/{world.path()['person']}/assignments", wish)["id"]
    world.learner.api.token = world.learner.renewed()
    world.session = world.learner.api.put("/me/sessions/current", {"device": "A phone"})["id"]
    world.identity = link(world)
    today = iso(now())[:10]
    world.export = api.post("/audit/exports", {"format": "json", "first": today, "last": today})["id"]
    until(lambda: api.get(f"/audit/exports/{world.export}").get("download"), what="the export")


def link(world: World) -> str:
    """Another account of the learner is linked to them by the code that they got; the identity's id."""
    code = world.learner.api.put("/me/identities/code")["code"]
    again = sign_up(world.school.place, "again")
    return str(again.api.put("/me/identities/current", {"code": code})["id"])


def make_key(world: World) -> None:
    """An API key with every permission that there is for one, and room for many requests."""
    limits = {"minute": 1_000, "hour": 20_000, "day": 200_000}
    wish = {"name": "Sync", "permissions": sorted(GRANTABLE), "limits": limits}
    shown = world.school.administrator.api.post("/api-keys", wish)
    world.api_key, world.secret = shown["id"], shown["key"]


def import_course(school: School, files: Mapping[str, str] | None = None, *, learner: Member | None = None) -> World:
    """A draft with two chapters, a lesson each, and an essay in the second; a learner who has joined.

    `files` of the source are others than those of tests.imports.COURSE, by path. `learner`: instead of somebody new.
    """
    api = school.instructor.api
    sent = upload(api, "course.tar.gz", packed({**COURSE, **(files or {})}), media_type="application/gzip")
    made = run_import(api, {"format": "olx", "upload": sent})
    assert made.state == "finished", made.why()
    chapters = api.get(f"/courses/{made.course}/chapters")["items"]
    world = World(school, made.course, "", sent, str(made.view["id"]), chapters, learner or school.member("ada"))
    world.slug = api.get(f"/courses/{made.course}")["slug"]
    ended = run_import(api, essay_wish(world))
    assert ended.state == "finished", ended.why()
    world.chapters = api.get(f"/courses/{made.course}/chapters")["items"]
    found = list(api.every(f"/courses/{made.course}/assessments"))
    world.assessment = next(each["id"] for each in found if each["title"]["en"] == "Essay")
    made_here = ("Essay", "Listening")  # by an earlier furnishing, too
    world.exercise = next(each["id"] for each in found if each["title"]["en"] not in made_here)
    return world


def essay_wish(world: World, **wish: Any) -> dict[str, Any]:
    """What to send for an import of the essay into the course."""
    api = world.author.api
    sent = upload(api, "essay.gift", ESSAY.encode(), media_type="text/plain")
    assessment = {"title": {"en": "Essay"}, "chapter": world.chapters[1]["id"], "pass_mark": "50", "time_limit": 60}
    return {"format": "gift", "upload": sent, "course": world.course, "assessment": assessment, **wish}


def enroll(world: World, learner: Member) -> None:
    """A place in the course, and learning opened."""
    learner.api.post(f"/courses/{world.course}/enrollments")

    def look() -> bool:
        answer = learner.api.send("GET", f"/courses/{world.course}/outline", expect=(200, 403, 404))
        return answer.status == 200

    until(look, what="learning opens")


def begin(world: World, learner: Member) -> tuple[str, list[dict[str, Any]]]:
    """An open attempt at the essay, and its questions."""
    started = learner.api.post(f"/assessments/{world.assessment}/attempts")
    return started["id"], started["questions"]


def answer(world: World, learner: Member, text: str, *, revision: int = 1) -> Any:
    """Save an answer to the essay."""
    body = {"response": {"text": text}, "revision": revision}
    return learner.api.put(f"/attempts/{world.attempt}/answers/{world.question}", body)


def look_at_regrade(world: World) -> str:
    """What would change if the exercise's question were left out; its id, once that is known."""
    api, own = world.author.api, f"/assessments/{world.exercise}/regrades"
    questions = api.get(f"/courses/{world.course}/assessments/{world.exercise}")["questions"]
    wish = {"question": questions[0]["question"]["id"], "correction": {"kind": "drop"}, "reason": "It is not clear."}
    made = str(api.post(own, wish)["id"])
    until(lambda: api.get(f"{own}/{made}")["state"] == "previewed", what="the preview")
    return made


def report(world: World) -> str:
    """A rendered report; its id."""
    wish = {"kind": "course_progress", "course": world.course, "format": "html"}
    asked = str(world.author.api.post("/reports", wish)["id"])
    until(lambda: world.author.api.get(f"/reports/{asked}").get("download"), what="the report", seconds=90)
    return asked
