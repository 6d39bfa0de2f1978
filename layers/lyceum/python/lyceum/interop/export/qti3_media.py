"""Pictures, sounds and films beside a text: QTI has them within it."""

from collections.abc import Sequence
from html import escape

from lyceum.content.parts import Choice, Media, MediaKind
from lyceum.content.questions import Question, RichText, TextFormat
from lyceum.interop.export.losses import Losses
from lyceum.interop.markup import sanitise
from lyceum.kernel.text import LocalizedText


def media_in_texts(question: Question, lost: Losses) -> Question:
    """The question, whose texts are HTML already, with all that is shown beside them at their ends."""
    return question.model_copy(
        update={
            "stem": _with(question.stem, question.media, "question", "stem", lost),
            "media": (),
            "choices": _choices(question.choices, "question.choices", lost),
            "prompts": _choices(question.prompts, "question.prompts", lost),
        }
    )


def _choices(found: Sequence[Choice], where: str, lost: Losses) -> tuple[Choice, ...]:
    return tuple(
        each.model_copy(update={"text": _with(each.text, each.media, f"{where}[{place}]", "text", lost), "media": ()})
        for place, each in enumerate(found)
    )


def _with(text: RichText, media: Sequence[Media], where: str, name: str, lost: Losses) -> RichText:
    if not media:
        return text
    lost.add(f"{where}.media", "it stands in the text")
    lost.add(f"{where}.{name}", "with what is shown beside it")
    language, words = text.text.best()
    shown = sanitise(words + "".join(map(_element, media))).text.strip()
    return RichText(format=TextFormat.HTML, text=LocalizedText.of(shown, language))


def _element(media: Media) -> str:
    source = escape(media.source)
    says = escape(media.alternative.best()[1]) if media.alternative is not None else ""
    if media.kind is MediaKind.IMAGE:
        return f'<img src="{source}" alt="{says}">'
    title = f' title="{says}"' if says else ""
    return f'<{media.kind} src="{source}" controls{title}></{media.kind}>'
