"""What hangs together: the connected components of pairs."""

from __future__ import annotations

from collections.abc import Iterable


def components(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """For each thing of the pairs the smallest thing that it hangs together with, by name.

    >>> components([("b", "c"), ("a", "b"), ("x", "y")])
    {'a': 'a', 'b': 'a', 'c': 'a', 'x': 'x', 'y': 'x'}
    """
    of: dict[str, str] = {}

    def root(thing: str) -> str:
        while of.setdefault(thing, thing) != thing:
            of[thing] = of[of[thing]]
            thing = of[thing]
        return thing

    for one, other in pairs:
        first, second = sorted((root(one), root(other)))
        of[second] = first
    return {thing: root(thing) for thing in sorted(of)}
