"""Botocore's data after trimming: what the code calls still works, the rest is gone."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import botocore
import pytest

from tools.local_stack import CREDENTIALS, REPOSITORY
from tools.trim_botocore import SERVICES, trim


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    whole = Path(botocore.__file__).parent / "data"
    folder = tmp_path_factory.mktemp("botocore") / "data"
    wanted = {*SERVICES, "ec2"}
    shutil.copytree(whole, folder, ignore=lambda at, names: set(names) - wanted if Path(at) == whole else set())
    for file in whole.glob("*.json"):
        shutil.copy(file, folder)
    trim(folder)
    return folder


def test_every_client_that_the_code_makes_is_kept() -> None:
    made: set[str] = set()
    for folder in ("layers/lyceum/python", "functions"):
        for path in (REPOSITORY / folder).rglob("*.py"):
            made |= set(re.findall(r"\b(?:create_)?client\(\s*\"([a-z0-9-]+)\"", path.read_text()))
    assert made
    assert made <= SERVICES


def test_other_services_are_gone(data: Path) -> None:
    assert {entry.name for entry in data.iterdir() if entry.is_dir()} == SERVICES


def test_prose_is_gone(data: Path) -> None:
    assert "<p>" not in next((data / "dynamodb").glob("*/service-2.json")).read_text()


def test_clients_are_made_from_it_alone(data: Path) -> None:
    script = f"""
import botocore.loaders, botocore.session
session = botocore.session.get_session()
loader = botocore.loaders.Loader(extra_search_paths=[{str(data)!r}], include_default_search_paths=False)
session.register_component("data_loader", loader)
for service in {sorted(SERVICES)!r}:
    client = session.create_client(service, region_name="eu-central-1")
    assert client.meta.endpoint_url.endswith("eu-central-1.amazonaws.com"), client.meta.endpoint_url
client = session.create_client("dynamodb", region_name="eu-central-1")
assert client.meta.service_model.operation_model("TransactWriteItems").input_shape
s3 = session.create_client("s3", region_name="eu-central-1")
assert "Signature=" in s3.generate_presigned_url("get_object", Params={{"Bucket": "b", "Key": "k"}})
assert s3.generate_presigned_post("b", "k")["fields"]["policy"]
"""
    environment = {**os.environ, **CREDENTIALS}
    environment.pop("AWS_ENDPOINT_URL", None)
    subprocess.run([sys.executable, "-c", script], check=True, env=environment)
