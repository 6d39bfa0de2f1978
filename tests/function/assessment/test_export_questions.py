"""Questions of a bank or an assessment become a file: asked for, made, reported, fetched."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest

from assessment.finish_export import handler as finish
from assessment.gather_questions import handler as gather
from assessment.manage_bank import handler as banks
from interop.render_questions import handler as render
from lyceum.assessment.banks.errors import BankNotFound, ExportClaimed, ExportTooLarge
from lyceum.assessment.model.question_export import KEPT, PATIENCE
from lyceum.kernel import clock
from lyceum.kernel.aws import client
from lyceum.kernel.ids import new_id
from lyceum.kernel.settings import settings
from tests.authoring import make_course
from tests.function.assessment.client import Client, problem
from tests.http import Person, person, request
from tests.imports import pictured
from tests.question_files import ask_export, bring, carry_out, fetched, look, make_bank, take_out
from tests.unit.assessment.samples import choice_question, essay_question, one_of_each_later

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("files")]

BANK = "/v1/{tenant}/banks/{bank}"


@pytest.fixture
def ada(tenant: str) -> Person:
    return person("ada", tenant, "instructor")


@pytest.fixture
def bank(ada: Person, tenant: str) -> str:
    return make_bank(ada, tenant)


def keep(ada: Person, tenant: str, bank: str, *questions: Any) -> list[str]:
    made = []
    for each in questions:
        body = {"content": each.model_dump(mode="json")}
        added = request(banks, f"POST {BANK}/questions", caller=ada, tenant=tenant, bank=bank, body=body)
        assert added.status == 201, added.text
        made.append(str(added.json["id"]))
    return made


def test_a_bank_becomes_a_gift_file(ada: Person, tenant: str, bank: str) -> None:
    kept = keep(ada, tenant, bank, choice_question(), essay_question())
    shown, content = take_out(ada, tenant, format="gift", bank=bank)
    assert (shown["state"], shown["bank"], shown["format"]) == ("ready", bank, "gift")
    assert {line["question"] for line in shown["report"]} == set(kept)
    assert sum(shown["counts"].values()) == 2
    assert shown["counts"]["left_out"] == 0
    assert content.decode().count("{") == 2


def test_each_question_is_reported_once_with_what_was_lost(ada: Person, tenant: str, bank: str) -> None:
    kept = keep(ada, tenant, bank, *one_of_each_later(), essay_question())
    request(banks, f"PATCH {BANK}/questions/{{bank_question}}", caller=ada, tenant=tenant, bank=bank,
            bank_question=kept[-1], body={"retired": True})  # fmt: skip
    shown, _ = take_out(ada, tenant, format="gift", bank=bank)
    told = {line["question"]: line for line in shown["report"]}
    assert told.keys() == set(kept)
    assert told[kept[-1]]["why"] == "it is retired"
    assert {line["outcome"] for line in shown["report"]} <= {"written", "changed", "left_out"}
    assert all(line["why"] for line in shown["report"] if line["outcome"] != "written")
    for outcome, count in shown["counts"].items():
        assert sum(line["outcome"] == outcome for line in shown["report"]) == count


def test_a_report_has_pages(ada: Person, tenant: str, bank: str) -> None:
    kept = keep(ada, tenant, bank, *(essay_question() for _ in range(3)))
    export = ask_export(ada, tenant, format="gift", bank=bank).json["id"]
    carry_out(tenant, export)
    first = look(ada, tenant, export, limit="2").json
    rest = look(ada, tenant, export, cursor=first["next_cursor"]).json
    assert (len(first["report"]), rest.get("next_cursor")) == (2, None)
    assert {line["question"] for line in first["report"] + rest["report"]} == set(kept)


def test_a_qti_package_has_its_manifest_and_its_pictures(ada: Person, tenant: str, bank: str) -> None:
    bring(ada, tenant, bank, pictured("Titanic", "1912"), name="s.xml", format="moodle_xml")
    shown, content = take_out(ada, tenant, format="qti3", bank=bank)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = package.namelist()
        (picture,) = [name for name in names if name.startswith("media/")]
        assert package.read(picture) == b"picture"
        assert {"imsmanifest.xml", "test.xml", "items/0001.xml"} <= set(names)
        assert f'href="{picture}"' in package.read("imsmanifest.xml").decode()
        assert f'src="../{picture}"' in package.read("items/0001.xml").decode()
    assert "files" not in str(shown["report"])


def test_gift_says_that_pictures_stay_behind(ada: Person, tenant: str, bank: str) -> None:
    bring(ada, tenant, bank, pictured("Titanic", "1912"), name="s.xml", format="moodle_xml")
    shown, _ = take_out(ada, tenant, format="gift", bank=bank)
    (line,) = shown["report"]
    assert line["outcome"] == "changed"
    assert "files: GIFT carries none: q/" in line["why"]


def test_an_assessment_of_a_course_becomes_a_file(ada: Person, tenant: str) -> None:
    course, author = make_course(ada, tenant), Client(ada, tenant)
    questions = [each.model_dump(mode="json") for each in (choice_question(), essay_question())]
    made = author.make(course, {"title": {"en": "Exam"}, "lesson": "l1", "questions": questions}).json
    shown, content = take_out(ada, tenant, format="gift", course=course, assessment=made["id"])
    assert [line["question"] for line in shown["report"]] == [each["question"]["id"] for each in questions]
    assert (shown["course"], shown["assessment"]) == (course, made["id"])
    assert content
    elsewhere = ask_export(ada, tenant, format="gift", course=new_id(), assessment=made["id"])
    assert problem(elsewhere) == "assessment-not-found"


def test_pictures_of_a_course_come_along(ada: Person, tenant: str) -> None:
    from assessment.write_question_sets import handler as write_sets
    from catalog.write_import import handler as write
    from interop.parse_source import handler as parse
    from tests.imports import ask, send_file

    course, author = make_course(ada, tenant), Client(ada, tenant)
    chapter = request_chapter(ada, tenant, course)
    sent = send_file(ada, tenant, pictured("Titanic", "1912"), "s.xml")
    wish = {"format": "moodle_xml", "upload": sent, "course": course}
    asked = ask(ada, tenant, **wish, assessment={"title": {"en": "Test"}, "chapter": chapter})
    parsed = parse({"tenant": tenant, "job": asked.json["id"], "execution": "one"}, None)
    write({"tenant": tenant, **parsed}, None)
    write_sets({"tenant": tenant, **parsed, "course": course}, None)
    (card,) = author.listed(course).json["items"]
    _, content = take_out(ada, tenant, format="qti3", course=course, assessment=card["id"])
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert any(name.startswith("media/q/") for name in package.namelist())


def request_chapter(ada: Person, tenant: str, course: str) -> str:
    from tests.authoring import CHAPTERS, send

    return str(send(ada, f"GET {CHAPTERS}", tenant=tenant, course=course).json["items"][0]["id"])


def test_the_file_speaks_the_language_of_the_questions_or_the_one_that_is_asked_for(
    ada: Person, tenant: str, bank: str
) -> None:
    text = "::ไททานิก::จมปีใด {#1912}"
    bring(ada, tenant, bank, text.encode(), name="t.gift", format="gift", language="th")
    shown, content = take_out(ada, tenant, format="gift", bank=bank)
    assert [line["outcome"] for line in shown["report"]] == ["written"]
    assert "ไททานิก" in content.decode()
    other, _ = take_out(ada, tenant, format="gift", bank=bank, language="en")
    assert "in th alone, called en" in other["report"][0]["why"]


def test_a_repeated_wish_is_the_same_export_and_another_body_is_refused(ada: Person, tenant: str, bank: str) -> None:
    first, again = (ask_export(ada, tenant, "key-of-one", format="gift", bank=bank) for _ in range(2))
    assert (first.status, first.json) == (again.status, again.json) == (202, first.json)
    assert first.headers["Location"].endswith(f"/question-exports/{first.json['id']}")
    other = ask_export(ada, tenant, "key-of-one", format="qti3", bank=bank)
    assert problem(other) == "idempotency-key-reused"


@pytest.mark.parametrize(
    "wish",
    [
        {"format": "gift"},
        {"format": "moodle_xml", "bank": "ID"},
        {"format": "gift", "bank": "ID", "course": "ID", "assessment": "ID"},
        {"format": "gift", "course": "ID"},
        {"format": "gift", "bank": "ID", "more": 1},
        {"format": "gift", "bank": None},
    ],
)
def test_what_no_export_can_be_is_refused(ada: Person, tenant: str, wish: dict[str, Any]) -> None:
    body = {name: new_id() if value == "ID" else value for name, value in wish.items()}
    assert ask_export(ada, tenant, **body).status == 422


def test_before_it_is_ready_there_is_nothing_to_fetch(ada: Person, tenant: str, bank: str) -> None:
    export = ask_export(ada, tenant, format="gift", bank=bank).json["id"]
    shown = look(ada, tenant, export).json
    assert (shown["state"], shown["report"], shown["counts"], shown.get("download")) == ("requested", [], {}, None)
    gather({"tenant": tenant, "export": export, "execution": "one"}, None)
    assert look(ada, tenant, export).json["state"] == "running"


def test_one_execution_has_it_and_may_take_it_again(ada: Person, tenant: str, bank: str) -> None:
    keep(ada, tenant, bank, essay_question())
    export = ask_export(ada, tenant, format="gift", bank=bank).json["id"]
    task = {"tenant": tenant, "export": export, "execution": "one"}
    found = gather(task, None)
    assert gather(task, None) == found
    with pytest.raises(ExportClaimed):
        gather({**task, "execution": "two"}, None)
    rendered = render(found, None)
    assert render(found, None) == rendered
    assert sum(rendered["counts"].values()) == 1
    end = {"tenant": tenant, "export": export, "state": "ready", "counts": rendered["counts"]}
    finish(end, None)
    ended = look(ada, tenant, export).json
    finish(end, None)
    finish({**end, "state": "failed", "counts": {}}, None)
    assert look(ada, tenant, export).json["state"] == ended["state"] == "ready"
    with pytest.raises(ExportClaimed):
        gather(task, None)
    with pytest.raises(ExportClaimed):
        gather({**task, "export": new_id()}, None)


def test_a_refusal_and_a_fault_are_told_apart(ada: Person, tenant: str, bank: str) -> None:
    error = {"Error": "ExportTooLarge", "Cause": '{"errorMessage": "because"}'}
    for state, code in (("refused", "export-too-large"), ("failed", "internal-error")):
        export = ask_export(ada, tenant, format="gift", bank=bank).json["id"]
        finish({"tenant": tenant, "export": export, "state": state, "error": error}, None)
        shown = look(ada, tenant, export).json
        assert (shown["state"], shown["reason"]["code"]) == (state, code)
        assert ("because" in shown["reason"]["detail"]) == (state == "refused")


def test_more_questions_than_a_file_takes(ada: Person, tenant: str, bank: str, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(ada, tenant, bank, *(essay_question() for _ in range(3)))
    monkeypatch.setattr("lyceum.assessment.gather_questions.MAX_QUESTIONS", 2)
    export = ask_export(ada, tenant, format="gift", bank=bank).json["id"]
    with pytest.raises(ExportTooLarge):
        gather({"tenant": tenant, "export": export, "execution": "one"}, None)


def test_one_that_never_ends_has_failed_and_one_that_is_old_is_gone(
    ada: Person, tenant: str, bank: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = ask_export(ada, tenant, format="gift", bank=bank).json["id"]
    began = clock.now()
    monkeypatch.setattr(clock, "now", lambda: began + PATIENCE)
    assert look(ada, tenant, export).json["state"] == "failed"
    monkeypatch.setattr(clock, "now", lambda: began + KEPT + timedelta(seconds=1))
    assert problem(look(ada, tenant, export)) == "question-export-not-found"


def test_the_file_lies_where_files_go_after_a_week_and_its_address_grants_five_minutes(
    ada: Person, tenant: str, bank: str
) -> None:
    keep(ada, tenant, bank, essay_question())
    shown, _ = take_out(ada, tenant, format="gift", bank=bank)
    listed = client("s3").list_objects_v2(Bucket=settings().content, Prefix=f"exports/{tenant}/{shown['id']}")
    names = {entry["Key"].removeprefix(f"exports/{tenant}/{shown['id']}") for entry in listed["Contents"]}
    assert names == {".gift", "/document.json", "/report.json"}
    assert "X-Amz-Expires=300" in shown["download"]["url"]
    assert fetched(shown["download"]["url"])


def test_an_empty_bank_is_an_empty_file(ada: Person, tenant: str, bank: str) -> None:
    for format in ("gift", "qti3"):
        shown, _ = take_out(ada, tenant, format=format, bank=bank)
        assert (shown["state"], shown["report"]) == ("ready", [])


def test_a_bank_that_is_gone_is_refused_by_name(ada: Person, tenant: str, bank: str) -> None:
    export = ask_export(ada, tenant, format="gift", bank=bank).json["id"]
    from lyceum.kernel.table.client import dynamodb

    key = {"PK": {"S": f"T#{tenant}#BANK#{bank}"}, "SK": {"S": "BANK"}}
    dynamodb().delete_item(TableName=settings().table, Key=key)
    with pytest.raises(BankNotFound):
        gather({"tenant": tenant, "export": export, "execution": "one"}, None)
