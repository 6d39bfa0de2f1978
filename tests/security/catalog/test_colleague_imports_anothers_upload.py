import pytest

from tests.http import person
from tests.imports import ask, look, packed, send_file

pytestmark = [pytest.mark.store, pytest.mark.security, pytest.mark.usefixtures("files")]


def test_an_upload_is_its_owners_alone(table: str, tenant: str) -> None:
    ada, eve = person("ada", tenant, "instructor"), person("eve", tenant, "instructor")

    assert ask(eve, tenant, format="olx", upload=send_file(ada, tenant, packed())).status == 404


def test_an_import_is_its_requesters_alone(table: str, tenant: str) -> None:
    ada, eve = person("ada", tenant, "instructor"), person("eve", tenant, "instructor")
    job = ask(ada, tenant, format="olx", upload=send_file(ada, tenant, packed())).json["id"]

    assert look(eve, tenant, job)["status"] == 404


def test_a_cursor_of_one_import_does_not_read_another(table: str, tenant: str) -> None:
    from lyceum.kernel.cursors import signer

    ada = person("ada", tenant, "instructor")
    upload = send_file(ada, tenant, packed())
    first, second = (ask(ada, tenant, format="olx", upload=upload, dry_run=dry).json["id"] for dry in (True, False))
    cursor = signer().write(tenant=tenant, of=f"report:{first}", after="1")

    assert cursor is not None
    assert look(ada, tenant, first, cursor=cursor)["id"] == first
    assert look(ada, tenant, second, cursor=cursor)["status"] == 422
