"""Whether a course counts its seats, as this process last saw it. A wrong guess costs one round trip, nothing else."""

from collections.abc import Callable

from lyceum.enrollment.store import OfferHasSeats

_REMEMBERED = 10_000

_counted: dict[tuple[str, str], bool] = {}


def with_guess[R](place: tuple[str, str], write: Callable[[bool], R]) -> R:
    """What a write answers that has to know whether the course (tenant, id) counts its seats, in one or two tries."""
    counted = _counted.get(place, False)
    try:
        return write(counted)
    except OfferHasSeats:
        if len(_counted) >= _REMEMBERED:
            _counted.clear()
        _counted[place] = not counted
        return write(not counted)


def forget() -> None:
    """Forget everything, as a new process would have."""
    _counted.clear()
