"""The demo school on the running platform: founded, staffed, with the sample course published. Safe to run again.

Everything goes the way that people go (sign in, join, upload, import, publish through the HTTP API), but founding the
school: that is an operator's act, done as on AWS by calling the function.
"""

import json
import sys
from typing import Any

from tools.demo.importing import gift_wish, run_import, upload
from tools.demo.journal import Broken
from tools.demo.members import Member, Place, becomes, claims, signed_in
from tools.demo.olx_sheet import OlxSheet
from tools.demo.operating import found
from tools.demo.sources import SAMPLE, SAMPLE_COURSE, SAMPLE_QUESTIONS, read_course, read_questions
from tools.local_platform import NotRunning, Stack, running_stack
from tools.people import DEMO_PEOPLE, Person
from tools.progress import Progress

_SCHOOL = {"en": "Demo School", "th": "โรงเรียนตัวอย่าง"}
_LANGUAGES = ("en", "en", "th")


def main() -> int:
    """Seed the running platform; 1 with one sentence where it cannot be done."""
    progress = Progress()
    try:
        seed(place_of(running_stack()), say=progress.step)
    except (Broken, NotRunning) as error:
        progress.done()
        print(error, file=sys.stderr)
        return 1
    progress.done()
    return 0


def place_of(stack: Stack) -> Place:
    """Where the running platform is."""
    return Place(
        api_url=stack.api_url,
        endpoint_url=stack.endpoint_url,
        region=stack.region,
        user_pool_id=stack.user_pool_id,
        client_id=stack.client_id,
        tenant=stack.tenant,
    )


def seed(place: Place, *, say: Any = lambda _: None) -> None:
    """Found, staff, fill and publish what is not there yet. Raises Broken."""
    publish_sample(people(place, say=say), say=say)


def people(place: Place, *, say: Any = lambda _: None) -> Member:
    """Found the school and let everybody join; its instructor. Raises Broken."""
    say("demo school: people")
    of_role = {role: [person for person in DEMO_PEOPLE if person.role == role] for role in _roles()}
    administrator = _administrator(place, of_role["administrator"][0])
    instructor = _instructor(place, administrator, of_role["instructor"][0])
    for person, language in zip(of_role["learner"], _LANGUAGES, strict=True):
        member = signed_in(place, person, language=language)
        if not _is_member(member):
            member.join(language)
    return instructor


def publish_sample(instructor: Member, *, say: Any = lambda _: None) -> str:
    """The sample course with its checkpoint, imported and published, unless it is there; its id."""
    api = instructor.api
    title = json.loads((SAMPLE / "answers.json").read_text())["course"]["title"]
    for course in api.every("/courses", limit=100):
        if course["title"] == title and course["status"] == "published":
            return str(course["id"])
    say("demo school: importing the sample course")
    made = import_sample(instructor)
    say("demo school: publishing")
    api.put(f"/courses/{made}/publication")
    return made


def import_sample(instructor: Member) -> str:
    """Import the sample course and its checkpoint; the course's id."""
    api, source = instructor.api, read_course(SAMPLE_COURSE)
    made = run_import(
        api, {"format": "olx", "upload": upload(api, source.name, source.content, media_type=source.media_type)}
    )
    if made.state != "finished":
        raise Broken(f"the sample course was not imported: {made.why()}")
    attach = json.loads((SAMPLE / "answers.json").read_text())["assessments"]["checkpoint"]["attach"]
    number = OlxSheet(source.files).chapters().index(attach["chapter"])
    questions = read_questions(SAMPLE_QUESTIONS)
    ended = run_import(api, gift_wish(api, made.course, questions, attach, chapter=number))
    if ended.state != "finished":
        raise Broken(f"the checkpoint was not imported: {ended.why()}")
    return made.course


def _administrator(place: Place, person: Person) -> Member:
    member = signed_in(place, person)
    if not _is_member(member):
        # As an operator would: `aws lambda invoke --function-name <FoundTenantArn> …`.
        found(place, _SCHOOL, administrator=claims(member.tokens.access)["person"])
        becomes(member, "administrator")
    return member


def _instructor(place: Place, administrator: Member, person: Person) -> Member:
    member = signed_in(place, person)
    if not _is_member(member):
        member.join("en")
    who = member.who()
    if "instructor" not in who["roles"]:
        administrator.api.put(f"/members/{who['person']}/roles", {"roles": ["instructor"]})
        becomes(member, "instructor")
    return member


def _is_member(member: Member) -> bool:
    return member.api.refusal("GET", "/me")[0] == 200


def _roles() -> list[str]:
    return sorted({person.role for person in DEMO_PEOPLE})


if __name__ == "__main__":
    sys.exit(main())
