"""What `sam build` makes of a copy of the repository, for tests of packaging."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

from tools.build_stamp import write_stamp
from tools.checks.templates import FUNCTION, NESTED, STATE_MACHINE, Resource, load, references
from tools.local_template import read_template

REPOSITORY = Path(__file__).resolve().parent.parent
SAM = REPOSITORY / ".venv-sam/bin/sam"
_COPIED = ("functions", "layers", "infra", "tools", "requirements", "template.yaml", "samconfig.toml", "pyproject.toml")
_LAYER = "Layer"
BROUGHT_BY_LAMBDA = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "urllib3")
"""boto3 and what it needs: Lambda's own Python has them, the layer only has them in known versions."""


@dataclass(frozen=True)
class Packaged:
    """A function as it was built."""

    name: str
    """`enrollment.enroll`."""
    handler: str
    code: Path
    layers: tuple[Path, ...]
    has_route: bool

    def light_bytes(self) -> int:
        """Size unzipped of code and layers, without what Lambda would bring as well."""
        return self.bytes(without=BROUGHT_BY_LAMBDA)

    def bytes(self, *, without: tuple[str, ...] = ()) -> int:
        """Size unzipped, without some packages."""
        left_out = {layer / "python" / name for layer in self.layers for name in without}
        return sum(
            path.stat().st_size
            for folder in (self.code, *self.layers)
            for path in folder.rglob("*")
            if path.is_file() and not left_out.intersection(path.parents)
        )

    def carries(self, package: str) -> bool:
        """Whether one of its layers has a package."""
        return any((layer / "python" / package).exists() for layer in self.layers)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Build:
    """A folder that `sam build` filled."""

    folder: Path

    @cached_property
    def functions(self) -> list[Packaged]:
        """Every function of every stack."""
        return [_packaged(self.folder, function) for function in self._resources()]

    def _resources(self) -> Iterator[Resource]:
        root = load(self.folder / "template.yaml")
        yield from root.of_type(FUNCTION)
        for nested in root.of_type(NESTED):
            yield from load(self.folder / nested.properties["Location"]).of_type(FUNCTION)

    def versions(self) -> dict[str, str]:
        """Function → logical id of its version, as the SAM transform names it once the code is uploaded."""
        return {
            name.removesuffix("Aliaslive"): alias
            for template in sorted(self.folder.glob("*/template.yaml"))
            for name, alias in _versions(template).items()
        }


def copy_repository(target: Path) -> Path:
    """What a build reads, and the environment by a link."""
    target.mkdir(parents=True)
    for name in _COPIED:
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__", "BUILD"))
        else:
            shutil.copy2(source, target / name)
    (target / ".venv").symlink_to(REPOSITORY / ".venv")
    return target


def sam_build(repository: Path, folder: Path, *, host: bool) -> Build:
    """`make build` without its own environment: the stamp, then `sam build`."""
    write_stamp(repository)
    environment = {name: value for name, value in os.environ.items() if name != "LYCEUM_PLATFORM"}
    environment |= {"SAM_CLI_TELEMETRY": "0", **({"LYCEUM_PLATFORM": "host"} if host else {})}
    command = [str(SAM), "build", "--build-dir", str(folder)]
    ended = subprocess.run(command, cwd=repository, env=environment, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise RuntimeError(f"sam build failed: {ended.stderr[-3000:]}")
    return Build(folder)


def run_isolated(script: str, *arguments: Any) -> Any:
    """What a script prints as JSON in an interpreter that knows the standard library alone."""
    command = [sys.executable, "-I", "-S", "-B", "-c", script, json.dumps(arguments)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env={"LANG": "C.UTF-8"}, cwd="/")
    if ended.returncode:
        raise RuntimeError(f"the script failed: {ended.stderr[-3000:]}")
    return json.loads(ended.stdout)


def _packaged(folder: Path, function: Resource) -> Packaged:
    shared = function.stack.section("Globals")["Function"]
    extra = [folder / name for name in references(function.properties.get("Layers", [])) if name.endswith(_LAYER)]
    common = [folder / name for name in references(shared["Layers"]) if name.endswith(_LAYER)]
    code = function.stack.path.parent / function.properties["CodeUri"]
    handler = str(function.properties["Handler"])
    permission = function.name.removesuffix("Function") + "Integration"
    return Packaged(
        handler.removesuffix(".handler"),
        handler,
        code,
        (*common, *extra),
        permission in function.stack.resources,
    )


def _versions(template: Path) -> dict[str, str]:
    """Logical id of each alias → that of the version that it points at."""
    read = read_template(template)
    if "Globals" not in read:
        return {}  # no functions
    for resource in read["Resources"].values():
        if resource["Type"] == FUNCTION:
            # `sam package` uploads the folder under a name made of its content.
            properties = resource["Properties"]
            properties["CodeUri"] = f"s3://uploads/{_checksum(template.parent / properties['CodeUri'])}"
        elif resource["Type"] == STATE_MACHINE:
            resource["Properties"]["DefinitionUri"] = "s3://uploads/definition"
    read["Globals"]["Function"].pop("CodeUri")
    session = SimpleNamespace(region_name="eu-central-1")
    translator = Translator({}, Parser(), boto_session=session)
    made = translator.translate(read, parameter_values={})
    translator.metrics.publish()  # it would complain at exit
    return {
        name: resource["Properties"]["FunctionVersion"]["Fn::GetAtt"][0]
        for name, resource in made["Resources"].items()
        if resource["Type"] == "AWS::Lambda::Alias"
    }


def _checksum(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
