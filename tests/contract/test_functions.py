"""Files, resources and sample events of one operation have one name, and every context's stack says the same."""

import ast
import importlib.util
import json
from functools import lru_cache
from pathlib import Path

import grimp
import pytest

from tools.checks.handlers import as_on_lambda, handler_module
from tools.checks.house import ALIAS, context_stacks, effective, functions, nested, operation_of, root, stacks
from tools.checks.layout import ROOT, contexts, operations, title
from tools.checks.templates import NESTED, Resource, Stack, Value, references

ELSEWHERE = dict.fromkeys(
    (("identity", "issue_token"), ("identity", "record_sign_in"), ("identity", "sign_up")), "sign_in"
)
"""Operations whose function is not in their context's stack: what the user pool calls (infra/sign_in.yaml says why)."""

HEAVY = {
    "LookalikesLayer": ("confusable_homoglyphs",),
    "AsgiLayer": ("mangum", "starlette"),
    "MarkupLayer": ("lxml",),
    "RenderingLayer": ("jinja2", "vl_convert"),
    "SanitizerLayer": ("nh3",),
    "SealingLayer": ("nacl",),
    "StripeLayer": ("stripe",),
    "WorkbooksLayer": ("defusedxml", "et_xmlfile", "openpyxl"),
}
"""Layer → the packages that only it carries."""

FUNCTIONS = functions()
OPERATIONS = operations()


def test_the_house_has_functions() -> None:
    assert OPERATIONS
    assert len(FUNCTIONS) == len(OPERATIONS)


@pytest.mark.parametrize(("context", "operation"), OPERATIONS)
def test_every_handler_has_its_resource(context: str, operation: str) -> None:
    expected = (ELSEWHERE.get((context, operation), context), f"{title(operation)}Function")
    found = [
        (function.stack.name, function.name) for function in FUNCTIONS if operation_of(function) == (context, operation)
    ]

    assert found == [expected]


@pytest.mark.parametrize("function", FUNCTIONS, ids=str)
def test_every_function_has_its_handler(function: Resource) -> None:
    context, operation = operation_of(function)

    assert function.properties["Handler"] == f"{context}.{operation}.handler"
    assert (ROOT / "functions" / context / f"{operation}.py").is_file()
    assert function.name == f"{title(operation)}Function"


@pytest.mark.parametrize(("context", "operation"), OPERATIONS)
def test_every_handler_is_there_to_be_called(context: str, operation: str) -> None:
    assert callable(handler_module(context, operation).handler)


@pytest.mark.parametrize("context", sorted({context for context, _ in OPERATIONS}))
def test_every_context_starts_as_the_kernel_says(context: str) -> None:
    """Before anything else is imported: lyceum.kernel.start says what that saves."""
    module = ast.parse((ROOT / "functions" / context / "__init__.py").read_text(encoding="utf-8"))
    first, *_ = [part for part in module.body if not isinstance(part, ast.Expr)]

    assert ast.unparse(first) == "from lyceum.kernel import start as start"


@pytest.mark.parametrize(("context", "operation"), OPERATIONS)
def test_every_function_has_a_sample_event(context: str, operation: str) -> None:
    event = json.loads((ROOT / "events" / context / f"{operation}.json").read_text())

    # A schedule without an input sends an empty one; the others are held to their shapes in test_events.py.
    assert isinstance(event, dict)


def test_every_sample_event_has_its_function() -> None:
    found = {(path.parent.name, path.stem) for path in (ROOT / "events").glob("*/*.json")}

    assert found - set(OPERATIONS) == set()


@pytest.mark.parametrize("function", FUNCTIONS, ids=str)
def test_every_function_is_versioned_and_runs_on_arm(function: Resource) -> None:
    assert effective(function, "Runtime") == "python3.13"
    assert effective(function, "Architectures") == ["arm64"]
    assert effective(function, "AutoPublishAlias") == "live"
    assert effective(function, "CodeUri") == "../functions/"


@pytest.mark.parametrize("function", FUNCTIONS, ids=str)
def test_no_function_has_a_physical_name(function: Resource) -> None:
    assert "FunctionName" not in function.properties


@pytest.mark.parametrize("function", FUNCTIONS, ids=str)
def test_every_function_logs_where_logs_end(function: Resource) -> None:
    group = function.stack.resources[str(effective(function, "LoggingConfig")["LogGroup"]["Ref"])]

    assert group.type == "AWS::Logs::LogGroup"
    assert group.properties["RetentionInDays"] == {"Ref": "LogRetentionDays"}


@pytest.mark.parametrize("function", FUNCTIONS, ids=str)
def test_every_function_is_described(function: Resource) -> None:
    assert len(function.properties.get("Description", "")) > 10


@pytest.mark.parametrize("stack", nested(), ids=lambda stack: stack.label)
def test_names_of_other_resources_exist(stack: Stack) -> None:
    known = {*stack.resources, *stack.section("Parameters"), *stack.section("Conditions")}
    known |= {f"{name}{ALIAS}" for name in stack.resources}
    known |= {f"{name}Role" for name in stack.resources}
    unknown = {
        name
        for name in references({"Resources": stack.body["Resources"], "Outputs": stack.section("Outputs")})
        if name.split(".")[0] not in known and not name.startswith("AWS::")
    }

    # A workflow's definition has placeholders of its own, which DefinitionSubstitutions fill.
    assert unknown == set()


# ── what every context has in common ──────────────────────────────────────────────────────────────────────────────────


def test_every_context_has_its_stack() -> None:
    with_functions = {context for context, _ in OPERATIONS}

    assert {stack.name for stack in context_stacks()} == with_functions
    assert with_functions <= set(contexts())


@pytest.mark.parametrize("stack", context_stacks(), ids=lambda stack: stack.label)
def test_globals_are_the_same_everywhere(stack: Stack) -> None:
    """SAM's nested stacks inherit no Globals."""
    assert stack.section("Globals") == context_stacks()[0].section("Globals")


OWN_PARAMETERS = {"assessment": {"RegradeWaitSeconds"}, "identity": {"AccountLimits", "AddressLimits"}}


def shared_parameters(stack: Stack) -> dict[str, Value]:
    """Without the ARNs of other contexts' functions that a workflow may add, and what one context alone is told."""
    own = handed_over(stack) | OWN_PARAMETERS.get(stack.name, set())
    return {name: value for name, value in stack.section("Parameters").items() if name not in own}


def handed_over(stack: Stack) -> set[str]:
    """Parameters that the root fills with another stack's output."""
    given = application(stack).properties["Parameters"]
    return {name for name, value in given.items() if any(".Outputs." in reference for reference in references(value))}


def application(stack: Stack) -> Resource:
    (found,) = [
        resource for resource in root().of_type(NESTED) if resource.properties["Location"] == f"infra/{stack.name}.yaml"
    ]
    return found


@pytest.mark.parametrize("stack", context_stacks(), ids=lambda stack: stack.label)
def test_parameters_are_the_same_everywhere(stack: Stack) -> None:
    assert shared_parameters(stack) == shared_parameters(context_stacks()[0])


@pytest.mark.parametrize("stack", nested(), ids=lambda stack: stack.label)
def test_the_root_gives_each_stack_what_it_asks_for(stack: Stack) -> None:
    asked = {name for name, value in stack.section("Parameters").items() if "Default" not in value}
    given = set(application(stack).properties["Parameters"])

    assert asked <= given
    assert given <= set(stack.section("Parameters"))


@pytest.mark.parametrize("stack", context_stacks(), ids=lambda stack: stack.label)
def test_the_root_gives_every_context_the_same(stack: Stack) -> None:
    given = application(stack).properties["Parameters"]
    first = application(context_stacks()[0]).properties["Parameters"]

    assert given["Context"] == stack.name
    for name in given.keys() - handed_over(stack) - OWN_PARAMETERS.get(stack.name, set()) - {"Context"}:
        assert given[name] == first[name], name


def test_every_stack_is_part_of_the_whole() -> None:
    placed = {str(resource.properties["Location"]) for resource in root().of_type(NESTED)}

    assert placed == {f"infra/{stack.name}.yaml" for stack in nested()}


@pytest.mark.parametrize("stack", [one for one in nested() if one.section("Globals")], ids=lambda stack: stack.label)
def test_other_stacks_say_nothing_else_than_contexts(stack: Stack) -> None:
    """A stack that is no context's own may leave variables out, and may say nothing of its own."""
    house = context_stacks()[0].section("Globals")["Function"]
    own = stack.section("Globals")["Function"]
    variables = own["Environment"]["Variables"]

    assert {**own, "Environment": {}} == {**house, "Environment": {}}
    assert variables.items() <= house["Environment"]["Variables"].items()


# ── layers ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@lru_cache
def import_graph() -> grimp.ImportGraph:
    packages = sorted({context for context, _ in OPERATIONS})
    as_on_lambda()
    return grimp.build_graph("lyceum", *packages, include_external_packages=True, cache_dir=None)


def layers_of(function: Resource) -> set[str]:
    """Its own layers; those of Globals are for all."""
    return {name for name in references(function.properties.get("Layers")) if name in HEAVY}


@pytest.mark.parametrize("function", FUNCTIONS, ids=str)
def test_a_function_carries_the_layers_that_it_imports_and_no_other(function: Resource) -> None:
    graph = import_graph()
    module = ".".join(operation_of(function))
    needed = {
        layer
        for layer, packages in HEAVY.items()
        if any(package in graph.modules and graph.chain_exists(module, package) for package in packages)
    }

    # The edge imports what seals by name, where the template says so.
    assert layers_of(function) == needed | ({"SealingLayer"} if seals_origin(function) else set())


def seals_origin(function: Resource) -> bool:
    variables = function.properties.get("Environment", {}).get("Variables", {})
    return bool(variables.get("SEALS_ORIGIN") == "true")


@pytest.mark.parametrize("function", FUNCTIONS, ids=str)
def test_no_layer_of_all_is_named_again(function: Resource) -> None:
    """SAM adds a function's own layers to those of Globals, and Lambda refuses a layer that comes twice."""
    shared = set(references(function.stack.section("Globals")["Function"]["Layers"]))

    assert not shared.intersection(references(function.properties.get("Layers")))


def test_heavy_packages_are_known_by_their_right_names() -> None:
    assert all(importlib.util.find_spec(package) for packages in HEAVY.values() for package in packages)


def test_layers_are_built_by_the_makefile() -> None:
    """`sam build` drops compiled files, which halve a cold start; the makefile keeps them."""
    layers = list(root().of_type("AWS::Serverless::LayerVersion"))

    assert {layer.body["Metadata"]["BuildMethod"] for layer in layers} == {"makefile"}
    assert {layer.name for layer in layers} == {"LyceumLayer", "DependenciesLayer", *HEAVY}
    for layer in layers:
        folder = ROOT / Path(str(layer.properties["ContentUri"]))
        assert (folder / "Makefile").read_text().startswith((f"build-{layer.name}:", "#")), layer.name


def test_all_templates_are_read() -> None:
    assert stacks()[0].name == "template"
    assert len(stacks()) > 2
