"""Which library is used where: found in the imports, written in the README, compared by a test.

`python -m tools.checks.libraries` prints the table as the imports have it.
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path, PurePosixPath

from tools.checks.layout import PACKAGE, ROOT

HEADING = re.compile(r"^#+ .*where each library is used.*$", re.IGNORECASE | re.MULTILINE)
PRODUCT = ("functions", PACKAGE.as_posix())
"""What is deployed: every library that it imports stands in the table."""

FIRST_PARTY = frozenset({"lyceum", "tests", "tools"})


@dataclass(frozen=True)
class Row:
    """One row of the README's table."""

    library: str
    """The distribution, `aws-lambda-powertools`."""
    package: str
    """What is imported, `aws_lambda_powertools`."""
    places: tuple[str, ...]
    """Folders, files or patterns below the repository."""

    def covers(self, file: str) -> bool:
        """Whether a file lies in one of its places."""
        return any(_lies_in(file, place) for place in self.places)


def _lies_in(file: str, place: str) -> bool:
    path = PurePosixPath(file)
    return path.full_match(place) or path.full_match(f"{place.rstrip('/')}/**")


def imported(source: str) -> set[str]:
    """Top-level packages that a source imports, inside of functions too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


@cache
def usage(root: Path = ROOT, folders: tuple[str, ...] = (*PRODUCT, "tools", "tests")) -> dict[str, list[str]]:
    """Third-party package → the files that import it, below the repository."""
    own = FIRST_PARTY | {path.name for path in (root / "functions").iterdir()}
    found: dict[str, list[str]] = defaultdict(list)
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            for package in imported(path.read_text(encoding="utf-8")) - own - sys.stdlib_module_names:
                found[package].append(path.relative_to(root).as_posix())
    return dict(found)


def readme_rows(text: str) -> list[Row] | None:
    """The rows below the heading: library, imported as, places in backticks. None where there is no such heading."""
    heading = HEADING.search(text)
    if heading is None:
        return None
    lines = text[heading.end() :].splitlines()
    table = [line for line in _first_table(lines) if not re.fullmatch(r"[|\s:-]+", line)]
    cells = ([cell.strip() for cell in line.strip().strip("|").split("|")] for line in table[1:])
    return [
        Row(_plain(first), _plain(second), tuple(re.findall(r"`([^`]+)`", third))) for first, second, third, *_ in cells
    ]


def _first_table(lines: list[str]) -> Iterator[str]:
    began = False
    for line in lines:
        if line.lstrip().startswith("|"):
            began = True
            yield line
        elif began or line.startswith("#"):
            return


def _plain(cell: str) -> str:
    """A cell without backticks and links."""
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", cell).replace("`", "").strip()


@cache
def _distributions() -> Mapping[str, list[str]]:
    """Package → distributions: reading it takes every file of the environment."""
    return packages_distributions()


def distribution(package: str) -> str:
    """The distribution that a package comes from, in the form in which requirements name it."""
    names = _distributions().get(package, [package])
    return re.sub(r"[-_.]+", "-", names[0]).lower()


def place_of(file: str) -> str:
    """A file's context, where it lies in one; its first folder otherwise."""
    parts = file.split("/")
    depth = len(PACKAGE.parts) + 1 if file.startswith(PACKAGE.as_posix()) else 1
    return "/".join(parts[:depth])


def table() -> str:
    """The table as the imports have it."""
    head = ["| library | imported as | where |", "|---|---|---|"]
    rows = []
    for package, files in sorted(usage(folders=PRODUCT).items()):
        places = ", ".join(f"`{place}`" for place in sorted({place_of(file) for file in files}))
        rows.append(f"| {distribution(package)} | `{package}` | {places} |")
    return "\n".join([*head, *rows])


if __name__ == "__main__":
    print(table())
