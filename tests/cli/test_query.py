"""`kg query`: the answer with its sources, and questions that cannot be asked."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable
from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from markdown_it import MarkdownIt
from markdown_it.token import Token
from rdflib.query import Result as Parsed

from kg.errors import QueryError
from kg.pipeline import Dataset
from kg.query.catalogue import GROUPS, catalogue

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
    lines = [line for line in listed.stdout.splitlines() if line]
    assert [line for line in lines if not line.startswith(" ")] == list(GROUPS)
    assert sorted(line.split()[0] for line in lines if line.startswith(" ")) == list(catalogue())
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
    assert "needs the parameter 'crossing': write for example crossing=" in refused(
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
    assert said == "no crossing is called 'Qasr Gat': did you mean 'qasr-gate' or 'qasr-town' or 'qasr-market'?\n"
    assert "no crossing is called 'River Brigade'" in refused(
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
        "a" * 500,
    ],
)
def test_parameters_are_never_part_of_the_query(text: str, dataset: Dataset) -> None:
    with pytest.raises(QueryError, match="no crossing is called"):
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
    assert "store/SHA256SUMS: is not as it was built" in refused(kg(*WHO, "--at", "2031"), 3)


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


# --- formats; the shipped corpus ---

ASKED = ("query", "who-controls", "--param", "crossing=Al-Qaim", "--at", "2018")
AGENTS = "https://w3id.org/crossings/id/agent/"
# Every query whose rows need no parameter, and some that have every shape of row.
SHAPES = {
    "who-controls": ("--param", "crossing=al-tanf", "--at", "2018-10-15"),
    "quantities-of": (),
    "both-say": ("--param", "document=new-arab-2018-10-15", "--param", "other=kurdistan24-2018-10"),
    "speaker-chain": ("--param", "statement=S061"),
    "names-of": ("--param", "thing=albu-kamal"),
    "own-voice": ("--param", "publisher=kurdistan-24"),
    "identity-of": ("--param", "thing=walid-muallem"),
    "imprecise-dates": (),
    "reference-facts": (),
}


def answered(ran: subprocess.CompletedProcess[str]) -> str:
    """What a question that could be asked has printed."""
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stderr
    return ran.stdout


def cells(markdown: str) -> list[list[Token]]:
    """The cells of the table in a text of Markdown, row by row, each as its inline token."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown)
    rows: list[list[Token]] = []
    inside = False
    for token in tokens:
        inside = (inside or token.type == "table_open") and token.type != "table_close"
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and inside:
            rows[-1].append(token)
    return rows


def text_of(token: Token) -> str:
    """The text of an inline token, which is nothing else."""
    for child in token.children or []:
        assert child.type in {"text", "text_special"}, (child.type, token.content)
    return "".join(child.content for child in token.children or [])


@pytest.mark.parametrize("name", SHAPES)
def test_the_formats_of_sparql_have_the_rows_of_json(name: str, ask: Run) -> None:
    asked = ("query", name, *SHAPES[name])
    told = json.loads(answered(ask(*asked, "--format", "json")))
    assert told["rows"]
    wanted = [[row[column] for column in told["columns"]] for row in told["rows"]]
    for form in ("csv", "tsv", "xml"):
        parsed = Parsed.parse(BytesIO(answered(ask(*asked, "--format", form)).encode()), format=form)
        assert [str(variable) for variable in parsed.vars or ()] == told["columns"]
        rows: Iterable[Any] = parsed
        found = [[term if term is None else term.toPython() for term in row] for row in rows]
        for one, other in zip(found, wanted, strict=True):
            for term, value in zip(one, other, strict=True):
                if form == "csv":
                    as_text = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
                    assert (term is None and not as_text) or str(term) == as_text or float(str(term)) == value
                elif isinstance(term, date):
                    assert term.isoformat() == value
                elif value is None or isinstance(value, str):
                    assert (term and str(term)) == value
                else:
                    assert float(str(term)) == float(value)


def test_json_has_whole_iris_and_the_sources(ask: Run) -> None:
    told = json.loads(answered(ask(*ASKED, "--json")))
    assert told == json.loads(answered(ask(*ASKED, "--format", "json")))
    assert set(told) == {"query", "parameters", "meant", "columns", "rows", "sources"}
    assert told["parameters"] == {"crossing": "Al-Qaim", "at": "2018", "known-by": "9999-12-31"}
    assert told["meant"]["crossing"]["iri"] == "https://w3id.org/crossings/id/place/albu-kamal"
    assert told["meant"]["crossing"]["others"] == ["https://w3id.org/crossings/id/place/al-qaim-town"]
    statements = [row["statement"] for row in told["rows"]]
    assert [source["statement"] for source in told["sources"]] == list(dict.fromkeys(statements))
    first = told["sources"][0]
    assert first["document"] == "https://w3id.org/crossings/id/document/new-arab-2018-10-15"
    assert first["chain"] == [[f"{AGENTS}the-new-arab"]]
    assert first["asserted"] == ["2018-10-15", "2018-10-15"]
    assert first["passages"] == [
        {"document": first["document"], "paragraph": "P3", "start": 842, "end": 888, "fragment": None}
    ]
    for row in told["rows"]:
        for column in ("scope", "holder", "statement", "document", "publisher", "speaker", "modality", "polarity"):
            assert row[column].startswith("https://")


def test_json_tells_the_whole_speaker_chain(ask: Run) -> None:
    told = json.loads(answered(ask("query", "speaker-chain", "--param", "statement=S061", "--json")))
    chain = [[f"{AGENTS}kurdistan-24"], [f"{AGENTS}sana"], [f"{AGENTS}walid-muallem"]]
    assert [source["chain"] for source in told["sources"]] == [chain]
    assert [(p["start"], p["end"]) for p in told["sources"][0]["passages"]] == [(111, 170), (321, 404)]


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("form", ["table", "markdown"])
def test_people_see_names_and_sources_and_no_addresses(form: str, name: str, ask: Run) -> None:
    asked = ("query", name, *SHAPES[name])
    printed = answered(ask(*asked, "--format", form))
    if name != "reference-facts":  # where an identifier elsewhere is what was asked for
        assert "://" not in printed
    told = json.loads(answered(ask(*asked, "--json")))
    for number, source in enumerate(told["sources"], start=1):
        mark = f"[{number}] " if form == "table" else f"\\[{number}\\] "
        (line,) = [at for at, line in enumerate(printed.splitlines()) if line.startswith(mark)]
        below = "\n".join(printed.splitlines()[line : line + 4]).replace("\\", "")
        assert source["statement"].rpartition("/id/statement/")[2] in below
        for passage in source["passages"]:
            if passage["start"] is not None:
                assert f"{passage['start']}-{passage['end']}" in below


def test_a_table_is_in_names_with_notes_and_sources(ask: Run) -> None:
    assert answered(ask(*ASKED[:-1], "2018-10-15")) == (
        "Who holds a crossing on a day, on which side, and who says so?\n"
        "(crossing Al-Qaim, at 2018-10-15)\n"
        "crossing 'Al-Qaim' is taken as crossing:albu-kamal, and not as town:al-qaim-town\n"
        "\n"
        "answer    scope                             country  holder               source\n"
        "definite  Albu Kamal crossing, Syrian post  Syria    Syrian regime        [1]\n"
        "                                                     forces\n"
        "\n"
        "[1] The New Arab\n"
        "    new-arab-2018-10-15/s019, asserted, at P3 842-888\n"
        "    begin ../2018-10-15, end 2018-10-15/..\n"
    )


def test_markdown_is_a_table_with_its_sources(ask: Run) -> None:
    printed = answered(ask(*ASKED[:-1], "2018-10-15", "--format", "markdown"))
    head, row = cells(printed)
    assert [text_of(cell) for cell in head] == ["answer", "scope", "country", "holder", "source"]
    assert [text_of(cell) for cell in row] == [
        "definite",
        "Albu Kamal crossing, Syrian post",
        "Syria",
        "Syrian regime forces",
        "[1]",
    ]
    paragraphs = [token.content.replace("\\", "") for token in MarkdownIt().parse(printed) if token.type == "inline"]
    assert paragraphs[1] == "crossing 'Al-Qaim' is taken as crossing:albu-kamal, and not as town:al-qaim-town"
    assert paragraphs[-1] == (
        "[1] The New Arab; new-arab-2018-10-15/s019, asserted, at P3 842-888; begin ../2018-10-15, end 2018-10-15/.."
    )


HOSTILE_NAMES = [
    "a | b || c",
    "[x](javascript:alert(1)) ![y](https://example.org/y.png) [z][1]",
    "<script>alert(1)</script> <img src=x onerror=alert(1)> <!-- c --> &lt;b&gt; &amp;",
    "*x* **y** _z_ __w__ ~~v~~ `u` \\\\ \\| <https://example.org/>",
]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_markup_in_a_name_is_text_in_markdown(name: str, kg: Run, qasr: Path) -> None:
    agents = qasr / "agents.yaml"
    text = agents.read_text("utf-8")
    quoted = json.dumps(name.replace("\\\\", "\\"))
    agents.write_text(text.replace("label: River Brigade,", f"label: {quoted},"), encoding="utf-8")
    built = kg("build", "qasr")
    assert built.returncode == 0, built.stderr
    printed = answered(kg(*WHO, "--at", "2031-05-04", "--format", "markdown"))
    rows = cells(printed)
    assert len({len(row) for row in rows}) == 1
    assert any(" ".join(json.loads(quoted).split()) in text_of(cell) for row in rows for cell in row)


def test_an_answer_without_rows_in_every_format(ask: Run) -> None:
    asked = ("query", "open-for", "--param", "users=pedestrian")
    for form in ("table", "markdown"):
        assert answered(ask(*asked, "--format", form)).endswith("\nunknown: no statement answers this\n")
    told = json.loads(answered(ask(*asked, "--json")))
    assert (told["rows"], told["sources"]) == ([], [])
    for form in ("csv", "tsv", "xml"):
        assert len(Parsed.parse(BytesIO(answered(ask(*asked, "--format", form)).encode()), format=form)) == 0


@pytest.mark.parametrize(("lang", "name"), [("ar", "معبر القائم الحدودي"), ("AR", "معبر القائم الحدودي")])
def test_names_in_another_language(lang: str, name: str, ask: Run) -> None:
    asked = ("query", "is-open", "--param", "crossing=albu-kamal", "--at", "2018-10-15", "--lang", lang)
    assert name in answered(ask(*asked))
    assert name in answered(ask("describe", "albu-kamal", "--lang", lang)).splitlines()[0]


def test_the_list_is_grouped_one_line_each(kg: Run) -> None:
    printed = answered(kg("query"))
    shown: dict[str, list[str]] = {}
    for block in printed.split("\n\n"):
        group, *lines = block.splitlines()
        shown[group] = [line.split()[0] for line in lines]
        for line in lines:
            name, summary = line.split(maxsplit=1)
            assert summary == catalogue()[name].summary
    assert shown == {group: [query.name for query in catalogue().values() if query.group == group] for group in GROUPS}


def test_the_list_in_json(kg: Run) -> None:
    told = json.loads(answered(kg("query", "--json")))
    assert told == json.loads(answered(kg("query", "--format", "json")))
    for item, query in zip(told, catalogue().values(), strict=True):
        assert (item["name"], item["group"], item["summary"]) == (query.name, query.group, query.summary)
        assert item["questions"] == list(query.questions)
        assert item["columns"] == list(query.columns)
        assert set(item["parameters"]) == set(query.parameters)
        for key, parameter in item["parameters"].items():
            assert parameter["type"] == query.parameters[key].type


@pytest.mark.parametrize("form", ["csv", "tsv", "xml", "markdown"])
def test_the_list_has_no_other_format(form: str, kg: Run) -> None:
    assert f"the list of queries has no --format {form}: write --format json" in refused(kg("query", "--format", form))


@pytest.mark.usefixtures("out")
def test_one_format_at_a_time(kg: Run) -> None:
    said = refused(kg(*WHO, "--at", "2031", "--json", "--format", "csv"))
    assert "--json is --format json, and --format says csv: write one of them" in said
    assert answered(kg(*WHO, "--at", "2031", "--json", "--format", "json"))


@pytest.mark.usefixtures("out")
def test_a_date_by_option_and_by_parameter(kg: Run) -> None:
    by_option = answered(kg(*WHO, "--at", "2031", "--known-by", "2031-12", "--json"))
    assert by_option == answered(kg(*WHO, "--param", "at=2031", "--param", "known-by=2031-12", "--json"))
    assert by_option == answered(kg(*WHO, "--param", "at=2031", "--param", "known_by=2031-12", "--json"))
    assert "'at' stands twice" in refused(kg(*WHO, "--param", "at=2031", "--at", "2031"))


# --- terminals ---


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_a_narrow_and_a_wide_terminal(columns: int, shipped_out: Path, in_terminal: Callable[..., str]) -> None:
    printed = in_terminal(columns, *ASKED, "--data", shipped_out)
    assert "Syrian" in printed
    assert "[1]" in printed
    if columns >= 80:  # a narrower one has a line for each cell, which the terminal breaks
        assert max(map(len, printed.split("\n\n")[1].splitlines())) <= columns
    else:
        assert "answer: sometime\n" in printed


def test_no_word_is_broken_where_there_is_room_for_it(
    shipped_out: Path, in_terminal: Callable[..., str], ask: Run
) -> None:
    words = set(re.findall(r"[\w-]+", answered(ask(*ASKED))))
    for columns in (30, 50, 60, 100):
        assert words <= set(re.findall(r"[\w-]+", in_terminal(columns, *ASKED, "--data", shipped_out))), columns


def test_colours_only_where_they_are_wanted(shipped_out: Path, in_terminal: Callable[..., str], ask: Run) -> None:
    for settings in ({}, {"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert "\x1b" not in in_terminal(80, *ASKED, "--data", shipped_out, **settings)
    for settings in ({"FORCE_COLOR": "1"}, {"CLICOLOR_FORCE": "1"}, {"NO_COLOR": "1"}):
        assert "\x1b" not in answered(ask(*ASKED, env=settings))


@pytest.mark.parametrize("settings", [{"LC_ALL": "C"}, {"LC_ALL": "POSIX"}, {"PYTHONIOENCODING": "ascii"}])
def test_arabic_in_any_locale(settings: dict[str, str], ask: Run) -> None:
    asked = ("query", "is-open", "--param", "crossing=القائم", "--at", "2018-10-15", "--lang", "ar")
    assert "معبر القائم الحدودي" in answered(ask(*asked, env=settings))
    assert json.loads(answered(ask(*asked, "--json", env=settings)))["parameters"]["crossing"] == "القائم"
    assert "لا أحد" in refused(ask("query", "names-of", "--param", "thing=لا أحد", env=settings))


@pytest.mark.parametrize(
    "arguments",
    [ASKED, (*ASKED, "--json"), ("query", "reference-facts", "--format", "csv"), ("describe", "albu-kamal")],
)
def test_who_reads_the_first_letter_only(
    arguments: tuple[str, ...], shipped_out: Path, first_letter: Callable[..., tuple[int, str]]
) -> None:
    code, errors = first_letter(*arguments, "--data", shipped_out)
    assert errors == ""
    assert code in {0, 1}  # 0 when all of it fitted into the pipe


# --- in Python ---


@pytest.fixture(scope="module")
def shipped(shipped_out: Path) -> Dataset:
    """The shipped corpus, built and opened."""
    return Dataset.open(shipped_out)


def test_rows_are_typed(shipped: Dataset) -> None:
    (row,) = shipped.query("who-controls", crossing="Al-Qaim", at="2018-10-15")
    assert row.holder == row["holder"] == f"{AGENTS}regime-forces"
    assert row.answer == "definite"
    assert row.begin_earliest is None
    assert row.begin_latest == row["end_earliest"] == date(2018, 10, 15)
    assert list(row) == list(shipped.query("who-controls", crossing="Al-Qaim", at="2018").columns)
    assert dict(row)["answer"] == "definite"
    assert len(row) == len(list(row))
    assert "holder" in row and "holders" not in row
    assert "answer='definite'" in repr(row)
    with pytest.raises(AttributeError, match="no column 'holders': the row has answer, scope"):
        _ = row.holders
    with pytest.raises(KeyError):
        row["holders"]


def test_a_result_is_a_sequence_of_rows(shipped: Dataset) -> None:
    result = shipped.query("who-controls", crossing="al-tanf", at="2018-10-15")
    assert len(result) == len(list(result)) == len(result.rows) > 1
    assert result[0] is result.rows[0]
    assert result[-1] is result.rows[-1]
    assert list(result.sources) == list(dict.fromkeys(row.statement for row in result))
    assert "al-tanf" in repr(result)
    assert str(result).splitlines()[0] == result.query.summary


@pytest.mark.parametrize("at", ["2018-10-15", date(2018, 10, 15)])
@pytest.mark.parametrize("key", ["known_by", "known-by"])
def test_days_as_text_and_as_dates(at: str | date, key: str, shipped: Dataset) -> None:
    asked = {"crossing": "Al-Qaim", "at": at, key: at}
    assert [row.answer for row in shipped.query("who-controls", **asked)] == ["definite"]


def test_numbers_are_exact(shipped: Dataset) -> None:
    amounts = [row.amount for row in shipped.query("quantities-of") if row.amount is not None]
    assert amounts
    assert not any(isinstance(amount, float) for amount in amounts)


def test_the_store_is_read_only(shipped: Dataset, shipped_out: Path, tree: Callable[[Path], dict[str, str]]) -> None:
    before = tree(shipped_out)
    assert isinstance(shipped.store, ox.Store)
    with pytest.raises((OSError, RuntimeError)):
        shipped.store.add(ox.Quad(*[ox.NamedNode("http://example.org/x")] * 4))
    assert tree(shipped_out) == before


def test_to_rdflib_from_a_build(shipped: Dataset) -> None:
    dataset = shipped.to_rdflib()
    assert isinstance(dataset, rdflib.Dataset)
    assert sum(1 for _ in dataset.quads()) == len(shipped.store)


def test_a_graph_from_a_build(shipped: Dataset) -> None:
    graph = shipped.graph()
    assert graph.nodes[f"{AGENTS}islamic-state"]["label"] == "Islamic State"


def test_the_order_of_rows_is_the_same_in_every_format(ask: Run) -> None:
    told = [row["statement"] for row in json.loads(answered(ask(*ASKED, "--json")))["rows"]]
    lines = answered(ask(*ASKED, "--format", "csv")).splitlines()[1:]
    assert all(statement in line for statement, line in zip(told, lines, strict=True))
    assert all(one != other for one, other in pairwise(lines)), "and no row stands twice"
