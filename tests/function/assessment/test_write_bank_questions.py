"""Questions of other systems go into a bank: added once, changed as new versions, refused by name."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from assessment.manage_bank import handler as banks
from assessment.write_bank_questions import handler as write
from interop.parse_source import handler as parse
from lyceum.assessment.banks.errors import BankRetired
from lyceum.content.banks import may_edit_bank, may_use_bank
from lyceum.kernel.ids import new_id
from tests.function.assessment.client import problem
from tests.http import Person, person, request
from tests.imports import ask, look, pictured, send_file
from tests.question_files import bring, contents, make_bank

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("files")]

GIFT = """$CATEGORY: Ships/Old

// [id:titanic] [tag:sea]
::Titanic::When did she sink? {#1912}

::Nautilus::She went under on purpose. {T}
"""


@pytest.fixture
def ada(tenant: str) -> Person:
    return person("ada", tenant, "instructor")


@pytest.fixture
def bank(ada: Person, tenant: str) -> str:
    return make_bank(ada, tenant)


def brought(ada: Person, tenant: str, bank: str, text: str = GIFT, **wish: Any) -> Any:
    ended = bring(ada, tenant, bank, text.encode(), **{"name": "ships.gift", "format": "gift", **wish})
    assert ended["state"] == "finished", ended
    return ended


def counted(ended: Any) -> tuple[int, int, int]:
    names = ("questions_added", "questions_changed", "questions_unchanged")
    return tuple(ended["counts"][name] for name in names)


def by_title(ada: Person, tenant: str, bank: str) -> dict[str, Any]:
    return {each["content"]["question"]["title"]["en"]: each for each in contents(ada, tenant, bank)}


def test_questions_are_added_with_category_and_tags_as_tags(ada: Person, tenant: str, bank: str) -> None:
    ended = brought(ada, tenant, bank)
    assert (counted(ended), ended["effect"], ended["bank"], ended["complete"]) == ((2, 0, 0), "changed", bank, True)
    found = by_title(ada, tenant, bank)
    assert found["Titanic"]["content"]["question"]["tags"] == ["sea", "Ships/Old"]
    assert found["Nautilus"]["content"]["question"]["tags"] == ["Ships/Old"]
    assert {each["version"] for each in found.values()} == {1}
    assert {each["difficulty"] for each in found.values()} == {"medium"}
    targets = {line["target"] for line in ended["report"] if line.get("target")}
    assert targets == {f"question:{each['id']}" for each in found.values()}


def test_the_same_import_again_changes_nothing(ada: Person, tenant: str, bank: str) -> None:
    brought(ada, tenant, bank)
    before = contents(ada, tenant, bank)
    again = brought(ada, tenant, bank)
    assert (counted(again), again["effect"]) == ((0, 0, 2), "none")
    assert contents(ada, tenant, bank) == before


def test_a_changed_question_is_a_new_version_and_a_new_one_is_added(ada: Person, tenant: str, bank: str) -> None:
    brought(ada, tenant, bank)
    text = GIFT.replace("#1912", "#1912:1") + "\n::Bounty::Who mutinied? {=Christian}\n"
    again = brought(ada, tenant, bank, text)
    assert (counted(again), again["effect"]) == ((1, 1, 1), "changed")
    versions = {title: each["version"] for title, each in by_title(ada, tenant, bank).items()}
    assert versions == {"Titanic": 2, "Nautilus": 1, "Bounty": 1}


def test_what_an_author_changed_stays_until_the_file_says_something_new(ada: Person, tenant: str, bank: str) -> None:
    brought(ada, tenant, bank)
    titanic = by_title(ada, tenant, bank)["Titanic"]
    route, at = (
        "PATCH /v1/{tenant}/banks/{bank}/questions/{bank_question}",
        {"bank": bank, "bank_question": titanic["id"]},
    )
    content = titanic["content"] | {"question": titanic["content"]["question"] | {"points": "3"}}
    wish = {"content": content, "difficulty": "hard"}
    assert request(banks, route, caller=ada, tenant=tenant, body=wish, **at).status == 200
    assert counted(brought(ada, tenant, bank)) == (0, 0, 2)
    assert by_title(ada, tenant, bank)["Titanic"]["version"] == 2
    assert counted(brought(ada, tenant, bank, GIFT.replace("#1912", "#1911"))) == (0, 1, 1)
    newest = by_title(ada, tenant, bank)["Titanic"]
    assert (newest["version"], newest["difficulty"]) == (3, "hard")


def test_an_author_s_own_id_counts_in_every_file_and_another_name_in_its_own(
    ada: Person, tenant: str, bank: str
) -> None:
    brought(ada, tenant, bank)
    other = brought(ada, tenant, bank, name="renamed.gift")
    assert counted(other) == (1, 0, 1)  # Titanic has an id of its author's, Nautilus a title alone


def test_questions_take_the_difficulty_of_a_bank_that_has_one_for_all(ada: Person, tenant: str) -> None:
    bank = make_bank(ada, tenant, difficulty="hard")
    brought(ada, tenant, bank)
    assert {each["difficulty"] for each in contents(ada, tenant, bank)} == {"hard"}


def test_a_dry_run_says_what_it_would_do_and_writes_nothing(ada: Person, tenant: str, bank: str) -> None:
    ended = brought(ada, tenant, bank, dry_run=True)
    assert (counted(ended), ended["effect"]) == ((2, 0, 0), "changed")
    assert contents(ada, tenant, bank) == []


def test_a_thai_file_says_that_it_is_one(ada: Person, tenant: str, bank: str) -> None:
    brought(ada, tenant, bank, "::ไททานิก::จมปีใด {#1912}", language="th")
    (only,) = contents(ada, tenant, bank)
    assert only["content"]["question"]["title"] == {"th": "ไททานิก"}


def test_pictures_come_along(ada: Person, tenant: str, bank: str) -> None:
    ended = bring(ada, tenant, bank, pictured("Titanic", "1912"), name="ships.xml", format="moodle_xml")
    assert (counted(ended), ended["counts"]["assets"]) == ((1, 0, 0), 1)
    (only,) = contents(ada, tenant, bank)
    assert '<img src="/static/q/' in only["content"]["question"]["stem"]["text"]["en"]


def requested(ada: Person, tenant: str, bank: str, **wish: Any) -> str:
    sent = send_file(ada, tenant, GIFT.encode(), "ships.gift")
    asked = ask(ada, tenant, format="gift", upload=sent, bank=bank, **wish)
    assert asked.status == 202, asked.text
    return str(asked.json["id"])


def test_a_task_that_is_repeated_says_what_it_said(ada: Person, tenant: str, bank: str) -> None:
    job = requested(ada, tenant, bank)
    parsed = parse({"tenant": tenant, "job": job, "execution": "one"}, None)
    first = write({"tenant": tenant, "job": job, **parsed}, None)
    before = contents(ada, tenant, bank)
    assert write({"tenant": tenant, "job": job, **parsed}, None) == first == {"added": 2, "changed": 0, "unchanged": 0}
    assert contents(ada, tenant, bank) == before


def test_two_imports_of_one_file_at_once_add_each_question_once(ada: Person, tenant: str, bank: str) -> None:
    jobs = [requested(ada, tenant, bank) for _ in range(2)]
    tasks = [
        {"tenant": tenant, "job": job, **parse({"tenant": tenant, "job": job, "execution": job}, None)} for job in jobs
    ]
    barrier = Barrier(2)

    def run(task: dict[str, Any]) -> Any:
        barrier.wait()
        return write(task, None)

    with ThreadPoolExecutor(2) as pool:
        ended = list(pool.map(run, tasks))
    assert sum(each["added"] for each in ended) == 2
    assert [each["version"] for each in contents(ada, tenant, bank)] == [1, 1]


def test_more_questions_than_one_transaction_takes(ada: Person, tenant: str, bank: str) -> None:
    text = "\n".join(f"::Ship {number}::How old? {{#{number}}}\n" for number in range(90))
    assert counted(brought(ada, tenant, bank, text)) == (90, 0, 0)
    assert counted(brought(ada, tenant, bank, text.replace("{#3}", "{#3:1}"))) == (0, 1, 89)


def test_a_bank_that_is_retired_meanwhile_gets_nothing(ada: Person, tenant: str, bank: str) -> None:
    job = requested(ada, tenant, bank)
    parsed = parse({"tenant": tenant, "job": job, "execution": "one"}, None)
    patch = "PATCH /v1/{tenant}/banks/{bank}"
    request(banks, patch, caller=ada, tenant=tenant, bank=bank, body={"retired": True})
    with pytest.raises(BankRetired):
        write({"tenant": tenant, "job": job, **parsed}, None)
    assert contents(ada, tenant, bank) == []
    sent = send_file(ada, tenant, GIFT.encode(), "ships.gift")
    assert problem(ask(ada, tenant, format="gift", upload=sent, bank=bank)) == "bank-retired"


@pytest.mark.parametrize(
    ("shared", "refusal"),
    [
        ({}, "bank-not-found"),
        ({"sharing": "school"}, "bank-not-yours"),
        ({"shared_with": "use"}, "bank-not-yours"),
        ({"shared_with": "edit"}, ""),
    ],
    ids=["private", "school", "use", "edit"],
)
def test_only_who_may_work_on_a_bank_imports_into_it(
    ada: Person, tenant: str, shared: dict[str, str], refusal: str
) -> None:
    bo = person("bo", tenant, "instructor")
    named = {"shared_with": {bo.id: shared["shared_with"]}} if "shared_with" in shared else shared
    bank = make_bank(ada, tenant, **named)
    sent = send_file(bo, tenant, GIFT.encode(), "ships.gift")
    assert problem(ask(bo, tenant, format="gift", upload=sent, bank=bank)) == refusal


def test_who_looks_after_the_school_imports_into_every_bank(ada: Person, tenant: str, bank: str) -> None:
    head = person("head", tenant, "administrator")
    assert counted(brought(head, tenant, bank)) == (2, 0, 0)
    assert len(contents(ada, tenant, bank)) == 2


def test_a_bank_that_is_not_there_is_refused(ada: Person, tenant: str) -> None:
    sent = send_file(ada, tenant, GIFT.encode(), "ships.gift")
    assert problem(ask(ada, tenant, format="gift", upload=sent, bank=new_id())) == "bank-not-found"


@pytest.mark.parametrize(
    "wish",
    [
        {"format": "gift"},
        {"format": "olx", "bank": new_id},
        {"format": "gift", "bank": new_id, "course": new_id},
        {"format": "gift", "course": new_id},
    ],
    ids=["neither", "a course", "both", "half"],
)
def test_what_no_import_can_be_is_refused(ada: Person, tenant: str, wish: dict[str, Any]) -> None:
    body = {name: value() if callable(value) else value for name, value in wish.items()}
    assert ask(ada, tenant, upload=new_id(), **body).status == 422


def test_a_repeated_wish_is_the_same_import(ada: Person, tenant: str, bank: str) -> None:
    from catalog.import_course import handler as imports
    from tests.imports import IMPORT

    sent = send_file(ada, tenant, GIFT.encode(), "ships.gift")
    body = {"format": "gift", "upload": sent, "bank": bank}
    headers = {"Idempotency-Key": "the-same-wish"}
    first, again = (request(imports, IMPORT, caller=ada, tenant=tenant, body=body, headers=headers) for _ in range(2))
    assert first.json == again.json
    assert look(ada, tenant, first.json["id"])["state"] == "requested"


def test_rights_on_banks() -> None:
    rule: dict[str, Any] = {"owner": "ada", "shared_with": {"bo": "use", "cy": "edit"}}
    who = ("ada", "bo", "cy", "dee")
    may_edit = [may_edit_bank(one, warden=False, owner="ada", shared_with={"bo": "use", "cy": "edit"}) for one in who]
    assert may_edit == [True, False, True, False]
    private = [may_use_bank(one, sharing="private", warden=False, **rule) for one in who]
    assert private == [True, True, True, False]
    assert may_use_bank("dee", sharing="school", warden=False, **rule)
    assert may_edit_bank("dee", warden=True, owner="ada", shared_with={})
