"""Rows into statements: references, times, voices, sides and evidence, with all faults of a row."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.facts.checker import canonical_decimal
from kg.facts.corpus import Corpus
from kg.facts.kinds import KINDS, QUALIFIERS
from kg.facts.statements import Citation, Statement

Write = Callable[..., Path]
Read = Callable[..., tuple[Corpus, dict[str, Statement], list[str]]]

CONTROL = "control: gate, by: guard, at: P1 0-5"
HOME = "https://example.org/id"


def test_what_is_not_written_is_inherited(write: Write, read: Read) -> None:
    _, found, faults = read(write(statements=f"  s001: {{{CONTROL}}}\n"))
    assert not faults
    statement = found["s001"]
    assert statement.iri == f"{HOME}/statement/news/s001"
    assert statement.subject == f"{HOME}/place/gate"
    assert statement.objects == (f"{HOME}/agent/guard",)
    assert statement.publisher == f"{HOME}/agent/gazette"
    assert statement.speakers == (statement.publisher,)
    assert statement.modality.endswith("/modality/asserted")
    assert statement.polarity.endswith("/polarity/affirmed")
    assert statement.date_basis.endswith("/date-basis/stated")
    assert statement.numbers == ("S001",)
    assert (statement.asserted_earliest, statement.asserted_latest) == ("2031-05-04", "2031-05-04")
    assert statement.time == ("", "2031-05-04", "2031-05-04", "")
    assert [(e.paragraph, e.start, e.end) for e in statement.passages] == [("P1", "0", "5")]
    assert (statement.file, statement.line) == ("c/documents/news.yaml", 6)


@pytest.mark.parametrize(
    ("id_", "row", "numbers"),
    [
        ("s020a", "", ("S020",)),
        ("s020", "", ("S020",)),
        ("gate-open", "", ("gate-open",)),
        ("s036", "row: [S036, S037]", ("S036", "S037")),
        ("s096b", "row: S096", ("S096",)),
    ],
)
def test_numbers_of_the_inventory(id_: str, row: str, numbers: tuple[str, ...], write: Write, read: Read) -> None:
    _, found, faults = read(write(statements=f"  {id_}: {{{CONTROL}{', ' if row else ''}{row}}}\n"))
    assert not faults
    assert found[id_].numbers == numbers


def test_every_kind_has_a_statement_that_is_read(write: Write, read: Read) -> None:
    statements = """
  control: {control: gate/va, by: [guard, brigade], at: P1 0-5}
  status: {status: gate, is: open, users: [humanitarian], use-of: travel, presupposes: not-open, at: P1 0-5}
  presence: {presence: town, of: brigade, at: P1 0-5}
  location: {location: gate, lies: varda, direction: north, direction-from: town, at: P1 0-5}
  name: {name: gate, as: بوابة, lang: ar, used-in: sulmar, at: P1 0-5}
  classified: {classified: town, as: border-town, at: P1 0-5}
  relation: {relation: government, backs: brigade, place: town, at: P1 0-5}
  event: {event: seizure, agent: brigade, theme: gate, place: town, place-precision: near, time: undated, at: P1 0-5}
  order: {order: seizure, before: control, at: P1 0-5}
  purpose: {purpose: seizure, is: our words, at: P1 0-5}
  speech: {speech: visit, content: status, venue: town, at: P1 0-5}
  quantity: {quantity: town, says: some, amount: 0.50, unit: share, approximation: about, of-whole: gate, at: P1 0-5}
  assessment: {assessment: gate, is: our words, about: quantity, at: P1 0-5}
  document: {document: self, issued: 2031-05-04, at: P1 0-5}
"""
    _, found, faults = read(write(statements=statements.lstrip("\n")))
    assert not faults
    assert set(found) == set(KINDS)
    for key, statement in found.items():
        assert statement.class_.endswith("#" + KINDS[key].class_)
    assert found["control"].objects == (f"{HOME}/agent/guard", f"{HOME}/agent/brigade")
    assert found["order"].objects == (f"{HOME}/statement/news/control",)
    assert found["speech"].objects == (f"{HOME}/statement/news/status",)
    assert (found["name"].text, found["name"].lang) == ("بوابة", "ar")
    assert (found["purpose"].text, found["purpose"].lang) == ("our words", "en")
    assert found["quantity"].amount == "0.5"
    assert (found["document"].subject, found["document"].day) == (f"{HOME}/document/news", "2031-05-04")
    assert found["document"].text == ""
    assert [(iri.rpartition("/")[2]) for iri in found["event"].objects] == ["seizure"]
    for qualifier in QUALIFIERS:
        assert any(getattr(statement, qualifier.column) for statement in found.values()) or qualifier.key in {
            *("participant", "counterpart", "lower", "upper", "quantity-kind", "clarity", "retracts", "corrects"),
        }, qualifier.key


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("control: town, by: speaker", "'speaker' is a Person"),
        ("control: guard, by: brigade", "'guard' is a StateForce"),
        ("control: varda, by: guard", "'varda' is a Country"),
        ("control: gate, by: gazette", "'gazette' is a NewsPublisher"),
        ("status: town, is: open", "'town' is a Town"),
        ("status: gate, is: opened", "did you mean 'open'?"),
        ("status: gate, is: guard", "'guard' is not a concept of the scheme status"),
        ("presence: town, of: gate", "'gate' is a BorderCrossing"),
        ("location: gate, lies: guard", "'guard' is a StateForce"),
        ("relation: town, backs: guard", "'town' is a Town"),
        ("relation: speaker, holds-office: town", "'town' is a Town"),
        ("name: gate, as: X, used-in: town", "'town' is a Town"),
        ("event: town, time: undated", "'town' is a Town"),
        ("event: seizure", "an event needs a time of its own"),
        ("order: gate, before: seizure", "'gate' is a BorderCrossing"),
        ("order: seizure, before: s9", "no statement 's9'"),
        ("order: seizure, before: news/s9", "no statement 'news/s9'"),
        ("order: seizure, before: other/s9", "no statement 'other/s9'"),
        ("speech: visit, content: seizure", "'seizure' is a Event"),
        ("document: gate, issued: 2031-05-04", "'gate' is a BorderCrossing"),
        ("document: self, issued: 2031", "'2031' is not one day"),
        ("document: self, issued: 2031-02-30", "'2031-02-30' is not in the calendar"),
        ("document: self, publisher: town", "'town' is a Town"),
        ("quantity: town, says: x, unit: count, amount: ٣", "'٣' does not fit here: write a decimal number"),
        ("quantity: town, says: x, unit: pieces", "'pieces' is not a concept of the scheme unit"),
        ("control: gate", "needs exactly one of by, denied"),
        ("control: gate, by: []", "needs exactly one of by, denied"),
        ("control: gate, by: guard, denied: brigade", "needs exactly one of by, denied"),
        ("control: gate, denied: guard, polarity: undetermined", "both 'denied' and 'polarity'"),
        ("location: gate, in: town, lies: varda", "needs exactly one of in, connects, lies"),
        ("location: gate", "needs exactly one of in, connects, lies"),
        ("control: gate, by: guard, side: {of: ford, basis: stated}", "'ford' is a BorderCrossing"),
        ("control: ford, by: guard, side: {of: gate/va, basis: stated}", "'gate/va' is not a post of 'ford'"),
        ("control: gate, by: guard, voice: [nobody]", "no entity 'nobody'"),
        ("control: gate, by: guard, voice: [town]", "'town' is a Town"),
        ("control: gate, by: guard, voice: [{agent: speaker, said: 2031~}]", "'2031~' is not a date we read"),
        ("control: gate, by: guard, retracts: s9", "no statement 's9': write DOCUMENT/ID"),
        ("control: gate, by: guard, corrects: [news/s9]", "no statement 'news/s9'"),
        ("control: gate, by: guard, retracts: other/s9", "no statement 'other/s9'"),
        ("control: gate, by: guard, retracts: gate", "'gate' is a BorderCrossing"),
        ("control: gate, by: guard, corrects: news", "'news' is a Document"),
        ("control: gate, by: guard, retracts: s001", "the statement 's001' retracts itself"),
        ("control: gate, by: guard, corrects: [news/s001]", "the statement 's001' corrects itself"),
        ("control: gate, by: guard, time: {}", "has an empty time"),
        ("control: gate, by: guard, time: {basis: stated}", "has an empty time"),
        ("control: gate, by: guard, time: {began: 2031, decided-by: x}", "no decision 'x' that dates"),
    ],
)
def test_faults(statement: str, says: str, write: Write, read: Read) -> None:
    folder = write(statements=f"  s001: {{{statement}, at: P1 0-5}}\n")
    _, found, faults = read(folder)
    assert len(faults) == 1, faults
    assert faults[0].startswith("c/documents/news.yaml:6:")
    assert says in faults[0]
    assert not found or "no statement" in says


def test_all_faults_of_a_row(write: Write, read: Read) -> None:
    row = "control: guard, by: [town, nobody], voice: [nowhere], place: speaker, time: {ended: 2014-13}"
    _, found, faults = read(write(statements=f"  s001: {{{row}, at: [P1 0-101, P1 5-5]}}\n"))
    assert not found
    for says in ("'guard' is", "'town' is", "'nobody'", "'nowhere'", "'speaker' is", "'2014-13'", "0-101", "5-5"):
        assert sum(says in fault for fault in faults) == 1, says
    assert len(faults) == 8


@pytest.mark.parametrize(
    ("time", "basis", "edtf", "bounds"),
    [
        ("when-said", "stated", "", ("", "2031-05-04", "2031-05-04", "")),
        ("undated", "none", "", ("", "", "", "")),
        ("future", "stated", "", ("2031-05-04", "", "2031-05-04", "")),
        ("by-then", "stated", "", ("", "2031-05-04", "", "")),
        ("{since: 2029}", "stated", "2029", ("2029-01-01", "2029-12-31", "2031-05-04", "")),
        ("{began: 2029, ended: 2030}", "stated", "2029; 2030",
         ("2029-01-01", "2029-12-31", "2030-01-01", "2030-12-31")),
        ("{began: 2029, basis: inferred-in-document}", "inferred-in-document", "2029",
         ("2029-01-01", "2029-12-31", "2029-01-01", "")),
    ],
)  # fmt: skip
def test_time(time: str, basis: str, edtf: str, bounds: tuple[str, ...], write: Write, read: Read) -> None:
    _, found, faults = read(write(statements=f"  s001: {{control: gate, by: guard, time: {time}, at: P1 0-5}}\n"))
    assert not faults
    s = found["s001"]
    assert s.time == bounds
    assert s.date_basis.endswith(f"/{basis}")
    assert s.edtf == edtf
    assert s.time_decision == ""


DATED = {
    "documents/news.yaml": """
document: news
publisher: gazette
dated-by: its-day
statements:
  said: {control: gate, by: guard}
  stated: {control: gate, by: guard, time: {began: 2029}}
  decided: {control: gate, by: guard, time: {began: 2029-03, decided-by: its-day}}
  undated: {control: gate, by: guard, time: undated}
  since: {control: gate, by: guard, time: {since: 2029}}
""",
    "documents/other.yaml": "document: other\npublisher: gazette\npublished: 2031-05-04\n",
    "decisions.yaml": """
decisions:
  its-day:
    dates: news
    asserted: 2031-05-03/2031-05-09
    grounds: [other]
    by: The test
    date: 2031-06-01
    reason: A Sunday.
""",
}


def test_a_date_that_is_a_decision(write: Write, read: Read) -> None:
    _, found, faults = read(write(DATED))
    assert not faults
    decision = "https://example.org/id/decision/c/its-day"
    said = found["said"]
    assert (said.time.begin_latest, said.time.end_earliest) == ("2031-05-09", "2031-05-03")
    assert {s.asserted_decision for s in found.values()} == {decision}
    bases = {name: (s.time_decision, s.date_basis.rpartition("/")[2]) for name, s in found.items()}
    assert bases == {
        "said": (decision, "inferred-across-documents"),
        "stated": ("", "stated"),
        "decided": (decision, "inferred-across-documents"),
        "undated": ("", "none"),
        "since": (decision, "inferred-across-documents"),
    }
    # The begin is the document's own, the end hangs on the day on which it was said.
    assert found["since"].own_time == ("2029-01-01", "2029-12-31", "", "")
    assert found["since"].decided_time == ("", "", "2031-05-03", "")
    assert {found[name].own_time for name in ("said", "decided")} == {("", "", "", "")}


def test_since_in_a_document_of_no_day_is_as_stated(write: Write, read: Read) -> None:
    files = {"documents/news.yaml": DATED["documents/news.yaml"].replace("dated-by: its-day\n", "")}
    _, found, faults = read(write({**DATED, **files}))
    assert not faults
    assert found["since"].date_basis.endswith("/stated")


def test_a_document_that_is_only_cited_needs_no_passage(write: Write, read: Read) -> None:
    _, found, faults = read(write(DATED))
    assert not faults
    assert [type(e) for e in found["said"].evidence] == [Citation]
    files = {"documents/news.yaml": DATED["documents/news.yaml"].replace("by: guard}", "by: guard, at: P1 0-5}", 1)}
    _, _, faults = read(write(DATED | files))
    assert len(faults) == 1
    assert "a passage of a document whose text is not described: add 'text: {sha256, length}'" in faults[0]


def test_a_document_with_a_text_needs_passages(write: Write, read: Read) -> None:
    _, _, faults = read(write(statements="  s001: {control: gate, by: guard}\n"))
    assert len(faults) == 1
    assert ":6:" in faults[0]
    assert "no passage: write 'at: PARAGRAPH START-END'" in faults[0]


def test_voices(write: Write, read: Read) -> None:
    statements = f"""
  chain: {{{CONTROL}, voice: [guard, [speaker, brigade]]}}
  dated: {{{CONTROL}, voice: [{{agent: speaker, said: 2031-05}}]}}
  passive: {{{CONTROL}, voice: [unspecified]}}
  same: {{{CONTROL}, voice: [guard, [speaker, brigade]]}}
"""
    _, found, faults = read(write(statements=statements.lstrip("\n")))
    assert not faults
    chain = found["chain"]
    assert [(a.position, a.agent.rpartition("/")[2]) for a in chain.attributions] == [
        *(("0", "gazette"), ("1", "guard"), ("2", "speaker"), ("2", "brigade")),
    ]
    assert [iri.rpartition("/")[2] for iri in chain.speakers] == ["speaker", "brigade"]
    assert chain.attributions == found["same"].attributions
    (_, said) = found["dated"].attributions
    assert (said.said_earliest, said.said_latest) == ("2031-05-01", "2031-05-31")
    assert found["passive"].speakers == ("https://w3id.org/crossings/ontology#unspecified",)
    iris = {a.iri: (a.position, a.agent, a.said_earliest) for s in found.values() for a in s.attributions}
    assert len(set(iris.values())) == len(iris), "an attribution is shared, and stands for one thing"


def test_a_statement_takes_back_and_corrects_others(write: Write, read: Read) -> None:
    """Own ones by their id, even where an entity bears it too, and those of another document."""
    later = """
document: later
publisher: gazette
published: 2031-05-05
statements:
  gate: {control: gate, by: brigade, corrects: news/gate}
  withdrawal: {event: visit, time: undated, retracts: [news/gate, news/other, gate]}
"""
    statements = f"  gate: {{{CONTROL}}}\n  other: {{{CONTROL}, retracts: gate}}\n"
    _, found, faults = read(write({"documents/later.yaml": later}, statements))
    assert not faults
    news, ours = (f"{HOME}/statement/{document}" for document in ("news", "later"))
    assert (found["other"].retracts, found["other"].corrects) == ((f"{news}/gate",), ())
    assert (found["later/gate"].retracts, found["later/gate"].corrects) == ((), (f"{news}/gate",))
    assert found["later/withdrawal"].retracts == (f"{news}/gate", f"{news}/other", f"{ours}/gate")


def test_a_voice_of_the_document_holds_for_its_statements(write: Write, read: Read) -> None:
    text = write(statements=f"  a: {{{CONTROL}}}\n  b: {{{CONTROL}, voice: []}}\n") / "documents" / "news.yaml"
    text.write_text(text.read_text("utf-8").replace("publisher:", "voice: [speaker]\npublisher:"), encoding="utf-8")
    _, found, faults = read(Path("c"))
    assert not faults
    assert [iri.rpartition("/")[2] for iri in found["a"].speakers] == ["speaker"]
    assert [iri.rpartition("/")[2] for iri in found["b"].speakers] == ["gazette"]


def test_a_side(write: Write, read: Read) -> None:
    side = "side: {of: gate/su, basis: inferred-in-document}"
    _, found, faults = read(write(statements=f"  s001: {{{CONTROL}, {side}}}\n"))
    assert not faults
    assert found["s001"].applies_to == f"{HOME}/place/gate/su"
    assert found["s001"].scope_basis.endswith("/scope-basis/inferred-in-document")


@pytest.mark.parametrize(
    ("written", "canonical"),
    [("0.50", "0.5"), ("007", "7"), ("-0", "0"), ("-0.10", "-0.1"), ("10", "10"), ("0.0", "0"), ("100.00", "100")],
)
def test_canonical_decimals(written: str, canonical: str) -> None:
    assert canonical_decimal(written) == canonical


@pytest.mark.parametrize(
    "text", ["", "-", ".", "1.", ".5", "1e3", "+1", "1,5", " 1", "1 ", "٣", "²", "--1", "1" * 41, "nan", "0x1", "1_0"]
)
def test_what_is_no_decimal(text: str) -> None:
    with pytest.raises(ValueError, match="is not a decimal number: write digits"):
        canonical_decimal(text)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12))
def test_a_canonical_decimal_is_the_same_number_written_once(number: Decimal) -> None:
    written = canonical_decimal(f"{number:f}")
    assert Decimal(written) == number
    assert canonical_decimal(written) == written
    assert canonical_decimal(f"{number:f}000") == written
