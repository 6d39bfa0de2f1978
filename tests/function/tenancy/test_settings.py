"""Settings: typed, at three levels, secrets sealed."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from lyceum.kernel.access import Caller
from lyceum.kernel.clock import now
from lyceum.kernel.ids import new_id
from lyceum.kernel.payment_accounts import PaymentAccountTaken, accounts_of, school_of
from lyceum.kernel.secret_settings import Sealer
from lyceum.kernel.setting_catalogue import SELF_REGISTRATION, STRIPE_ACCOUNT
from lyceum.kernel.table.remembered import forget
from lyceum.kernel.tenant_settings import setting
from lyceum.tenancy import settings as use_case
from tenancy.manage_branches import handler as branches
from tenancy.settings import handler
from tests.http import Answer, Person, request
from tests.schools import open_school

pytestmark = pytest.mark.store
ONE = "/v1/{tenant}/settings/{category}/{key}"


@pytest.fixture
def head(table: str, tenant: str, monkeypatch: pytest.MonkeyPatch) -> Person:
    monkeypatch.setattr(use_case, "sealer", lambda _: Sealer((b"master",)))
    return open_school(tenant)


def open_branch(head: Person, tenant: str) -> str:
    body = {"name": {"en": "North"}}
    return str(request(branches, "POST /v1/{tenant}/branches", caller=head, body=body, tenant=tenant).json["id"])


def send(head: Person, tenant: str, method: str, name: str, value: Any = None, **options: Any) -> Answer:
    category, _, key = name.partition(".")
    body = {"value": value} if method == "PUT" else None
    return request(
        handler, f"{method} {ONE}", caller=head, body=body, tenant=tenant, category=category, key=key, **options
    )


def listed(head: Person, tenant: str, **query: str) -> dict[str, Any]:
    answer = request(handler, "GET /v1/{tenant}/settings", caller=head, tenant=tenant, query=query)
    assert answer.status == 200, answer.text
    return {f"{one['category']}.{one['key']}": one for one in answer.json["items"]}


def refusal(answer: Answer) -> tuple[int, str]:
    return answer.status, str(answer.json["type"].rsplit("/", 1)[1])


def test_the_nearer_level_wins(head: Person, tenant: str) -> None:
    branch = open_branch(head, tenant)
    name = SELF_REGISTRATION
    assert (listed(head, tenant)[name]["level"], listed(head, tenant)[name]["value"]) == ("system", False)
    assert send(head, tenant, "PUT", name, True).json["level"] == "tenant"
    assert listed(head, tenant, branch=branch)[name] | {"set_at": ""} == listed(head, tenant)[name] | {"set_at": ""}
    own = send(head, tenant, "PUT", name, False, query={"branch": branch})
    assert (own.json["level"], own.json["value"], own.json["set_by"]) == ("branch", False, head.id)
    forget()
    assert setting(tenant, name) is True
    assert setting(tenant, name, branch=branch) is False
    assert setting(tenant, name, branch=new_id()) is True
    back = send(head, tenant, "DELETE", name, query={"branch": branch})
    assert (back.json["level"], back.json["value"]) == ("tenant", True)
    assert send(head, tenant, "DELETE", name).json["level"] == "system"
    assert send(head, tenant, "DELETE", name).json["level"] == "system"


def test_a_value_is_of_its_type_and_its_level(head: Person, tenant: str) -> None:
    branch = open_branch(head, tenant)
    for wrong in (1, "true", 0):
        assert refusal(send(head, tenant, "PUT", SELF_REGISTRATION, wrong)) == (422, "setting-invalid")
    malformed: tuple[Any, ...] = (None, [], {}, 1.5)
    for value in malformed:
        assert refusal(send(head, tenant, "PUT", SELF_REGISTRATION, value)) == (422, "invalid-request")
    assert refusal(send(head, tenant, "PUT", "branches.nothing", True)) == (404, "setting-not-found")
    limited = send(head, tenant, "PUT", "branches.limit_courses", True, query={"branch": branch})
    assert refusal(limited) == (422, "setting-not-for-branches")
    nowhere = send(head, tenant, "PUT", SELF_REGISTRATION, True, query={"branch": new_id()})
    assert refusal(nowhere) == (404, "branch-not-found")


def test_two_settings_at_once_both_stay_and_an_older_level_is_not_overwritten(head: Person, tenant: str) -> None:
    names = ["branches.limit_courses", SELF_REGISTRATION, "catalog.public"]
    together, answers = threading.Barrier(3), []

    def put(name: str) -> None:
        together.wait()
        answers.append(send(head, tenant, "PUT", name, True).status)

    writers = [threading.Thread(target=put, args=(name,)) for name in names]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert answers == [200, 200, 200]
    assert all(listed(head, tenant)[name]["value"] is True for name in names)
    late = send(head, tenant, "PUT", names[0], False, headers={"If-Match": '"1"'})
    assert refusal(late) == (412, "changed-in-the-meantime")


def test_a_payment_account_is_one_schools_for_good(head: Person, tenant: str) -> None:
    name, account, other = "commerce.stripe_account", f"acct_{tenant}", f"{tenant}b"
    assert send(head, tenant, "PUT", name, account).status == 200
    stranger = open_school(other)
    for _ in range(2):
        assert refusal(send(stranger, other, "PUT", name, account)) == (409, "payment-account-taken")
        assert listed(stranger, other)[name]["set"] is False
        assert send(head, tenant, "PUT", name, f"acct_new_{tenant}").status == 200  # its orders of before are there
    assert send(head, tenant, "PUT", name, account).status == 200
    assert send(head, tenant, "DELETE", name).status == 200
    assert (school_of(account), sorted(accounts_of(tenant))) == (tenant, [f"acct_new_{tenant}", account])
    assert accounts_of(other) == {}


def test_two_schools_name_an_account_at_once(table: str, tenant: str) -> None:
    account, schools = f"acct_{tenant}", [tenant, f"{tenant}b"]
    callers = [Caller(open_school(one).id, one) for one in schools]
    together, refused = threading.Barrier(2), list[str]()

    def put(caller: Caller) -> None:
        together.wait()
        try:
            place = use_case.Place("commerce", "stripe_account")
            use_case.set_value(caller, place, account, expected=None, at=now())
        except PaymentAccountTaken:
            refused.append(caller.tenant)

    writers = [threading.Thread(target=put, args=(caller,)) for caller in callers]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert {school_of(account), *refused} == set(schools)
    forget()
    assert setting(refused[0], STRIPE_ACCOUNT) is None


def test_a_secret_is_kept_sealed_and_opens_for_its_user_alone(head: Person, tenant: str) -> None:
    name, secret = "integrations.signing_secret", "correct horse battery staple"  # pragma: allowlist secret
    answer = send(head, tenant, "PUT", name, secret)
    assert (answer.json["set"], answer.json.get("value")) == (True, None)
    place = use_case.Place("integrations", "signing_secret")
    assert use_case.revealed(tenant, place) == secret
    assert (
        use_case.revealed(tenant, use_case.Place("integrations", "signing_secret", open_branch(head, tenant))) == secret
    )
    assert setting(tenant, name) is None


def test_the_sample_event_is_understood(table: str) -> None:
    event = json.loads(Path("events/tenancy/settings.json").read_text(encoding="utf-8"))
    assert handler(event, None)["statusCode"] == 200
