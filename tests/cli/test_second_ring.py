"""Questions over both corpora through the command itself; tests/query/test_second_ring_*.py has the many."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

import kg as crossings
from kg.query.replies import Predicate
from kg.shipped import shipped

Run = Callable[..., CompletedProcess[str]]

# The question, and the first words of the answer for a person.
ASKED = {
    # Known on the day of the retraction: SANA's word is gone, Jordan's stands.
    ("is-open", "Nassib", "--at", "2018-09-29", "--known-by", "2018-09-29"): (
        "Nassib crossing was closed on 2018-09-29, as known by 2018-09-29, "
        "according to Gulf Times <- The spokeswoman of Jordan's government."
    ),
    ("is-open", "Nassib", "--at", "2018-09-29", "--known-by", "2018-09-28"): (
        "Nassib crossing on 2018-09-29, as known by 2018-09-28: unknown; nothing had been said of it by then."
    ),
    # One origin, two outlets, each with its chain.
    ("who-holds", "al-Tanf", "--at", "2015-05-23"): (
        "Al-Tanf crossing was held by Islamic State: last known on 2015-05-21, 2 days before, "
        "according to Naharnet <- SOHR, Xinhua <- SOHR (2 documents, one origin: SOHR)."
    ),
    # Without SOHR's own report, the side that is left is named.
    ("who-holds", "al-Tanf", "--at", "2018-10-15", "--without", "sohr-2016-03-04"): (
        "Al-Tanf crossing, Syrian post was held by Rebel factions at al-Tanf and US-led coalition on 2018-10-15, "
        "according to The New Arab."
    ),
    ("is-open", "Albu Kamal", "--at", "2018-10-14"): (
        "Albu Kamal crossing was restricted (for government and military) on 2018-10-14, according to Reuters."
    ),
    ("who-holds", "Yaarubiya", "--at", "2019"): (
        "Yaarubiya crossing in 2019: Syrian Democratic Forces (surely at some time)."
    ),
}


@pytest.fixture(scope="module")
def dataset() -> crossings.Dataset:
    """Both corpora through the library."""
    return crossings.build_dataset(crossings.read_corpus(*_folders()))


def _folders() -> list[Path]:
    return [shipped("facts") / "syria-iraq-2018", shipped("facts") / "examples" / "second-ring"]


def test_the_command_answers_as_the_library_does(kg: Run, dataset: crossings.Dataset) -> None:
    built = kg("build", *_folders(), "--quiet")
    assert built.returncode == 0, built.stderr
    for (command, name, _, at, *more), sentence in ASKED.items():
        shown = kg(command, name, "--at", at, *more)
        assert (shown.returncode, shown.stderr) == (0, "")
        assert shown.stdout.startswith(sentence + "\n")
        options = dict(zip(more[::2], more[1::2], strict=True))
        predicate: Predicate = "control" if command == "who-holds" else "status"
        without = [options["--without"]] if "--without" in options else []
        told = dataset.answer(predicate, name, at, known_by=options.get("--known-by", ""), without=without).as_json()
        assert told["text"] == sentence
        printed = kg(command, name, "--at", at, *more, "--json")
        assert json.loads(printed.stdout) == json.loads(json.dumps(told))
