"""Evaluate an expression that was read: `SimpleEval`, with nothing of it but what is named here.

All numbers are floats, so none grows without bound, and one that is not a number is no value.
"""

import ast
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

from simpleeval import SimpleEval  # type: ignore[import-untyped]

from figures.claims.subjects import QuestionError, Subject
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
GUARDED = (ast.UnaryOp, ast.BinOp, ast.Call)


class NoValueError(ValueError):
    """An expression has no value."""


def evaluate(node: ast.expr, subjects: Mapping[str, Subject]) -> float:
    """Return the value of an expression that was read; NoValueError says why it has none."""
    evaluator = SimpleEval({**ARITHMETIC, **COMPARISONS, **LOGIC}, WORDS, {**CONSTANTS, **subjects})
    handlers = {kind: _guarded(evaluator.nodes[kind]) for kind in GUARDED}
    others = {kind: evaluator.nodes[kind] for kind in (ast.Name, ast.BoolOp, ast.Compare)}
    evaluator.nodes = {
        **handlers,
        **others,
        ast.Constant: lambda constant: float(constant.value),
        ast.Subscript: lambda node: subjects[subject_name(node)],
    }
    value: float = evaluator.eval("", node)
    return value


def _guarded(handler: Callable[[Any], float]) -> Callable[[Any], float]:
    """Let a node have a number or tell why it has none."""

    def guarded(node: ast.expr) -> float:
        try:
            value = handler(node)
        except NoValueError:
            raise
        except ZeroDivisionError:
            raise NoValueError(f"{shown(node)} divides by zero; change the divisor") from None
        except OverflowError:
            raise NoValueError(f"{shown(node)} is too large for a number; take less") from None
        except QuestionError as error:
            raise NoValueError(f"{shown(node)} has no value: {error}") from None
        except ValueError:
            raise NoValueError(f"{shown(node)} is no real number; take another") from None
        if math.isnan(value):
            raise NoValueError(f"{shown(node)} is not a number; where a run diverges, ask diverged(run)")
        return value

    return guarded


def subject_name(node: ast.Subscript) -> str:
    """Return the name of the run of a path at a value, such as ``gd[0.1]``; ValueError if that is not a number."""
    return f"{ast.unparse(node.value)}[{float(ast.literal_eval(node.slice))!r}]"


def shown(node: ast.AST) -> str:
    """Quote an expression."""
    return repr(ast.unparse(node))
