"""Files that authors bring by hand, for tests."""

from typing import Any

from catalog.upload import handler
from tests.http import Answer, Person, request
from tests.imports import UPLOAD, post_form

OF_COURSE = "PUT /v1/{tenant}/courses/{course}/assets/{upload}"
OF_BANK = "PUT /v1/{tenant}/banks/{bank}/assets/{upload}"
PNG = b"\x89PNG\r\n\x1a\n and more"
MP3 = b"ID3 and more"


def sent(caller: Person, tenant: str, content: bytes = PNG, media_type: str = "image/png") -> str:
    """A file that went through its form; the upload's id."""
    wish = {"name": "a file", "size": len(content), "media_type": media_type}
    form = request(handler, UPLOAD, caller=caller, tenant=tenant, body=wish)
    assert form.status == 201, form.text
    assert post_form(form.json, content) == 204
    return str(form.json["id"])


def brought(caller: Person, tenant: str, upload: str, path: str, **place: str) -> Answer:
    """Let texts of a `course` or questions of a `bank` name it."""
    route = OF_COURSE if "course" in place else OF_BANK
    named: dict[str, Any] = dict(place)
    return request(handler, route, caller=caller, tenant=tenant, upload=upload, body={"path": path}, **named)
