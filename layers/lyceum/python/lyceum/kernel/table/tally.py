"""How many calls of the table this process has made: a request's share of them stands in its log line."""

from threading import Lock


class Tally:
    """A counter that many threads may move."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._made = 0

    def add(self) -> None:
        """One more. Reads made side by side count each."""
        with self._lock:
            self._made += 1

    @property
    def made(self) -> int:
        """All since the process began; Lambda handles one request at a time, so the difference is that request's."""
        return self._made


CALLS = Tally()
