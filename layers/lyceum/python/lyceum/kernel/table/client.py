"""The client under all reads and writes: DynamoDB's JSON protocol over kept connections, one client per process.

It speaks what the kernel says, no more, with botocore's names, answers and exceptions. botocore's own client took three
quarters of a warm request and a third of a cold start (docs/decisions/a-client-of-our-own-for-the-table.md); where the
environment asks for more than a function in Lambda has, it is still the one that answers.
"""

import base64
import json
import os
import zlib
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from botocore.exceptions import ClientError

from lyceum.kernel.addresses import address_of
from lyceum.kernel.aws import session
from lyceum.kernel.ids import new_id
from lyceum.kernel.table.connections import Answer, Connections
from lyceum.kernel.table.repeats import Repeats
from lyceum.kernel.table.signature import Credentials, Signer
from lyceum.kernel.table.tally import CALLS

type Wire = dict[str, Any]
type Headers = dict[str, str]
type Watcher = Callable[[str, Wire, Headers], Callable[[Wire | None], None]]
"""Told of each call before it is made: its operation, its parameters, and the headers that each of its attempts carries
unsigned beside its own, to which it may add. What it returns is told the answer; None where none came."""

CONNECT_SECONDS = 1.0
READ_SECONDS = 3.0
ATTEMPTS = 4
CONNECTIONS = 16
"""Well inside a function's 10 s."""

_TARGET = "DynamoDB_20120810."
_CONTENT_TYPE = "application/x-amz-json-1.0"


@lru_cache(maxsize=1)
def dynamodb() -> Any:
    """The DynamoDB client. Tests that change the endpoint call `dynamodb.cache_clear()`."""
    address = address_of("dynamodb", os.environ)
    if address is None:
        return _by_botocore()
    key, secret = os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]
    credentials = Credentials(key, secret, os.environ.get("AWS_SESSION_TOKEN", ""))
    connections = Connections(
        address, CONNECT_SECONDS, READ_SECONDS, kept=CONNECTIONS, authorities=os.environ.get("AWS_CA_BUNDLE", "")
    )
    return TableClient(connections, Signer(credentials, os.environ["AWS_DEFAULT_REGION"], "dynamodb"))


def _by_botocore() -> Any:
    from botocore.config import Config

    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"mode": "standard", "total_max_attempts": ATTEMPTS},
        max_pool_connections=CONNECTIONS,
        tcp_keepalive=True,
        parameter_validation=False,
        user_agent="lyceum",
    )
    return session().create_client("dynamodb", config=config)


def _operation(name: str) -> Callable[..., Wire]:
    def call(self: "TableClient", **parameters: Any) -> Wire:
        return self.call(name, parameters)

    call.__doc__ = f"{name}: parameters and answer as in AWS' reference. Raises ClientError, BotoCoreError."
    return call


class TableClient:
    """DynamoDB's operations by botocore's names. Bytes are given and taken as bytes."""

    get_item = _operation("GetItem")
    batch_get_item = _operation("BatchGetItem")
    transact_get_items = _operation("TransactGetItems")
    query = _operation("Query")
    scan = _operation("Scan")
    put_item = _operation("PutItem")
    update_item = _operation("UpdateItem")
    delete_item = _operation("DeleteItem")
    batch_write_item = _operation("BatchWriteItem")

    def __init__(self, connections: Connections, signer: Signer) -> None:
        self.watchers: list[Watcher] = []
        self._connections = connections
        self._signer = signer
        self._repeats = Repeats(ATTEMPTS)

    def transact_write_items(self, **parameters: Any) -> Wire:
        """TransactWriteItems: carried out once, however often it is sent, by its token. Raises as the others."""
        return self.call("TransactWriteItems", {"ClientRequestToken": new_id(), **parameters})

    def call(self, operation: str, parameters: Wire) -> Wire:
        """One operation, sent again where that may help. Raises ClientError for a refusal, else BotoCoreError."""
        CALLS.add()
        body = _JSON.encode(parameters).encode()
        added: Headers = {}
        told = [watcher(operation, parameters, added) for watcher in self.watchers]
        answer: Wire | None = None
        try:
            answer = self._repeats.until_answered(lambda: self._send(operation, body, added))
        finally:
            for tell in told:
                tell(answer)
        if "Error" in answer:
            raise ClientError(answer, operation)  # type: ignore[arg-type]  # the stub knows no refusal's own parts
        return answer

    def _send(self, operation: str, body: bytes, added: Headers) -> Wire:
        connections = self._connections
        headers = {"content-type": _CONTENT_TYPE, "host": connections.host, "x-amz-target": _TARGET + operation}
        self._signer.sign(connections.path, headers, body)
        headers["user-agent"] = "lyceum"  # not signed, as nobody signs it: proxies change it
        headers |= added
        answer = connections.post(headers, body)
        return _read(answer) if answer.status == 200 else _refusal(answer)


def _read(answer: Answer) -> Wire:
    if answer.checksum and int(answer.checksum) != zlib.crc32(answer.content):
        return _error(answer, "ChecksumMismatch", "The answer was changed on its way.")
    return _parsed(answer.content)


def _refusal(answer: Answer) -> Wire:
    """The error document as botocore shows it: `Error`, and what the refusal carries beside it (the old item, …)."""
    try:
        said = _parsed(answer.content)
    except ValueError:
        said = {}  # a gateway's page
    code = str(said.pop("__type", answer.status)).rpartition("#")[2]
    message = said.pop("message", None) or said.pop("Message", "")
    return said | _error(answer, code, message)


def _error(answer: Answer, code: str, message: str) -> Wire:
    about = {"HTTPStatusCode": answer.status, "RequestId": answer.request_id}
    return {"Error": {"Code": code, "Message": message}, "ResponseMetadata": about}


def _parsed(content: bytes) -> Wire:
    has_bytes = b'"B"' in content or b'"BS"' in content
    read: Wire = json.loads(content or b"{}", object_hook=_with_bytes if has_bytes else None)
    return read


def _text_of_bytes(value: Any) -> str:
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(value).decode()
    raise TypeError(f"{type(value).__name__} does not travel")


_JSON = json.JSONEncoder(default=_text_of_bytes, separators=(",", ":"))


def _with_bytes(value: Wire) -> Wire:
    """`{"B": "…"}` and `{"BS": ["…"]}` are bytes. An attribute of that name has an object for its value, not text."""
    if len(value) == 1:
        match value:
            case {"B": str(text)}:
                return {"B": base64.b64decode(text)}
            case {"BS": [*texts]}:
                return {"BS": [base64.b64decode(text) for text in texts]}
    return value
