"""A short run of the fuzzer (`make fuzz` is the long one)."""

from __future__ import annotations

from tests.serve.conftest import Server
from tests.serve.fuzz import fuzz

NUMBER = 2_400


def test_hostile_requests_do_no_harm(server: Server) -> None:
    tally = fuzz(server.port, server.log, NUMBER, seed=6)
    assert not tally.wrong
    assert sum(tally.statuses.values()) == NUMBER
    assert {200, 303, 400, 404, 405, 421} <= {*tally.statuses}
