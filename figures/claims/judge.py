"""Judge claims: whether what a card teaches is true of the runs."""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from figures.claims.evaluator import NoValueError, evaluate
from figures.claims.subjects import Subject
from figures.claims.word import format_value


@dataclass(frozen=True)
class Verdict:
    """Whether a claim holds, and an *explanation*: the values of both sides of each of its comparisons."""

    claim: str
    holds: bool
    explanation: str


def judge(claim: str, node: ast.expr, subjects: Mapping[str, Subject]) -> Verdict:
    """Evaluate a parsed claim; a claim without a value does not hold."""
    try:
        holds = evaluate(node, subjects)
    except NoValueError as error:
        return Verdict(claim, holds=False, explanation=str(error))
    return Verdict(claim, bool(holds), ", ".join(dict.fromkeys(_values(node, subjects))) or claim)


def _values(node: ast.expr, subjects: Mapping[str, Subject]) -> Iterable[str]:
    match node:
        case ast.BoolOp(values=values):
            for value in values:
                yield from _values(value, subjects)
        case ast.UnaryOp(operand=operand):
            yield from _values(operand, subjects)
        case ast.Compare(left=left, comparators=others):
            yield from _sides([left, *others], subjects)
        case _:
            yield from _sides([node], subjects)


def _sides(sides: list[ast.expr], subjects: Mapping[str, Subject]) -> Iterable[str]:
    """Yield the values of the sides, with more digits if six do not distinguish them."""
    try:
        values = [evaluate(side, subjects) for side in sides]
    except NoValueError as error:
        yield str(error)
        return
    texts = [format_value(value) for value in values]
    if len(set(texts)) < len(set(values)):
        texts = [repr(value) for value in values]
    for side, text in zip(sides, texts, strict=True):
        if not _literal(side):
            yield f"{ast.unparse(side)} is {text}"


def _literal(node: ast.expr) -> bool:
    return isinstance(node.operand if isinstance(node, ast.UnaryOp) else node, ast.Constant | ast.Name)
