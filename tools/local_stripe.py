"""The Stripe of this machine beside a deployed stack: the functions find its keys, and it sends them its events."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tools.local_stack import REPOSITORY, client
from tools.stripe_local.service import PUBLISHABLE_KEY, SECRET_KEY

SIGNING_SECRET = "whsec_of_this_machine"  # pragma: allowlist secret
WEBHOOK = "/v1/webhooks/stripe"


def connect(endpoint_url: str, outputs: Mapping[str, str], stripe_url: str) -> None:
    """Put the keys into the stack's secret, and the stack's webhook into Stripe. Again changes nothing."""
    held = {"key": SECRET_KEY, "publishable": PUBLISHABLE_KEY, "webhooks": [SIGNING_SECRET], "api": stripe_url}
    secrets: Any = client("secretsmanager", endpoint_url)
    secrets.put_secret_value(SecretId=outputs["StripeSecretArn"], SecretString=json.dumps(held))
    endpoint = {"id": "we_lyceum", "url": outputs["ApiUrl"] + WEBHOOK, "secret": SIGNING_SECRET}
    steer(stripe_url, "endpoint", endpoint)


def steer(stripe_url: str, what: str, asked: dict[str, Any]) -> Any:
    """What `POST /_control/<what>` of the local Stripe answers."""
    request = urllib.request.Request(f"{stripe_url}/_control/{what}", json.dumps(asked).encode(), method="POST")
    with urllib.request.urlopen(request, timeout=30) as answer:  # nosec B310 - an address of this machine
        return json.load(answer)


def start_with_lease(lease: Path) -> str:
    """A Stripe in a process of its own, on a free port; it ends with the lease. Its address."""
    command = [sys.executable, "-m", "tools.stripe_local", "--port", "0", "--lease", str(lease)]
    process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
    line = process.stdout.readline() if process.stdout is not None else ""
    return line.split(" at ", 1)[1].split(" ", 1)[0]
