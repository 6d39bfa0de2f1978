"""State machines: every task names a function that exists, ends in time, is tried again, and is caught."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tools.checks.house import function_behind, root, stacks
from tools.checks.layout import ROOT
from tools.checks.templates import NESTED, STATE_MACHINE, Resource, Stack, Value, references, substituted

INVOKE = "arn:aws:states:::lambda:invoke"
WORKFLOWS = [workflow for stack in stacks() for workflow in stack.of_type(STATE_MACHINE)]
DEFINITIONS = sorted((ROOT / "infra/workflows").glob("*.asl.yaml"))


def definition(workflow: Resource) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "infra" / workflow.properties["DefinitionUri"]).read_text())
    return loaded


def states(machine: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every state, those inside of maps and parallels too."""
    for name, state in machine["States"].items():
        yield name, state
        inner = [*state.get("Branches", []), *(state[key] for key in ("ItemProcessor", "Iterator") if key in state)]
        for part in inner:
            yield from states(part)


TASKS = [
    (workflow, name, state)
    for workflow in WORKFLOWS
    for name, state in states(definition(workflow))
    if state["Type"] == "Task"
]
CALLS = [(workflow, name, state) for workflow, name, state in TASKS if state["Resource"].startswith(INVOKE)]


def task_label(part: Any) -> str | None:
    return str(part) if isinstance(part, str | Resource) else None


def test_every_definition_belongs_to_a_workflow() -> None:
    used = {(ROOT / "infra" / workflow.properties["DefinitionUri"]).resolve() for workflow in WORKFLOWS}

    assert used == {path.resolve() for path in DEFINITIONS}


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=str)
def test_a_workflow_is_named_after_its_definition(workflow: Resource) -> None:
    stem = Path(workflow.properties["DefinitionUri"]).name.removesuffix(".asl.yaml")

    assert workflow.name == f"{''.join(part.capitalize() for part in stem.split('_'))}Workflow"


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=str)
def test_placeholders_and_substitutions_agree(workflow: Resource) -> None:
    placeholders = set(substituted((ROOT / "infra" / workflow.properties["DefinitionUri"]).read_text()))

    assert placeholders == set(workflow.properties.get("DefinitionSubstitutions") or {})


@pytest.mark.parametrize(("workflow", "name", "state"), CALLS, ids=task_label)
def test_a_task_calls_a_function_that_exists(workflow: Resource, name: str, state: dict[str, Any]) -> None:
    arguments = state.get("Arguments") or state["Parameters"]
    (placeholder,) = substituted(arguments["FunctionName"])
    value = workflow.properties["DefinitionSubstitutions"][placeholder]

    assert found_function(workflow.stack, value) is not None, f"{workflow.place}/{name}"


def found_function(stack: Stack, value: Value) -> Resource | None:
    """A function of this stack, or one that the root hands over from another stack's output."""
    here = function_behind(stack, value)
    if here is not None:
        return here
    for parameter in references(value):
        for owner in root().of_type(NESTED):
            if owner.properties["Location"] == f"infra/{stack.name}.yaml":
                return handed_over(owner.properties["Parameters"].get(parameter))
    return None


def handed_over(value: Value) -> Resource | None:
    for reference in references(value):
        application, _, output = reference.partition(".Outputs.")
        location = root().resources[application].properties.get("Location") if output else None
        for stack in stacks():
            if location == f"infra/{stack.name}.yaml" and output in stack.section("Outputs"):
                return function_behind(stack, stack.section("Outputs")[output]["Value"])
    return None


@pytest.mark.parametrize(("workflow", "name", "state"), CALLS, ids=task_label)
def test_a_task_ends_is_repeated_and_is_caught(workflow: Resource, name: str, state: dict[str, Any]) -> None:
    assert int(state["TimeoutSeconds"]) > 0
    assert state["Retry"]
    assert any("States.ALL" in catch["ErrorEquals"] for catch in state["Catch"])
    for retry in state["Retry"]:
        assert retry["BackoffRate"] >= 1.5
        # A refusal of the domain is an answer: repeating it changes nothing.
        assert "States.ALL" not in retry["ErrorEquals"] or retry.get("MaxAttempts") == 0


@pytest.mark.parametrize(("workflow", "name", "state"), TASKS, ids=task_label)
def test_other_services_are_tried_again_too(workflow: Resource, name: str, state: dict[str, Any]) -> None:
    assert state["Retry"], f"{workflow.place}/{name}"


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=str)
def test_a_workflow_ends_by_itself(workflow: Resource) -> None:
    assert int(definition(workflow)["TimeoutSeconds"]) > 0


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=str)
def test_catches_and_choices_lead_somewhere(workflow: Resource) -> None:
    machine = definition(workflow)
    names = {name for name, _ in states(machine)}
    targets = {machine["StartAt"]}
    for _, state in states(machine):
        targets |= {state[key] for key in ("Next", "Default") if key in state}
        targets |= {part["Next"] for part in [*state.get("Catch", []), *state.get("Choices", [])]}

    assert targets <= names
