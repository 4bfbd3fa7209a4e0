"""Circles among notes that need one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

Graph = Mapping[str, Collection[str]]


def circles(needs: Graph) -> Iterator[list[str]]:
    """Yield the largest groups of notes of which each needs, through others or not, each of them and itself.

    *needs* maps each id to those that it needs. Groups, and the ids in them, are in the order of its keys. They are
    the strongly connected components, found by two searches (Kosaraju and Sharir).
    """
    needs = {each: ids for each, ids in needs.items() if ids}  # what needs nothing is in no circle
    needs = {each: [needed for needed in ids if needed in needs] for each, ids in needs.items()}
    needed_by: dict[str, list[str]] = defaultdict(list)
    for each, ids in needs.items():
        for needed in ids:
            needed_by[needed].append(each)
    place = {each: number for number, each in enumerate(needs)}
    seen: set[str] = set()
    groups = [sorted(_search(each, needed_by, seen), key=place.__getitem__) for each in reversed(_searched(needs))]
    found = [group for group in groups if len(group) > 1 or (group and group[0] in needs[group[0]])]
    yield from sorted(found, key=lambda group: place[group[0]])


def _searched(graph: Graph) -> list[str]:
    """Return all nodes of a graph, each after those that can be reached from it, but for circles."""
    seen: set[str] = set()
    return [each for node in graph for each in _search(node, graph, seen)]


def _search(start: str, graph: Graph, seen: set[str]) -> list[str]:
    """Return the nodes reached from *start* that are not yet *seen*, in the order in which the search leaves them."""
    left = []
    stack = [(start, False)]
    while stack:
        node, leaving = stack.pop()
        if leaving:
            left.append(node)
        elif node not in seen:
            seen.add(node)
            stack += [(node, True), *((each, False) for each in graph.get(node, ()))]
    return left
