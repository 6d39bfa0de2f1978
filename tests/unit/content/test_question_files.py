"""What questions are called in a bank, and what they bring."""

from hypothesis import given
from hypothesis import strategies as st

from lyceum.content.question_files import LONGEST_TAG, bank_question_ids, named_files, tagged
from lyceum.content.questions import AuthoredQuestion, EssayKey, Media, MediaKind, Question, RichText, TextFormat
from tests.texts import texts


def question(
    id: str = "q1", *, stem: str = "Why?", own: str | None = None, category: str | None = None
) -> AuthoredQuestion:
    key = EssayKey()
    shown = Question(id=id, kind=key.kind, stem=RichText.of(stem, TextFormat.HTML), tags=("a", "b"))
    return AuthoredQuestion(question=shown, key=key, source_id=own, category=category)


def ids(*questions: AuthoredQuestion, bank: str = "B", format: str = "gift", file: str = "f.gift") -> list[str]:
    return list(bank_question_ids(bank, format=format, file=file, questions=questions).values())


def test_an_authors_own_id_counts_in_every_file_and_other_names_in_their_own() -> None:
    assert ids(question(own="7")) == ids(question("other", own="7", stem="Changed"), file="g.gift")
    assert ids(question()) == ids(question(stem="Changed"))
    assert ids(question()) != ids(question(), file="g.gift")


def test_what_tells_questions_apart() -> None:
    one = ids(question(own="7"))
    others = [
        ids(question(own="8")),
        ids(question(own="7", category="c")),
        ids(question(own="7"), bank="C"),
        ids(question(own="7"), format="moodle_xml"),
        ids(question("7")),
    ]
    assert len({each for (each,) in (one, *others)}) == 6


def test_identifiers_of_items_count_within_files_of_a_name() -> None:
    assert ids(question(own="item-1"), format="qti", file="a.zip") != ids(
        question(own="item-1"), format="qti", file="b.zip"
    )


@given(st.lists(st.sampled_from(["1", "2", None]), max_size=8))
def test_no_two_questions_of_a_file_have_one_id(own: list[str | None]) -> None:
    every = [question(f"q{place}", own=id) for place, id in enumerate(own)]
    assert len(set(ids(*every))) == len(own)
    assert ids(*every) == ids(*every)


@given(texts(max_size=200))
def test_a_category_becomes_one_tag_once(category: str) -> None:
    authored = tagged(question(category=category))
    assert tagged(authored) == authored
    assert authored.category == category
    assert authored.question.tags[:2] == ("a", "b")
    (*_, newest) = authored.question.tags
    assert len(newest) <= LONGEST_TAG
    assert (len(authored.question.tags) == 3) == (bool(category.split()) and newest not in ("a", "b"))


def test_files_are_named_in_every_text_and_beside_it() -> None:
    authored = question(
        stem='<img src="/static/q/a.png"> <a href="/static/b%20c.pdf">b</a> <img src="/static/q/a.png">'
    )
    media = Media(kind=MediaKind.AUDIO, source="/static/q/s.mp3")
    shown = authored.question.model_copy(update={"media": (media,)})
    key = EssayKey(guidance=RichText.of("![](/static/q/m.png)", TextFormat.MARKDOWN))
    assert named_files(AuthoredQuestion(question=shown, key=key)) == ["q/a.png", "b%20c.pdf", "q/s.mp3", "q/m.png"]
