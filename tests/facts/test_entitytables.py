"""Entities and reference facts in tables: the same records as in YAML."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.facts.corpus import Corpus
from kg.facts.statements import Statement

Write = Callable[..., Path]
Read = Callable[..., tuple[Corpus, dict[str, Statement], list[str]]]

SOURCE = "source: gazetteer\ntitle: A gazetteer\ncredit: Us\nlicence: https://example.org/l\ntable: points.csv\n"


def test_entities_of_every_kind(write: Write, read: Read) -> None:
    corpus, _, faults = read(
        write(
            {
                "places.csv": "id,type,label,label@ar,also,also@ar,of,country,members,complete\n"
                "pass,crossing,Pass,معبر,The Pass|Old Pass,الممر,,,,\n"
                "pass/va,post,Vardan post of Pass,,,,pass,varda,,\n"
                "all,group,All,,,,,,gate|pass,true\n",
                "agents.tsv": "id\ttype\tlabel\tforce_of\tmember_of\n"
                "wing\tnon-state-force\tWing\tbrigade\tbrigade|guard\n",
                "offices.jsonl": '{"id": "chair", "label": "Chair", "of": "government"}\n',
                "events.yaml": "",
                "events.csv": "id,type,label@en\nseizure,seizure,Seizure\nvisit,meeting,Visit\n",
            }
        )
    )
    assert not faults
    known = corpus.entities.by_id
    assert known["pass"].labels == {"en": "Pass", "ar": "معبر"}
    assert known["pass"].spellings == {"en": ["The Pass", "Old Pass"], "ar": ["الممر"]}
    assert (known["pass/va"].record.of, known["pass/va"].record.country) == ("pass", "varda")  # type: ignore[union-attr]
    assert known["all"].record.members == ["gate", "pass"]  # type: ignore[union-attr]
    assert known["all"].record.complete is True  # type: ignore[union-attr]
    assert (known["wing"].record.force_of, known["wing"].record.member_of) == ("brigade", ["brigade", "guard"])  # type: ignore[union-attr]
    assert known["chair"].class_ == "Office"
    assert known["visit"].labels == {"en": "Visit"}
    assert (known["visit"].where.file, known["visit"].where.line) == ("c/events.csv", 3)


def test_reference_facts(write: Write, read: Read) -> None:
    rows = "id,point,in,wikidata,p_code,see_wikidata,label@ar,also\ngate,1.5 2.5,town|varda,Q1,SY01,Q2,بوابة,Gate A\n"
    corpus, _, faults = read(write({"sources/gazetteer.yaml": SOURCE, "points.csv": rows}))
    assert not faults
    ((entity, fact, where),) = corpus.parts[0].sources[0].facts
    assert (entity.id, fact.point, fact.in_) == ("gate", "1.5 2.5", ["town", "varda"])
    assert (fact.ids.wikidata, fact.ids.p_code, fact.see.wikidata) == ("Q1", "SY01", "Q2")
    assert entity.labels == {"en": "Gate", "ar": "بوابة"}
    assert (where.file, where.line) == ("c/points.csv", 2)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("places.csv", "id,type,label\ngate,town,Gate\n", "2: the id 'gate' is taken by c/places.yaml:4"),
        ("places.csv", "id,type,label\na,town,A\na,town,A\n", "3: the id 'a' is taken by c/places.csv:2"),
        ("places.csv", "id,type,label\na,tower,A\n", "2: type: 'tower' does not fit here"),
        ("places.csv", "id,type,label\na,town,\n", "2: label is empty: write a value"),
        ("places.csv", "id,type,label\nA B,town,A\n", "2: id: 'A B' does not fit here"),
        ("places.csv", "id,type,label\n,town,A\n", "2: id is empty: write a value"),
        ("places.csv", "id,type,lable\na,town,A\n", "1: unknown column 'lable': did you mean 'label'?"),
        ("places.csv", "id,type,label,label@X\na,town,A,B\n", "1: 'X' in the column 'label@X' is no language tag"),
        ("places.csv", "id,type,label,type@ar\na,town,A,B\n", "1: unknown column 'type@ar'"),
        ("places.csv", "id,type,label,label@en\na,town,A,B\n", "2: 'label' stands twice, once as 'label@en'"),
        ("places.csv", "id,label\na,A\n", "1: lacks the column 'type'"),
        ("places.csv", "id,type,label,complete\na,group,A,perhaps\n", "2: complete: 'perhaps' does not fit here"),
        ("places.csv", "id,type,label,of\na,post,A,nowhere\n", "2: "),
        ("places.jsonl", '{"id": "a", "type": "town", "label": {"en": "A"}}', "1: label: is an object: write one"),
        ("places.jsonl", '{"id": "a", "type": "town", "lable": "A"}\n', "1: unknown column 'lable'"),
        ("events.csv", "id,type,label\nv,party,V\n", "2: "),
    ],
)  # fmt: skip
def test_faults_name_the_row(name: str, content: str, says: str, write: Write, read: Read) -> None:
    _, _, faults = read(write({name: content}))
    assert any(fault.startswith(f"c/{name}:{says}") for fault in faults), faults


def test_a_row_at_fault_is_no_fault_of_who_refers_to_it(write: Write, read: Read) -> None:
    statements = "  s1: {control: pass, by: guard, at: P1 0-5}\n"
    _, _, faults = read(write({"places.csv": "id,type,label\npass,crosing,Pass\n"}, statements))
    assert faults == ["c/places.csv:2: type: 'crosing' does not fit here: did you mean 'crossing'?"]
    _, _, faults = read(write({"places.csv": "id,type,label,zzz\npass,crossing,Pass,\n"}, statements))
    assert len(faults) == 1
    assert faults[0].startswith("c/places.csv:1: unknown column 'zzz'")


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("id,point\nnowhere,1 2\n", "2: no entity 'nowhere'"),
        ("id,point\ngate,91 2\n", "2: the point '91 2' is not on Earth"),
        ("id,point\ngate,1e400 2\n", "2: point: '1e400 2' does not fit here"),
        ("id,point\ngate,nan nan\n", "2: point: 'nan nan' does not fit here"),
        ("id,point\ngate,1 2\ngate,1 3\n", "3: 'gate' stands twice in this source"),
        ("id,see_iso\ngate,SY\n", "2: 'see' takes identifiers with an address of their own"),
        ("id,wikidata\ngate,Q1> <x\n", "2: wikidata: 'Q1> <x' does not fit here"),
    ],
)
def test_faults_of_reference_facts(rows: str, says: str, write: Write, read: Read) -> None:
    _, _, faults = read(write({"sources/gazetteer.yaml": SOURCE, "points.csv": rows}))
    assert [fault for fault in faults if fault.startswith(f"c/points.csv:{says}")] == faults
    assert faults


def test_no_table_leaves_the_corpus(write: Write, read: Read, tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text("id,point\ngate,1 2\n", encoding="utf-8")
    (tmp_path / "events.csv").write_text("id,type,label\nv,meeting,V\n", encoding="utf-8")
    corpus = write({"sources/gazetteer.yaml": SOURCE})
    (corpus / "points.csv").symlink_to(tmp_path / "points.csv")
    (corpus / "events.csv").symlink_to(tmp_path / "events.csv")
    _, _, faults = read(corpus)
    assert faults == [
        "c/events.csv: is a link that leaves the corpus: put the file itself there",
        "c/sources/gazetteer.yaml:5:8: the table 'points.csv' leaves the corpus: keep it inside its folder",
    ]
