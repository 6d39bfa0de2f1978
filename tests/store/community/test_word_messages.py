"""A school's own wording: versions, one current, nobody's work overwritten (RULES X21)."""

import pytest

from lyceum.community.errors import MalformedTemplate, TemplateNotFound, UnknownVariable
from lyceum.community.model import Kind, Wording
from lyceum.community.store import TemplateItem, override
from lyceum.community.word_messages import current_template, word_message
from lyceum.kernel.access import Caller
from lyceum.kernel.clock import now
from lyceum.kernel.errors import ChangedInTheMeantime
from lyceum.kernel.table import query, tenant_key

pytestmark = pytest.mark.store
FIRST = Wording("One", "One", "One $name")
SECOND = Wording("Two", "Two", "Two $name")


@pytest.fixture
def head(table: str, tenant: str) -> Caller:
    return Caller("01ARZ3NDEKTSV4RRFFQ69G5FAV", tenant, frozenset({"administrator"}))


def say(head: Caller, wording: Wording, *, expected: int | None = None, language: str = "en") -> int:
    return word_message(head, "enrolled", language, wording, expected=expected, at=now()).version


def test_before_anything_is_said_the_shipped_wording_holds(head: Caller) -> None:
    template = current_template(head, "enrolled", "th")
    assert template.version == 0
    assert "$course" in template.wording.subject


def test_each_wording_is_a_version_and_the_last_is_current(head: Caller) -> None:
    assert [say(head, FIRST), say(head, SECOND), say(head, SECOND)] == [1, 2, 2]
    assert current_template(head, "enrolled", "en").wording == SECOND
    kept = query(TemplateItem, tenant_key(head.tenant), prefix="TEMPLATE-VERSION#enrolled#en#").items
    assert [(int(item.version), item.subject) for item in kept] == [(1, "One"), (2, "Two")]


def test_languages_have_versions_of_their_own(head: Caller) -> None:
    say(head, FIRST)
    assert say(head, SECOND, language="de") == 1
    assert current_template(head, "enrolled", "en").wording == FIRST


def test_an_outdated_editor_overwrites_nothing(head: Caller) -> None:
    say(head, FIRST, expected=0)
    with pytest.raises(ChangedInTheMeantime):
        say(head, SECOND, expected=0)


def test_of_two_editors_at_once_one_is_told(head: Caller) -> None:
    say(head, FIRST)
    for wording, refused in ((SECOND, False), (FIRST, True)):
        write = (head.tenant, Kind.ENROLLED, "en", wording)
        if refused:
            with pytest.raises(ChangedInTheMeantime):
                override(*write, version=2, author=head.person, at=now())
        else:
            override(*write, version=2, author=head.person, at=now())
    assert current_template(head, "enrolled", "en").wording == SECOND


@pytest.mark.parametrize(
    ("text", "refusal"), [("$percent", UnknownVariable), ("$email", UnknownVariable), ("5 $", MalformedTemplate)]
)
def test_what_cannot_be_said_is_not_kept(head: Caller, text: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        say(head, Wording("s", "n", text))
    assert current_template(head, "enrolled", "en").version == 0


@pytest.mark.parametrize(("slug", "language"), [("farewell", "en"), ("enrolled", "de")])
def test_what_the_school_never_says_is_not_found(head: Caller, slug: str, language: str) -> None:
    with pytest.raises(TemplateNotFound):
        current_template(head, slug, language)
