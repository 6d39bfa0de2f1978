"""Faults that microburst cannot make on the wire, made where botocore sends: inside its own retries.

SES answers throttling in a form of its own; an answer without a body (S3's to PutObject) cannot be cut short. So the
one is answered here, and the other is really asked for, and its answer thrown away.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ConnectionClosedError
from botocore.httpsession import URLLib3Session

from tests.faults.proxy import HEADER

MAKES = frozenset({("sesv2", "throttled"), ("s3", "answer lost")})
"""Service and kind of fault that are made here."""

_MANY = 1_000


@dataclass
class Sender:
    """Stands where clients send; strikes one call, by its label, so often."""

    struck: int = 0
    _label: str = ""
    _kind: str = ""
    _left: int = 0

    @contextmanager
    def fail(self, label: str, kind: str, *, times: int | None) -> Iterator[None]:
        """Within the block this call fails so often (None: for good)."""
        self._label, self._kind, self._left, self.struck = label, kind, times or _MANY, 0
        try:
            yield
        finally:
            self._left = 0

    def before_send(self, request: Any, **_: Any) -> AWSResponse | None:
        """botocore's hook: an answer instead of sending, or an error instead of one. None: it is sent as ever."""
        label = request.headers.get(HEADER, "")
        if not self._left or (label.decode() if isinstance(label, bytes) else label) != self._label:
            return None
        self._left -= 1
        self.struck += 1
        if self._kind == "throttled":
            return _too_many(request.url)
        URLLib3Session().send(request)
        raise ConnectionClosedError(endpoint_url=request.url)


class _Body(io.BytesIO):
    """As urllib3 has it."""

    def stream(self, *_: Any, **__: Any) -> Iterator[bytes]:
        yield self.read()


def _too_many(url: str) -> AWSResponse:
    headers = HTTPHeaders()
    headers["x-amzn-ErrorType"] = "TooManyRequestsException"
    return AWSResponse(url, 429, headers, _Body(b'{"message": "Maximum sending rate exceeded."}'))


__all__ = ["MAKES", "Sender"]
