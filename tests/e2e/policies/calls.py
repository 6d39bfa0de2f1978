"""Calls of deployed functions, with events of a world: what the scenarios are made of."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lyceum.kernel.ids import new_id
from tests.e2e.policies.roles import Role
from tests.e2e.world import World
from tests.http import Answer, Person, request
from tools.checks.house import gateway_routes, operation_of
from tools.checks.layout import ROOT

type Scenario = Callable[[], object]


class Refused(AssertionError):
    """A function could not do its work."""


@dataclass
class Calls:
    """Calls deployed functions, with events of the world."""

    world: World
    roles: Mapping[str, Role]
    events: Mapping[str, list[dict[str, Any]]]
    """Detail type → what the bus carried while the world was made."""
    ready: dict[str, Any] = field(default_factory=dict)
    """What was prepared for one function alone."""

    def invoke(self, operation: str, event: Any, *, otherwise: tuple[str, ...] = ()) -> Any:
        """The answer of a function. Raises Refused for an error that is none of `otherwise`."""
        answer = self.world.school.stack.aws("lambda").invoke(
            FunctionName=self.roles[operation].function, Payload=json.dumps(event).encode()
        )
        said = json.loads(answer["Payload"].read() or b"null")
        if "FunctionError" in answer and said.get("errorType") not in otherwise:
            raise Refused(f"{operation}: {said.get('errorType')} {str(said.get('errorMessage'))[:300]}")
        return said

    def ask(self, operation: str, route: str, caller: str, body: Any = None, **options: Any) -> Answer:
        """A request to a function, as the gateway would hand it over; a fault of its own is Refused."""
        world = self.world
        values = {**world.path(), **options.pop("at", {})}
        claims = Person(caller, options.pop("memberships", self.everything())).claims(
            client_id=world.school.stack.outputs["WebClientId"], **options.pop("claims", {})
        )
        names = [part[1:-1] for part in route.partition(" ")[2].split("/") if part.startswith("{")]
        place: dict[str, Any] = {name: values.get(name, "x") for name in names}
        handler = lambda event, _: self.invoke(operation, event)  # noqa: E731 # as tests.http takes it
        answer = request(handler, route, claims=claims, body=body, **options, **place)
        if answer.status >= 500:
            raise Refused(f"{route}: {answer.status} {answer.text[:200]}")
        return answer

    def everything(self) -> str:
        """All roles."""
        return f"{self.world.school.tenant}=administrator,instructor,learner;*=operator"

    def hear(self, operation: str, *types: str) -> None:
        """Events of these types, told once more under new ids."""
        for type in types:
            assert self.events.get(type), f"nobody told {type}"
            for event in self.events[type][-2:]:
                self.invoke(operation, {**event, "detail": {**event["detail"], "id": new_id()}})


def routes_of(operation: str) -> list[str]:
    """Routes behind a function."""
    return [
        route.key
        for route in gateway_routes()
        if route.function is not None and ".".join(operation_of(route.function)) == operation
    ]


def sample(operation: str) -> Any:
    """The function's sample event."""
    context, _, name = operation.partition(".")
    return json.loads((ROOT / f"events/{context}/{name}.json").read_text())


def read_everything(calls: Calls, operation: str, caller: str, **options: Any) -> None:
    """Every GET of a function; lists with a cursor of nobody's, which is refused by its signature."""
    for route in routes_of(operation):
        if route.startswith("GET "):
            answer = calls.ask(operation, route, caller, **options)
            if answer.status == 200 and answer.text.startswith("{") and "next_cursor" in answer.json:
                refused = calls.ask(operation, route, caller, query={"cursor": "AAAA" * 8}, **options)
                assert refused.status == 422, refused.text


def succeed(calls: Calls, operation: str, route: str, caller: str, body: Any = None, **options: Any) -> None:
    answer = calls.ask(operation, route, caller, body, **options)
    assert answer.status < 300, answer.text
