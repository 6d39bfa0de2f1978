"""A lease on a process that several others share: it ends itself once nobody holds the lease, however they ended."""

import fcntl
import os
import signal
import threading
import time
from pathlib import Path
from typing import IO

_POLL_SECONDS = 0.5


class Lease:
    """A shared lock on a file. The operating system frees it when the holder ends, by a signal or a crash as well."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: IO[bytes] = path.open("ab")
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def release(self) -> None:
        """Give the lease back; a second call does nothing."""
        self._file.close()


def end_with_lease(path: Path) -> None:
    """Send SIGTERM to this process once nobody holds the lease at `path`."""
    threading.Thread(target=_watch, args=(path,), daemon=True, name="lease").start()


def _watch(path: Path) -> None:
    with path.open("ab") as file:
        while True:
            time.sleep(_POLL_SECONDS)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            # The exclusive lock is kept to the end: who wants a lease now waits, and finds this process gone.
            os.kill(os.getpid(), signal.SIGTERM)
            return
