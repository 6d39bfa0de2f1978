"""HTTP connections to one service, kept open between requests and given to one thread at a time.

What goes wrong is raised as botocore raises it, so that callers need not know who carried their request.
"""

import select
import socket
import ssl
from collections import deque
from dataclasses import dataclass, field
from functools import cached_property
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import botocore
from botocore.exceptions import (
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
    SSLError,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    request_id: str
    checksum: str
    """`x-amz-crc32`; empty where there is none."""
    content: bytes


@dataclass
class Connections:
    """At most `kept` idle connections to an address. Seconds: to connect, and between two parts of an answer."""

    address: str
    connect_timeout: float
    read_timeout: float
    kept: int
    authorities: str = ""
    """File of certificates that are trusted; empty for those that botocore brings."""
    _idle: deque[HTTPConnection] = field(default_factory=deque)

    @cached_property
    def host(self) -> str:
        """The `Host` header."""
        return urlsplit(self.address).netloc

    @cached_property
    def path(self) -> str:
        """Where requests go."""
        return urlsplit(self.address).path or "/"

    def post(self, headers: dict[str, str], body: bytes) -> Answer:
        """Send a request, read its answer whole. Raises a ConnectionError or HTTPClientError of botocore."""
        connection = self._taken() or self._made()
        try:
            connection.request("POST", self.path, body, headers)
            response = connection.getresponse()
            content = response.read()
        except TimeoutError as error:
            connection.close()
            raise ReadTimeoutError(endpoint_url=self.address, error=error) from error
        except (OSError, HTTPException) as error:
            connection.close()
            raise ConnectionClosedError(endpoint_url=self.address, error=error) from error
        if response.will_close or len(self._idle) >= self.kept:
            connection.close()
        else:
            self._idle.append(connection)
        told = response.headers
        return Answer(response.status, told.get("x-amzn-requestid", ""), told.get("x-amz-crc32", ""), content)

    def _taken(self) -> HTTPConnection | None:
        """The idle connection that was used last, if the other side has not closed it meanwhile."""
        while self._idle:
            try:
                connection = self._idle.pop()
            except IndexError:  # another thread was faster
                return None
            if connection.sock is not None and not _has_something_to_say(connection.sock):
                return connection
            connection.close()
        return None

    def _made(self) -> HTTPConnection:
        where = urlsplit(self.address)
        kind = HTTPSConnection if where.scheme == "https" else HTTPConnection
        connection = kind(where.netloc)
        try:
            connection.sock = self._dialled(connection.host, connection.port, is_secure=where.scheme == "https")
        except TimeoutError as error:
            raise ConnectTimeoutError(endpoint_url=self.address, error=error) from error
        except OSError as error:
            refusal = SSLError if isinstance(error, ssl.SSLError) else EndpointConnectionError
            raise refusal(endpoint_url=self.address, error=error) from error
        return connection

    def _dialled(self, host: str, port: int, *, is_secure: bool) -> socket.socket:
        """An open socket. The name goes as bytes: as text it is taken through the codec of international names, whose
        tables every process would read for it.
        """
        name = host.encode("ascii")
        address: Any = (name, port)  # it is typed for text alone, and asks getaddrinfo, which takes either
        sock = socket.create_connection(address, self.connect_timeout)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if is_secure:
            sock = self._trust.wrap_socket(sock, server_hostname=name)
        sock.settimeout(self.read_timeout)
        return sock

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        bundled = Path(botocore.__file__).parent / "cacert.pem"
        return ssl.create_default_context(cafile=self.authorities or str(bundled))


def _has_something_to_say(sock: socket.socket) -> bool:
    """Whether bytes, or an end, came in on an idle connection: it cannot be used again."""
    watched = select.poll()
    watched.register(sock, select.POLLIN)
    return bool(watched.poll(0))
