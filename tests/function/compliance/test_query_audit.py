"""Reading the trail and having it exported: the routes, and the way from one function to the next."""

import csv
import io
import json
import urllib.request
from datetime import timedelta
from typing import Any

import pytest

from compliance.export_audit import handler as export
from compliance.forget_person import handler as forget
from compliance.query_audit import handler
from compliance.record_audit import handler as record
from compliance.seal_audit import handler as seal
from lyceum.compliance.store import seals
from lyceum.compliance.store.exports import ExportItem
from lyceum.identity.events import IdentityLinked
from lyceum.kernel import clock, sealing
from lyceum.kernel.events import Recorded
from lyceum.kernel.ids import new_id
from lyceum.kernel.permissions import PLATFORM
from lyceum.kernel.table import get, tenant_key
from lyceum.kernel.table.items import Key
from tests.http import Answer, Person, person, request
from tests.store.compliance.trail import ADA, COURSE, HEAD, Trail, envelope, publication

pytestmark = pytest.mark.store
AUDIT = "GET /v1/{tenant}/audit"
ASK, LOOK = "POST /v1/{tenant}/audit/exports", "GET /v1/{tenant}/audit/exports/{export}"
NOW = clock.now()
TODAY = clock.iso(NOW)[:10]


def administrator(trail: Trail) -> Person:
    return person("Head", trail.tenant, "administrator")


def hear(told: Any) -> None:
    record({"detail-type": told.name, "source": "lyceum.x", "detail": json.loads(told.model_dump_json())}, None)


def look(trail: Trail, **query: str) -> Answer:
    return request(handler, AUDIT, caller=administrator(trail), query=query, tenant=trail.tenant)


def test_what_was_told_is_read(trail: Trail) -> None:
    hear(
        envelope(
            trail.tenant,
            at=NOW,
            origin={"request_id": "r-1", "whence": sealing.seal(trail.tenant, HEAD, "203.0.113.9\nFirefox")},
            changes={"roles": {"before": ["learner"], "after": ["instructor"]}},
        )
    )
    answer = look(trail, day=TODAY)
    (entry,) = answer.json["items"]
    assert answer.status == 200
    assert (entry["event"], entry["category"], entry["severity"]) == ("RolesAssigned", "access", "warning")
    assert (entry["actor"], entry["object"], entry["request_id"]) == (HEAD, ADA, "r-1")
    assert (entry["address"], entry["agent"], entry["erased"]) == ("203.0.113.9", "Firefox", False)
    assert entry["changes"] == [{"field": "roles", "before": ["learner"], "after": ["instructor"]}]
    assert {"name": "roles", "value": '["learner"]'} in entry["facts"]


def test_pages_follow_each_other(trail: Trail) -> None:
    for n in range(5):
        hear(envelope(trail.tenant, at=NOW - timedelta(milliseconds=n)))
    for query in ({"day": TODAY}, {"person": HEAD}, {"object": ADA}):
        first = look(trail, **query, limit="3")
        rest = look(trail, **query, limit="3", cursor=first.json["next_cursor"])
        found = [entry["at"] for page in (first, rest) for entry in page.json["items"]]
        assert found == sorted(found, reverse=True)
        assert len(found) == 5
        assert rest.json["next_cursor"] is None


def test_where_nothing_is_asked_today_is_shown(trail: Trail) -> None:
    hear(envelope(trail.tenant, at=clock.now()))
    hear(envelope(trail.tenant, at=NOW - timedelta(days=2)))
    assert len(look(trail).json["items"]) == 1


@pytest.mark.parametrize("query", [{"day": TODAY, "person": HEAD}, {"object": COURSE, "person": HEAD}])
def test_one_question_at_a_time(trail: Trail, query: dict[str, str]) -> None:
    answer = look(trail, **query)
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (422, "audit-question-unclear")


@pytest.mark.parametrize("day", ["2026-02-30", "yesterday", "2026-1-1", "9999-99-99"])
def test_a_day_that_is_none_is_refused(trail: Trail, day: str) -> None:
    assert look(trail, day=day).status == 422


def test_the_history_of_a_thing(trail: Trail) -> None:
    history = "GET /v1/{tenant}/audit/objects/{object}"
    hear(publication(trail.tenant, at=NOW))
    ask = {"caller": administrator(trail), "tenant": trail.tenant}
    first = request(handler, history, object=COURSE, **ask)  # type: ignore[arg-type]
    assert (first.json["created_by"], first.json["updated_at"], first.json["updated_by"]) == (HEAD, None, None)
    hear(publication(trail.tenant, at=NOW + timedelta(seconds=1), actor=ADA))
    changed = request(handler, history, object=COURSE, **ask)  # type: ignore[arg-type]
    assert (changed.json["created_by"], changed.json["updated_by"]) == (HEAD, ADA)
    assert request(handler, history, object=new_id(), **ask).status == 404  # type: ignore[arg-type]


def asked(trail: Trail, export_id: str) -> dict[str, Any]:
    item = get(ExportItem, Key(tenant_key(trail.tenant, "J", export_id), "EXPORT"), consistent=True)
    assert item is not None
    (event,) = item.events
    envelope = Recorded.model_validate(event).envelope(rev=1, aggregate=f"{item.pk}|{item.sk}")
    return {"detail-type": envelope.name, "detail": json.loads(envelope.model_dump_json())}


def exported(trail: Trail, **wish: str) -> tuple[dict[str, Any], str]:
    body = {"format": "json", "first": TODAY, "last": TODAY} | wish
    wished = request(handler, ASK, caller=administrator(trail), body=body, tenant=trail.tenant)
    assert (wished.status, wished.json["state"]) == (202, "requested")
    event = asked(trail, wished.json["id"])
    export(event, None)
    export(event, None)  # told twice
    seen = request(handler, LOOK, caller=administrator(trail), tenant=trail.tenant, export=wished.json["id"])
    with urllib.request.urlopen(seen.json["download"]["url"]) as answer:
        return seen.json, answer.read().decode()


def test_an_export_as_json(trail: Trail, bucket: str) -> None:
    for n in range(3):
        hear(envelope(trail.tenant, at=NOW - timedelta(milliseconds=n)))
    seen, text = exported(trail)
    found = json.loads(text)
    assert (seen["state"], seen["entries"], len(found)) == ("ready", 3, 3)
    assert [each["at"] for each in found] == sorted((each["at"] for each in found), reverse=True)
    assert found == look(trail, day=TODAY).json["items"]


def test_an_export_as_csv_of_a_person(trail: Trail, bucket: str) -> None:
    hear(envelope(trail.tenant, at=NOW))
    hear(envelope(trail.tenant, at=NOW, actor=ADA))
    hear(envelope(trail.tenant, at=NOW - timedelta(days=2)))
    _, text = exported(trail, format="csv", person=HEAD)
    (row,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    assert (row["actor"], row["event"], row["object"]) == (HEAD, "RolesAssigned", ADA)


def test_an_export_of_a_long_time_is_refused(trail: Trail) -> None:
    wish = {"format": "csv", "first": "2026-01-01", "last": "2026-03-01"}
    answer = request(handler, ASK, caller=administrator(trail), body=wish, tenant=trail.tenant)
    assert (answer.status, answer.json["type"].rsplit("/", 1)[1]) == (422, "audit-period-too-long")


def test_the_same_wish_again_is_the_same_export(trail: Trail) -> None:
    def ask(first: str) -> Answer:
        body = {"format": "csv", "first": first, "last": TODAY}
        headers = {"Idempotency-Key": "export-for-the-auditor"}
        return request(handler, ASK, caller=administrator(trail), body=body, headers=headers, tenant=trail.tenant)

    first, again = ask(TODAY), ask(TODAY)
    assert first.json["id"] == again.json["id"]
    day_before = clock.iso(NOW - timedelta(days=1))[:10]
    assert ask(day_before).status == 422


def test_an_export_that_nobody_asked_for_writes_nothing(trail: Trail, bucket: str) -> None:
    told = envelope(trail.tenant, "AuditExportRequested", data={"export": new_id(), "requester": HEAD})
    export({"detail": json.loads(told.model_dump_json())}, None)


def test_a_person_is_forgotten(trail: Trail) -> None:
    whence = sealing.seal(trail.tenant, HEAD, "203.0.113.9\nFirefox")
    hear(envelope(trail.tenant, at=NOW, origin={"whence": whence}))
    wish = {"tenant": trail.tenant, "person": HEAD}
    assert forget(wish, None) == {"person": HEAD, "erased": True}
    assert forget(wish, None) == {"person": HEAD, "erased": False}
    (entry,) = look(trail, day=TODAY).json["items"]
    assert (entry["address"], entry["agent"], entry["erased"], entry["actor"]) == (None, None, True, HEAD)


def test_the_schedule_seals_what_waits(trail: Trail) -> None:
    hear(envelope(trail.tenant, at=NOW - timedelta(hours=2)))
    assert seal({}, None)["seals"] >= 1
    assert seals.head(trail.tenant).number == 1
    assert trail.verify(at=NOW) == []


def test_operators_read_what_belongs_to_no_school(trail: Trail) -> None:
    """As the events are really told: a link of sign-ins belongs to no school."""
    google, ada = new_id(), new_id()
    told = IdentityLinked(person=ada, identity=google, provider="Google")
    recorded = Recorded.of(told, id=new_id(), tenant=PLATFORM, actor=ada, at=clock.iso(NOW))
    hear(recorded.envelope(rev=1, aggregate=f"P#{google}|IDENTITY"))
    operator = Person(new_id(), "*=operator")
    answer = request(handler, "GET /v1/audit", caller=operator, query={"person": ada})
    assert answer.status == 200, answer.text
    (entry,) = answer.json["items"]
    assert (entry["event"], entry["actor"], entry["object"]) == ("IdentityLinked", ada, ada)
    for other in (administrator(trail), person("Head", trail.tenant, "auditor"), Person(new_id(), "")):
        assert request(handler, "GET /v1/audit", caller=other).status == 403
    assert look(trail, person=ada).json["items"] == []
