"""`python -m tools.cost [--log FILE …] [--tenant acme] [--learners 200]`: USD of each tenant and of a learner's month.

With logs (functions' JSON lines, of CloudWatch or of `.local`; - is standard input): what each tenant's requests cost
by the units of their rows, their durations and bytes. Without: what an active learner's month costs on paper.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from tools.cost.metered import Tenant, by_tenant, read
from tools.cost.month import learner_month
from tools.measure.prices import ACTIVE_PERSON, Used


def main() -> int:
    """Print the bill; 1 where the logs hold no request of the tenant."""
    parser = argparse.ArgumentParser(prog="python -m tools.cost", description=__doc__)
    parser.add_argument("--log", nargs="*", default=[], help="files with functions' log lines")
    parser.add_argument("--tenant", help="this one alone")
    parser.add_argument("--learners", type=int, default=1, help="active learners behind the logged requests")
    wanted = parser.parse_args()
    if not wanted.log:
        print("\n".join(month_lines(learner_month())))
        return 0
    tenants = by_tenant(read(chain.from_iterable(map(_lines, wanted.log))))
    chosen = {name: found for name, found in tenants.items() if wanted.tenant in (None, name)}
    print("\n".join(tenant_lines(chosen, wanted.learners)))
    return 0 if chosen else 1


def month_lines(used: Used) -> Iterator[str]:
    """A learner's month."""
    units = f"{used.write_units:.0f} write and {used.read_units:.0f} read units"
    yield f"A learner's month: {used.requests} requests, {units},"
    yield f"{used.events} events, {used.bytes_out / 10**6:.1f} MB answered, {used.mails} mails"
    yield from _bill(used)
    yield f"  {'sign-in':12} {ACTIVE_PERSON:10.6f} USD, of every active person above 10,000"


def tenant_lines(tenants: dict[str, Tenant], learners: int) -> Iterator[str]:
    """A bill for each tenant, the dearest first."""
    for name, found in sorted(tenants.items(), key=lambda part: -part[1].used.usd()):
        yield f"{name or '(no tenant)'}: {found.used.requests:,} requests"
        yield from _bill(found.used)
        yield f"  {'a learner':12} {found.used.usd() / learners:10.6f} USD, of {learners:,}"
        yield f"  most asked: {', '.join(f'{route} {count:,}' for route, count in found.routes.most_common(3))}"


def _bill(used: Used) -> Iterator[str]:
    for service, usd in used.lines().items():
        yield f"  {service:12} {usd:10.6f} USD"
    yield f"  {'in all':12} {used.usd():10.6f} USD"


def _lines(name: str) -> Iterable[str]:
    if name == "-":
        return sys.stdin
    return Path(name).read_text(encoding="utf-8", errors="replace").splitlines()


if __name__ == "__main__":
    sys.exit(main())
