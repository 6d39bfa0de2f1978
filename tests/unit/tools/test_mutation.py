"""Mutants, how they come into place, and the verdict over them."""

from pathlib import Path
from types import ModuleType

import pytest

from tools.checks.layout import PACKAGE, ROOT
from tools.mutation.__main__ import FIFTHS, chosen
from tools.mutation.mutants import Mutant, mutants_of, rule_files
from tools.mutation.reach import Reach, place_of
from tools.mutation.survivors import judged, written
from tools.mutation.swaps import swap
from tools.mutation.trial import NoTests, Outcome, unit_tests

SOURCE = """
LIMIT = 3

class Thing:
    size: int = 1

    @property
    def twice(self):
        return self.size * 2

    @classmethod
    def make(cls):
        return cls()

def more(value, by=1):
    return [each + by for each in value]
"""


@pytest.fixture
def module() -> ModuleType:
    made = ModuleType("made_for_this")
    made.__file__ = "made.py"
    exec(compile(SOURCE, "made.py", "exec"), made.__dict__)
    return made


def test_every_rule_file_has_mutants() -> None:
    tenancy = ROOT / PACKAGE / "tenancy/model/tenant.py"
    assert tenancy in rule_files()
    found = mutants_of(tenancy)

    assert len({mutant.key for mutant in found}) == len(found) > 5
    assert all(compile(mutant.source, mutant.path, "exec") for mutant in found)
    was, becomes = (f'if slug {test} RESERVED_TENANTS or re.match(r"..--", slug):' for test in ("in", "not in"))
    assert ("Tenant.found", was, becomes) in {(mutant.function, mutant.was, mutant.becomes) for mutant in found}


def test_a_new_rule_file_is_found_by_itself(tmp_path: Path) -> None:
    rules = ["a/model.py", "b/model/deep/thing.py", "b/model/thing.py", "c/grading.py", "c/responses.py"]
    for name in (*rules, "b/model/__init__.py", "b/store.py", "c/api/model_of_api.py"):
        file = tmp_path / PACKAGE / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()

    assert [path.relative_to(tmp_path / PACKAGE).as_posix() for path in rule_files(tmp_path)] == rules


def test_the_fifths_together_are_every_rule_file() -> None:
    assert sorted(path for fifth in range(FIFTHS) for path in chosen((), fifth)) == rule_files()


def test_words_of_enums_and_annotations_are_left_alone() -> None:
    found = mutants_of(ROOT / PACKAGE / "enrollment/model.py")

    assert not any(mutant.function in ("Status", "Source") for mutant in found)
    assert not any("dict[str, str] | None" in mutant.was and "|" not in mutant.becomes for mutant in found)


def mutations(tmp_path: Path, line: str) -> set[str]:
    """What a line becomes."""
    file = tmp_path / "model.py"
    file.write_text(line + "\n", "utf-8")
    return {mutant.becomes for mutant in mutants_of(file, tmp_path)}


def test_when_a_validator_is_built_is_no_rule(tmp_path: Path) -> None:
    assert mutations(tmp_path, "config = ConfigDict(defer_build=True, frozen=True)") == {
        "config = None",
        "config = ConfigDict(defer_build=True, frozen=None)",
        "config = ConfigDict(defer_build=True, )",
        "config = ConfigDict(defer_build=True, frozen=False)",
    }
    assert "config = ConfigDict(None)" in mutations(tmp_path, "config = ConfigDict(defer_build)")


def test_another_spelling_of_a_character_is_the_same_character(tmp_path: Path) -> None:
    assert mutations(tmp_path, r'signs = r"[\x1f\u00e9]"') == {"signs = None", r'signs = r"XX[\x1f\u00e9]XX"'}
    assert mutations(tmp_path, r'signs = r"a\x1f"') == {"signs = None", r'signs = r"XXa\x1fXX"', r'signs = r"A\x1F"'}


def test_another_call_of_the_same_words_is_another(tmp_path: Path) -> None:
    assert mutations(tmp_path, "text.lower()") == {"text.upper()"}
    assert mutations(tmp_path, "less(a, a)") == {"less(None, a)", "less(a, None)", "less(a)", "less(a, )"}


def test_a_changed_body_is_put_into_the_function_that_everybody_has(module: ModuleType) -> None:
    thing, more = module.Thing(), module.more

    for was, becomes in (("self.size * 2", "self.size * 3"), ("return cls()", "return None"), ("+ by", "- by")):
        put = swap(module, SOURCE, SOURCE.replace(was, becomes))
        assert put is not None
        put()

    assert (thing.twice, module.Thing.make(), more([5])) == (3, None, [4])


@pytest.mark.parametrize(
    ("was", "becomes"), [("LIMIT = 3", "LIMIT = 4"), ("size: int = 1", "size: int = 2"), ("by=1", "by=2")]
)
def test_what_an_import_does_needs_an_import(module: ModuleType, was: str, becomes: str) -> None:
    assert swap(module, SOURCE, SOURCE.replace(was, becomes)) is None


def test_what_a_test_reaches_is_what_it_enters_in_our_package() -> None:
    reach = Reach()
    with reach.collecting():
        from lyceum.enrollment.model import Offer, refusal
    for test, offer in (("first", None), ("again", Offer(open=True, price=0, seats_left=None))):
        with reach.running(test):
            refusal(offer, "c1")
    with reach.running("other"):
        place_of(refusal.__code__)

    assert place_of(refusal.__code__) not in reach.at_import
    assert [place_of(refusal.__code__) in reach.entered[test] for test in ("first", "again", "other")] == [1, 1, 0]
    assert reach.cost("first") > reach.cost("never seen") == 0


def mutant(place: int) -> Mutant:
    return Mutant("a/model.py", "f", "x", "y", place, "")


def test_the_verdict_wants_survivors_listed_and_the_list_true() -> None:
    outcomes = [(mutant(place), Outcome.KILLED) for place in range(18)]
    outcomes += [(mutant(18), Outcome.SURVIVED), (mutant(19), Outcome.SURVIVED), (mutant(20), Outcome.BROKEN)]
    gone = ("a/model.py", "f", "z", "y", 0)

    assert judged(outcomes, {mutant(18).key: "same", mutant(19).key: "same"}).wrong() == []
    assert judged(outcomes, {("b/model.py", *gone[1:]): "another file"}).wrong()[0].startswith("survives, not listed")
    wrong = judged(outcomes, {mutant(place).key: "same" for place in (17, 18, 19)} | {gone: "same"}).wrong()
    assert ["listed, but is killed" in wrong[0], "is no mutant any more" in wrong[1]] == [True, True]


def test_fewer_than_85_of_100_are_not_enough() -> None:
    outcomes = [(mutant(place), Outcome.SURVIVED if place < 16 else Outcome.KILLED) for place in range(100)]

    verdict = judged(outcomes, {mutant(place).key: "same" for place in range(16)})

    assert verdict.wrong() == ["a/model.py: 84.0 % killed"]
    assert verdict.table()[-1].split() == ["84.0", "%", "84", "killed", "16", "survived", "all"]


def test_an_entry_reads_back() -> None:
    import tomllib

    key = ("a/model.py", "f", 'x = "a\\b"', "x = None", 2)
    (entry,) = tomllib.loads(written(key, "why"))["survivor"]
    assert tuple(entry.values()) == (*key[1:], "why")


def test_a_context_without_unit_tests_is_refused() -> None:
    with pytest.raises(NoTests):
        unit_tests("nowhere")
