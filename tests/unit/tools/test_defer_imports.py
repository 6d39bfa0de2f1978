"""Imports that wait: the same names, later."""

import ast
import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tools import defer_imports
from tools.defer_imports import changed
from tools.lighter_modules import EARLIER, HANDLERS, LATER, NotDeferrable

PACKAGES = [place for place in defer_imports.LAZY_PACKAGES if "/" in place]


def run(place: str, source: str) -> dict[str, Any]:
    """The namespace of a changed module."""
    tree = changed(place, source)
    namespace: dict[str, Any] = {"__name__": "botocore.sample", "__package__": "botocore"}
    exec(compile(tree or ast.parse(source), place, "exec", dont_inherit=True), namespace)  # what the layer does
    return namespace


def text_of(place: str, source: str) -> str:
    tree = changed(place, source)
    return ast.unparse(tree) if tree else source


def test_what_only_functions_use_is_imported_by_them() -> None:
    source = 'import jmespath\n\ndef search(text):\n    """Doc."""\n    return jmespath.search(text, {"a": 1})\n'
    assert text_of("botocore/sample.py", source).count("import jmespath") == 1
    assert "jmespath" not in run("botocore/sample.py", source)
    assert run("botocore/sample.py", source)["search"]("a") == 1


def test_it_is_imported_in_the_branch_that_uses_it() -> None:
    source = (
        "import configparser\n\ndef read(p):\n    if p:\n        return configparser.ConfigParser()\n    return 0\n"
    )
    assert "    if p:\n        import configparser" in text_of("botocore/sample.py", source)


@pytest.mark.parametrize(
    "source",
    [
        "import jmespath\nPATTERN = jmespath.compile('a')\ndef f():\n    return jmespath\n",
        "import jmespath\ndef f(x=jmespath):\n    return x\n",
        "import jmespath\nclass A(jmespath.Options):\n    pass\n",
        "import jmespath\n@jmespath.wrap\ndef f():\n    return jmespath\n",
        "import jmespath\n__all__ = ['jmespath']\n",
        "import jmespath\ndef f():\n    global jmespath\n    jmespath = None\n",
        "import jmespath\ndef f(x: jmespath.Options):\n    return jmespath\n",
    ],
    ids=["module", "default", "base", "decorator", "exported", "global", "annotation"],
)
def test_what_the_module_itself_needs_stays(source: str) -> None:
    assert changed("botocore/sample.py", source) is None


def test_other_libraries_are_left_alone() -> None:
    assert changed("lxml/sample.py", "import jmespath\ndef f():\n    return jmespath\n") is None


def test_other_imports_of_the_same_line_stay() -> None:
    source = "from dateutil.tz import tzutc\nimport os, shutil\ndef f():\n    return tzutc(), os.sep, shutil\n"
    text = text_of("botocore/sample.py", source)
    assert text.startswith("import os\n")
    assert run("botocore/sample.py", source)["f"]()[1] == "/"


def test_a_pattern_is_compiled_when_it_is_first_used() -> None:
    namespace = run(
        "botocore/compat.py", "import re\nRE = re.compile('^a+$')\ndef f(x):\n    return bool(RE.match(x))\n"
    )
    assert namespace["f"]("aaa")
    assert not namespace["f"]("b")


def test_a_version_is_known_without_looking_for_packages() -> None:
    source = 'from importlib.metadata import version\n__version__ = version("python-ulid")\n'
    assert "version(" not in text_of("ulid/sample.py", source)


def test_handlers_of_documentation_go_and_others_stay() -> None:
    source = "BUILTIN_HANDLERS = [('docs.*.s3.*', one), (f'docs.{x}', two), ('before-call.s3', three)]\n"
    assert text_of(HANDLERS, source) == "BUILTIN_HANDLERS = [('before-call.s3', three)]"


def test_a_list_of_handlers_that_is_gone_fails_the_build() -> None:
    with pytest.raises(NotDeferrable):
        changed(HANDLERS, "HANDLERS = []\n")


@pytest.mark.parametrize("place", PACKAGES)
def test_a_lazy_package_gives_the_very_objects_of_the_eager_one(place: str) -> None:
    name = place.replace("/", ".")
    eager = importlib.import_module(name)
    lazy = lazily(name)
    assert {public: getattr(lazy, public) for public in eager.__all__} == {
        public: getattr(eager, public) for public in eager.__all__
    }
    assert set(eager.__all__) <= set(dir(lazy))
    with pytest.raises(AttributeError, match="nothing"):
        _ = lazy.nothing


def test_a_package_that_does_more_than_collect_names_fails_the_build() -> None:
    with pytest.raises(NotDeferrable):
        changed("aws_lambda_powertools/event_handler/__init__.py", "print('hello')\n")


def lazily(name: str) -> ModuleType:
    """The package as the layer has it, beside the one that this process uses."""
    path = Path(str(importlib.import_module(name).__file__))
    root = path.parents[name.count(".") + 1]
    tree = changed(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))
    assert tree is not None
    module = ModuleType(name)
    module.__package__ = name
    module.__path__ = [str(path.parent)]
    exec(compile(tree, str(path), "exec", dont_inherit=True), module.__dict__)  # what the layer does
    assert name in sys.modules
    return module


@pytest.mark.parametrize("place", [*EARLIER, *LATER])
def test_a_changed_module_runs_and_defines_what_it_defined(place: str) -> None:
    name = place.removesuffix(".py").replace("/", ".")
    path = importlib.import_module(name).__file__
    assert path is not None
    tree = changed(place, Path(path).read_text(encoding="utf-8"))
    assert tree is not None
    module = ModuleType(name)
    vars(module).update({"__package__": name.rpartition(".")[0], "__file__": path})
    exec(compile(tree, place, "exec", dont_inherit=True), vars(module))
    own = {part.name for part in tree.body if isinstance(part, ast.FunctionDef | ast.ClassDef)}
    assert own <= vars(module).keys()


@pytest.mark.parametrize("place", [place for place in LATER if place != HANDLERS])
def test_a_module_that_has_nothing_of_the_kind_any_more_fails_the_build(place: str) -> None:
    with pytest.raises(NotDeferrable):
        changed(place, "nothing = 1\n")


def test_models_work_whose_schema_is_made_with_plain_dictionaries() -> None:
    source = (
        "from typing import TypedDict\n"
        "class A(TypedDict, total=False):\n    x: int\nclass B(A, total=False):\n    y: int\n"
        "def a(x):\n    return A(x=x)\n"
    )
    namespace = run("pydantic_core/core_schema.py", source)
    assert namespace["a"](1) == {"x": 1}
    assert namespace["B"](y=2) == {"y": 2}
