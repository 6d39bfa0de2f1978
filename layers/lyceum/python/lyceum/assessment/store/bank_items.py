"""The items of question banks and where they lie."""

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from lyceum.kernel.table import CompressedJSONAttribute, DecimalAttribute, InstantAttribute, Item, Key, tenant_key
from lyceum.kernel.table.items import RawMapAttribute


class BankItem(Item):
    """`T#t#BANK#b / BANK`: whose it is and who may use it; listed by school."""

    KIND = "bank"

    owner = UnicodeAttribute(attr_name="o")
    title = RawMapAttribute(attr_name="ti")
    difficulty = UnicodeAttribute(attr_name="df")
    tags = RawMapAttribute(attr_name="tg")
    """Tag → its place."""
    sharing = UnicodeAttribute(attr_name="sh")
    shared_with = RawMapAttribute(attr_name="w")
    """Person → part."""
    retired = BooleanAttribute(attr_name="x")
    made_at = InstantAttribute(attr_name="ca")


class BankQuestionItem(Item):
    """`T#t#BANK#b / QUESTION#q`: what lists show of a question, and which version is its newest."""

    KIND = "bank_question"

    newest = NumberAttribute(attr_name="n")
    difficulty = UnicodeAttribute(attr_name="df")
    question_kind = UnicodeAttribute(attr_name="qk")
    label = RawMapAttribute(attr_name="lb")
    """Language → its title, else how its stem begins."""
    tags = RawMapAttribute(attr_name="tg")
    points = DecimalAttribute(attr_name="p")
    digest = UnicodeAttribute(attr_name="h")
    retired = BooleanAttribute(attr_name="x")
    changed_at = InstantAttribute(attr_name="da")
    source = UnicodeAttribute(attr_name="src", null=True)
    """Hash of the question as the last import brought it."""
    job = UnicodeAttribute(attr_name="j", null=True)
    """That import."""


class BankVersionItem(Item):
    """`T#t#BANK#b / VERSION#q#000001`: one version of a question with its key; immutable."""

    KIND = "bank_version"

    document = CompressedJSONAttribute(attr_name="q")
    digest = UnicodeAttribute(attr_name="h")
    files = RawMapAttribute(attr_name="fl", null=True)
    """Path below `/static/` → key in the content bucket."""


class BankFileItem(Item):
    """`T#t#BANK#b / FILE#<path>`: catalog's item, a file that authors brought, only looked at."""

    KIND = "bank_file"

    path = UnicodeAttribute(attr_name="p")
    file = UnicodeAttribute(attr_name="k")
    """Its key in the content bucket."""


def bank_key(tenant: str, bank: str) -> Key:
    """Where a bank lies."""
    return Key(tenant_key(tenant, "BANK", bank), "BANK")


def bank_question_key(tenant: str, bank: str, question: str) -> Key:
    """Where a question of a bank lies."""
    return Key(tenant_key(tenant, "BANK", bank), f"QUESTION#{question}")


def bank_version_key(tenant: str, bank: str, question: str, version: int) -> Key:
    """Where a version of a question lies."""
    return Key(tenant_key(tenant, "BANK", bank), f"VERSION#{question}#{version:06d}")


def bank_file_key(tenant: str, bank: str, path: str) -> Key:
    """Where a file of a bank lies."""
    return Key(tenant_key(tenant, "BANK", bank), f"FILE#{path}")


def banks_list(tenant: str, *, retired: bool) -> str:
    """The list of a school's banks."""
    return tenant_key(tenant, "RETIRED-BANKS") if retired else tenant_key(tenant, "BANKS")
