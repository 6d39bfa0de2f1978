"""The whole platform on this machine, for `make run` and `make demo`: emulator, templates, people, demo school."""

import fcntl
import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from tools import people
from tools.local_deploy import Say, deploy_templates
from tools.local_stack import REGION, REPOSITORY, EmulatorFailed, answers, client, start_emulator
from tools.local_stripe import connect
from tools.stripe_local.server import stripe_server

LOCAL = REPOSITORY / ".local"
STACK_FILE = LOCAL / "stack.json"
STATE = LOCAL / "platform"
_SEEDED = STATE / "seeded"
_LOCK = LOCAL / "platform.lock"

STRIPE_PORT = 1
"""How far the port of the local Stripe lies above the emulator's."""


class AlreadyRunning(RuntimeError):
    """The platform runs already, here or in another terminal."""


class NotRunning(RuntimeError):
    """No platform runs: `make run` starts one."""


class SeedingFailed(RuntimeError):
    """The demo school could not be set up; the lines above say why."""


@dataclass(frozen=True, slots=True)
class Stack:
    """What `.local/stack.json` says of the running platform."""

    api_url: str
    endpoint_url: str
    region: str
    user_pool_id: str
    client_id: str
    tenant: str
    users: list[dict[str, str]]
    mail_url: str
    table: str = ""
    seals: str = ""
    """Bucket of the audit trail's seals."""
    stripe_url: str = ""
    """The Stripe of this machine (`tools.stripe_local`)."""

    def person(self, role: str) -> people.Person:
        """The first person with this role. Raises LookupError."""
        for user in self.users:
            if user["role"] == role:
                return people.Person(role, user["email"], user["password"], role)
        raise LookupError(f"Nobody here is {role}; there are: {', '.join(sorted({u['role'] for u in self.users}))}.")


def running_stack() -> Stack:
    """The platform that runs now. Raises NotRunning."""
    if STACK_FILE.exists():
        stack = Stack(**json.loads(STACK_FILE.read_text()))
        if answers(stack.endpoint_url):
            return stack
    raise NotRunning("The platform is not running: start it with `make run` in another terminal.")


@contextmanager
def platform(port: int, *, say: Say) -> Iterator[Stack]:
    """Start everything, give its addresses, and stop it cleanly at the end; what it stored stays for the next start.

    Raises AlreadyRunning, PortInUse, EmulatorFailed, DeploymentFailed, SeedingFailed.
    """
    with _alone():
        say("starting the emulator")
        with start_emulator(port, STATE) as emulator, _stripe(port + STRIPE_PORT) as stripe:
            say("deploying the templates")
            stack = deploy_platform(emulator.endpoint_url, stripe, say=say)
            STACK_FILE.write_text(json.dumps(asdict(stack), indent=2) + "\n")
            try:
                _seed(say)
                yield stack
            finally:
                STACK_FILE.unlink(missing_ok=True)


def deploy_platform(endpoint_url: str, stripe_url: str, *, say: Say) -> Stack:
    """Deploy the templates, connect Stripe and create the demo people; say where everything is."""
    outputs = deploy_templates(endpoint_url, say=say, parameters={"Commit": _commit()})
    connect(endpoint_url, outputs, stripe_url)
    cognito: Any = client("cognito-idp", endpoint_url)
    for person in people.DEMO_PEOPLE:
        people.create_user(cognito, outputs["UserPoolId"], person)
    return Stack(
        api_url=outputs["ApiUrl"],
        endpoint_url=endpoint_url,
        region=REGION,
        user_pool_id=outputs["UserPoolId"],
        client_id=outputs["WebClientId"],
        tenant=people.TENANT,
        users=[{"role": p.role, "email": p.email, "password": p.password} for p in people.DEMO_PEOPLE],
        mail_url=f"{endpoint_url}/_ministack/ses/messages",
        table=outputs["TableName"],
        seals=outputs["SealsBucket"],
        stripe_url=stripe_url,
    )


def _seed(say: Say) -> None:
    """Set the demo school up through the use cases, once for what is stored."""
    if _SEEDED.exists() or importlib.util.find_spec("tools.seed") is None:
        return
    say("setting up the demo school")
    ended = subprocess.run([sys.executable, "-m", "tools.seed"], cwd=REPOSITORY, check=False)
    if ended.returncode:
        raise SeedingFailed("The demo school could not be set up: see above.")
    _SEEDED.touch()


@contextmanager
def _stripe(port: int) -> Iterator[str]:
    """A Stripe beside the emulator: its address. It ends with this process, and goes on from what it knew."""
    with ExitStack() as running:
        try:
            server = running.enter_context(stripe_server(port, STATE / "stripe.json"))
        except OSError as error:
            raise EmulatorFailed(f"The local Stripe needs port {port}, which cannot be used: {error}.") from error
        yield server.url


@contextmanager
def _alone() -> Iterator[None]:
    """One platform at a time uses what is stored."""
    LOCAL.mkdir(exist_ok=True)
    with _LOCK.open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            where = f" at {json.loads(STACK_FILE.read_text())['api_url']}" if STACK_FILE.exists() else ""
            raise AlreadyRunning(f"The platform runs already{where}: use that one, or stop it with Ctrl-C.") from None
        yield


def _commit() -> str:
    ended = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    return ended.stdout.strip() or "unknown"
