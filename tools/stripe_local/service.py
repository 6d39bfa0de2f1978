"""The API without HTTP: a request in, a status and a body out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tools.stripe_local import API_VERSION, idempotency
from tools.stripe_local.books import PLATFORM, Books, Call, Thing
from tools.stripe_local.delivery import Postman
from tools.stripe_local.failures import Refusal
from tools.stripe_local.faults import Fault, Faults
from tools.stripe_local.oracle import Refused, check
from tools.stripe_local.routes import Operation, find

SECRET_KEY, PUBLISHABLE_KEY = "sk_test_local", "pk_test_local"
"""The keys that it takes; it is on this machine only."""


class Dropped(Exception):
    """The connection ends without an answer."""


@dataclass
class Service:
    """The whole of it."""

    base: str
    """Its own address."""
    books: Books = field(default_factory=Books)
    faults: Faults = field(default_factory=Faults)
    refused: list[str] = field(default_factory=list)
    """Requests that the SDK's types do not know: a defect of who sent them."""

    def __post_init__(self) -> None:
        self.postman = Postman(self.books)
        self.books.hear = self.postman.post

    def answer(self, method: str, path: str, sent: dict[str, Any], headers: Mapping[str, str]) -> tuple[int, Any, bool]:
        """`(status, body, whether it was answered before)`; names of headers are in small letters. Raises Dropped."""
        try:
            return self._answer(method, path, sent, headers)
        except Refusal as refusal:
            return refusal.status, refusal.body, False

    def _answer(
        self, method: str, path: str, sent: dict[str, Any], headers: Mapping[str, str]
    ) -> tuple[int, Any, bool]:
        publishable = self._demand_key(headers)
        if headers.get("stripe-version") != API_VERSION and not publishable:
            raise Refusal(400, f"This server speaks version {API_VERSION} alone: pin it.", code="api_version")
        account = self._account(headers)
        operation, ids = self._operation(method, path)
        if publishable and not operation.public:
            raise Refusal(403, "This API call cannot be made with a publishable API key.", code="secret_key_required")
        secret = sent.pop("client_secret", None) if publishable else None
        params = self._checked(operation, sent, f"{method} {path}")
        key = headers.get("idempotency-key") if method == "POST" else None
        call = Call(self.books, account, params, self.base, secret, publishable)
        fault = self.faults.next(f"{method} {path}")
        self._fail_before(fault)
        with self.books.lock:
            print_ = idempotency.fingerprint(method, path, params)
            kept = idempotency.earlier(self.books, account, key, print_) if key else None
            status, body = kept or _perform(operation, call, ids, failing=fault is Fault.FAILS_AFTER)
            if key and kept is None:
                idempotency.remember(self.books, account, key, print_, status, body)
        if fault is Fault.LOST:
            raise Dropped
        return status, body, kept is not None

    def _demand_key(self, headers: Mapping[str, str]) -> bool:
        key = headers.get("authorization", "").removeprefix("Bearer ")
        if key not in (SECRET_KEY, PUBLISHABLE_KEY):
            raise Refusal(401, "Invalid API Key provided.")
        return key == PUBLISHABLE_KEY

    def _account(self, headers: Mapping[str, str]) -> str:
        account = headers.get("stripe-account")
        if account is None:
            return PLATFORM
        if self.books.owners.get(account) != PLATFORM or self.books.things[account]["object"] != "account":
            message = f"The provided key does not have access to account '{account}' (or that account does not exist)."
            raise Refusal(403, message, code="account_invalid")
        return account

    @staticmethod
    def _operation(method: str, path: str) -> tuple[Operation, tuple[str, ...]]:
        found = find(method, path)
        if found is None:
            raise Refusal(404, f"Unrecognized request URL ({method}: {path}).")
        return found

    def _checked(self, operation: Operation, sent: dict[str, Any], request: str) -> dict[str, Any]:
        try:
            return check(operation.parameters, sent)
        except Refused as refused:
            self.refused.append(f"{request}: {refused}")
            name, _ = refused.problems[0]
            raise Refusal(400, str(refused), code="parameter_unknown", param=name) from refused

    @staticmethod
    def _fail_before(fault: Fault | None) -> None:
        if fault is Fault.DOWN:
            raise Refusal(503, "Stripe is down.", kind="api_error")
        if fault is Fault.FAILS_BEFORE:
            raise Refusal(500, "An unknown error occurred.", kind="api_error")
        if fault is Fault.LIMITED:
            raise Refusal(429, "Too many requests hit the API too quickly.", code="rate_limit")


def _perform(operation: Operation, call: Call, ids: tuple[str, ...], *, failing: bool) -> tuple[int, Any]:
    try:
        body: Thing = operation.does(call, *ids)
    except Refusal as refusal:
        return refusal.status, refusal.body
    if failing:
        return 500, Refusal(500, "An unknown error occurred.", kind="api_error").body
    return 200, _expanded(call, dict(body))


def _expanded(call: Call, body: Thing) -> Thing:
    """With whole objects in place of the ids that were asked for (`expand`)."""
    for name in call.get("expand") or []:
        found = call.books.things.get(body.get(name) or "") if isinstance(body.get(name), str) else None
        if found is not None:
            body[name] = dict(found)
    return body
