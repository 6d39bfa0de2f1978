"""What changed between two looks."""

from pathlib import Path

from tools.local_stack import REPOSITORY
from tools.watch import changed, look, watched


def test_written_added_and_removed_files_are_seen(tmp_path: Path) -> None:
    kept, written, removed, added = (tmp_path / name for name in ("kept", "written", "removed", "added"))
    for path in (kept, written, removed):
        path.write_text("1")
    before = look([kept, written, removed])
    written.write_text("22")
    removed.unlink()
    added.write_text("1")
    assert changed(before, look([kept, written, removed, added])) == [added, removed, written]


def test_code_layers_and_templates_are_watched() -> None:
    names = {path.relative_to(REPOSITORY).as_posix() for path in watched()}
    assert {"template.yaml", "infra/enrollment.yaml", "functions/enrollment/enroll.py"} <= names
    assert any(name.startswith("layers/lyceum/python/lyceum/kernel/") for name in names)
