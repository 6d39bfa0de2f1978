"""Videos: their sources best first, captions by language, length."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from lyceum.content.outline import VideoBlock
from lyceum.interop.markup import is_language
from lyceum.interop.olx.assets import FOLDER
from lyceum.interop.olx.desk import Desk
from lyceum.interop.olx.tree import Block

_YOUTUBE_ID = re.compile(r"^[A-Za-z0-9_-]{5,20}$")
_SPEEDS = ("youtube_id_0_75", "youtube_id_1_25", "youtube_id_1_5")
_SAME_HERE = {"download_video": ("false", "true"), "download_track": ("false", "true"), "show_captions": ("true",)}
_CAPTIONS = (".vtt", ".srt")


def read_video(block: Block, desk: Desk, target: str) -> VideoBlock:
    """A video block; one without any source is kept as it is and said so."""
    notes: list[str] = []
    settings = block.settings
    sources = list(dict.fromkeys(kept for source in _sources(block) if (kept := _kept(source, desk, notes))))
    source_id = settings.text("edx_video_id")
    if not sources:
        stays = " here: it stays in Open edX's own store" if source_id else ""
        notes.append(f"the video has no source{stays}")
    for name, values in _SAME_HERE.items():
        settings.accept(name, values)
    video = VideoBlock(
        title=desk.optional_title(settings),
        sources=tuple(sources),
        duration_seconds=_duration(block),
        captions=_captions(block, desk, notes),
        source_id=source_id,
    )
    desk.ledger.taken(block.name, block.tag, target=target, notes=[*notes, *settings.account()])
    return video


def _sources(block: Block) -> Iterator[str]:
    settings = block.settings
    for pair in (settings.text("youtube") or "").split(","):
        speed, _, youtube = pair.strip().rpartition(":")
        if youtube and speed in ("", "1.00", "1.0", "1"):
            yield f"youtube:{youtube}"
    if video := settings.text("youtube_id_1_0"):
        yield f"youtube:{video}"
    for name in _SPEEDS:
        settings.text(name)
    for source in [*as_list(settings.value("html5_sources")), settings.text("source")]:
        if isinstance(source, str):
            yield source
    for element in block.element.iterdescendants("source", "encoded_video"):
        yield element.get("src") or element.get("url") or ""


def as_list(value: Any) -> list[Any]:
    """A list as policy.json or an attribute holds it."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return [value]
    return value if isinstance(value, list) else []


def _kept(source: str, desk: Desk, notes: list[str]) -> str | None:
    source = source.strip()
    if source.startswith("youtube:"):
        if _YOUTUBE_ID.match(source.removeprefix("youtube:")):
            return source
        notes.append(f"{source[:60]} is no YouTube video")
        return None
    if source.startswith("//"):
        source = f"https:{source}"
    if source.startswith(("https://", "http://")) and len(source) <= 2000:
        return source
    if source.startswith("/"):
        return desk.assets.address(source, notes)
    if source:
        notes.append(f"the source {source[:80]} is not an address that can be played")
    return None


def _captions(block: Block, desk: Desk, notes: list[str]) -> dict[str, str]:
    found = dict(_named_transcripts(block))
    if subtitles := block.settings.text("sub"):
        found.setdefault(desk.language, f"subs_{subtitles}.srt.sjson")
    captions = {}
    for language, name in found.items():
        path = desk.assets.find(name.removeprefix(f"/{FOLDER}"))
        if path is None:
            notes.append(f"the {language[:20]} captions {name[:100]} are not in the archive")
        elif not path.lower().endswith(_CAPTIONS):
            notes.append(f"the {language[:20]} captions {name[:100]} are neither WebVTT nor SRT")
        elif is_language(language):
            captions[language] = f"/{FOLDER}{path}"
        else:
            notes.append(f"captions in '{language[:20]}': no language tag")
    return captions


def _named_transcripts(block: Block) -> Iterator[tuple[str, str]]:
    for element in block.element.iterdescendants("transcript"):
        language = element.get("language") or element.get("language_code") or ""
        if source := element.get("src"):
            yield language, source
    named = block.settings.value("transcripts")
    if isinstance(named, str):
        try:
            named = json.loads(named)
        except (ValueError, RecursionError):
            named = None
    if isinstance(named, dict):
        yield from ((str(language), str(name)) for language, name in named.items())


def _duration(block: Block) -> int | None:
    for asset in block.element.iterdescendants("video_asset"):
        try:
            seconds = Decimal(asset.get("duration", ""))
        except InvalidOperation:
            continue
        if seconds.is_finite() and 0 < seconds < 1_000_000:
            return int(seconds)
    return None
