"""The smallest thing that uses all rights of the function that keeps question banks."""

from tests.e2e.policies.calls import Calls, read_everything, succeed

BANK = "/v1/{tenant}/banks/{bank}"
NAME = "assessment.manage_bank"
QUESTION = {"question": {"id": "q1", "kind": "essay", "stem": {"text": {"en": "Why?"}}}, "key": {"kind": "essay"}}


def manage(calls: Calls) -> None:
    author = calls.ready["author"]
    made = calls.ask(NAME, "POST /v1/{tenant}/banks", author, {"title": {"en": "Bank"}})
    assert made.status == 201, made.text
    at = {"bank": made.json["id"]}
    added = calls.ask(NAME, f"POST {BANK}/questions", author, {"content": QUESTION}, at=at)
    assert added.status == 201, added.text
    read_everything(calls, NAME, author)
    there = at | {"bank_question": added.json["id"]}
    succeed(calls, NAME, f"GET {BANK}/questions/{{bank_question}}", author, at=there)
    succeed(calls, NAME, f"GET {BANK}/questions", author, at=at)
    succeed(calls, NAME, f"PATCH {BANK}/questions/{{bank_question}}", author, {"difficulty": "hard"}, at=there)
    succeed(calls, NAME, f"PATCH {BANK}", author, {"retired": True}, at=at)
