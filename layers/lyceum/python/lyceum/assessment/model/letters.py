"""Letters for percentages: scales that a school can take by name, and scales of a gradebook's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from lyceum.assessment.gradebooks.errors import InvalidLetterScale


@dataclass(frozen=True, slots=True)
class Band:
    """A letter, and the least percentage that gets it."""

    letter: str
    minimum: Decimal


type Scale = tuple[Band, ...]
"""The best first; none: no letters are given."""


def scale_of(bands: Sequence[Band]) -> Scale:
    """The bands in order. Raises InvalidLetterScale where they leave a gap at 0 or say something twice."""
    ordered = tuple(sorted(bands, key=lambda band: band.minimum, reverse=True))
    letters, minima = {band.letter for band in bands}, {band.minimum for band in bands}
    if bands and (len(letters) < len(bands) or len(minima) < len(bands) or ordered[-1].minimum != 0):
        raise InvalidLetterScale
    return ordered


def letter_of(percent: Decimal | None, scale: Scale) -> str | None:
    """The letter of a percentage as it is shown; None without a percentage or a scale."""
    if percent is None:
        return None
    return next((band.letter for band in scale if percent >= band.minimum), None)


def _scale(**minima: int) -> Scale:
    return scale_of(
        [Band(letter.replace("_plus", "+").replace("_minus", "-"), Decimal(at)) for letter, at in minima.items()]
    )


NAMED_SCALES: Final[dict[str, Scale]] = {
    "none": (),
    "letters": _scale(A=90, B=80, C=70, D=60, F=0),
    "letters_with_signs": _scale(
        A=93, A_minus=90, B_plus=87, B=83, B_minus=80, C_plus=77, C=73, C_minus=70, D_plus=67, D=60, F=0
    ),
    "half_steps": _scale(A=80, B_plus=75, B=70, C_plus=65, C=60, D_plus=55, D=50, F=0),
    "pass_fail": _scale(P=60, F=0),
}
"""What the setting `grading.letter_scale` offers; `half_steps` is usual in Thailand."""
