"""GET, POST …/api-keys; GET, PATCH …/api-keys/{key}; POST …/rotation, PUT …/revocation."""

import threading
from datetime import timedelta
from typing import Any

import pytest

from lyceum.identity.model.secret import presented
from lyceum.identity.store import api_keys as store
from lyceum.kernel.clock import iso, now
from lyceum.kernel.ids import new_id
from lyceum.kernel.table.read import query
from tests.identity_school import School, kind, school

pytestmark = pytest.mark.store
__all__ = ["school"]


def made(school: School, *permissions: str, **said: Any) -> dict[str, Any]:
    answer = school.make_key(*permissions, **said)
    assert answer.status == 201, answer.text
    found: dict[str, Any] = answer.json
    return found


def test_a_key_is_shown_once_and_kept_as_a_hash(school: School) -> None:
    answer = school.make_key("enrollment.list", "grade.view")
    shown = answer.json
    key = presented(shown["key"])
    assert key is not None
    assert shown["key"].startswith(shown["prefix"] + "_")
    assert (shown["id"], shown["state"], shown["created_by"]) == (key.id, "active", school.head.id)
    assert shown["limits"] == {"minute": 60, "hour": 1_000, "day": 10_000}
    assert answer.headers["Location"] == f"/v1/{school.tenant}/api-keys/{key.id}"
    assert answer.headers["Cache-Control"] == "no-store"

    seen = school.keys("GET", key=key.id)
    assert seen.json == {name: value for name, value in shown.items() if name != "key"}
    (item,) = query(store.ApiKeyItem, store.key_of(school.tenant, key.id).pk).items
    assert item.digest == key.digest
    assert shown["key"].rpartition("_")[2] not in str(item.to_wire())


def test_keys_are_listed_newest_first_page_by_page(school: School) -> None:
    names = [made(school, name=f"Key {number}")["id"] for number in range(3)]
    first = school.keys("GET", query={"limit": "2"}).json
    rest = school.keys("GET", query={"limit": "2", "cursor": first["next_cursor"]}).json
    assert [one["id"] for one in first["items"] + rest["items"]] == sorted(names, reverse=True)
    assert rest["next_cursor"] is None
    assert all("key" not in one for one in first["items"])
    assert kind(school.keys("GET", query={"cursor": "AAAA" * 8})) == (422, "invalid-cursor")


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"networks": ["10.0.0.0/33"]}, "network-not-understood"),
        ({"networks": ["example.org"]}, "invalid-request"),
        ({"domains": ["https://example.org"]}, "invalid-request"),
        ({"domains": ["*"]}, "invalid-request"),
        ({"expires": "2020-01-01T00:00:00Z"}, "ends-in-the-past"),
        ({"limits": {"minute": 0}}, "invalid-request"),
        ({"limits": {"second": 1}}, "invalid-request"),
        ({"permissions": []}, "invalid-request"),
        ({"name": ""}, "invalid-request"),
        ({"digest": "0" * 64}, "invalid-request"),
    ],
)
def test_what_breaks_a_rule_is_refused_and_makes_nothing(school: School, said: dict[str, Any], refusal: str) -> None:
    assert kind(school.make_key(**said)) == (422, refusal)
    assert school.keys("GET").json["items"] == []


def test_a_repeat_makes_no_second_key_and_shows_no_secret(school: School) -> None:
    headers = {"idempotency-key": "wish-number-1"}
    first = school.make_key(headers=headers)
    again = school.make_key(headers=headers)
    assert kind(again) == (409, "secret-shown-once")
    assert again.json["facts"] == {"key": first.json["id"]}
    assert kind(school.make_key(name="Other", headers=headers)) == (422, "idempotency-key-reused")
    assert len(school.keys("GET").json["items"]) == 1


def test_what_is_left_out_stays(school: School) -> None:
    key = made(school, networks=["10.1.2.3/8"], domains=["a.example", "a.example"], expires=iso(now() + timedelta(1)))
    assert (key["networks"], key["domains"]) == (["10.0.0.0/8"], ["a.example"])
    changed = school.keys("PATCH", key=key["id"], body={"name": "Other", "expires": None, "networks": []})
    assert changed.status == 200
    assert changed.json == {
        **{name: value for name, value in key.items() if name != "key"},
        "name": "Other",
        "expires": None,
        "networks": [],
    }
    more = school.keys("PATCH", key=key["id"], body={"permissions": ["grade.view"], "limits": {"minute": 5}})
    assert (more.json["permissions"], more.json["limits"]["minute"]) == (["grade.view"], 5)


def test_a_change_needs_the_revision_that_was_read(school: School) -> None:
    key = made(school)
    tag = school.keys("GET", key=key["id"]).headers["ETag"]
    headers = {"if-match": tag}
    changed = school.keys("PATCH", key=key["id"], body={"name": "Other"}, headers=headers)
    assert changed.headers["ETag"] != tag
    assert kind(school.keys("PATCH", key=key["id"], body={"name": "Late"}, headers=headers)) == (
        412,
        "changed-in-the-meantime",
    )
    late = school.keys("POST", "/rotation", key=key["id"], body={}, headers=headers)
    assert kind(late) == (412, "changed-in-the-meantime")


def test_two_changes_at_once_are_both_kept(school: School) -> None:
    key = made(school)["id"]
    barrier, answers = threading.Barrier(2), list[int]()

    def go(body: dict[str, Any]) -> None:
        barrier.wait()
        answers.append(school.keys("PATCH", key=key, body=body).status)

    writers = [threading.Thread(target=go, args=(body,)) for body in ({"name": "Other"}, {"limits": {"minute": 7}})]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert answers == [200, 200]
    found = school.keys("GET", key=key).json
    assert (found["name"], found["limits"]["minute"]) == ("Other", 7)


def test_a_rotation_shows_another_secret_of_the_same_account(school: School) -> None:
    key = made(school)
    turned = school.keys("POST", "/rotation", key=key["id"], body={"overlap_hours": 48})
    assert turned.status == 201
    assert (turned.json["id"], turned.json["prefix"]) == (key["id"], key["prefix"])
    assert turned.json["key"] != key["key"]
    assert turned.json["rotating_until"] is not None
    at_once = school.keys("POST", "/rotation", key=key["id"], body={"overlap_hours": 0})
    assert at_once.json["rotating_until"] is None


def test_a_repeated_rotation_does_not_rotate_again(school: School) -> None:
    key, headers = made(school)["id"], {"idempotency-key": "rotation-1"}
    assert school.keys("POST", "/rotation", key=key, body={}, headers=headers).status == 201
    tag = school.keys("GET", key=key).headers["ETag"]
    assert kind(school.keys("POST", "/rotation", key=key, body={}, headers=headers)) == (409, "secret-shown-once")
    assert school.keys("GET", key=key).headers["ETag"] == tag


@pytest.mark.parametrize("hours", [-1, 169, "24", True])
def test_an_overlap_is_at_most_a_week(school: School, hours: Any) -> None:
    key = made(school)["id"]
    refused = school.keys("POST", "/rotation", key=key, body={"overlap_hours": hours})
    assert kind(refused) == (422, "invalid-request")


def test_a_revoked_key_keeps_the_first_reason_and_stays(school: School) -> None:
    key = made(school)["id"]
    assert school.keys("PUT", "/revocation", key=key, body={"reason": "leaked"}).status == 204
    assert school.keys("PUT", "/revocation", key=key, body={"reason": "again"}).status == 204
    found = school.keys("GET", key=key).json
    assert (found["state"], found["revoked_because"], found["revoked_by"]) == ("revoked", "leaked", school.head.id)
    assert kind(school.keys("PATCH", key=key, body={"name": "Other"})) == (409, "key-is-revoked")
    assert kind(school.keys("POST", "/rotation", key=key, body={})) == (409, "key-is-revoked")
    assert kind(school.keys("PUT", "/revocation", key=key)) == (422, "invalid-request")


def test_what_is_not_there(school: School) -> None:
    key = new_id()
    assert kind(school.keys("GET", key=key)) == (404, "api-key-not-found")
    assert kind(school.keys("PATCH", key=key, body={"name": "Other"})) == (404, "api-key-not-found")
    assert kind(school.keys("POST", "/rotation", key=key, body={})) == (404, "api-key-not-found")
    assert kind(school.keys("PUT", "/revocation", key=key, body={"reason": "x"})) == (404, "api-key-not-found")


def test_each_change_tells_its_event_with_ids_alone(school: School) -> None:
    key = made(school)["id"]

    def told() -> dict[str, Any]:
        (item,) = query(store.ApiKeyItem, store.key_of(school.tenant, key).pk).items
        (event,) = item.events
        return event

    assert (told()["n"], told()["by"]) == ("ApiKeyCreated", school.head.id)
    school.keys("PATCH", key=key, body={"name": "Other"})
    assert told()["n"] == "ApiKeyChanged"
    school.keys("POST", "/rotation", key=key, body={})
    assert told()["n"] == "ApiKeyRotated"
    school.keys("PUT", "/revocation", key=key, body={"reason": "leaked by Ada"})
    assert told()["n"] == "ApiKeyRevoked"
    assert "Ada" not in str(told())
