"""Files that questions show: where they lie, and addresses under which they can be fetched."""

from collections.abc import Mapping, Sequence

from lyceum.assessment.store import assessments
from lyceum.content.parts import STATIC
from lyceum.content.questions import AuthoredQuestion
from lyceum.kernel.settings import settings

_SECONDS = 3600


def of_course(tenant: str, course: str, questions: Sequence[AuthoredQuestion]) -> dict[str, Mapping[str, str]]:
    """What an assessment's own questions show of the files of its course. 1 round trip where they name any, else 0."""
    if not any(map(_names_files, questions)):
        return {}
    from lyceum.content.question_files import named_files  # costs a cold start what only few need

    named = {each.question.id: named_files(each) for each in questions}
    return among(assessments.files_of_course(tenant, course), named)


def demand_known(
    questions: Sequence[AuthoredQuestion], files: Mapping[str, Mapping[str, str]], before: Sequence[AuthoredQuestion]
) -> None:
    """Raises UnknownFiles where a question shows what is not among its `files`, and nothing `before` it did.

    What an import could not find must not keep authors from changing anything else.
    """
    naming = [each for each in questions if _names_files(each)]
    if not naming:
        return
    from lyceum.content.question_files import missing_files  # as above

    tolerated = {path for each in before for path in missing_files(each, ())}
    for each in naming:
        missing = missing_files(each, files.get(each.question.id, {}))
        if unknown := [path for path in missing if path not in tolerated]:
            from lyceum.assessment.banks.errors import UnknownFiles

            raise UnknownFiles(", ".join(unknown), question=each.question.id)


def _names_files(authored: AuthoredQuestion) -> bool:
    """By its halves, as they are kept: a whole question is written by nobody else here."""
    return any(STATIC in half.model_dump_json() for half in (authored.question, authored.key))


def among(keys: Mapping[str, str], named: Mapping[str, Sequence[str]]) -> dict[str, Mapping[str, str]]:
    """Of some files those that questions name, by question, where there are any."""
    found = {id: {path: keys[path] for path in paths if path in keys} for id, paths in named.items()}
    return {id: files for id, files in found.items() if files}


def address(key: str) -> str:
    """Where a file can be fetched for an hour, by whoever has the address. 0 round trips."""
    # boto3 costs a cold start what only questions that show files need.
    from lyceum.kernel.aws import client

    where = {"Bucket": settings().content, "Key": key}
    return str(client("s3").generate_presigned_url("get_object", Params=where, ExpiresIn=_SECONDS))
