"""Everything that a tenant has in the table, from its lists to its aggregates: for export, erasure, proof of a restore.

No scan: the tenant's own partition, then its lists of members and courses, then what those name. So it costs what the
tenant is large, however many others there are. A test compares it with a scan of the whole table, so a new kind of item
that no list leads to is seen.
"""

from collections.abc import Iterator
from typing import Any

from lyceum.kernel.directory import address_key
from lyceum.kernel.settings import settings
from lyceum.kernel.table.items import Key, tenant_key
from lyceum.kernel.table.read import LIST_SHARDS, call, query_index

type Wire = dict[str, Any]
PAGE = 100


def walk_tenant(tenant: str) -> Iterator[Wire]:
    """Every item of a tenant in wire form, each once, in no set order; consistent reads of each partition.

    Not found are only files that were never imported and exports of the audit trail or of questions: they end by
    themselves in a week.
    """
    for item in partition(tenant_key(tenant)):
        yield item
        kind, _, branch = item["SK"]["S"].partition("#")
        if kind == "BRANCH" and branch:
            yield from partition(tenant_key(tenant, "B", branch))
    yield from _audit(tenant)
    addresses: set[str] = set()
    for person in people(tenant):
        yield from _noting(addresses, _person(tenant, person))
    for item in partition(tenant_key(tenant, "KEYS")):
        yield item
        yield from _person(tenant, item["SK"]["S"].partition("#")[2])  # what a service account asked for
    for course in aggregates(tenant_key(tenant, "CATALOG")):
        yield from _course(tenant, course)
    yield from _jobs(tenant_key(tenant, "BATCHES"))
    yield from _selling(tenant)
    yield from _banks(tenant)
    for invitation in aggregates(tenant_key(tenant, "INVITATIONS")):
        yield from _noting(addresses, partition(invitation))
    for place in sorted({address_key(tenant, address).pk for address in addresses}):
        yield from partition(place)


def partition(pk: str) -> Iterator[Wire]:
    """The items of one partition. 1 RCU per started 4 KB of a page."""
    start: Wire = {}
    while True:
        answer = call(
            "query",
            TableName=settings().table,
            KeyConditionExpression="PK = :pk",
            ExpressionAttributeValues={":pk": {"S": pk}},
            ConsistentRead=True,
            **start,
        )
        yield from answer["Items"]
        if "LastEvaluatedKey" not in answer:
            return
        start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}


def aggregates(list_key: str) -> Iterator[str]:
    """Partition keys that a list of GSI1 names, each once."""
    seen: set[str] = set()
    after: str | None = None
    while True:
        page = query_index(list_key, after=after, limit=PAGE)
        for entry in page.items:
            if entry.key.pk not in seen:
                seen.add(entry.key.pk)
                yield entry.key.pk
        if page.next_key is None:
            return
        after = page.next_key


def people(tenant: str) -> Iterator[str]:
    """Ids of everybody who is or was a member."""
    for shard in range(LIST_SHARDS):
        for pk in aggregates(tenant_key(tenant, "MEMBERS", str(shard))):
            yield pk.rpartition("#")[2]


def _person(tenant: str, person: str) -> Iterator[Wire]:
    """What a person has in the tenant, their side of the membership, and what they asked for."""
    own = tenant_key(tenant, "U", person)
    yield from partition(own)
    for part in ("MEMBERSHIP", "TERMS"):
        yield from look(Key(f"P#{person}", f"{part}#{tenant}"))
    for order in aggregates(f"{own}#ORDERS"):
        yield from _order(order)
    yield from _jobs(f"{own}#JOBS")


def _order(order: str) -> Iterator[Wire]:
    """An order with its parts, and where the provider's payments are said to be its own."""
    for item in partition(order):
        yield item
        kind, _, payment = item["SK"]["S"].partition("#")
        if kind == "PAYMENT":
            yield from look(Key(f"HOOK#stripe#obj#{payment}", "POINTER"))


def _jobs(list_key: str) -> Iterator[Wire]:
    """Jobs of a list, each with the file that it came from."""
    uploads: dict[str, str] = {}
    for job in aggregates(list_key):
        for item in partition(job):
            yield item
            # It names the file, which lies apart beside the jobs and may have been read more than once.
            if "up" in item:
                uploads[item["up"]["S"]] = f"{job.rpartition('#')[0]}#{item['up']['S']}"
    for upload in sorted(uploads):
        yield from partition(uploads[upload])


def _audit(tenant: str) -> Iterator[Wire]:
    """The audit trail: its windows tell the days that have entries."""
    days: set[str] = set()
    for item in partition(tenant_key(tenant, "AUDIT")):
        yield item
        kind, _, beginning = item["SK"]["S"].partition("#")
        if kind == "WINDOW":
            days.add(beginning[:10])
    for day in sorted(days):
        for shard in range(LIST_SHARDS):
            yield from partition(tenant_key(tenant, "AUDIT", day, str(shard)))


def _course(tenant: str, course: str) -> Iterator[Wire]:
    """A course with everything below it, and the names that it has taken."""
    for item in partition(course):
        yield item
        for kind, name in (("SLUG", "sg"), ("CODE", "cd")):
            if item["SK"]["S"] == "COURSE" and name in item:
                yield from look(Key(tenant_key(tenant, "UNIQUE", kind, item[name]["S"]), "CLAIM"))
    for kept in ("ASSESSMENTS", "ASSIGNMENTS", "RUBRICS"):
        for aggregate in aggregates(f"{course}#{kept}"):
            yield from partition(aggregate)


def _selling(tenant: str) -> Iterator[Wire]:
    """Coupons; accounts at the payment provider, and its events that are known to be the school's; what was sold."""
    for kept in ("COUPONS", "ACCOUNTS", "WEBHOOKS"):
        for aggregate in aggregates(tenant_key(tenant, kept)):
            yield from partition(aggregate)
    yield from partition(tenant_key(tenant, "SALES"))


def _banks(tenant: str) -> Iterator[Wire]:
    """Question banks with all versions of their questions, retired or not; the school's rubrics."""
    for kept in ("BANKS", "RETIRED-BANKS", "RUBRICS"):
        for bank in aggregates(tenant_key(tenant, kept)):
            yield from partition(bank)


def _noting(addresses: set[str], items: Iterator[Wire]) -> Iterator[Wire]:
    """The same items; e-mail addresses of members and invitations are noted, for each has an item of its own."""
    for item in items:
        if item["SK"]["S"] in ("MEMBER", "INVITATION") and "e" in item:
            addresses.add(item["e"]["S"])
        yield item


def look(key: Key) -> Iterator[Wire]:
    """One item, where it is there."""
    answer = call(
        "get_item", TableName=settings().table, Key={"PK": {"S": key.pk}, "SK": {"S": key.sk}}, ConsistentRead=True
    )
    if "Item" in answer:
        yield answer["Item"]
