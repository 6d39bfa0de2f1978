"""Signature Version 4 for one service's JSON requests: the key of a day is derived once, not for each request."""

import hashlib
import hmac
from dataclasses import dataclass, field
from time import gmtime, strftime

ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What Lambda gives a process for as long as it lives."""

    key: str
    secret: str = field(repr=False)
    token: str = field(default="", repr=False)


@dataclass(slots=True)
class Signer:
    """Signs POST requests with a body and no query (AWS, "Create a signed AWS API request")."""

    credentials: Credentials
    region: str
    service: str
    _day: tuple[str, bytes] = ("", b"")
    """A day and its key, in one place, so that threads see both or neither."""

    def sign(self, path: str, headers: dict[str, str], body: bytes, *, at: float | None = None) -> None:
        """Add date, token and signature to `headers`, whose names are in lower case; all of them are signed."""
        instant = strftime("%Y%m%dT%H%M%SZ", gmtime(at))
        headers["x-amz-date"] = instant
        if self.credentials.token:
            headers["x-amz-security-token"] = self.credentials.token
        names = sorted(headers)
        signed = ";".join(names)
        lines = "".join(f"{name}:{headers[name]}\n" for name in names)
        request = f"POST\n{path}\n\n{lines}\n{signed}\n{hashlib.sha256(body).hexdigest()}"
        scope = f"{instant[:8]}/{self.region}/{self.service}/aws4_request"
        text = f"{ALGORITHM}\n{instant}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
        signature = hmac.digest(self._key_of(instant[:8]), text.encode(), "sha256").hex()
        headers["authorization"] = (
            f"{ALGORITHM} Credential={self.credentials.key}/{scope}, SignedHeaders={signed}, Signature={signature}"
        )

    def _key_of(self, day: str) -> bytes:
        known, key = self._day
        if known != day:
            key = b"AWS4" + self.credentials.secret.encode()
            for part in (day, self.region, self.service, "aws4_request"):
                key = hmac.digest(key, part.encode(), "sha256")
            self._day = (day, key)
        return key
