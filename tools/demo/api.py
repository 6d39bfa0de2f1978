"""A client of the HTTP API: sends JSON with a token, heeds `Retry-After`, and refreshes a token that is out of date."""

import json
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from tools.demo.journal import Broken

_TIMEOUT_SECONDS = 60
_REPEATS = 6


@dataclass(frozen=True, slots=True)
class Answer:
    """What the API answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body) if self.body else None

    @property
    def problem(self) -> str:
        """The name of the refusal: the last part of its `type`."""
        try:
            return str(self.json["type"]).rsplit("/", 1)[1]
        except (ValueError, TypeError, KeyError, IndexError):
            return self.body[:200].decode(errors="replace")


class Unexpected(Broken):
    """The API answered otherwise than a client may expect."""


@dataclass
class Api:
    """One tenant's API for one caller."""

    url: str
    """`…/v1/<tenant>`."""
    token: str | None = None
    language: str = "en"
    refresh: Callable[[], str] | None = None
    """Gives a new token; called when the API says that this one is out of date."""
    patient: bool = True
    """Asks again after a while where the API says so."""

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: Mapping[str, str] | None = None,
        expect: tuple[int, ...] = (200, 201, 202, 204),
    ) -> Answer:
        """Send a request. Raises Unexpected for a status that is not expected."""
        answer = self._patiently(method, path, body, headers or {})
        if answer.status == 403 and answer.problem == "token-stale" and self.refresh is not None:
            self.token = self.refresh()
            answer = self._patiently(method, path, body, headers or {})
        if answer.status not in expect:
            raise Unexpected(f"{method} {path} answered {answer.status} {answer.problem}")
        return answer

    def get(self, path: str, **query: str | int) -> Any:
        """The JSON of a GET."""
        return self.send("GET", _with(path, query)).json

    def every(self, path: str, *, of: str = "items", **query: str | int) -> Iterator[Any]:
        """All entries of a list, page by page."""
        cursor: dict[str, str] = {}
        while True:
            page = self.get(path, **query, **cursor)
            yield from page[of]
            if not page.get("next_cursor"):
                return
            cursor = {"cursor": page["next_cursor"]}

    def post(self, path: str, body: Any = None, *, key: str | None = None) -> Any:
        """The JSON of a POST; with a key it can be repeated."""
        return self.send("POST", path, body, headers={"Idempotency-Key": key} if key else {}).json

    def put(self, path: str, body: Any = None) -> Any:
        """The JSON of a PUT."""
        return self.send("PUT", path, body).json

    def patch(self, path: str, body: Any) -> Any:
        """The JSON of a PATCH."""
        return self.send("PATCH", path, body).json

    def refusal(self, method: str, path: str, body: Any = None) -> tuple[int, str]:
        """Status and name of a refusal that is expected."""
        answer = self._patiently(method, path, body, {})
        return answer.status, answer.problem if answer.status >= 400 else ""

    def _patiently(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> Answer:
        answer = self._once(method, path, body, headers)
        for _ in range(_REPEATS if self.patient else 0):
            if answer.status not in (429, 503):
                break
            time.sleep(float(answer.headers.get("retry-after", "1")))
            answer = self._once(method, path, body, headers)
        return answer

    def _once(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> Answer:
        sent = {"Accept-Language": self.language, **headers}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        if body is not None:
            sent["Content-Type"] = "application/json"
        data = json.dumps(body).encode() if body is not None else None
        return exchange(urllib.request.Request(self.url + path, data=data, headers=sent, method=method))


def exchange(request: urllib.request.Request) -> Answer:
    """One request and its answer, whatever the status. Raises Unexpected where nobody answers."""
    if request.type not in ("http", "https"):
        raise Unexpected(f"an address of another kind: {request.full_url}")
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as answer:  # nosec B310
            return Answer(answer.status, _lower(answer.headers), answer.read())
    except urllib.error.HTTPError as refused:
        with refused:
            return Answer(refused.code, _lower(refused.headers), refused.read())
    except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
        raise Unexpected(f"{request.get_method()} {request.full_url.split('?')[0]}: {error}") from error


def fetch(url: str) -> Answer:
    """What lies at an address that needs no token: a presigned one, a public page."""
    return exchange(urllib.request.Request(url))


def send_form(url: str, fields: Mapping[str, str], name: str, content: bytes) -> Answer:
    """Post a form with a file as browsers do (multipart/form-data); the file comes last, as S3 demands."""
    boundary = secrets.token_hex(16)
    head = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
        for field, value in fields.items()
    )
    head += f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{quote(name)}"\r\n\r\n'
    body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    return exchange(urllib.request.Request(url, data=body, headers=headers, method="POST"))


def _with(path: str, query: Mapping[str, str | int]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def _lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def until[T](look: Callable[[], T | None], *, what: str, seconds: float = 60.0) -> T:
    """Look again until there is something: neither None nor False nor empty. Raises Broken when it takes too long."""
    end, pause = time.monotonic() + seconds, 0.1
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            raise Broken(f"waited {seconds:.0f} s in vain: {what}")
        time.sleep(pause)
        pause = min(pause * 1.5, 1.0)
