"""Expressions over runs, such as ``steps_to(momentum, 1e-3) < 30``, read and checked word by word.

Nothing but numbers, comparisons and calls of the vocabulary gets past it, whatever the evaluator would take.
"""

import ast
import warnings
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from figures import labels
from figures.claims.evaluator import ARITHMETIC, COMPARISONS, evaluate, shown
from figures.claims.subjects import Subject
from figures.claims.vocabulary import CONSTANTS, WORDS, Word
from figures.registry import nearest

LONGEST = 200
DEEPEST = 12
MOST_PARTS = 100

TAKEN = "take numbers, calls such as loss(gd, 20), + - * / **, comparisons, and, or, not"


@dataclass(frozen=True)
class Language:
    """The expressions over paths of these names, each of which means such a subject.

    The names are None where the paths are wrong themselves; then any name may be one. Where a number is varied, a path
    has a run for each of its *values*, such as ``gd[0.1]``.
    """

    paths: Collection[str] | None
    subject: type[Subject]
    values: Sequence[float] = ()

    def read_claim(self, text: str) -> ast.expr:
        """Read an expression that holds or not; ValueError says what is wrong with it."""
        node = _parse(text)
        self._check_truth(node)
        _try_out(node)
        return node

    def read_number(self, text: str) -> ast.expr:
        """Read an expression that is a number; ValueError says what is wrong with it."""
        node = _parse(text)
        self._check_number(node)
        _try_out(node)
        return node

    def _check_truth(self, node: ast.expr) -> None:
        match node:
            case ast.BoolOp(values=values):
                for value in values:
                    self._check_truth(value)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                self._check_truth(operand)
            case ast.Compare(left=left, ops=ops, comparators=others):
                _refuse(node, ops, COMPARISONS)
                for side in (left, *others):
                    self._check_number(side)
            case ast.Call() if (word := self._check_call(node)) and word.decides:
                pass
            case _:
                self._check_number(node)
                _try_out(node)
                raise ValueError(f"{shown(node)} neither holds nor not; compare it with a number")

    def _check_number(self, node: ast.expr) -> None:
        match node:
            case ast.Constant(value=value) if type(value) in {int, float}:
                pass
            case ast.UnaryOp(op=op, operand=operand):
                _refuse(node, [op], ARITHMETIC)
                self._check_number(operand)
            case ast.BinOp(left=left, op=op, right=right):
                _refuse(node, [op], ARITHMETIC)
                self._check_number(left)
                self._check_number(right)
            case ast.Name(id=name):
                self._check_name(name)
            case ast.Call():
                if self._check_call(node).decides:
                    raise ValueError(f"{shown(node)} holds or not and is no number; take it without a comparison")
            case _:
                raise ValueError(f"{shown(node)} is no number; {TAKEN}")

    def _check_name(self, name: str) -> None:
        names = self.paths or ()
        if name in names:
            raise ValueError(f"{name!r} is a path and no number; ask something of it, such as loss({name}, 20)")
        if name not in CONSTANTS:
            raise ValueError(f"no path is called {name!r}; {nearest(name, [*names, *CONSTANTS])}")

    def _check_call(self, node: ast.Call) -> Word:
        match node.func:
            case ast.Name(id=name) if name in self._words:
                word = WORDS[name]
            case ast.Name(id=name):
                raise ValueError(f"no function is called {name!r}; {nearest(name, self._words)}")
            case _:
                raise ValueError(f"{shown(node.func)} is no function; {TAKEN}")
        if node.keywords or not word.fewest <= len(node.args) <= len(word.parameters):
            raise ValueError(f"{shown(node)} does not fit; write it like {word.usage}")
        for index, argument in enumerate(node.args):
            if index == 0 and word.subject:
                self._check_path(argument, word)
            else:
                self._check_number(argument)
        return word

    def _check_path(self, node: ast.expr, word: Word) -> None:
        match node:
            case ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name)) if self.paths is not None and (
                name not in self.paths
            ):
                raise ValueError(f"no path is called {name!r}; {nearest(name, self.paths)}")
            case ast.Name(id=name) if self.values:
                run = f"{name}[{labels.plain(self.values[0])}]"
                raise ValueError(f"{name!r} has {len(self.values)} runs, one for each value; name one, such as {run}")
            case ast.Subscript(value=ast.Name(id=name), slice=value):
                self._check_value(name, value)
            case ast.Name():
                pass
            case _:
                raise ValueError(f"{shown(node)} is not a path; write {word.name} like {word.usage}")

    def _check_value(self, name: str, node: ast.expr) -> None:
        """Raise ValueError unless a path has a run for such a value."""
        if not self.values:
            raise ValueError(f"{name!r} has one run, since nothing is varied; write {name} without brackets")
        try:
            value = float(ast.literal_eval(node))
        except (ValueError, TypeError):
            raise ValueError(
                f"{shown(node)} is not a value; write one, such as {labels.plain(self.values[0])}"
            ) from None
        if value not in self.values:
            nearest = min(self.values, key=lambda each: abs(each - value))
            raise ValueError(f"{name!r} has no run at {labels.plain(value)}; the nearest is at {labels.plain(nearest)}")

    @property
    def _words(self) -> list[str]:
        return [name for name, word in WORDS.items() if not word.subject or issubclass(self.subject, word.subject)]


def _parse(text: str) -> ast.expr:
    if len(text) > LONGEST:
        raise ValueError(f"an expression of {len(text)} characters is too long; write at most {LONGEST}")
    try:
        with warnings.catch_warnings(action="error"):
            node = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise ValueError(f"{text!r} is not an expression; write it like loss(gd, 20) < 0.01") from None
    level: list[ast.AST] = [node]
    parts = depth = 0
    while level:
        parts, depth = parts + len(level), depth + 1
        level = [child for each in level for child in ast.iter_child_nodes(each)]
    if depth > DEEPEST or parts > MOST_PARTS:
        raise ValueError(f"{text!r} is nested too deeply or has too many parts; make two of it")
    return node


def _refuse(node: ast.expr, operators: Iterable[ast.AST], taken: Collection[type[ast.AST]]) -> None:
    for each in operators:
        if type(each) not in taken:
            raise ValueError(f"{shown(node)} uses an operator that is not taken; {TAKEN}")


def _try_out(node: ast.expr) -> None:
    """Evaluate all that asks nothing of a path, such as the steps in calls; ValueError if it has no value."""
    if isinstance(node, ast.Call) and (word := WORDS[_name(node)]).subject:
        for index, argument in enumerate(node.args[1:], 1):
            if _plain(argument):
                word.take(index, evaluate(argument, {}))
            else:
                _try_out(argument)
    elif _plain(node):
        evaluate(node, {})
    else:
        for part in node.args if isinstance(node, ast.Call) else ast.iter_child_nodes(node):
            if isinstance(part, ast.expr):
                _try_out(part)


def _plain(node: ast.expr) -> bool:
    return not any(isinstance(each, ast.Call) and WORDS[_name(each)].subject for each in ast.walk(node))


def _name(call: ast.Call) -> str:
    return ast.unparse(call.func)
