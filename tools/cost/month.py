"""A learner's month: how often each operation happens, with the units of its row in docs/access-patterns."""

from collections.abc import Mapping

from tools.measure.prices import Used
from tools.measure.rows import rows

EVENTS = {
    "enroll, seats limited": 1,
    "completion": 1,
    "start attempt, with a deadline": 1,
    "submit 20 answers and grade": 2,
    "record grade": 1,
}
"""Events that one of these tells; others tell none."""

MONTH: Mapping[tuple[str, str], int] = {
    ("identity", "issue a token"): 20,
    ("identity", "me"): 20,
    ("enrollment", "my courses (20)"): 20,
    ("enrollment", "enroll, seats limited"): 1,
    ("learning", "open"): 1,
    ("learning", "outline, 200 lessons"): 40,
    ("learning", "lesson"): 60,
    ("learning", "position"): 320,
    ("learning", "completion"): 40,
    ("enrollment", "follow progress"): 40,
    ("assessment", "start attempt, with a deadline"): 4,
    ("assessment", "save answer"): 80,
    ("assessment", "submit 20 answers and grade"): 4,
    ("assessment", "view attempt, 20 questions"): 4,
    ("gradebooks", "record grade"): 4,
    ("gradebooks", "my grades"): 10,
}
"""An active learner: 20 days, 60 lessons with 2.5 hours of video, four tests. 600 requests and what follows them."""
FOLLOWING = {"issue a token", "open", "follow progress", "record grade"}
"""What events and sign-in start: no request through the gateway."""
_BYTES_ANSWERED = 2_000
_BYTES_KEPT = 6_000
_MAILS = 4


def learner_month() -> Used:
    """What one active learner uses in a month, by the ceilings."""
    used = Used(bytes_stored=_BYTES_KEPT, mails=_MAILS)
    for (page, name), times in MONTH.items():
        spent = rows(page)[name]
        used += Used(
            requests=0 if name in FOLLOWING else times,
            invocations=times if name in FOLLOWING else 0,
            write_units=(spent.write_units + spent.index_units) * times,
            read_units=spent.read_units * times,
            events=EVENTS.get(name, 0) * times,
            bytes_out=_BYTES_ANSWERED * times if name not in FOLLOWING else 0,
        )
    return used
