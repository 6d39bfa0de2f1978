"""`python -m tools.stripe_local --port 4600`: a Stripe in the foreground, until Ctrl-C."""

import argparse
import sys
import threading
from pathlib import Path

from tools.lease import end_with_lease
from tools.stripe_local.server import stripe_server
from tools.stripe_local.service import PUBLISHABLE_KEY, SECRET_KEY


def main() -> int:
    """Serve until interrupted; 1 with one sentence where the port is taken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=4600)
    parser.add_argument("--state", type=Path, help="a file to go on from and to keep everything in")
    parser.add_argument("--lease", type=Path, help="a file: it ends once nobody holds a lock on it")
    asked = parser.parse_args()
    if asked.lease is not None:
        end_with_lease(asked.lease)
    try:
        with stripe_server(asked.port, asked.state) as server:
            print(f"Stripe answers at {server.url} with the keys {SECRET_KEY} and {PUBLISHABLE_KEY}.", flush=True)
            threading.Event().wait()
    except KeyboardInterrupt:
        return 0
    except OSError as error:
        print(f"Port {asked.port} cannot be used: {error.strerror}.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
