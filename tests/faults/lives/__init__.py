"""Lives of schools: between them every operation that writes is asked for once, so that the grid can strike it."""

from collections.abc import Mapping

from tests.faults.lives.learning import LearningLife
from tests.faults.lives.people import PeopleLife
from tests.faults.lives.school import Life
from tests.faults.lives.selling import SellingLife
from tests.faults.lives.upkeep import UpkeepLife

LIVES: Mapping[str, type[Life]] = {
    "learning": LearningLife,
    "people": PeopleLife,
    "selling": SellingLife,
    "upkeep": UpkeepLife,
}
"""By the name that a row of the grid gives: the life that asks for its operation."""

__all__ = ["LIVES", "LearningLife", "Life", "PeopleLife", "SellingLife", "UpkeepLife"]
