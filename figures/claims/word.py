"""What a word of claims is, and the registry of them all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from inspect import Parameter, signature
from typing import TypeVar

from figures.claims.subjects import MAX_STEPS, Subject, UndefinedError


@dataclass(frozen=True)
class Word:
    """A function that claims may call, by the name it is registered under."""

    name: str
    function: Callable[..., float]

    def __call__(self, *values: Subject | float) -> float:
        """Call the function with steps as whole numbers, and return a plain number or a truth value."""
        answer = self.function(*(self.convert(index, value) for index, value in enumerate(values)))
        return answer if isinstance(answer, bool) else float(answer)

    @cached_property
    def parameters(self) -> Sequence[Parameter]:
        """The parameters of the function."""
        return tuple(signature(self.function).parameters.values())

    @property
    def usage(self) -> str:
        """How the word is used, such as ``loss(run, t)``."""
        return f"{self.name}({', '.join(each.name for each in self.parameters)})"

    @property
    def required(self) -> int:
        """The number of required arguments."""
        return sum(each.default is Parameter.empty for each in self.parameters)

    @property
    def subject(self) -> type[Subject] | None:
        """What the first argument refers to, if it is the name of a path."""
        first = self.parameters[0].annotation
        return first if issubclass(first, Subject) else None

    @property
    def is_condition(self) -> bool:
        """Whether it returns a truth value, not a number."""
        return signature(self.function).return_annotation is bool

    def convert(self, index: int, value: Subject | float) -> Subject | float:
        """Return an argument as the function needs it; UndefinedError if a step is not a whole number in range."""
        parameter = self.parameters[index]
        if parameter.annotation is not int or isinstance(value, Subject):
            return value
        if not (value == value // 1 and 0 <= value <= MAX_STEPS):
            wanted = f"a whole number from 0 to {MAX_STEPS}"
            raise UndefinedError(
                f"the {parameter.name} of {self.usage} is {format_value(value)}; it should be {wanted}"
            )
        return int(value)


def format_value(value: float) -> str:
    """Return a number with six digits, or a truth value, as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(float(f"{value:.6g}")).removesuffix(".0")


WORDS: dict[str, Word] = {}
F = TypeVar("F", bound=Callable[..., float])


def word(function: F) -> F:
    """Register the decorated function under its own name; an underscore at its end is dropped."""
    name = function.__name__.removesuffix("_")
    WORDS[name] = Word(name, function)
    return function
