"""`make run`: the platform in the foreground, until Ctrl-C, redeploying what changes."""

import argparse
import signal
import sys
import time
from types import FrameType
from typing import NoReturn

from tools.local_deploy import DeploymentFailed, deploy_templates
from tools.local_platform import AlreadyRunning, SeedingFailed, Stack, platform
from tools.local_stack import EmulatorFailed, PortInUse
from tools.progress import Progress
from tools.watch import changed, look

_LOOK_SECONDS = 0.5


def main() -> int:
    """Run until a signal; 0 after a clean stop, 1 with one sentence when it cannot start."""
    parser = argparse.ArgumentParser(prog="make run", description=__doc__)
    parser.add_argument("--port", type=int, default=4566)
    port = parser.parse_args().port
    signal.signal(signal.SIGTERM, _interrupt)
    progress = Progress()
    try:
        with platform(port, say=progress.step) as stack:
            progress.done()
            print(_welcome(stack), flush=True)
            _redeploy_what_changes(stack, progress)
    except KeyboardInterrupt:
        progress.done()
        print("\nStopped. What was stored is kept for the next `make run`; `make reset` forgets it.")
        return 0
    except PortInUse:
        return _refuse(progress, f"Port {port} is in use: free it, or take another with `make run PORT={port + 100}`.")
    except (AlreadyRunning, DeploymentFailed, EmulatorFailed, SeedingFailed) as error:
        return _refuse(progress, str(error))


def _redeploy_what_changes(stack: Stack, progress: Progress) -> NoReturn:
    seen = look()
    while True:
        time.sleep(_LOOK_SECONDS)
        now = look()
        files = changed(seen, now)
        if not files:
            continue
        seen = now
        started = time.monotonic()
        names = files[0].name if len(files) == 1 else f"{len(files)} files"
        try:
            deploy_templates(stack.endpoint_url, say=progress.step)
        except DeploymentFailed as error:
            progress.done()
            print(f"{names} changed, but could not be deployed: {error}", flush=True)
        else:
            progress.done()
            print(f"{names} changed: deployed in {time.monotonic() - started:.1f} s", flush=True)


def _welcome(stack: Stack) -> str:
    width = max(len(user["email"]) for user in stack.users)
    people = "\n".join(f"  {u['role']:<14} {u['email']:<{width}}  {u['password']}" for u in stack.users)
    site = stack.api_url
    return f"""
Lyceum runs.

  API            {stack.api_url}/v1/{stack.tenant}
  Documentation  {site}/docs
  Status         {site}/v1/status
  Sent mail      {stack.mail_url}
  Stripe         {stack.stripe_url}
  Everything     .local/stack.json

Sign-ins
{people}

The courses, as the instructor sees them:
  curl -s -H "Authorization: Bearer $(make -s token AS=instructor)" {stack.api_url}/v1/{stack.tenant}/courses

A changed file is deployed within seconds. Ctrl-C stops."""


def _refuse(progress: Progress, sentence: str) -> int:
    progress.done()
    print(sentence, file=sys.stderr)
    return 1


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
