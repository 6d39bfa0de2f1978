"""Questions into banks and out of them, as the two workflows do it."""

import urllib.request
from typing import Any

from assessment.export_questions import handler as exports
from assessment.finish_export import handler as finish
from assessment.gather_questions import handler as gather
from assessment.manage_bank import handler as banks
from interop.render_questions import handler as render
from tests.http import Answer, Person, request
from tests.imports import import_file

EXPORTS = "POST /v1/{tenant}/question-exports"
EXPORT = "GET /v1/{tenant}/question-exports/{question_export}"


def make_bank(caller: Person, tenant: str, **wish: Any) -> str:
    """A bank of the caller's own; its id."""
    made = request(banks, "POST /v1/{tenant}/banks", caller=caller, tenant=tenant, body={"title": {"en": "B"}, **wish})
    assert made.status == 201, made.text
    return str(made.json["id"])


def bring(caller: Person, tenant: str, bank: str, content: bytes, *, name: str, format: str, **wish: Any) -> Any:
    """Import a file into a bank: the import as it ended."""
    return import_file(caller, tenant, content, name=name, format=format, bank=bank, **wish)


def contents(caller: Person, tenant: str, bank: str) -> list[Any]:
    """Every question of a bank with its content, as routes show them."""
    found: list[Any] = []
    query: dict[str, str] = {"limit": "100"}
    while True:
        route = "GET /v1/{tenant}/banks/{bank}/questions"
        page = request(banks, route, caller=caller, tenant=tenant, bank=bank, query=query).json
        for card in page["items"]:
            place = {"bank": bank, "bank_question": card["id"]}
            found.append(request(banks, f"{route}/{{bank_question}}", caller=caller, tenant=tenant, **place).json)
        if not page.get("next_cursor"):
            return found
        query = {"limit": "100", "cursor": page["next_cursor"]}


def ask_export(caller: Person, tenant: str, key: str | None = None, **wish: Any) -> Answer:
    """Ask for an export."""
    headers = {"Idempotency-Key": key} if key else {}
    return request(exports, EXPORTS, caller=caller, tenant=tenant, body=wish, headers=headers)


def look(caller: Person, tenant: str, export: str, **query: str) -> Answer:
    """What became of an export."""
    return request(exports, EXPORT, caller=caller, tenant=tenant, question_export=export, query=query)


def carry_out(tenant: str, export: str, *, execution: str = "execution-1") -> None:
    """What the workflow does with an export that meets no refusal."""
    found = gather({"tenant": tenant, "export": export, "execution": execution}, None)
    counts = render(found, None)["counts"]
    finish({"tenant": tenant, "export": export, "state": "ready", "counts": counts}, None)


def take_out(caller: Person, tenant: str, **wish: Any) -> tuple[Any, bytes]:
    """Ask for an export, carry it out, fetch it: the export as it ended, and its file."""
    asked = ask_export(caller, tenant, **wish)
    assert asked.status == 202, asked.text
    carry_out(tenant, asked.json["id"])
    shown = look(caller, tenant, asked.json["id"]).json
    return shown, fetched(shown["download"]["url"])


def fetched(url: str) -> bytes:
    """What lies at an address, without a token."""
    with urllib.request.urlopen(url) as answer:
        content: bytes = answer.read()
    return content
