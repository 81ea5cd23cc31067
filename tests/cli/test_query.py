"""`kg query`: the answer with its sources, and questions that cannot be asked."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import QueryError
from kg.pipeline import Dataset
from kg.query.catalogue import catalogue

Run = Callable[..., subprocess.CompletedProcess[str]]

WHO = ("query", "who-controls", "--param", "crossing=qasr-gate")


@pytest.fixture(scope="module")
def dataset(out_once: Path) -> Dataset:
    """The invented corpus, built and opened."""
    return Dataset.open(out_once)


def refused(ran: subprocess.CompletedProcess[str], exit_code: int = 2) -> str:
    """The message of a question that was refused."""
    assert (ran.returncode, ran.stdout) == (exit_code, ""), ran.stderr
    assert "Traceback" not in ran.stderr
    return ran.stderr


@pytest.mark.usefixtures("out")
def test_an_answer_names_holder_source_and_passage(kg: Run) -> None:
    asked = kg(*WHO, "--at", "2031-05-04")
    assert (asked.returncode, asked.stderr) == (0, "")
    assert max(map(len, asked.stdout.splitlines())) <= 80
    for words in ("Qasr Gate, Vardan post", "Border guard of Varda", "Gate Gazette", "/s001, asserted, at P1 69-110"):
        assert words in asked.stdout
    assert "\x1b" not in asked.stdout


@pytest.mark.usefixtures("out")
def test_json(kg: Run) -> None:
    asked = kg(*WHO, "--at", "2031-05-04", "--json")
    found = json.loads(asked.stdout)
    assert found["query"] == "who-controls"
    assert found["parameters"]["at"] == "2031-05-04"
    holders = {row["holder"].rpartition("/")[2] for row in found["rows"] if row["answer"] == "definite"}
    assert holders == {"border-guard", "river-brigade", "lantern-front"}
    assert all(set(row) == set(found["columns"]) for row in found["rows"])


@pytest.mark.usefixtures("out")
@pytest.mark.parametrize(
    "name", ["qasr-gate", "Qasr Gate", "QASR GATE", "bab al-jisr", "https://example.org/qasr/id/place/qasr-gate"]
)
def test_things_by_id_name_spelling_and_iri(name: str, kg: Run) -> None:
    asked = kg("query", "who-controls", "--param", f"crossing={name}", "--at", "2031-05-04", "--json")
    assert asked.returncode == 0, asked.stderr
    assert json.loads(asked.stdout)["rows"]


@pytest.mark.usefixtures("out")
@pytest.mark.parametrize("date", ["2031", "2031-05", "2031-05-04"])
def test_days_months_and_years(date: str, kg: Run) -> None:
    asked = kg(*WHO, "--at", date, "--json")
    assert asked.returncode == 0, asked.stderr
    assert json.loads(asked.stdout)["rows"]


@pytest.mark.usefixtures("out")
def test_known_by_leaves_out_what_was_said_later(kg: Run) -> None:
    assert json.loads(kg(*WHO, "--at", "2031-05-04", "--known-by", "2031-05-03", "--json").stdout)["rows"] == []
    asked = kg(*WHO, "--at", "2031-05-04", "--known-by", "2031-05-03")
    assert asked.returncode == 0
    assert "unknown: no statement answers this" in asked.stdout


def test_the_questions_are_listed(kg: Run) -> None:
    listed = kg("query")
    assert listed.returncode == 0
    assert [line for line in listed.stdout.splitlines() if not line.startswith(" ")] == list(catalogue())
    assert max(map(len, listed.stdout.splitlines())) <= 80
    named = json.loads(kg("query", "--json").stdout)
    assert [query["name"] for query in named] == list(catalogue())
    # The numbers are those of the list of competency questions, which has gaps.
    assert {number for query in named for number in query["questions"]} >= {1, 3, 4, 5, 6, 7, 8, 11, 12, 13}


@pytest.mark.usefixtures("out")
def test_unknown_query(kg: Run) -> None:
    assert refused(kg("query", "who-control")) == "no query 'who-control': did you mean 'who-controls'?\n"
    assert "'kg query' lists them" in refused(kg("query", "zzz"))


@pytest.mark.usefixtures("out")
def test_unknown_parameter(kg: Run) -> None:
    said = refused(kg("query", "who-controls", "--param", "crosing=qasr-gate", "--at", "2031"))
    assert said == "the query 'who-controls' has no parameter 'crosing': did you mean 'crossing'?\n"
    assert "has no parameter 'at'" in refused(
        kg("query", "relations-of", "--param", "actor=river-brigade", "--at", "2031")
    )


@pytest.mark.usefixtures("out")
def test_missing_parameter(kg: Run) -> None:
    assert "needs the parameter 'crossing': write --param crossing=" in refused(
        kg("query", "who-controls", "--at", "2031")
    )
    assert "needs the parameter 'at'" in refused(kg(*WHO))


@pytest.mark.usefixtures("out")
@pytest.mark.parametrize("text", ["crossing", "=x", ""])
def test_a_parameter_without_a_name_or_value(text: str, kg: Run) -> None:
    assert "is not NAME=VALUE" in refused(kg("query", "who-controls", "--param", text))


@pytest.mark.usefixtures("out")
def test_unknown_name(kg: Run) -> None:
    said = refused(kg("query", "who-controls", "--param", "crossing=Qasr Gat", "--at", "2031"))
    assert said == "no place is called 'Qasr Gat': did you mean 'qasr gate'?\n"
    assert "no place is called 'River Brigade'" in refused(
        kg("query", "who-controls", "--param", "crossing=River Brigade", "--at", "2031")
    )
    assert "nothing is known of" in refused(
        kg("query", "who-controls", "--param", "crossing=https://example.org/x", "--at", "2031")
    )
    assert "is not an IRI" in refused(kg("query", "who-controls", "--param", "crossing=https://a> b", "--at", "2031"))


@pytest.mark.usefixtures("out")
def test_an_iri_of_another_class_is_no_crossing(kg: Run) -> None:
    iri = "https://example.org/qasr/id/agent/river-brigade"
    refused(kg("query", "who-controls", "--param", f"crossing={iri}", "--at", "2031"))


@pytest.mark.usefixtures("out")
def test_wrong_dates(kg: Run) -> None:
    assert refused(kg(*WHO, "--at", "2031-02-30")).startswith("at: '2031-02-30' is not in the calendar: write YYYY")
    assert refused(kg(*WHO, "--at", "2031", "--known-by", "soon")).startswith(
        "known-by: 'soon' is not a date we read: "
    )
    assert "needs the parameter 'at'" in refused(kg(*WHO, "--at", ""))


@pytest.mark.parametrize("date", ["yesterday", "2031-13", "2031-02-30", "4 May 2031", "2031/2030", "../..", "2031~"])
def test_wrong_dates_in_the_library(date: str, dataset: Dataset) -> None:
    for key in ("at", "known_by"):
        with pytest.raises(QueryError, match=rf"^{key.replace('_', '-')}: "):
            dataset.query("who-controls", **{"crossing": "qasr-gate", "at": "2031", key: date})


@pytest.mark.usefixtures("out")
def test_a_parameter_given_twice(kg: Run) -> None:
    said = refused(kg(*WHO, "--param", "crossing=qasr-town", "--at", "2031"))
    assert "crossing" in said


@pytest.mark.parametrize(
    "text",
    [
        'qasr-gate") } # ',
        "x' UNION SELECT",
        "?crossing",
        "<x>",
        "\\u003e",
        "qasr-gate }",
        "*",
        "\n",
        "\x00",
        "a" * 5000,
    ],
)
def test_parameters_are_never_part_of_the_query(text: str, dataset: Dataset) -> None:
    with pytest.raises(QueryError, match="no place is called"):
        dataset.query("who-controls", crossing=text, at="2031")


@pytest.mark.parametrize("iri", ["https://a> } #", "https://example.org/x", "http://", "https://example.org/\n"])
def test_addresses_are_never_part_of_the_query(iri: str, dataset: Dataset) -> None:
    with pytest.raises(QueryError, match=r"is not an IRI|nothing is known of"):
        dataset.query("who-controls", crossing=iri, at="2031")


@pytest.mark.parametrize("data", ["nowhere", "qasr", "qasr/corpus.yaml"])
def test_no_build_there(data: str, kg: Run, qasr: Path) -> None:
    assert qasr.name == "qasr"
    said = refused(kg(*WHO, "--at", "2031", "--data", data), 3)
    assert said.startswith(f"{data}: no build here: run 'kg build --out {data}' first")


def test_a_build_without_a_store(kg: Run, out: Path) -> None:
    shutil.rmtree(out / "store")
    assert "no store here" in refused(kg(*WHO, "--at", "2031"), 3)


def test_a_broken_store(kg: Run, out: Path) -> None:
    for path in (out / "store").iterdir():
        path.write_bytes(b"rubbish")
    assert "store: cannot be opened (" in refused(kg(*WHO, "--at", "2031"), 3)


@pytest.mark.parametrize("manifest", ["", "[]", '{"format": 1}', "[" * 100_000])
def test_a_manifest_that_is_not_ours(manifest: str, kg: Run, out: Path) -> None:
    (out / "manifest.json").write_text(manifest, encoding="utf-8")
    assert "its manifest.json is not one of ours" in refused(kg(*WHO, "--at", "2031"), 3)


@pytest.mark.usefixtures("out")
def test_an_unknown_language_falls_back(kg: Run) -> None:
    asked = kg(*WHO, "--at", "2031-05-04", "--lang", "xx")
    assert asked.returncode == 0
    assert "Border guard of Varda" in asked.stdout


@pytest.mark.usefixtures("out")
@pytest.mark.parametrize(
    "settings", [{"FORCE_COLOR": "1", "NO_COLOR": "1"}, {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}]
)
def test_no_colour_and_any_locale(settings: dict[str, str], kg: Run) -> None:
    asked = kg(*WHO, "--at", "2031-05-04", env=settings)
    assert asked.returncode == 0, asked.stderr
    assert not re.search(r"\x1b\[[0-9;]*(?:3|4|9|10)[0-8]m", asked.stdout)
    if "NO_COLOR" not in settings:
        assert "\x1b" not in asked.stdout


@pytest.mark.parametrize("locale", ["C", "POSIX"])
def test_names_in_any_script_in_any_locale(locale: str, kg: Run, qasr: Path) -> None:
    places = qasr / "places.yaml"
    text = places.read_text("utf-8").replace("label: Qasr Gate, also", "label: {en: Qasr Gate, ar: بوابة القصر}, also")
    places.write_text(text, encoding="utf-8")
    assert kg("build", "qasr").returncode == 0
    asked = kg(*WHO[:3], "crossing=بوابة القصر", "--at", "2031", "--lang", "ar", env={"LC_ALL": locale})
    assert asked.returncode == 0, asked.stderr
    assert "(crossing بوابة القصر, at 2031)" in asked.stdout


def test_joint_speakers_and_those_between_are_named(kg: Run) -> None:
    assert kg("build", "--out", "shipped").returncode == 0
    asked = ("query", "control-timeline", "--data", "shipped", "--param", "crossing=swaths-along-the-border")
    assert "[1] Kurdistan 24 <- Government-affiliated forces and Syrian army\n" in kg(*asked).stdout
    latin = kg(*asked[:4], "--param", "crossing=albu-kamal", "--lang", "ku-Latn", "--json")
    assert latin.returncode == 0
    named = ("query", "who-controls", "--data", "shipped", "--param", "crossing=albu-kamal", "--at", "2018-10-15")
    assert "Sûrî" in kg(*named, "--lang", "ku-Latn").stdout
