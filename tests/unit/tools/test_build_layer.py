"""Layers lose what no function reads, and nothing of the same name that one does."""

from pathlib import Path

from tools.build_layer import compile_all, remove_needless


def put(folder: Path, *places: str) -> None:
    for place in places:
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")


def test_a_package_is_removed_at_the_top_and_not_within_another(tmp_path: Path) -> None:
    put(tmp_path, "requests/api.py", "requests-2.0.dist-info/METADATA", "botocore/vendored/requests/exceptions.py")

    remove_needless(tmp_path)

    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()] == [
        "botocore/vendored/requests/exceptions.py"
    ]


def test_files_about_packages_are_removed_wherever_they_lie(tmp_path: Path) -> None:
    put(
        tmp_path, "a/py.typed", "a/b/c.pyi", "a/b/tests/test_c.py", "a-1.dist-info/RECORD", "a-1.dist-info/sboms/a.json"
    )
    put(tmp_path, "a/b/c.py", "a-1.dist-info/METADATA")

    remove_needless(tmp_path)

    left = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file())
    assert left == ["a-1.dist-info/METADATA", "a/b/c.py"]


def test_bytecode_stands_in_the_place_of_its_source_without_docstrings(tmp_path: Path) -> None:
    (tmp_path / "said.py").write_text('"""What only people read."""\nSAID = "what programs read"\n')

    compile_all(tmp_path)

    (compiled,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert compiled.name == "said.pyc"
    assert b"what programs read" in compiled.read_bytes()
    assert b"only people" not in compiled.read_bytes()
