"""Claims: what a card teaches, judged over the runs."""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from figures.claims.evaluator import NoValueError, evaluate
from figures.claims.subjects import Subject
from figures.claims.vocabulary import spelled


@dataclass(frozen=True)
class Verdict:
    """Whether a claim holds, and the values of both sides of each of its comparisons."""

    claim: str
    holds: bool
    told: str


def judge(claim: str, node: ast.expr, subjects: Mapping[str, Subject]) -> Verdict:
    """Evaluate a claim that was read; one without a value does not hold."""
    try:
        holds = evaluate(node, subjects)
    except NoValueError as problem:
        return Verdict(claim, holds=False, told=str(problem))
    return Verdict(claim, bool(holds), ", ".join(dict.fromkeys(_told(node, subjects))) or claim)


def _told(node: ast.expr, subjects: Mapping[str, Subject]) -> Iterable[str]:
    match node:
        case ast.BoolOp(values=values):
            for value in values:
                yield from _told(value, subjects)
        case ast.UnaryOp(operand=operand):
            yield from _told(operand, subjects)
        case ast.Compare(left=left, comparators=others):
            yield from _sides([left, *others], subjects)
        case _:
            yield from _sides([node], subjects)


def _sides(sides: list[ast.expr], subjects: Mapping[str, Subject]) -> Iterable[str]:
    """Tell the values of the sides; with more digits where fewer do not tell them apart."""
    try:
        values = [evaluate(side, subjects) for side in sides]
    except NoValueError as problem:
        yield str(problem)
        return
    texts = [spelled(value) for value in values]
    if len(set(texts)) < len(set(values)):
        texts = [repr(value) for value in values]
    for side, text in zip(sides, texts, strict=True):
        if not _literal(side):
            yield f"{ast.unparse(side)} is {text}"


def _literal(node: ast.expr) -> bool:
    return isinstance(node.operand if isinstance(node, ast.UnaryOp) else node, ast.Constant | ast.Name)
