"""Keep of botocore's data what the functions call: loading a service's description is a good part of a cold start."""

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

SERVICES = frozenset(
    {
        "cognito-idp",
        "dynamodb",
        "events",
        "s3",
        "secretsmanager",
        "sesv2",
        "sqs",
        "ssm",
        "stepfunctions",
        "sts",
    }
)
"""Folders of botocore's data; a test compares them with the clients that the code makes."""
_SIGNING_NAMES = {"sesv2": "email", "stepfunctions": "states"}
_KEPT_FILES = ("service-2", "endpoint-rule-set-1", "paginators-1", "waiters-2", "service-2.sdk-extras")


def trim(data: Path) -> None:
    """Reduce the folder `botocore/data` to SERVICES, without documentation and uncompressed."""
    for entry in data.iterdir():
        if entry.is_dir() and entry.name not in SERVICES:
            shutil.rmtree(entry)
    for service in SERVICES:
        for version in (data / service).iterdir():
            _trim_version(version)
    endpoints = data / "endpoints.json"
    endpoints.write_text(_compact(_used_endpoints(json.loads(endpoints.read_text()))))


def _trim_version(folder: Path) -> None:
    for path in folder.iterdir():
        name = path.name.removesuffix(".gz").removesuffix(".json")
        if name in _KEPT_FILES:
            content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            description = _without_documentation(json.loads(content))
            for parameter in description.get("clientContextParams", {}).values():
                parameter["documentation"] = ""  # botocore reads it: without it no address of S3 can be signed
            (folder / f"{name}.json").write_text(_compact(description))
        if path.suffix == ".gz" or name not in _KEPT_FILES:
            path.unlink()


def _without_documentation(node: Any) -> Any:
    """The description without its prose. A member that is itself called `documentation` has a shape and stays."""
    if isinstance(node, dict):
        return {
            name: _without_documentation(value)
            for name, value in node.items()
            if not (name == "documentation" and isinstance(value, str))
        }
    if isinstance(node, list):
        return [_without_documentation(value) for value in node]
    return node


def _used_endpoints(endpoints: dict[str, Any]) -> dict[str, Any]:
    used = {_SIGNING_NAMES.get(service, service) for service in SERVICES} | {"streams.dynamodb"}
    partitions = [
        {**partition, "services": {name: value for name, value in partition["services"].items() if name in used}}
        for partition in endpoints["partitions"]
    ]
    return {**endpoints, "partitions": partitions}


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
