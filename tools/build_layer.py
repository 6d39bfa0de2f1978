"""Build a layer: `python -m tools.build_layer <name> <artifacts folder>`, as its Makefile does in `sam build`.

For Lambda's machine (arm64, Amazon Linux 2023), or with LYCEUM_PLATFORM=host for this one, so that tests can import it.
Bytecode is compiled with unchecked hashes: packaging changes times, which would make ordinary bytecode stale.
All of it travels as bytecode alone and without docstrings, which is less than half the size: a traceback still names
file and line. What libraries import and a request seldom needs is put off on the way (tools/defer_imports.py).
"""

import compileall
import importlib.util
import json
import marshal
import os
import platform
import py_compile
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import aws_lambda_powertools

from lyceum.kernel.dataclass_methods import NAME as METHODS
from tools.defer_imports import changed
from tools.trim_botocore import trim

REPOSITORY = Path(__file__).resolve().parent.parent
FIRST_PARTY = "lyceum"
_SOURCES = REPOSITORY / "layers" / FIRST_PARTY / "python"
_SHARED = "dependencies"
# Amazon Linux 2023 has glibc 2.34; every older tag runs there too.
_GLIBC_MINORS = range(34, 16, -1)
_UNCHECKED_HASH = (1).to_bytes(4, "little")
"""Flags of bytecode that is never compared with a source (PEP 552)."""
_ABOUT_PACKAGES = ("*.dist-info/RECORD", "*.dist-info/sboms")
_NEEDLESS = ("*.pyi", "py.typed", "tests", "__pycache__", "bin", "boto3/examples", "boto3/data")
_NEEDLESS_AFTER_COMPILING = ("*.c", "*.h", "*.pxd", "*.pxi", "*.pyx")
_PRODUCTS_NOT_ASKED = ("billing", "identity", "issuing", "radar", "tax", "terminal", "test_helpers", "treasury")
"""Of Stripe's: the SDK loads each when it is named."""
_REQUESTS = ("requests", "certifi", "idna", "charset_normalizer")
"""What Stripe's SDK would send with; it is given a client on urllib3 (lyceum/commerce/stripe_http.py)."""
_NEVER_IMPORTED = (
    "pydantic/v1",  # for models of pydantic 1, which nobody has here
    "cffi",  # builds bindings; using them takes _cffi_backend alone
    "pycparser",
    "stripe/params",  # types of requests, for type checkers
    "stripe/events",  # thin events, of which none is asked for
    *(f"stripe/{name}" for name in _PRODUCTS_NOT_ASKED),
    *_REQUESTS,
    *(f"{name}-*.dist-info" for name in _REQUESTS),
    *(
        f"aws_lambda_powertools/utilities/{name}"
        for name in (
            "auth_alpha",
            "data_masking",
            "feature_flags",
            "idempotency",
            "kafka",
            "parser",
            "streaming",
            "validation",
        )
    ),
)
_WITHOUT_DOCSTRINGS = 2
"""Level of optimization: the same as `python -OO`."""
_DOCS, _FORMATS = "asgi", "markup"
_SWAGGER_UI = "aws_lambda_powertools/event_handler/openapi/swagger_ui"
_PAGES = f"{_SWAGGER_UI}/*.min.*"
"""What Powertools carries for browsers: only the function that serves it needs it (all layers lie in one folder)."""
_API = "lyceum/operations/openapi.json"
"""The API's description, over a megabyte: for that function alone, too."""
_INTEROP = "lyceum/interop"
"""Formats of other systems, near a megabyte: for those functions alone that read XML."""


def main(name: str, artifacts: Path) -> None:
    """Fill `artifacts` with the layer's `python/` folder. Raises CalledProcessError when pip cannot install."""
    python = artifacts / "python"
    if name == FIRST_PARTY:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(_SOURCES, python, ignore=ignored, dirs_exist_ok=True)
        (python / _API).unlink()
        shutil.rmtree(python / _INTEROP)
        _pack_documents(python)
        _add_methods_of_dataclasses(python)
    else:
        _install(packages_of(name), python)
        remove_needless(python)
        if (python / "botocore/data").is_dir():
            trim(python / "botocore/data")
        if name == _DOCS:
            _add_pages(python)
            _pack_documents(python)
        if name == _FORMATS:
            shutil.copytree(_SOURCES / _INTEROP, python / _INTEROP, ignore=shutil.ignore_patterns("__pycache__"))
    compile_all(python)


def _add_methods_of_dataclasses(python: Path) -> None:
    """What `dataclasses` would compile in every process; bytecode is the same on every machine of one Python."""
    target = python / "lyceum/kernel" / METHODS
    subprocess.run([sys.executable, "-m", "tools.dataclass_methods", str(target)], cwd=REPOSITORY, check=True)


def _pack_documents(python: Path) -> None:
    """JSON without the spaces that are for people: a third of the API's description."""
    for document in python.rglob("*.json"):
        packed = json.dumps(json.loads(document.read_text("utf-8")), ensure_ascii=False, separators=(",", ":"))
        document.write_text(packed, "utf-8")


def packages_of(name: str) -> dict[str, str]:
    """Locked packages of a layer, as name → its lines in the lock; without what the shared layer has already."""
    locked = _read_lock(name)
    shared = {} if name == _SHARED else _read_lock(_SHARED)
    return {package: lines for package, lines in locked.items() if package not in shared}


def compile_all(folder: Path) -> None:
    """Compile every module below `folder` as Lambda finds it under /opt/python, in the place of its source."""
    done = compileall.compile_dir(
        folder,
        quiet=1,
        workers=0,
        stripdir=str(folder),
        prependdir="/opt/python",
        legacy=True,
        optimize=_WITHOUT_DOCSTRINGS,
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
    if not done:
        raise SystemExit(f"Not everything in {folder} compiles: see above.")
    for source in list(folder.rglob("*.py")):
        _put_off_imports(folder, source)
        source.unlink()


def _put_off_imports(folder: Path, source: Path) -> None:
    """Compile a library's module once more where some of its imports can wait."""
    place = source.relative_to(folder).as_posix()
    tree = changed(place, source.read_text(encoding="utf-8"))
    if tree is not None:
        code = compile(tree, f"/opt/python/{place}", "exec", dont_inherit=True, optimize=_WITHOUT_DOCSTRINGS)
        header = importlib.util.MAGIC_NUMBER + _UNCHECKED_HASH + importlib.util.source_hash(source.read_bytes())
        source.with_suffix(".pyc").write_bytes(header + marshal.dumps(code))


def _read_lock(name: str) -> dict[str, str]:
    text = (REPOSITORY / f"requirements/{name}.lock").read_text()
    blocks = re.split(r"^(?=[a-zA-Z0-9])", text, flags=re.MULTILINE)
    return {re.split(r"[=\[ ;]", block)[0].lower(): block for block in blocks if block.strip()}


def _install(packages: dict[str, str], target: Path) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as lock:
        lock.write("".join(packages.values()))
        lock.flush()
        kinds = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--no-compile", "--target", str(target)]
        pip = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "-qq", "--no-input"]
        subprocess.run([*pip, *kinds, *_machine(), "--requirement", lock.name], check=True)


def _machine() -> list[str]:
    if os.environ.get("LYCEUM_PLATFORM") == "host":
        return []
    tags = [f"manylinux_2_{minor}_aarch64" for minor in _GLIBC_MINORS] + ["manylinux2014_aarch64"]
    wanted = ["--implementation", "cp", "--python-version", "3.13"]
    return [*wanted, *(part for tag in tags for part in ("--platform", tag))]


def _add_pages(python: Path) -> None:
    target = python / _SWAGGER_UI
    target.mkdir(parents=True)
    for path in Path(aws_lambda_powertools.__path__[0]).parent.glob(_PAGES):
        shutil.copy2(path, target)
    (python / _API).parent.mkdir(parents=True)
    shutil.copy2(_SOURCES / _API, python / _API)


def remove_needless(folder: Path) -> None:
    """Remove from installed packages what no function reads."""
    anywhere = (*_NEEDLESS, *_ABOUT_PACKAGES, *_NEEDLESS_AFTER_COMPILING, _PAGES)
    deep = (path for pattern in anywhere for path in folder.glob(f"**/{pattern}"))
    # Packages lie at the top; botocore has a `requests` of its own within.
    for path in [*deep, *(path for pattern in _NEVER_IMPORTED for path in folder.glob(pattern))]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


if __name__ == "__main__":
    if platform.python_version_tuple()[:2] != ("3", "13"):
        raise SystemExit("Layers are compiled for Python 3.13: run this with .venv/bin/python.")
    main(sys.argv[1], Path(sys.argv[2]))
