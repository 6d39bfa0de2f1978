"""What verification reads: every version of every seal, and who has a trail."""

from typing import Any

from lyceum.compliance.model.entry import PLATFORM_PLACE
from lyceum.compliance.model.seal import Seal
from lyceum.compliance.model.verification import StoredSeal
from lyceum.compliance.store.seals import folder
from lyceum.kernel.aws import client
from lyceum.kernel.settings import settings
from lyceum.kernel.table.read import query_index


def stored_seals(tenant: str) -> list[StoredSeal]:
    """A tenant's seals as they were first written, and what was tried since: the lock keeps every version."""
    versions: dict[int, list[dict[str, Any]]] = {}
    deleted: set[int] = set()
    pages = client("s3").get_paginator("list_object_versions")
    for page in pages.paginate(Bucket=settings().seals, Prefix=folder(tenant)):
        for version in page.get("Versions", []):
            versions.setdefault(_number(version["Key"]), []).append(version)
        deleted |= {_number(marker["Key"]) for marker in page.get("DeleteMarkers", [])}
    found = []
    for number, written in sorted(versions.items()):
        first = min(written, key=lambda version: version["LastModified"])
        # Versions of one second are told apart by the order of the list, which is newest first.
        oldest = [version for version in written if version["LastModified"] == first["LastModified"]][-1]
        found.append(StoredSeal(number, _body(oldest), number in deleted, len(written) > 1))
    return found


def places(stored: StoredSeal) -> list[str]:
    """The places of the entries that a seal is about; none where it cannot be read."""
    try:
        return [leaf.place for leaf in Seal.read(stored.body).leaves]
    except ValueError:
        return []


def tenants() -> list[str]:
    """All schools, and the platform."""
    found, after = [PLATFORM_PLACE], None
    while True:
        page = query_index("TENANTS", after=after, limit=1000)
        found += [entry.sort for entry in page.items]
        after = page.next_key
        if after is None:
            return found


def _number(key: str) -> int:
    return int(key.rsplit("/", 1)[1].removesuffix(".json"))


def _body(version: dict[str, Any]) -> bytes:
    answer = client("s3").get_object(Bucket=settings().seals, Key=version["Key"], VersionId=version["VersionId"])
    body: bytes = answer["Body"].read()
    return body
