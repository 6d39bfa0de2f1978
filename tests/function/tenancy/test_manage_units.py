"""The organisation and who belongs to its units."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from lyceum.kernel.ids import new_id
from tenancy.manage_units import handler
from tests.http import Answer, Person, person, request
from tests.schools import enter, open_school

pytestmark = pytest.mark.store
UNITS = "/v1/{tenant}/units"


@pytest.fixture
def head(table: str, tenant: str) -> Person:
    return open_school(tenant)


def send(head: Person, tenant: str, route: str, body: Any = None, **path: Any) -> Answer:
    headers = path.pop("headers", None)
    query = path.pop("query", None)
    return request(handler, route, caller=head, body=body, tenant=tenant, headers=headers, query=query, **path)


def add(head: Person, tenant: str, kind: str, parent: str | None, **options: Any) -> Answer:
    return send(head, tenant, f"POST {UNITS}", {"kind": kind, "name": {"en": kind}, "parent": parent}, **options)


def root(head: Person, tenant: str) -> str:
    return str(send(head, tenant, f"GET {UNITS}").json["items"][0]["id"])


def refusal(answer: Answer) -> tuple[int, str]:
    return answer.status, str(answer.json["type"].rsplit("/", 1)[1])


def test_a_tree_is_built_moved_and_given_up(head: Person, tenant: str) -> None:
    top = root(head, tenant)
    one, two = (add(head, tenant, "division", top).json["id"] for _ in range(2))
    team = add(head, tenant, "team", one).json["id"]
    moved = send(head, tenant, f"PATCH {UNITS}/{{unit}}", {"parent": two, "name": {"en": "Moved"}}, unit=team)
    assert moved.json["path"] == [top, two, team]
    under = send(head, tenant, f"GET {UNITS}", query={"under": two}).json["items"]
    assert [unit["id"] for unit in under] == [two, team]
    assert refusal(send(head, tenant, f"PUT {UNITS}/{{unit}}/archival", unit=two)) == (409, "unit-in-use")
    assert send(head, tenant, f"PUT {UNITS}/{{unit}}/archival", unit=team).status == 204
    assert send(head, tenant, f"PUT {UNITS}/{{unit}}/archival", unit=team).status == 204
    assert refusal(add(head, tenant, "company", one)) == (409, "unit-misplaced")
    assert refusal(add(head, tenant, "team", new_id())) == (404, "unit-not-found")


def test_a_repeat_with_the_same_key_is_the_same_unit(head: Person, tenant: str) -> None:
    key = {"Idempotency-Key": "a-key-of-mine"}
    first = add(head, tenant, "team", None, headers=key)
    assert add(head, tenant, "team", None, headers=key).json == first.json
    assert refusal(add(head, tenant, "division", None, headers=key)) == (422, "idempotency-key-reused")


def test_an_older_tree_is_not_changed(head: Person, tenant: str) -> None:
    first = add(head, tenant, "team", None)
    add(head, tenant, "team", None)
    change = {"name": {"en": "Late"}}
    late = {"If-Match": first.headers["ETag"]}
    answer = send(head, tenant, f"PATCH {UNITS}/{{unit}}", change, unit=first.json["id"], headers=late)
    assert refusal(answer) == (412, "changed-in-the-meantime")


def test_moves_that_meet_happen_one_after_the_other(head: Person, tenant: str) -> None:
    divisions = [add(head, tenant, "division", None).json["id"] for _ in range(2)]
    teams = [add(head, tenant, "team", divisions[0]).json["id"] for _ in range(4)]
    together, answers = threading.Barrier(4), []

    def move(team: str) -> None:
        together.wait()
        body = {"parent": divisions[1]}
        answers.append(send(head, tenant, f"PATCH {UNITS}/{{unit}}", body, unit=team).status)

    movers = [threading.Thread(target=move, args=(team,)) for team in teams]
    for mover in movers:
        mover.start()
    for mover in movers:
        mover.join()
    units = {unit["id"]: unit for unit in send(head, tenant, f"GET {UNITS}").json["items"]}
    moved = [team for team in teams if units[team]["parent"] == divisions[1]]
    assert len(moved) == answers.count(200)
    assert set(answers) <= {200, 503}
    assert answers.count(200) >= 1


def test_a_member_has_one_primary_unit(head: Person, tenant: str) -> None:
    ada = enter(tenant, "ada")
    one, two = (add(head, tenant, "team", None).json["id"] for _ in range(2))
    place = f"PUT {UNITS}/{{unit}}/members/{{person}}"
    for unit in (one, two, two):
        assert send(head, tenant, place, {"primary": True}, unit=unit, person=ada.id).status == 204
    listed = send(head, tenant, f"GET {UNITS}/{{unit}}/members", unit=two).json["items"]
    assert listed == [{"person": ada.id, "name": "Ada"}]
    from lyceum.tenancy.store.units import primary_of

    assert primary_of(tenant, ada.id) == two
    gone = f"DELETE {UNITS}/{{unit}}/members/{{person}}"
    for _ in range(2):
        assert send(head, tenant, gone, unit=two, person=ada.id).status == 204
    assert primary_of(tenant, ada.id) is None
    assert send(head, tenant, f"GET {UNITS}/{{unit}}/members", unit=two).json["items"] == []
    stranger = person("stranger", tenant).id
    assert refusal(send(head, tenant, place, {}, unit=one, person=stranger)) == (404, "not-a-member-here")
    assert refusal(send(head, tenant, place, {}, unit=new_id(), person=ada.id)) == (404, "unit-not-found")


def test_the_sample_event_is_understood(table: str) -> None:
    event = json.loads(Path("events/tenancy/manage_units.json").read_text(encoding="utf-8"))
    assert handler(event, None)["statusCode"] == 200
