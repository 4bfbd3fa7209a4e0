"""Parse a call such as ``adam(lr=0.5, betas=[0.9, 0.99])``, whose arguments are literals: nothing is executed."""

import ast
import warnings
from typing import Any

LONGEST = 200
NOUNS = {dict: "a table", list: "a list", bool: "true or false", type(None): "nothing"}


def parse(text: object) -> tuple[str, dict[str, Any]]:
    """Split a call into its name and its arguments; a name without parentheses has none."""
    match text:
        case str() if len(text) > LONGEST:
            raise ValueError(f"a call of {len(text)} characters is too long; write at most {LONGEST}")
        case str():
            return _parts(text)
    noun = NOUNS.get(type(text), "a number")
    raise ValueError(f"a call is text, not {noun}; write it like adam(lr=0.1)")


def with_number(text: str, name: str, number: float) -> str:
    """Return a call in which a number replaces a name among the values of its arguments; other text as it is."""
    if name not in text or len(text) > LONGEST:
        return text
    try:
        call = _expression(text)
    except ValueError:
        return text
    if not isinstance(call, ast.Call):
        return text
    before = ast.unparse(call)
    after = ast.unparse(_with_number(call, name, number))
    return text if after == before else after


def _with_number(node: ast.expr, name: str, number: float) -> ast.expr:
    match node:
        case ast.Name(id=found) if found == name:
            return ast.Constant(number)
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            node.elts = [_with_number(part, name, number) for part in parts]
        case ast.Call(keywords=keywords):
            for keyword in keywords:
                keyword.value = _with_number(keyword.value, name, number)
    return node


def _parts(text: str) -> tuple[str, dict[str, Any]]:
    match _expression(text):
        case ast.Name(id=name):
            return name, {}
        case ast.Call(func=ast.Name(id=name), args=[], keywords=keywords):
            return name, _arguments(keywords, text)
        case ast.Call(func=ast.Name(id=name)):
            raise ValueError(f"the values in {text!r} have no names; write them like {name}(lr=0.1)")
    raise _unreadable(text)


def _expression(text: str) -> ast.expr:
    try:
        with warnings.catch_warnings(action="error"):
            return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise _unreadable(text) from None


def _arguments(keywords: list[ast.keyword], text: str) -> dict[str, Any]:
    arguments: dict[str, Any] = {}
    for keyword in keywords:
        if keyword.arg is None:
            raise _unreadable(text)
        if keyword.arg in arguments:
            raise ValueError(f"{keyword.arg!r} is given twice in {text!r}; keep one")
        try:
            arguments[keyword.arg] = ast.literal_eval(keyword.value)
        except (ValueError, TypeError, MemoryError, RecursionError):
            raise ValueError(f"{keyword.arg!r} in {text!r} is not a plain value; write a number") from None
    return arguments


def _unreadable(text: str) -> ValueError:
    return ValueError(f"{text!r} is not a call; write it like adam(lr=0.1)")
