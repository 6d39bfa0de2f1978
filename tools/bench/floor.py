"""The floor: what saving an answer costs by hand, with the standard library alone and without a library in sight.

A request as API Gateway hands it over, the membership in the verified claim, one DynamoDB call signed by hand
(SigV4, AWS "Signature Version 4 signing process") over a kept connection, an answer, a log line. No validation, no
named errors, no retries, no metrics: nobody should run a school on it. It is what the machine cannot do without.
"""

import hashlib
import hmac
import json
import os
import time
from http.client import HTTPConnection, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

_ALGORITHM = "AWS4-HMAC-SHA256"
_SIGNED = "content-type;host;x-amz-date;x-amz-target"
_TYPE = "application/x-amz-json-1.0"


class Table:
    """DynamoDB over one connection."""

    def __init__(self) -> None:
        where = urlsplit(os.environ["AWS_ENDPOINT_URL"])
        self._host = where.netloc
        kind = HTTPSConnection if where.scheme == "https" else HTTPConnection
        self._connection = kind(where.netloc, timeout=3)
        self._region = os.environ["AWS_REGION"]
        self._key = os.environ["AWS_ACCESS_KEY_ID"]
        self._secret = os.environ["AWS_SECRET_ACCESS_KEY"]

    def call(self, operation: str, body: bytes) -> dict[str, Any]:
        """The answer of one operation. Raises RuntimeError for whatever is not a success."""
        headers = self._signed(f"DynamoDB_20120810.{operation}", body)
        self._connection.request("POST", "/", body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RuntimeError(content.decode())
        read: dict[str, Any] = json.loads(content)
        return read

    def _signed(self, target: str, body: bytes) -> dict[str, str]:
        instant = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        scope = f"{instant[:8]}/{self._region}/dynamodb/aws4_request"
        headers = f"content-type:{_TYPE}\nhost:{self._host}\nx-amz-date:{instant}\nx-amz-target:{target}\n"
        request = f"POST\n/\n\n{headers}\n{_SIGNED}\n{hashlib.sha256(body).hexdigest()}"
        text = f"{_ALGORITHM}\n{instant}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
        key = b"AWS4" + self._secret.encode()
        for part in (instant[:8], self._region, "dynamodb", "aws4_request"):
            key = hmac.digest(key, part.encode(), "sha256")
        signature = hmac.digest(key, text.encode(), "sha256").hex()
        return {
            "Content-Type": _TYPE,
            "X-Amz-Date": instant,
            "X-Amz-Target": target,
            "Authorization": f"{_ALGORITHM} Credential={self._key}/{scope}, SignedHeaders={_SIGNED}, "
            f"Signature={signature}",
        }


_table: list[Table] = []


def table() -> Table:
    """The one of this process."""
    if not _table:
        _table.append(Table())
    return _table[0]


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Save an answer."""
    attempt, question = event["pathParameters"]["attempt"], event["pathParameters"]["question"]
    person = _member(event)
    body = json.loads(event["body"])
    update = {
        "TableName": os.environ["TABLE"],
        "Key": {"PK": {"S": f"T#{event['pathParameters']['tenant']}#U#{person}"}, "SK": {"S": f"ATTEMPT#{attempt}"}},
        "UpdateExpression": "SET a.#q = :a ADD rev :one",
        "ConditionExpression": "s = :open AND attribute_exists(PK)",
        "ExpressionAttributeNames": {"#q": question},
        "ExpressionAttributeValues": {
            ":a": {"L": [{"N": str(body["revision"])}, {"S": json.dumps(body["response"])}]},
            ":one": {"N": "1"},
            ":open": {"S": "in_progress"},
        },
    }
    table().call("UpdateItem", json.dumps(update).encode())
    return answered(event, 200, {"question": question, "revision": body["revision"]})


def same_calls(event: dict[str, Any], calls: list[tuple[str, bytes]]) -> dict[str, Any]:
    """Any operation: read the request, make the very calls that the product makes for it, answer with what came."""
    _member(event)
    if event.get("body"):
        json.loads(event["body"])
    answers = [table().call(operation, body) for operation, body in calls]
    return answered(event, 200, answers[-1])


def _member(event: dict[str, Any]) -> str:
    claims = event["requestContext"]["authorizer"]["jwt"]["claims"]
    tenants = {part.partition("=")[0] for part in claims["memberships"].split(";")}
    if event["pathParameters"]["tenant"] not in tenants:
        raise PermissionError
    return str(claims["person"])


def answered(event: dict[str, Any], status: int, body: Any) -> dict[str, Any]:
    """An answer for the gateway, and its log line."""
    print(json.dumps({"route": event["routeKey"], "status": status}), flush=True)
    return {"statusCode": status, "headers": {"Content-Type": "application/json"}, "body": json.dumps(body)}
