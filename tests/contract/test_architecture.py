"""The rules of the house about imports: they hold, and each is shown to break on a planted violation."""

import ast
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tools.checks.layout import PACKAGE, ROOT, SHARED, contexts, operations

CONFIGURATION: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
CONTRACTS: dict[str, dict[str, Any]] = {contract["id"]: contract for contract in CONFIGURATION["contracts"]}

PLANTS: list[tuple[str, str, str]] = [
    # contract, file below the repository, the import that may not be
    ("kernel", "layers/lyceum/python/lyceum/kernel/planted.py", "from lyceum.enrollment import model"),
    ("kernel", "layers/lyceum/python/lyceum/content/planted.py", "from lyceum.enrollment import model"),
    ("kernel", "layers/lyceum/python/lyceum/kernel/planted.py", "from lyceum.content import outline"),
    ("contexts", "layers/lyceum/python/lyceum/catalog/planted.py", "from lyceum.enrollment import events"),
    ("pure", "layers/lyceum/python/lyceum/enrollment/model.py", "import boto3"),
    ("pure", "layers/lyceum/python/lyceum/enrollment/model.py", "from lyceum.kernel.settings import settings"),
    ("pure", "layers/lyceum/python/lyceum/enrollment/model.py", "from lyceum.enrollment import store"),
    ("pure", "layers/lyceum/python/lyceum/assessment/grading.py", "import os"),
    ("pure", "layers/lyceum/python/lyceum/content/planted.py", "import aws_lambda_powertools"),
    ("table", "layers/lyceum/python/lyceum/enrollment/planted.py", "from pynamodb.models import Model"),
    ("table", "layers/lyceum/python/lyceum/enrollment/enroll.py", "from lyceum.kernel.table import Item"),
    ("table", "functions/enrollment/enroll.py", "from lyceum.kernel.table import Item"),
    ("handlers", "functions/enrollment/enroll.py", "import boto3"),
    ("handlers", "functions/enrollment/enroll.py", "from lyceum.enrollment import store"),
    ("handlers", "functions/enrollment/enroll.py", "from lyceum.catalog import events"),
    ("handlers", "functions/enrollment/enroll.py", "import enrollment.list_enrollments"),
    ("markup", "layers/lyceum/python/lyceum/catalog/planted.py", "from lxml import etree"),
    ("sanitising", "layers/lyceum/python/lyceum/content/planted.py", "import nh3"),
    ("sanitising", "layers/lyceum/python/lyceum/catalog/planted.py", "import nh3"),
    ("rendering", "layers/lyceum/python/lyceum/community/planted.py", "import jinja2"),
    ("rendering", "functions/insight/planted.py", "import vl_convert"),
    ("sealing", "layers/lyceum/python/lyceum/compliance/planted.py", "import nacl"),
    ("asgi", "layers/lyceum/python/lyceum/kernel/planted.py", "import mangum"),
    ("asgi", "functions/catalog/planted.py", "from starlette.applications import Starlette"),
    ("sealing", "layers/lyceum/python/lyceum/catalog/planted.py", "from nacl.secret import SecretBox"),
    ("lookalikes", "layers/lyceum/python/lyceum/catalog/planted.py", "from confusable_homoglyphs import confusables"),
    ("stripe", "layers/lyceum/python/lyceum/enrollment/planted.py", "import stripe"),
    ("workbooks", "layers/lyceum/python/lyceum/insight/planted.py", "from openpyxl import load_workbook"),
    ("workbooks", "layers/lyceum/python/lyceum/assessment/model/planted.py", "import openpyxl"),
]


def lint_imports(root: Path, *, only: str | None = None) -> subprocess.CompletedProcess[str]:
    """import-linter on a copy of the sources, with the repository's own contracts."""
    path = [root / "layers/lyceum/python", root / "functions", ROOT]
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-logo", "--config", str(root / "pyproject.toml")]
    return subprocess.run(
        [*command, *(["--contract", only] if only else []), "--cache-dir", str(root / "cache")],
        cwd=root,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path)), "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of everything that the contracts speak of."""
    copy = tmp_path_factory.mktemp("sources")
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
    shutil.copytree(ROOT / "layers/lyceum", copy / "layers/lyceum", ignore=ignored)
    shutil.copytree(ROOT / "functions", copy / "functions", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


def test_the_house_keeps_its_contracts(sources: Path) -> None:
    found = lint_imports(sources)

    assert found.returncode == 0, found.stdout + found.stderr


def plant_name(plant: Any) -> str | None:
    return str(plant).replace("/", ".") if isinstance(plant, str) else None


@pytest.mark.parametrize(("contract", "file", "violation"), PLANTS, ids=plant_name)
def test_a_planted_violation_breaks_its_contract(sources: Path, contract: str, file: str, violation: str) -> None:
    place = sources / file
    before = place.read_text() if place.exists() else None
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"{before or ''}\n{violation}\n")
    try:
        found = lint_imports(sources, only=contract)
    finally:
        place.unlink() if before is None else place.write_text(before)

    assert found.returncode == 1, found.stdout + found.stderr
    assert f"{CONTRACTS[contract]['name']} BROKEN" in found.stdout
    assert module_name(file) in found.stdout


def module_name(file: str) -> str:
    return file.removeprefix("layers/lyceum/python/").removeprefix("functions/").removesuffix(".py").replace("/", ".")


def test_every_contract_is_shown_to_break() -> None:
    assert {contract for contract, _, _ in PLANTS} == set(CONTRACTS)


def test_the_contracts_name_the_contexts_that_exist() -> None:
    layers = CONTRACTS["kernel"]["layers"]

    assert [name.strip() for name in layers[0].split("|")] == contexts()
    assert layers[1:] == list(SHARED)
    assert CONTRACTS["contexts"]["modules"] == [f"lyceum.{context}" for context in contexts()]
    assert CONTRACTS["handlers"]["handlers"] == sorted({context for context, _ in operations()})
    assert CONFIGURATION["root_packages"] == ["lyceum", *CONTRACTS["handlers"]["handlers"]]


def test_only_contexts_have_functions() -> None:
    assert {context for context, _ in operations()} <= set(contexts())


@pytest.mark.parametrize("pattern", CONTRACTS["pure"]["source_modules"])
def test_every_pure_module_that_is_named_exists(pattern: str) -> None:
    path = pattern.removeprefix("lyceum.").replace(".", "/")

    assert [*(ROOT / PACKAGE).glob(path), *(ROOT / PACKAGE).glob(f"{path}.py")]


OUTSIDE = {"http.client", "urllib.request"}
"""Parts of Python's library that reach outside; their packages have pure parts too, so no contract can name them."""

CLOCKS = {"now", "utcnow", "today", "new_id", "monotonic", "perf_counter", "time_ns"}


def pure_files() -> list[Path]:
    patterns = [pattern.removeprefix("lyceum.").replace(".", "/") for pattern in CONTRACTS["pure"]["source_modules"]]
    found = {path for pattern in patterns for path in (ROOT / PACKAGE).glob(f"{pattern}.py")}
    found |= {path for pattern in patterns for path in (ROOT / PACKAGE).glob(f"{pattern}/*.py")}
    return sorted(found)


def impure_calls(source: str) -> list[int]:
    """Lines that ask for the time or make an id."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [call.lineno for call in calls if called_name(call) in CLOCKS]


def called_name(call: ast.Call) -> str:
    match call.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


@pytest.mark.parametrize("path", pure_files(), ids=lambda path: path.relative_to(ROOT / PACKAGE).as_posix())
def test_rules_are_given_the_time_and_their_ids(path: Path) -> None:
    assert impure_calls(path.read_text()) == []


def imported_names(source: str) -> set[str]:
    nodes = list(ast.walk(ast.parse(source)))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {
        name
        for node in nodes
        if isinstance(node, ast.ImportFrom)
        for name in (node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names))
    }


@pytest.mark.parametrize("path", pure_files(), ids=lambda path: path.relative_to(ROOT / PACKAGE).as_posix())
def test_rules_ask_nobody_outside(path: Path) -> None:
    assert imported_names(path.read_text()) & OUTSIDE == set()


@pytest.mark.parametrize(
    "line", ["import urllib.request", "from urllib import request", "from urllib.request import x"]
)
def test_asking_outside_is_seen(line: str) -> None:
    assert imported_names(line) & OUTSIDE


@pytest.mark.parametrize("call", ["datetime.now(UTC)", "clock.now()", "now()", "date.today()", "ids.new_id()"])
def test_asking_for_the_time_is_seen(call: str) -> None:
    assert impure_calls(f"x = 1\ny = {call}\n") == [2]


def imports_future_annotations(source: str) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and "annotations" in {alias.name for alias in node.names}
        for node in ast.walk(ast.parse(source))
    )


def test_handlers_keep_their_annotations() -> None:
    """Powertools reads them when the program runs."""
    files = [ROOT / "functions" / context / f"{operation}.py" for context, operation in operations()]

    assert [file.name for file in files if imports_future_annotations(file.read_text())] == []


def test_postponed_annotations_are_seen() -> None:
    assert imports_future_annotations("from __future__ import annotations\n")


ROUTE_LINES = 40
"""A handler translates: parse, call, answer (rule 1)."""


def functions_in(source: str, where: Callable[[ast.FunctionDef], bool] = lambda _: True) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef) and where(node)]


@pytest.mark.parametrize(("context", "operation"), operations())
def test_a_handler_decides_nothing_long(context: str, operation: str) -> None:
    source = (ROOT / "functions" / context / f"{operation}.py").read_text()

    assert [
        f"{node.name} has {length} lines"
        for node in functions_in(source)
        if (length := (node.end_lineno or node.lineno) - node.lineno + 1) > ROUTE_LINES
    ] == []
