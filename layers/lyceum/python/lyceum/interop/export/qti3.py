"""QTI 3.0 packages: an item for each question, a test that lists them, a manifest. https://www.imsglobal.org/spec/qti/v3p0."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from lxml import etree

from lyceum.content.parts import BLANK
from lyceum.content.questions import (
    AcceptedNumber,
    AcceptedRange,
    AuthoredQuestion,
    ChoiceKey,
    EssayKey,
    Explained,
    FillBlankKey,
    HotspotKey,
    MatchingKey,
    NoKey,
    NumericKey,
    OrderingKey,
    Question,
    ResponseKey,
    RichText,
    ShortAnswerKey,
    SubmissionKey,
    TrueFalseKey,
)
from lyceum.interop.export import qti3_bodies as bodies
from lyceum.interop.export import qti3_rules as rules
from lyceum.interop.export.losses import CannotSay, Exported, Losses, line
from lyceum.interop.export.qti3_fit import fit_qti
from lyceum.interop.export.qti3_package import Package
from lyceum.interop.export.qti3_rules import tag

_XML = "http://www.w3.org/XML/1998/namespace"


def write_qti3(
    questions: Sequence[AuthoredQuestion], *, language: str = "en", files: Mapping[str, bytes] = MappingProxyType({})
) -> Exported:
    """The questions that QTI 3.0 can say, in one language, as a package, with a report line for each.

    `files`: what the questions show, by path below `/static/`; each goes into the package once.
    """
    said, report, losses = [], [], {}
    package = Package(files)
    for question in questions:
        lost = Losses()
        try:
            fitted = fit_qti(question, language, lost)
            item = _item(fitted, language)
        except CannotSay as problem:
            report.append(line(question, lost, str(problem)))
            continue
        said.append(fitted)
        package.add(item, lost)
        report.append(line(question, lost))
        losses[question.question.id] = lost.found
    return Exported(package.content(), tuple(report), tuple(said), losses)


@dataclass
class _Parts:
    """An item's parts."""

    responses: list[etree._Element] = field(default_factory=list)
    interactions: list[etree._Element] = field(default_factory=list)
    inline: dict[str, etree._Element] = field(default_factory=dict)
    rules: list[etree._Element] = field(default_factory=list)
    own: dict[str, RichText] = field(default_factory=dict)
    """Feedback by choice."""
    several: bool = False
    """Whether several choices can be made."""


def _item(authored: AuthoredQuestion, language: str) -> etree._Element:
    question, key = authored.question, authored.key
    identifier = re.sub(r"[^A-Za-z0-9._-]", "-", authored.source_id or question.id)[:100]
    if not re.match(r"[A-Za-z_]", identifier):
        identifier = f"q-{identifier}"
    title = question.title.best()[1] if question.title is not None else ""
    root = tag("assessment-item", identifier=identifier, title=title, adaptive="false", time_dependent="false")
    root.set(f"{{{_XML}}}lang", language)
    parts = _WRITERS[type(key)](question, key)
    root.extend(parts.responses)
    if not isinstance(key, NoKey):
        root.extend(_outcomes(question, parts))
    guidance = getattr(key, "guidance", None)
    made = bodies.body(question, *parts.interactions, inline=parts.inline)
    if guidance is not None:
        made.insert(len(made) - len(parts.interactions), bodies.filled(tag("rubric-block", view="scorer"), guidance))
    root.append(made)
    if isinstance(key, Explained):
        root.append(_processing(question, key, parts))
        root.extend(_feedback(key, parts))
    return root


def _outcomes(question: Question, parts: _Parts) -> list[etree._Element]:
    zero = tag("default-value", tag("value", text="0"))
    worth = rules.plain(question.points)
    made = [
        tag(
            "outcome-declaration",
            zero,
            identifier="SCORE",
            cardinality="single",
            base_type="float",
            normal_maximum=worth,
        ),
        tag("outcome-declaration", identifier="RESULT", cardinality="single", base_type="identifier"),
    ]
    if parts.own:
        cardinality = "multiple" if parts.several else "single"
        made.append(tag("outcome-declaration", identifier="FEEDBACK", cardinality=cardinality, base_type="identifier"))
    return made


def _processing(question: Question, key: Explained, parts: _Parts) -> etree._Element:
    made = tag("response-processing", *parts.rules)
    if isinstance(key, EssayKey | SubmissionKey):
        made.append(rules.score(Decimal(0)))
        return made
    names = [each.get("identifier", "") for each in parts.responses]
    made.append(rules.results(question.points, names))
    if parts.own:
        made.append(tag("set-outcome-value", rules.variable("RESPONSE"), identifier="FEEDBACK"))
    return made


def _feedback(key: Explained, parts: _Parts) -> list[etree._Element]:
    made = []
    for name, text in parts.own.items():
        made.append(_modal("FEEDBACK", name, "show", text))
    outcomes = {"right": key.feedback_right, "partly": key.feedback_partly, "wrong": key.feedback_wrong}
    for name, told in outcomes.items():
        if told is not None:
            made.append(_modal("RESULT", name, "show", told))
    if key.general_feedback is not None:
        made.append(_modal("RESULT", "never", "hide", key.general_feedback))
    return made


def _modal(outcome: str, identifier: str, shown: str, text: RichText) -> etree._Element:
    element = tag("modal-feedback", outcome_identifier=outcome, identifier=identifier, show_hide=shown)
    element.append(bodies.filled(tag("content-body"), text))
    return element


def _one(question: Question, key: ChoiceKey) -> _Parts:
    worth = [(id, share * question.points) for id, share in key.shares.items()]
    table = rules.mapping(worth, lower_bound=question.floor * question.points)
    right = max(key.shares, key=lambda id: key.shares[id])
    parts = _Parts(own=dict(key.feedback))
    parts.responses = [rules.declaration("RESPONSE", "identifier", "single", [right], table)]
    if question.embedded:
        made = tag("inline-choice-interaction", *bodies.choices("inline-choice", question.choices))
        parts.inline = {BLANK: made}
    else:
        made = tag("choice-interaction", *bodies.choices("simple-choice", question.choices), max_choices="1")
        parts.interactions = [made]
    made.set("response-identifier", "RESPONSE")
    parts.rules = [_mapped()]
    return parts


def _mapped() -> etree._Element:
    return tag("set-outcome-value", tag("map-response", identifier="RESPONSE"), identifier="SCORE")


def _several(question: Question, key: ResponseKey) -> _Parts:
    right = [id for id, share in key.shares.items() if share > 0]
    worth = [(id, share * question.points) for id, share in key.shares.items()]
    exact = key.scoring == "exact"
    mapped = None if exact else rules.mapping(worth, lower_bound=Decimal(0), upper_bound=question.points)
    parts = _Parts(own=dict(key.feedback), several=True)
    parts.responses = [rules.declaration("RESPONSE", "identifier", "multiple", right, mapped)]
    found = bodies.choices("simple-choice", question.choices)
    parts.interactions = [tag("choice-interaction", *found, response_identifier="RESPONSE", max_choices="0")]
    parts.rules = [rules.when(rules.is_correct("RESPONSE"), rules.score(question.points))] if exact else [_mapped()]
    return parts


def _truth(question: Question, key: TrueFalseKey) -> _Parts:
    parts = _Parts()
    parts.responses = [rules.declaration("RESPONSE", "identifier", "single", ["true" if key.answer else "false"])]
    found = [tag("simple-choice", text=word.capitalize(), identifier=word) for word in ("true", "false")]
    parts.interactions = [tag("choice-interaction", *found, response_identifier="RESPONSE", max_choices="1")]
    parts.rules = [rules.when(rules.is_correct("RESPONSE"), rules.score(question.points))]
    return parts


def _entry(question: Question, parts: _Parts) -> _Parts:
    if question.embedded:
        parts.inline = {BLANK: bodies.entry("RESPONSE")}
    else:
        parts.interactions = [bodies.on_a_line(bodies.entry("RESPONSE"))]
    return parts


def _text(question: Question, key: ShortAnswerKey) -> _Parts:
    worth = [(each.text, each.share * question.points) for each in key.accepted]
    mapped = rules.mapping(worth, case_sensitive=key.case_sensitive)
    parts = _Parts([rules.declaration("RESPONSE", "string", "single", [key.accepted[0].text], mapped)])
    parts.rules = [_mapped()]
    return _entry(question, parts)


def _number(question: Question, key: NumericKey) -> _Parts:
    parts = _Parts([rules.declaration("RESPONSE", "float", "single")])
    parts.rules = [rules.numbers("RESPONSE", key, question.points, adding=False)]
    return _entry(question, parts)


def _pairs(question: Question, key: MatchingKey) -> _Parts:
    right = [f"{prompt} {target}" for prompt, target in key.pairs.items() if target is not None]
    exact = key.scoring == "exact"
    each = rules.part(question.points, len(right))
    mapped = None if exact else rules.mapping([(pair, each) for pair in right])
    parts = _Parts([rules.declaration("RESPONSE", "directed-pair", "multiple", right, mapped)])
    sets = (
        tag("simple-match-set", *bodies.choices("simple-associable-choice", question.prompts, match_max="1")),
        tag("simple-match-set", *bodies.choices("simple-associable-choice", question.choices, match_max="0")),
    )
    parts.interactions = [tag("match-interaction", *sets, response_identifier="RESPONSE", max_associations="0")]
    parts.rules = [rules.when(rules.is_correct("RESPONSE"), rules.score(question.points))] if exact else [_mapped()]
    return parts


def _order(question: Question, key: OrderingKey) -> _Parts:
    parts = _Parts([rules.declaration("RESPONSE", "identifier", "ordered", key.order)])
    found = bodies.choices("simple-choice", question.choices)
    parts.interactions = [tag("order-interaction", *found, response_identifier="RESPONSE", shuffle="true")]
    parts.rules = rules.orders(key.order, key.scoring, question.points)
    return parts


def _gaps(question: Question, key: FillBlankKey) -> _Parts:
    parts = _Parts()
    total = sum((gap.weight for gap in key.blanks.values()), Decimal(0))
    tests = []
    for place, blank in enumerate(question.blanks, start=1):
        name, gap = f"GAP{place}", key.blanks[blank.id]
        worth = (question.points * gap.weight / total).quantize(Decimal("1e-10"))
        declared, rule = _gap(name, gap.answer, worth)
        parts.responses.append(declared)
        if key.scoring == "exact":
            tests.append(rules.full_answer(name, gap.answer))
        else:
            parts.rules.append(rule)
        made = bodies.entry(name)
        if blank.form == "choice":
            found = bodies.choices("inline-choice", blank.choices)
            made = tag("inline-choice-interaction", *found, response_identifier=name)
        parts.inline[f"[[{blank.id}]]"] = made
    if tests:
        parts.rules = [rules.when(tag("and", *tests), rules.score(question.points))]
    return parts


def _gap(
    name: str, key: ShortAnswerKey | NumericKey | ChoiceKey, worth: Decimal
) -> tuple[etree._Element, etree._Element]:
    """Its response, and what it adds to the score."""
    mapped = rules.add(tag("map-response", identifier=name))
    match key:
        case ShortAnswerKey():
            entries = [(each.text, each.share * worth) for each in key.accepted]
            table = rules.mapping(entries, case_sensitive=key.case_sensitive)
            return rules.declaration(name, "string", "single", [key.accepted[0].text], table), mapped
        case ChoiceKey():
            entries = [(id, share * worth) for id, share in key.shares.items()]
            right = max(key.shares, key=lambda id: key.shares[id])
            return rules.declaration(name, "identifier", "single", [right], rules.mapping(entries)), mapped
        case NumericKey():
            full = next(each for each in key.accepted if each.share == 1)
            declared = rules.declaration(name, "float", "single", [rules.plain(_inside(full))])
            return declared, rules.numbers(name, key, worth, adding=True)


def _inside(accepted: AcceptedRange | AcceptedNumber) -> Decimal:
    """A number that is accepted: the low end, or the middle where that end is open."""
    if isinstance(accepted, AcceptedNumber):
        return accepted.value
    return (accepted.low + accepted.high) / 2 if accepted.low_open else accepted.low


def _places(question: Question, key: HotspotKey) -> _Parts:
    if question.picture is None:
        raise CannotSay("there is no picture")
    picture = bodies.picture(question.picture)
    cardinality = "single" if question.most_places == 1 else "multiple"
    most = str(question.most_places)
    if not question.regions:
        areas = tag("area-mapping", default_value=rules.plain(key.outside * question.points))
        areas.set("lower-bound", rules.plain(question.floor * question.points))
        for area in key.areas:
            worth = rules.plain(area.share * question.points)
            areas.append(tag("area-map-entry", mapped_value=worth, **rules.shape(area.area)))
        parts = _Parts([rules.declaration("RESPONSE", "point", cardinality, (), areas)])
        parts.interactions = [
            tag("select-point-interaction", picture, response_identifier="RESPONSE", max_choices=most)
        ]
        pointed = tag("map-response-point", identifier="RESPONSE")
        parts.rules = [tag("set-outcome-value", pointed, identifier="SCORE")]
        return parts
    names = [f"h{place}" for place in range(1, len(key.areas) + 1)]
    both = list(zip(names, key.areas, strict=True))
    right = [name for name, area in both if area.share > 0]
    exact = key.scoring == "exact"
    mapped = None if exact else rules.mapping([(name, area.share * question.points) for name, area in both])
    chosen = right if cardinality == "multiple" else right[:1]
    parts = _Parts([rules.declaration("RESPONSE", "identifier", cardinality, chosen, mapped)])
    drawn = [tag("hotspot-choice", identifier=name, **rules.shape(area.area)) for name, area in both]
    parts.interactions = [tag("hotspot-interaction", picture, *drawn, response_identifier="RESPONSE", max_choices=most)]
    parts.rules = [rules.when(rules.is_correct("RESPONSE"), rules.score(question.points))] if exact else [_mapped()]
    return parts


def _essay(_question: Question, _key: EssayKey) -> _Parts:
    parts = _Parts([rules.declaration("RESPONSE", "string", "single")])
    parts.interactions = [tag("extended-text-interaction", response_identifier="RESPONSE")]
    return parts


def _files(question: Question, _key: SubmissionKey) -> _Parts:
    files = question.files
    several = files is not None and files.most > 1
    parts = _Parts([rules.declaration("RESPONSE", "file", "multiple" if several else "single")])
    made = tag("upload-interaction", response_identifier="RESPONSE")
    if files is not None and files.media_types:
        made.set("type", " ".join(files.media_types))
    parts.interactions = [made]
    return parts


_WRITERS: dict[type, Callable[[Question, Any], _Parts]] = {
    ChoiceKey: _one,
    ResponseKey: _several,
    TrueFalseKey: _truth,
    ShortAnswerKey: _text,
    NumericKey: _number,
    MatchingKey: _pairs,
    OrderingKey: _order,
    FillBlankKey: _gaps,
    HotspotKey: _places,
    EssayKey: _essay,
    SubmissionKey: _files,
    NoKey: lambda _question, _key: _Parts(),
}
