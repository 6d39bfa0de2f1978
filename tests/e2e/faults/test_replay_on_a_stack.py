"""On a running stack: a poisoned event is parked, alarmed, corrected and sent again by `make replay`; a day is told
once more from the bus's archive and changes nothing.
"""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from lyceum.kernel.clock import now
from lyceum.kernel.ids import new_id
from tests.e2e.deployed import Deployed
from tests.e2e.faults.stories import settled
from tests.e2e.furnishing import enroll, furnish
from tests.e2e.tap import Tap
from tests.e2e.world import World
from tools.checks.layout import ROOT
from tools.demo.api import until
from tools.demo.members import Member, claims

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(900)]

ARCHIVE = "day"
HEARERS = 3
"""Functions that need the course of a withdrawal: learning's, and assessment's for exams that wait and for grades."""


@dataclass(frozen=True)
class Day:
    """A school's day, kept in the bus's archive as template.yaml's keeps it on AWS."""

    stack: Deployed
    world: World
    tap: Tap
    archive: str


@pytest.fixture(scope="module")
def day(own_stack: Deployed) -> Iterator[Day]:
    events, bus = own_stack.aws("events"), own_stack.outputs["BusName"]
    own_stack.aws("sqs").purge_queue(QueueUrl=own_stack.outputs["FailureQueueUrl"])  # others' tests parked theirs
    source = events.describe_event_bus(Name=bus)["Arn"]
    archive = events.create_archive(ArchiveName=ARCHIVE, EventSourceArn=source)["ArchiveArn"]
    yield Day(own_stack, furnish(own_stack.found()), Tap(own_stack), archive)
    events.delete_archive(ArchiveName=ARCHIVE)


def make_replay(day: Day, folder: Path, send: str = "") -> str:
    """What the command prints. Raises CalledProcessError where it fails."""
    arguments = f"--endpoint {day.stack.endpoint_url} --folder {folder}"
    command = ["make", "--silent", "replay", f"ARGS={arguments}", *([f"SEND={send}"] if send else [])]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180, check=True)
    return done.stdout


def test_a_poisoned_event_is_parked_alarmed_corrected_and_replayed(day: Day, tmp_path: Path) -> None:
    """Somebody's withdrawal that does not say from which course: learning cannot close, nor what waits for them go."""
    world, leaver = day.world, day.world.school.member("leaver")
    enroll(world, leaver)
    event = withdrawn(world, leaver)
    course = event["data"].pop("course")
    tell(day, event)
    until(lambda: waiting(day) == HEARERS, what="the event is parked for each who hears it", seconds=120)
    until(lambda: alarm(day) == "ALARM", what="the alarm", seconds=60)

    assert make_replay(day, tmp_path).count("ValidationError") == HEARERS
    files = sorted(tmp_path.iterdir())
    parked = [json.loads(file.read_text()) for file in files]
    assert len({each["target"] for each in parked if ":function:" in each["target"]}) == HEARERS
    with pytest.raises(subprocess.CalledProcessError):  # as it is, it fails again, and stays
        make_replay(day, tmp_path, send=parked[0]["id"])
    assert all(file.exists() for file in files)
    assert learns(world, leaver)

    for file, each in zip(files, parked, strict=True):
        each["payload"]["detail"]["data"]["course"] = course
        file.write_text(json.dumps(each))
    assert make_replay(day, tmp_path, send="all").count("done") == HEARERS
    until(lambda: not learns(world, leaver), what="learning closes", seconds=30)
    assert not any(file.exists() for file in files)
    assert "Nothing is parked." in make_replay(day, tmp_path)
    assert waiting(day) == 0  # the alarm looks at the most of five minutes, so it ends later


def withdrawn(world: World, leaver: Member) -> dict[str, Any]:
    """The event that a withdrawal tells."""
    person = str(claims(leaver.tokens.access)["person"])
    tenant = world.school.tenant
    return {
        "id": new_id(),
        "name": "LearnerWithdrawn",
        "version": 1,
        "context": "enrollment",
        "tenant": tenant,
        "actor": person,
        "at": now().isoformat(),
        "rev": 99,
        "aggregate": f"T#{tenant}#U#{person}|ENROLLMENT#{world.course}",
        "data": {"learner": person, "course": world.course},
    }


def tell(day: Day, event: dict[str, Any]) -> None:
    entry = {
        "EventBusName": day.stack.outputs["BusName"],
        "Source": f"lyceum.{event['context']}",
        "DetailType": event["name"],
        "Detail": json.dumps(event),
    }
    assert day.stack.aws("events").put_events(Entries=[entry])["FailedEntryCount"] == 0


def learns(world: World, member: Member) -> bool:
    return member.api.send("GET", f"/courses/{world.course}/outline", expect=(200, 403, 404)).status == 200


def waiting(day: Day) -> int:
    """Messages in the failure queue, as AWS counts them for the alarm's metric."""
    queue, name = day.stack.outputs["FailureQueueUrl"], "ApproximateNumberOfMessages"
    found = day.stack.aws("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=[name])
    return int(found["Attributes"][name])


def alarm(day: Day) -> str:
    """The state of the deployed alarm, once it has heard of the queue what AWS' own metric says."""
    cloudwatch = day.stack.aws("cloudwatch")
    alarms = cloudwatch.describe_alarms()["MetricAlarms"]
    (mine,) = [each for each in alarms if each.get("MetricName") == "ApproximateNumberOfMessagesVisible"]
    (dimension,) = mine["Dimensions"]
    assert day.stack.outputs["FailureQueueUrl"].endswith(f"/{dimension['Value']}")
    datum = {"MetricName": mine["MetricName"], "Dimensions": mine["Dimensions"], "Value": float(waiting(day))}
    cloudwatch.put_metric_data(Namespace=mine["Namespace"], MetricData=[{**datum, "Timestamp": now()}])

    def state() -> str:
        found = cloudwatch.describe_alarms(AlarmNames=[mine["AlarmName"]])["MetricAlarms"]
        return str(found[0]["StateValue"])

    until(lambda: state() != "INSUFFICIENT_DATA", what="the alarm has heard of it", seconds=60)
    return state()


def test_an_archive_replay_of_the_day_changes_nothing(day: Day) -> None:
    """Every event of the day, over the bus and through its rules, to the deployed functions."""
    tenant = day.world.school.tenant
    day.world.author.api.put(f"/attempts/{day.world.attempt}/grades/{day.world.question}", {"points": "1"})
    settled(day.stack, day.tap, tenant)
    before, heard = kept(day), sum(map(len, day.tap.read().values()))
    events, bus = day.stack.aws("events"), day.stack.outputs["BusName"]
    events.start_replay(
        ReplayName=f"again-{new_id()}",
        EventSourceArn=day.archive,
        EventStartTime=now() - timedelta(days=1),
        EventEndTime=now() + timedelta(minutes=1),
        Destination={"Arn": events.describe_event_bus(Name=bus)["Arn"]},
    )
    archived = events.describe_archive(ArchiveName=ARCHIVE)["EventCount"]
    assert archived > 20
    until(
        lambda: sum(map(len, day.tap.read().values())) >= heard + archived,
        what="the day is told again",
        seconds=120,
    )
    settled(day.stack, day.tap, tenant)
    after = kept(day)
    assert [place for place in before.keys() | after.keys() if before.get(place) != after.get(place)] == []


def kept(day: Day) -> dict[tuple[str, str], Any]:
    """Every item of the school as it is, but for windows of the audit trail: a late entry opens them to be sealed."""
    pages = day.stack.aws("dynamodb").get_paginator("scan").paginate(TableName=day.stack.outputs["TableName"])
    items = (item for page in pages for item in page["Items"])
    found = {(item["PK"]["S"], item["SK"]["S"]): item for item in items}
    mine = f"T#{day.world.school.tenant}#"
    return {
        place: item for place, item in found.items() if mine in f"{place[0]}#" and not place[1].startswith("WINDOW#")
    }
