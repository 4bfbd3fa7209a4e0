"""Style sheets of SVG pictures: which of their rules may apply to an element."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from xml.parsers import expat

COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
CONDITION = re.compile(r"\[[^\]]*+\]?|:.*")
PART = re.compile(r"[.#]?[\w-]+")
COSTLY = re.compile(r"url\(|filter|mask|animation|transition", re.IGNORECASE)
ANY = "*"


class StyleRules:
    """The rules of a picture's style sheets that cost something, by one part of each selector, such as ``.a``."""

    def __init__(self, style: str) -> None:
        self._bodies: dict[str, list[str]] = defaultdict(list)
        for rule in COMMENT.sub("", style).split("}"):
            head, _, body = rule.rpartition("{")
            for selector in head.rpartition("{")[2].split(",") if COSTLY.search(body) else ():
                self._bodies[_part(selector)].append(body)

    def of(self, tag: str, attributes: Mapping[str, str]) -> list[str]:
        """Return the rules that may apply to an element, and so at least those that do."""
        if not self._bodies:
            return []
        classes = (f".{each}" for each in attributes.get("class", "").split())
        keys = (ANY, tag, f"#{attributes.get('id', '')}", *classes)
        return [body for key in dict.fromkeys(keys) for body in self._bodies.get(key, ())]


def style_of(data: bytes) -> str:
    """Return the style sheets of a picture, as far as it can be read."""
    found: list[str] = []
    inside = [False]
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, _: inside.append(name.rpartition(" ")[2] == "style")
    parser.EndElementHandler = lambda _: inside.pop()
    parser.CharacterDataHandler = lambda text: found.append(text) if inside[-1] else None
    try:
        parser.Parse(data, True)  # noqa: FBT003
    except expat.ExpatError:  # which is reported when the picture is checked
        return ""
    return "".join(found)


def _part(selector: str) -> str:
    """Return a class, an id or a tag without which no element matches a selector."""
    last = re.split(r"[\s>+~]+", selector.strip())[-1]
    parts = PART.findall(CONDITION.sub("", last))
    return next((each for each in parts if each[0] in ".#"), parts[0] if parts else ANY)
