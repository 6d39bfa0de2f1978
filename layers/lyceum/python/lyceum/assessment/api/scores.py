"""The result of an attempt on the wire."""

from lyceum.assessment.api.fields import Percent, Total, View
from lyceum.assessment.model.scoring import Score


class ScoreView(View):
    """The result of an attempt."""

    points: Total
    maximum: Total
    percent: Percent
    passed: bool

    @classmethod
    def of(cls, score: Score) -> "ScoreView":
        """From the entity."""
        return cls(points=score.points, maximum=score.maximum, percent=score.percent, passed=score.passed)
