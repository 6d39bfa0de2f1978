"""Question banks, which assessment keeps: who may import into one is looked at in the write that keeps the wish."""

from pynamodb.expressions.operand import Path

from lyceum.catalog.errors import BankNotFound, BankNotYours, BankRetired
from lyceum.catalog.store.items import BankItem, bank_key
from lyceum.content.banks import EDIT, may_edit_bank, may_use_bank
from lyceum.kernel.errors import DomainError
from lyceum.kernel.table import Transaction


def check_editor(write: Transaction, bank: str, person: str, *, warden: bool) -> None:
    """The transaction fails where somebody may not add questions to a bank, or it is retired.

    Raises BankNotFound, BankNotYours, BankRetired.
    """
    open_to_them = BankItem.retired == False  # noqa: E712 - PynamoDB's way to say it
    if not warden:
        open_to_them &= (BankItem.owner == person) | (Path(["w", person]) == EDIT)

    def explain(old: BankItem | None) -> DomainError:
        if old is None:
            return BankNotFound(bank=bank)
        shared = dict(old.shared_with)
        if not may_use_bank(person, owner=old.owner, sharing=old.sharing, shared_with=shared, warden=warden):
            return BankNotFound(bank=bank)
        if not may_edit_bank(person, owner=old.owner, shared_with=shared, warden=warden):
            return BankNotYours(bank=bank)
        return BankRetired(bank=bank)

    write.check(BankItem, bank_key(write.tenant, bank), when=open_to_them, otherwise=explain)
