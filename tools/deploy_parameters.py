"""`python -m tools.deploy_parameters <stage>`: samconfig.toml's parameters of a stage and the commit, for `sam deploy`.

SAM takes parameters either from its configuration or from its command line, not some from each.
"""

import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


def parameters(stage: str, commit: str, *, configuration: Path = REPOSITORY / "samconfig.toml") -> list[str]:
    """The parameters as `Name=value`. Raises KeyError for a stage that samconfig.toml does not have."""
    deploy = tomllib.loads(configuration.read_text())[stage]["deploy"]["parameters"]
    return [*deploy["parameter_overrides"], f"Commit={commit}"]


if __name__ == "__main__":
    head = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True)
    print(shlex.join(parameters(sys.argv[1], head.stdout.strip())))
