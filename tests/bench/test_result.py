"""What benchmarks come to: a bound that is missed is told, whatever it is."""

from __future__ import annotations

import pytest

from bench.result import at_least, at_most
from docs.generate import _figure


@pytest.mark.parametrize(("failed", "said", "written"), [(0, "ok", "met"), (3, "MISSED", "**missed**")])
def test_nothing_may_fail(failed: int, said: str, written: str) -> None:
    result = at_most("serving: without an answer", failed, 0, "")
    assert str(result).split()[-3:] == ["(bound", "0)", said]
    assert _figure(result._asdict()) == ["serving: without an answer", f"{failed}.00", "0", written]


def test_a_bound_with_a_unit() -> None:
    assert str(at_least("GEXF: over networkx", 7.5, 8, "x")).endswith(" 7.50 x   (bound 8 x) MISSED")
