"""The methods of dataclasses, compiled when the layer was built (tools/dataclass_methods.py): a sixth of a cold start.

`dataclasses` writes the methods of each class as text and has it executed, which means compiled, in every process anew.
Here `exec` in that module finds the same text's bytecode in a file and executes that. A text that the file does not
have, a file of another Python's bytecode, or none at all (as on a developer's machine), and it is compiled as ever.
"""

import builtins
import dataclasses
import hashlib
import marshal
import os
import zlib
from collections.abc import Mapping
from importlib.util import MAGIC_NUMBER
from types import CodeType
from typing import Any, Final

NAME: Final = "dataclass_methods.bin"
"""The file, beside this module."""


def name_of(text: str) -> bytes:
    """What a text is found by."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def packed(codes: Mapping[str, Mapping[bytes, CodeType]]) -> bytes:
    """The content of the file: whose bytecode it is, and the codes of each module, read when the first is asked for."""
    small = {name: zlib.compress(marshal.dumps(dict(each)), 9) for name, each in sorted(codes.items())}
    return marshal.dumps((MAGIC_NUMBER, small))


def use(file: str = os.path.join(os.path.dirname(__file__), NAME)) -> None:  # noqa: PTH118, PTH120  # pathlib would be loaded
    """Let `dataclasses` take what the file has."""
    try:
        with open(file, "rb") as content:  # noqa: PTH123  # as above
            magic, modules = marshal.load(content)  # nosec B302  # of this layer, as its bytecode is
    except FileNotFoundError:
        return
    if magic == MAGIC_NUMBER:
        dataclasses.exec = _Executor(modules)  # type: ignore[attr-defined]


class _Executor:
    """`exec`, but for texts whose code is known."""

    def __init__(self, modules: dict[str, bytes]) -> None:
        self._modules = modules
        self._codes: dict[bytes, CodeType] = {}

    def __call__(self, text: str, names: dict[str, Any], into: dict[str, Any]) -> None:
        kept = self._modules.pop(names["__name__"], None)
        if kept is not None:
            self._codes |= marshal.loads(zlib.decompress(kept))  # nosec B302
        builtins.exec(self._codes.get(name_of(text), text), names, into)  # nosec B102  # as `dataclasses`
