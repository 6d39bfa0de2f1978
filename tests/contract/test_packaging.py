"""What is deployed: it imports alone, fits, holds what it needs and nothing else, and moves as one."""

import os
import struct
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import grimp
import pytest

from tools.built import SAM, Build, Packaged, copy_repository, run_isolated, sam_build
from tools.checks.handlers import as_on_lambda
from tools.checks.layout import ROOT, operations

HEAVY = ("stripe", "starlette", "mangum", "lxml", "nh3", "jinja2", "vl_convert", "openpyxl")
"""Packages that only those functions carry that use them."""

MEGABYTE = 1024 * 1024
AARCH64 = 183
"""`e_machine` of ELF files for 64-bit ARM (EM_AARCH64)."""

DATA = (
    "community/wording/en.toml",
    "community/wording/th.toml",
    "insight/templates/course_progress.html",
    "insight/templates/page.html",
    "insight/templates/parts.html",
    "insight/templates/report.css",
    "insight/templates/revenue.html",
    "operations/problems.json",
)
"""Files of the first-party layer that are not modules."""

needs_sam = pytest.mark.skipif(not SAM.exists(), reason="needs aws-sam-cli in .venv-sam: make environment-sam")
slow = [pytest.mark.slow, pytest.mark.timeout(600), needs_sam]

IMPORT_EACH = """
import builtins, json, os, pathlib, sys
execute, compiled = builtins.exec, []

def noting(code, *names):
    if isinstance(code, str) and code.startswith("def __create_fn__"):
        compiled.append(names[0]["__name__"])
    execute(code, *names)

(functions,) = json.loads(sys.argv[1])
failed = {}
for name, handler, code, opt in functions:
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        sys.path[:0] = [code, opt]
        builtins.exec = noting
        try:
            module, _, attribute = handler.rpartition(".")
            found = getattr(__import__(module, fromlist=[attribute]), attribute)
            # anyio, of the site alone, puts its parts off where it can read its own source: it could not be noted.
            itself = [name for name in compiled if not name.startswith("anyio.")]
            strangers = [
                path for loaded in list(sys.modules.values())
                if (path := getattr(loaded, "__file__", None)) and "site-packages" in path
            ]
            said = "" if callable(found) and not strangers + itself else f"{found} {strangers} {itself}"
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        os.write(writing, said.encode()[:4000])
        os._exit(0)
    os.close(writing)
    with open(reading) as answer:
        if said := answer.read():
            failed[name] = said
    os.waitpid(child, 0)
print(json.dumps(failed))
"""
"""Imports each handler in a process of its own, with only its code and its layers to import from.

No method of a dataclass is compiled there, but anyio's: the layer has them all (lyceum.kernel.dataclass_methods).
"""


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_repository(tmp_path_factory.mktemp("repository") / "copy")


@pytest.fixture(scope="module")
def host(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    return sam_build(repository, tmp_path_factory.mktemp("host"), host=True)


@pytest.fixture(scope="module")
def arm64(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    return sam_build(repository, tmp_path_factory.mktemp("arm64"), host=False)


class TestForThisMachine:
    """LYCEUM_PLATFORM=host: what the build holds can be imported here."""

    pytestmark = slow

    def test_every_handler_imports_from_the_build_alone(self, host: Build, tmp_path: Path) -> None:
        opts = {layers: opt(layers, tmp_path / str(n)) for n, layers in enumerate({f.layers for f in host.functions})}
        asked = [(f.name, f.handler, str(f.code), str(opts[f.layers] / "python")) for f in host.functions]

        assert len(asked) == len(operations())
        assert run_isolated(IMPORT_EACH, asked) == {}


class TestForLambda:
    """What is deployed to AWS."""

    pytestmark = slow

    def test_every_shared_object_is_for_arm(self, arm64: Build) -> None:
        found = {path.name: machine(path) for path in arm64.folder.rglob("*.so*") if path.is_file()}

        assert found
        assert set(found.values()) == {AARCH64}, found

    def test_a_function_behind_a_route_is_small(self, arm64: Build) -> None:
        """Code and layers: 16 MB unzipped, without boto3, which Lambda would bring as well."""
        sizes = {f.name: f.light_bytes() for f in arm64.functions if f.has_route}

        print(f"largest behind a route: {max(sizes.values()) / MEGABYTE:.1f} MB")
        assert sizes
        assert {name: size for name, size in sizes.items() if size > 16 * MEGABYTE} == {}

    def test_every_function_is_within_the_limit_of_lambda(self, arm64: Build) -> None:
        sizes = {f.name: f.bytes() for f in arm64.functions}

        print(f"largest of all: {max(sizes.values()) / MEGABYTE:.1f} MB")
        assert {name: size for name, size in sizes.items() if size > 250 * MEGABYTE} == {}

    def test_a_heavy_package_is_where_it_is_used_and_nowhere_else(self, arm64: Build) -> None:
        used = {f.name: {package for package in HEAVY if imports(f, package)} for f in arm64.functions}
        carried = {f.name: {package for package in HEAVY if f.carries(package)} for f in arm64.functions}

        assert carried == used
        assert {package for packages in used.values() for package in packages} == set(HEAVY)

    def test_data_files_are_in(self, arm64: Build) -> None:
        assert [name for name in DATA if not (arm64.folder / "LyceumLayer/python/lyceum" / name).is_file()] == []
        assert [path.parts[-5] for path in arm64.folder.glob("*/python/lyceum/operations/openapi.json")] == [
            "AsgiLayer"
        ]

    def test_pages_for_browsers_are_where_they_are_served(self, arm64: Build) -> None:
        found = {f.name for f in arm64.functions for layer in f.layers if list(layer.rglob("swagger-ui*.min.js"))}

        assert found == {"operations.site"}


class TestVersions:
    """`AutoPublishAlias` publishes a version when its logical id changes, and that depends on the code alone."""

    pytestmark = slow

    def test_changing_nothing_keeps_every_version(self, host: Build, arm64: Build) -> None:
        assert len(host.versions()) == len(operations())
        assert host.versions() == arm64.versions()

    def test_one_line_of_the_layer_changes_every_version(
        self, repository: Path, host: Build, arm64: Build, tmp_path: Path
    ) -> None:
        before = host.versions()
        stamp = (repository / "functions/BUILD").read_text()
        changed = repository / "layers/lyceum/python/lyceum/kernel/text.py"
        original = changed.read_text()
        changed.write_text(f"{original}\n# one line more\n")
        try:
            after = sam_build(repository, tmp_path / "changed", host=True).versions()
        finally:
            changed.write_text(original)

        assert (repository / "functions/BUILD").read_text() != stamp
        assert before.keys() == after.keys()
        assert [name for name in before if before[name] == after[name]] == []


def test_the_first_party_layer_is_whole_and_compiled(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tools.build_layer", "lyceum", str(tmp_path)]
    subprocess.run(command, check=True, cwd=ROOT)
    package = tmp_path / "python/lyceum"

    assert [name for name in DATA if not (package / name).is_file()] == []
    flags = {compiled.read_bytes()[4:8] for compiled in package.rglob("*.pyc")}
    assert flags == {(1).to_bytes(4, "little")}  # hashed, never compared: PEP 552
    sources = ROOT / "layers/lyceum/python/lyceum"
    assert {path.relative_to(package).with_suffix("") for path in package.rglob("*.pyc")} == {
        place.with_suffix("")
        for place in (path.relative_to(sources) for path in sources.rglob("*.py"))
        if place.parts[0] != "interop"  # lies with the parsers that it needs
    }
    assert not list(package.rglob("*.py"))


def opt(layers: tuple[Path, ...], target: Path) -> Path:
    """The layers in one folder, as Lambda lays them into /opt."""
    for layer in layers:
        for source in layer.rglob("*"):
            if source.is_file():
                place = target / source.relative_to(layer)
                place.parent.mkdir(parents=True, exist_ok=True)
                os.link(source, place)
    return target


def machine(path: Path) -> int:
    """`e_machine` of an ELF file."""
    head = path.read_bytes()[:20]
    assert head[:4] == b"\x7fELF", path
    return int(struct.unpack_from("<H", head, 18)[0])


def imports(function: Packaged, package: str) -> bool:
    graph = import_graph()
    return package in graph.modules and bool(graph.chain_exists(function.name, package))


@lru_cache
def import_graph() -> grimp.ImportGraph:
    as_on_lambda()
    contexts = sorted({context for context, _ in operations()})
    return grimp.build_graph("lyceum", *contexts, include_external_packages=True, cache_dir=None)
