"""The smallest thing that uses all rights of each function that keeps question banks, or has to do with their files."""

import json
from functools import partial
from typing import Any

from lyceum.kernel.ids import new_id
from tests.e2e.policies.calls import Calls, Refused, Scenario, read_everything, succeed
from tools.demo.api import fetch

BANK = "/v1/{tenant}/banks/{bank}"
NAME = "assessment.manage_bank"
QUESTION: dict[str, Any] = {
    "question": {"id": "q1", "kind": "essay", "stem": {"text": {"en": "Why?"}}},
    "key": {"kind": "essay"},
}


def manage(calls: Calls) -> None:
    author = calls.ready["author"]
    made = calls.ask(NAME, "POST /v1/{tenant}/banks", author, {"title": {"en": "Bank"}})
    assert made.status == 201, made.text
    at = {"bank": made.json["id"]}
    added = calls.ask(NAME, f"POST {BANK}/questions", author, {"content": QUESTION}, at=at)
    assert added.status == 201, added.text
    media = [{"kind": "image", "source": "/static/none.png"}]
    shown = {**QUESTION, "question": {**QUESTION["question"], "media": media}}  # its files are looked up
    assert calls.ask(NAME, f"POST {BANK}/questions", author, {"content": shown}, at=at).status == 422
    read_everything(calls, NAME, author)
    there = at | {"bank_question": added.json["id"]}
    succeed(calls, NAME, f"GET {BANK}/questions/{{bank_question}}", author, at=there)
    succeed(calls, NAME, f"GET {BANK}/questions", author, at=at)
    succeed(calls, NAME, f"PATCH {BANK}/questions/{{bank_question}}", author, {"difficulty": "hard"}, at=there)
    succeed(calls, NAME, f"PATCH {BANK}", author, {"retired": True}, at=at)


def export(calls: Calls) -> None:
    """Asked for; one that is ready is seen, and its address opens it."""
    author, name = calls.ready["author"], "assessment.export_questions"
    asked = calls.ask(name, "POST /v1/{tenant}/question-exports", author, {"format": "gift", "bank": calls.world.bank})
    assert asked.status == 202, asked.text
    read_everything(calls, name, author)
    seen = calls.ask(name, "GET /v1/{tenant}/question-exports/{question_export}", author)
    if (file := fetch(seen.json["download"]["url"])).status != 200:
        raise Refused(f"the export's address answered {file.status}")


def gather(calls: Calls) -> None:
    """An export that was asked for; whatever comes of it, others find it as it was."""
    calls.ready["question export"]("requested")
    try:
        calls.invoke("assessment.gather_questions", {**_place(calls), "execution": "once more"})
    finally:
        calls.ready["question export"]("ready")


def _place(calls: Calls) -> dict[str, str]:
    return {"tenant": calls.world.school.tenant, "export": calls.world.question_export}


def render(calls: Calls) -> None:
    """The questions of an export, once more."""
    prefix = f"exports/{calls.world.school.tenant}/{calls.world.question_export}"
    keys = {"document": f"{prefix}/document.json", "file": f"{prefix}.gift", "report": f"{prefix}/report.json"}
    calls.invoke("interop.render_questions", {"format": "gift", **keys})


def bring(calls: Calls) -> None:
    """A question that is new each time, then changed."""
    stack, id = calls.world.school.stack, new_id()
    place = {"tenant": calls.world.school.tenant, "bank": calls.world.bank, "requester": calls.ready["author"]}
    for points in ("1", "2"):
        stem = {"text": {"en": "Why?"}}
        question = {"id": id, "kind": "essay", "stem": stem, "points": points}
        document = {"questions": [{"authored": {"question": question, "key": {"kind": "essay"}}}]}
        key = f"imports/{calls.world.school.tenant}/{new_id()}.json"
        body = json.dumps(document).encode()
        stack.aws("s3").put_object(Bucket=stack.outputs["ContentBucket"], Key=key, Body=body)
        calls.invoke("assessment.write_bank_questions", {**place, "job": new_id(), "document": key})


def of_banks(calls: Calls) -> dict[str, Scenario]:
    ended = {**_place(calls), "state": "ready"}
    return {
        NAME: partial(manage, calls),
        "assessment.export_questions": partial(export, calls),
        "assessment.finish_export": partial(calls.invoke, "assessment.finish_export", ended),
        "assessment.gather_questions": partial(gather, calls),
        "assessment.write_bank_questions": partial(bring, calls),
        "interop.render_questions": partial(render, calls),
    }
