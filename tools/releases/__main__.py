"""Keep the documents and readers of this version in docs/releases, for the next one to be compared with.

`python -m tools.releases` writes them, `--replace` also where they are kept already (before the version is given out).
Either refuses what breaks a promise of the last one without notice, and items that its readers cannot read; `--compare`
only prints that, and fails where there is something.
"""

import argparse
import shutil
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from tools import generate
from tools.item_fixtures import PACKAGE
from tools.releases.documents import Documents, broken
from tools.releases.readers import ARCHIVE, pack, read_by, written_today

RELEASES = generate.ROOT / "docs/releases"
CURRENT = {"openapi.json": generate.PUBLISHED / "openapi.json", "events.json": generate.ROOT / "docs/events.json"}


def last_release(folder: Path = RELEASES) -> Path:
    """The folder of the newest version that is kept."""
    return max(folder.iterdir(), key=lambda version: tuple(int(part) for part in version.name.split(".")))


def current() -> Documents:
    """What the code promises now."""
    return Documents(generate.openapi(), generate.event_schemas())


def refused(last: Path, now: Documents, *, today: date) -> list[str]:
    """What this version breaks of what a release keeps: promises to clients, and its readers."""
    reading = read_by(last, written_today())
    unreadable = (reading.complaints[number] for number in sorted(reading.complaints))
    return [*map(str, broken(Documents.read(last), now, today=today)), *unreadable]


def kept(releases: Path, version: str, now: Documents, *, replace: bool, today: date) -> list[str]:
    """Keep a version's documents and readers; why that was refused, or nothing. What was promised is not replaced by
    less: what goes is announced first (lyceum.kernel.retirement).
    """
    folder = releases / version
    if folder.exists() and not replace:
        return [f"{version} is kept already; raise the version in pyproject.toml first"]
    if any(releases.iterdir()) and (found := refused(last_release(releases), now, today=today)):
        return found
    folder.mkdir(parents=True, exist_ok=True)
    for name, path in CURRENT.items():
        shutil.copyfile(path, folder / name)
    (folder / ARCHIVE).write_bytes(pack(PACKAGE.parent))
    return []


def main() -> int:
    """Write, or compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replace", action="store_true", help="also where this version is kept already")
    parser.add_argument("--compare", action="store_true", help="only compare with the last release")
    asked = parser.parse_args()
    today, version = datetime.now(UTC).date(), generate.version()
    if asked.compare:
        found = refused(last_release(), current(), today=today)
        print("\n".join(found) or f"keeps what {last_release().name} promised")
    else:
        found = kept(RELEASES, version, current(), replace=asked.replace, today=today)
        print("\n".join(found) or f"written: {(RELEASES / version).relative_to(generate.ROOT)}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
