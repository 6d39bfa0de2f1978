"""Files of question banks that authors brought by hand: which of them a question shows."""

from collections.abc import Sequence

from lyceum.assessment.banks.errors import UnknownFiles
from lyceum.assessment.model.bank import BankQuestion
from lyceum.assessment.store.bank_items import BankFileItem, bank_file_key
from lyceum.content.parts import STATIC
from lyceum.content.questions import AuthoredQuestion
from lyceum.kernel.table import batch_get

_AT_ONCE = 100


def shown(tenant: str, bank: str, authored: AuthoredQuestion, before: BankQuestion | None = None) -> dict[str, str]:
    """What a question shows of the files of its bank: path below `/static/` → key in the content bucket.

    A question that an import brought keeps what the import found for it. Raises UnknownFiles where there is neither,
    and the question did not show it before. 1 round trip for every 100 that it names, 0 where it names none.
    """
    if not any(STATIC in half.model_dump_json() for half in (authored.question, authored.key)):
        return {}
    from lyceum.content.question_files import missing_files, named_files  # costs a cold start what only few need

    wanted = list(dict.fromkeys([*named_files(authored), *missing_files(authored, ())]))
    had = {path: key for path, key in (before.files.items() if before else ()) if path in wanted}
    files = {**had, **_kept(tenant, bank, wanted)}
    missing = missing_files(authored, files)
    tolerated = missing_files(before.authored, ()) if missing and before else []
    if unknown := [path for path in missing if path not in tolerated]:
        raise UnknownFiles(", ".join(unknown), question=before.id if before else authored.question.id)
    return files


def _kept(tenant: str, bank: str, paths: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for start in range(0, len(paths), _AT_ONCE):
        some = paths[start : start + _AT_ONCE]
        items = batch_get(*((BankFileItem, bank_file_key(tenant, bank, path)) for path in some), consistent=True)
        found |= {path: item.file for path, item in zip(some, items, strict=True) if item is not None}
    return found
