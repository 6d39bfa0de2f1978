"""How long files and functions are. `python -m tools.checks.sizes` prints the longest; a test holds the ceilings."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from tools.checks.layout import FUNCTION_CEILING, LINE_CEILING, ROOT, python_files

SHOWN = 12


@dataclass(frozen=True, order=True)
class Size:
    """Lines of a file, or of a function with its decorators and docstring."""

    lines: int
    place: str
    """`path`, or `path:line name`."""


def functions_in(source: str, path: str) -> Iterator[Size]:
    """Every function of a source, methods and inner ones too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            yield Size((node.end_lineno or node.lineno) - first + 1, f"{path}:{node.lineno} {node.name}")


def measured() -> tuple[list[Size], list[Size]]:
    """`(files, functions)` of the whole project, the longest first."""
    sources = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in python_files()}
    files = [Size(len(source.splitlines()), path) for path, source in sources.items()]
    functions = [size for path, source in sources.items() for size in functions_in(source, path)]
    return sorted(files, reverse=True), sorted(functions, reverse=True)


def report() -> str:
    """The longest files and functions, beside their median and ceiling."""
    lines = []
    for name, sizes, ceiling in zip(("files", "functions"), measured(), (LINE_CEILING, FUNCTION_CEILING), strict=True):
        middle = median(size.lines for size in sizes)
        lines.append(f"{len(sizes)} {name}, median {middle:g} lines, ceiling {ceiling}; the longest:")
        lines += [f"{size.lines:5} {size.place}" for size in sizes[:SHOWN]]
    return "\n".join(lines)


if __name__ == "__main__":
    print(report())
