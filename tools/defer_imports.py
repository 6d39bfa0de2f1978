"""Make libraries of the layer import later what a request seldom needs: a cold start is mostly imports.

Made to the syntax tree when the layer is compiled (line numbers stay, no source is edited):

- a package whose `__init__` only collects names from its modules gets them when they are first asked for (PEP 562);
- an import at the head of a module of something seldom needed moves into the functions that use it, if only they do;
- a few modules are changed one by one (tools/lighter_modules.py).

The same names lead to the same objects, but for types that only type checkers read.
docs/decisions/what-a-cold-start-is-made-of.md has the figures.
"""

import ast
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import version

from tools.lighter_modules import EARLIER, LATER, NotDeferrable

LIBRARIES = (
    "aws_lambda_powertools",
    "boto3",
    "botocore",
    "pydantic",
    "pydantic_core",
    "pydantic_settings",
    "pynamodb",
    "stripe",
    "ulid",
    "urllib3",
)

LAZY_PACKAGES = (
    "aws_lambda_powertools/event_handler",
    "aws_lambda_powertools/utilities/data_classes",
    "pydantic_settings/sources",
    "pydantic_settings/sources/providers",
    "pydantic_settings",
)
"""Their `__init__` imports everything they have; a function needs one or two."""

SELDOM = (
    "argparse",
    "asyncio",
    "boto3.docs",
    "botocore.docs",
    "botocore.paginate",
    "botocore.tokens",
    "botocore.waiter",
    "configparser",
    "dateutil",
    "dotenv",
    "fractions",
    "getpass",
    "importlib.metadata",
    "ipaddress",
    "jmespath",
    "mimetypes",
    "pynamodb.connection",
    "pydantic_settings.sources.CliSettingsSource",
    "pydantic_settings.sources.JsonConfigSettingsSource",
    "pydantic_settings.sources.NestedSecretsSettingsSource",
    "pydantic_settings.sources.PyprojectTomlConfigSettingsSource",
    "pydantic_settings.sources.TomlConfigSettingsSource",
    "pydantic_settings.sources.YamlConfigSettingsSource",
    "shlex",
    "shutil",
    "subprocess",
    "tempfile",
    "aws_lambda_powertools.utilities.jmespath_utils",
    "urllib.request",
    "xml.etree",
    "zipfile",
)
"""Modules, or names of modules, that no request needs on its way."""

type _Function = ast.FunctionDef | ast.AsyncFunctionDef
type _Import = ast.Import | ast.ImportFrom


def changed(place: str, source: str) -> ast.Module | None:
    """The tree of a library's module with its imports put off; None where it stays as it is. Raises NotDeferrable.

    place: path below the layer's `python/`, with slashes.
    """
    if place.partition("/")[0] not in LIBRARIES:
        return None
    tree = ast.parse(source)
    if place.removesuffix("/__init__.py") in LAZY_PACKAGES:
        return _lazy_package(tree, place)
    before = ast.dump(tree)
    if place in EARLIER:
        EARLIER[place](tree)
    _put_off(tree, place)
    if place in LATER:
        LATER[place](tree)
    return None if ast.dump(tree) == before else ast.fix_missing_locations(tree)


def _lazy_package(tree: ast.Module, place: str) -> ast.Module:
    sources: dict[str, tuple[str, int, str]] = {}
    kept: list[ast.stmt] = []
    for statement in tree.body:
        if isinstance(statement, ast.ImportFrom):
            origin = (statement.module or "", statement.level)
            sources |= {alias.asname or alias.name: (*origin, alias.name) for alias in statement.names}
        elif _is_plain(statement):
            kept.append(statement)
        elif isinstance(statement, ast.Assign) and ast.unparse(statement.value) in sources:
            sources[ast.unparse(statement.targets[0])] = sources[ast.unparse(statement.value)]
        else:
            raise NotDeferrable(f"{place}:{statement.lineno} does more than collect names")
    getter = ast.parse(_GETTER.format(sources=sources)).body
    return ast.fix_missing_locations(ast.Module([*kept, *getter], tree.type_ignores))


_GETTER = """
_SOURCES = {sources!r}

def __getattr__(name):
    if name not in _SOURCES:
        raise AttributeError(f"module {{__name__!r}} has no attribute {{name!r}}")
    from importlib import import_module
    module, level, original = _SOURCES[name]
    value = getattr(import_module("." * level + module, __name__), original)
    globals()[name] = value
    return value

def __dir__():
    return sorted([*globals(), *_SOURCES])
"""


def _is_plain(statement: ast.stmt) -> bool:
    """A docstring or `__all__`."""
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    return isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "__all__"


def _put_off(tree: ast.Module, place: str) -> None:
    """Move what is seldom needed into the functions that use it."""
    _known_versions(tree)
    seldom = _take_out(tree, place)
    for function in _outermost_functions(tree):
        used = {name for part in function.body for name in _names_in(part)}
        for name in sorted(used & seldom.keys()):
            _import_before_use(function.body, name, seldom[name])


def _take_out(tree: ast.Module, place: str) -> dict[str, _Import]:
    """Take imports that a request seldom needs off the module; name → its import."""
    early = _names_used_at_import(tree)
    seldom: dict[str, _Import] = {}
    for statement in [part for part in tree.body if isinstance(part, ast.Import | ast.ImportFrom)]:
        late = [
            alias for alias in statement.names if _is_seldom(statement, alias, place) and _bound(alias) not in early
        ]
        seldom |= {_bound(alias): _import_of(statement, [alias]) for alias in late}
        if late:
            _leave_out(tree, statement, late)
    return seldom


def _leave_out(tree: ast.Module, statement: _Import, names: list[ast.alias]) -> None:
    left = [alias for alias in statement.names if alias not in names]
    position = tree.body.index(statement)
    tree.body[position : position + 1] = [_import_of(statement, left)] if left else []


def _names_in(node: ast.AST) -> set[str]:
    return {found.id for found in ast.walk(node) if isinstance(found, ast.Name)}


def _import_before_use(body: list[ast.stmt], name: str, statement: _Import) -> None:
    """Put an import before the first statement that uses its name, as deep inside as that one use lies."""
    using = [part for part in body if name in _names_in(part)]
    (first, *others) = using
    blocks = [block for block in _blocks(first) if any(name in _names_in(part) for part in block)]
    if not others and len(blocks) == 1 and name not in _head_names(first):
        _import_before_use(blocks[0], name, statement)
    else:
        body.insert(body.index(first), ast.copy_location(_import_of(statement, statement.names), first))


def _blocks(statement: ast.stmt) -> list[list[ast.stmt]]:
    """The blocks of an `if` or `with`: what runs once, if at all."""
    if isinstance(statement, ast.If):
        return [statement.body, statement.orelse]
    return [statement.body] if isinstance(statement, ast.With) else []


def _head_names(statement: ast.stmt) -> set[str]:
    inside = {id(node) for block in _blocks(statement) for part in block for node in ast.walk(part)}
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and id(node) not in inside}


def _is_seldom(statement: _Import, alias: ast.alias, place: str) -> bool:
    name = alias.name
    if isinstance(statement, ast.ImportFrom):
        if statement.level:
            parents = place.split("/")[: -statement.level]
            name = ".".join([*parents, *([statement.module] if statement.module else []), alias.name])
        else:
            name = f"{statement.module}.{alias.name}"
    elif "." in name and not alias.asname:
        # `import a.b` binds `a`, which other imports bind as well: only where the whole of `a` is seldom.
        name = name.partition(".")[0]
    return any(name == seldom or name.startswith(f"{seldom}.") for seldom in SELDOM)


def _bound(alias: ast.alias) -> str:
    return (alias.asname or alias.name).partition(".")[0]


def _import_of(statement: _Import, names: list[ast.alias]) -> _Import:
    made = (
        ast.ImportFrom(statement.module, names, statement.level)
        if isinstance(statement, ast.ImportFrom)
        else ast.Import(names)
    )
    return ast.copy_location(made, statement)


def _outermost_functions(node: ast.AST) -> Iterator[_Function]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield child
        else:
            yield from _outermost_functions(child)


def _names_used_at_import(tree: ast.Module) -> set[str]:
    """Names read or bound when the module runs: outside of function bodies, and annotations that are evaluated."""
    late = {id(node) for function in _outermost_functions(tree) for part in function.body for node in ast.walk(part)}
    if any(isinstance(part, ast.ImportFrom) and part.module == "__future__" for part in tree.body):
        late |= {id(node) for node in _annotations(tree)}
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in late}
    shared = {name for function in _outermost_functions(tree) for name in _declared_global(function)}
    return used | shared | _exported(tree) | _conditional(tree)


def _exported(tree: ast.Module) -> set[str]:
    """Every text of a module that has `__all__`: what is listed there is among them."""
    if not _has_all(tree):
        return set()
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and node.value.__class__ is str}


def _declared_global(function: _Function) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Global):
            yield from node.names


def _has_all(tree: ast.Module) -> bool:
    return any(isinstance(part, ast.Assign) and ast.unparse(part.targets[0]) == "__all__" for part in tree.body)


def _conditional(tree: ast.Module) -> set[str]:
    """Names that an import within `if` or `try` binds, too."""
    inside = [node for part in tree.body if isinstance(part, ast.If | ast.Try) for node in ast.walk(part)]
    return {_bound(alias) for node in inside if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names}


def _annotations(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        for annotation in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            if isinstance(annotation, ast.AST):
                yield from ast.walk(annotation)


def _known_versions(tree: ast.Module) -> None:
    """`version("package")` at the head of a module becomes the version: to find it takes all packages' names."""
    for part in tree.body:
        if isinstance(part, ast.Assign) and isinstance(part.value, ast.Call) and len(part.value.args) == 1:
            (asked,) = part.value.args
            if ast.unparse(part.value.func) == "version" and isinstance(asked, ast.Constant):
                part.value = ast.copy_location(ast.Constant(_version(str(asked.value))), part.value)


@lru_cache
def _version(package: str) -> str:
    return version(package)
