"""`make verify-audit [TENANT=…]`: the audit trail against its seals, on the running platform or on AWS.

On this machine it reads .local/stack.json; on AWS give --table and --seals (outputs of the stack) and ordinary
credentials. It ends with 1 and names what was altered, added or taken away.
"""

import argparse
import os

from tools.local_platform import NotRunning, running_stack
from tools.local_stack import CREDENTIALS


def main() -> int:
    """Verify one tenant, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tenant", help="one school; `*` is the platform itself; all of them where it is left out")
    parser.add_argument("--table", help="the table's name, for AWS")
    parser.add_argument("--seals", help="the bucket of the seals, for AWS")
    given = parser.parse_args()
    if given.table is None:
        _use_running_platform()
    else:
        os.environ.update(TABLE=given.table, SEALS=given.seals)
    return report([given.tenant] if given.tenant else None)


def report(wanted: list[str] | None) -> int:
    """Print a line for each tenant and one for each finding; 1 where there is any."""
    from lyceum.compliance.verify_audit import tenants, verify_audit
    from lyceum.kernel import clock

    found = 0
    for tenant in wanted or tenants():
        verdict = verify_audit(tenant, at=clock.now())
        state = "sound" if verdict.is_sound else f"{len(verdict.findings)} findings"
        print(
            f"{tenant}: {state}; {verdict.sealed} entries under {verdict.seals} seals, {verdict.waiting} not yet sealed"
        )
        for finding in verdict.findings:
            print(f"  {finding.kind}: {finding.name}")
        found += len(verdict.findings)
    return 1 if found else 0


def _use_running_platform() -> None:
    try:
        stack = running_stack()
    except NotRunning as error:
        raise SystemExit(f"{error} For AWS give --table and --seals.") from error
    os.environ.update(CREDENTIALS)
    os.environ.update(AWS_ENDPOINT_URL=stack.endpoint_url, TABLE=stack.table, SEALS=stack.seals)


if __name__ == "__main__":
    raise SystemExit(main())
