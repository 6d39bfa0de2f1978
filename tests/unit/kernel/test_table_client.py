"""The table's client against a server that answers as told: its words, its signature, its patience, its errors."""

import json
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials
from botocore.exceptions import BotoCoreError, ClientError, ConnectionClosedError, EndpointConnectionError
from botocore.exceptions import ReadTimeoutError as ReadTimeout
from botocore.retries.standard import ThrottledRetryableChecker, TransientRetryableChecker

from lyceum.kernel import aws
from lyceum.kernel.addresses import address_of
from lyceum.kernel.table import client as clients
from lyceum.kernel.table import repeats
from lyceum.kernel.table.client import TableClient
from lyceum.kernel.table.connections import Connections
from lyceum.kernel.table.signature import Credentials, Signer
from lyceum.kernel.table.tally import CALLS

CREDENTIALS = Credentials("AKIDEXAMPLE", "secret", "token")
LAMBDA = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_DEFAULT_REGION": "eu-central-1"}


@dataclass
class Asked:
    """One request as it came."""

    target: str
    body: dict[str, Any]
    headers: dict[str, str]
    connection: tuple[str, int]


@dataclass
class Said:
    """What the server answers; `None` for closing the connection without a word."""

    status: int = 200
    body: dict[str, Any] | bytes = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    then_close: bool = False


@dataclass
class Server:
    """Answers in the order told; the last answer stands."""

    answers: list[Said | None]
    asked: list[Asked] = field(default_factory=list)
    address: str = ""

    def client(self, *, patience: float = 3.0) -> TableClient:
        """A client of it."""
        connections = Connections(self.address, 1.0, patience, kept=2)
        return TableClient(connections, Signer(CREDENTIALS, "eu-central-1", "dynamodb"))


@contextmanager
def serving(*answers: Said | None, before: Callable[[], Any] = lambda: None) -> Iterator[Server]:
    server = Server(list(answers))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # or the body waits for the head to be acknowledged

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            server.asked.append(Asked(headers["x-amz-target"], json.loads(body), headers, self.client_address))
            before()
            said = server.answers.pop(0) if len(server.answers) > 1 else server.answers[0]
            if said is None:
                self.close_connection = True
                return
            content = said.body if isinstance(said.body, bytes) else json.dumps(said.body).encode()
            self.send_response(said.status)
            for name, value in {**said.headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(BrokenPipeError):  # who asked has given up
                self.wfile.write(content)
            self.close_connection = said.then_close

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.daemon_threads = True
    Thread(target=listener.serve_forever, args=(0.01,), daemon=True).start()
    server.address = f"http://127.0.0.1:{listener.server_address[1]}"
    try:
        yield server
    finally:
        listener.shutdown()
        listener.server_close()


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that would have been slept."""
    slept: list[float] = []
    monkeypatch.setattr("lyceum.kernel.table.repeats.time.sleep", slept.append)
    return slept


def refusal(name: str, status: int = 400, **parts: Any) -> Said:
    return Said(status, {"__type": f"com.amazonaws.dynamodb.v20120810#{name}", "message": "No.", **parts})


def test_it_says_what_it_was_told_and_bytes_travel_as_text() -> None:
    item = {"PK": {"S": "ก"}, "B": {"B": b"\x00\xff"}, "many": {"BS": [b"a", b"b"]}, "deep": {"M": {"B": {"S": "no"}}}}
    with serving(
        Said(body=b'{"Item": {"B": {"B": "AP8="}, "BS": {"BS": ["YQ=="]}, "m": {"M": {"B": {"S": "AP8="}}}}}')
    ) as server:
        client = server.client()
        client.put_item(TableName="t", Item=item)
        found = client.get_item(TableName="t", Key={})["Item"]
    assert server.asked[0].target == "DynamoDB_20120810.PutItem"
    assert server.asked[0].body["Item"] == {**item, "B": {"B": "AP8="}, "many": {"BS": ["YQ==", "Yg=="]}}
    assert found == {"B": {"B": b"\x00\xff"}, "BS": {"BS": [b"a"]}, "m": {"M": {"B": {"S": "AP8="}}}}


def test_what_is_neither_text_nor_bytes_is_not_sent() -> None:
    with serving(Said()) as server, pytest.raises(TypeError, match="object"):
        server.client().put_item(Item=object())
    assert not server.asked


def test_requests_are_signed_as_botocore_signs_them() -> None:
    with serving(Said()) as server:
        server.client().get_item(TableName="t", Key={"PK": {"S": "a"}})
    (asked,) = server.asked
    signed = asked.headers["authorization"].partition("SignedHeaders=")[2].partition(",")[0].split(";")
    body = json.dumps(asked.body, separators=(",", ":")).encode()
    theirs = AWSRequest("POST", f"{server.address}/", {name: asked.headers[name] for name in signed}, body)
    auth = SigV4Auth(BotocoreCredentials("AKIDEXAMPLE", "secret", "token"), "dynamodb", "eu-central-1")
    theirs.context["timestamp"] = asked.headers["x-amz-date"]
    signature = auth.signature(auth.string_to_sign(theirs, auth.canonical_request(theirs)), theirs)
    assert asked.headers["authorization"].endswith(f"Signature={signature}")
    assert {"host", "x-amz-date", "x-amz-target", "x-amz-security-token", "content-type"} <= set(signed)


def test_a_new_day_has_a_new_key() -> None:
    signer = Signer(CREDENTIALS, "eu-central-1", "dynamodb")
    of_days = []
    for at in (0.0, 86_399.0, 86_400.0):
        headers = {"host": "there"}
        signer.sign("/", headers, b"", at=at)
        again = {"host": "there"}
        Signer(CREDENTIALS, "eu-central-1", "dynamodb").sign("/", again, b"", at=at)
        assert headers == again
        of_days.append(headers["authorization"].partition("/")[2].partition("/")[0])
    assert of_days == ["19700101", "19700101", "19700102"]


def test_a_secret_is_not_shown() -> None:
    assert "secret" not in repr(CREDENTIALS)
    assert "token=" not in repr(CREDENTIALS)


def test_a_refusal_carries_what_came_with_it() -> None:
    reasons = [{"Code": "ConditionalCheckFailed", "Item": {"PK": {"S": "a"}, "b": {"B": "YQ=="}}}, {"Code": "None"}]
    said = refusal("TransactionCanceledException", CancellationReasons=reasons)
    with serving(said) as server, pytest.raises(ClientError) as met:
        server.client().transact_write_items(TransactItems=[])
    response: Any = met.value.response
    assert response["Error"] == {"Code": "TransactionCanceledException", "Message": "No."}
    assert response["CancellationReasons"][0]["Item"]["b"] == {"B": b"a"}
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert met.value.operation_name == "TransactWriteItems"
    assert len(server.asked) == 1, "a refusal is not asked for again"


@pytest.mark.parametrize("name", ["ProvisionedThroughputExceededException", "ThrottlingException"])
def test_what_is_throttled_is_sent_again(name: str, pauses: list[float]) -> None:
    with serving(refusal(name), refusal(name), Said(body={"Item": {}})) as server:
        assert server.client().get_item(TableName="t", Key={}) == {"Item": {}}
    assert len(server.asked) == 3
    assert [pause <= longest for pause, longest in zip(pauses, (1, 2), strict=True)] == [True, True]


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_fault_is_named_after_four_attempts(status: int, pauses: list[float]) -> None:
    with serving(Said(status, b"<html>Bad gateway</html>")) as server, pytest.raises(ClientError) as met:
        server.client().get_item(TableName="t", Key={})
    assert met.value.response["Error"]["Code"] == str(status)
    assert (len(server.asked), len(pauses)) == (4, 3)


def test_a_lost_answer_is_asked_for_again_with_the_same_token() -> None:
    with serving(None, Said()) as server:
        server.client().transact_write_items(TransactItems=[])
        server.client().transact_write_items(TransactItems=[])
    first, second, other = (asked.body["ClientRequestToken"] for asked in server.asked)
    assert first == second != other


def test_a_given_token_is_kept() -> None:
    with serving(Said()) as server:
        server.client().transact_write_items(TransactItems=[], ClientRequestToken="mine")
    assert server.asked[0].body["ClientRequestToken"] == "mine"


def test_nobody_answers() -> None:
    with serving(None) as server:
        with pytest.raises(ConnectionClosedError):
            server.client().get_item(TableName="t", Key={})
        assert len(server.asked) == 4
        client = server.client()
    with pytest.raises(EndpointConnectionError):
        client.get_item(TableName="t", Key={})


def test_an_answer_that_takes_too_long_is_given_up() -> None:
    from threading import Event

    never = Event()
    with serving(Said(), before=lambda: never.wait(10)) as server:
        with pytest.raises(ReadTimeout):
            server.client(patience=0.05).get_item(TableName="t", Key={})
        never.set()
    assert len(server.asked) == 4


def test_an_answer_that_changed_on_its_way_is_asked_for_again() -> None:
    right = str(zlib.crc32(b"{}"))
    with serving(Said(headers={"x-amz-crc32": "1"}), Said(headers={"x-amz-crc32": right})) as server:
        assert server.client().get_item(TableName="t", Key={}) == {}
    assert len(server.asked) == 2


def test_a_connection_is_used_again_and_not_when_the_other_side_closed_it(pauses: list[float]) -> None:
    with serving(Said(), Said(then_close=True), Said()) as server:
        client = server.client()
        for _ in range(2):
            client.get_item(TableName="t", Key={})
        idle = client._connections._idle[0].sock
        idle.settimeout(5)
        assert idle.recv(1, 2) == b"", "the server's end has arrived"  # 2: MSG_PEEK
        client.get_item(TableName="t", Key={})
    first, second, third = (asked.connection for asked in server.asked)
    assert first == second != third
    assert not pauses, "nothing failed for it"


def test_repeats_are_paid_from_a_quota_that_successes_fill(pauses: list[float]) -> None:
    with serving(Said(503)) as server:
        client = server.client()
        for _ in range(60):
            with pytest.raises(ClientError):
                client.get_item(TableName="t", Key={})
        assert len(server.asked) == 60 + 100, "500 tokens, 5 for each repeat"
        server.answers[:] = [Said()]
        for _ in range(5):
            client.get_item(TableName="t", Key={})
        server.answers[:] = [Said(503)]
        server.asked.clear()
        with pytest.raises(ClientError):
            client.get_item(TableName="t", Key={})
    assert len(server.asked) == 2


def test_it_repeats_what_botocore_repeats() -> None:
    throttled: Any = ThrottledRetryableChecker
    transient: Any = TransientRetryableChecker
    codes = {*throttled._THROTTLED_ERROR_CODES, *transient._TRANSIENT_ERROR_CODES}
    assert codes == repeats.REPEATABLE - {"ChecksumMismatch"}
    assert set(transient._TRANSIENT_STATUS_CODES) == repeats.TRANSIENT_STATUSES
    assert set(transient._TRANSIENT_EXCEPTION_CLS) == set(repeats.UNANSWERED)


def test_calls_are_counted_refused_and_repeated_ones_once_those_side_by_side_each() -> None:
    with serving(refusal("ThrottlingException"), Said(), refusal("ConditionalCheckFailedException")) as server:
        client, before = server.client(), CALLS.made
        client.get_item(TableName="t", Key={})
        assert CALLS.made - before == 1
        with ThreadPoolExecutor(8) as threads:
            for _ in range(80):
                threads.submit(client.get_item, TableName="t", Key={})
    assert CALLS.made - before == 81


def test_watchers_hear_of_each_call_once_and_of_refusals_too() -> None:
    heard: list[Any] = []

    def watch(
        operation: str, parameters: dict[str, Any], headers: dict[str, str]
    ) -> Callable[[dict[str, Any] | None], None]:
        heard.append((operation, parameters))
        headers["x-heard"] = str(len(heard))
        return lambda answer: heard.append("unanswered" if answer is None else answer.get("Error", {}).get("Code"))

    with serving(Said(500), Said(), refusal("ValidationException"), None) as server:
        client = server.client()
        client.watchers.append(watch)
        client.get_item(TableName="t")
        for error in (ClientError, ConnectionClosedError):
            with pytest.raises(error):
                client.query(TableName="t")
    asked = [("GetItem", {"TableName": "t"}), *[("Query", {"TableName": "t"})] * 2]
    assert heard[::2] == asked
    assert heard[1::2] == [None, "ValidationException", "unanswered"]
    assert [each.headers["x-heard"] for each in server.asked] == ["1", "1", "3", *["5"] * 4]
    assert all("x-heard" not in each.headers["authorization"] for each in server.asked)


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ({}, "https://dynamodb.eu-central-1.amazonaws.com"),
        ({"AWS_DEFAULT_REGION": "ap-southeast-7"}, "https://dynamodb.ap-southeast-7.amazonaws.com"),
        ({"AWS_ENDPOINT_URL": "http://here:1"}, "http://here:1"),
        ({"AWS_ENDPOINT_URL": "http://here:1", "AWS_ENDPOINT_URL_DYNAMODB": "http://there:2"}, "http://there:2"),
    ],
)
def test_where_it_goes(given: dict[str, str], address: str) -> None:
    assert address_of("dynamodb", {**LAMBDA, **given}) == address


@pytest.mark.parametrize(
    "given",
    [
        {"AWS_DEFAULT_REGION": "cn-north-1"},
        {"AWS_DEFAULT_REGION": "us-gov-west-1"},
        {"AWS_DEFAULT_REGION": "eusc-de-east-1"},
        {"AWS_PROFILE": "school"},
        {"AWS_USE_FIPS_ENDPOINT": "true"},
        {"HTTPS_PROXY": "http://proxy:3128"},
    ],
)
def test_what_asks_for_more_is_botocores(given: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert address_of("dynamodb", {**LAMBDA, **given}) is None
    assert address_of("dynamodb", {"AWS_DEFAULT_REGION": "eu-central-1"}) is None, (
        "SnapStart's credentials come over HTTP"
    )
    for name, value in {**LAMBDA, **given}.items():
        if name != "AWS_PROFILE":
            monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    clients.dynamodb.cache_clear()
    aws.session.cache_clear()
    try:
        made: Any = clients.dynamodb()
        assert made.meta.service_model.service_name == "dynamodb"
        assert made.meta.config.retries["total_max_attempts"] == clients.ATTEMPTS
    finally:
        clients.dynamodb.cache_clear()
        aws.session.cache_clear()


def test_certificates_are_checked() -> None:
    import ssl

    trust = Connections("https://there", 1.0, 1.0, kept=1)._trust
    assert (trust.verify_mode, trust.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert trust.get_ca_certs(), "botocore's authorities"
    assert issubclass(EndpointConnectionError, BotoCoreError)
