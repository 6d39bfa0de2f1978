"""The templates and handlers seen as one house: which function answers, hears and may do what."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tools.checks.templates import (
    FUNCTION,
    INTEGRATION,
    ROUTE,
    STATE_MACHINE,
    Resource,
    Stack,
    Value,
    as_list,
    load_all,
    possible,
    references,
)

STANDALONE = frozenset({"school_provider"})
"""Deployed by hand beside the root, as often as somebody needs one."""
NO_CONTEXT = STANDALONE | {"template", "sign_in", "observability", "recovery"}
"""Stacks that are no context's own. `sign_in` is the part of identity that the user pool calls: the pool refers to it,
while `infra/identity.yaml` refers to the pool."""

ASYNCHRONOUS = frozenset({"EventBridgeRule", "CloudWatchEvent", "Schedule", "ScheduleV2", "S3", "SNS", "IoTRule"})
"""Kinds of SAM event that call a function without waiting for its answer."""

ALIAS = "Aliaslive"
"""What SAM appends to a function's logical id to name its alias `live`."""


@lru_cache
def stacks() -> tuple[Stack, ...]:
    """Every template of the repository, the root first."""
    return tuple(load_all())


def root() -> Stack:
    """template.yaml."""
    return next(stack for stack in stacks() if stack.name == "template")


def nested() -> list[Stack]:
    """Every nested stack."""
    return [stack for stack in stacks() if stack.name != "template" and stack.name not in STANDALONE]


def context_stacks() -> list[Stack]:
    """The stacks that are a context's own."""
    return [stack for stack in stacks() if stack.name not in NO_CONTEXT]


def functions() -> list[Resource]:
    """Every function of every stack."""
    return [function for stack in stacks() for function in stack.of_type(FUNCTION)]


def operation_of(function: Resource) -> tuple[str, str]:
    """`(context, operation)` of a function: from its handler `<context>.<operation>.handler`."""
    context, operation, _ = str(function.properties["Handler"]).split(".")
    return context, operation


def effective(function: Resource, name: str) -> Value:
    """A property of a function, from Globals where it has none of its own."""
    shared = function.stack.section("Globals").get("Function", {})
    return function.properties.get(name, shared.get(name))


def function_behind(stack: Stack, value: Value) -> Resource | None:
    """The function of a stack that a value refers to, by its alias, its name or its ARN."""
    for name in references(value):
        found = stack.resources.get(name.split(".")[0].removesuffix(ALIAS))
        if found is not None and found.type == FUNCTION:
            return found
    return None


@dataclass(frozen=True)
class GatewayRoute:
    """A route as the templates have it."""

    key: str
    """`GET /v1/{tenant}/me`."""
    function: Resource | None
    resource: Resource

    @property
    def is_public(self) -> bool:
        """Whether the gateway lets it through without a token."""
        return str(self.resource.properties.get("AuthorizationType", "NONE")) == "NONE"


def gateway_routes() -> list[GatewayRoute]:
    """Every route of every stack, with the function that its integration calls."""
    return [
        GatewayRoute(str(route.properties["RouteKey"]), _behind_route(route), route)
        for stack in stacks()
        for route in stack.of_type(ROUTE)
    ]


def _behind_route(route: Resource) -> Resource | None:
    for name in references(route.properties.get("Target")):
        integration = route.stack.resources.get(name)
        if integration is not None and integration.type == INTEGRATION:
            return function_behind(route.stack, integration.properties.get("IntegrationUri"))
    return None


@dataclass(frozen=True)
class Subscription:
    """A rule of the bus, and what it calls."""

    source: str
    """`enrollment` of `lyceum.enrollment`; whole where it is not ours."""
    name: str
    """The event's name."""
    target: Resource | None
    """A function or a state machine; None where it is neither."""
    place: str


EVERY = "*"
"""Source and name of a subscription that hears all events of ours."""


def subscriptions() -> Iterator[Subscription]:
    """Every event that some rule of some template waits for."""
    for stack in stacks():
        yield from _sam_rules(stack)
        yield from _plain_rules(stack)


def _sam_rules(stack: Stack) -> Iterator[Subscription]:
    for resource in stack.of_type(FUNCTION, STATE_MACHINE):
        for name, event in (resource.properties.get("Events") or {}).items():
            if event["Type"] in {"EventBridgeRule", "CloudWatchEvent"}:
                yield from _subscribed(event["Properties"]["Pattern"], resource, f"{resource.place}/{name}")


def _plain_rules(stack: Stack) -> Iterator[Subscription]:
    for rule in stack.of_type("AWS::Events::Rule"):
        if "EventPattern" in rule.properties:
            for target in rule.properties.get("Targets", []):
                yield from _subscribed(rule.properties["EventPattern"], _behind_target(stack, target), rule.place)


def _behind_target(stack: Stack, target: dict[str, Any]) -> Resource | None:
    function = function_behind(stack, target.get("Arn"))
    if function is not None:
        return function
    named = (stack.resources.get(name.split(".")[0]) for name in references(target.get("Arn")))
    return next((resource for resource in named if resource is not None and resource.type == STATE_MACHINE), None)


def _subscribed(pattern: dict[str, Value], target: Resource | None, place: str) -> Iterator[Subscription]:
    if pattern.get("source") == [{"prefix": "lyceum."}]:
        yield Subscription(EVERY, EVERY, target, place)
        return
    for source in as_list(pattern.get("source")) or [""]:
        for name in as_list(pattern.get("detail-type")) or [""]:
            yield Subscription(str(source).removeprefix("lyceum."), str(name), target, place)


def schedules(stack: Stack) -> Iterator[Resource]:
    """Plain schedules of a stack; SAM's stand under a function's `Events`."""
    return stack.of_type("AWS::Scheduler::Schedule")


def is_asynchronous(function: Resource) -> bool:
    """Whether anything calls the function without waiting for its answer."""
    events = (function.properties.get("Events") or {}).values()
    if any(event["Type"] in ASYNCHRONOUS for event in events):
        return True
    stack = function.stack
    targets = [
        target.get("Arn") for rule in stack.of_type("AWS::Events::Rule") for target in rule.properties["Targets"]
    ]
    targets += [schedule.properties["Target"].get("Arn") for schedule in schedules(stack)]
    return any(function_behind(stack, target) is function for target in targets)


@dataclass(frozen=True)
class Statement:
    """One statement of a policy, and whose it is."""

    owner: Resource
    effect: str
    actions: tuple[str, ...]
    resources: tuple[Value, ...]
    principal: Value


def statements() -> Iterator[Statement]:
    """Every policy statement of every template: of functions and workflows, roles, buckets and queues."""
    for stack in stacks():
        for resource in stack.resources.values():
            for document in _documents(resource):
                for statement in possible(document.get("Statement")):
                    yield Statement(
                        resource,
                        statement["Effect"],
                        tuple(as_list(statement.get("Action"))),
                        tuple(as_list(statement.get("Resource"))),
                        statement.get("Principal"),
                    )


def _documents(resource: Resource) -> Iterator[dict[str, Value]]:
    given = resource.properties
    for policy in possible(given.get("Policies")) if resource.type != "AWS::Cognito::UserPool" else []:
        if isinstance(policy, dict):
            yield policy.get("PolicyDocument", policy)
    for name in ("PolicyDocument", "AssumeRolePolicyDocument"):
        if name in given:
            yield given[name]
