"""Changes to single modules of libraries, made to their syntax trees when the layer is compiled.

- the patterns of two modules are compiled when they are first used: those for IPv6 addresses alone take 20 ms;
- urllib3 remembers the addresses that it took apart, Powertools what a route depends on and which of its fields are
  plain: each request asks again;
- Powertools builds a body's model before the field that holds it, or both would be built: the model, where a function
  writes it down again, in full a second time;
- a hundred typed dictionaries that only type checkers read become plain ones: making them was 5 % of the imports;
- PynamoDB's models name their connection, with botocore behind it, in annotations alone: these become text;
- an alias for files of settings loses a class whose package brings archives and temporary files;
- botocore's list of handlers loses those that write its documentation, which does not travel.
"""

import ast
from collections.abc import Callable, Mapping
from functools import partial

type _Change = Callable[[ast.Module], None]

HANDLERS = "botocore/handlers.py"


class NotDeferrable(ValueError):
    """The library is not any more as this page says."""


_PATTERN = """
class _LatePattern:
    def __init__(self, *arguments):
        self._arguments = arguments

    def __getattr__(self, name):
        import re
        return getattr(re.compile(*self._arguments), name)
"""


def _compile_later(tree: ast.Module) -> None:
    """`NAME = re.compile(…)` at the head of a module becomes an object that compiles when a method is asked for.

    `re` keeps what it compiled, so each is compiled once. Raises NotDeferrable where there is no such line.
    """
    found = [part for part in tree.body if isinstance(part, ast.Assign) and _compiles(part.value)]
    if not found:
        raise NotDeferrable("It compiles no patterns.")
    for part in found:
        call = part.value
        if not isinstance(call, ast.Call):
            raise NotDeferrable("A pattern is no call.")
        call.func = ast.copy_location(ast.Name("_LatePattern", ast.Load()), call.func)
    tree.body[tree.body.index(found[0]) : tree.body.index(found[0])] = ast.parse(_PATTERN).body


def _compiles(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and ast.unparse(value.func) == "re.compile"


def _remember(function: str, tree: ast.Module) -> None:
    """Give a memory to a function whose value nobody changes. Raises NotDeferrable where it is none."""
    for part in tree.body:
        if isinstance(part, ast.FunctionDef) and part.name == function and not part.decorator_list:
            memory = ast.parse('__import__("functools").lru_cache(maxsize=64)', mode="eval").body
            part.decorator_list.append(ast.copy_location(memory, part))
            return
    raise NotDeferrable(f"There is no {function}.")


def _plain_dictionaries(tree: ast.Module) -> None:
    """`class Name(TypedDict): …` becomes `class Name(dict): pass`. Raises NotDeferrable where there is none."""
    names = {"TypedDict"}
    for part in tree.body:
        if isinstance(part, ast.ClassDef) and part.bases and ast.unparse(part.bases[0]) in names:
            names.add(part.name)
            part.bases, part.keywords = [ast.copy_location(ast.Name("dict", ast.Load()), part)], []
            part.body = [ast.copy_location(ast.Pass(), part)]
    if len(names) == 1:
        raise NotDeferrable("There are no typed dictionaries.")


def _without_packaged_files(tree: ast.Module) -> None:
    """Settings are read from the environment alone: `Traversable` becomes any object. Raises NotDeferrable."""
    for part in tree.body:
        if isinstance(part, ast.ImportFrom) and part.module == "importlib.resources.abc":
            position = tree.body.index(part)
            tree.body[position] = ast.copy_location(ast.parse("Traversable = object").body[0], part)
            return
    raise NotDeferrable("It imports no packaged files.")


def _annotations_as_text(tree: ast.Module) -> None:
    """Put `from __future__ import annotations` after the docstring."""
    position = 1 if ast.get_docstring(tree) is not None else 0
    tree.body.insert(position, ast.ImportFrom("__future__", [ast.alias("annotations")], 0))


def _without_documentation(tree: ast.Module) -> None:
    """Drop the handlers of `docs.*` events. Raises NotDeferrable where the list is not found."""
    for part in tree.body:
        if isinstance(part, ast.Assign) and ast.unparse(part.targets[0]) == "BUILTIN_HANDLERS":
            if not isinstance(part.value, ast.List):
                raise NotDeferrable("The handlers are no list.")
            part.value.elts = [handler for handler in part.value.elts if not _documents(handler)]
            return
    raise NotDeferrable("There is no list of handlers.")


def _documents(handler: ast.expr) -> bool:
    return isinstance(handler, ast.Tuple) and ast.unparse(handler.elts[0]).lstrip("f")[1:].startswith("docs.")


_BUILD = """
build = getattr(self.field_info.annotation, "model_rebuild", None)
build and build()
"""


def _fields_take_built_models(tree: ast.Module) -> None:
    """A field validates with its model as that is built, once. Raises NotDeferrable where there is no such method."""
    fields = (part for part in tree.body if isinstance(part, ast.ClassDef) and part.name == "ModelField")
    methods = (part for field in fields for part in field.body if isinstance(part, ast.FunctionDef))
    validate = next((method for method in methods if method.name == "validate"), None)
    if validate is None:
        raise NotDeferrable("There is no field that validates.")
    validate.body[:0] = [ast.copy_location(one, validate) for one in ast.parse(_BUILD).body]


def _fields_and_scalars(tree: ast.Module) -> None:
    _remember("is_scalar_field", tree)
    _fields_take_built_models(tree)


def _addresses_are_remembered(tree: ast.Module) -> None:
    _compile_later(tree)
    _remember("parse_url", tree)


EARLIER: Mapping[str, _Change] = {"pynamodb/models.py": _annotations_as_text}
"""Before imports are put off."""
LATER: Mapping[str, _Change] = {
    "aws_lambda_powertools/event_handler/depends.py": partial(_remember, "build_dependency_tree"),
    "aws_lambda_powertools/event_handler/openapi/compat.py": _fields_and_scalars,
    "botocore/compat.py": _compile_later,
    HANDLERS: _without_documentation,
    "pydantic_core/core_schema.py": _plain_dictionaries,
    "pydantic_settings/sources/types.py": _without_packaged_files,
    "urllib3/util/url.py": _addresses_are_remembered,
}
"""After it. Nobody passes one of the late patterns to `re`."""
