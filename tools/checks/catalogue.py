"""The checks: what each runs, and on what."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools.checks.layout import ROOT, templates

COMPLEXITY_CEILING = 15
"""Cognitive complexity of a function."""
TIMEOUT_SECONDS = 900
DEPLOYED = ("layers/lyceum", "functions")
PRODUCT = (*DEPLOYED, "tools")


@dataclass(frozen=True)
class Outcome:
    """What became of one check."""

    name: str
    passed: bool
    seconds: float
    output: str = ""
    """What it printed; shown where it failed."""
    skipped: str = ""
    """Why it did not run."""

    def __str__(self) -> str:
        state = "skip" if self.skipped else "ok" if self.passed else "FAIL"
        return f"{state:<5}{self.name:<12}{self.seconds:6.1f} s" + (f"  {self.skipped}" if self.skipped else "")


type Runner = Callable[[], tuple[int, str]]


class Unavailable(Exception):
    """A check's tool is not installed here."""


def _tool(name: str) -> str:
    """A program of the environment that runs this."""
    return str(Path(sys.executable).parent / name)


def _run(*command: str) -> tuple[int, str]:
    environment = {**os.environ, **_ENVIRONMENT, "PYTHONPATH": _python_path()}
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).strip()


_ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",  # pragma: allowlist secret
    "AWS_EC2_METADATA_DISABLED": "true",
    "NO_COLOR": "1",
    "SAM_CLI_TELEMETRY": "0",
}


def _python_path() -> str:
    return os.pathsep.join(str(ROOT / folder) for folder in ("layers/lyceum/python", "functions", "."))


def _command(*command: str) -> Runner:
    return lambda: _run(_tool(command[0]), *command[1:])


def _sam() -> tuple[int, str]:
    sam = ROOT / ".venv-sam/bin/sam"
    if not sam.exists():
        raise Unavailable("the SAM command line is not installed (.venv-sam)")
    found = [_run(str(sam), "validate", "--lint", "--template", str(path)) for path in templates()]
    return max((code for code, _ in found), default=0), "\n".join(text for code, text in found if code)


def _security() -> tuple[int, str]:
    """bandit: what is deployed starts no programs and opens no addresses; what stays on a developer's machine may."""
    bandit = (_tool("bandit"), "--quiet", "--configfile", "pyproject.toml", "--format", "custom")
    line = ("--msg-template", "{relpath}:{line}: {test_id} {severity} {msg}")
    deployed = _run(*bandit, *line, "--recursive", *DEPLOYED)
    tools = _run(*bandit, *line, "--skip", "B105,B106,B107,B310,B404,B603,B607", "--recursive", "tools")
    found = "\n".join((deployed[1], tools[1])).splitlines()
    # What it says about comments is not a finding.
    return max(deployed[0], tools[0]), "\n".join(text for text in found if not text.startswith("["))


def _secrets() -> tuple[int, str]:
    """New secrets in what git tracks or would track. The baseline stays as it is: the hook would move its lines."""
    code, listed = _run(shutil.which("git") or "git", "ls-files", "--cached", "--others", "--exclude-standard")
    if code:
        return code, listed
    files = [name for name in listed.splitlines() if (ROOT / name).is_file()]
    with tempfile.TemporaryDirectory() as folder:
        baseline = shutil.copy(ROOT / ".secrets.baseline", folder)
        code, output = _run(_tool("detect-secrets-hook"), "--no-verify", "--baseline", str(baseline), *files)
    moved = 3
    return (0 if code == moved else code), output


def _complexity() -> tuple[int, str]:
    with tempfile.TemporaryDirectory() as folder:
        return _run(
            _tool("complexipy"),
            "--max-complexity-allowed",
            str(COMPLEXITY_CEILING),
            "--failed",
            "--color",
            "no",
            "--cache-dir",
            folder,
            *PRODUCT,
        )


CHECKS: dict[str, Runner] = {
    "types": _command("mypy"),
    "format": _command("ruff", "format", "--check", "."),
    "lint": _command("ruff", "check", "--no-fix", "."),
    "imports": _command("lint-imports", "--no-logo"),
    "templates": _command("cfn-lint", "--append-rules", "cfn_lint_serverless.rules"),
    "sam": _sam,
    "security": _security,
    "secrets": _secrets,
    "complexity": _complexity,
}
"""By name, the slowest first, since they run side by side."""


def run(name: str) -> Outcome:
    """Run one check. A tool that breaks or hangs is a failure, one that is not installed a skip."""
    began = time.perf_counter()
    try:
        code, output = CHECKS[name]()
    except Unavailable as reason:
        return Outcome(name, passed=True, seconds=time.perf_counter() - began, skipped=str(reason))
    except (OSError, subprocess.TimeoutExpired) as error:
        code, output = 1, str(error)
    return Outcome(name, passed=code == 0, seconds=time.perf_counter() - began, output=output)
