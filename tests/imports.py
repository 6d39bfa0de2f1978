"""Courses, imports and files for tests of catalog and interop."""

import io
import secrets
import tarfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from assessment.write_bank_questions import handler as write_bank
from catalog.finish_import import handler as finish
from catalog.import_course import handler as imports
from catalog.upload import handler as uploads
from catalog.write_import import handler as write
from interop.parse_source import handler as parse
from lyceum.kernel.aws import client
from lyceum.kernel.settings import settings
from tests.http import Answer, Person, request

UPLOAD = "POST /v1/{tenant}/uploads"
IMPORT = "POST /v1/{tenant}/imports"
LOOK = "GET /v1/{tenant}/imports/{import}"

REAL_FILES = Path(__file__).resolve().parents[2] / "shared" / "inputs"
"""Real courses, where they are at hand: never copied into the repository."""


@contextmanager
def buckets() -> Iterator[None]:
    """Buckets of this test run's own, in UPLOADS and CONTENT."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("UPLOADS", "CONTENT"):
            bucket = f"{name.lower()}-{secrets.token_hex(6)}"
            client("s3").create_bucket(Bucket=bucket)
            patch.setenv(name, bucket)
        settings.cache_clear()
        yield
    settings.cache_clear()


COURSE: Mapping[str, str] = {
    "course.xml": '<course url_name="run" org="Lyceum" course="TEST101"/>',
    "course/run.xml": (
        '<course display_name="Testing in small steps"><chapter url_name="one"/><chapter url_name="two"/></course>'
    ),
    "chapter/one.xml": '<chapter display_name="First"><sequential url_name="s1"/></chapter>',
    "chapter/two.xml": '<chapter display_name="Second"><sequential url_name="s2"/></chapter>',
    "sequential/s1.xml": '<sequential display_name="Read"><vertical url_name="v1"/></sequential>',
    "sequential/s2.xml": '<sequential display_name="Try"><vertical url_name="v2"/></sequential>',
    "vertical/v1.xml": '<vertical display_name="Page"><html url_name="h1"/></vertical>',
    "vertical/v2.xml": '<vertical display_name="Page"><problem url_name="p1"/></vertical>',
    "html/h1.xml": '<html display_name="Text" filename="h1"/>',
    "html/h1.html": '<p>Read this.</p><img src="/static/dot.svg" alt="A dot"/>',
    "static/dot.svg": '<svg xmlns="http://www.w3.org/2000/svg"><circle r="1"/></svg>',
    "problem/p1.xml": (
        '<problem display_name="One"><multiplechoiceresponse><label>Which?</label><choicegroup>'
        '<choice correct="true">This</choice><choice correct="false">That</choice>'
        "</choicegroup></multiplechoiceresponse></problem>"
    ),
}
"""A course in OLX: two chapters with a lesson each, a picture, a question."""


def packed(files: Mapping[str, str] = COURSE, **changed: str) -> bytes:
    """The files as tar.gz. `changed` files by path with `/` and `.` written as `__` and `_dot_`."""
    every = {**files, **{name.replace("__", "/").replace("_dot_", "."): text for name, text in changed.items()}}
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, text in every.items():
            content = text.encode()
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def pictured(name: str, year: str) -> bytes:
    """A question in Moodle XML that shows a picture and asks for a year."""
    return f"""<quiz><question type="category"><category><text>Ships</text></category></question>
<question type="numerical"><name><text>{name}</text></name>
<questiontext format="html">
<text>&lt;p&gt;When did she sink? &lt;img src="@@PLUGINFILE@@/a.png" alt="A ship"&gt;&lt;/p&gt;</text>
<file name="a.png" path="/" encoding="base64">cGljdHVyZQ==</file></questiontext>
<answer fraction="100"><text>{year}</text><tolerance>0</tolerance></answer>
<tags><tag><text>sea</text></tag></tags></question></quiz>""".encode()


def zipped(folder: Path) -> bytes:
    """A folder as zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder).as_posix())
    return buffer.getvalue()


def send_file(caller: Person, tenant: str, content: bytes, name: str = "course.tar.gz") -> str:
    """Upload a file as a client would, through the form; the upload's id."""
    wish = {"name": name, "size": len(content), "media_type": "application/gzip"}
    form = request(uploads, UPLOAD, caller=caller, tenant=tenant, body=wish)
    assert form.status == 201, form.text
    assert post_form(form.json, content) == 204
    return str(form.json["id"])


def post_form(form: Mapping[str, Any], content: bytes) -> int:
    """Post fields and file to the form's address; the status of the answer."""
    boundary = secrets.token_hex(16)
    field = f"--{boundary}\r\nContent-Disposition: form-data; name="
    parts = [f'{field}"{name}"\r\n\r\n{value}\r\n' for name, value in form["fields"].items()]
    head = f'{field}"file"; filename="f"\r\n\r\n'
    body = "".join([*parts, head]).encode() + content + f"\r\n--{boundary}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    sent = urllib.request.Request(form["url"], data=body, headers=headers, method="POST")
    try:
        with urllib.request.urlopen(sent) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def ask(caller: Person, tenant: str, **wish: Any) -> Answer:
    """Ask for an import."""
    return request(imports, IMPORT, caller=caller, tenant=tenant, body=wish)


def look(caller: Person, tenant: str, job: str, **query: str) -> Any:
    """What became of an import."""
    place: dict[str, Any] = {"import": job}
    return request(imports, LOOK, caller=caller, tenant=tenant, query=query, **place).json


def carry_out(tenant: str, job: str, *, execution: str = "execution-1") -> None:
    """What the workflow does with an import that meets no refusal, without the question sets."""
    parsed = parse({"tenant": tenant, "job": job, "execution": execution}, None)
    ended = {"tenant": tenant, "job": job, "state": "finished"}
    if parsed["bank"] is not None:
        questions = write_bank({"tenant": tenant, "job": job, **parsed}, None)
        finish({**ended, "questions": questions, "counts": parsed["counts"], "report": parsed["report"]}, None)
        return
    written = write({"tenant": tenant, **parsed}, None)
    finish({**ended, **written, "counts": parsed["counts"], "report": parsed["report"]}, None)


def import_file(caller: Person, tenant: str, content: bytes, *, name: str = "course.tar.gz", **wish: Any) -> Any:
    """Upload, ask, carry out: the import as it ended."""
    upload = send_file(caller, tenant, content, name)
    asked = ask(caller, tenant, upload=upload, **{"format": "olx", **wish})
    assert asked.status == 202, asked.text
    carry_out(tenant, asked.json["id"])
    return look(caller, tenant, asked.json["id"])
