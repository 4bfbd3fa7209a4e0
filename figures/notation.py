"""How numbers, settings and lists are put in words, in pictures and in alt texts."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SYMBOLS = {  # of settings whose names are not those of Greek letters, or that are other letters in formulas
    "lr": "η",
    "momentum": "μ",
    "dampening": "τ",
    "nesterov": "Nesterov",
    "weight_decay": "λ",
    "eps": "ε",
    "alpha": "ρ",
    "momentum_decay": "ψ",
    "angle": "φ",
}


def plain(value: float) -> str:
    """Print a number as short as it can be without loss, as an author would type it."""
    return repr(value).removesuffix(".0").replace("e-0", "e-").replace("e+", "e")


def number(value: float) -> str:
    """Print a number as short as it can be without loss, with a true minus sign."""
    return plain(value).replace("-", "−")


def symbol(name: str) -> str:
    """Print a name as in a formula: ``eta`` as η, ``beta2`` as β₂, ``x0`` as x₀, and words apart."""
    word = name.rstrip("0123456789")
    try:
        letter = unicodedata.lookup(f"GREEK SMALL LETTER {word}")
    except KeyError:
        letter = word
    return letter + name[len(word) :].translate(LOWERED) if len(letter) == 1 else name.replace("_", " ")


def symbol_of_setting(name: str) -> str:
    """Print the name of a setting as in a formula: ``lr`` as η, ``beta`` as β."""
    return SYMBOLS.get(name) or symbol(name)


class _Named:
    """A number that is printed as its *symbol*."""

    symbol: str

    def __repr__(self) -> str:
        return self.symbol


class _NamedFloat(_Named, float):
    pass


class _NamedInt(_Named, int):
    pass


def named(value: float, name: str) -> float:
    """Return the same number, printed as the symbol of its name."""
    number = _NamedInt(value) if isinstance(value, int) else _NamedFloat(value)
    number.symbol = symbol(name)
    return number


def power(value: float) -> str:
    """Print a power of ten as one, such as ``10⁻⁶``, or a number between such as ``2 · 10⁻⁶``."""
    digit, _, exponent = f"{value:e}".partition("e")
    raised = f"10{str(int(exponent)).translate(RAISED)}"
    return raised if float(digit) == 1 else f"{number(float(digit))} · {raised}"


def point(coordinates: Sequence[float]) -> str:
    """Print a point: a number, or a pair in parentheses."""
    numbers = ", ".join(map(number, coordinates))
    return numbers if len(coordinates) == 1 else f"({numbers})"


def settings(values: Mapping[str, Any]) -> str:
    """Print settings, such as ``lr = 0.1, betas = [0.9, 0.99], centered``."""
    return ", ".join(_setting(name.replace("_", " "), value) for name, value in values.items())


def _setting(name: str, value: Any) -> str:
    match value:
        case True:
            return name
        case False | None:
            return f"no {name}"
        case str():
            return f"{name} = {value}"
        case tuple():
            return f"{name} = [{', '.join(map(number, value))}]"
    return f"{name} = {number(value)}"


def formulas(values: Mapping[str, Any]) -> dict[str, str]:
    """Print each setting as a formula, such as ``η = 0.1`` or ``β₂ = 0.99``."""
    written: dict[str, str] = {}
    for name, value in values.items():
        if name == "betas":
            written |= {
                f"beta{i}": f"β{sign} = {number(each)}" for i, (sign, each) in enumerate(zip("₁₂", value, strict=True))
            }
        else:
            written[name] = _setting(symbol_of_setting(name), value)
    return written


def listing(parts: Sequence[str]) -> str:
    """Join parts as in a sentence: ``A, B and C``."""
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last
