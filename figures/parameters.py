"""Types of the numbers that an author may write: each defines which values are accepted; all are bounded."""

from typing import Annotated, TypeAlias

from pydantic import AfterValidator, Field

LIMIT = 1e6


def _unsigned_zero(number: float) -> float:
    return number + 0.0


_Float: TypeAlias = Annotated[float, Field(strict=True, allow_inf_nan=False), AfterValidator(_unsigned_zero)]

Number: TypeAlias = Annotated[_Float, Field(ge=-LIMIT, le=LIMIT)]
Amount: TypeAlias = Annotated[_Float, Field(ge=0, le=LIMIT)]
Positive: TypeAlias = Annotated[_Float, Field(gt=0, le=LIMIT)]
Rate: TypeAlias = Positive
Share: TypeAlias = Annotated[_Float, Field(gt=0, le=1)]
Decay: TypeAlias = Annotated[_Float, Field(ge=0, lt=1)]
Count: TypeAlias = Annotated[int, Field(strict=True, ge=1, le=10_000)]
Switch: TypeAlias = Annotated[bool, Field(strict=True)]
