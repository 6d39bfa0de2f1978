"""Ids in paths: another school's, and such as exist nowhere; what a caller sees of each, to be compared."""

import json
import re
import secrets
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lyceum.kernel.ids import compound_id, new_id, parts_of
from tests.e2e.security.routes import Operation
from tools.demo.api import Answer, Api

NO_IDS = {"tenant", "template", "language", "category", "key", "permission", "version", "item", "coupon"}
"""Parameters with words that mean the same in every school."""

BODIES: dict[str, Any] = {
    "PATCH /v1/{tenant}/api-keys/{api_key}": {"name": "Another"},
    "PATCH /v1/{tenant}/banks/{bank}": {"title": {"en": "Another"}},
    "PATCH /v1/{tenant}/banks/{bank}/questions/{bank_question}": {"difficulty": "hard"},
    "POST /v1/{tenant}/banks/{bank}/questions": {
        "content": {
            "question": {"id": "q1", "kind": "essay", "stem": {"text": {"en": "Why?"}}},
            "key": {"kind": "essay"},
        }
    },
    "PUT /v1/{tenant}/courses/{course}/prices": {"by_currency": {"USD": 1_500}},
    "POST /v1/{tenant}/assessments/{assessment}/regrades": {
        "question": "q1",
        "correction": {"kind": "drop"},
        "reason": "It is not clear.",
    },
    "POST /v1/{tenant}/courses/{course}/gradebook/exports": {"format": "csv"},
    "POST /v1/{tenant}/courses/{course}/gradebook/imports": {"csv": "learner,Talk [talk]\r\nsomebody,1\r\n"},
    "PUT /v1/{tenant}/courses/{course}/gradebook/lock": {"reason": "Term is over"},
    "PUT /v1/{tenant}/courses/{course}/gradebook/scheme": {"items": [{"id": "talk", "kind": "manual"}]},
    "PUT /v1/{tenant}/courses/{course}/grades/{learner}/items/{item}": {"points": "1"},
    "PUT /v1/{tenant}/courses/{course}/grades/{learner}/lock": {"reason": "Term is over"},
    "PATCH /v1/{tenant}/branches/{branch}": {"name": {"en": "Another"}},
    "PATCH /v1/{tenant}/courses/{course}": {"title": {"en": "Another"}},
    "PUT /v1/{tenant}/attempts/{attempt}/flags/{question}": {"flagged": True},
    "PUT /v1/{tenant}/attempts/{attempt}/position": {"question": "q1"},
    "PUT /v1/{tenant}/courses/{course}/accommodations/{person}": {"extra_attempts": 1},
    "PUT /v1/{tenant}/courses/{course}/assessments/{assessment}/accommodations/{person}": {"extra_attempts": 1},
    "PATCH /v1/{tenant}/courses/{course}/assessments/{assessment}": {"title": {"en": "Another"}},
    "PATCH /v1/{tenant}/courses/{course}/assignments/{course_assignment}": {"title": {"en": "Another"}},
    "PATCH /v1/{tenant}/courses/{course}/chapters/{chapter}": {"title": {"en": "Another"}},
    "PATCH /v1/{tenant}/courses/{course}/chapters/{chapter}/lessons/{lesson}": {"title": {"en": "Another"}},
    "PATCH /v1/{tenant}/members/{person}": {"prefix": "Dr."},
    "POST /v1/{tenant}/assignments/{course_assignment}/submissions": {"form": "text", "text": "Mine."},
    "POST /v1/{tenant}/assignments/{course_assignment}/uploads": {
        "name": "a.pdf",
        "size": 10,
        "media_type": "application/pdf",
    },
    "POST /v1/{tenant}/courses/{course}/assignments": {"title": {"en": "Work"}, "instructions": {"en": "Write."}},
    "POST /v1/{tenant}/reconciliations": {"days": 1},
    "POST /v1/{tenant}/orders/{order}/refunds": {"reason": "requested"},
    "PUT /v1/{tenant}/members/{person}/roles": {"roles": ["learner"]},
    "PUT /v1/{tenant}/members/{person}/status": {"status": "inactive"},
    "PATCH /v1/{tenant}/roles/{role}": {"name": {"en": "Another"}},
    "PATCH /v1/{tenant}/rubrics/{rubric}": {"title": {"en": "Another"}},
    "PATCH /v1/{tenant}/units/{unit}": {"name": {"en": "Another"}},
    "PUT /v1/{tenant}/submissions/{submission}/grade": {"number": 1, "points": 1},
    "PUT /v1/{tenant}/peer-reviews/{peer_review}": {"number": 1, "points": 1},
    "PUT /v1/{tenant}/units/{unit}/members/{person}": {"primary": True},
}
"""Of operations whose document shows no example."""

_UNLIKE = re.compile("date|server|content-length|.*request-?id|ratelimit-.*")
"""Headers that differ between any two requests."""
_ULID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")


@dataclass(frozen=True)
class Case:
    """An operation, and which of the ids in its path are not of the caller's school."""

    one: Operation
    foreign: tuple[str, ...]

    def at(self, own: Mapping[str, str], others: Mapping[str, str]) -> str:
        """The path with the others' ids where they are foreign."""
        return self.one.at({**own, **{name: others[name] for name in self.foreign}})

    def __str__(self) -> str:
        return f"{self.one} with another's {', '.join(self.foreign)}"


def cases(operations: Iterator[Operation], own: Mapping[str, str], others: Mapping[str, str]) -> Iterator[Case]:
    """Each operation with all of its ids foreign; with one of them alone, where it has several."""
    for one in operations:
        named = tuple(name for name in one.parameters_of_path if name not in NO_IDS and own[name] != others[name])
        if not named:
            continue
        yield Case(one, named)
        if len(named) > 1:
            yield from (Case(one, (name,)) for name in named)


def nowhere(values: Mapping[str, str]) -> dict[str, str]:
    """Ids of the same shape that no school has."""
    return {name: value if name in NO_IDS else _like(value) for name, value in values.items()}


def _like(value: str) -> str:
    if _ULID.fullmatch(value):
        return new_id()
    for count in (2, 3, 4):
        parts = parts_of(value, count)
        if parts is not None:
            return compound_id(*(new_id() if _ULID.fullmatch(part) else part for part in parts))
    letters = string.ascii_lowercase
    return "".join(secrets.choice(letters) for _ in range(max(len(value), 6)))


@dataclass
class Seen:
    """What the caller sees of one kind of id in one case."""

    status: int = 0
    content: str = ""
    """Body and headers, the asked ids replaced by their names."""
    requests: list[str] = field(default_factory=list)
    """Ids of the requests."""

    def fewest_calls(self, logged: Mapping[str, Mapping[str, Any]]) -> int:
        """Calls of the table, of the request that made the fewest."""
        return min(int(logged[request]["table_calls"]) for request in self.requests)

    def ask(self, api: Api, case: Case, own: Mapping[str, str], others: Mapping[str, str]) -> None:
        """Send the request. Raises AssertionError where the same request is answered otherwise than before."""
        body = BODIES.get(str(case.one), case.one.example)
        answer = api.send(case.one.method, case.at(own, others), body, expect=tuple(range(200, 600)))
        content = _without(answer, {name: others[name] for name in case.foreign})
        seen = answer.status, content
        if self.requests:
            assert seen == (self.status, self.content), str(case)
        self.status, self.content = seen
        self.requests.append(answer.headers["x-request-id"])


type Pair = tuple[Seen, Seen]
"""What is seen of another's ids, and of nobody's."""


class Walk:
    """Cases asked with others' ids and with such as exist nowhere."""

    def __init__(self, api: Api, own: Mapping[str, str], others: Mapping[str, str]) -> None:
        self.own, self.others, self.nobodys = own, others, nowhere(others)
        self.seen: dict[str, Pair] = {}
        self._cases: dict[str, Case] = {}
        self._api = api

    def ask(self, case: Case) -> None:
        """Nobody's first, which also wakes the function up; then another's, then nobody's again."""
        self._cases[str(case)] = case
        anothers, nobodys = self.seen.setdefault(str(case), (Seen(), Seen()))
        nobodys.ask(self._api, case, self.own, self.nobodys)
        anothers.ask(self._api, case, self.own, self.others)
        nobodys.ask(self._api, case, self.own, self.nobodys)

    def ask_again(self, name: str) -> None:
        """Once more, by the case's text."""
        self.ask(self._cases[name])

    def answered(self) -> dict[str, tuple[int, str]]:
        """Cases that are answered by anything but a refusal: 404, or what is refused whatever the id."""
        return {name: (one.status, one.content) for name, (one, _) in self.seen.items() if one.status < 400}

    def unequal_answers(self) -> dict[str, list[tuple[int, str]]]:
        """Cases in which another's ids are told from nobody's."""
        return {
            name: [(one.status, one.content) for one in pair]
            for name, pair in self.seen.items()
            if (pair[0].status, pair[0].content) != (pair[1].status, pair[1].content)
        }

    def unequal_calls(self, logged: Mapping[str, Mapping[str, Any]]) -> dict[str, list[int]]:
        """Cases in which the table is called more or less often for another's ids than for nobody's."""
        calls = {name: [one.fewest_calls(logged) for one in pair] for name, pair in self.seen.items()}
        return {name: pair for name, pair in calls.items() if pair[0] != pair[1]}


def _without(answer: Answer, asked: Mapping[str, str]) -> str:
    document = answer.json
    if isinstance(document, dict):
        document = {name: value for name, value in document.items() if name not in ("request_id", "instance")}
    headers = {name: value for name, value in answer.headers.items() if not _UNLIKE.fullmatch(name)}
    text = json.dumps([document, headers], sort_keys=True)
    for name, value in asked.items():
        text = text.replace(value, f"<{name}>")
    return text
