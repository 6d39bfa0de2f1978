"""Real questions into a bank, out as a file, into another bank: the same, ids aside, but for what the report lists."""

from collections.abc import Iterator
from typing import Any

import pytest

from lyceum.content.questions import AuthoredQuestion
from tests.http import Person, person
from tests.imports import zipped
from tests.question_files import bring, contents, make_bank, take_out
from tests.unit.interop.inputs import folder
from tests.unit.interop.normal import differences, normal

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("files"), pytest.mark.timeout(300)]

FAMILIES = {"gift": "gift", "moodle-xml": "moodle_xml", "qti12": "qti", "qti2-3": "qti"}
READ_AS = {"gift": ("questions.gift", "gift"), "qti3": ("questions.zip", "qti")}
CALLED_BY_PLACE = {"key.blanks", "question.stem"}
"""What names gaps, which the normal form calls by their places: gaps in another order have other names there."""
LONGEST = 1_000
"""Characters of what a report says of one question."""


@pytest.fixture
def ada(tenant: str) -> Person:
    return person("ada", tenant, "instructor")


def forms(ada: Person, tenant: str, bank: str) -> dict[str, dict[str, Any]]:
    """Question → its normal form, as the routes show it."""
    found = contents(ada, tenant, bank)
    return {each["id"]: normal(AuthoredQuestion.model_validate(each["content"], strict=False)) for each in found}


def targets(report: list[dict[str, Any]]) -> list[str]:
    """What an import made, in the order of the source."""
    told = [str(line.get("target") or "") for line in report]
    return list(dict.fromkeys(one.removeprefix("question:") for one in told if one.startswith("question:")))


def whole(look: Any, id: str) -> list[dict[str, Any]]:
    """All pages of a report."""

    def pages() -> Iterator[dict[str, Any]]:
        query: dict[str, str] = {}
        while True:
            page = look(id, query)
            yield from page["report"]
            if not page.get("next_cursor"):
                return
            query = {"cursor": page["next_cursor"]}

    return list(pages())


def field(path: str) -> str:
    """`key.feedback` of `key.feedback.c1.text.en`, `question.choices` of `question.choices[0].id`."""
    return ".".join(part.partition("[")[0] for part in path.split(".")[:2])


@pytest.mark.parametrize("format", READ_AS)
@pytest.mark.parametrize("family", FAMILIES)
def test_real_questions_go_round(ada: Person, tenant: str, family: str, format: str) -> None:
    from tests.imports import look as import_look
    from tests.question_files import look as export_look

    one, other = make_bank(ada, tenant), make_bank(ada, tenant)
    content = zipped(folder(family))
    brought = bring(ada, tenant, one, content, name="all.zip", format=FAMILIES[family])
    originals = forms(ada, tenant, one)
    assert len(originals) == brought["counts"]["questions"] == brought["counts"]["questions_added"] > 10

    shown, file = take_out(ada, tenant, format=format, bank=one)
    report = whole(lambda id, query: export_look(ada, tenant, id, **query).json, shown["id"])
    assert sorted(line["question"] for line in report) == sorted(originals)
    written = [line for line in report if line["outcome"] != "left_out"]
    assert all(line["why"] for line in report if line["outcome"] != "written")
    assert len(written) > 10

    name, read_as = READ_AS[format]
    again = bring(ada, tenant, other, file, name=name, format=read_as)
    assert again["state"] == "finished", again["reason"]
    made = targets(whole(lambda id, query: import_look(ada, tenant, id, **query), again["id"]))
    found = forms(ada, tenant, other)
    assert len(found) == len(made) == len(written)
    wrong = {}
    for line, id in zip(written, made, strict=True):
        why = line["why"] or ""
        lost = {field(part.partition(": ")[0]) for part in why.split("; ")}
        lost |= CALLED_BY_PLACE if "question.blanks" in lost else set()
        unlisted = {path for path in differences(originals[line["question"]], found[id]) if field(path) not in lost}
        if unlisted and len(why) < LONGEST:
            wrong[line["question"]] = (why, sorted(unlisted)[:5])
    assert wrong == {}
    assert sum(len(line["why"] or "") >= LONGEST for line in written) < len(written) / 10
    unchanged = bring(ada, tenant, other, file, name=name, format=read_as)
    assert (unchanged["effect"], unchanged["counts"]["questions_unchanged"]) == ("none", len(made))
