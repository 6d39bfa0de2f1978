"""One line that tells what takes so long: rewritten in a terminal, one line per step elsewhere."""

import sys
import time
from typing import TextIO


class Progress:
    """Steps with the seconds since the first one."""

    def __init__(self, stream: TextIO = sys.stdout) -> None:
        self._stream = stream
        self._started: float | None = None
        self._shown = ""

    def step(self, what: str) -> None:
        """Say what is being done now; saying the same again only moves the clock on in a terminal."""
        now = time.monotonic()
        self._started = self._started or now
        line = f"  {now - self._started:5.1f} s  {what}"
        if self._stream.isatty():
            self._stream.write(f"\r\x1b[2K{line}")
        elif what != self._shown:
            self._stream.write(f"{line}\n")
        self._shown = what
        self._stream.flush()

    def done(self) -> None:
        """End the line."""
        if self._shown and self._stream.isatty():
            self._stream.write("\r\x1b[2K")
        self._stream.flush()
        self._started, self._shown = None, ""
