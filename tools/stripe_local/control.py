"""What tests and demonstrations steer it with. Stripe has nothing of the kind."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from tools.stripe_local import disputing, refunding
from tools.stripe_local.books import PLATFORM, Call
from tools.stripe_local.delivery import Manner
from tools.stripe_local.faults import Fault, Planned
from tools.stripe_local.service import Service


def steer(service: Service, what: str, asked: dict[str, Any]) -> Any:
    """Do what `POST /_control/<what>` says. Raises KeyError for what it does not know."""
    return _STEPS[what](service, asked)


def _faults(service: Service, asked: dict[str, Any]) -> Any:
    service.faults.plan(Planned(**{**asked, "fault": Fault(asked["fault"])}))
    return {"planned": len(service.faults.planned)}


def _webhooks(service: Service, asked: dict[str, Any]) -> Any:
    if "retries" in asked:
        asked["retries"] = tuple(asked["retries"])
    service.postman.manner = Manner(**asked)
    return asdict(service.postman.manner)


def _let_go(service: Service, asked: dict[str, Any]) -> Any:
    return {"sent": service.postman.let_go(backwards=bool(asked.get("backwards")))}


def _settle(service: Service, asked: dict[str, Any]) -> Any:
    return {"settled": service.postman.settle(float(asked.get("seconds", 10)))}


def _deliveries(service: Service, _asked: dict[str, Any]) -> Any:
    return {"deliveries": [asdict(each) for each in service.postman.done], "refused": service.refused}


def _resend(service: Service, asked: dict[str, Any]) -> Any:
    """An event once more, as `stripe events resend` does."""
    event = service.books.things[asked["event"]]
    service.postman.post(event)
    return {"event": event["id"]}


def _call(service: Service, key: str) -> Call:
    return Call(service.books, service.books.owners[key], {}, service.base)


def _dispute(service: Service, asked: dict[str, Any]) -> Any:
    """A charge is disputed, whichever card it was."""
    with service.books.lock:
        return disputing.open_dispute(_call(service, asked["charge"]), service.books.things[asked["charge"]])


def _verdict(service: Service, asked: dict[str, Any]) -> Any:
    with service.books.lock:
        dispute = service.books.things[asked["dispute"]]
        return disputing.decide(_call(service, dispute["id"]), dispute, won=bool(asked["won"]))


def _refund(service: Service, asked: dict[str, Any]) -> Any:
    """What becomes of a refund after all."""
    with service.books.lock:
        refund = service.books.things[asked["refund"]]
        settled = refunding.succeed if asked["succeeds"] else refunding.fail
        settled(_call(service, refund["id"]), refund)
        return refund


def _endpoint(service: Service, asked: dict[str, Any]) -> Any:
    """An endpoint with a secret that is agreed on beforehand."""
    known = {"object": "webhook_endpoint", "status": "enabled", "enabled_events": ["*"], **asked}
    return service.books.keep({"created": service.books.now(), "livemode": False, **known}, PLATFORM)


_STEPS: dict[str, Callable[[Service, dict[str, Any]], Any]] = {
    "faults": _faults,
    "webhooks": _webhooks,
    "let-go": _let_go,
    "settle": _settle,
    "deliveries": _deliveries,
    "resend": _resend,
    "dispute": _dispute,
    "verdict": _verdict,
    "refund": _refund,
    "endpoint": _endpoint,
}
