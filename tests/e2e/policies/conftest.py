"""A stack of these tests' own, since they take rights away, with something on it for every function to do."""

import base64
import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from lyceum.assessment.store.items import AnswerFileItem
from lyceum.compliance.model.entry import Entry
from lyceum.compliance.model.seal import window_of
from lyceum.compliance.store.items import WINDOW, item_of, trail_key
from lyceum.compliance.store.seals import OPEN
from lyceum.kernel.clock import iso, now
from lyceum.kernel.ids import new_id
from tests.e2e.deployed import Deployed, School
from tests.e2e.furnishing import ask_drawing, draw, enroll, furnish
from tests.e2e.policies import work
from tests.e2e.policies.calls import Calls, sample
from tests.e2e.policies.guest import Guest
from tests.e2e.policies.roles import Role, roles
from tests.e2e.tap import Tap
from tests.e2e.world import World
from tests.store.compliance.trail import envelope
from tools.demo.api import until
from tools.demo.members import Member, claims

HELD = ("assessment.resume_grading", "insight.render_report", "insight.seal_days")
"""Functions that may do their work once for each cause: what is made for them waits until they are called here."""


def _large() -> str:
    """A text that is too large for an item, however it is compressed."""
    return base64.b64encode(secrets.token_bytes(450_000)).decode().rstrip("=")


TEXT = _large()


@pytest.fixture(scope="module")
def known_roles(own_stack: Deployed) -> dict[str, Role]:
    return roles(own_stack)


@pytest.fixture(scope="module")
def calls(own_stack: Deployed, known_roles: dict[str, Role]) -> Calls:
    tap = Tap(own_stack)
    world = furnish(own_stack.found(), {"html/h1.html": f'<p>{TEXT}</p><img src="/static/dot.svg" alt="A dot"/>'})
    for operation in HELD:
        known_roles[operation].keep()
    ready = _made(world, known_roles)
    needed = {
        "AuditExportRequested",
        "AttemptGraded",
        "ReportRequested",
        "JobDue",
        "InvitationMade",
        "TenantFounded",
        "LearningOpened",
        "LearnerWithdrawn",
        "AssessmentAuthored",
        "AccommodationChanged",
        "SubmissionReturned",
    }
    until(lambda: needed <= tap.read().keys(), what=f"{needed - tap.events.keys()} on the bus", seconds=90)
    _late_entry(world)
    own_stack.invoke(known_roles["compliance.seal_audit"].function, {})  # what is late from now on comes after a seal
    run = "JOB#insight.seal_days", tap.events["JobDue"][-1]["detail"]["data"]["run"]
    ready |= {"due again": lambda: _set_state(world, run, "due"), "run": lambda: _error(world, run)}
    ready["new run"] = lambda job: _new_run(world, job)
    return Calls(world, known_roles, tap.events, ready)


def _made(world: World, known: dict[str, Role]) -> dict[str, Any]:
    """What single functions need beyond the world."""
    author, school = world.author.api, world.school
    author.put(f"/attempts/{world.attempt}/grades/{world.question}", {"points": "1"})
    author.post("/reports", {"kind": "course_progress", "course": world.course, "format": "csv"})
    author.patch(f"/courses/{world.course}", {"seats": 50})
    author.patch(f"/courses/{world.course}/assessments/{world.assessment}", {"title": {"en": "Essay again"}})
    bo, leaver, gone, guest = (school.member(name) for name in ("bo", "leaver", "gone", "guest"))
    for learner in (bo, leaver, gone, guest):
        enroll(world, learner)
    gone.api.send("DELETE", f"/me/enrollments/{world.course}")
    opened = bo.api.post(f"/assessments/{world.assessment}/attempts")["id"]
    job = {"job": "insight.seal_days", "at": iso(now())}
    school.stack.invoke(known["operations.start_job"].function, job)
    place = {"tenant": school.tenant, "requester": _person(world.author)}
    document = f"imports/{school.tenant}/{world.job}/document.json"
    today = iso(now())[:10]
    export = {"format": "json", "first": today, "last": today}
    world.export = str(school.administrator.api.post("/audit/exports", export)["id"])
    until(lambda: school.administrator.api.get(f"/audit/exports/{world.export}").get("download"), what="the export")
    due = sample("assessment.submit_due_attempt")
    due["detail"] |= {"tenant": school.tenant, "data": {"id": opened, "due": iso(now())}}
    return (
        Guest(world, _person(guest), _username(guest)).ready()
        | {
            "author": place["requester"],
            "ada": _person(world.learner),
            "bo": _person(bo),
            "leaver": _person(leaver),
            "open": opened,
            "revision": 5,
            "limited": world.course,
            "followed": ["AssessmentAuthored"],
            "document": lambda: {**place, "document": _changed(world, document)},
            "questions": {**place, "document": document, "course": world.course},
            "await": {"tenant": school.tenant, "attempt": world.attempt, "execution": "another", "token": "t"},
            "due": due,
            "again": lambda: _set_state(world, (f"T#{school.tenant}#J#{world.job}", "JOB"), "requested"),
            "export": export,
            "late entry": lambda: _late_entry(world),
            "overdue": lambda: _make_overdue(world),
            "signed in": _staff_with_second_factor(school),
            "stream": _written_now(sample("insight.roll_up")),
            "terms": _enacted(school),
            "pending": lambda: _pending(world),
            "question export": lambda state: _set_state(
                world, (f"T#{school.tenant}#J#{world.question_export}", "QUESTIONS"), state
            ),
            "exercise question": author.get(f"/courses/{world.course}/assessments/{world.exercise}")["questions"][0][
                "question"
            ]["id"],
            "opening again": partial(_opening, world),
            "preview again": partial(_preview, world, running=True),
            "previewed": partial(_preview, world, running=False),
            "report": lambda state: _set_state(world, (f"T#{school.tenant}#J#{world.report}", "JOB"), state),
        }
        | _newcomers(school, known)
        | _drawing(world, bo)
        | work.ready(world, bo)
    )


def _moving(world: World, learner: Member) -> str:
    """An open attempt whose first section was entered, which shows a file."""
    attempt = str(learner.api.post(f"/assessments/{world.listening}/attempts")["id"])
    learner.api.put(f"/attempts/{attempt}/sections/listening/entry")
    return attempt


def _drawing(world: World, learner: Member) -> dict[str, Any]:
    """An attempt that goes on, with an answer that has a file, and a file that was asked for and never sent; and one
    that was handed in.
    """
    attempt = _moving(world, learner)
    drawn, undrawn = draw(learner.api, attempt), ask_drawing(learner.api, attempt)["id"]
    told_of = _handed_in(world)
    unnamed = partial(_complete_unnamed, world, *told_of)
    return {"moving": attempt, "drawn": drawn, "undrawn": undrawn, "told of": told_of, "unnamed": unnamed}


def _complete_unnamed(world: World, learner: str, attempt: str) -> None:
    """A file as if it had been completed before the attempt was handed in, and named in no answer."""
    upload, tenant = new_id(), world.school.tenant
    item = AnswerFileItem(
        f"T#{tenant}#U#{learner}",
        f"ANSWER-FILE#{upload}",
        attempt=attempt,
        question="drawn",
        name="a.png",
        size=1,
        media_type="image/png",
        expires_at=now(),
        file=f"answers/{tenant}/{upload}",
    )
    item.kind, item.v, item.rev = item.KIND, item.V, 1
    stack = world.school.stack
    stack.aws("dynamodb").put_item(TableName=stack.outputs["TableName"], Item=item.to_wire())


def _handed_in(world: World) -> tuple[str, str]:
    """A learner and what they handed in, whose feedback shows a file."""
    learner = world.school.member("reader")
    enroll(world, learner)
    attempt = _moving(world, learner)
    learner.api.put(f"/attempts/{attempt}/submission")
    return _person(learner), attempt


def _newcomers(school: School, known: dict[str, Role]) -> dict[str, Any]:
    """Somebody new for every time that one is enrolled, or asked about: nobody can join while rights are missing."""
    times = 1 + max(len(known[name].statements) for name in ("enrollment.enroll_person", "identity.join"))
    came = [school.member(f"newcomer-{number}") for number in range(times)]
    return {
        "newcomers": iter([_person(member) for member in came]),
        "accounts": iter([(_person(member), _username(member)) for member in came]),
    }


def _staff_with_second_factor(school: School) -> dict[str, Any]:
    """Claims of somebody who teaches, and signs in with a one-time code as well."""
    teacher = school.member("careful")
    school.appoint(teacher, "instructor")
    school.stack.aws("cognito-idp").admin_set_user_mfa_preference(
        UserPoolId=school.stack.outputs["UserPoolId"],
        Username=_username(teacher),
        SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True},
    )
    return claims(teacher.tokens.access)


def _username(member: Any) -> str:
    return str(claims(member.tokens.access)["username"])


def _enacted(school: School) -> str:
    """Terms that are to come: they can be accepted, and need not be yet."""
    head = school.administrator.api
    version = str(head.post("/terms", {"title": {"en": "Terms"}, "text": {"en": "Be kind."}})["version"])
    head.put(f"/terms/{version}/publication", {"effective_from": iso(now() + timedelta(days=30))})
    return version


def _written_now(batch: dict[str, Any]) -> dict[str, Any]:
    """A batch of the stream as if it had just been written: what is days old is not counted any more."""
    for record in batch["Records"]:
        record["dynamodb"]["ApproximateCreationDateTime"] = int(now().timestamp())
    return batch


def _person(member: Any) -> str:
    return str(claims(member.tokens.access)["person"])


def _set_state(world: World, key: tuple[str, str], state: str) -> None:
    """An import, a run or a report as if it had come so far: as if nobody had begun it, say."""
    stack = world.school.stack
    stack.aws("dynamodb").update_item(
        TableName=stack.outputs["TableName"],
        Key={"PK": {"S": key[0]}, "SK": {"S": key[1]}},
        UpdateExpression="SET #s = :s REMOVE err",
        ExpressionAttributeNames={"#s": "s"},
        ExpressionAttributeValues={":s": {"S": state}},
    )


def _preview(world: World, *, running: bool) -> None:
    """A regrade as if it were only just asked for, or as if it were looked at."""
    stack, pk = world.school.stack, {"S": f"T#{world.school.tenant}#A#{world.exercise}"}
    update = partial(stack.aws("dynamodb").update_item, TableName=stack.outputs["TableName"])
    begun = {"k": {"BOOL": False}, "a": {"NULL": True}} | {name: {"N": "0"} for name in "pnc"}
    update(
        Key={"PK": pk, "SK": {"S": f"REGRADE#{world.regrade}"}},
        UpdateExpression="SET s = :s, pr = :p, r = r + :one REMOVE ex, t",
        ExpressionAttributeValues={
            ":s": {"S": "previewing" if running else "previewed"},
            ":p": {"M": begun},
            ":one": {"N": "1"},
        },
    )
    update(
        Key={"PK": pk, "SK": {"S": "REGRADES"}},
        **(
            {"UpdateExpression": "SET x = :x", "ExpressionAttributeValues": {":x": {"S": world.regrade}}}
            if running
            else {"UpdateExpression": "REMOVE x"}
        ),
    )


def _opening(world: World) -> None:
    """An opening of the exercise as it is now, whose execution died long ago."""
    stack, pk = world.school.stack, {"S": f"T#{world.school.tenant}#A#{world.exercise}"}
    table, aws = stack.outputs["TableName"], stack.aws("dynamodb")
    exercise = aws.get_item(TableName=table, Key={"PK": pk, "SK": {"S": "ASSESSMENT"}}, ConsistentRead=True)["Item"]
    past = {"S": iso(now() - timedelta(hours=1))}
    none = {"N": "0"}
    said = {"c": exercise["c"], "ar": exercise["rev"], "s": {"S": "preparing"}, "o": past, "t": past}
    kept = {"kind": {"S": "opening"}, "v": {"N": "1"}, "rev": {"N": "1"}, "n": none, "p": none}
    aws.put_item(TableName=table, Item={"PK": pk, "SK": {"S": "OPENING"}, **kept, **said})


def _pending(world: World) -> None:
    """A school that is being set up, over and over."""
    stack = world.school.stack
    item = {
        "PK": {"S": "T#pending"},
        "SK": {"S": "TENANT"},
        "n": {"M": {"en": {"S": "Pending"}}},
        "l": {"S": "en"},
        "sr": {"BOOL": True},
        "s": {"S": "pending"},
        "a": {"S": new_id()},
        "at": {"S": iso(now())},
        "card": {"M": {"name": {"M": {"en": {"S": "Pending"}}}}},
        "rev": {"N": "1"},
    }
    stack.aws("dynamodb").put_item(TableName=stack.outputs["TableName"], Item=item)


def _new_run(world: World, job: str) -> tuple[dict[str, Any], Callable[[], str | None]]:
    """A run of a job as if its schedule had just begun it: what its function hears, and why it failed."""
    stack, run = world.school.stack, f"RUN#{iso(now())}#{new_id()}"
    facts = {"kind": "job_run", "j": job, "r": run, "s": "due", "at": iso(now())}
    item = {name: {"S": value} for name, value in {"PK": f"JOB#{job}", "SK": run, **facts}.items()}
    numbers = {name: {"N": "1"} for name in ("a", "v", "rev")}
    stack.aws("dynamodb").put_item(TableName=stack.outputs["TableName"], Item=item | numbers)
    event = sample(job)
    event["detail"] |= {"id": new_id(), "data": {"job": job, "run": run, "attempt": 1}}
    return event, lambda: _error(world, (f"JOB#{job}", run))


def _error(world: World, key: tuple[str, str]) -> str | None:
    """Why a run failed."""
    stack = world.school.stack
    name = {"PK": {"S": key[0]}, "SK": {"S": key[1]}}
    item = stack.aws("dynamodb").get_item(TableName=stack.outputs["TableName"], Key=name, ConsistentRead=True)["Item"]
    found: str | None = item.get("err", {}).get("S")
    return found


def _late_entry(world: World) -> None:
    """An entry of a window long ago, as the function that records them leaves it."""
    stack, tenant = world.school.stack, world.school.tenant
    entry = Entry.of(envelope(tenant))
    item, window = item_of(entry), trail_key(tenant, WINDOW + window_of(entry.at))
    item.kind, item.v, item.rev = item.KIND, item.V, 1
    dynamodb, table = stack.aws("dynamodb"), stack.outputs["TableName"]
    dynamodb.put_item(TableName=table, Item=item.to_wire())
    dynamodb.update_item(
        TableName=table,
        Key={"PK": {"S": window.pk}, "SK": {"S": window.sk}},
        UpdateExpression="SET GSI1PK = :list, GSI1SK = :place ADD rev :one",
        ExpressionAttributeValues={
            ":list": {"S": f"{OPEN}#0"},
            ":place": {"S": f"{window_of(entry.at)}#{tenant}"},
            ":one": {"N": "1"},
        },
    )


def _changed(world: World, key: str) -> str:
    """The course's document with another large page."""
    stack = world.school.stack
    s3, bucket = stack.aws("s3"), stack.outputs["ContentBucket"]
    body = s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode()
    assert TEXT in body
    another = f"{key.removesuffix('.json')}-{secrets.token_hex(4)}.json"
    s3.put_object(Bucket=bucket, Key=another, Body=body.replace(TEXT, _large()).encode())
    return another


def _make_overdue(world: World) -> None:
    """Every timer of the school ran out long ago."""
    stack = world.school.stack
    dynamodb, table = stack.aws("dynamodb"), stack.outputs["TableName"]
    for item in dynamodb.scan(TableName=table)["Items"]:
        sort = item.get("GSI2SK", {}).get("S", "")
        if f"#{world.school.tenant}#" in sort and sort[:2] == "20":
            dynamodb.update_item(
                TableName=table,
                Key={"PK": item["PK"], "SK": item["SK"]},
                UpdateExpression="SET GSI2SK = :s",
                ExpressionAttributeValues={":s": {"S": f"2020{sort[4:]}"}},
            )
