"""`make reset`: forget everything the local platform has stored."""

import shutil
import sys

from tools.local_platform import STATE, NotRunning, running_stack


def main() -> int:
    """Remove what is stored, unless the platform is running on it."""
    try:
        running_stack()
    except NotRunning:
        shutil.rmtree(STATE, ignore_errors=True)
        print("Forgotten: the next `make run` starts anew.")
        return 0
    print("The platform is running: stop it with Ctrl-C first.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
