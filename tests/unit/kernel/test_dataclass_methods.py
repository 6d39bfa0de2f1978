"""Dataclasses whose methods were compiled before are the same dataclasses."""

import builtins
import dataclasses
import importlib.util
import marshal
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest

from lyceum.kernel import dataclass_methods
from lyceum.kernel.dataclass_methods import name_of, packed, use

SOURCE = """
from dataclasses import dataclass, field

@dataclass(frozen=True, slots=True, order=True)
class Point:
    x: int
    y: int = 2
    names: list[str] = field(default_factory=list, compare=False)

    def __post_init__(self):
        if self.x < 0:
            raise ValueError("left of everything")

@dataclass
class Plain:
    a: int
"""


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    if "exec" in vars(dataclasses):
        del dataclasses.exec  # type: ignore[attr-defined]


def imported(folder: Path, name: str = "shapes") -> ModuleType:
    """The source above as a new module."""
    (folder / f"{name}.py").write_text(SOURCE, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(name, folder / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    finally:
        del sys.modules[name]
    return module


def texts(folder: Path) -> dict[bytes, CodeType]:
    """What `dataclasses` compiles for that module."""
    found: dict[bytes, CodeType] = {}

    def noted(text: str, *names: Any) -> None:
        found[name_of(text)] = compile(text, "<string>", "exec")
        builtins.exec(text, *names)

    dataclasses.exec = noted  # type: ignore[attr-defined]
    imported(folder)
    return found


@pytest.fixture
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Uses a file with the methods of that module; whether what is executed from then on was compiled before."""
    file = tmp_path / "methods.bin"
    file.write_bytes(packed({"shapes": texts(tmp_path)}))
    use(str(file))
    before: list[bool] = []

    def noted(code: str | CodeType, *names: Any) -> None:
        before.append(isinstance(code, CodeType))
        exec(code, *names)

    class Builtins:
        exec = staticmethod(noted)

    monkeypatch.setattr(dataclass_methods, "builtins", Builtins)
    return before


def test_nothing_is_compiled_again(tmp_path: Path, compiled: list[bool]) -> None:
    imported(tmp_path)
    assert compiled == [True, True]


def test_what_the_file_does_not_have_is_compiled(tmp_path: Path, compiled: list[bool]) -> None:
    @dataclasses.dataclass
    class Other:
        z: int

    assert compiled == [False]
    assert Other(3) == Other(z=3)


def test_they_behave_alike(tmp_path: Path, compiled: list[bool]) -> None:
    made = imported(tmp_path)
    del dataclasses.exec  # type: ignore[attr-defined]
    usual = imported(tmp_path)

    for module in (made, usual):
        one = module.Point(1)
        assert (one, repr(one), hash(one) == hash(module.Point(1))) == (
            module.Point(1, 2),
            "Point(x=1, y=2, names=[])",
            True,
        )
        assert one < module.Point(1, 3)
        assert dataclasses.replace(one, y=5).y == 5
        assert [field.name for field in dataclasses.fields(one)] == ["x", "y", "names"]
        assert module.Plain(1) == module.Plain(a=1)
        with pytest.raises(dataclasses.FrozenInstanceError):
            one.x = 2
        with pytest.raises(TypeError, match="missing 1 required positional argument"):
            module.Point()


def test_what_goes_wrong_within_is_traced(tmp_path: Path, compiled: list[bool]) -> None:
    with pytest.raises(ValueError, match="left of everything") as error:
        imported(tmp_path).Point(-1)
    said = "".join(traceback.format_exception(error.value))
    assert "shapes.py" in said
    assert "left of everything" in said


def test_another_pythons_bytecode_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "methods.bin"
    file.write_bytes(marshal.dumps((b"\0\0\r\n", {})))
    use(str(file))
    assert "exec" not in vars(dataclasses)


def test_without_a_file_all_is_as_ever(tmp_path: Path) -> None:
    use(str(tmp_path / "nothing"))
    assert "exec" not in vars(dataclasses)
