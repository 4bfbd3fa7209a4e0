"""Expressions over runs, such as ``steps_to(momentum, 1e-3) < 30``: parse and check them.

Only numbers, comparisons and calls of the vocabulary are accepted, even if the evaluator supported more.
"""

import ast
import warnings
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from figures import notation
from figures.claims.evaluator import ARITHMETIC, COMPARISONS, evaluate, quoted
from figures.claims.subjects import Subject
from figures.claims.vocabulary import CONSTANTS, WORDS
from figures.claims.word import Word
from figures.registry import nearest

LONGEST = 200
DEEPEST = 12
MOST_PARTS = 100

SUPPORTED = "use numbers, calls such as loss(gd, 20), + - * / **, comparisons, and, or, not"


@dataclass(frozen=True)
class Language:
    """The expressions over paths of these names, each of which refers to such a subject.

    The names are None where the paths are wrong themselves; then any name may be one. Where a number is varied, a path
    has a run for each of its *values*, such as ``gd[0.1]``.
    """

    paths: Collection[str] | None
    subject: type[Subject]
    values: Sequence[float] = ()

    def read_claim(self, text: str) -> ast.expr:
        """Parse a condition; ValueError says what is wrong with it."""
        node = _parse(text)
        self._check_truth(node)
        _check_constants(node)
        return node

    def read_number(self, text: str) -> ast.expr:
        """Parse an expression that is a number; ValueError says what is wrong with it."""
        node = _parse(text)
        self._check_number(node)
        _check_constants(node)
        return node

    def _check_truth(self, node: ast.expr) -> None:
        match node:
            case ast.BoolOp(values=values):
                for value in values:
                    self._check_truth(value)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                self._check_truth(operand)
            case ast.Compare(left=left, ops=ops, comparators=others):
                _check_operators(node, ops, COMPARISONS)
                for side in (left, *others):
                    self._check_number(side)
            case ast.Call() if (word := self._check_call(node)) and word.is_condition:
                pass
            case _:
                self._check_number(node)
                _check_constants(node)
                raise ValueError(f"{quoted(node)} is a number, not a condition; compare it with one, as in '< 30'")

    def _check_number(self, node: ast.expr) -> None:
        match node:
            case ast.Constant(value=value) if type(value) in {int, float}:
                pass
            case ast.UnaryOp(op=op, operand=operand):
                _check_operators(node, [op], ARITHMETIC)
                self._check_number(operand)
            case ast.BinOp(left=left, op=op, right=right):
                _check_operators(node, [op], ARITHMETIC)
                self._check_number(left)
                self._check_number(right)
            case ast.Name(id=name):
                self._check_name(name)
            case ast.Call():
                if self._check_call(node).is_condition:
                    raise ValueError(f"{quoted(node)} is a condition, not a number; use it without a comparison")
            case _:
                raise ValueError(f"{quoted(node)} is not a number; {SUPPORTED}")

    def _check_name(self, name: str) -> None:
        names = self.paths or ()
        if name in names:
            raise ValueError(f"{name!r} is a path, not a number; use a function of it, such as {self._example(name)}")
        if name not in CONSTANTS:
            raise ValueError(f"no path is called {name!r}; {nearest(name, [*names, *CONSTANTS])}")

    def _check_call(self, node: ast.Call) -> Word:
        match node.func:
            case ast.Name(id=name) if name in self._words:
                word = WORDS[name]
            case ast.Name(id=name):
                raise ValueError(f"no function is called {name!r}; {nearest(name, self._words)}")
            case _:
                raise ValueError(f"{quoted(node.func)} is not a function; {SUPPORTED}")
        if node.keywords or not word.required <= len(node.args) <= len(word.parameters):
            raise ValueError(f"{quoted(node)} has the wrong arguments; write it like {word.usage}")
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
                run = f"{name}[{notation.plain(self.values[0])}]"
                raise ValueError(f"{name!r} has {len(self.values)} runs, one for each value; name one, such as {run}")
            case ast.Subscript(value=ast.Name(id=name), slice=value):
                self._check_value(name, value)
            case ast.Name():
                pass
            case _:
                raise ValueError(f"{quoted(node)} is not a path; write {word.name} like {word.usage}")

    def _check_value(self, name: str, node: ast.expr) -> None:
        """Raise ValueError unless a path has a run for such a value."""
        if not self.values:
            raise ValueError(f"{name!r} has one run, since nothing is varied; write {name} without brackets")
        try:
            value = float(ast.literal_eval(node))
        except (ValueError, TypeError):
            raise ValueError(
                f"{quoted(node)} is not a value; write one, such as {notation.plain(self.values[0])}"
            ) from None
        if value not in self.values:
            nearest = min(self.values, key=lambda each: abs(each - value))
            raise ValueError(
                f"{name!r} has no run at {notation.plain(value)}; the nearest is at {notation.plain(nearest)}"
            )

    def _example(self, path: str) -> str:
        """Return a call of a function of a path, such as ``loss(gd, t)``."""
        word = next(WORDS[name] for name in self._words if WORDS[name].subject)
        return word.usage.replace("run", path, 1)

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
        raise ValueError(f"{text!r} is nested too deeply or has too many parts; split it in two")
    return node


def _check_operators(node: ast.expr, operators: Iterable[ast.AST], supported: Collection[type[ast.AST]]) -> None:
    for each in operators:
        if type(each) not in supported:
            raise ValueError(f"{quoted(node)} uses an operator that is not supported; {SUPPORTED}")


def _check_constants(node: ast.expr) -> None:
    """Evaluate all parts that do not depend on a path, such as the steps in calls; ValueError if one has no value."""
    if isinstance(node, ast.Call) and (word := WORDS[_name(node)]).subject:
        for index, argument in enumerate(node.args[1:], 1):
            if _is_constant(argument):
                word.convert(index, evaluate(argument, {}))
            else:
                _check_constants(argument)
    elif _is_constant(node):
        evaluate(node, {})
    else:
        for part in node.args if isinstance(node, ast.Call) else ast.iter_child_nodes(node):
            if isinstance(part, ast.expr):
                _check_constants(part)


def _is_constant(node: ast.expr) -> bool:
    return not any(isinstance(each, ast.Call) and WORDS[_name(each)].subject for each in ast.walk(node))


def _name(call: ast.Call) -> str:
    return ast.unparse(call.func)
