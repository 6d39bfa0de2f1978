"""The smallest thing that uses all rights of each function of compliance."""

import secrets
from datetime import timedelta
from functools import partial

from lyceum.kernel.clock import iso, now
from lyceum.kernel.ids import new_id
from tests.e2e.policies.calls import Calls, Refused, Scenario, read_everything, sample
from tools.demo.api import fetch


def query_audit(calls: Calls) -> None:
    author, today = calls.ready["author"], iso(now())[:10]
    route = "GET /v1/{tenant}/audit"
    listed = partial(calls.ask, "compliance.query_audit", route, author)
    for query in ({"day": today}, {"person": author}, {"object": calls.world.course}):
        answer = listed(query=query)
        assert answer.status == 200, answer.text
    refused = listed(query={"day": today, "cursor": "AAAA" * 8})
    assert refused.status == 422, refused.text
    export = partial(calls.ask, "compliance.query_audit")
    asked = export("POST /v1/{tenant}/audit/exports", author, calls.ready["export"])
    assert asked.status == 202, asked.text
    seen = export("GET /v1/{tenant}/audit/exports/{export}", author)
    if (file := fetch(seen.json["download"]["url"])).status != 200:
        raise Refused(f"the export's address answered {file.status}")


def record_audit(calls: Calls) -> None:
    event = sample("compliance.record_audit")
    event["detail"] |= {"id": new_id(), "tenant": calls.world.school.tenant}
    calls.invoke("compliance.record_audit", event)


def seal_audit(calls: Calls) -> None:
    """A late entry in a window that was sealed before: its seal is read, another one written."""
    calls.ready["late entry"]()
    calls.invoke("compliance.seal_audit", {})


def accept_terms(calls: Calls) -> None:
    read_everything(calls, "compliance.accept_terms", calls.ready["ada"])
    at = {"version": calls.ready["terms"]}
    answer = calls.ask("compliance.accept_terms", "PUT /v1/{tenant}/me/terms/{version}", new_id(), at=at)
    assert answer.status == 200, answer.text


def manage_terms(calls: Calls) -> None:
    """By somebody new, whose key is made."""
    manager, words = new_id(), {"title": {"en": "Terms"}, "text": {"en": secrets.token_hex(4)}}
    draft = calls.ask("compliance.manage_terms", "POST /v1/{tenant}/terms", manager, words)
    assert draft.status == 201, draft.text
    route = "PUT /v1/{tenant}/terms/{version}/publication"
    wish = {"effective_from": iso(now() + timedelta(days=30))}
    answer = calls.ask("compliance.manage_terms", route, manager, wish, at={"version": draft.json["version"]})
    assert answer.status == 200, answer.text


def data_requests(calls: Calls) -> None:
    """Somebody new asks, in words; staff looks it up, lists what waits, and answers."""
    person, ask = new_id(), partial(calls.ask, "compliance.data_requests")
    wish = {"kind": "correction", "text": "Two l."}
    made = ask("POST /v1/{tenant}/me/data-requests", person, wish)
    assert made.status == 201, made.text
    head, at = new_id(), {"person": person, "data_request": made.json["id"]}
    routes = ("GET /v1/{tenant}/data-requests", "GET /v1/{tenant}/members/{person}/data-requests/{data_request}")
    answers = [ask("GET /v1/{tenant}/me/data-requests", person), *(ask(route, head, at=at) for route in routes)]
    answers.append(ask("GET /v1/{tenant}/data-requests", head, query={"cursor": "AAAA" * 8}))
    assert [answer.status for answer in answers] == [200, 200, 200, 422], [answer.text for answer in answers]
    done = {"state": "done", "answer": "So it is now."}
    answer = ask("PATCH /v1/{tenant}/members/{person}/data-requests/{data_request}", head, done, at=at)
    assert answer.status == 200, answer.text


def forget(calls: Calls) -> None:
    """Somebody else each time: of who was forgotten before nothing is looked at."""
    calls.invoke("compliance.forget_person", {"tenant": calls.world.school.tenant, "person": new_id()})


def of_compliance(calls: Calls) -> dict[str, Scenario]:
    heard = partial(partial, calls.hear)
    return {
        "compliance.accept_terms": partial(accept_terms, calls),
        "compliance.data_requests": partial(data_requests, calls),
        "compliance.export_audit": heard("compliance.export_audit", "AuditExportRequested"),
        "compliance.forget_person": partial(forget, calls),
        "compliance.manage_terms": partial(manage_terms, calls),
        "compliance.query_audit": partial(query_audit, calls),
        "compliance.record_audit": partial(record_audit, calls),
        "compliance.seal_audit": partial(seal_audit, calls),
    }
