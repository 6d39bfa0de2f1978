"""Requests about one's data, through the function that members and staff meet."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from compliance.data_requests import handler
from lyceum.compliance.forget_person import erase_person_key
from lyceum.compliance.store.data_requests import DataRequestItem
from lyceum.kernel import clock, sealing
from lyceum.kernel import terms as gate
from lyceum.kernel.clock import parse
from lyceum.kernel.ids import new_id
from lyceum.kernel.table import get
from lyceum.kernel.table.items import Key
from tests.http import Answer, Person, person, request

pytestmark = pytest.mark.store
MINE, ALL = "/v1/{tenant}/me/data-requests", "GET /v1/{tenant}/data-requests"
ONE = "/v1/{tenant}/members/{person}/data-requests/{data_request}"
WORDS = {"kind": "correction", "text": "My name has two l."}


@pytest.fixture(autouse=True)
def fresh() -> None:
    gate.forget_known()
    sealing._kept.clear()


@pytest.fixture
def ada(table: str, tenant: str) -> Person:
    return person("ada", tenant, "learner")


@pytest.fixture
def head(table: str, tenant: str) -> Person:
    return person("head", tenant, "administrator")


def ask(who: Person, tenant: str, body: Any = None, key: str | None = None) -> Answer:
    headers = {"idempotency-key": key} if key else None
    return request(
        handler, f"POST {MINE}", caller=who, body=WORDS if body is None else body, headers=headers, tenant=tenant
    )


def mine(who: Person, tenant: str) -> Any:
    return request(handler, f"GET {MINE}", caller=who, tenant=tenant).json["items"]


def listed(head: Person, tenant: str, **query: str) -> list[str]:
    answer = request(handler, ALL, caller=head, query=query or None, tenant=tenant)
    assert answer.status == 200, answer.text
    return [each["id"] for each in answer.json["items"]]


def one(method: str, head: Person, tenant: str, of: Answer, body: Any = None, **headers: str) -> Answer:
    at = {"tenant": tenant, "person": of.json["person"], "data_request": of.json["id"]}
    return request(handler, f"{method} {ONE}", caller=head, body=body, headers=headers or None, **at)


def kind(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.json["type"].rpartition("/")[2]


def test_a_request_from_the_asking_to_the_answer(ada: Person, head: Person, tenant: str) -> None:
    made = ask(ada, tenant)
    assert made.status == 201
    assert made.headers["Location"] == f"/v1/{tenant}/me/data-requests"
    assert (made.json["person"], made.json["state"], made.json["text"]) == (ada.id, "open", WORDS["text"])
    assert parse(made.json["due_at"]) - parse(made.json["made_at"]) == timedelta(days=30)
    assert listed(head, tenant) == [made.json["id"]]

    found = one("GET", head, tenant, made)
    assert (found.json["text"], found.headers["ETag"]) == (WORDS["text"], made.headers["ETag"])
    taken = one("PATCH", head, tenant, made, {"state": "in_progress", "answer": "We look."})
    assert (taken.json["state"], taken.json["answer"], taken.json["answered_by"]) == (
        "in_progress",
        "We look.",
        head.id,
    )
    stale = one("PATCH", head, tenant, made, {"state": "refused"}, **{"if-match": found.headers["ETag"]})
    assert kind(stale) == (412, "changed-in-the-meantime")
    done = one("PATCH", head, tenant, made, {"state": "done"}, **{"if-match": taken.headers["ETag"]})
    assert (done.json["state"], done.json["answer"]) == ("done", "We look.")
    again = one("PATCH", head, tenant, made, {"state": "done"})
    assert (again.status, again.json) == (200, done.json)
    assert kind(one("PATCH", head, tenant, made, {"state": "refused"})) == (409, "data-request-closed")

    assert (listed(head, tenant), listed(head, tenant, state="answered")) == ([], [made.json["id"]])
    assert mine(ada, tenant) == [done.json]


def test_one_of_a_kind_is_open_at_a_time(ada: Person, head: Person, tenant: str) -> None:
    made = ask(ada, tenant)
    refused = ask(ada, tenant)
    assert kind(refused) == (409, "data-request-open")
    assert refused.json["facts"]["request"] == made.json["id"]
    assert ask(ada, tenant, {"kind": "access"}).status == 201
    one("PATCH", head, tenant, made, {"state": "refused", "answer": "It has one."})
    assert ask(ada, tenant).status == 201
    assert [each["kind"] for each in mine(ada, tenant)] == ["correction", "access", "correction"]


def test_asking_twice_under_one_key_is_asking_once(ada: Person, head: Person, tenant: str) -> None:
    key = new_id()
    made, again = ask(ada, tenant, key=key), ask(ada, tenant, key=key)
    assert (again.status, again.json) == (201, made.json)
    assert kind(ask(ada, tenant, {"kind": "access"}, key=key)) == (422, "idempotency-key-reused")
    assert len(mine(ada, tenant)) == 1


def test_two_devices_that_ask_at_once_have_asked_once(ada: Person, head: Person, tenant: str) -> None:
    together = Barrier(4)

    def run(_: int) -> tuple[int, str]:
        together.wait()
        answer = ask(ada, tenant)
        return (201, "") if answer.status == 201 else kind(answer)

    with ThreadPoolExecutor(4) as pool:
        said = sorted(pool.map(run, range(4)))
    assert said[0] == (201, "")
    assert set(said[1:]) <= {(409, "data-request-open"), (503, "busy")}
    assert len(mine(ada, tenant)) == len(listed(head, tenant)) == 1


def test_of_two_who_answer_at_once_one_is_told_so(ada: Person, head: Person, tenant: str) -> None:
    made, together = ask(ada, tenant), Barrier(2)

    def run(state: str) -> int:
        together.wait()
        return one("PATCH", head, tenant, made, {"state": state}).status

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(run, ["done", "refused"]))
    assert said[0] == 200
    assert said[1] in (409, 412, 503)
    assert len(listed(head, tenant, state="answered")) == 1
    assert ask(ada, tenant).status == 201


def test_words_are_sealed_and_go_with_the_persons_key(ada: Person, head: Person, tenant: str) -> None:
    made = ask(ada, tenant)
    one("PATCH", head, tenant, made, {"state": "done", "answer": "Two l it is."})
    key = Key(f"T#{tenant}#U#{ada.id}", f"DATA-REQUEST#{made.json['id']}")
    kept = get(DataRequestItem, key, consistent=True)
    assert kept is not None
    assert "two l" not in str(kept.to_wire()).lower()
    assert [event["n"] for event in kept.events or ()] == ["DataRequestAnswered"]

    erase_person_key(tenant, ada.id, at=clock.now())
    sealing._kept.clear()
    left = one("GET", head, tenant, made).json
    assert (left["kind"], left["state"], left.get("text"), left.get("answer")) == ("correction", "done", None, None)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"kind": "curiosity"},
        {"kind": "access", "text": ""},
        {"kind": "access", "text": "x" * 4_001},
        {"kind": "access", "state": "done"},
        {"kind": "access", "person": "01ARZ3NDEKTSV4RRFFQ69G5FAV"},
    ],
)
def test_what_is_no_request_is_refused_and_nothing_is_kept(ada: Person, tenant: str, body: Any) -> None:
    assert ask(ada, tenant, body).status == 422
    assert mine(ada, tenant) == []


def test_pages_go_on_where_they_ended(ada: Person, head: Person, tenant: str) -> None:
    made = [ask(ada, tenant, {"kind": kind}).json["id"] for kind in ("access", "erasure", "objection")]
    first = request(handler, ALL, caller=head, query={"limit": "2"}, tenant=tenant).json
    rest = request(handler, ALL, caller=head, query={"limit": "2", "cursor": first["next_cursor"]}, tenant=tenant).json
    assert [each["id"] for each in first["items"] + rest["items"]] == made
    assert rest.get("next_cursor") is None
    elsewhere = request(
        handler, ALL, caller=head, query={"state": "answered", "cursor": first["next_cursor"]}, tenant=tenant
    )
    assert kind(elsewhere) == (422, "invalid-cursor")
