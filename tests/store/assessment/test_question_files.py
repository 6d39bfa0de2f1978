"""Questions that show files: drawn ones bring theirs from the bank, an assessment's own have those of its course."""

from collections.abc import Iterator, Mapping
from html import unescape
from urllib.request import urlopen

import pytest

from lyceum.assessment.api.attempts import AttemptView
from lyceum.assessment.author_assessment import Change, change_assessment, find_assessment
from lyceum.assessment.banks.errors import UnknownFiles
from lyceum.assessment.gather_questions import gather_questions
from lyceum.assessment.manage_bank import add_question
from lyceum.assessment.model.attempt import Attempt
from lyceum.assessment.model.bank import Bank, Difficulty, Reader
from lyceum.assessment.model.question_export import Origin
from lyceum.assessment.model.sections import Draw, Section, Structure
from lyceum.assessment.navigate_attempt import enter_section
from lyceum.assessment.responses import ChoiceResponse
from lyceum.assessment.save_answer import save_answer
from lyceum.assessment.start_attempt import start_attempt
from lyceum.assessment.store import assessments, documents, question_sets
from lyceum.assessment.store.items import DraftItem, draft_key
from lyceum.assessment.submit_attempt import submit_attempt
from lyceum.assessment.view_attempt import view_attempt
from lyceum.assessment.write_bank_questions import write_bank_questions
from lyceum.catalog.model.course import AssetLink
from lyceum.catalog.store.assets import keep_in_bank
from lyceum.content.parts import Media, MediaKind, RichText, TextFormat
from lyceum.content.question_files import QuestionsDocument, QuestionWithFiles
from lyceum.content.questions import AuthoredQuestion
from lyceum.kernel import files as bucket
from lyceum.kernel.access import Caller
from lyceum.kernel.creation import Creation
from lyceum.kernel.ids import new_id
from tests.access_patterns import assert_as_stated
from tests.imports import buckets
from tests.meter import metered
from tests.store.assessment.test_banks import bank_of
from tests.store.assessment.test_question_file_cost import wish
from tests.store.assessment.world import World, keep
from tests.unit.assessment.samples import NOON, true_false_question

pytestmark = [pytest.mark.store, pytest.mark.usefixtures("content")]
KEY = "imports/files/document.json"
A, B, *_ = MANY = [f"01J0000000000000000000000{letter}" for letter in "ABCDEF"]


@pytest.fixture(scope="module")
def content(table: str) -> Iterator[None]:
    with buckets():
        yield


@pytest.fixture
def author(world: World) -> Caller:
    return world.caller("author", "instructor")


def showing(name: str, sound: str = "say.mp3") -> AuthoredQuestion:
    """A picture in the text, and a sound beside it."""
    made = true_false_question(name)
    stem = RichText.of('<p>Look.</p><img src="/static/map.png">', TextFormat.HTML)
    media = (Media(kind=MediaKind.AUDIO, source=f"/static/{sound}"),)
    return made.model_copy(update={"question": made.question.model_copy(update={"stem": stem, "media": media})})


def kept_file(tenant: str, name: str) -> str:
    key = f"assets/{tenant}/{name}"
    bucket.keep(key, name.encode(), "application/octet-stream")
    return key


def deliver(author: Caller, bank: Bank, name: str, files: Mapping[str, str], sound: str = "say.mp3") -> None:
    """A question of a file, as an import brings it."""
    brought = QuestionWithFiles(authored=showing(name, sound), files=dict(files))
    documents.keep_questions(KEY, QuestionsDocument(questions=(brought,)))
    write_bank_questions(
        author.tenant,
        bank.id,
        job=new_id(),
        document=KEY,
        requester=Reader(author.person),
        dry_run=False,
        at=NOON,
    )


def bank_with(author: Caller, *names: str) -> Bank:
    """Each question calls its picture the same, and has its own."""
    bank = bank_of(author)
    for name in names:
        own = {path: kept_file(author.tenant, f"{name}-{path}") for path in ("map.png", "say.mp3")}
        deliver(author, bank, name, own)
    return bank


def drawing(bank: Bank, count: int = 1, own: tuple[str, ...] = ()) -> Structure:
    return Structure(sections=(Section(id="only", questions=own, draws=(Draw(bank=bank.id, count=count),)),))


def with_files(world: World, files: Mapping[str, str]) -> None:
    """The course has these."""
    key = draft_key(world.tenant, world.course)
    links = [{"path": path, "key": place, "media_type": "image/png"} for path, place in files.items()]
    keep(world.tenant, DraftItem(key.pk, key.sk, about={"assets": links}))


def fetched(view: AttemptView) -> dict[str, tuple[bytes, bytes]]:
    """What a client finds under the addresses of each question: its picture and its sound."""
    found = dict[str, tuple[bytes, bytes]]()
    for question in view.questions or ():
        picture = question.stem.text.root["en"].partition('src="')[2].partition('"')[0].replace("&amp;", "&")
        found[question.id] = (_fetch(picture), _fetch(question.media[0].source))
    return found


def _fetch(address: str) -> bytes:
    with urlopen(address) as answer:
        content: bytes = answer.read()
    return content


def shown(name: str) -> tuple[bytes, bytes]:
    """What the files of a question hold."""
    return f"{name}-map.png".encode(), f"{name}-say.mp3".encode()


def begun(world: World, learner: Caller, exam: str) -> tuple[Attempt, AttemptView]:
    started = start_attempt(learner, exam, creation=Creation(new_id()), at=NOON)
    attempt = str(started.sight.attempt.id)
    return started.sight.attempt, AttemptView.of(enter_section(learner, attempt, "only", at=NOON))


def test_a_learner_fetches_what_drawn_questions_show(world: World, author: Caller) -> None:
    exam = world.live([], structure=drawing(bank_with(author, A, B), count=2))
    ada = world.enrolled("ada")
    attempt, view = begun(world, ada, exam)
    expected = {name: shown(name) for name in (A, B)}
    assert fetched(view) == expected
    again = start_attempt(ada, exam, creation=Creation(new_id()), at=NOON)
    assert again.resumed
    assert fetched(AttemptView.of(again.sight)) == expected
    for reader in (ada, world.caller("tutor", "instructor")):
        assert fetched(AttemptView.of(view_attempt(reader, str(attempt.id), at=NOON))) == expected


def told(name: str) -> AuthoredQuestion:
    """Whoever is wrong is shown the map, and everybody who may know the answer another."""
    made, wrong = true_false_question(name), RichText.of('<img src="/static/map.png">', TextFormat.HTML)
    why = RichText.of("![Why](/static/why.png)", TextFormat.MARKDOWN)
    return made.model_copy(
        update={"key": made.key.model_copy(update={"feedback_wrong": wrong, "general_feedback": why})}
    )


def test_who_hands_in_fetches_what_feedback_shows(world: World, author: Caller) -> None:
    own = {path: kept_file(world.tenant, path) for path in ("map.png", "why.png")}
    with_files(world, own)
    exam = world.live([told("own"), true_false_question("plain")], practice=True)
    ada = world.enrolled("ada")
    attempt = str(start_attempt(ada, exam, creation=Creation(new_id()), at=NOON).sight.attempt.id)
    for name in ("own", "plain"):
        save_answer(ada, attempt, name, ChoiceResponse(choice="false"), revision=1, at=NOON)
    first = AttemptView.of(submit_attempt(ada, attempt, at=NOON))
    again = AttemptView.of(submit_attempt(ada, attempt, at=NOON))
    for view in (first, again):
        assert view.results is not None
        result, plain = view.results
        assert result.correct is not None
        assert result.correct.feedback is not None
        wrong = result.feedback[0].text.root["en"].partition('src="')[2].partition('"')[0]
        assert _fetch(unescape(wrong)) == b"map.png"
        assert _fetch(result.correct.feedback.text.root["en"].partition("](")[2].rstrip(")")) == b"why.png"
        assert "static" not in plain.model_dump_json()


def test_files_in_feedback_cost_a_round_trip_once(world: World, author: Caller) -> None:
    """A process that has shown the questions knows where their files are; one that has not asks once."""
    with_files(world, {path: kept_file(world.tenant, path) for path in ("map.png", "why.png")})
    exam = world.live([told("own")], practice=True)
    spent = {}
    for name in ("ada", "bob", "carl"):
        learner = world.enrolled(name)
        attempt = str(start_attempt(learner, exam, creation=Creation(new_id()), at=NOON).sight.attempt.id)
        if name == "bob":
            question_sets._question_set.cache_clear()  # as another process would begin
        with metered() as cost:
            AttemptView.of(submit_attempt(learner, attempt, at=NOON))
        spent[name] = cost
    assert [spent[name].round_trips for name in ("ada", "carl")] == [2, 2]
    assert_as_stated(
        "assessment", "submit, feedback shows files, where a process met none of that version", spent["bob"]
    )


def test_a_question_with_files_is_kept_with_one_more_read(world: World, author: Caller) -> None:
    bank = bank_of(author)
    for path in ("map.png", "say.mp3"):
        link = AssetLink(path=path, key=kept_file(author.tenant, path), media_type="image/png")
        keep_in_bank(author.tenant, bank.id, link, person=author.person, warden=False, at=NOON)
    with metered() as cost:
        add_question(author, bank.id, showing("any"), difficulty=Difficulty.EASY, creation=Creation(new_id()), at=NOON)
    assert_as_stated("assessment", "add bank question, shows 2 files", cost)


def test_of_many_an_attempt_has_addresses_for_those_that_it_drew(world: World, author: Caller) -> None:
    exam = world.live([], structure=drawing(bank_with(author, *MANY), count=2))
    _, view = begun(world, world.enrolled("ada"), exam)
    assert len(fetched(view)) == 2
    left = set(MANY) - fetched(view).keys()
    assert not [name for name in left if f"/{name}-map.png" in view.model_dump_json()]


def test_to_start_costs_no_round_trip_more(world: World, author: Caller) -> None:
    exam = world.live([], structure=drawing(bank_with(author, *MANY), count=2))
    ada = world.enrolled("ada")
    with metered() as cost:
        AttemptView.of(start_attempt(ada, exam, creation=Creation(new_id()), at=NOON).sight)
    assert cost.round_trips <= 3


def test_a_version_keeps_the_files_that_its_bank_had(world: World, author: Caller) -> None:
    """The bank's question gets another sound: who draws it anew has that, attempts of before have theirs."""
    bank = bank_with(author, A)
    exam = world.live([], structure=drawing(bank))
    _, view = begun(world, world.enrolled("ada"), exam)
    other = {"map.png": kept_file(author.tenant, "other.png"), "new.mp3": kept_file(author.tenant, "new.mp3")}
    deliver(author, bank, A, other, "new.mp3")
    assert fetched(view) == {A: shown(A)}
    anew = Change(structure=drawing(bank))
    change_assessment(author, world.course, exam, anew, expected_revision=None, at=NOON)
    assert find_assessment(author, world.course, exam).files == {A: other}


def test_an_assessments_own_questions_show_files_of_its_course(world: World, author: Caller) -> None:
    own = {path: kept_file(world.tenant, f"own-{path}") for path in ("map.png", "say.mp3")}
    with_files(world, own)
    exam = world.live([showing("own")], structure=drawing(bank_with(author, A), own=("own",)))
    _, view = begun(world, world.enrolled("ada"), exam)
    assert fetched(view) == {"own": shown("own"), A: shown(A)}
    change = Change(questions=[true_false_question("own")])
    change_assessment(author, world.course, exam, change, expected_revision=None, at=NOON)
    assert find_assessment(author, world.course, exam).files.keys() == {A}, "what is drawn keeps its files"


def test_what_the_course_does_not_have_is_refused_unless_the_question_stood_there(
    world: World, author: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An import may have found a file nowhere: that keeps nobody from changing anything else."""
    with pytest.raises(UnknownFiles) as refused:
        world.live([showing("own")])
    assert (refused.value.detail, refused.value.facts) == ("map.png, say.mp3", {"question": "own"})
    with_files(world, {path: kept_file(world.tenant, path) for path in ("map.png", "say.mp3")})
    exam = world.live([showing("own")])
    monkeypatch.setattr(assessments, "files_of_course", lambda *_: {})

    def change(*questions: AuthoredQuestion) -> None:
        wish = Change(questions=questions)
        change_assessment(author, world.course, exam, wish, expected_revision=None, at=NOON)

    change(showing("own"), true_false_question("another"))
    assert find_assessment(author, world.course, exam).files == {}
    view = AttemptView.of(start_attempt(world.enrolled("ada"), exam, creation=Creation(new_id()), at=NOON).sight)
    assert view.questions is not None
    with pytest.raises(UnknownFiles):
        change(showing("own", "other.mp3"))


def test_an_export_takes_the_files_of_drawn_questions_along(world: World, author: Caller) -> None:
    with_files(world, {path: kept_file(world.tenant, f"own-{path}") for path in ("map.png", "say.mp3")})
    exam = world.live([showing("own")], structure=drawing(bank_with(author, A), own=("own",)))
    export = wish(author, Origin(course=world.course, assessment=exam))
    gathered = gather_questions(world.tenant, export.id, execution="one", at=NOON)
    found = {
        each.authored.question.id: each.files for each in documents.questions_document(gathered.document_key).questions
    }
    prefix = f"assets/{world.tenant}"
    assert found == {
        "own": {"map.png": f"{prefix}/own-map.png", "say.mp3": f"{prefix}/own-say.mp3"},
        A: {"map.png": f"{prefix}/{A}-map.png", "say.mp3": f"{prefix}/{A}-say.mp3"},
    }
