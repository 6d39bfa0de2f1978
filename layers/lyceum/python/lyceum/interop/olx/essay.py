"""Open response assessments (`openassessment`) as essays: the prompt is the question, the rubric guides the grader."""

from decimal import Decimal, InvalidOperation
from html import escape
from itertools import groupby

from lxml import etree

from lyceum.content.questions import AuthoredQuestion, EssayKey, Question, QuestionKind, RichText
from lyceum.interop.olx.desk import Desk
from lyceum.interop.olx.tree import Block

_OURS = frozenset({"staff-assessment"})
_SAME_HERE = {
    "text_response": ("required",),
    "text_response_editor": ("text",),
    "prompts_type": ("text", "html"),
    "allow_latex": ("false",),
    "allow_file_upload": ("false",),
    "leaderboard_show": ("0",),
    "leaderboard_num": ("0",),
    "show_rubric_during_response": ("true", "false"),
    "teams_enabled": ("false",),
}
"""Settings with the values that mean what happens here anyway."""


def read_essay(block: Block, desk: Desk) -> AuthoredQuestion:
    """One essay. Its points are the sum of the best option of every criterion, 1 where there are none."""
    notes: list[str] = []
    root = block.element
    question = Question(
        id=desk.id("q", block.key, "1"),
        kind=QuestionKind.ESSAY,
        title=desk.optional_title(block.settings),
        stem=_prompt(root, desk, notes),
        points=_points(root),
    )
    key = EssayKey(guidance=_rubric(root, desk, notes))
    steps = [step.get("name", "?")[:40] for step in root.iterdescendants("assessment") if step.get("name") not in _OURS]
    notes.extend(f"the step {step} is not kept: a person of the staff grades" for step in steps)
    for name, values in _SAME_HERE.items():
        block.settings.accept(name, values)
    desk.ledger.taken(
        block.name, block.tag, target=f"question:{question.id}", notes=[*notes, *block.settings.account()]
    )
    return AuthoredQuestion(question=question, key=key)


def _prompt(root: etree._Element, desk: Desk, notes: list[str]) -> RichText:
    prompts = [prompt for prompt in root.iterdescendants("prompt") if _is_main(prompt)]
    texts = [words(prompt.find("description")) or words(prompt) for prompt in prompts]
    if len({prompt.get("lang") for prompt in prompts}) < len(prompts):
        notes.append(f"{len(texts)} prompts stand together in one question")
    as_html = root.get("prompts_type", "text") == "html"
    pieces = [
        _marked("div", prompt, text if as_html else paragraphs(text))
        for prompt, text in zip(prompts, texts, strict=True)
    ]
    return desk.rich("".join(pieces), notes)


def _is_main(prompt: etree._Element) -> bool:
    parent = prompt.getparent()
    return parent is not None and parent.tag != "criterion"


def words(element: etree._Element | None) -> str:
    """The text of an element and of everything in it."""
    return "" if element is None else "".join(str(text) for text in element.itertext()).strip()


def paragraphs(text: str) -> str:
    """Plain text as paragraphs, one for each run of lines between empty ones."""
    lines = [escape(line.strip(), quote=False) for line in text.strip().split("\n")]
    runs = [list(run) for filled, run in groupby(lines, key=bool) if filled]
    return "".join(f"<p>{'<br>'.join(run)}</p>" for run in runs)


def _marked(tag: str, element: etree._Element, markup: str) -> str:
    language = element.get("lang")
    return f'<{tag} lang="{escape(language)}">{markup}</{tag}>' if language else markup


def _said(parent: etree._Element, *tags: str) -> str:
    """The first of the tags that says something, in every language that it is written in."""
    for tag in tags:
        found = [
            _marked("span", child, escape(words(child), quote=False))
            for child in parent.iterchildren(tag)
            if words(child)
        ]
        if found:
            return "".join(found)
    return ""


def _points(root: etree._Element) -> Decimal:
    total = Decimal(0)
    for criterion in root.iterdescendants("criterion"):
        total += max((_number(option) for option in criterion.iterchildren("option")), default=Decimal(0))
    return min(total, Decimal(1000)) or Decimal(1)


def _number(option: etree._Element) -> Decimal:
    try:
        points = Decimal(option.get("points", "0"))
    except InvalidOperation:
        return Decimal(0)
    return points.quantize(Decimal("0.0001")) if points.is_finite() and 0 <= points <= 1000 else Decimal(0)


def _rubric(root: etree._Element, desk: Desk, notes: list[str]) -> RichText | None:
    pieces = []
    for criterion in root.iterdescendants("criterion"):
        pieces.append(f"<h4>{_said(criterion, 'label', 'name')}</h4><p>{_said(criterion, 'prompt')}</p><ul>")
        for option in criterion.iterchildren("option"):
            points = escape(option.get("points", "0"), quote=False)
            pieces.append(f"<li>{_said(option, 'label', 'name')} ({points}): {_said(option, 'explanation')}</li>")
        pieces.append("</ul>")
    pieces.extend(f"<p>{_said(rubric, 'feedbackprompt')}</p>" for rubric in root.iterdescendants("rubric"))
    return desk.rich("".join(pieces), notes) if any(pieces) else None
