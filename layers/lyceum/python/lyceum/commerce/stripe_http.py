"""What Stripe's SDK sends with: urllib3, which every function carries, in the place of `requests`."""

from collections.abc import Mapping
from typing import Any

import stripe
import urllib3

CONNECT_SECONDS, READ_SECONDS = 2.0, 4.0
"""Two tries of this and a pause are less than a function may take."""


class Urllib3Client(stripe.HTTPClient):
    """One pool of connections; Stripe's own list of authorities. The SDK decides what is sent again."""

    name = "urllib3"

    def __init__(self) -> None:
        super().__init__()
        waits = urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
        self._pool = urllib3.PoolManager(
            timeout=waits, retries=False, cert_reqs="CERT_REQUIRED", ca_certs=stripe.ca_bundle_path
        )

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        """Body, status and headers of the answer. Raises APIConnectionError."""
        try:
            answer = self._pool.request(
                method.upper(), url, body=post_data, headers=dict(headers or {}), redirect=False
            )
        except urllib3.exceptions.HTTPError as error:
            down: Any = stripe.APIConnectionError
            raise down(f"Stripe does not answer: {error}", should_retry=True) from error
        return answer.data.decode(), answer.status, answer.headers

    def close(self) -> None:
        """End the connections."""
        self._pool.clear()
