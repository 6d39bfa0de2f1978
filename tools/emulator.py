"""The emulator's process: `python -m tools.emulator`, set up by environment variables (see tools.local_stack)."""

import os
from pathlib import Path

from tools.lease import end_with_lease


def main() -> None:
    """Mend the emulator, then serve until SIGTERM. With EMULATOR_LEASE set, end when nobody holds that lease."""
    if lease := os.environ.get("EMULATOR_LEASE"):
        end_with_lease(Path(lease))
    from tools import emulator_forks, emulator_mends, emulator_twice

    emulator_forks.apply()

    emulator_mends.apply(os.environ.get("EMULATOR_WITHOUT", "").split(","))
    if state := os.environ.get("STATE_DIR"):
        emulator_twice.apply(Path(state).parent / emulator_twice.NAME)
    from ministack import app

    app.main()


if __name__ == "__main__":
    main()
