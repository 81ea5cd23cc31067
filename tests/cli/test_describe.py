"""`kg describe`: the card of one thing, every line with its source."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

ID = "https://w3id.org/crossings/id/"
TANF = ["al-tanf", "Al-Tanf", "AL TANF", "crossing:al-tanf", "al-Tanaf", f"{ID}place/al-tanf"]


def told(ran: subprocess.CompletedProcess[str]) -> str:
    """What the command printed about a thing that is known."""
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stderr
    return ran.stdout


def part(printed: str, head: str) -> list[str]:
    """The lines below a heading, up to the next."""
    (found,) = [block for block in printed.split("\n\n") if block.splitlines()[0] == head]
    return found.splitlines()[1:]


@pytest.mark.parametrize("name", TANF)
def test_a_crossing_by_any_of_its_names(name: str, ask: Run) -> None:
    printed = told(ask("describe", name))
    assert printed.splitlines()[:3] == ["Al-Tanf crossing", f"<{ID}place/al-tanf>", "crossing:al-tanf"]


def test_names_by_language_and_side_each_with_its_source(ask: Run) -> None:
    printed = told(ask("describe", "al-tanf"))
    (english,) = part(printed, "Names")
    assert english.startswith("  en  Al-Tanf crossing (corpus/reference); ")
    assert "al-Tanf (corpus/syria-iraq-2018)" in english
    iraqi = part(printed, "Names of Al-Tanf crossing, Iraqi post")
    assert iraqi[0] == "  ar  نقطة الوليد الحدودية العراقية (reference/wikipedia-al-waleed-crossing)"
    assert any("Al-Waleed" in line for line in iraqi)
    assert "Al-Waleed" not in str(part(printed, "Names of Al-Tanf crossing, Syrian post"))


def test_the_place_and_both_posts(ask: Run) -> None:
    printed = told(ask("describe", "al-tanf"))
    assert part(printed, "Posts") == [
        "  Al-Tanf crossing, Iraqi post (Iraq), post:al-tanf/iq",
        "  Al-Tanf crossing, Syrian post (Syria), post:al-tanf/sy",
    ]
    assert any(
        "POINT(38.9374 33.4332)  (reference/wikipedia-al-waleed-crossing)" in line
        for line in part(printed, "From corpora, reference sources and decisions")
    )
    assert any("At Tanf" in line for line in part(printed, "Said: location"))


def test_who_says_what_when_and_in_which_passage(ask: Run) -> None:
    said = "\n".join(part(told(ask("describe", "al-tanf")), "Said: control"))
    assert (
        "  Al-Tanf crossing, Syrian post controlled by: Rebel factions at al-Tanf and US-led coalition\n"
        "      The New Arab\n"
        "      new-arab-2018-10-15/s036, asserted, at P9 1591-1653; P9 1623-1653\n"
        "      begin ../2018-10-15, end 2018-10-15/.."
    ) in said
    assert "(denied) controlled by: Government of Syria" in said


def test_the_statement_of_a_chain_of_three(ask: Run) -> None:
    printed = told(ask("describe", "S061"))
    assert printed.splitlines()[1] == f"<{ID}statement/kurdistan24-2018-10/s061>"
    assert part(printed, "Speaker chain") == ["  0  Kurdistan 24", "  1  SANA", "  2  Walid Muallem"]
    assert part(printed, "Evidence") == ["  kurdistan24-2018-10 S 111-170", "  kurdistan24-2018-10 P1 321-404"]
    assert "Said 2018-10-14/2018-10-20\n" in printed
    assert "intended" in printed
    for name in ("S060", "kurdistan24-2018-10/s061", f"{ID}statement/kurdistan24-2018-10/s061"):
        assert told(ask("describe", name)) == printed


def test_a_statement_in_json(ask: Run) -> None:
    card = json.loads(told(ask("describe", "S061", "--json")))
    statement = card["statement"]
    assert card["iri"] == statement["statement"] == f"{ID}statement/kurdistan24-2018-10/s061"
    assert statement["chain"] == [[f"{ID}agent/kurdistan-24"], [f"{ID}agent/sana"], [f"{ID}agent/walid-muallem"]]
    assert [(p["paragraph"], p["start"], p["end"]) for p in statement["passages"]] == [
        ("S", 111, 170),
        ("P1", 321, 404),
    ]
    assert statement["asserted"] == ["2018-10-14", "2018-10-20"]
    assert statement["modality"] == "https://w3id.org/crossings/concept/modality/intended"


def test_a_crossing_in_json(ask: Run) -> None:
    card = json.loads(told(ask("describe", "Al-Qaim", "--json")))
    assert card["iri"] == f"{ID}place/albu-kamal"
    assert {post["country"] for post in card["posts"]} == {f"{ID}place/iraq", f"{ID}place/syria"}
    assert {"name": "معبر القائم الحدودي", "language": "ar", "preferred": True, "of": card["iri"]}.items() <= next(
        name for name in card["names"] if name["language"] == "ar"
    ).items()
    control = [said for said in card["said"] if said["kind"] == "control"]
    assert {f"{ID}statement/new-arab-2018-10-15/s019", f"{ID}statement/new-arab-2018-10-15/s028"} <= {
        said["statement"] for said in control
    }
    for said in card["said"]:
        assert said["chain"] and said["passages"] and said["scope"].startswith(ID)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Islamic State", "Islamic State"),
        ("Walid Muallem", "Walid Muallem"),
        ("town:Albu Kamal", "Albu Kamal town"),
        ("new-arab-2018-10-15", ""),
        ("foreign-minister-of-iraq", ""),
    ],
)
def test_agents_towns_documents_and_offices(name: str, first: str, ask: Run) -> None:
    printed = told(ask("describe", name))
    assert printed.startswith(first)
    assert f"<{ID}" in printed.splitlines()[1]


def test_a_country_and_its_government_bear_one_name(ask: Run) -> None:
    assert "country:syria" in told(ask("describe", "country:Syria"))
    refused = ask("describe", "Syria")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "country:syria, government:government-of-syria" in refused.stderr


def test_another_language(ask: Run) -> None:
    assert told(ask("describe", "albu-kamal", "--lang", "ar")).splitlines()[0] == "معبر القائم الحدودي"
    assert told(ask("describe", "albu-kamal", "--lang", "xx")).splitlines()[0] == "Albu Kamal crossing"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("al-tanff", "no thing is called 'al-tanff': did you mean 'al-tanf' or"),
        ("nothing at all like it", "no thing is called 'nothing at all like it': give its id, name or IRI"),
        ("", "no thing is called ''"),
        ("http://x/> } #", "'http://x/> } #' is not an IRI: give an id, a name or an IRI"),
        ("https://example.org/x", "nothing is known of <https://example.org/x>: give an id, a name or an IRI"),
        ("S020", "several statements: write one of statement:new-arab-2018-10-15/s020a, statement:"),
        ("a\nb\x1b[31m", r"no thing is called 'a\nb\x1b[31m': "),
        ("x" * 100_000, "a name of 100,000 characters: at most 500 are read"),
        ("https://x/" + "x" * 100_000, "nothing is known of <https://x/xxxxx"),
    ],
)
def test_what_is_not_known(name: str, says: str, ask: Run) -> None:
    ran = ask("describe", name)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert says in ran.stderr
    assert ran.stderr.count("\n") == 1
    assert len(ran.stderr) < 400


@pytest.mark.parametrize("columns", [30, 80])
def test_no_colours_on_a_terminal(columns: int, shipped_out: Path, in_terminal: Callable[..., str]) -> None:
    printed = in_terminal(columns, "describe", "al-tanf", "--data", shipped_out)
    assert not re.search(r"\x1b", printed)


def test_markup_in_a_label_is_text(kg: Run, qasr: Path, edit: Callable[[Path, str, str], str]) -> None:
    name = "[bold]x[/bold] :skull: | <b>"
    edit(qasr / "agents.yaml", "label: River Brigade,", f'label: "{name}",')
    assert kg("build", "qasr").returncode == 0
    assert told(kg("describe", "river-brigade")).splitlines()[0] == name


@pytest.mark.usefixtures("out")
def test_the_invented_corpus(kg: Run) -> None:
    assert told(kg("describe", "qasr-gate")).splitlines()[2] == "crossing:qasr-gate"


def test_no_build(kg: Run) -> None:
    ran = kg("describe", "al-tanf")
    assert (ran.returncode, ran.stdout) == (3, "")
    assert ran.stderr.startswith("out: no build here: run 'kg build --out out' first")
