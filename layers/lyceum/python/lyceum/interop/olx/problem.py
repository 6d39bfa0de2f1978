"""A problem as questions: each response becomes one, and those of one problem stay together as a group."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape

from lxml import etree

from lyceum.content.questions import AuthoredQuestion, Key, NoKey, Question, RichText
from lyceum.interop.olx.desk import Desk, shortened
from lyceum.interop.olx.parts import Part, Problem, cut, input_label
from lyceum.interop.olx.responses import read_response
from lyceum.interop.olx.responses.reading import NotGradable, Reading
from lyceum.interop.olx.settings import Settings
from lyceum.interop.olx.tree import Block, problem_elements
from lyceum.interop.olx.vocabulary import is_input, is_response
from lyceum.interop.olx.xml import inner, verbatim
from lyceum.kernel.text import LocalizedText

_VARIABLE = re.compile(r"\$\{?[A-Za-z_]")
_MOST_POINTS = Decimal(1000)
_POINT = Decimal("0.0001")
_SAME_HERE = {"rerandomize": ("never",), "show_reset_button": ("false",), "submission_wait_seconds": ("0",)}
"""Settings with the values that mean what happens here anyway."""


@dataclass
class ProblemReading:
    """What a problem block became."""

    questions: list[AuthoredQuestion] = field(default_factory=list)
    text: str = ""
    """Its markup, if it asks for nothing."""
    max_attempts: int | None = None
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Asked:
    """A question before it has points and an id."""

    part: Part
    reading: Reading | None
    why: str | None
    stem: str


def read_problem(block: Block, desk: Desk) -> ProblemReading:
    """Questions with keys, and the report lines of everything inside the problem."""
    problem = cut(block.element)
    result = ProblemReading(notes=problem.notes)
    asked = [question for part in problem.parts for question in _ask(part, problem, desk)]
    weight = block.settings.number("weight", most=_MOST_POINTS)
    attempts = block.settings.number("max_attempts", most=Decimal(999))
    result.max_attempts = int(attempts) if attempts and attempts >= 1 else None
    if asked:
        _make_questions(block, problem, asked, weight, desk, result)
    else:
        result.text = problem.text
    _tell(block, problem, asked, result, desk)
    result.notes.extend(_settings_notes(block.settings))
    return result


def _ask(part: Part, problem: Problem, desk: Desk) -> list[_Asked]:
    try:
        _refuse_variables(part, problem)
        readings = read_response(part.response, desk)
    except NotGradable as problem_found:
        return [_Asked(part, None, str(problem_found), part.stem)]
    first, *others = readings
    return [_Asked(part, first, None, part.stem), *(_Asked(part, other, None, "") for other in others)]


def _refuse_variables(part: Part, problem: Problem) -> None:
    """A problem with a script may write `$name` where the script's value shall stand."""
    if problem.scripts and (_VARIABLE.search(part.stem) or _VARIABLE.search(verbatim(part.response))):
        raise NotGradable("it depends on variables of a script, and code in a course is never executed")


def _make_questions(
    block: Block, problem: Problem, asked: list[_Asked], weight: Decimal | None, desk: Desk, result: ProblemReading
) -> None:
    group = desk.id("g", block.key) if len(asked) > 1 else None
    each = ((weight if weight is not None else Decimal(len(asked))) / len(asked)).quantize(_POINT)
    solutions = {id(part): part.solutions for part in problem.parts}
    title = desk.optional_title(block.settings)
    for number, question in enumerate(asked, start=1):
        last = number == len(asked) or asked[number].part is not question.part
        told = solutions[id(question.part)] if last else []
        if number == 1:
            told = [*problem.solutions, *told]
        explanation = _explanation(told, desk, result.notes)
        source = "" if question.reading else _source(question.part, problem, first=number == 1, alone=len(asked) == 1)
        key = _key(question, explanation, shortened(source, result.notes))
        result.questions.append(
            AuthoredQuestion(
                question=Question(
                    id=desk.id("q", block.key, str(number)),
                    kind=key.kind,
                    title=title,
                    stem=_stem(question, title, desk, result.notes),
                    points=each if question.reading else Decimal(0),
                    group=group,
                    choices=question.reading.choices if question.reading else (),
                    hints=_hints(problem, desk, result.notes) if number == 1 else (),
                ),
                key=key,
            )
        )


def _stem(question: _Asked, title: LocalizedText | None, desk: Desk, notes: list[str]) -> RichText:
    if question.stem.strip():
        return desk.rich(question.stem, notes)
    label = input_label(question.part.response)
    if label or title is None:
        return desk.rich(f"<p>{escape(label, quote=False)}</p>" if label else "", notes)
    return desk.rich(f"<p>{escape(title.in_language(desk.language), quote=False)}</p>", notes)


def _key(question: _Asked, explanation: RichText | None, source: str) -> Key:
    if question.reading is None:
        return NoKey(reason=question.why or "", verbatim=source)
    return question.reading.key.model_copy(update={"general_feedback": explanation})


def _source(part: Part, problem: Problem, *, first: bool, alone: bool) -> str:
    scripts = problem.scripts if first or alone else []
    return "\n".join(verbatim(element) for element in [*scripts, part.response])


def _explanation(solutions: list[etree._Element], desk: Desk, notes: list[str]) -> RichText | None:
    text = "".join(inner(solution) for solution in solutions).strip()
    return desk.rich(text, notes) if text else None


def _hints(problem: Problem, desk: Desk, notes: list[str]) -> tuple[RichText, ...]:
    hints = [hint for group in problem.hints for hint in group.iterchildren("hint")]
    return tuple(desk.rich(text, notes) for hint in hints if (text := inner(hint).strip()))


def _tell(block: Block, problem: Problem, asked: list[_Asked], result: ProblemReading, desk: Desk) -> None:
    """One report line for every response, input, script, solution and hint group in the problem."""
    names = block.file.names
    targets = [f"question:{question.question.id}" for question in result.questions]
    for question, target in zip(asked, targets, strict=True):
        response = question.part.response
        if question.reading is None:
            why = f"kept as it was found, worth no points: {question.why}"
            desk.ledger.refused(names[response], str(response.tag), why, target=target)
            continue
        place = question.reading.input
        if desk.ledger.is_open(names[response]):
            desk.ledger.taken(names[response], str(response.tag), target=target, notes=question.reading.notes)
            if place is not None:
                desk.ledger.taken(names[place], str(place.tag), target=target)
        elif place is not None:
            desk.ledger.taken(names[place], str(place.tag), target=target, notes=question.reading.notes)
    _tell_the_rest(block, _Owners(problem, asked, targets), desk)


class _Owners:
    """Which question an element inside a problem belongs to."""

    def __init__(self, problem: Problem, asked: list[_Asked], targets: list[str]) -> None:
        self.first = targets[0] if targets else None
        self.refused: dict[int, str] = {}
        """Of responses that cannot be graded."""
        self.kept: dict[int, str] = {}
        """Of solutions and hints."""
        for question, target in zip(asked, targets, strict=True):
            if question.reading is None:
                self.refused[id(question.part.response)] = target
            self.kept.update((id(element), target) for element in question.part.solutions)
        if self.first:
            self.kept.update((id(element), self.first) for element in [*problem.hints, *problem.solutions])


def _tell_the_rest(block: Block, owners: _Owners, desk: Desk) -> None:
    for element in problem_elements(block.element):
        name, tag = block.file.names[element], str(element.tag)
        if not desk.ledger.is_open(name):
            continue
        around = next(
            (owners.refused[id(outer)] for outer in element.iterancestors() if id(outer) in owners.refused), None
        )
        if tag == "script":
            target = owners.first if owners.refused else None
            desk.ledger.refused(name, tag, "code in a course is never executed", target=target)
        elif id(element) in owners.kept:
            desk.ledger.taken(name, tag, target=owners.kept[id(element)])
        elif around:
            why = "kept as it was found with its response, which cannot be graded"
            desk.ledger.refused(name, tag, why, target=around)
        else:
            desk.ledger.refused(name, tag, _stray(tag))


def _stray(tag: str) -> str:
    if is_input(tag):
        return "there is no response that it belongs to, or that response has another input already"
    return "it stands where nothing reads it" if is_response(tag) else "there is no question that it belongs to"


def _settings_notes(settings: Settings) -> list[str]:
    for name, values in _SAME_HERE.items():
        settings.accept(name, values)
    return settings.account()
