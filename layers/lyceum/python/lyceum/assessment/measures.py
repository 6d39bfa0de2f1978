"""How much: points and shares, as events say them."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

Percent = Annotated[Decimal, Field(ge=0, le=100, decimal_places=2)]
Factor = Annotated[Decimal, Field(ge=1, le=10, decimal_places=2)]
Points = Annotated[Decimal, Field(ge=0, decimal_places=4)]
GradePercent = Annotated[Decimal, Field(ge=0, le=300, decimal_places=2)]
"""Of a course: above 100 by extra credit."""
