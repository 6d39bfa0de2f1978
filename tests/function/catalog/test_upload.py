"""POST /v1/{tenant}/uploads: a form for one file."""

from typing import Any

import pytest

from catalog.upload import handler
from lyceum.kernel.aws import client
from lyceum.kernel.settings import settings
from tests.http import Answer, Person, person, request
from tests.imports import UPLOAD, post_form

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("files")]
WISH = {"name": "course.zip", "size": 10, "media_type": "application/zip"}


@pytest.fixture
def ada(tenant: str) -> Person:
    return person("ada", tenant, "instructor")


def ask(ada: Person, tenant: str, key: str | None = None, **wish: Any) -> Answer:
    headers = {"Idempotency-Key": key} if key else {}
    return request(handler, UPLOAD, caller=ada, tenant=tenant, body={**WISH, **wish}, headers=headers)


def test_a_file_goes_where_only_its_owner_can_have_it_imported(ada: Person, tenant: str) -> None:
    form = ask(ada, tenant).json

    assert post_form(form, b"0123456789") == 204
    key = f"uploads/{tenant}/{ada.id}/{form['id']}"
    assert form["fields"]["key"] == key
    assert client("s3").get_object(Bucket=settings().uploads, Key=key)["Body"].read() == b"0123456789"


def test_a_larger_file_than_the_form_was_made_for_is_refused(ada: Person, tenant: str) -> None:
    form = ask(ada, tenant).json

    assert post_form(form, b"0123456789A") in (400, 403)


def test_the_same_wish_with_the_same_key_is_one_upload(ada: Person, tenant: str) -> None:
    first, second = ask(ada, tenant, key="one-upload").json, ask(ada, tenant, key="one-upload").json

    assert (first["id"], first["fields"]["key"]) == (second["id"], second["fields"]["key"])
    assert ask(ada, tenant, key="one-upload", size=11).status == 422


@pytest.mark.parametrize(
    "wish",
    [
        {"size": 0},
        {"size": 200 * 1024 * 1024 + 1},
        {"size": "10"},
        {"name": "../x"},
        {"name": ""},
        {"media_type": "text"},
        {"bucket": "mine"},
    ],
)
def test_a_wish_of_the_wrong_form_is_refused(ada: Person, tenant: str, wish: dict[str, Any]) -> None:
    assert ask(ada, tenant, **wish).status == 422
