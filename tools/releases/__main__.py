"""Keep the documents of this version in docs/releases, for the next one to be compared with.

`python -m tools.releases` writes them, `--replace` also where they are kept already (before the version is given out),
`--compare` prints what this version breaks of the last one and fails where there is something.
"""

import argparse
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

from tools import generate
from tools.releases.documents import Documents, broken

RELEASES = generate.ROOT / "docs/releases"
CURRENT = {"openapi.json": generate.PUBLISHED / "openapi.json", "events.json": generate.ROOT / "docs/events.json"}


def last_release(folder: Path = RELEASES) -> Path:
    """The folder of the newest version that is kept."""
    return max(folder.iterdir(), key=lambda version: tuple(int(part) for part in version.name.split(".")))


def current() -> Documents:
    """What the code promises now."""
    return Documents(generate.openapi(), generate.event_schemas())


def main() -> int:
    """Write, or compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replace", action="store_true", help="also where this version is kept already")
    parser.add_argument("--compare", action="store_true", help="only compare with the last release")
    asked = parser.parse_args()
    if asked.compare:
        found = broken(Documents.read(last_release()), current(), today=datetime.now(UTC).date())
        print("\n".join(str(each) for each in found) or f"keeps what {last_release().name} promised")
        return 1 if found else 0
    folder = RELEASES / generate.version()
    if folder.exists() and not asked.replace:
        print(f"{folder.relative_to(generate.ROOT)} is kept already; raise the version in pyproject.toml first")
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    for name, path in CURRENT.items():
        shutil.copyfile(path, folder / name)
    print(f"written: {folder.relative_to(generate.ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
