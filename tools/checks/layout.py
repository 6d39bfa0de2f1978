"""Where things lie: the folders and files that the checks and the contract tests read."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = Path("layers/lyceum/python/lyceum")
SHARED = ("content", "kernel")
"""Packages that are no context: every context may import them."""

LINE_CEILING = 400
"""Most lines of a file."""
FUNCTION_CEILING = 60
"""Most lines of a function."""
FORBIDDEN_NAMES = frozenset({"utils", "util", "helpers", "helper", "common", "manager", "main"})


def contexts(root: Path = ROOT) -> list[str]:
    """The bounded contexts: every package of `lyceum` but the shared ones."""
    packages = (folder.name for folder in (root / PACKAGE).iterdir() if any(folder.glob("*.py")))
    return sorted(name for name in packages if name not in SHARED)


def operations(root: Path = ROOT) -> list[tuple[str, str]]:
    """`(context, operation)` of every file `functions/<context>/<operation>.py`."""
    files = (root / "functions").glob("*/*.py")
    return sorted((file.parent.name, file.stem) for file in files if not file.stem.startswith("_"))


def python_files(root: Path = ROOT) -> Iterator[Path]:
    """Every Python file that the project wrote."""
    for folder in ("functions", "layers/lyceum", "tests", "tools"):
        yield from sorted(file for file in (root / folder).rglob("*.py") if "node_modules" not in file.parts)


def templates(root: Path = ROOT) -> list[Path]:
    """The root template, then every nested stack."""
    found = [root / "template.yaml", *sorted((root / "infra").glob("*.yaml"))]
    return [path for path in found if path.is_file()]


def title(operation: str) -> str:
    """`submit_attempt` → `SubmitAttempt`: how resources are named after operations."""
    return "".join(part.capitalize() for part in operation.split("_"))
