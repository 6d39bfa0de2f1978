"""The table's connections over TLS, with a server whose certificate was made here: who it is has to be proven."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError, SSLError
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from lyceum.kernel.table.connections import Connections


class Echo(BaseHTTPRequestHandler):
    """Answers with what was sent, under the name that it was asked by."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Every request."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("x-amzn-requestid", f"{self.client_address[1]} {self.headers['Host']}")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


def certified(folder: Path, name: str) -> Path:
    """A key and a certificate for a host's name, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    place = folder / f"{name}.pem"
    place.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return place


@contextmanager
def serving(certificate: Path) -> Iterator[int]:
    """A server with this certificate on a port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trust.load_cert_chain(certificate)
    server.socket = trust.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def connections(port: int, authorities: Path | None) -> Connections:
    address = f"https://localhost:{port}"
    return Connections(address, 2.0, 2.0, kept=1, authorities=str(authorities or ""))


def test_requests_go_over_one_connection_to_who_is_known(tmp_path: Path) -> None:
    known = certified(tmp_path, "localhost")
    with serving(known) as port:
        asked = connections(port, known)
        first, second = (asked.post({"Content-Type": "text/plain"}, body) for body in (b"one", b"two"))

    assert (first.status, first.content, second.content) == (200, b"one", b"two")
    assert first.request_id == second.request_id
    assert first.request_id.endswith(f" localhost:{port}")


def test_who_is_somebody_else_hears_nothing(tmp_path: Path) -> None:
    other = certified(tmp_path, "elsewhere.example")
    with serving(other) as port, pytest.raises(SSLError, match="localhost"):
        connections(port, other).post({}, b"secret")


def test_who_nobody_vouches_for_hears_nothing(tmp_path: Path) -> None:
    with serving(certified(tmp_path, "localhost")) as port, pytest.raises(SSLError, match="self-signed"):
        connections(port, None).post({}, b"secret")


def test_where_nobody_listens_is_told_as_botocore_tells_it() -> None:
    with pytest.raises(EndpointConnectionError):
        connections(1, None).post({}, b"")
    with pytest.raises((ConnectTimeoutError, EndpointConnectionError)):
        Connections("http://192.0.2.1", 0.05, 1.0, kept=1).post({}, b"")
