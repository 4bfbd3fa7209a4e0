"""Runs on a surface with claims about them: the base of every kind of figure, and of checks, which draw nothing."""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from hashlib import sha256
from json import dumps
from math import isclose, isfinite
from typing import Annotated, Any, ClassVar, Self, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationInfo,
    field_validator,
    model_validator,
)

from figures.claims.evaluator import NoValueError, evaluate
from figures.claims.judge import Verdict, judge
from figures.claims.language import Language
from figures.claims.subjects import RunTrace, Subject
from figures.runs import Path, Paths, Run, Start, SurfaceCall
from figures.surfaces import Point

NUMBER = re.compile(
    r"[≈~]?\s*(?P<number>[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d{1,3})?)\s*(?P<percent>%?)", re.IGNORECASE
)
ROUNDING = Decimal("1.000000001")  # so that half a unit counts as half, even if it is not a binary fraction


def _written(number: object) -> object:
    return repr(number) if type(number) in {int, float} else number


Steps: TypeAlias = Annotated[int, Field(strict=True, ge=1, le=10_000, examples=[60])]
Claims: TypeAlias = Annotated[tuple[str, ...], Field(max_length=20)]
Expression: TypeAlias = Annotated[str, BeforeValidator(_written, json_schema_input_type=str | float)]


class Experiment(BaseModel):
    """Runs on a surface, under the names of their paths, and claims about them."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    subject: ClassVar[type[Subject]] = RunTrace  # what the name of a path refers to in claims

    surface: SurfaceCall | None = None
    start: Start | None = None
    steps: Steps = 10_000
    paths: Paths = Field(default={})
    claims: Claims = ()

    @field_validator("start")
    @classmethod
    def _check_start(cls, start: Point | None, info: ValidationInfo) -> Point | None:
        if start and (surface := info.data.get("surface")):
            _check_dim("start", len(start), surface().dim)
        return start

    @field_validator("paths")
    @classmethod
    def _check_paths(cls, paths: dict[str, Path], info: ValidationInfo) -> dict[str, Path]:
        if "surface" not in info.data:
            return paths
        if not info.data["surface"]:
            raise ValueError("a path needs a surface to run on; add the key 'surface'")
        dim = info.data["surface"]().dim
        for name, path in paths.items():
            if path.surface:
                _check_dim(f"surface of {name!r}", path.surface().dim, dim)
            if path.start:
                _check_dim(f"start of {name!r}", len(path.start), dim)
        return paths

    @field_validator("claims")
    @classmethod
    def _check_claims(cls, claims: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        check = partial(_checked, cls._language(info.data))
        return TypeAdapter(tuple[Annotated[str, AfterValidator(check)], ...]).validate_python(claims)

    @property
    def runs(self) -> list[Run]:
        """The runs, in the order of the paths."""
        surface = self.surface
        return [path.run(surface, self.start) for path in self.paths.values()] if surface else []

    @property
    def language(self) -> Language:
        """The language of the claims."""
        return self._language(dict(self))

    @property
    def frames(self) -> Mapping[str, Self]:
        """What claims are about, by what they write after the name of a path: nothing, or a value such as ``[0.1]``."""
        return {"": self}

    @property
    def fingerprint(self) -> str:
        """A hash of all that the verdicts depend on, except for the code and the libraries."""
        runs = {
            name + which: run.canonical
            for which, frame in self.frames.items()
            for name, run in zip(frame.paths, frame.runs, strict=True)
        }
        own = self.model_dump(exclude={"surface", "start", "paths", "labels", "caption", "alt", "first"})
        return sha256(dumps([type(self).__name__, runs, own], sort_keys=True).encode()).hexdigest()[:16]

    def judge(self) -> tuple[Verdict, ...]:
        """Evaluate the claims, each run being simulated once, and only if a claim is about it."""
        subjects = {
            name + which: subject for which, frame in self.frames.items() for name, subject in frame.subjects().items()
        }
        return tuple(judge(claim, self.language.read_claim(claim), subjects) for claim in self.claims)

    def subjects(self) -> Mapping[str, Subject]:
        """Return what the name of each path refers to in claims."""
        return {name: RunTrace(run, self.steps) for name, run in zip(self.paths, self.runs, strict=True)}

    @classmethod
    def _language(cls, fields: Mapping[str, Any]) -> Language:
        """Return the language of the claims, given those fields that are valid."""
        return Language(fields.get("paths"), cls.subject)


class Check(Experiment):
    """What must be true of a card without a figure: claims, and the number that is its *answer*.

    Plain arithmetic needs no paths. Without *steps*, words about the figure's steps refer to 10,000 steps.
    """

    answer: Expression | None = None

    @field_validator("answer")
    @classmethod
    def _check_answer(cls, answer: str | None, info: ValidationInfo) -> str | None:
        if answer is not None:
            cls._language(info.data).read_number(answer)
        return answer

    @model_validator(mode="after")
    def _check_purpose(self) -> Self:
        if self.answer is None and not self.claims:
            raise ValueError("a check has neither 'answer' nor 'claims'; add one")
        return self

    def answer_fault(self, shown: str) -> str | None:
        """Return what is wrong with the number that a card shows for the answer, or None.

        The number may differ by half a unit of its last digit; a trailing zero counts, and ``5 %`` is 0.05.
        """
        if self.answer is None:
            return None
        number = _number(shown)
        if number is None:
            return f"{shown!r} is not a number; write it like 0.053, 391 or 1e-8"
        try:
            value = self._value(self.answer)
        except NoValueError as error:
            return str(error)
        unit = Decimal(1).scaleb(int(number.as_tuple().exponent))
        if isfinite(value) and abs(Decimal(value) - number) <= unit / 2 * ROUNDING:
            return None
        advice = "show that value, rounded" if isfinite(value) else "ask for a finite number"
        return f"the card shows {shown!r}, but {self.answer} is {value!r}; {advice}"

    def is_rounded(self, shown: str) -> bool:
        """Return whether the number that a card shows is right, but differs from the answer within six digits.

        From the seventh digit on, a stabiliser such as Adam's epsilon makes a difference.
        """
        number = _number(shown)
        if self.answer is None or number is None or self.answer_fault(shown):
            return False
        return not isclose(self._value(self.answer), float(number), rel_tol=1e-6, abs_tol=1e-12)

    def _value(self, answer: str) -> float:
        return evaluate(self.language.read_number(answer), self.subjects())


def _checked(language: Language, claim: str) -> str:
    language.read_claim(claim)
    return claim


def _number(shown: str) -> Decimal | None:
    match = NUMBER.fullmatch(shown.strip().replace("−", "-"))
    return Decimal(match["number"]).scaleb(-2 if match["percent"] else 0) if match else None


def _check_dim(what: str, found: int, wanted: int) -> None:
    if found != wanted:
        raise ValueError(f"the {what} has dimension {found}, the figure's surface {wanted}; make them equal")
