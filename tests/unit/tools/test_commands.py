"""Every command of the Makefile can be started: whatever it imports is there without pytest's paths."""

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
COMMAND = re.compile(r"-m (tools\.[a-z_.]+)")


def module_of(command: str) -> str:
    """What `python -m` runs."""
    spec = find_spec(command)
    assert spec is not None, command
    return command if spec.submodule_search_locations is None else f"{command}.__main__"


def test_every_command_finds_what_it_imports() -> None:
    commands = sorted({module_of(name) for name in COMMAND.findall((ROOT / "Makefile").read_text(encoding="utf-8"))})
    code = "import importlib, sys\nfor name in sys.argv[1:]:\n    importlib.import_module(name)\n    print(name)"

    ended = subprocess.run(
        [sys.executable, "-c", code, *commands], cwd=ROOT, env={}, capture_output=True, text=True, check=False
    )

    assert len(commands) > 20
    assert (ended.stdout.split(), ended.stderr) == (commands, "")
