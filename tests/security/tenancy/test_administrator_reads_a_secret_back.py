"""Somebody reads a secret setting back: from the answer, the list, the table, another place or another school."""

import json
from typing import Any

import pytest

from lyceum.kernel.secret_settings import SealBroken, Sealer
from lyceum.kernel.settings import settings as environment
from lyceum.kernel.table.client import dynamodb
from lyceum.tenancy import settings as use_case
from tenancy.settings import handler
from tests.http import Person, request
from tests.schools import open_school

pytestmark = [pytest.mark.store, pytest.mark.security]
SECRET = "correct horse battery staple"  # pragma: allowlist secret
PUT = "PUT /v1/{tenant}/settings/{category}/{key}"
PLACE: dict[str, Any] = {"category": "integrations", "key": "signing_secret"}


@pytest.fixture
def head(table: str, tenant: str, monkeypatch: pytest.MonkeyPatch) -> Person:
    monkeypatch.setattr(use_case, "sealer", lambda _: Sealer((b"master",)))
    return open_school(tenant)


def everything(tenant: str) -> str:
    return json.dumps(wire(tenant), default=str)


def wire(tenant: str) -> dict[str, Any]:
    key = {"PK": {"S": f"T#{tenant}"}, "SK": {"S": "SETTINGS"}}
    found: dict[str, Any] = dynamodb().get_item(TableName=environment().table, Key=key, ConsistentRead=True)["Item"]
    return found


def test_in_answers_lists_events_and_the_table(head: Person, tenant: str, capsys: pytest.CaptureFixture[str]) -> None:
    answer = request(handler, PUT, caller=head, body={"value": SECRET}, tenant=tenant, **PLACE)
    listed = request(handler, "GET /v1/{tenant}/settings", caller=head, tenant=tenant)
    assert (answer.status, listed.status) == (200, 200)
    logged = capsys.readouterr()
    for text in (answer.text, listed.text, everything(tenant), logged.out, logged.err):
        assert SECRET not in text
        assert "horse" not in text


def test_by_copying_the_sealed_text_to_another_school(head: Person, tenant: str) -> None:
    request(handler, PUT, caller=head, body={"value": SECRET}, tenant=tenant, **PLACE)
    other = f"{tenant}-other"
    dynamodb().put_item(TableName=environment().table, Item={**wire(tenant), "PK": {"S": f"T#{other}"}})
    assert use_case.revealed(tenant, use_case.Place(**PLACE)) == SECRET
    with pytest.raises(SealBroken):
        use_case.revealed(other, use_case.Place(**PLACE))


def test_of_another_school(head: Person, tenant: str) -> None:
    eve = Person(head.id, "another-school=administrator")
    for route in ("GET /v1/{tenant}/settings", PUT):
        path: dict[str, Any] = PLACE if "category" in route else {}
        body = {"value": "mine"} if path else None
        assert request(handler, route, caller=eve, body=body, tenant=tenant, **path).status == 403
