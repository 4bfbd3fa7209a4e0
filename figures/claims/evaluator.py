"""Evaluate a parsed expression with `SimpleEval`, restricted to the operators and functions named here.

All numbers are floats, so none can grow without bound; NaN is not accepted as a value.
"""

import ast
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

from simpleeval import SimpleEval  # type: ignore[import-untyped]

from figures.claims.subjects import Subject, UndefinedError
from figures.claims.vocabulary import CONSTANTS, WORDS

ARITHMETIC: Mapping[type[ast.AST], Callable[..., float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: math.pow,
    ast.USub: operator.neg,
}
COMPARISONS: Mapping[type[ast.AST], Callable[..., bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
LOGIC: Mapping[type[ast.AST], Callable[..., bool]] = {ast.Not: operator.not_}
CHECKED = (ast.UnaryOp, ast.BinOp, ast.Call)


class NoValueError(ValueError):
    """An expression has no value."""


def evaluate(node: ast.expr, subjects: Mapping[str, Subject]) -> float:
    """Return the value of a parsed expression; NoValueError says why it has none."""
    evaluator = SimpleEval({**ARITHMETIC, **COMPARISONS, **LOGIC}, WORDS, {**CONSTANTS, **subjects})
    handlers = {kind: _checked(evaluator.nodes[kind]) for kind in CHECKED}
    others = {kind: evaluator.nodes[kind] for kind in (ast.Name, ast.BoolOp, ast.Compare)}
    evaluator.nodes = {
        **handlers,
        **others,
        ast.Constant: lambda constant: float(constant.value),
        ast.Subscript: lambda node: subjects[subject_name(node)],
    }
    value: float = evaluator.eval("", node)
    return value


def _checked(handler: Callable[[Any], float]) -> Callable[[Any], float]:
    """Return *handler* with a check that its value is a number; the error says why it is not."""

    def checked(node: ast.expr) -> float:
        try:
            value = handler(node)
        except NoValueError:
            raise
        except ZeroDivisionError:
            raise NoValueError(f"{quoted(node)} divides by zero; change the divisor") from None
        except OverflowError:
            raise NoValueError(f"{quoted(node)} is too large for a number; use smaller values") from None
        except UndefinedError as error:
            raise NoValueError(f"{quoted(node)} has no value: {error}") from None
        except ValueError:
            raise NoValueError(f"{quoted(node)} is not a real number; change its arguments") from None
        if math.isnan(value):
            raise NoValueError(f"{quoted(node)} is not a number; for a run that diverges use diverged(run)")
        return value

    return checked


def subject_name(node: ast.Subscript) -> str:
    """Return the name of the run of a path at a value, such as ``gd[0.1]``; ValueError if that is not a number."""
    return f"{ast.unparse(node.value)}[{float(ast.literal_eval(node.slice))!r}]"


def quoted(node: ast.AST) -> str:
    """Return an expression in quotes, for a message."""
    return repr(ast.unparse(node))
