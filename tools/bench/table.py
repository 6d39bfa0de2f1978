"""The table of `make bench`, and what in it is too much."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tools.bench.cold import NEVER, REFERENCE, Starts
from tools.bench.warm import Requests

COLD_CEILING = 5.5
"""Cold start of a function behind a route, over the floor."""
WARM_CEILING = 7.0
"""A warm request, over the floor."""
SIZE_CEILING = 16 * 1024 * 1024
"""Bytes, unzipped: of what every function behind a route carries, without what Lambda would bring as well (boto3 and
what it needs); and again of the layers that a function has for one heavy package."""
_MEGABYTE = 1024 * 1024
_FREE_TO_LOAD = {"operations.site": frozenset({"asyncio", "argparse"})}
"""Starlette is asyncio; nobody waits for the documentation's page."""


@dataclass(frozen=True)
class Size:
    """A function's artefact, unzipped."""

    name: str
    all: int
    light: int
    """Without what Lambda would bring as well."""
    has_route: bool


def lines(starts: Sequence[Starts], requests: Sequence[Requests], sizes: Sequence[Size]) -> Iterator[str]:
    """The table, row by row."""
    reference = next(found for found in starts if found.subject.name == REFERENCE)
    size = {found.name: found for found in sizes}
    yield f"{'cold start':36} {'× floor':>8} {'× reference':>12} {'CPU ms':>8} {'MB':>6}  first answer"
    for found in sorted(starts, key=lambda found: (not found.subject.has_route, -found.ratio)):
        name = found.subject.name
        megabytes = f"{size[name].all / _MEGABYTE:6.1f}" if name in size else " " * 6
        mark = "" if found.subject.has_route or name == REFERENCE else "  (nobody waits)"
        relative = found.ratio / reference.ratio
        figures = f"{found.ratio:8.2f} {relative:12.2f} {found.milliseconds:8.0f}"
        yield f"{name:36} {figures} {megabytes}  {found.ended}{mark}"
    yield ""
    yield f"{'warm request':36} {'× floor':>8} {'CPU ms':>8}  DynamoDB"
    for asked in requests:
        yield f"{asked.name:36} {asked.ratio:8.2f} {asked.milliseconds:8.2f}  {', '.join(asked.calls)}"


def violations(starts: Sequence[Starts], requests: Sequence[Requests], sizes: Sequence[Size]) -> Iterator[str]:
    """What is above its ceiling, one line each."""
    for found in starts:
        name = found.subject.name
        if found.subject.has_route and found.ratio > COLD_CEILING:
            yield f"{name} starts at {found.ratio:.2f} × floor, above {COLD_CEILING}"
        free = _FREE_TO_LOAD.get(name, frozenset())
        if name != REFERENCE and (needless := [module for module in found.loaded if module not in free]):
            why = "no request needs" if set(needless) & set(NEVER) else "no layer of its own brings"
            yield f"{name} loads {', '.join(needless)}, which {why}"
    for asked in requests:
        if asked.ratio > WARM_CEILING:
            yield f"{asked.name} takes {asked.ratio:.2f} × floor when warm, above {WARM_CEILING}"
    yield from _too_big(sizes)


def _too_big(sizes: Sequence[Size]) -> Iterator[str]:
    for size in sizes:
        if size.has_route and size.light > SIZE_CEILING:
            yield f"{size.name} is {size.light / _MEGABYTE:.1f} MB, above {SIZE_CEILING / _MEGABYTE:.0f}"
